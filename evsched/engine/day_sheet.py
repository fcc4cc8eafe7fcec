"""Times cut into the cells of a sheet, days across and times of day down, by the clocks of one zone.

A cell is what the clocks show in a box such as 9:00 to 10:00 on a date. Where they are put back, they show a box
twice: the second time is a cell of its own, in a row of its own that only such a day fills. Where they go forward, a
box has no cell, or less of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from evsched.engine.interval import IntervalSet
from evsched.engine.weekly import DAY_SECONDS
from evsched.engine.zones import clock, start_instant

ROW_MINUTES = (15, 30, 60)
"""How long the rows of a sheet may be."""

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MINUTES = 24 * 60


class Row(NamedTuple):
    """A row of a sheet; rows sort as time passes.

    >>> rows = sorted([Row.of(180), Row.again(120, put_back_at=180), Row.of(150), Row.of(120)])
    >>> [row.minute for row in rows]
    [120, 150, 120, 180]
    """

    after: int
    """Where the row stands: the minute itself, or, of a second time, the minute at which the clocks were put back."""
    is_first: bool
    """Whether the clocks show this for the first time on a date, as they mostly do."""
    minute: int
    """What the clocks show when it begins, in minutes since midnight."""

    @classmethod
    def of(cls, minute: int) -> Row:
        """Return the row of what is shown once, or for the first time."""
        return cls(minute, True, minute)

    @classmethod
    def again(cls, minute: int, put_back_at: int) -> Row:
        """Return the row of what is shown for the second time."""
        return cls(put_back_at, False, minute)


class Cell(NamedTuple):
    """From the first to the last instant of a box that is in the times, in seconds since the epoch."""

    day: date
    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells that some times touch."""

    days: tuple[date, ...]
    """Those that have a cell; ascending."""
    rows: tuple[Row, ...]
    """Those that have a cell, and those that the clocks skip between two cells of a day; as time passes."""
    cells: tuple[Cell, ...]
    """In time's order, without overlap."""
    skipped: frozenset[tuple[date, Row]]
    """Which boxes of these days and rows never come, since the clocks skip all of them."""


def day_sheet(times: IntervalSet, zone: str, minutes: int) -> Sheet:
    """Return the sheet of some times.

    >>> from evsched.engine.text import parse_slots
    >>> night = IntervalSet(parse_slots("26 Oct 2025, 1 - 4AM Europe/Berlin"))
    >>> [(row.minute // 60, row.is_first) for row in day_sheet(night, "Europe/Berlin", 60).rows]
    [(1, True), (2, True), (2, False), (3, True)]

    Args:
        times: What the cells are made of.
        zone: Whose clocks count.
        minutes: How long a row is; one of :data:`ROW_MINUTES`.
    """
    hulls: dict[tuple[date, Row], tuple[int, int]] = {}
    for start, end in times.pairs():
        for day, row, first, last in _boxes(start, end, zone, minutes):
            begun, _ = hulls.get((day, row), (first, last))
            hulls[day, row] = (begun, last)
    days = sorted({day for day, _ in hulls})
    gaps = {day: list(_skipped_rows(day, zone, minutes)) for day in days if _changes_on(day, zone)}
    rows = {row for _, row in hulls} | set(_between_cells(gaps, hulls, minutes))
    return Sheet(
        days=tuple(days),
        rows=tuple(sorted(rows)),
        cells=tuple(Cell(day, row, start, end) for (day, row), (start, end) in hulls.items()),
        skipped=frozenset((day, row) for day, skipped in gaps.items() for row in skipped if row in rows),
    )


def _boxes(start: int, end: int, zone: str, minutes: int) -> Iterator[tuple[date, Row, int, int]]:
    """Yield the day and the row of each box that an interval touches, and the part of the interval in it."""
    size = minutes * 60
    for first, last, offset, shown_until in _stretches(start, end, zone):
        position = first
        while position < last:
            box = (position + offset) // size * size
            box_end = min(box + size - offset, last)
            day = date.fromordinal(_EPOCH + box // DAY_SECONDS)
            minute = box % DAY_SECONDS // 60
            put_back_at = minute - (box - shown_until) // 60
            row = Row.again(minute, put_back_at) if box < shown_until else Row.of(minute)
            yield day, row, position, box_end
            position = box_end


def _stretches(start: int, end: int, zone: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts of an interval in which a zone keeps its offset.

    With each, the offset, and the local time up to which the clocks have shown before they were put back: all below it
    they show for the second time. Both are in seconds, on the zone's own clock; 0 where the clocks were not put back.
    """
    position = start - DAY_SECONDS
    offset, shown_until = _offset(position, zone), 0
    while position < end:
        change = _next_change(position, end, zone)
        if change > start:
            yield max(position, start), change, offset, shown_until
        following = _offset(change, zone)
        if following != offset:
            shown_until = change + offset if following < offset else 0
        position, offset = change, following


def _next_change(start: int, end: int, zone: str) -> int:
    """Return the first instant after the start at which a zone has another offset; the end if that comes before.

    What is looked at are instants a day apart, as in :func:`evsched.engine.zones.steady_midnight`.
    """
    before = start
    while before < end:
        after = min(before + DAY_SECONDS, end)
        if _offset(after, zone) != _offset(start, zone):
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (middle, after) if _offset(middle, zone) == _offset(start, zone) else (before, middle)
            return after
        before = after
    return end


def _offset(instant: int, zone: str) -> int:
    return int(clock(instant, zone).offset.total_seconds())


def _changes_on(day: date, zone: str) -> bool:
    midnight = (day.toordinal() - _EPOCH) * DAY_SECONDS
    return _offset(midnight - DAY_SECONDS, zone) != _offset(midnight + 2 * DAY_SECONDS, zone)


def _skipped_rows(day: date, zone: str, minutes: int) -> Iterator[Row]:
    """Yield the rows of a day all of which the clocks skip."""
    midnight = datetime.combine(day, time())
    edges = [start_instant(midnight + timedelta(minutes=edge), zone) for edge in range(0, _DAY_MINUTES + 1, minutes)]
    for number in range(_DAY_MINUTES // minutes):
        if edges[number] == edges[number + 1]:
            yield Row.of(number * minutes)


def _between_cells(
    gaps: Mapping[date, Sequence[Row]], cells: Mapping[tuple[date, Row], object], minutes: int
) -> Iterator[Row]:
    """Yield the skipped rows that have a cell of their day on both sides; clocks go forward once on a day."""
    for day, skipped in gaps.items():
        if skipped:
            before, after = Row.of(skipped[0].minute - minutes), Row.of(skipped[-1].minute + minutes)
            if (day, before) in cells and (day, after) in cells:
                yield from skipped
