"""The one meeting that each window proposes: the kindest, then the roundest, then the earliest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from evsched.engine.interval import IntervalSet
from evsched.engine.kindness import Inconvenience, inconvenience_in
from evsched.engine.model import Event, Participant
from evsched.engine.starts import Candidate, Starts
from evsched.engine.weekly import WeeklyHours
from evsched.engine.zones import clock

Keys: TypeAlias = tuple[int, int, int]
"""How many would come only if needed, what whoever carries most would carry then, and what it costs all of them."""

_MARK = 300
"""Seconds between two proposed starts."""
_ROUND = (3600, 1800, 900, _MARK)
"""What makes a clock time round, the roundest first, in seconds."""
_NO_BURDEN = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Attending:
    """Who of one place can attend."""

    cost: Inconvenience
    burden: int
    """What whoever of them has carried most has carried."""
    count: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Participants whom a meeting costs the same."""

    cost: Inconvenience
    ids: list[str]
    answered: list[tuple[int, IntervalSet]]
    """What each of those who have answered has carried before, in seconds, and when they are free."""

    def attending(self, start: int, end: int) -> _Attending | None:
        """Return those who can attend a meeting; None where nobody can."""
        carried = [burden for burden, free in self.answered if free.covers(start, end)]
        return _Attending(self.cost, max(carried), len(carried)) if carried else None


class Proposals:
    """The meeting of each window, and keys 3 and 4 of the order.

    Considered are a window's first start and every five-minute mark of the event's clock (UTC's without a zone).

    Args:
        event: What is offered, and to whom.
        offered: Its slots, merged.
        free: When those who have answered could sit in a meeting, by id.
        if_needed: The part of it that they would give only if there is no other way.
        burdens: What participants have carried before, by id.
    """

    def __init__(
        self,
        event: Event,
        offered: IntervalSet,
        free: Mapping[str, IntervalSet],
        if_needed: Mapping[str, IntervalSet],
        burdens: Mapping[str, timedelta],
    ) -> None:
        self._zone = event.zone
        self._length = int(event.duration.total_seconds())
        self._could = Starts((free[each] for each in if_needed), self._length)
        self._would = Starts((free[each] - rather_not for each, rather_not in if_needed.items()), self._length)
        self._places = _places(event.participants, offered, free, burdens)
        self._found: dict[Candidate, tuple[Keys, int]] = {}

    def start(self, candidate: Candidate) -> int:
        """Return the start of the meeting that a window proposes."""
        return self._meeting(candidate)[1]

    def keys(self, candidate: Candidate) -> Keys:
        """Return a window's keys 3 and 4, which are those of its meeting."""
        return self._meeting(candidate)[0] if self._places or self._could.firsts else (0, 0, 0)

    def inconvenience(self, start: int) -> dict[str, timedelta]:
        """Return what the meeting at a start costs everyone whose zone is known, by id."""
        costs: dict[str, timedelta] = {}
        for place in self._places:
            costs.update(dict.fromkeys(place.ids, timedelta(seconds=place.cost.of(start, start + self._length))))
        return costs

    def _meeting(self, candidate: Candidate) -> tuple[Keys, int]:
        """Return the keys and the start of the best meeting in a window."""
        if candidate not in self._found:
            first = candidate.first
            everywhere = (place.attending(first, first + self._length) for place in self._places)
            there = [each for each in everywhere if each is not None]
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

    def _keys(self, start: int, there: Sequence[_Attending], bound: Keys | None = None) -> Keys:
        """Return the keys of the meeting at a start; where it is behind the bound, as many as show that."""
        if_needed = self._could.attending(start) - self._would.attending(start)
        worst = total = 0
        for each in there:
            cost = each.cost.of(start, start + self._length)
            worst = max(worst, each.burden + cost)
            total += each.count * cost
            if bound is not None and (if_needed, worst) > bound[:2]:
                break
        return if_needed, worst, total


def _places(
    participants: Sequence[Participant],
    offered: IntervalSet,
    free: Mapping[str, IntervalSet],
    burdens: Mapping[str, timedelta],
) -> list[_Place]:
    places: dict[tuple[str, Sequence[WeeklyHours]], _Place] = {}
    for who in participants:
        if who.zone is None:
            continue
        place = places.get((who.zone, who.usual))
        if place is None:
            cost = inconvenience_in(who.zone, tuple(who.usual), offered)
            place = places[who.zone, who.usual] = _Place(cost, [], [])
        place.ids.append(who.id)
        if theirs := free.get(who.id):
            place.answered.append((int(burdens.get(who.id, _NO_BURDEN).total_seconds()), theirs))
    return [*places.values()]


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
