"""The sweep: from which starts can how many attend.

Every participant who is free from ``s`` to ``e`` can attend a meeting of length D that starts anywhere
from ``s`` to ``e - D``, both included. Two sorted lists hold those first and last starts of everyone
together; the number who can attend from ``t`` is then the number of first starts up to ``t`` less the
number of last starts before it. A window runs from where somebody joins to the next place where
somebody leaves: just there its people are no part of its neighbours'.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from evsched.engine.interval import IntervalSet


class Starts:
    """From where a group of people could start a meeting: each one's first and last starts."""

    def __init__(self, free: Iterable[IntervalSet], length: int) -> None:
        self.length = length
        fitting = [pair for each in free for pair in each.pairs() if pair[1] - pair[0] >= length]
        self.firsts = sorted(start for start, _ in fitting)
        self.lasts = sorted(end - length for _, end in fitting)

    def attending(self, start: int) -> int:
        """Return how many of the group can attend the meeting that starts then."""
        return bisect_right(self.firsts, start) - bisect_left(self.lasts, start)

    def windows(self, offered: IntervalSet) -> Iterator[tuple[int, int, int]]:
        """Yield each window in what is offered, in time's order: first start, last start, how many."""
        for start, end in offered.pairs():
            if end - start >= self.length:
                yield from self._windows_between(start, end - self.length)

    def _windows_between(self, earliest: int, latest: int) -> Iterator[tuple[int, int, int]]:
        firsts, lasts = self.firsts, self.lasts
        first = earliest
        joined = bisect_right(firsts, first)
        while True:
            left = bisect_left(lasts, first)
            last = min(lasts[left], latest) if left < len(lasts) else latest
            joined_by_last = bisect_right(firsts, last, joined)
            if joined_by_last > joined:
                first = firsts[joined_by_last - 1]
                joined = joined_by_last
            if joined > left:
                yield first, last, joined - left
            if joined == len(firsts) or firsts[joined] > latest:
                return
            first = firsts[joined]


class Candidate(NamedTuple):
    """A window before its people are named; starts in seconds since the epoch, both included."""

    first: int
    last: int
    attending: int
    required_missing: int
