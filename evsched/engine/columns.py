"""The sweep and the crowd in columns, with NumPy: the same answers, sooner where there are many people."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evsched.engine.crowd import Crowd, too_short
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event
from evsched.engine.recommendation import Absence
from evsched.engine.starts import Candidate, Starts

_Instants: TypeAlias = NDArray[np.integer[Any]]

_NARROW_UNTIL = 2**32 - 2**22
"""Before this, in December 2105, instants fit into 32 bits, and so do those that are later by the longest meeting."""
_AT_A_TIME = 2_000
"""People whose bounds, joined, stay in the processor's cache."""
_SPARSE = 4
"""Instants are counted rather than sorted where so many places, or fewer, come to each."""


class ColumnStarts(Starts):
    """From where a group of people could start a meeting: where their pieces of free time start and end."""

    def __init__(self, starts: _Instants, ends: _Instants, length: int) -> None:
        self.length = length
        fitting = ends - starts >= length
        chosen = slice(None) if fitting.all() else fitting
        self._never = np.iinfo(starts.dtype).max
        self._joins = _ascending(starts[chosen])
        self._leaves = np.append(_ascending(ends[chosen]), starts.dtype.type(self._never))

    def attending(self, start: int) -> int:
        """Return how many of the group can attend the meeting that starts then."""
        return int(self.attending_each(np.array([start], dtype=self._joins.dtype))[0])

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
        bounds = np.minimum(offered.bounds, self._never).astype(self._joins.dtype)
        starts, ends = bounds[::2], bounds[1::2]
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

    def __init__(self, event: Event, free: Mapping[str, IntervalSet], declined: Set[str]) -> None:
        super().__init__(event, free, declined)
        offered = IntervalSet(event.slots).bounds
        first, last = offered[0], offered[-1]  # what lies before and behind is of no matter
        dtype = np.uint32 if last < _NARROW_UNTIL else np.int64
        bounds = np.concatenate([np.clip(some, first, last).astype(dtype) for some in _parts(self._bounds)])
        self._starts: _Instants = np.ascontiguousarray(bounds[::2])
        self._ends: _Instants = np.ascontiguousarray(bounds[1::2])
        sizes = np.fromiter(map(len, self._bounds), np.int32, len(self._bounds)) // 2
        self._owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    def starts(self, among: Sequence[bool] | None = None) -> ColumnStarts:
        """Return from where those could start a meeting who are told of; all, if nobody is."""
        if among is None:
            return ColumnStarts(self._starts, self._ends, self.length)
        chosen = np.array(among, dtype=np.bool_)[self._owners]
        return ColumnStarts(self._starts[chosen], self._ends[chosen], self.length)

    def attending(self, start: int) -> Sequence[bool]:
        """Tell of each one whether they can attend the meeting that starts then."""
        attending: list[bool] = self._attending(start, self._starts, self._ends, self._owners).tolist()
        return attending

    def attendance(self, start: int, end: int) -> tuple[tuple[str, ...], tuple[Absence, ...]]:
        """Return the ids of those who can attend in the window ``[start, end)``, and why all others cannot."""
        (inside,) = np.nonzero((self._starts < end) & (self._ends > start))
        starts, ends, owners = self._starts[inside], self._ends[inside], self._owners[inside]
        attending = self._attending(start, starts, ends, owners)
        others = ~attending[owners]
        lengths = np.minimum(ends[others], end) - np.maximum(starts[others], start)
        late, longest = _most_of_each(owners[others], lengths)
        return self._names.attendance(attending, late, longest)

    @cached_property
    def _names(self) -> _Names:
        return _Names(self.ids, self._without_time)

    def _attending(
        self, start: int, starts: _Instants, ends: _Instants, owners: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        attending = np.zeros(len(self.free), dtype=np.bool_)
        attending[owners[(starts <= start) & (ends >= start + self.length)]] = True
        return attending


class _Names:
    """The ids and the absences of participants."""

    def __init__(self, ids: Sequence[str], without_time: Sequence[Absence]) -> None:
        count = len(ids)
        self._ids = np.fromiter(ids, object, count)
        self._without_time = np.fromiter(without_time, object, count)
        self._with_some = np.empty(count, object)
        """The last absence of each one from a window in which they had some time: often that from the next as well."""
        self._longest = np.zeros(count, np.int64)
        """How long that time was."""

    def attendance(
        self, attending: NDArray[np.bool_], late: NDArray[np.int32], longest: _Instants
    ) -> tuple[tuple[str, ...], tuple[Absence, ...]]:
        """Return ids and absences for a window, in which some have time, though too little."""
        is_new = self._longest[late] != longest
        new, longest = late[is_new], longest[is_new]
        self._longest[new] = longest
        some_time = too_short(self._ids[new].tolist(), longest.tolist())
        self._with_some[new] = np.fromiter(some_time, object, new.size)
        absent = ~attending
        absences = self._without_time[absent]
        absences[np.cumsum(absent)[late] - 1] = self._with_some[late]
        return tuple(self._ids[attending].tolist()), tuple(absences.tolist())


def _parts(bounds: Sequence[array[int]]) -> Iterator[_Instants]:
    """Yield the bounds of all people, of some at a time."""
    for first in range(0, len(bounds) or 1, _AT_A_TIME):
        yield np.frombuffer(b"".join(bounds[first : first + _AT_A_TIME]), dtype=np.int64)


def _ascending(instants: _Instants) -> _Instants:
    """Return instants sorted: by counting where they lie dense, in steps of what they are multiples of."""
    if not instants.size:
        return instants
    least = instants.min()
    places = instants - least
    step = max(1, np.gcd.reduce(places))
    if places.max() // step >= _SPARSE * places.size:
        return np.sort(instants)
    places //= step
    counts = np.bincount(places)
    del places
    (taken,) = np.nonzero(counts)
    counts = counts[taken]
    return np.repeat(taken.astype(instants.dtype) * step + least, counts)


def _most_of_each(owners: NDArray[np.int32], lengths: _Instants) -> tuple[NDArray[np.int32], _Instants]:
    """Return each owner once, in the order in which they come, and the longest of their lengths."""
    if not owners.size:
        return owners, lengths
    (firsts,) = np.nonzero(np.append(True, owners[1:] != owners[:-1]))
    return owners[firsts], np.maximum.reduceat(lengths, firsts)


def _distinct(ascending: _Instants) -> _Instants:
    return ascending[np.append(True, ascending[1:] != ascending[:-1])] if ascending.size else ascending
