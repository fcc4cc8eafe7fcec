"""The use cases, on a real database."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.recommend import recommend
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput, NotFound, UnreadableText
from evsched.event_ids import new_event_id
from evsched.scheduler import EventChanges, Scheduler
from evsched.store.base import StoredEvent
from evsched.store.sqlite import SqliteStore

HOUR = timedelta(hours=1)
OFFERED = "12 Jan 2025, 2 - 4PM EST"
LATER = "14 Jan 2025 6-9 PM EST"
UNZONED = "12 Jan 2025, 2 - 4PM"
ANN, BO, CY = Participant("ann"), Participant("bo", "Europe/Berlin"), Participant("cy", required=False)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
UNKNOWN = "0" * 26


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "events.db")
    yield store
    store.close()


@pytest.fixture
def scheduler(store: SqliteStore) -> Scheduler:
    """Use cases whose clock goes on by an hour with every event."""
    hours = itertools.count()
    return Scheduler(store, now=lambda: FIRST + next(hours) * HOUR)


@pytest.fixture
def review(scheduler: Scheduler) -> str:
    """The id of an event to which three people are invited."""
    return scheduler.create_event("Review", HOUR, [OFFERED, LATER], [ANN, BO, CY]).id


@pytest.fixture
def open_event(scheduler: Scheduler) -> str:
    """The id of an event to which nobody is invited."""
    return scheduler.create_event("Open", HOUR, [OFFERED]).id


@pytest.fixture
def known_ids(store: SqliteStore) -> list[str]:
    """Ids that a person may mean, the last one made last."""
    ids = ["0ab1" + "0" * 22, "0ab2" + "0" * 22, "10" + "z" * 24, "1ast" + "0" * 22, "7k2m" + "0" * 22]
    for number, each in enumerate(ids):
        with store.writing() as rows:
            rows.insert_event(each, Event(each, HOUR, parse_slots(OFFERED)), FIRST + number * HOUR)
    return ids


def everything(scheduler: Scheduler) -> object:
    return [(each, scheduler.availability(each.id)) for each in scheduler.events()]


# Ids


def test_an_id_is_26_characters_of_crockfords_base_32_in_lower_case() -> None:
    assert all(re.fullmatch("[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}", new_event_id()) for _ in range(1000))


def test_ids_are_distinct_and_spread_over_their_whole_range() -> None:
    ids = [new_event_id() for _ in range(10_000)]
    assert len(set(ids)) == len(ids)
    assert {each[0] for each in ids} == set("01234567")
    assert all(len({each[place] for each in ids}) == 32 for place in range(1, 26))


# Events


def test_a_new_event_is_kept_and_returned_with_its_id(scheduler: Scheduler) -> None:
    made = scheduler.create_event("Review", HOUR, [f"{OFFERED}, {LATER}"], iter([ANN, BO]), zone="Asia/Tokyo")
    assert made.event == Event("Review", HOUR, parse_slots(f"{OFFERED}, {LATER}"), [ANN, BO], "Asia/Tokyo")
    assert made.answered == frozenset()
    assert scheduler.event(made.id) == made


def test_typed_slots_and_slots_that_are_one_already_keep_their_order(scheduler: Scheduler) -> None:
    instants = Slot(datetime(2025, 1, 1, 8, tzinfo=UTC), datetime(2025, 1, 1, 9, tzinfo=UTC))
    made = scheduler.create_event("Review", HOUR, [LATER, instants, OFFERED])
    assert list(made.event.slots) == [*parse_slots(LATER), instants, *parse_slots(OFFERED)]


@pytest.mark.parametrize(
    ("slots", "zone", "fallback", "of_slots", "of_event"),
    [
        pytest.param([UNZONED], "Asia/Tokyo", "Europe/Berlin", ["Asia/Tokyo"], "Asia/Tokyo", id="option-first"),
        pytest.param([UNZONED], None, "Europe/Berlin", ["Europe/Berlin"], "Europe/Berlin", id="fallback-used"),
        pytest.param([UNZONED + " UTC"], None, "Europe/Berlin", ["UTC"], None, id="fallback-unused"),
        pytest.param([UNZONED + " UTC"], "Asia/Tokyo", "Europe/Berlin", ["UTC"], "Asia/Tokyo", id="text-first"),
        pytest.param(
            [UNZONED + " UTC", UNZONED],
            None,
            "Europe/Berlin",
            ["UTC", "Europe/Berlin"],
            "Europe/Berlin",
            id="fallback-used-by-one",
        ),
        pytest.param([UNZONED + " UTC"], None, None, ["UTC"], None, id="none"),
        pytest.param([UNZONED], None, "UTC", ["UTC"], "UTC", id="fallback-of-no-place"),
        pytest.param([UNZONED], "UTC+5:30", None, ["UTC+05:30"], "UTC+05:30", id="offset"),
    ],
)
@pytest.mark.zones
def test_the_zone_of_a_new_event_is_the_one_given_or_the_fallback_that_a_slot_is_in(
    scheduler: Scheduler,
    slots: list[str],
    zone: str | None,
    fallback: str | None,
    of_slots: list[str],
    of_event: str | None,
) -> None:
    made = scheduler.create_event("Review", HOUR, slots, zone=zone, fallback_zone=fallback)
    assert [each.zone for each in made.event.slots] == of_slots
    assert made.event.zone == of_event
    assert scheduler.event(made.id) == made


def test_a_slot_without_any_zone_in_force_is_refused(scheduler: Scheduler) -> None:
    with pytest.raises(UnreadableText, match=r"zone"):
        scheduler.create_event("Review", HOUR, [UNZONED])
    assert scheduler.events() == []


@pytest.mark.parametrize(
    ("title", "duration", "slots", "participants", "zone"),
    [
        pytest.param(" ", HOUR, [OFFERED], [], None, id="no-title"),
        pytest.param("Review", timedelta(0), [OFFERED], [], None, id="no-duration"),
        pytest.param("Review", HOUR, [], [], None, id="no-slot"),
        pytest.param("Review", HOUR, ["when it suits"], [], None, id="no-time"),
        pytest.param("Review", HOUR, [OFFERED], [ANN, ANN], None, id="one-twice"),
        pytest.param("Review", HOUR, [OFFERED], [], "Atlantis/Capital", id="no-zone"),
    ],
)
def test_an_event_that_cannot_be_is_not_kept(
    scheduler: Scheduler,
    title: str,
    duration: timedelta,
    slots: list[str],
    participants: list[Participant],
    zone: str | None,
) -> None:
    with pytest.raises(InvalidInput):
        scheduler.create_event(title, duration, slots, participants, zone=zone)
    assert scheduler.events() == []


def test_events_are_listed_newest_first_with_their_counts(scheduler: Scheduler, review: str, open_event: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    listed = [(each.id, each.title, each.participants, each.answered) for each in scheduler.events()]
    assert listed == [(open_event, "Open", 0, 0), (review, "Review", 3, 1)]


def test_the_newest_event_is_the_one_made_last_by_the_clock_on_the_wall(store: SqliteStore) -> None:
    scheduler = Scheduler(store)
    ids = [scheduler.create_event("Review", HOUR, [OFFERED]).id for _ in range(5)]
    assert [each.id for each in scheduler.events()] == ids[::-1]


def test_an_event_that_does_not_exist_is_not_found(scheduler: Scheduler) -> None:
    for use_case in (
        lambda: scheduler.event(UNKNOWN),
        lambda: scheduler.update_event(UNKNOWN, EventChanges(title="New")),
        lambda: scheduler.delete_event(UNKNOWN),
        lambda: scheduler.set_availability(UNKNOWN, ANN, [OFFERED]),
        lambda: scheduler.availability(UNKNOWN),
        lambda: scheduler.availability(UNKNOWN, "ann"),
        lambda: scheduler.delete_availability(UNKNOWN, "ann"),
        lambda: scheduler.recommend(UNKNOWN),
    ):
        with pytest.raises(NotFound, match=f'^no event has the id "{UNKNOWN}"$'):
            use_case()


# What a person calls an event


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        pytest.param("0ab1" + "0" * 22, 0, id="whole"),
        pytest.param("0AB1" + "0" * 22, 0, id="whole-in-capitals"),
        pytest.param("0ab2", 1, id="beginning"),
        pytest.param("  0ab2 \n", 1, id="blanks-around"),
        pytest.param("7", 4, id="one-character"),
        pytest.param("7K2m", 4, id="capitals"),
        pytest.param("oAb1", 0, id="o-is-0"),
        pytest.param("Oab1", 0, id="capital-o-is-0"),
        pytest.param("io", 2, id="i-is-1"),
        pytest.param("Lo", 2, id="capital-l-is-1"),
        pytest.param("1ast", 3, id="1ast"),
        pytest.param("Iast", 3, id="capital-i-is-1"),
        pytest.param("last", 4, id="last-is-the-one-made-last"),
    ],
)
def test_a_person_may_name_an_event_by_a_beginning(
    scheduler: Scheduler, known_ids: list[str], reference: str, number: int
) -> None:
    assert scheduler.resolve(reference) == known_ids[number]


def test_last_follows_the_events_as_they_come_and_go(scheduler: Scheduler, review: str, open_event: str) -> None:
    assert scheduler.resolve("last") == open_event
    scheduler.update_event(review, EventChanges(title="Changed"))
    assert scheduler.resolve("last") == open_event
    scheduler.delete_event(open_event)
    assert scheduler.resolve("last") == review


def test_last_of_no_events_is_not_found(scheduler: Scheduler) -> None:
    with pytest.raises(NotFound, match=r"^there is no event yet: make one with event create$"):
        scheduler.resolve("last")


@pytest.mark.parametrize("reference", ["0", "0ab", "1", "i", "L", "o"])
def test_a_beginning_that_several_events_have_is_refused(
    scheduler: Scheduler, known_ids: list[str], reference: str
) -> None:
    assert len(known_ids) == 5
    with pytest.raises(InvalidInput, match=f'^several events have an id that starts with "{reference}": write more'):
        scheduler.resolve(reference)


@pytest.mark.parametrize(
    "reference",
    ["", "  ", "\n", "8", "0ab3", "0ab1" + "0" * 23, "%", "_", "*", "é", "\x00", "0ab1\x00", "'", "x" * 5000],
    ids=ascii,
)
def test_what_no_event_is_called_is_not_found(scheduler: Scheduler, known_ids: list[str], reference: str) -> None:
    assert known_ids
    with pytest.raises(NotFound, match=r"^no event has the id ") as refused:
        scheduler.resolve(reference)
    assert refused.value.message.isprintable()
    assert len(refused.value.message) < 200


def test_bytes_that_were_no_utf_8_name_nothing(scheduler: Scheduler, review: str) -> None:
    """Python gives a program's arguments that are not UTF-8 as halves of characters."""
    for use_case in (
        lambda: scheduler.resolve("\udcff"),
        lambda: scheduler.availability(review, "\udcff"),
        lambda: scheduler.delete_availability(review, "\udcff"),
        lambda: scheduler.update_event(review, EventChanges(remove=["\udcff"])),
    ):
        with pytest.raises((InvalidInput, NotFound)) as refused:
            use_case()
        assert refused.value.message.isprintable()


