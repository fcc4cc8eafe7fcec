"""What a calendar is asked about."""

from __future__ import annotations

from bisect import bisect_right

from evsched.engine.interval import IntervalSet


class Asked:
    """The times that are asked about.

    Attributes:
        within: All of them.
        start: The first instant of them, in seconds since the epoch; 0 where there is none.
        end: The last one.
    """

    __slots__ = ("_bounds", "end", "start", "within")

    def __init__(self, within: IntervalSet) -> None:
        self.within = within
        self._bounds = within.bounds
        self.start, self.end = (self._bounds[0], self._bounds[-1]) if self._bounds else (0, 0)

    def meets(self, start: int, end: int) -> bool:
        """Tell whether any of ``[start, end)`` was asked about."""
        following = bisect_right(self._bounds, start)
        return following % 2 == 1 or (following < len(self._bounds) and self._bounds[following] < end)
