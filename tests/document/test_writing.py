"""JSON out: names, order and forms of what evsched answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evsched.document.writing import (
    availability_document,
    event_document,
    recommendation_document,
    summary_document,
)
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.recommend import recommend
from evsched.engine.recommendation import Explanation, Recommendation, Window
from evsched.engine.remedies import Blocker, Session, Sessions, Shorter
from evsched.engine.text import parse_slots, parse_weekly
from evsched.store.values import EventSummary, StoredEvent

SLOTS = parse_slots("14 Jan 2025 6-9 PM EST, 12 Jan 2025, 2 - 4PM EST")
FIRST = {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"}
SECOND = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}


def test_an_event_has_its_slots_in_the_order_given_and_its_participants_sorted() -> None:
    usual = parse_weekly("Mon-Fri 10:00-19:00", "Asia/Tokyo")
    people = [Participant("zoe"), Participant("ann", "Asia/Tokyo", required=False, usual=[usual])]
    late = {"text": "Mon-Fri 10:00-19:00", "timeZone": "Asia/Tokyo"}
    event = Event("Review", timedelta(minutes=90), SLOTS, people, "Europe/Berlin")
    assert event_document(StoredEvent("abc", event, frozenset({"zoe"}), is_open=False)) == {
        "id": "abc",
        "title": "Review",
        "estimatedTime": 5400,
        "timeZone": "Europe/Berlin",
        "slots": [FIRST, SECOND],
        "participants": ["ann", "zoe"],
        "participantDetails": [
            {"id": "ann", "required": False, "timeZone": "Asia/Tokyo", "usualHours": [late]},
            {"id": "zoe", "required": True, "timeZone": None, "usualHours": []},
        ],
        "open": False,
        "version": 1,
        "organizer": None,
        "deadline": None,
        "meeting": None,
        "sequence": 0,
    }


def test_a_summary_has_the_first_start_in_utc() -> None:
    first_start = datetime(2025, 1, 12, 19, tzinfo=UTC)
    assert summary_document(EventSummary("abc", "Review", timedelta(hours=1), first_start, None, 3, 2)) == {
        "id": "abc",
        "title": "Review",
        "estimatedTime": 3600,
        "timeZone": None,
        "firstStart": "2025-01-12T19:00:00Z",
        "participants": 3,
        "answered": 2,
    }


def test_an_answer_has_its_slots_as_instants() -> None:
    assert availability_document(Availability("ann", SLOTS)) == {
        "participant_id": "ann",
        "answered": True,
        "slots": [FIRST, SECOND],
    }


@pytest.mark.parametrize(
    ("zone", "start", "end", "cost"),
    [
        pytest.param("UTC", "26T00:00:00+00:00", "26T02:00:00+00:00", 14400, id="utc"),
        pytest.param("Asia/Kolkata", "26T05:30:00+05:30", "26T07:30:00+05:30", 12600, id="half-an-hour"),
        pytest.param("UTC-03:30", "25T20:30:00-03:30", "25T22:30:00-03:30", 9000, id="offset-west"),
        pytest.param("Europe/Berlin", "26T02:00:00+02:00", "26T03:00:00+01:00", 14400, id="clocks-go-back"),
        pytest.param("Pacific/Kiritimati", "26T14:00:00+14:00", "26T16:00:00+14:00", 7200, id="farthest"),
    ],
)
def test_local_times_are_of_the_meeting_with_the_offset_in_force(zone: str, start: str, end: str, cost: int) -> None:
    offered = parse_slots("2025-10-26T00:00:00Z/PT3H")
    event = Event("Review", timedelta(hours=2), offered, [Participant("zoe"), Participant("ann", zone)])
    document = recommendation_document(event, recommend(event, {"zoe": IntervalSet(offered)}))
    assert document["recommendedTimeSlots"][0]["localTimes"] == [
        {
            "participant_id": "ann",
            "timeZone": zone,
            "inconvenience": cost,
            "start_time": f"2025-10-{start}",
            "end_time": f"2025-10-{end}",
        }
    ]


def test_lists_of_ids_are_sorted_whatever_the_order_given() -> None:
    names = ["zoe", "Ann", "bo", "éva", "ann"]
    event = Event("Review", timedelta(hours=1), SLOTS, [Participant(name, "UTC") for name in names])
    half = {name: IntervalSet(SLOTS) for name in names[:3]}
    window = recommendation_document(event, recommend(event, half))["recommendedTimeSlots"][0]
    assert window["availableParticipants"] == ["Ann", "bo", "zoe"]
    assert window["unavailableParticipants"] == ["ann", "éva"]
    assert [each["participant_id"] for each in window["unavailable"]] == ["ann", "éva"]
    assert [each["participant_id"] for each in window["localTimes"]] == sorted(names)


def test_every_document_is_json() -> None:
    event = Event("Review", timedelta(hours=1), SLOTS, [Participant("ann")])
    best = recommend(event, {"ann": IntervalSet(SLOTS)}, limit=1, alternatives=5)
    document = recommendation_document(event, best)
    assert json.loads(json.dumps(document)) == document
    assert (document["more"], document["alternatives"]) == (1, [])


def test_what_a_meeting_costs_is_told_only_where_that_is_known() -> None:
    meeting = Interval(SLOTS[1].start, SLOTS[1].start + timedelta(hours=1))
    costs = {"bo": timedelta(0), "cy": timedelta(minutes=90)}
    window = Window(SLOTS[1], meeting, ("ann", "bo", "cy", "di"), (), ("bo",), costs)
    people = [Participant(name, "UTC") for name in ("di", "cy", "bo")]
    event = Event("Review", timedelta(hours=1), SLOTS, [*people, Participant("ann")])
    (written,) = recommendation_document(event, Recommendation(everyone=True, windows=(window,)))[
        "recommendedTimeSlots"
    ]
    assert written["ifNeededParticipants"] == ["bo"]
    told = [(each["participant_id"], each.get("inconvenience")) for each in written["localTimes"]]
    assert told == [("bo", 0), ("cy", 5400), ("di", None)]


def test_an_explanation_is_there_where_it_was_asked_for() -> None:
    event = Event("Review", timedelta(hours=1), SLOTS, [Participant("ann")])
    first, second = (Interval(slot.start, slot.end) for slot in SLOTS)
    nothing = Recommendation(everyone=False, reason="quorum")
    assert [*recommendation_document(event, nothing)] == [
        *("everyone", "reason", "recommendedTimeSlots", "more", "alternatives"),
    ]
    bare = replace(nothing, explanation=Explanation((), None, None, certain=False))
    whole = Explanation(
        (Blocker("ann", (second, first)), Blocker("bo", ())),
        Shorter(timedelta(minutes=45), second),
        Sessions((Session(second, ("ann",)), Session(first, ("bo", "cy"))), ("di",), minimal=False),
        certain=True,
    )
    assert explained(event, bare) == {"blockers": [], "shorter": None, "sessions": None, "certain": False}
    assert explained(event, replace(nothing, explanation=whole)) == {
        "blockers": [{"participant_id": "ann", "slots": [SECOND, FIRST]}, {"participant_id": "bo", "slots": []}],
        "shorter": {"estimatedTime": 2700, "slot": SECOND},
        "sessions": {
            "meetings": [
                {"meeting": SECOND, "participants": ["ann"]},
                {"meeting": FIRST, "participants": ["bo", "cy"]},
            ],
            "unreachable": ["di"],
            "minimal": False,
        },
        "certain": True,
    }


def explained(event: Event, best: Recommendation) -> dict[str, object]:
    """What an answer has beside what it has without an explanation."""
    document = recommendation_document(event, best)
    without = recommendation_document(event, replace(best, explanation=None))
    assert {name: document[name] for name in without} == without
    return {name: document[name] for name in document if name not in without}


def test_slots_of_an_answer_tell_what_is_given_only_if_needed() -> None:
    slots = [replace(SLOTS[0], if_needed=True), SLOTS[1]]
    written = availability_document(Availability("ann", slots, busy=slots))
    assert written["slots"] == written["busy"] == [{**FIRST, "ifNeeded": True}, SECOND]
