"""The sweep: from which starts can how many attend.

Every participant who is free from ``s`` to ``e`` can attend a meeting of length D that starts anywhere
from ``s`` to ``e - D``, both included. Two sorted lists hold the starts and the ends of everyone's
pieces that are long enough; the number who can attend from ``t`` is then the number of starts up to
``t`` less the number of ends before ``t + D``. A window runs from where somebody joins to the next place
where somebody leaves: just there its people are no part of its neighbours'.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress, repeat
from operator import sub
from typing import NamedTuple, Self

from evsched.engine.interval import IntervalSet

_MANY = 5_000
_MINUTE = 60
_LOOKED_AT = 20
"""From how many instants on they are counted, and how many tell whether people have named them."""


class Candidate(NamedTuple):
    """A window before its people are named; starts in seconds since the epoch, both included."""

    first: int
    last: int
    attending: int
    required_missing: int

    @property
    def value(self) -> tuple[int, int]:
        """Keys 1 and 2 of the order, the lower the better: fewest required missing, then most attending."""
        return self.required_missing, -self.attending


class Starts:
    """From where a group of people could start a meeting: where their pieces of free time start and end."""

    def __init__(self, free: Iterable[IntervalSet], length: int) -> None:
        self.length = length
        starts, ends = _pieces(free)
        if starts and min(map(sub, ends, starts)) < length:
            fitting = [*map(length.__le__, map(sub, ends, starts))]
            starts, ends = array("q", compress(starts, fitting)), array("q", compress(ends, fitting))
        self.pieces = starts, ends
        """Where those pieces start that are long enough, and where they end."""

    @cached_property
    def _starts(self) -> Sequence[int]:
        return _ascending(self.pieces[0])

    @cached_property
    def _ends(self) -> Sequence[int]:
        return _ascending(self.pieces[1])

    @staticmethod
    def of_sorted(starts: Sequence[int], ends: Sequence[int], length: int) -> Starts:
        """Return the same of where pieces start and where they end, each ascending, and without the pieces."""
        made = Starts((), length)
        made._starts, made._ends = starts, ends
        return made

    def attending(self, start: int) -> int:
        """Return how many of the group can attend the meeting that starts then."""
        return bisect_right(self._starts, start) - bisect_left(self._ends, start + self.length)

    def candidates(self, offered: IntervalSet, needed: Self, required: int, others: int | None) -> list[Candidate]:
        """Return the windows in what is offered, in time's order.

        Args:
            offered: Where meetings may be.
            needed: The starts of those of the group who are required, it itself where all are.
            required: How many are required in all, whether they have answered or not.
            others: How many of the windows that are worse than the best by keys 1 and 2 are of interest; those that are
                worse than so many others may be left out. None for all.
        """
        windows: Iterable[tuple[int, int, int]] = [*self.windows(offered)]
        if needed is self:
            missing = [required - attending for _, _, attending in windows]
        else:
            missing = [required - needed.attending(first) for first, _, _ in windows]
        if others is not None:
            values = missing  # where all are required, this is the order of both keys
            if needed is not self:
                weight = len(self._starts) + 1
                values = [lacking * weight - there for (_, _, there), lacking in zip(windows, missing, strict=True)]
            is_kept = _are_low(values, others)
            windows, missing = compress(windows, is_kept), [*compress(missing, is_kept)]
        return [Candidate(*window, lacking) for window, lacking in zip(windows, missing, strict=True)]

    def windows(self, offered: IntervalSet) -> Iterator[tuple[int, int, int]]:
        """Yield each window in what is offered, in time's order: first start, last start, how many."""
        for start, end in offered.pairs():
            if end - start >= self.length:
                yield from self._windows_between(start, end - self.length)

    def _windows_between(self, earliest: int, latest: int) -> Iterator[tuple[int, int, int]]:
        starts, ends, length = self._starts, self._ends, self.length
        first = earliest
        joined = bisect_right(starts, first)
        while True:
            left = bisect_left(ends, first + length)
            last = min(ends[left] - length, latest) if left < len(ends) else latest
            joined_by_last = bisect_right(starts, last, joined)
            if joined_by_last > joined:
                first = starts[joined_by_last - 1]
                joined = joined_by_last
            if joined > left:
                yield first, last, joined - left
            if joined == len(starts) or starts[joined] > latest:
                return
            first = starts[joined]


def _are_low(values: Sequence[int], others: int) -> list[bool]:
    """Tell of each value whether it is the lowest, or one of so many that come next."""
    ascending = sorted(values)
    last = bisect_right(ascending, ascending[0]) + others if ascending else 0
    return [*map(ascending[:last][-1].__ge__, values)] if ascending else []


def _pieces(free: Iterable[IntervalSet]) -> tuple[array[int], array[int]]:
    """Return where all pieces of free time start, and where they end."""
    bounds = array("q", b"".join([each.bounds for each in free]))
    return bounds[::2], bounds[1::2]


def are_minutes(instants: Sequence[int]) -> bool:
    """Tell whether people have named whole minutes, as far as the first few of these show."""
    return not any(instant % _MINUTE for instant in instants[:_LOOKED_AT])


def _ascending(instants: Sequence[int]) -> Sequence[int]:
    """Return instants sorted.

    People name whole minutes, and few of all: where they are many it takes less to count each, and to sort those that
    are different.
    """
    if len(instants) < _MANY or not are_minutes(instants):
        return sorted(instants)
    counts = Counter(instants)
    distinct = sorted(counts)
    return [*chain.from_iterable(map(repeat, distinct, map(counts.__getitem__, distinct)))]