# Changes


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        pytest.param(EventChanges(), {}, id="nothing"),
        pytest.param(EventChanges(title="Retro"), {"title": "Retro"}, id="title"),
        pytest.param(EventChanges(duration=2 * HOUR), {"duration": 2 * HOUR}, id="duration"),
        pytest.param(EventChanges(slots=[LATER]), {"slots": tuple(parse_slots(LATER))}, id="slots"),
        pytest.param(EventChanges(zone="Asia/Tokyo"), {"zone": "Asia/Tokyo"}, id="zone"),
        pytest.param(
            EventChanges(invite=[Participant("dee")]), {"participants": (ANN, BO, CY, Participant("dee"))}, id="invite"
        ),
        pytest.param(
            EventChanges(invite=[Participant("ann", "Asia/Tokyo")]),
            {"participants": (Participant("ann", "Asia/Tokyo"), BO, CY)},
            id="invite-again-with-a-zone",
        ),
        pytest.param(EventChanges(invite=[Participant("bo")]), {}, id="invite-again"),
        pytest.param(EventChanges(remove=["ann", "cy"]), {"participants": (BO,)}, id="remove"),
        pytest.param(
            EventChanges(
                title="Retro",
                duration=2 * HOUR,
                slots=[UNZONED],
                zone="Asia/Tokyo",
                invite=[Participant("dee")],
                remove=["ann"],
            ),
            {
                "title": "Retro",
                "duration": 2 * HOUR,
                "slots": tuple(parse_slots(UNZONED, "Asia/Tokyo")),
                "zone": "Asia/Tokyo",
                "participants": (BO, CY, Participant("dee")),
            },
            id="all",
        ),
    ],
)
def test_an_update_changes_what_it_names_and_nothing_else(
    scheduler: Scheduler, review: str, open_event: str, changes: EventChanges, changed: dict[str, object]
) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before, other = scheduler.event(review), scheduler.event(open_event)
    expected = StoredEvent(review, replace(before.event, **changed), frozenset({"bo"}), is_open=False)  # type: ignore[arg-type]
    assert scheduler.update_event(review, changes) == expected
    assert scheduler.event(review) == expected
    assert scheduler.availability(review, "bo")[1] == [Availability("bo", parse_slots(OFFERED))]
    assert scheduler.event(open_event) == other


