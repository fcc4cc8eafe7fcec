"""Making, reading, naming and deleting events, and recommending their times, on a real database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evsched.engine.conditions import AtLeast, Options, Quorum
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommend import recommend
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput, NotFound, StoreUnavailable, UnreadableText
from evsched.event_ids import new_event_id
from evsched.scheduler import Answer, EventChanges, Scheduler
from evsched.store.sqlite import SqliteStore
from evsched.store.values import EventState, StoredEvent
from tests.scheduler.conftest import ANN, BO, FIRST, HOUR, LATER, OFFERED, UNKNOWN, UNZONED, token


@pytest.fixture
def known_ids(store: SqliteStore) -> list[str]:
    """Ids that a person may mean, the last one made last."""
    ids = ["0ab1" + "0" * 22, "0ab2" + "0" * 22, "10" + "z" * 24, "1ast" + "0" * 22, "7k2m" + "0" * 22]
    for number, each in enumerate(ids):
        with store.writing() as rows:
            rows.insert_event(each, Event(each, HOUR, parse_slots(OFFERED)), FIRST + number * HOUR)
    return ids


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
        lambda: scheduler.state(UNKNOWN),
        lambda: scheduler.set_organizer_token(UNKNOWN, token("organizer")),
        lambda: scheduler.record_availability(UNKNOWN, Answer(ANN, [])),
        lambda: scheduler.change_availability(UNKNOWN, Answer(ANN, [])),
        lambda: scheduler.all_availability(UNKNOWN, None),
    ):
        with pytest.raises(NotFound, match=f'^no event has the id "{UNKNOWN}"$') as refused:
            use_case()
        assert refused.value.missing == "event"


def test_the_state_of_an_event_is_its_versions_and_whether_it_is_open(
    scheduler: Scheduler, review: str, open_event: str
) -> None:
    scheduler.set_organizer_token(review, token("organizer"))
    scheduler.set_availability(review, ANN, [OFFERED])
    assert scheduler.state(review) == EventState(1, 1, is_open=False, organizer=token("organizer"))
    assert scheduler.state(open_event) == EventState(1, 0, is_open=True, organizer=None)


def test_an_event_that_is_one_already_is_kept_as_it_is(scheduler: Scheduler) -> None:
    event = Event("Review", HOUR, parse_slots(OFFERED), [ANN, BO], "Asia/Tokyo")
    made = scheduler.keep_event(event, token=token("organizer"))
    assert made == StoredEvent(made.id, event, frozenset(), is_open=False, version=1) == scheduler.event(made.id)
    assert scheduler.state(made.id).organizer == token("organizer")


def test_a_store_that_can_be_read_is_ready(scheduler: Scheduler, review: str) -> None:
    scheduler.check_ready()
    assert scheduler.resolve("last") == review


def test_a_store_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is not a file"):
        Scheduler(SqliteStore(tmp_path)).check_ready()


def test_the_figures_are_the_stores(store: SqliteStore, scheduler: Scheduler, review: str) -> None:
    assert scheduler.resolve("last") == review
    assert scheduler.figures() == store.figures() == {"connections": 1, "writers": 0}


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


def test_a_recommendation_is_made_with_all_that_is_asked_for(scheduler: Scheduler, review: str) -> None:
    reluctant = replace(parse_slots(OFFERED)[0], if_needed=True)
    scheduler.set_availability(review, ANN, [reluctant])
    scheduler.set_availability(review, BO, [OFFERED])
    event = scheduler.event(review).event
    offered = IntervalSet([reluctant])
    options: list[Options] = [
        {"quorum": Quorum(2), "alternatives": 3},
        {"at_least": [AtLeast(1, ["ann", "cy"])]},
        {"quorum": Quorum(3)},
        {"explain": True, "limit": 1},
    ]
    for each in options:
        expected = recommend(event, {"ann": offered, "bo": offered}, if_needed={"ann": offered}, **each)
        assert scheduler.recommend(review, **each) == (event, expected)
    assert scheduler.recommend(review)[1].windows[0].if_needed == ("ann",)
    assert scheduler.recommend(review, quorum=Quorum(3))[1].reason == "quorum"
    with pytest.raises(InvalidInput, match='"zoe", whom a condition names, is no participant'):
        scheduler.recommend(review, at_least=[AtLeast(1, ["zoe"])])


@pytest.mark.parametrize(("limit", "alternatives"), [(0, 0), (501, 0), (1, -1), (1, 501)])
def test_limits_are_the_engines(scheduler: Scheduler, review: str, limit: int, alternatives: int) -> None:
    with pytest.raises(InvalidInput, match=r"^(limit|alternatives) is "):
        scheduler.recommend(review, limit=limit, alternatives=alternatives)
