"""Local time and a zone to an instant, and back: the only module that converts.

A zone is a text in one of two forms: an IANA key with a slash (``Europe/Berlin``) or a fixed offset
(``UTC``, ``UTC+05:30``); :mod:`evsched.engine.zone_names` makes one of what people write. A local time
is a naive datetime, called ``local_…``. Python compares and subtracts two datetimes of one zone by
their wall clocks, so an instant is always worked out before anything is compared.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from evsched.engine.calendar_names import date_text
from evsched.engine.interval import EPOCH, to_datetime, to_seconds
from evsched.errors import InvalidInput

_DAY = timedelta(days=1)
_DAY_SECONDS = 86_400
_EPOCH = EPOCH.toordinal()
_SECOND = timedelta(seconds=1)
_ZERO = timedelta(0)


class Clock(NamedTuple):
    """What the clocks of a zone show at one instant."""

    local_time: datetime
    offset: timedelta
    abbreviation: str | None
    """In letters (``EST``); None where the zone database has only figures."""


@lru_cache(maxsize=1024)
def load(zone: str) -> tzinfo:
    """Return the rules of a zone that :func:`evsched.engine.zone_names.parse_zone` accepted."""
    if zone == "UTC":
        return UTC
    if zone.startswith("UTC"):
        hours, minutes, *seconds = (int(part) for part in zone[4:].split(":"))
        offset = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
        return timezone(-offset if zone[3] == "-" else offset)
    return ZoneInfo(zone)


def clock(instant: int, zone: str) -> Clock:
    """Return what the clocks of a zone show at an instant in seconds since the epoch."""
    local = to_datetime(instant).astimezone(load(zone))
    name = local.tzname() or ""
    abbreviation = name if name.isalpha() else None
    return Clock(local.replace(tzinfo=None, fold=0), local.utcoffset() or _ZERO, abbreviation)


def instants(local_time: datetime, zone: str) -> tuple[int, ...]:
    """Return the instants at which a zone's clocks show a local time, ascending.

    None where the clocks skip it, one on most days, two where they show it twice.
    """
    rules = load(zone)
    first, second = (to_seconds(local_time.replace(tzinfo=rules, fold=fold)) for fold in (0, 1))
    if first == second:  # far from any change
        return (first,)
    return tuple(sorted(each for each in (first, second) if clock(each, zone).local_time == local_time))


def resolve(local_time: datetime, zone: str) -> int:
    """Return the one instant at which a zone's clocks show a local time.

    Raises:
        InvalidInput: They skip it or show it twice; the message names both neighbours.
    """
    match instants(local_time, zone):
        case (instant,):
            return instant
        case (first, second):
            raise InvalidInput(
                f"{_named(local_time)} comes twice in {zone}, where the clocks go back: "
                f"put an offset beside the time, {offset_text(clock(first, zone).offset)} for the first "
                f"or {offset_text(clock(second, zone).offset)} for the second"
            )
        case _:
            earlier, later = (clock(instant, zone) for instant in _around_gap(local_time, zone))
            raise InvalidInput(
                f"{_named(local_time)} does not exist in {zone}, where the clocks go forward: "
                f"write {_neighbour(earlier, local_time)} or {_neighbour(later, local_time)}"
            )


def start_instant(local_time: datetime, zone: str) -> int:
    """Return the first instant at which a zone's clocks show a local time or a later one.

    Where they skip it that is the change, and where they show it twice the first occurrence.
    """
    found = instants(local_time, zone)
    return found[0] if found else _change_over(local_time, zone)


def end_instant(local_time: datetime, zone: str) -> int:
    """Return the instant from which on a zone's clocks show a local time or a later one.

    Where they skip it that is the change, and where they show what comes before it twice the second occurrence.
    What counts is the second before: a day ends where the next begins, though the clocks then go back to midnight.
    """
    found = instants(local_time - _SECOND, zone)
    return found[-1] + 1 if found else _change_over(local_time - _SECOND, zone)


@lru_cache(maxsize=16384)
def steady_midnight(day: date, zone: str) -> int | None:
    """Return the instant at which a date begins, if the clocks do not change until two days after nor just before.

    From there on the clocks then show as much as has passed. What is looked at are instants a day apart: nowhere have
    clocks been changed and back again within a week since 1970.
    """
    number = day.toordinal() - _EPOCH
    first, *others = (_offset(each, zone) for each in range(number - 1, number + 4))
    return number * _DAY_SECONDS - first if others.count(first) == len(others) else None


@lru_cache(maxsize=16384)
def _offset(day: int, zone: str) -> int:
    """Return a zone's offset in seconds when a day begins in UTC, counted from that of the epoch."""
    return int(clock(day * _DAY_SECONDS, zone).offset.total_seconds())


def day_start(day: date, zone: str) -> int:
    """Return the first instant of a date, or of the next one where a zone's clocks skip the date."""
    return start_instant(datetime.combine(day, time()), zone)


def whole_day(day: date, zone: str) -> tuple[int, int]:
    """Return a date's first instant and that of the next date.

    Raises:
        InvalidInput: The zone's clocks skip the whole date.
    """
    start = day_start(day, zone)
    if clock(start, zone).local_time.date() != day:
        raise InvalidInput(f"{date_text(day)} does not exist in {zone}, where the clocks skip the whole day")
    return start, day_start(day + _DAY, zone)


def offset_text(offset: timedelta, minus: str = "-") -> str:
    """Return an offset as people write it: ``UTC``, ``UTC-5``, ``UTC+5:30``.

    >>> offset_text(timedelta(hours=-3, minutes=-30))
    'UTC-3:30'
    """
    if not offset:
        return "UTC"
    minutes, seconds = divmod(int(abs(offset).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    figures = f"{hours}:{minutes:02}:{seconds:02}" if seconds else f"{hours}:{minutes:02}" if minutes else f"{hours}"
    return f"UTC{minus if offset < _ZERO else '+'}{figures}"


def _around_gap(local_time: datetime, zone: str) -> tuple[int, int]:
    """Return a skipped local time read by the rules after the change and by those before it.

    The first of these instants lies before the change and the second after it.
    """
    rules = load(zone)
    return (
        to_seconds(local_time.replace(tzinfo=rules, fold=1)),
        to_seconds(local_time.replace(tzinfo=rules, fold=0)),
    )


def _change_over(local_time: datetime, zone: str) -> int:
    """Return the instant of the change at which a zone's clocks skip a local time."""
    before, after = _around_gap(local_time, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if clock(middle, zone).local_time < local_time:
            before = middle
        else:
            after = middle
    return after


def _neighbour(there: Clock, local_time: datetime) -> str:
    same_day = there.local_time.date() == local_time.date()
    return f"{_minutes(there.local_time) if same_day else _named(there.local_time)} ({offset_text(there.offset)})"


def _minutes(local_time: datetime) -> str:
    return f"{local_time:%H:%M:%S}" if local_time.second else f"{local_time:%H:%M}"


def _named(local_time: datetime) -> str:
    return f"{_minutes(local_time)} on {date_text(local_time)}"
