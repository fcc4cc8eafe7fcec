"""Intervals of time, and sets of them in one normal form."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evsched.errors import InvalidInput

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = 0
_LATEST_TIME = datetime(2200, 1, 1, tzinfo=UTC)
LATEST = int((_LATEST_TIME - EPOCH).total_seconds())
"""Instants lie in 1970 to 2199; in seconds since the epoch, like every instant in the engine."""

_SECOND = timedelta(seconds=1)
_IS_LITTLE_ENDIAN = sys.byteorder == "little"


def to_seconds(instant: datetime) -> int:
    """Return an aware datetime as whole seconds since the epoch; fractions are cut off."""
    return (instant - EPOCH) // _SECOND


def to_datetime(seconds: int) -> datetime:
    """Return seconds since the epoch as a datetime in UTC."""
    return EPOCH + timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time ``[start, end)``; a meeting, a window, a free hour.

    Both ends are kept in UTC and in whole seconds, whatever zone they come in.

    >>> from datetime import datetime, timezone
    >>> Interval(datetime(2025, 1, 12, 19, tzinfo=timezone.utc), datetime(2025, 1, 12, 21, tzinfo=timezone.utc))
    Interval(2025-01-12T19:00:00Z, 2025-01-12T21:00:00Z)

    Raises:
        InvalidInput: An end without a zone, outside 1970 to 2199, or not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", checked_instant("start of an interval", self.start))
        object.__setattr__(self, "end", checked_instant("end of an interval", self.end))
        if self.start >= self.end:
            raise InvalidInput(f"the end {iso(self.end)} is not after the start {iso(self.start)}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({iso(self.start)}, {iso(self.end)})"


def checked_instant(what: str, value: object) -> datetime:
    """Return an instant in UTC and in whole seconds.

    Raises:
        InvalidInput: It has no zone, or is outside 1970 to 2199.
    """
    if type(value) is datetime and value.tzinfo is UTC and not value.microsecond and EPOCH <= value <= _LATEST_TIME:
        return value  # as nearly all are that come here
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidInput(f"the {what} is a datetime with a zone, not {value!r}")
    seconds = to_seconds(value)
    if not EARLIEST <= seconds <= LATEST:
        raise InvalidInput(f"{iso(value)} is outside the years 1970 to 2199")
    return to_datetime(seconds)


def iso(instant: datetime) -> str:
    """Return a UTC instant as RFC 3339 with a Z."""
    return instant.isoformat().replace("+00:00", "Z")


class IntervalSet:
    """Times in one normal form: sorted, disjoint, and touching pieces made one.

    It is held as its bounds, ``start, end, start, end, …`` in seconds since the epoch, strictly
    ascending; so an instant lies inside when an odd number of bounds is at or before it. That
    array is also what a store keeps.

    >>> from evsched.engine.text import parse_slots
    >>> IntervalSet(parse_slots("12 Jan 2025, 2 - 3PM EST, 12 Jan 2025, 3 - 4PM EST"))
    IntervalSet(2025-01-12T19:00:00Z/2025-01-12T21:00:00Z)
    """

    __slots__ = ("bounds",)

    bounds: array[int]

    def __init__(self, intervals: Iterable[Interval] = ()) -> None:
        pairs = [(to_seconds(each.start), to_seconds(each.end)) for each in intervals]
        self.bounds = IntervalSet.of_seconds(pairs).bounds

    @classmethod
    def of_seconds(cls, pairs: Iterable[tuple[int, int]]) -> IntervalSet:
        """Return the set that (start, end) pairs cover, in any order, overlapping or not."""
        bounds: list[int] = []
        for start, end in sorted(pairs):
            if bounds and start <= bounds[-1]:
                bounds[-1] = max(bounds[-1], end)
            else:
                bounds += (start, end)
        return cls._of_bounds(array("q", bounds))

    @classmethod
    def _of_bounds(cls, bounds: array[int]) -> IntervalSet:
        made = cls.__new__(cls)
        made.bounds = bounds
        return made

    @classmethod
    def unpack(cls, packed: bytes) -> IntervalSet:
        """Return the set that :meth:`pack` wrote."""
        bounds = array("q", packed)
        if len(bounds) % 2:
            raise ValueError("a packed set has two bounds for each interval")
        made = cls.__new__(cls)
        made.bounds = bounds if _IS_LITTLE_ENDIAN else _swapped(bounds)
        return made

    def pack(self) -> bytes:
        """Return the bounds as little-endian signed 64-bit integers."""
        return (self.bounds if _IS_LITTLE_ENDIAN else _swapped(self.bounds)).tobytes()

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield each piece as (start, end) in seconds since the epoch, ascending."""
        return zip(self.bounds[::2], self.bounds[1::2], strict=True)

    def __iter__(self) -> Iterator[Interval]:
        return (Interval(to_datetime(start), to_datetime(end)) for start, end in self.pairs())

    def __len__(self) -> int:
        return len(self.bounds) // 2

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntervalSet) and self.bounds == other.bounds

    def __hash__(self) -> int:
        return hash(self.bounds.tobytes())

    def __repr__(self) -> str:
        return f"IntervalSet({', '.join(f'{iso(each.start)}/{iso(each.end)}' for each in self)})"

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return self._combined(other, lambda mine, theirs: mine or theirs)

    def __and__(self, other: IntervalSet) -> IntervalSet:
        return self._combined(other, lambda mine, theirs: mine and theirs)

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        return self._combined(other, lambda mine, theirs: mine and not theirs)

    def covers(self, start: int, end: int) -> bool:
        """Tell whether all of ``[start, end)`` lies inside one piece."""
        following = bisect_right(self.bounds, start)
        return following % 2 == 1 and end <= self.bounds[following]

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether any of ``[start, end)`` lies inside."""
        following = bisect_right(self.bounds, start)
        return following % 2 == 1 or (following < len(self.bounds) and self.bounds[following] < end)

    def longest_within(self, start: int, end: int) -> int:
        """Return the seconds of the longest stretch inside ``[start, end)``; 0 where there is none."""
        bounds, longest = self.bounds, 0
        for piece in range(bisect_right(bounds, start) // 2 * 2, bisect_left(bounds, end), 2):
            longest = max(longest, min(bounds[piece + 1], end) - max(bounds[piece], start))
        return longest

    def _combined(self, other: IntervalSet, inside: Callable[[bool, bool], bool]) -> IntervalSet:
        bounds = array("q")
        for instant in sorted({*self.bounds, *other.bounds}):
            if inside(self._holds(instant), other._holds(instant)) != (len(bounds) % 2 == 1):
                bounds.append(instant)
        return IntervalSet._of_bounds(bounds)

    def _holds(self, instant: int) -> bool:
        return bisect_right(self.bounds, instant) % 2 == 1


def _swapped(numbers: array[int]) -> array[int]:
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
