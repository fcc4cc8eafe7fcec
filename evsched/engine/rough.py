"""The best windows of very many people, without sorting all instants of theirs.

Time is cut into cells, and it is counted how many pieces of free time start and end in each. That bounds from above how
many can attend anywhere in a cell, and from below how many can at its beginning. What so many cells offer for sure is
taken as the bound: a cell of which not even the bound from above is as good holds no part of a window that is, since
whoever can attend in a window can in all cells that it touches. In all other cells instants are sorted; in such a one
they are taken for its beginning, which changes no count in the others. So the windows that are as good as the bound
come out as they are; where these are too few, all instants are sorted after all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate, chain, compress, islice, repeat
from operator import floordiv
from typing import Self

from evsched.engine.interval import IntervalSet
from evsched.engine.starts import Candidate, Starts, are_minutes

_MANY = 50_000
"""Pieces from which on this takes less time than sorting; on whole minutes they need not be sorted anyway."""
_CELL = 300
"""Seconds."""
_LEAST_A_CELL, _MOST_GOOD = 8, 0.5
"""With fewer pieces to each cell, or a larger part of the cells to be sorted, sorting all takes less time."""


class RoughStarts(Starts):
    """From where a group of people could start a meeting; they may be very many."""

    def candidates(self, offered: IntervalSet, needed: Self, required: int, others: int | None) -> list[Candidate]:
        """Return the windows in what is offered, in time's order, but for those that are too bad to be of interest."""
        if others is not None and len(self.pieces[0]) >= _MANY and not are_minutes(self.pieces[0]):
            found = self._best(offered, needed, required, others)
            if found is not None:
                return found
        return super().candidates(offered, needed, required, others)

    def _best(self, offered: IntervalSet, needed: Self, required: int, others: int) -> list[Candidate] | None:
        """Return the candidates; None where cells do not tell, or not soon enough."""
        starts = [(start, end - self.length) for start, end in offered.pairs() if end - start >= self.length]
        spans = [range(first // _CELL, last // _CELL + 1) for first, last in starts]
        if sum(map(len, spans)) * _LEAST_A_CELL > len(self.pieces[0]):
            return None
        everyone = _Cells(self)
        those_needed = everyone if needed is self else _Cells(needed)
        cells = {cell for span in spans for cell in span}
        if not cells:
            return None
        sure = sorted((required - those_needed.at_least(cell), -everyone.at_least(cell)) for cell in cells)
        bound = sure[: 2 * others + 2][-1]  # of more cells than windows: some share one
        good = {cell for cell in cells if (required - those_needed.at_most(cell), -everyone.at_most(cell)) <= bound}
        if len(good) > _MOST_GOOD * len(cells):
            return None
        sorted_there = everyone.sorted_in(good)
        found = sorted_there.candidates(
            offered, sorted_there if needed is self else those_needed.sorted_in(good), required, others
        )
        values = [each.value for each in found]
        is_enough = values and len(values) >= values.count(min(values)) + others and max(values) <= bound
        return found if is_enough else None


class _Cells:
    """How many of a group can attend in each cell."""

    def __init__(self, group: Starts) -> None:
        self._starts, self._ends = (_Counted(each) for each in group.pieces)
        self._length = group.length
        self._shift, rest = divmod(group.length, _CELL)
        self._straddles = int(rest > 0)
        """Whether meetings that start in one cell end in two."""

    def at_most(self, cell: int) -> int:
        """Return what bounds those who can attend a meeting that starts anywhere in a cell."""
        return self._starts.before(cell + 1) - self._ends.before(cell + self._shift)

    def at_least(self, cell: int) -> int:
        """Return how many, or more, can attend the meeting that starts at the beginning of a cell."""
        return self._starts.before(cell) - self._ends.before(cell + self._shift + self._straddles)

    def sorted_in(self, cells: Set[int]) -> Starts:
        """Return from where they could start, as if only at the beginning of a cell unless it is one of these."""
        ends = {cell + self._shift + after for cell in cells for after in range(self._straddles + 1)}
        return Starts.of_sorted(self._starts.sorted_in(cells), self._ends.sorted_in(ends), self._length)


class _Counted:
    """Instants, counted by cells."""

    def __init__(self, instants: Sequence[int]) -> None:
        self._instants = instants
        self._counts = Counter(_cells(instants))
        self._cells = sorted(self._counts)
        self._sums = [0, *accumulate(map(self._counts.__getitem__, self._cells))]

    def before(self, cell: int) -> int:
        """Return how many are before a cell."""
        return self._sums[bisect_left(self._cells, cell)]

    def sorted_in(self, cells: Set[int]) -> list[int]:
        """Return all instants ascending: as they are in some cells, in all others as if they were at the beginning."""
        exact = iter(sorted(compress(self._instants, map(cells.__contains__, _cells(self._instants)))))
        parts = (
            islice(exact, count) if cell in cells else repeat(cell * _CELL, count)
            for cell, count in zip(self._cells, map(self._counts.__getitem__, self._cells), strict=True)
        )
        return [*chain.from_iterable(parts)]


def _cells(instants: Sequence[int]) -> Iterator[int]:
    return map(floordiv, instants, repeat(_CELL))
