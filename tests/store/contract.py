"""What every store must do, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from threading import Event as Signal

import pytest

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.text import parse_slots, parse_weekly
from evsched.store.base import Reading, Store
from evsched.store.values import EventState, EventSummary

CREATED = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
THREADS = 100

LITERAL = [
    pytest.param("[/]", id="rich-markup"),
    pytest.param("[link=x]y[bold]", id="rich-link"),
    pytest.param('=HYPERLINK("x")', id="formula"),
    pytest.param("<script>alert(1)<script>", id="html"),
    pytest.param("%s %% {0} ${HOME}", id="placeholders"),
    pytest.param("'; DROP TABLE event; --", id="sql"),
    pytest.param('a\\n"b"\\', id="backslashes-and-quotes"),
    pytest.param("👩‍👩‍👧‍👦 👍🏽", id="joined-emoji"),
    pytest.param("बैठक नमस्ते", id="devanagari"),
    pytest.param("اجتماع פגישה", id="right-to-left"),
    pytest.param("e\u0308\u0301ﬁ会議", id="combining-marks"),
]


def event_id(number: int) -> str:
    return f"{number:026}"


ID = event_id(1)
OTHER = event_id(2)


def slots(*texts: str, zone: str | None = None) -> list[Slot]:
    return [slot for text in texts for slot in parse_slots(text, zone)]


def an_event(title: str = "Review", *participants: Participant) -> Event:
    return Event(title, timedelta(hours=1), slots("12 Jan 2025, 2 - 4PM EST"), participants)


def answer(participant_id: str, *texts: str) -> Availability:
    return Availability(participant_id, slots(*texts))


_SUNDAYS = parse_weekly("Sun 13-15", "America/New_York")
_QUARTER = slots("12 Jan 2025, 2:15 - 2:30PM EST")
HOURS = {
    "weekly": Availability("ann", (), [_SUNDAYS]),
    "weekly-and-busy": Availability("ann", (), [_SUNDAYS], slots("12 Jan 2025, 1 - 2:30PM EST")),
    "slots-and-busy": Availability("ann", slots("12 Jan 2025, 1 - 6PM EST"), (), _QUARTER),
    "busy": Availability("ann", busy=_QUARTER),
    "busy-if-need-be": Availability("ann", busy=[replace(_QUARTER[0], if_needed=True)]),
    "never-busy": Availability("ann", busy=()),
    "busy-when-less-was-offered": Availability(
        "ann", busy=_QUARTER, asked=IntervalSet(slots("12 Jan 2025, 1 - 2:20PM EST"))
    ),
}
"""Answers that are more than slots; as ``an_event`` has it, 2 to 4 PM in New York is on offer, on a Sunday."""

ANN, BO, CY = Participant("ann"), Participant("bo", "Europe/Berlin"), Participant("cy", required=False)
MORNING, NOON, EVENING = (f"12 Jan 2025, {hours} UTC" for hours in ("8:00 - 10:00", "12:00 - 13:00", "18:00 - 20:00"))


def state(rows: Reading, number_of_event: str) -> EventState:
    """The state of an event that is there."""
    found = rows.state(number_of_event)
    assert found is not None
    return found


def everything(rows: Reading) -> list[object]:
    """All that a store tells of its events."""
    return [
        (
            summary,
            rows.event_in_series(summary.id),
            rows.answered(summary.id),
            rows.state(summary.id),
            rows.count_participants(summary.id),
            [(each, rows.participant_token(summary.id, each.participant_id)) for each in rows.availability(summary.id)],
            sorted((who, tuple(free.pairs())) for who, free in rows.free(summary.id).times.items()),
        )
        for summary in rows.summaries()
    ]


class StoreTests:
    """What the parts of the contract share."""

    @pytest.fixture
    def opened(self) -> Callable[[], Store]:
        """What opens the test's own database, empty at first, once more."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, opened: Callable[[], Store]) -> Store:
        return opened()

    def put(self, store: Store, number_of_event: str, event: Event, created: datetime = CREATED) -> None:
        with store.writing() as rows:
            rows.insert_event(number_of_event, event, created)

    def put_answers(self, store: Store, *answers: Availability) -> None:
        with store.writing() as rows:
            for each in answers:
                rows.put_availability(ID, each)


