"""What others do: scan every slot, person and interval, or leave it to a library of intervals.

``scan`` is the loop that most programs of this kind have. It asks less than evsched does: whether somebody has enough
time somewhere in a slot, not whether all have it at once. ``every_start`` and ``with_portion`` answer evsched's own
question, so their answers can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from typing import TypeAlias

from crowd import Crowd

from evsched import Recommendation, Slot
from evsched.engine.interval import IntervalSet, to_datetime, to_seconds

BEST = 10
"""Windows that are asked for."""

Found: TypeAlias = tuple[int, int, tuple[str, ...]]
"""A window: its start and end in seconds since the epoch, and the sorted ids of who can attend."""

_OFFSETS = (-8, -5, -3, 0, 1, 3, 5.5, 9, 11)


@dataclass(frozen=True)
class Stretch:
    """A time from somewhere to somewhere, as a program keeps it that was sent ISO 8601 with an offset."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Asked:
    """An event and everyone's free time, as others keep them."""

    duration: timedelta
    slots: list[Stretch]
    free: dict[str, list[Stretch]]


def as_sent(crowd: Crowd) -> Asked:
    """Return a crowd's times as they are sent: each person's with the offset of where they are."""
    zones = [timezone(timedelta(hours=hours)) for hours in _OFFSETS]
    return _asked(crowd, [zones[number % len(zones)] for number in range(len(crowd.free))])


def in_utc(crowd: Crowd) -> Asked:
    """Return a crowd's times in UTC, as careful programs keep them."""
    return _asked(crowd, [UTC] * len(crowd.free))


def _asked(crowd: Crowd, zones: Sequence[tzinfo]) -> Asked:
    free = {
        name: [Stretch(to_datetime(start).astimezone(zone), to_datetime(end).astimezone(zone)) for start, end in pairs]
        for (name, pairs), zone in zip(_pairs(crowd.free), zones, strict=True)
    }
    return Asked(crowd.event.duration, [Stretch(slot.start, slot.end) for slot in crowd.event.slots], free)


def _pairs(free: Mapping[str, IntervalSet]) -> Iterator[tuple[str, Iterator[tuple[int, int]]]]:
    return ((name, theirs.pairs()) for name, theirs in free.items())


def scan(asked: Asked) -> list[tuple[datetime, list[str]]]:
    """Return the ten slots in which most people have enough time somewhere: their starts, and who these are."""
    found = []
    for slot in asked.slots:
        available = []
        for name, free in asked.free.items():
            for each in free:
                start = max(slot.start, each.start)
                end = min(slot.end, each.end)
                if start < end and end - start >= asked.duration:
                    available.append(name)
                    break
        found.append((slot.start, available))
    return sorted(found, key=lambda each: -len(each[1]))[:BEST]


def every_start(crowd: Crowd) -> list[Found]:
    """Return the best window and the next nine, by asking everyone's every interval for each start that could be one.

    Worth trying are a slot's first start and those at which somebody's interval starts. A window begins at one of
    these if it ends before the next one.
    """
    length = int(crowd.event.duration.total_seconds())
    everyone = [(name, list(pairs)) for name, pairs in _pairs(crowd.free)]
    windows = []
    for slot in crowd.event.slots:
        earliest, latest = _starts(slot, length)
        joins = (start for _, free in everyone for start, end in free if end - start >= length)
        tried = sorted({earliest, *(start for start in joins if earliest < start <= latest)})
        for first, following in pairwise([*tried, latest + 1]):
            there = [(end, name) for name, free in everyone for start, end in free if start <= first <= end - length]
            if there and (last := min(latest, min(there)[0] - length)) < following:
                windows.append((first, last + length, tuple(sorted(name for _, name in there))))
    return _ten(windows)


def with_portion(crowd: Crowd) -> list[Found]:
    """Return the best window and the next nine, by a dictionary for each slot from starts to who can attend from there.

    One dictionary for all slots would take many times as long.
    """
    import portion

    length = int(crowd.event.duration.total_seconds())
    everyone = {
        name: portion.Interval(*(portion.closed(start, end - length) for start, end in pairs if end - start >= length))
        for name, pairs in _pairs(crowd.free)
    }
    windows = []
    for slot in crowd.event.slots:
        offered = portion.closed(*_starts(slot, length))
        attending = portion.IntervalDict()
        for name, starts in everyone.items():
            if here := starts & offered:
                attending = attending.combine(portion.IntervalDict({here: frozenset({name})}), frozenset.union)
        pieces = sorted(
            ((piece, names) for where, names in attending.items() for piece in where),
            key=lambda each: (each[0].lower, each[0].upper),
        )
        for before, (piece, names), after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
            beside = [each[1] for each in (before, after) if each is not None and each[0].adjacent(piece)]
            if not any(names < others for others in beside):
                windows.append((piece.lower, piece.upper + length, tuple(sorted(names))))
    return _ten(windows)


def of_evsched(found: Recommendation) -> list[Found]:
    """Return the windows that evsched has found, in the same form."""
    return [
        (to_seconds(each.interval.start), to_seconds(each.interval.end), each.available)
        for each in (*found.windows, *found.alternatives)
    ]


def _starts(slot: Slot, length: int) -> tuple[int, int]:
    """Return the first and the last start of a meeting in a slot."""
    return to_seconds(slot.start), to_seconds(slot.end) - length


def _ten(windows: list[Found]) -> list[Found]:
    """Return the best window, and the next of those that fewer can attend."""
    in_order = sorted(windows, key=lambda each: (-len(each[2]), each[0]))
    return in_order[:1] + [each for each in in_order if len(each[2]) < len(in_order[0][2])][: BEST - 1]
