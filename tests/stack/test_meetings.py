"""A chosen time through nginx and by all replicas: it closes the event, and calendars get it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from icalendar import Calendar

from tests.api.asking import OFFERED, answer
from tests.stack.figures import Figures
from tests.stack.stack import Stack

pytestmark = pytest.mark.stack

_ANSWERS = 40


def test_after_a_choice_no_replica_takes_an_answer(stack: Stack, figures: Figures) -> None:
    door = stack.door
    event = door.made(participants=[])
    choice = {"start_time": OFFERED["start_time"], "force": True}

    def give(number: int) -> int:
        if number == _ANSWERS // 2:
            return door.ask("PUT", f"/event/{event}/meeting", choice).status
        return door.ask("POST", "/participant", answer(f"p{number:02}", event)).status

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(give, range(_ANSWERS)))
    assert statuses.keys() <= {200, 409}
    taken = door.ask("GET", f"/events/{event}").json
    assert len(taken["participants"]) == statuses[200] - 1  # one of them is the choice
    assert taken["meeting"]["start_time"] == OFFERED["start_time"]
    for number in range(12):
        refused = door.ask("POST", "/participant", answer(f"late{number}", event)).problem(409)
        assert refused["type"] == "urn:evsched:problem:closed"
    assert door.ask("GET", f"/events/{event}").json == taken
    figures.add(f"{_ANSWERS - 1} answers and a choice at once", "none is taken after the choice", f"{dict(statuses)}")


def test_a_calendar_comes_through_as_it_was_written(stack: Stack) -> None:
    door = stack.door
    event = door.made(
        title="Überblick; alles, was zählt", organizer="olga@example.com", participants=["bo@example.com"]
    )
    assert (
        door.ask("PUT", f"/event/{event}/meeting", {"start_time": OFFERED["start_time"], "force": True}).status == 200
    )
    reply = door.ask("GET", f"/event/{event}/calendar.ics")
    assert reply.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    (written,) = Calendar.from_ical(reply.body).walk("VEVENT")
    assert written["SUMMARY"] == "Überblick; alles, was zählt"
    again = door.ask("GET", f"/event/{event}/calendar.ics", headers={"If-None-Match": str(reply.headers["ETag"])})
    assert (again.status, again.body) == (304, b"")
    assert door.ask("DELETE", f"/event/{event}/meeting").json["meeting"] is None
    assert door.ask("POST", "/participant", answer("bo@example.com", event)).status == 200
