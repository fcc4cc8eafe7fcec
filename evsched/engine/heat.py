"""How many people are free when: the cells of a sheet, and a count in each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from evsched.engine.day_sheet import ROW_MINUTES, Cell, Sheet, day_sheet
from evsched.engine.interval import IntervalSet
from evsched.engine.zones import clock

_MOST_ROWS = 40
"""With more, rows are made longer where they can be."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """How many can in each cell of what is on offer."""

    zone: str
    """Whose clocks the sheet is by."""
    minutes: int
    """How long a row is."""
    sheet: Sheet
    available: tuple[int, ...]
    """For each cell, how many are free for all of it that is on offer, if need be."""
    if_needed: tuple[int, ...]
    """How many of these would come only if there is no other way."""


def heat_map(
    offered: IntervalSet,
    free: Mapping[str, IntervalSet],
    zone: str,
    *,
    if_needed: Mapping[str, IntervalSet] | None = None,
    duration: timedelta = timedelta(hours=1),
) -> HeatMap:
    """Return how many are free in each cell of what is on offer.

    The rows are as long as suits the times on offer and the meeting: an hour, or half or a quarter of one.

    >>> from evsched.engine.text import parse_slots
    >>> offered = IntervalSet(parse_slots("12 Jan 2025, 9:00 - 12:00 UTC"))
    >>> heat = heat_map(offered, {"ann": offered, "bo": IntervalSet(parse_slots("12 Jan 2025, 10 - 11AM UTC"))}, "UTC")
    >>> heat.minutes, heat.available
    (60, (1, 2, 1))

    Args:
        offered: When the meeting could be.
        free: The merged availability of those who have answered, by id.
        zone: Whose clocks count.
        if_needed: By id, the part of it that somebody would give only if there is no other way.
        duration: Of the meeting; a row is no longer where it can be shorter.
    """
    minutes, sheet = _suitable(offered, zone, duration)
    hesitant = {who: times for who, times in (if_needed or {}).items() if times}
    available = _counted(sheet.cells, offered, free.values())
    of_hesitant = _counted(sheet.cells, offered, (free[who] for who in hesitant))
    gladly = _counted(sheet.cells, offered, (free[who] - times for who, times in hesitant.items()))
    reluctant = tuple(whole - part for whole, part in zip(of_hesitant, gladly, strict=True))
    return HeatMap(zone, minutes, sheet, tuple(available), reluctant)


def _suitable(offered: IntervalSet, zone: str, duration: timedelta) -> tuple[int, Sheet]:
    """Return how long rows are best, and the sheet with such rows."""
    clocks = [clock(instant, zone).local_time for instant in offered.bounds]
    fitting = [
        minutes
        for minutes in ROW_MINUTES
        if timedelta(minutes=minutes) <= duration and all(each.minute % minutes == 0 for each in clocks)
    ]
    minutes = max(fitting, default=ROW_MINUTES[0])
    sheet = day_sheet(offered, zone, minutes)
    while len(sheet.rows) > _MOST_ROWS and minutes < ROW_MINUTES[-1]:
        minutes = ROW_MINUTES[ROW_MINUTES.index(minutes) + 1]
        sheet = day_sheet(offered, zone, minutes)
    return minutes, sheet


def _counted(cells: Sequence[Cell], offered: IntervalSet, people: Iterable[IntervalSet]) -> list[int]:
    """Return how many are free for all of each cell that is on offer.

    What somebody is free for without a break is a run of whole cells, found by two binary searches.
    """
    starts, ends = [cell.start for cell in cells], [cell.end for cell in cells]
    steps = [0] * (len(cells) + 1)
    for free in people:
        for start, end in _unbroken(free, offered):
            first, beyond = bisect_left(starts, start), bisect_right(ends, end)
            if first < beyond:
                steps[first] += 1
                steps[beyond] -= 1
    return list(accumulate(steps))[:-1]


def _unbroken(free: IntervalSet, offered: IntervalSet) -> Iterator[tuple[int, int]]:
    """Yield the pieces of free time, with those made one between which nothing is on offer."""
    run: tuple[int, int] | None = None
    for start, end in free.pairs():
        if run is not None and offered.overlaps(run[1], start):
            yield run
            run = None
        run = (start if run is None else run[0], end)
    if run is not None:
        yield run
