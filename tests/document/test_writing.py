"""JSON out: names, order and forms of what evsched answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from evsched.document.writing import (
    availability_document,
    event_document,
    recommendation_document,
    summary_document,
)
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.recommend import recommend
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
    ("zone", "start", "end"),
    [
        pytest.param("UTC", "2025-10-26T00:00:00+00:00", "2025-10-26T02:00:00+00:00", id="utc"),
        pytest.param("Asia/Kolkata", "2025-10-26T05:30:00+05:30", "2025-10-26T07:30:00+05:30", id="half-an-hour"),
        pytest.param("UTC-03:30", "2025-10-25T20:30:00-03:30", "2025-10-25T22:30:00-03:30", id="offset-west"),
        pytest.param("Europe/Berlin", "2025-10-26T02:00:00+02:00", "2025-10-26T03:00:00+01:00", id="clocks-go-back"),
        pytest.param("Pacific/Kiritimati", "2025-10-26T14:00:00+14:00", "2025-10-26T16:00:00+14:00", id="farthest"),
    ],
)
def test_local_times_are_of_the_meeting_with_the_offset_in_force(zone: str, start: str, end: str) -> None:
    offered = parse_slots("2025-10-26T00:00:00Z/PT3H")
    event = Event("Review", timedelta(hours=2), offered, [Participant("zoe"), Participant("ann", zone)])
    document = recommendation_document(event, recommend(event, {"zoe": IntervalSet(offered)}))
    assert document["recommendedTimeSlots"][0]["localTimes"] == [
        {"participant_id": "ann", "start_time": start, "end_time": end, "timeZone": zone}
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
