"""Instants as people read them: always the date, the local times, the abbreviation and the offset.

What :func:`interval_text` writes of the years from 2000 on can be typed again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from evsched.engine.calendar_names import date_text, plural, weekday_text
from evsched.engine.interval import Interval, to_seconds
from evsched.engine.zones import Clock, clock, offset_text

_DAY = timedelta(days=1)
_MINUS = "−"


def interval_text(interval: Interval, zone: str) -> str:
    """Return an interval in a zone's local time.

    >>> from evsched.engine.text import parse_slots
    >>> interval_text(parse_slots("12 Jan 2025, 2 - 4PM EST")[0], "America/New_York")
    'Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)'
    >>> interval_text(parse_slots("30 Mar 2025, 1 - 4AM Europe/Berlin")[0], "Europe/Berlin")
    'Sun 30 Mar 2025, 01:00 CET (UTC+1) – 04:00 CEST (UTC+2)'
    """
    start, end = clock(to_seconds(interval.start), zone), clock(to_seconds(interval.end), zone)
    first, last = start.local_time, end.local_time
    same_zone = (start.offset, start.abbreviation) == (end.offset, end.abbreviation)
    if last.date() == first.date():
        ending = _time(last)
    elif last.date() == first.date() + _DAY and last.time() == datetime.min.time():
        ending = "24:00"
    else:
        ending = f"{weekday_text(last)} {date_text(last)}, {_time(last)}"
    beginning = f"{weekday_text(first)} {date_text(first)}, {_time(first)}"
    if not same_zone:
        return f"{beginning} {_zone(start)} – {ending} {_zone(end)}"
    dash = " – " if "," in ending else "–"
    return f"{beginning}{dash}{ending} {_zone(end)}"


def end_text(end: datetime, zone: str) -> str:
    """Return in a zone's local time when something ends; midnight belongs to the day before.

    >>> from datetime import UTC
    >>> end_text(datetime(2025, 1, 12, 21, tzinfo=UTC), "America/New_York")
    'Sun 12 Jan 2025, 16:00 EST (UTC−5)'
    >>> end_text(datetime(2025, 1, 13, tzinfo=UTC), "UTC")
    'Sun 12 Jan 2025, 24:00 UTC'
    """
    there = clock(to_seconds(end), zone)
    day, time = there.local_time, _time(there.local_time)
    if day.time() == datetime.min.time():
        day, time = day - _DAY, "24:00"
    return f"{weekday_text(day)} {date_text(day)}, {time} {_zone(there)}"


def local_time_text(interval: Interval, zone: str, beside: str) -> str:
    """Return the times of an interval in one zone, marked with how many days they lie from another's.

    >>> from evsched.engine.text import parse_slots
    >>> local_time_text(parse_slots("14 Jan 2025, 6 - 7PM EST")[0], "Europe/Berlin", "America/New_York")
    '00:00–01:00 CET (UTC+1) +1 day'
    >>> local_time_text(parse_slots("14 Jan 2025, 5 - 7PM EST")[0], "Europe/Berlin", "America/New_York")
    '23:00 – 01:00 +1 day CET (UTC+1)'
    """
    start, end = (clock(to_seconds(instant), zone) for instant in (interval.start, interval.end))
    reference = clock(to_seconds(interval.start), beside).local_time.date()
    first, last = (_days_apart(there.local_time.date(), reference) for there in (start, end))
    if start.offset == end.offset:
        if first == last:
            return f"{_time(start.local_time)}–{_time(end.local_time)} {_zone(end)}{last}"
        if end.local_time == datetime.combine(start.local_time + _DAY, datetime.min.time()):
            return f"{_time(start.local_time)}–24:00 {_zone(end)}{first}"
        return f"{_time(start.local_time)}{first} – {_time(end.local_time)}{last} {_zone(end)}"
    return f"{_time(start.local_time)} {_zone(start)}{first} – {_time(end.local_time)} {_zone(end)}{last}"


def _days_apart(day: date, reference: date) -> str:
    days = (day - reference).days
    return f" {'+' if days > 0 else _MINUS}{plural(abs(days), 'day')}" if days else ""


def _time(local_time: datetime) -> str:
    return f"{local_time:%H:%M:%S}" if local_time.second else f"{local_time:%H:%M}"


def _zone(there: Clock) -> str:
    offset = offset_text(there.offset, _MINUS)
    if there.abbreviation is None or there.abbreviation == offset:
        return offset
    return f"{there.abbreviation} ({offset if there.offset else 'UTC+0'})"
