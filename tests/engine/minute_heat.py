"""How many are free when, minute by minute and person by person.

Nothing here is asked of the engine: what the clocks show comes from zoneinfo, at one minute after another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = 60
DAY = 86_400
Box = tuple[date, int, int]
"""A date, the minute at which a box begins, and how often the clocks have shown the box on this date before."""


@dataclass(frozen=True)
class Counted:
    """What there is to know of one cell."""

    start: int
    end: int
    available: int
    if_needed: int


@cache
def boxes(zone: str, start: int, end: int, size: int) -> Mapping[int, Box]:
    """The box of each minute from a day before to a day after; a box that the clocks show again is another."""
    rules = ZoneInfo(zone)
    shown: dict[tuple[date, int], tuple[int, int]] = {}
    found = {}
    for instant in range(start - DAY, end + DAY, MINUTE):
        wall = datetime.fromtimestamp(instant, UTC).astimezone(rules).replace(tzinfo=None)
        minute = wall.hour * 60 + wall.minute
        box = (wall.date(), minute // size * size)
        times, last = shown.get(box, (0, -1))
        times += minute <= last
        shown[box] = (times, minute)
        found[instant] = (*box, times)
    return found


def counted(
    box_of: Mapping[int, Box], offered: Collection[int], free: Mapping[str, set[int]], reluctant: Mapping[str, set[int]]
) -> dict[Box, Counted]:
    """Each box that is on offer; all times are minutes, given by their instants."""
    touched: dict[Box, list[int]] = {}
    for instant in sorted(offered):
        touched.setdefault(box_of[instant], []).append(instant)
    return {
        box: Counted(
            instants[0],
            instants[-1] + MINUTE,
            sum(all(each in times for each in instants) for times in free.values()),
            sum(
                all(each in times for each in instants) and any(each in reluctant.get(who, ()) for each in instants)
                for who, times in free.items()
            ),
        )
        for box, instants in touched.items()
    }