class StoreContract(StoreTests):
    """Each store's tests are a subclass of this and of the rest of the contract, with the fixture ``opened``."""

    # Events

    def test_a_new_database_has_no_events(self, store: Store) -> None:
        with store.reading() as rows:
            assert rows.summaries() == []
            assert rows.latest_id() is None
            assert rows.ids_starting_with("", limit=9) == []

    def test_what_does_not_exist_is_none_or_empty(self, store: Store) -> None:
        with store.reading() as rows:
            assert rows.event(ID) is None
            assert rows.participant(ID, "ann") is None
            assert rows.answered(ID) == frozenset()
            assert rows.availability(ID) == []
            assert rows.free(ID).times == {}
            assert rows.state(ID) is None
            assert rows.count_participants(ID) == 0
            assert rows.participant_token(ID, "ann") is None
            assert rows.answers_of("ann", None) == rows.answers_of("ann", bytes(32)) == []
            assert rows.made("event", "key") is None
            assert rows.event_in_series(ID) is None
            assert (rows.series_names(), rows.burdens("sync")) == ([], [])

    def test_an_event_comes_back_as_it_was_put(self, store: Store) -> None:
        offered = [
            *slots("12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"),
            *slots("15 Jan 2025, 9:00 - 11:30", zone="Asia/Kolkata"),
            *slots("15 Jan 2025, 9:00 - 11:30", zone="UTC+05:45"),
            Slot(datetime(2025, 2, 1, 8, 0, 1, tzinfo=UTC), datetime(2025, 2, 1, 9, 59, 59, tzinfo=UTC)),
        ]
        event = Event("Review", timedelta(minutes=90, seconds=1), offered, [BO, ANN, CY], "America/New_York")
        self.put(store, ID, event)
        with store.reading() as rows:
            found = rows.event(ID)
        assert found == event
        assert found is not None
        assert [(each.text, each.zone) for each in found.slots] == [(each.text, each.zone) for each in offered]
        assert found.slots[-1].text is found.slots[-1].zone is None

    def test_slots_keep_their_order_though_they_touch_and_overlap(self, store: Store) -> None:
        offered = slots(EVENING, MORNING, "12 Jan 2025, 9:00 - 11:00 UTC", NOON, NOON)
        self.put(store, ID, Event("Review", timedelta(hours=1), offered))
        with store.reading() as rows:
            found = rows.event(ID)
        assert found is not None
        assert list(found.slots) == offered

    @pytest.mark.parametrize("text", LITERAL)
    def test_text_is_kept_literally(self, store: Store, text: str) -> None:
        slot = replace(slots(NOON)[0], text=text)
        who = Participant(text.replace("/", "|"))
        event = Event(text, timedelta(hours=1), [slot], [who])
        self.put(store, ID, event)
        self.put_answers(store, Availability(who.id, [slot]))
        with store.reading() as rows:
            assert rows.event(ID) == event
            assert rows.summaries()[0].title == event.title
            assert rows.participant(ID, who.id) == who
            assert rows.answered(ID) == {who.id}
            assert rows.availability(ID, who.id) == [Availability(who.id, [slot])]
            assert list(rows.free(ID).times) == [who.id]

    def test_the_longest_title_and_name_fit(self, store: Store) -> None:
        event = an_event("\U0001f600" * 200, Participant("\U0001f600" * 64))
        self.put(store, ID, event)
        with store.reading() as rows:
            assert rows.event(ID) == event

    def test_the_earliest_and_the_latest_instants_fit(self, store: Store) -> None:
        first = Slot(datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
        last = Slot(datetime(2199, 12, 31, 23, 59, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
        event = Event("Eras", timedelta(minutes=1), [last, first], [ANN])
        self.put(store, ID, event)
        self.put_answers(store, Availability("ann", [first, last]))
        with store.reading() as rows:
            assert rows.event(ID) == event
            assert rows.summaries()[0].first_start == first.start
            assert rows.free(ID).times == {"ann": IntervalSet([first, last])}

    def test_an_event_can_be_read_without_its_participants(self, store: Store) -> None:
        event = an_event("Review", ANN, BO)
        self.put(store, ID, event)
        with store.reading() as rows:
            assert rows.event(ID, with_participants=False) == replace(event, participants=())

    def test_a_summary_has_the_earliest_start_and_counts(self, store: Store) -> None:
        event = Event("Review", timedelta(minutes=45), slots(EVENING, MORNING, NOON), [ANN, BO, CY], "Asia/Tokyo")
        self.put(store, ID, event)
        self.put(store, OTHER, an_event("Other", ANN))
        self.put_answers(store, answer("bo", NOON), answer("ann"))
        start = datetime(2025, 1, 12, 8, tzinfo=UTC)
        expected = EventSummary(ID, "Review", timedelta(minutes=45), start, "Asia/Tokyo", participants=3, answered=2)
        with store.reading() as rows:
            assert expected in rows.summaries()

    def test_events_are_listed_newest_first(self, store: Store) -> None:
        for number, hours in ((1, 5), (2, 9), (3, 1), (4, 7)):
            self.put(store, event_id(number), an_event(), CREATED + timedelta(hours=hours))
        with store.reading() as rows:
            assert [each.id for each in rows.summaries()] == [event_id(number) for number in (2, 4, 1, 3)]
            assert rows.latest_id() == event_id(2)

    def test_of_events_made_in_one_second_the_last_one_is_the_newest(self, store: Store) -> None:
        for number in (2, 3, 1):
            self.put(store, event_id(number), an_event())
        with store.reading() as rows:
            assert [each.id for each in rows.summaries()] == [event_id(number) for number in (1, 3, 2)]
            assert rows.latest_id() == event_id(1)

    @pytest.mark.parametrize(
        ("prefix", "limit", "found"),
        [
            pytest.param("ab", 9, ["ab1", "ab2", "abz"], id="all"),
            pytest.param("ab", 2, ["ab1", "ab2"], id="limited"),
            pytest.param("ab2", 2, ["ab2"], id="whole"),
            pytest.param("ab2x", 2, [], id="longer-than-any"),
            pytest.param("b", 2, [], id="inside-only"),
            pytest.param("AB", 2, [], id="other-case"),
            pytest.param("a%", 2, [], id="percent"),
            pytest.param("a_", 2, [], id="underscore"),
            pytest.param("a*", 2, [], id="asterisk"),
            pytest.param("a'", 2, [], id="quote"),
            pytest.param("é", 2, [], id="not-ascii"),
            pytest.param("z", 9, ["zzz"], id="last-letter"),
        ],
    )
    def test_ids_are_found_by_their_beginning(self, store: Store, prefix: str, limit: int, found: list[str]) -> None:
        for each in ("abz", "ab2", "zzz", "ab1", "0ab"):
            self.put(store, each, an_event())
        with store.reading() as rows:
            assert rows.ids_starting_with(prefix, limit) == found

    def test_an_updated_event_keeps_its_participants_answers_and_place(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put(store, OTHER, an_event("Other"), CREATED + timedelta(hours=1))
        self.put_answers(store, answer("bo", NOON))
        changed = Event("Retro", timedelta(minutes=30), slots(EVENING, MORNING), zone="Asia/Tokyo")
        with store.writing() as rows:
            rows.update_event(ID, changed)
        with store.reading() as rows:
            assert rows.event(ID) == replace(changed, participants=(ANN, BO))
            assert rows.event(OTHER) == an_event("Other")
            assert rows.availability(ID) == [answer("bo", NOON)]
            assert [each.id for each in rows.summaries()] == [OTHER, ID]
            assert rows.summaries()[1].first_start == datetime(2025, 1, 12, 8, tzinfo=UTC)

    def test_a_deleted_event_takes_its_participants_and_answers_along(self, store: Store) -> None:
        for each in (ID, OTHER):
            self.put(store, each, an_event("Review", ANN, BO))
            with store.writing() as rows:
                rows.put_availability(each, answer("ann", NOON))
        with store.writing() as rows:
            rows.delete_event(ID)
        with store.reading() as rows:
            assert [each.id for each in rows.summaries()] == [OTHER]
            assert rows.event(ID) is None
            assert rows.participant(ID, "ann") is None
            assert (rows.answered(ID), rows.free(ID).times, rows.availability(ID)) == (frozenset(), {}, [])
            assert rows.availability(OTHER) == [answer("ann", NOON)]

    def test_an_event_with_the_id_of_a_deleted_one_has_none_of_its_answers(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put_answers(store, answer("ann", NOON))
        with store.writing() as rows:
            rows.delete_event(ID)
            rows.insert_event(ID, an_event("Again", ANN), CREATED)
        with store.reading() as rows:
            assert rows.event(ID) == an_event("Again", ANN)
            assert rows.answered(ID) == frozenset()

    # Participants

    def test_participants_keep_the_order_in_which_they_came(self, store: Store) -> None:
        people = [Participant(name) for name in ("zoe", "ann", "Zoe", "éva", "10", "9")]
        self.put(store, ID, an_event("Review", *people[:3]))
        with store.writing() as rows:
            for each in people[3:]:
                rows.put_participant(ID, each)
        with store.reading() as rows:
            found = rows.event(ID)
        assert found is not None
        assert list(found.participants) == people

    def test_a_participant_put_again_is_replaced_in_place_and_keeps_the_answer(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann", NOON))
        changed = Participant("ann", "Asia/Tokyo", required=False)
        with store.writing() as rows:
            rows.put_participant(ID, changed)
        with store.reading() as rows:
            assert rows.event(ID) == an_event("Review", changed, BO)
            assert rows.availability(ID) == [answer("ann", NOON)]

    def test_participants_of_one_name_in_two_events_are_two(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put(store, OTHER, an_event("Other", ANN))
        with store.writing() as rows:
            rows.put_participant(ID, Participant("ann", "Asia/Tokyo"))
        with store.reading() as rows:
            assert rows.participant(ID, "ann") == Participant("ann", "Asia/Tokyo")
            assert rows.participant(OTHER, "ann") == ANN

    def test_names_are_told_apart_exactly(self, store: Store) -> None:
        people = [Participant(name) for name in ("ann", "Ann", "ann ·", "ánn", "a%", "a_")]
        self.put(store, ID, an_event("Review", *people))
        with store.reading() as rows:
            assert [rows.participant(ID, each.id) for each in people] == people
            assert rows.participant(ID, "ANN") is None

    def test_a_deleted_participant_takes_their_answer_along(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann", NOON), answer("bo", NOON))
        with store.writing() as rows:
            rows.delete_participant(ID, "ann")
        with store.reading() as rows:
            assert rows.event(ID) == an_event("Review", BO)
            assert rows.answered(ID) == {"bo"}
            assert list(rows.free(ID).times) == ["bo"]

    def test_an_event_without_participants_is_open_and_stays_so_when_people_join(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put(store, OTHER, an_event("Other"))
        with store.writing() as rows:
            rows.put_participant(OTHER, ANN)
            rows.put_availability(OTHER, answer("ann", NOON))
        with store.reading() as rows:
            assert not state(rows, ID).is_open
            assert state(rows, OTHER).is_open

    def test_an_event_once_closed_stays_closed_without_its_participants(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put(store, OTHER, an_event("Other"))
        with store.writing() as rows:
            rows.delete_participant(ID, "ann")
            rows.close_event(OTHER)
        with store.reading() as rows:
            assert not state(rows, ID).is_open
            assert not state(rows, OTHER).is_open

    # Answers

    def test_an_answer_comes_back_as_it_was_typed(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", BO))
        typed = Availability("bo", [*slots("12 Jan 2025, 20:30 - 23:00", zone="Europe/Berlin"), *slots(NOON, MORNING)])
        self.put_answers(store, typed)
        with store.reading() as rows:
            assert rows.availability(ID) == [typed]
            assert [slot.text for slot in rows.availability(ID)[0].slots] == [slot.text for slot in typed.slots]

    def test_a_new_answer_replaces_the_whole_earlier_one(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann", MORNING, NOON), answer("bo", MORNING))
        self.put_answers(store, answer("ann", EVENING))
        with store.reading() as rows:
            assert rows.availability(ID) == [answer("ann", EVENING), answer("bo", MORNING)]
            assert rows.free(ID).times["ann"] == IntervalSet(slots(EVENING))

    def test_to_decline_is_an_answer(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann"))
        with store.reading() as rows:
            assert rows.answered(ID) == {"ann"}
            assert rows.availability(ID) == [Availability("ann", [])]
            assert rows.free(ID).times == {"ann": IntervalSet()}

    def test_answers_are_sorted_by_id(self, store: Store) -> None:
        names = ["zoe", "ann", "bo", "Zoe", "éva", "10", "9"]
        self.put(store, ID, an_event("Review", *map(Participant, names)))
        self.put_answers(store, *(answer(name, NOON) for name in names))
        with store.reading() as rows:
            assert [each.participant_id for each in rows.availability(ID)] == sorted(names)

    def test_the_answer_of_one_participant_can_be_read(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO, CY))
        self.put_answers(store, answer("ann", NOON), answer("bo", MORNING))
        with store.reading() as rows:
            assert rows.availability(ID, "bo") == [answer("bo", MORNING)]
            assert rows.availability(ID, "cy") == []
            assert rows.availability(ID, "nobody") == []

    def test_free_is_the_merged_availability(self, store: Store) -> None:
        overlapping = (EVENING, MORNING, "12 Jan 2025, 9:00 - 12:00 UTC", NOON, "12 Jan 2025, 7:30 - 8:30 UTC")
        self.put(store, ID, an_event("Review", ANN, BO, CY))
        self.put_answers(store, answer("ann", *overlapping), answer("bo", NOON), answer("cy"))
        with store.reading() as rows:
            assert rows.free(ID).times == {each.participant_id: each.typed for each in rows.availability(ID)}
            assert rows.free(ID).times["ann"] == IntervalSet(slots("12 Jan 2025, 7:30 - 13:00 UTC", EVENING))

    @pytest.mark.parametrize("kind", [*HOURS])
    def test_hours_and_busy_times_come_back_as_they_were_given(self, store: Store, kind: str) -> None:
        given = HOURS[kind]
        self.put(store, ID, an_event("Review", ANN))
        self.put_answers(store, answer("ann", NOON))
        self.put_answers(store, given)
        with store.reading() as rows:
            assert rows.availability(ID) == rows.availability(ID, "ann") == [given]
            assert rows.answers_of("ann", None) == [(ID, given)]

    @pytest.mark.parametrize(
        ("kind", "free"),
        [
            ("weekly", "12 Jan 2025, 2 - 3PM EST"),
            ("weekly-and-busy", "12 Jan 2025, 2:30 - 3PM EST"),
            ("slots-and-busy", "12 Jan 2025, 1 - 2:15PM EST, 12 Jan 2025, 2:30 - 6PM EST"),
            ("busy", "12 Jan 2025, 2 - 2:15PM EST, 12 Jan 2025, 2:30 - 4PM EST"),
            ("busy-if-need-be", "12 Jan 2025, 2 - 4PM EST"),
            ("never-busy", "12 Jan 2025, 2 - 4PM EST"),
            ("busy-when-less-was-offered", "12 Jan 2025, 2 - 2:15PM EST"),
        ],
    )
    def test_hours_count_within_what_the_event_offers(self, store: Store, kind: str, free: str) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put_answers(store, HOURS[kind])
        with store.reading() as rows:
            assert rows.free(ID).times == {"ann": IntervalSet(slots(free))}

    def test_who_has_hours_outside_of_what_is_offered_has_not_declined(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, Availability("ann", weekly=[parse_weekly("Mon 9-17", "UTC")]), Availability("bo"))
        with store.reading() as rows:
            assert rows.free(ID) == ({"ann": IntervalSet(), "bo": IntervalSet()}, {"bo"}, {})

    def test_weekly_hours_follow_what_the_event_offers(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put_answers(store, HOURS["weekly"])
        later = replace(an_event("Review", ANN), slots=slots("19 Jan 2025, noon - 11PM EST"))
        with store.writing() as rows:
            rows.update_event(ID, later)
        with store.reading() as reading:
            assert reading.free(ID).times == {"ann": IntervalSet(slots("19 Jan 2025, 1 - 3PM EST"))}

    def test_what_is_offered_later_is_not_known_to_be_free(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put_answers(store, replace(HOURS["busy"], asked=IntervalSet(slots("12 Jan 2025, 2 - 4PM EST"))))
        with store.writing() as rows:
            rows.update_event(ID, replace(an_event("Review", ANN), slots=slots("12 Jan 2025, 3 - 11PM EST")))
        with store.reading() as reading:
            assert reading.free(ID).times == {"ann": IntervalSet(slots("12 Jan 2025, 3 - 4PM EST"))}

    def test_slots_in_place_of_hours_leave_nothing_of_them(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put_answers(store, HOURS["weekly-and-busy"])
        self.put_answers(store, answer("ann", NOON))
        with store.reading() as rows:
            assert rows.availability(ID) == [answer("ann", NOON)]
            assert rows.free(ID).times == {"ann": IntervalSet(slots(NOON))}

    def test_a_thousand_answers_come_back(self, store: Store) -> None:
        people = [Participant(f"p{number:04}") for number in range(1000)]
        self.put(store, ID, an_event("Review", *people))
        answers = [Availability(who.id, slots(NOON)) for who in people]
        self.put_answers(store, *answers)
        with store.reading() as rows:
            assert rows.availability(ID) == answers
            assert len(rows.free(ID).times) == len(rows.answered(ID)) == 1000

    # Transactions

    @pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt, GeneratorExit])
    def test_an_exception_undoes_all_that_was_written(self, store: Store, kind: type[BaseException]) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann", NOON), answer("bo", NOON))
        with store.reading() as rows:
            before = everything(rows)

        def write() -> None:
            with store.writing() as writing:
                writing.insert_event(OTHER, an_event("Other", ANN), CREATED)
                writing.update_event(ID, an_event("Changed"))
                writing.put_participant(ID, CY)
                writing.put_availability(ID, answer("ann", EVENING))
                writing.delete_participant(ID, "bo")
                writing.put_burdens(ID, "sync", {"ann": timedelta(hours=1)})
                raise kind

        with pytest.raises(kind):
            write()
        with store.reading() as rows:
            assert everything(rows) == before
            assert rows.burdens("sync") == []
        self.put(store, OTHER, an_event("Other"))
        with store.reading() as rows:
            assert rows.event(OTHER) == an_event("Other")

    def test_a_refused_row_undoes_all_that_was_written(self, store: Store) -> None:
        self.put(store, ID, an_event())

        def write() -> None:
            with store.writing() as writing:
                writing.put_participant(ID, ANN)
                writing.insert_event(ID, an_event("Twice"), CREATED)

        with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
            write()
        with store.reading() as rows:
            assert rows.event(ID) == an_event()

    def test_a_transaction_reads_what_it_wrote(self, store: Store) -> None:
        with store.writing() as rows:
            rows.insert_event(ID, an_event("Review", ANN), CREATED)
            rows.put_availability(ID, answer("ann", NOON))
            assert rows.event(ID) == an_event("Review", ANN)
            assert rows.answered(ID) == {"ann"}

    def test_what_was_written_is_there_for_the_next_to_open_the_database(self, opened: Callable[[], Store]) -> None:
        self.put(opened(), ID, an_event("Review", ANN))
        with opened().reading() as rows:
            assert rows.event(ID) == an_event("Review", ANN)

    def test_what_is_not_committed_is_seen_by_nobody_else(self, opened: Callable[[], Store]) -> None:
        store, another = opened(), opened()
        self.put(store, ID, an_event("Before"))
        with store.writing() as writing:
            writing.update_event(ID, an_event("After"))
            with another.reading() as rows:
                assert rows.event(ID) == an_event("Before")
        with another.reading() as rows:
            assert rows.event(ID) == an_event("After")

    def test_a_reading_sees_one_moment_while_another_writes(self, opened: Callable[[], Store]) -> None:
        store = opened()
        self.put(store, ID, an_event("Before", ANN))
        written = Signal()

        def write() -> None:
            with opened().writing() as writing:
                writing.update_event(ID, an_event("After"))
                writing.put_availability(ID, answer("ann", NOON))
                written.set()

        writer = Thread(target=write)
        with store.reading() as rows:
            before = everything(rows)
            writer.start()
            assert written.wait(timeout=30)
            assert all(everything(rows) == before for _ in range(100))
        writer.join()
        with store.reading() as rows:
            assert rows.event(ID) == an_event("After", ANN)
            assert rows.answered(ID) == {"ann"}

    def test_what_a_writer_reads_no_other_changes_meanwhile(self, opened: Callable[[], Store]) -> None:
        self.put(opened(), ID, an_event("0"))
        together = Barrier(THREADS)

        def count_up(_number: int) -> None:
            store = opened()
            together.wait()
            with store.writing() as rows:
                event = rows.event(ID)
                assert event is not None
                rows.update_event(ID, replace(event, title=str(int(event.title) + 1)))

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(count_up, range(THREADS)))
        with opened().reading() as rows:
            assert rows.event(ID) == an_event(str(THREADS))

    def test_one_store_serves_many_threads(self, store: Store) -> None:
        people = [Participant(f"p{number:03}") for number in range(THREADS)]
        self.put(store, ID, an_event("Review", *people))
        together = Barrier(THREADS)

        def answer_and_read(who: Participant) -> bool:
            together.wait()
            with store.writing() as rows:
                rows.put_availability(ID, answer(who.id, NOON))
            with store.reading() as rows:
                found = rows.availability(ID, who.id) == [answer(who.id, NOON)]
            store.close()
            return found

        with ThreadPoolExecutor(THREADS) as threads:
            assert all(threads.map(answer_and_read, people))
        with store.reading() as rows:
            assert rows.answered(ID) == {who.id for who in people}
