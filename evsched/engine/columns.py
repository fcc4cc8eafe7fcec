"""The sweep and the crowd in columns, with NumPy: the same answers, sooner where there are many people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet
from evsched.engine.starts import Candidate, Starts

_Instants: TypeAlias = NDArray[np.int64]

_NEVER = 2**62
"""Behind all instants."""
_SPARSE = 4
"""Instants are counted rather than sorted where so many places, or fewer, come to each."""


class ColumnStarts(Starts):
    """From where a group of people could start a meeting."""

    def __init__(self, free: Iterable[IntervalSet], length: int) -> None:
        self.length = length
        starts, ends = _pieces(free)
        fitting = ends - starts >= length
        if not fitting.all():
            starts, ends = starts[fitting], ends[fitting]
        self._joins, self._leaves = _ascending(starts), np.append(_ascending(ends), _NEVER)

    def attending(self, start: int) -> int:
        """Return how many of the group can attend the meeting that starts then."""
        return int(self.attending_each(np.array([start]))[0])

    def attending_each(self, starts: _Instants) -> _Instants:
        """Return how many of the group can attend each of the meetings that start then."""
        joined = np.searchsorted(self._joins, starts, "right")
        return joined - np.searchsorted(self._leaves, starts + self.length)

    def windows(self, offered: IntervalSet) -> Iterator[tuple[int, int, int]]:
        """Yield each window in what is offered, in time's order: first start, last start, how many."""
        columns = (each.tolist() for each in self._windows(offered))
        return zip(*columns, strict=True)

    def candidates(self, offered: IntervalSet, needed: Self, required: int, others: int | None) -> list[Candidate]:
        """Return the windows in what is offered, in time's order, but for those that are too bad to be of interest."""
        firsts, lasts, attending = self._windows(offered)
        missing = required - (attending if needed is self else needed.attending_each(firsts))
        if others is not None and firsts.size:
            values = missing * (int(attending.max()) + 1) - attending
            last = min(int((values == values.min()).sum()) + others, firsts.size) - 1
            kept = values <= np.partition(values, last)[last]
            firsts, lasts, attending, missing = firsts[kept], lasts[kept], attending[kept], missing[kept]
        columns = (each.tolist() for each in (firsts, lasts, attending, missing))
        return [*map(Candidate, *columns)]

    def _windows(self, offered: IntervalSet) -> tuple[_Instants, _Instants, _Instants]:
        """Return first start, last start, and how many can attend, of each window."""
        starts, ends = _pieces([offered])
        fitting = ends - starts >= self.length
        earliest, latest = starts[fitting], ends[fitting] - self.length
        if not earliest.size or not self._joins.size:
            nothing = starts[:0]
            return nothing, nothing, nothing
        inside = map(slice, np.searchsorted(self._joins, earliest), np.searchsorted(self._joins, latest, "right"))
        joins = [self._joins[each] for each in inside]
        firsts = _distinct(np.sort(np.concatenate([earliest, *joins]), kind="stable"))
        # From each of these on until somebody leaves, or the slot does: a window, if nobody joins before that.
        lasts = latest[np.searchsorted(earliest, firsts, "right") - 1]
        left = np.searchsorted(self._leaves, firsts + self.length)
        leaves = self._leaves[left]
        leaves -= self.length
        np.minimum(lasts, leaves, out=lasts)
        windows = np.append(firsts[1:] > lasts[:-1], True)
        firsts, lasts, left = firsts[windows], lasts[windows], left[windows]
        attending = np.searchsorted(self._joins, firsts, "right") - left
        some = attending > 0
        return firsts[some], lasts[some], attending[some]


class ColumnCrowd(Crowd):
    """The participants of an event, numbered in the order of their ids, and when they could meet."""

    def attending(self, start: int) -> Sequence[bool]:
        """Tell of each one whether they can attend the meeting that starts then."""
        attending: list[bool] = self._attending(start, *self._pieces).tolist()
        return attending

    def within(self, start: int, end: int) -> tuple[Sequence[bool], dict[int, int]]:
        """Return who can attend in a window, and the longest stretch of those others who have time in it, by number."""
        starts, ends, owners = self._pieces
        (inside,) = np.nonzero((starts < end) & (ends > start))
        starts, ends, owners = starts[inside], ends[inside], owners[inside]
        attending = self._attending(start, starts, ends, owners)
        others = ~attending[owners]
        lengths = np.minimum(ends[others], end) - np.maximum(starts[others], start)
        return attending.tolist(), _most_of_each(owners[others], lengths)

    def _attending(
        self, start: int, starts: _Instants, ends: _Instants, owners: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        attending = np.zeros(len(self.free), dtype=np.bool_)
        attending[owners[(starts <= start) & (ends >= start + self.length)]] = True
        return attending

    @cached_property
    def _pieces(self) -> tuple[_Instants, _Instants, NDArray[np.int32]]:
        """Starts and ends of everyone's pieces of time, and whose they are."""
        starts, ends = map(np.ascontiguousarray, _pieces(self.free))
        sizes = np.array([len(each) for each in self._bounds]) // 2
        return starts, ends, np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)


def _pieces(free: Iterable[IntervalSet]) -> tuple[_Instants, _Instants]:
    bounds = np.frombuffer(b"".join([each.bounds for each in free]), dtype=np.int64)
    return bounds[::2], bounds[1::2]


def _ascending(instants: _Instants) -> _Instants:
    """Return instants sorted: by counting where they lie dense, in steps of what they are multiples of."""
    if not instants.size:
        return instants
    least = instants.min()
    step = max(1, np.gcd.reduce(instants - least))
    if (instants.max() - least) // step >= _SPARSE * instants.size:
        return np.sort(instants)
    counts = np.bincount((instants - least) // step)
    (taken,) = np.nonzero(counts)
    return np.repeat(taken * step + least, counts[taken])


def _most_of_each(owners: NDArray[np.int32], lengths: _Instants) -> dict[int, int]:
    """Return the longest of the lengths of each owner; they come in the order of owners."""
    if not owners.size:
        return {}
    (firsts,) = np.nonzero(np.append(True, owners[1:] != owners[:-1]))
    return dict(zip(owners[firsts].tolist(), np.maximum.reduceat(lengths, firsts).tolist(), strict=True))


def _distinct(ascending: _Instants) -> _Instants:
    return ascending[np.append(True, ascending[1:] != ascending[:-1])] if ascending.size else ascending