@pytest.mark.parametrize(
    ("zone", "of_event", "fallback", "in_force"),
    [
        pytest.param("Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "Asia/Tokyo", id="changed-zone"),
        pytest.param(None, "Asia/Kolkata", "Europe/Berlin", "Asia/Kolkata", id="the-events"),
        pytest.param(None, None, "Europe/Berlin", "Europe/Berlin", id="fallback"),
    ],
)
@pytest.mark.zones
def test_new_slots_are_read_in_the_changed_zone_or_the_events_or_the_fallback(
    scheduler: Scheduler, zone: str | None, of_event: str | None, fallback: str, in_force: str
) -> None:
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], zone=of_event).id
    changes = EventChanges(slots=[UNZONED], zone=zone)
    updated = scheduler.update_event(event_id, changes, fallback_zone=fallback).event
    assert list(updated.slots) == list(parse_slots(UNZONED, in_force))
    assert updated.zone == in_force


def test_a_changed_zone_moves_no_slot(scheduler: Scheduler) -> None:
    made = scheduler.create_event("Review", HOUR, [UNZONED], zone="Asia/Tokyo")
    changed = scheduler.update_event(made.id, EventChanges(zone="Europe/Berlin"))
    assert changed.event == replace(made.event, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        pytest.param(EventChanges(title="\x1b"), InvalidInput, id="title"),
        pytest.param(EventChanges(duration=timedelta(0)), InvalidInput, id="duration"),
        pytest.param(EventChanges(slots=[]), InvalidInput, id="no-slots"),
        pytest.param(EventChanges(slots=[LATER, "when it suits"]), UnreadableText, id="slots"),
        pytest.param(EventChanges(slots=[UNZONED]), UnreadableText, id="slots-without-a-zone"),
        pytest.param(EventChanges(zone="Atlantis/Capital"), InvalidInput, id="zone"),
        pytest.param(EventChanges(remove=["bo", "dee"]), NotFound, id="remove"),
        pytest.param(EventChanges(remove=["bo", "bo"]), NotFound, id="remove-twice"),
    ],
)
def test_an_update_that_is_wrong_in_part_changes_nothing(
    scheduler: Scheduler, review: str, wrong: EventChanges, kind: type[Exception]
) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before = everything(scheduler)
    right = EventChanges(title="Retro", duration=2 * HOUR, invite=[Participant("eve")], remove=["bo"])
    named = {name: getattr(wrong, name) for name in EventChanges.__slots__ if getattr(wrong, name)}
    with pytest.raises(kind):
        scheduler.update_event(review, wrong)
    with pytest.raises(kind):
        scheduler.update_event(review, replace(right, **{**named, "slots": wrong.slots, "duration": wrong.duration}))
    assert everything(scheduler) == before


