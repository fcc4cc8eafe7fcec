"""Every clock change from 2000 to 2039, found by reading the clocks of each zone at instants, one by one.

Nothing here goes from local time to instants, and nothing is asked of the engine but which zones there are.
"""

import zoneinfo
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from evsched.engine.zone_names import known_keys

DAY = 86_400
SCANNED_FROM = 946_684_800 - DAY
SCANNED_UNTIL = 2_208_988_800 + DAY
"""The first instants of 2000 and of 2040 in UTC, and a day."""


@dataclass(frozen=True)
class Change:
    """A clock change: at its instant the offset, in seconds, becomes another."""

    instant: int
    before: int
    after: int

    @property
    def jump(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class History:
    """The offset of a zone before all of its changes, and these."""

    first: int
    changes: tuple[Change, ...]

    def offset(self, instant: int) -> int:
        passed = bisect_right(self.changes, instant, key=lambda change: change.instant)
        return self.changes[passed - 1].after if passed else self.first


def wall(seconds: int) -> datetime:
    """A local time, as seconds since 1970 on the zone's own clock."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def day_of(seconds: int) -> date:
    return wall(seconds).date()


def rules_of(key: str) -> bytes:
    """The compiled rules of a zone, from where Python finds them."""
    found = (Path(root, key) for root in zoneinfo.TZPATH if Path(root, key).is_file())
    path = next(found, None) or files("tzdata").joinpath("zoneinfo", key)
    return path.read_bytes()


def scan(key: str) -> History:
    rules = zoneinfo.ZoneInfo(key)

    def offset(instant: int) -> timedelta | None:
        return datetime.fromtimestamp(instant, rules).utcoffset()

    def first_without(old: timedelta | None, low: int, high: int) -> int:
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == old else (low, middle)
        return high

    days = range(SCANNED_FROM, SCANNED_UNTIL, DAY)
    offsets = [offset(day) for day in days]
    changes = tuple(
        Change(first_without(before, day, day + DAY), in_seconds(before), in_seconds(after))
        for day, before, after in zip(days, offsets, offsets[1:], strict=False)
        if before != after
    )
    return History(in_seconds(offsets[0]), changes)


def in_seconds(offset: timedelta | None) -> int:
    assert offset is not None
    return int(offset.total_seconds())


@cache
def every_history() -> dict[str, History]:
    """What the clocks of every zone do; zones with the same rules are scanned once."""
    by_rules: dict[bytes, History] = {}
    found = {}
    for key in sorted(known_keys()):
        rules = rules_of(key)
        if rules not in by_rules:
            by_rules[rules] = scan(key)
        found[key] = by_rules[rules]
    return found


@cache
def histories() -> dict[str, History]:
    """What each zone's clocks do; of zones that do the same throughout, the first."""
    by_history = {history: key for key, history in sorted(every_history().items(), reverse=True)}
    return {key: history for history, key in by_history.items()}
