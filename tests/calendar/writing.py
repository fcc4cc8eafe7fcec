"""Calendars written in a test, as short as can be."""

from __future__ import annotations

from evsched.calendar.reading import CalendarTimes, read_calendar
from evsched.engine.interval import Interval, IntervalSet, iso
from tests.calendar.agreeing import asked_about

YEAR = asked_about("2025-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00")


def calendar(*components: str, head: str = "") -> bytes:
    """Return a calendar with components, each of them lines that may be indented."""
    lines = [line.strip() for text in (head, *components) for line in text.splitlines() if line.strip()]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *lines, "END:VCALENDAR", ""]).encode()


def event(lines: str, uid: str = "1") -> str:
    """Return an event."""
    return f"BEGIN:VEVENT\nUID:{uid}\n{lines}\nEND:VEVENT"


def read(*components: str, zone: str = "Europe/Berlin", within: IntervalSet = YEAR, head: str = "") -> CalendarTimes:
    """Return what a calendar takes of the year 2025, or of something else."""
    return read_calendar(calendar(*components, head=head), within, zone)


def texts(times: IntervalSet) -> list[str]:
    """Return intervals as ISO texts without seconds and zone, one each.

    >>> texts(asked_about("2025-01-01T00:00:00+00:00", "2025-01-01T09:30:00+00:00"))
    ['2025-01-01T00:00/2025-01-01T09:30']
    """
    return [f"{_minutes(each)[0]}/{_minutes(each)[1]}" for each in times]


def _minutes(each: Interval) -> tuple[str, str]:
    return iso(each.start)[:16], iso(each.end)[:16]
