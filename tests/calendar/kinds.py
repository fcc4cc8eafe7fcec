"""One of each kind of what is written into calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from evsched.calendar.writing import CalendarObject, Entry, cancellation, meeting_uid, request, tentative, window_uid
from evsched.engine.interval import Interval
from evsched.engine.model import Participant

EVENT_ID = "01234567890123456789abcdef"
NINE = datetime(2025, 1, 12, 9, tzinfo=UTC)
NOW = datetime(2025, 1, 10, 8, 7, 6, 999_999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
ORGANIZER = "o'neill&co@example.com"
PEOPLE = [
    Participant("ann@example.com"),
    Participant("bob^x@example.com", required=False),
    Participant("carol"),
    Participant("O'Neill&Co@Example.com"),
]


def meeting(title: str = "Review", description: str = "", hour: int = 9) -> Entry:
    start = NINE.replace(hour=hour)
    return Entry(meeting_uid(EVENT_ID), title, Interval(start, start + timedelta(hours=1)), description)


def window(hour: int, title: str = "Review", description: str = "") -> Entry:
    start = NINE.replace(hour=hour)
    uid = window_uid(EVENT_ID, int(start.timestamp()))
    return Entry(uid, title, Interval(start, start + timedelta(minutes=90)), description)


def everything(title: str, description: str = "") -> dict[str, CalendarObject]:
    """Return one of each kind."""
    entry = meeting(title, description)
    windows = [window(9, title, description), window(14, title, description)]
    known: dict[str, Any] = {"organizer": ORGANIZER, "now": NOW}
    return {
        "request": request(entry, PEOPLE, sequence=0, **known),
        "published": request(entry, [Participant("carol")], sequence=3, **known),
        "without-organizer": request(entry, PEOPLE, sequence=3, organizer=None, now=NOW),
        "tentative": tentative(windows, sequence=0, **known),
        "cancellation": cancellation(entry, PEOPLE, sequence=1, **known),
        "cancelled-window": cancellation(windows[0], (), sequence=1, **known),
    }


KINDS = [*everything("Review")]
