"""The one meeting that each window proposes: the kindest, then the roundest, then the earliest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias

from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event
from evsched.engine.places import Attending, Places
from evsched.engine.starts import Candidate, Starts
from evsched.engine.zones import clock

Keys: TypeAlias = tuple[int, int, int]
"""How many would come only if needed, what whoever carries most would carry then, and what it costs all of them."""

_MARK = 300
"""Seconds between two proposed starts."""
_ROUND = (3600, 1800, 900, _MARK)
"""What makes a clock time round, the roundest first, in seconds."""


class Proposals:
    """The meeting of each window, and keys 3 and 4 of the order.

    Considered are a window's first start and every five-minute mark of the event's clock (UTC's without a zone).

    Args:
        event: What is offered, and to whom.
        offered: Its slots, merged.
        crowd: The participants.
        if_needed: The part of their free time that they would give only if there is no other way, by id.
        burdens: What participants have carried before, by id.
    """

    def __init__(
        self,
        event: Event,
        offered: IntervalSet,
        crowd: Crowd,
        if_needed: Mapping[str, IntervalSet],
        burdens: Mapping[str, timedelta],
    ) -> None:
        self._zone = event.zone
        self._length = crowd.length
        self._places = Places(crowd, offered, burdens)
        self._hesitant: tuple[Starts, Starts] | None = None
        """Where those could start who give some of their time only if needed, with that time and without."""
        if if_needed:
            both = [(free, if_needed[who]) for who, free in zip(crowd.ids, crowd.free, strict=True) if who in if_needed]
            could = Starts((free for free, _ in both), self._length)
            self._hesitant = could, Starts((free - rather_not for free, rather_not in both), self._length)
        self._found: dict[Candidate, tuple[Keys, int]] = {}

    def start(self, candidate: Candidate) -> int:
        """Return the start of the meeting that a window proposes."""
        return self._meeting(candidate)[1]

    def keys(self, candidate: Candidate) -> Keys:
        """Return a window's keys 3 and 4, which are those of its meeting."""
        return self._meeting(candidate)[0] if self._places or self._hesitant else (0, 0, 0)

    def inconvenience(self, start: int) -> dict[str, timedelta]:
        """Return what the meeting at a start costs everyone whose zone is known, by id."""
        return self._places.inconvenience(start, start + self._length)

    def _meeting(self, candidate: Candidate) -> tuple[Keys, int]:
        """Return the keys and the start of the best meeting in a window."""
        if candidate not in self._found:
            first = candidate.first
            there = self._places.attending(first)
            perfect = (0, max((each.burden for each in there), default=0), 0), 0
            best = self._keys(first, there), _roundness(first, self._zone), first
            for start in _marks_behind(candidate, self._zone):
                if best[:2] == perfect:
                    break
                keys = self._keys(start, there, best[0])
                if keys <= best[0]:
                    best = min(best, (keys, _roundness(start, self._zone), start))
            self._found[candidate] = best[0], best[2]
        return self._found[candidate]

    def _keys(self, start: int, there: Sequence[Attending], bound: Keys | None = None) -> Keys:
        """Return the keys of the meeting at a start; where it is behind the bound, as many as show that."""
        if_needed = worst = total = 0
        if self._hesitant:
            could, would = self._hesitant
            if_needed = could.attending(start) - would.attending(start)
        for each in there:
            cost = each.cost.of(start, start + self._length)
            worst = max(worst, each.burden + cost)
            total += each.count * cost
            if bound is not None and (if_needed, worst) > bound[:2]:
                break
        return if_needed, worst, total


def _marks_behind(candidate: Candidate, zone: str | None) -> Iterator[int]:
    """Yield the marks behind a window's first start, ascending."""
    start = candidate.first
    while (start := start + _MARK - _past_hour(start, zone) % _MARK) <= candidate.last:
        yield start


def _roundness(start: int, zone: str | None) -> int:
    """Return 0 for the hour, 1 for the half, 2 and 3 for fifteen and five minutes, 4 for the rest."""
    past = _past_hour(start, zone)
    return next((rank for rank, size in enumerate(_ROUND) if past % size == 0), len(_ROUND))


def _past_hour(start: int, zone: str | None) -> int:
    if zone is None:
        return start % 3600
    local_time = clock(start, zone).local_time
    return local_time.minute * 60 + local_time.second
