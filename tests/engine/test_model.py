"""What events, participants, slots and answers may look like; texts are kept literally or refused."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from evsched.engine import calendar_names
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.recommendation import Absence, Recommendation
from evsched.engine.text import parse_weekly
from evsched.errors import InvalidInput

NINE = datetime(2025, 1, 12, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MORNING = Slot(NINE, NINE + 3 * HOUR)

LITERAL = [
    pytest.param("[/]", id="markup-of-a-console"),
    pytest.param("[bold]x[/bold]", id="paired-markup"),
    pytest.param("<script>alert(1)</script>", id="html"),
    pytest.param("%s %(name)s {0} {}", id="formats"),
    pytest.param("'; DROP TABLE events; --", id="sql"),
    pytest.param("../../etc/passwd", id="a-path"),
    pytest.param("$(reboot) `id` \\n", id="shell"),
    pytest.param("=1+1", id="a-formula"),
    pytest.param("👩\u200d👩\u200d👧\u200d👦", id="zwj-emoji"),
    pytest.param("क्षत्रिय हिन्दी", id="devanagari"),
    pytest.param("می\u200cخواهم", id="persian-with-zwnj"),
    pytest.param("שלום مرحبا", id="right-to-left-letters"),
    pytest.param("2025-01-12", id="a-date"),
    pytest.param("-x", id="an-option"),
    pytest.param("null", id="a-json-word"),
]

UNSHOWABLE = [
    pytest.param("a\x00b", "\\x00", id="null"),
    pytest.param("a\nb", "\\n", id="newline"),
    pytest.param("\ta", "\\t", id="outer-tab"),
    pytest.param("a\x1b[31mb", "\\x1b", id="escape"),
    pytest.param("a\x7fb", "\\x7f", id="delete"),
    pytest.param("a\x85b", "\\x85", id="next-line"),
    pytest.param("a\x9bb", "\\x9b", id="control-sequence-introducer"),
    pytest.param("a\u061cb", "\\u061c", id="arabic-letter-mark"),
    pytest.param("a\u200eb", "\\u200e", id="left-to-right-mark"),
    pytest.param("a\u200fb", "\\u200f", id="right-to-left-mark"),
    pytest.param("a\u2028b", "\\u2028", id="line-separator"),
    pytest.param("a\u2029b", "\\u2029", id="paragraph-separator"),
    pytest.param("a\u202eb", "\\u202e", id="right-to-left-override"),
    pytest.param("a\u2066b", "\\u2066", id="left-to-right-isolate"),
    pytest.param("a\u2069b", "\\u2069", id="pop-isolate"),
    pytest.param("a\ud83db", "\\ud83d", id="half-a-character"),
]

BLANK = [
    pytest.param("", id="empty"),
    pytest.param("   ", id="spaces"),
    pytest.param("\u00a0\u2003\u3000", id="wide-and-no-break-spaces"),
]


def review(title: str = "Review", duration: timedelta = HOUR) -> Event:
    return Event(title, duration, [MORNING])


@pytest.mark.parametrize("text", LITERAL)
def test_a_hostile_but_harmless_title_is_kept_literally(text: str) -> None:
    assert review(text).title == text


@pytest.mark.parametrize("text", [each for each in LITERAL if "/" not in str(each.values[0])])
def test_a_hostile_but_harmless_id_is_kept_literally(text: str) -> None:
    assert Participant(text).id == text
    assert Availability(text, ()).participant_id == text


@pytest.mark.parametrize(("text", "named"), UNSHOWABLE)
def test_a_character_that_cannot_be_shown_is_refused_and_named_harmlessly(text: str, named: str) -> None:
    for make, what in (
        (review, "title"),
        (Participant, "id of a participant"),
        (lambda name: Availability(name, ()), "id of a participant"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            make(text)
        assert str(refusal.value).startswith(f"the {what} has a character that cannot be shown, {named}: ")
        assert str(refusal.value).isprintable()


@pytest.mark.parametrize("text", BLANK)
def test_a_blank_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="the title is blank"):
        review(text)
    for make in (Participant, lambda name: Availability(name, ())):
        with pytest.raises(InvalidInput, match="the id of a participant is blank"):
            make(text)


@pytest.mark.parametrize("name", ["/", "a/b", "/a", "a/", "[/]"])
def test_an_id_has_no_slash(name: str) -> None:
    for make in (Participant, lambda name: Availability(name, ())):
        with pytest.raises(InvalidInput, match='so it has no "/"'):
            make(name)


def test_a_title_may_have_a_slash() -> None:
    assert review("Q1/Q2").title == "Q1/Q2"


def test_outer_spaces_are_cut_off_and_inner_ones_kept() -> None:
    assert review("  a  b ").title == "a  b"
    assert Participant(" bob ").id == "bob"
    assert Availability(" bob ", ()).participant_id == "bob"


@pytest.mark.parametrize(
    ("text", "composed"),
    [
        pytest.param("Zoe\u0308", "Zo\u00eb", id="letter-and-mark"),
        pytest.param("\u212b", "\u00c5", id="angstrom"),
        pytest.param("\u1112\u1161\u11ab", "\ud55c", id="hangul"),
        pytest.param("\ufb01", "\ufb01", id="a-ligature-stays"),
        pytest.param("STRASSE", "STRASSE", id="case-stays"),
    ],
)
def test_texts_are_kept_in_nfc(text: str, composed: str) -> None:
    assert review(text).title == composed
    assert Participant(text).id == composed
    assert Availability(text, ()).participant_id == composed


def test_the_longest_title_has_200_characters_and_the_longest_id_64() -> None:
    assert len(review("अ" * 200).title) == 200
    assert len(Participant("अ" * 64).id) == 64
    assert len(Participant(" " + "e\u0308" * 64 + " ").id) == 64
    with pytest.raises(InvalidInput, match="the title has 201 characters, at most 200 are allowed"):
        review("x" * 201)
    with pytest.raises(InvalidInput, match="the id of a participant has 65 characters, at most 64 are allowed"):
        Participant("x" * 65)


def test_a_refusal_repeats_a_long_text_only_in_part() -> None:
    with pytest.raises(InvalidInput) as refusal:
        review("x" * 100_000)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    "duration",
    [
        pytest.param(timedelta(minutes=1), id="the-shortest"),
        pytest.param(timedelta(minutes=1, seconds=1), id="odd-seconds"),
        pytest.param(timedelta(days=31), id="the-longest"),
    ],
)
def test_a_duration_is_from_1_minute_to_31_days(duration: timedelta) -> None:
    assert review(duration=duration).duration == duration


@pytest.mark.parametrize(
    "duration",
    [
        pytest.param(timedelta(seconds=59), id="a-second-short"),
        pytest.param(timedelta(0), id="nothing"),
        pytest.param(-HOUR, id="negative"),
        pytest.param(timedelta(days=31, seconds=1), id="a-second-long"),
        pytest.param(HOUR + timedelta(microseconds=1), id="a-fraction"),
        pytest.param(timedelta.max, id="the-longest-there-is"),
    ],
)
def test_another_duration_is_refused(duration: timedelta) -> None:
    with pytest.raises(InvalidInput, match="a duration is 1 minute to 31 days in whole seconds, not"):
        review(duration=duration)


def test_a_duration_longer_than_every_slot_is_accepted() -> None:
    assert review(duration=timedelta(days=2)).slots == (MORNING,)


def test_an_event_offers_at_least_one_slot() -> None:
    with pytest.raises(InvalidInput, match="an event offers at least one slot"):
        Event("Review", HOUR, [])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("bob", "bob", id="the-same"),
        pytest.param("bob", " bob ", id="with-outer-spaces"),
        pytest.param("Zo\u00eb", "Zoe\u0308", id="composed-and-decomposed"),
    ],
)
def test_nobody_is_named_twice(first: str, second: str) -> None:
    with pytest.raises(InvalidInput, match="is named twice; each participant has an id of their own"):
        Event("Review", HOUR, [MORNING], [Participant(first), Participant("eve"), Participant(second, required=False)])


def test_ids_are_compared_exactly() -> None:
    names = ("bob", "Bob", "bob@example.com", "b ob", "bоb")
    assert [each.id for each in Event("Review", HOUR, [MORNING], [*map(Participant, names)]).participants] == [*names]


def test_slots_and_participants_stay_in_the_order_given_whatever_they_come_in() -> None:
    later = Slot(NINE + 2 * HOUR, NINE + 4 * HOUR)
    event = Event("Review", HOUR, [later, MORNING, later], [Participant("z"), Participant("a")])
    assert event.slots == (later, MORNING, later)
    assert event.participants == (Participant("z"), Participant("a"))
    assert event == dataclasses.replace(event, slots=list(event.slots))
    assert Availability("a", [later, MORNING]).slots == (later, MORNING)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        pytest.param("Europe/Berlin", "Europe/Berlin", id="a-place"),
        pytest.param("+5:30", "UTC+05:30", id="an-offset"),
        pytest.param("utc", "UTC", id="utc"),
    ],
)
def test_a_zone_is_a_place_or_an_offset(text: str, zone: str) -> None:
    assert Participant("bob", text).zone == zone
    assert Event("Review", HOUR, [MORNING], zone=text).zone == zone


@pytest.mark.parametrize("zone", ["Mars/Olympus", "EST", "", "../etc/localtime", "UTC+15"])
def test_another_zone_is_refused(zone: str) -> None:
    with pytest.raises(InvalidInput, match="is not "):
        Participant("bob", zone)
    with pytest.raises(InvalidInput, match="is not "):
        Event("Review", HOUR, [MORNING], zone=zone)


@pytest.mark.parametrize(
    "length",
    [pytest.param(timedelta(minutes=1), id="the-shortest"), pytest.param(timedelta(days=31), id="the-longest")],
)
def test_a_slot_lasts_from_1_minute_to_31_days(length: timedelta) -> None:
    slot = Slot(NINE, NINE + length, "UTC", "as typed [/]")
    assert (slot.end - slot.start, slot.zone, slot.text) == (length, "UTC", "as typed [/]")


@pytest.mark.parametrize(
    ("length", "message"),
    [
        pytest.param(timedelta(seconds=59), "a slot lasts from 1 minute to 31 days, not 59 s", id="a-second-short"),
        pytest.param(timedelta(days=31, seconds=1), "a slot lasts from 1 minute to 31 days", id="a-second-long"),
        pytest.param(timedelta(0), "is not after the start", id="empty"),
        pytest.param(-HOUR, "is not after the start", id="turned-round"),
    ],
)
def test_another_slot_is_refused(length: timedelta, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Slot(NINE, NINE + length)


def test_a_slot_is_shown_by_its_ends_and_differs_by_how_it_was_typed() -> None:
    assert repr(MORNING) == "Slot(2025-01-12T09:00:00Z, 2025-01-12T12:00:00Z)"
    assert Slot(MORNING.start, MORNING.end, "UTC") != MORNING
    assert Interval(MORNING.start, MORNING.end) != MORNING


def test_the_free_time_of_an_answer_is_its_slots_merged_and_not_clipped_to_what_is_offered() -> None:
    answer = Availability("bob", [Slot(NINE + HOUR, NINE + 2 * HOUR), Slot(NINE, NINE + HOUR)])
    offered = IntervalSet([Interval(NINE + HOUR, NINE + 3 * HOUR)])
    assert answer.typed == answer.free_within(offered) == IntervalSet([Interval(NINE, NINE + 2 * HOUR)])
    assert not Availability("bob", []).typed


def hours(*pairs: tuple[int, int], if_needed: bool = False) -> list[Slot]:
    return [Slot(NINE + start * HOUR, NINE + end * HOUR, if_needed=if_needed) for start, end in pairs]


NINE_TO_TEN = parse_weekly("daily 9-10", "UTC")


@pytest.mark.parametrize(
    ("answer", "free"),
    [
        pytest.param(Availability("bob", hours((1, 2))), hours((1, 2)), id="slots"),
        pytest.param(Availability("bob", (), [NINE_TO_TEN]), hours((0, 1)), id="weekly"),
        pytest.param(
            Availability("bob", hours((2, 4)), [NINE_TO_TEN, parse_weekly("daily 10-11", "UTC")]),
            hours((0, 4)),
            id="slots-and-weekly-touching",
        ),
        pytest.param(Availability("bob", hours((1, 4)), busy=hours((2, 3))), hours((1, 2), (3, 4)), id="slots-but"),
        pytest.param(
            Availability("bob", (), [NINE_TO_TEN], busy=hours((-5, 0))), hours((0, 1)), id="weekly-but-elsewhere"
        ),
        pytest.param(Availability("bob", busy=hours((2, 3), (1, 2))), hours((0, 1), (3, 6)), id="all-but"),
        pytest.param(Availability("bob", busy=hours((0, 6))), [], id="all-but-all"),
        pytest.param(Availability("bob", busy=()), hours((0, 6)), id="all-but-nothing"),
        pytest.param(Availability("bob", busy=hours((0, 3), if_needed=True)), hours((0, 6)), id="if-need-be"),
        pytest.param(
            Availability("bob", busy=hours((0, 1)), asked=IntervalSet(hours((0, 3)))), hours((1, 3)), id="asked-less"
        ),
        pytest.param(Availability("bob", asked=IntervalSet(hours((0, 3)))), [], id="declined"),
    ],
)
def test_busy_times_are_taken_out_of_slots_and_weekly_hours_or_else_of_all_that_is_offered(
    answer: Availability, free: list[Slot]
) -> None:
    assert answer.free_within(IntervalSet(hours((0, 6)))) == IntervalSet(free)


@pytest.mark.parametrize(
    ("answer", "has_declined"),
    [
        pytest.param(Availability("bob"), True, id="nothing"),
        pytest.param(Availability("bob", hours((0, 1))), False, id="slots"),
        pytest.param(Availability("bob", (), [NINE_TO_TEN]), False, id="weekly"),
        pytest.param(Availability("bob", busy=()), False, id="never-busy"),
    ],
)
def test_who_says_nothing_at_all_has_declined(answer: Availability, has_declined: bool) -> None:
    assert answer.has_declined is has_declined


def test_an_organizers_address_and_a_deadline_are_checked_and_kept() -> None:
    event = Event("Review", HOUR, [MORNING], organizer="olga@example.com", deadline=NINE + timedelta(microseconds=7))
    assert (event.organizer, event.deadline) == ("olga@example.com", NINE)
    with pytest.raises(InvalidInput, match="no mail address"):
        Event("Review", HOUR, [MORNING], organizer="olga")
    with pytest.raises(InvalidInput, match="the deadline of an event is a datetime with a zone"):
        Event("Review", HOUR, [MORNING], deadline=datetime(2025, 1, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    "value",
    [
        Participant("bob"),
        review(),
        MORNING,
        Availability("bob", ()),
        Absence("bob", "declined"),
        Recommendation(everyone=False),
    ],
)
def test_values_do_not_change(value: Slot) -> None:
    with pytest.raises(AttributeError):
        setattr(value, value.__match_args__[0], None)


@pytest.mark.parametrize(
    ("day", "text", "weekday"),
    [
        pytest.param(date(2025, 1, 12), "12 Jan 2025", "Sun", id="january"),
        pytest.param(date(2024, 2, 29), "29 Feb 2024", "Thu", id="a-leap-day"),
        pytest.param(date(2025, 5, 1), "1 May 2025", "Thu", id="one-digit"),
        pytest.param(date(2025, 12, 29), "29 Dec 2025", "Mon", id="december"),
    ],
)
def test_dates_are_written_in_english_whatever_the_machines_language(day: date, text: str, weekday: str) -> None:
    assert (calendar_names.date_text(day), calendar_names.weekday_text(day)) == (text, weekday)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(0, "0 days", id="none"),
        pytest.param(1, "1 day", id="one"),
        pytest.param(2, "2 days", id="two"),
        pytest.param(1000, "1,000 days", id="a-thousand"),
    ],
)
def test_a_count_has_its_noun_in_the_right_number(count: int, text: str) -> None:
    assert calendar_names.plural(count, "day") == text


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        pytest.param(timedelta(0), "0 min", id="nothing"),
        pytest.param(timedelta(minutes=90), "1 h 30 min", id="hours-and-minutes"),
        pytest.param(timedelta(seconds=61), "1 min 1 s", id="seconds"),
        pytest.param(timedelta(days=1), "1 day", id="a-day"),
        pytest.param(timedelta(days=31), "31 days", id="days"),
        pytest.param(timedelta(days=2, hours=3, minutes=4, seconds=5), "2 days 3 h 4 min 5 s", id="all"),
    ],
)
def test_a_duration_is_written_in_its_units_without_the_empty_ones(duration: timedelta, text: str) -> None:
    assert calendar_names.duration_text(duration) == text


def test_what_is_no_slot_and_no_participant_is_refused_with_the_mend() -> None:
    with pytest.raises(InvalidInput, match="parse_slots makes them from text"):
        Event("Review", HOUR, "12 Jan 2025, 2 - 4PM EST")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"such as Participant\('alice'\)"):
        Event("Review", HOUR, [MORNING], ["alice"])  # type: ignore[list-item]


def test_a_slot_in_no_zone_there_is_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is not a time zone"):
        Slot(MORNING.start, MORNING.end, zone="Atlantis/Capital")