def test_a_removed_participant_loses_the_answer_for_good(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    scheduler.update_event(review, EventChanges(remove=["ann"]))
    again = scheduler.update_event(review, EventChanges(invite=[ANN]))
    assert again.answered == frozenset()
    assert list(again.event.participants) == [BO, CY, ANN]


def test_who_is_removed_and_invited_at_once_starts_anew(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    anew = scheduler.update_event(review, EventChanges(remove=["bo"], invite=[Participant("bo")]))
    assert anew.answered == frozenset()
    assert anew.event.participants == (ANN, CY, Participant("bo"))


def test_to_remove_a_stranger_names_the_nearest_participants(scheduler: Scheduler, review: str) -> None:
    with pytest.raises(NotFound, match=r'^"anna" is no participant of the event\b.* did you mean ann[?]'):
        scheduler.update_event(review, EventChanges(remove=["anna"]))


def test_a_deleted_event_is_returned_as_it_was_and_gone(scheduler: Scheduler, review: str, open_event: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    before = scheduler.event(review)
    assert scheduler.delete_event(review) == before
    assert before.answered == {"ann"}
    assert [each.id for each in scheduler.events()] == [open_event]
    with pytest.raises(NotFound):
        scheduler.delete_event(review)


# Answers


@pytest.mark.parametrize(
    ("written", "known"),
    [
        pytest.param(["text", "option", "participant", "event", "fallback"], None, id="the-texts"),
        pytest.param(["option", "participant", "event", "fallback"], "Asia/Kathmandu", id="the-options"),
        pytest.param(["participant", "event", "fallback"], "Asia/Kathmandu", id="the-participants-as-given"),
        pytest.param(["known", "event", "fallback"], "Asia/Kathmandu", id="the-participants-as-known"),
        pytest.param(["event", "fallback"], None, id="the-events"),
        pytest.param(["fallback"], None, id="the-fallback"),
    ],
)
@pytest.mark.zones
def test_an_answer_is_read_in_the_first_zone_of_text_option_participant_event_and_fallback(
    scheduler: Scheduler, written: list[str], known: str | None
) -> None:
    places = {
        "text": "UTC-03:00",
        "option": "Asia/Tokyo",
        "participant": "Asia/Kolkata",
        "known": known,
        "event": "Asia/Dubai",
        "fallback": "Europe/Berlin",
    }
    zones = {name: zone if name in written else None for name, zone in places.items()}
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [Participant("ann", known)], zone=zones["event"]).id
    *_, answer = scheduler.set_availability(
        event_id,
        Participant("ann", zones["participant"]),
        [f"{UNZONED} UTC-3" if zones["text"] else UNZONED],
        zone=zones["option"],
        fallback_zone=zones["fallback"],
    )
    in_force = places[written[0]]
    assert [(each.zone, each.start) for each in answer.slots] == [(in_force, parse_slots(UNZONED, in_force)[0].start)]
    assert scheduler.availability(event_id)[1] == [answer]


def test_an_answer_without_any_zone_in_force_is_refused_and_nobody_is_added(
    scheduler: Scheduler, open_event: str
) -> None:
    before = everything(scheduler)
    with pytest.raises(UnreadableText, match=r"zone"):
        scheduler.set_availability(open_event, ANN, [UNZONED])
    assert everything(scheduler) == before


def test_an_answer_that_cannot_be_read_leaves_the_earlier_one_and_the_zone(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before = everything(scheduler)
    with pytest.raises(UnreadableText):
        scheduler.set_availability(review, Participant("bo", "Asia/Tokyo"), [LATER, "when it suits"])
    assert everything(scheduler) == before


def test_a_new_answer_takes_the_place_of_the_earlier_one(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED, LATER])
    assert scheduler.set_availability(review, ANN, [LATER])[1:] == (ANN, Availability("ann", parse_slots(LATER)))
    assert scheduler.availability(review)[1] == [Availability("ann", parse_slots(LATER))]


def test_no_slots_decline(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    assert scheduler.set_availability(review, ANN, [])[1:] == (ANN, Availability("ann", []))
    assert scheduler.event(review).answered == {"ann"}
    assert scheduler.recommend(review)[1].reason == "no_answers"


def test_a_zone_given_with_an_answer_is_remembered(scheduler: Scheduler, review: str) -> None:
    in_tokyo = Participant("bo", "Asia/Tokyo")
    assert scheduler.set_availability(review, in_tokyo, [UNZONED])[1] == in_tokyo
    _, who, answer = scheduler.set_availability(review, Participant("bo"), [UNZONED])
    assert who == in_tokyo
    assert answer.slots[0].zone == "Asia/Tokyo"
    assert scheduler.event(review).event.participants == (ANN, in_tokyo, CY)


@pytest.mark.zones
def test_the_zone_of_an_option_is_not_remembered(scheduler: Scheduler, review: str) -> None:
    assert scheduler.set_availability(review, BO, [UNZONED], zone="Asia/Tokyo")[1] == BO
    assert scheduler.event(review).event.participants == (ANN, BO, CY)


def test_an_answer_does_not_change_whether_someone_is_required(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, Participant("cy", "Asia/Tokyo", required=True), [OFFERED])
    assert scheduler.event(review).event.participants[2] == Participant("cy", "Asia/Tokyo", required=False)


def test_who_was_not_invited_may_not_answer(scheduler: Scheduler, review: str) -> None:
    before = everything(scheduler)
    with pytest.raises(NotFound, match=r'^"anne" was not invited\b.* did you mean ann[?]'):
        scheduler.set_availability(review, Participant("anne"), [OFFERED])
    assert everything(scheduler) == before


def test_who_was_not_invited_may_be_added(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, Participant("dee"), [OFFERED], add=True)
    assert scheduler.event(review).event.participants == (ANN, BO, CY, Participant("dee"))
    scheduler.set_availability(review, Participant("dee"), [LATER])
    assert scheduler.event(review).answered == {"dee"}


def test_an_event_to_which_nobody_is_invited_stays_open(scheduler: Scheduler, open_event: str) -> None:
    for name in ("ann", "bo", "cy"):
        scheduler.set_availability(open_event, Participant(name), [OFFERED])
    assert scheduler.event(open_event).answered == {"ann", "bo", "cy"}
    assert [each.id for each in scheduler.event(open_event).event.participants] == ["ann", "bo", "cy"]


def test_an_invitation_closes_an_open_event_to_others(scheduler: Scheduler, open_event: str) -> None:
    scheduler.set_availability(open_event, ANN, [OFFERED])
    scheduler.update_event(open_event, EventChanges(invite=[BO]))
    scheduler.set_availability(open_event, ANN, [LATER])
    scheduler.set_availability(open_event, BO, [LATER])
    with pytest.raises(NotFound, match=r'^"cy" was not invited'):
        scheduler.set_availability(open_event, CY, [OFFERED])


@pytest.mark.parametrize(
    ("people", "typed", "named"),
    [
        pytest.param(["alice", "bob"], "alise", ["alice"], id="one"),
        pytest.param(["Alice", "bob"], "ALICE", ["Alice"], id="other-case"),
        pytest.param(["alice", "alina", "bob"], "alin", ["alina", "alice"], id="two"),
        pytest.param(["alice", "bob"], "zzz", ["alice", "bob"], id="none-near"),
        pytest.param(["ann", "bo", "cy", "dee"], "zzz", ["ann", "bo", "cy"], id="many"),
    ],
)
def test_a_stranger_is_told_the_nearest_names(
    scheduler: Scheduler, people: list[str], typed: str, named: list[str]
) -> None:
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [Participant(each) for each in people]).id
    for refused in (
        lambda: scheduler.set_availability(event_id, Participant(typed), [OFFERED]),
        lambda: scheduler.availability(event_id, typed),
    ):
        with pytest.raises(NotFound, match=rf'^"{typed}" (was not invited|is no participant of the event)\b') as error:
            refused()
        words = re.findall(r"\w+", error.value.message)[1:]
        assert [each for each in words if each in people] == named


def test_an_event_without_participants_has_no_names_to_tell(scheduler: Scheduler, open_event: str) -> None:
    with pytest.raises(NotFound, match=r'^"ann" is no participant of the event$'):
        scheduler.availability(open_event, "ann")


def test_answers_are_returned_with_their_event(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    scheduler.set_availability(review, ANN, [LATER])
    ann, bo = Availability("ann", parse_slots(LATER)), Availability("bo", parse_slots(OFFERED))
    assert scheduler.availability(review) == (scheduler.event(review), [ann, bo])
    assert scheduler.availability(review, "bo") == (scheduler.event(review), [bo])
    assert scheduler.availability(review, "cy") == (scheduler.event(review), [])


def test_a_deleted_answer_takes_the_participant_along(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    scheduler.delete_availability(review, "bo")
    assert scheduler.event(review).event.participants == (ANN, CY)
    assert scheduler.availability(review)[1] == []
    with pytest.raises(NotFound, match=r'^"bo" is no participant of the event'):
        scheduler.delete_availability(review, "bo")
    with pytest.raises(NotFound, match=r'^"bo" was not invited'):
        scheduler.set_availability(review, BO, [OFFERED])


def test_a_participant_who_has_not_answered_can_be_deleted(scheduler: Scheduler, review: str) -> None:
    scheduler.delete_availability(review, "cy")
    assert scheduler.event(review).event.participants == (ANN, BO)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_in_every_form_of_unicode(scheduler: Scheduler, form: str) -> None:
    """A Mac writes José as five characters; names are kept and compared in NFC, as four."""
    typed = unicodedata.normalize("NFD" if form == "NFD" else "NFC", "José")
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [ANN, Participant(typed)]).id
    scheduler.set_availability(event_id, Participant(typed), [OFFERED])
    assert [each.participant_id for each in scheduler.availability(event_id, typed)[1]] == ["José"]
    scheduler.delete_availability(event_id, typed)
    scheduler.update_event(event_id, EventChanges(invite=[Participant(typed)]))
    assert scheduler.update_event(event_id, EventChanges(remove=[typed])).event.participants == (ANN,)


# The engine's answer


def test_a_recommendation_is_the_engines_answer(scheduler: Scheduler, review: str) -> None:
    answers = {"ann": [OFFERED], "bo": ["12 Jan 2025, 20:30 - 23:00"], "cy": []}
    for who, slots in answers.items():
        scheduler.set_availability(review, Participant(who), slots)
    event = scheduler.event(review).event
    free = {
        "ann": IntervalSet(parse_slots(OFFERED)),
        "bo": IntervalSet(parse_slots("12 Jan 2025, 20:30 - 23:00", "Europe/Berlin")),
        "cy": IntervalSet(),
    }
    expected = recommend(event, free, limit=2, alternatives=3)
    assert scheduler.recommend(review, limit=2, alternatives=3) == (event, expected)
    assert expected.windows[0].available == ("ann", "bo")
    assert scheduler.recommend(review) == (event, recommend(event, free))


@pytest.mark.parametrize(("limit", "alternatives"), [(0, 0), (501, 0), (1, -1), (1, 501)])
def test_limits_are_the_engines(scheduler: Scheduler, review: str, limit: int, alternatives: int) -> None:
    with pytest.raises(InvalidInput, match=r"^(limit|alternatives) is "):
        scheduler.recommend(review, limit=limit, alternatives=alternatives)


def test_an_event_stays_closed_when_the_last_of_its_participants_is_removed(scheduler: Scheduler, review: str) -> None:
    scheduler.update_event(review, EventChanges(remove=[who.id for who in scheduler.event(review).event.participants]))
    with pytest.raises(NotFound, match="was not invited"):
        scheduler.set_availability(review, Participant("mallory"), [OFFERED])


def test_inviting_someone_again_leaves_them_optional(scheduler: Scheduler) -> None:
    made = scheduler.create_event("Review", HOUR, [OFFERED], [Participant("al", required=False)])
    changes = EventChanges(invite=[Participant("al", "Asia/Tokyo")])
    assert scheduler.update_event(made.id, changes).event.participants == (
        Participant("al", "Asia/Tokyo", required=False),
    )
