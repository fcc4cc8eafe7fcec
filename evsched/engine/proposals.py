"""The one meeting that each window proposes: the kindest, then the roundest, then the earliest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeAlias

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


class _Group(NamedTuple):
    """Participants whom a meeting costs the same, and who have carried the same before."""

    burden: int
    cost: Inconvenience
    starts: Starts


class Proposals:
    """The meeting of each window, and keys 3 and 4 of the order.

    Considered are a window's first start and every five-minute mark of the event's clock (UTC's without a zone).

    Args:
        event: What is offered, and to whom.
        free: When those who have answered could sit in a meeting, by id.
        if_needed: The part of it that they would give only if there is no other way.
        burdens: What participants have carried before, by id.
    """

    def __init__(
        self,
        event: Event,
        free: Mapping[str, IntervalSet],
        if_needed: Mapping[str, IntervalSet],
        burdens: Mapping[str, timedelta],
    ) -> None:
        self._zone = event.zone
        self._length = int(event.duration.total_seconds())
        self._offered = IntervalSet(event.slots)
        self._could = Starts((free[each] for each in if_needed), self._length)
        self._would = Starts((free[each] - rather_not for each, rather_not in if_needed.items()), self._length)
        self._groups = self._groups_of(event.participants, free, burdens)
        self._found: dict[Candidate, tuple[Keys, int]] = {}

    def start(self, candidate: Candidate) -> int:
        """Return the start of the meeting that a window proposes."""
        return self._meeting(candidate)[1]

    def keys(self, candidate: Candidate) -> Keys:
        """Return a window's keys 3 and 4, which are those of its meeting."""
        return self._meeting(candidate)[0] if self._groups or self._could.firsts else (0, 0, 0)

    def inconvenience(self, participant: Participant, start: int) -> timedelta | None:
        """Return what the meeting at a start costs a participant; None where their zone is not known."""
        if participant.zone is None:
            return None
        cost = self._cost(participant.zone, participant.usual)
        return timedelta(seconds=cost.of(start, start + self._length))

    def _cost(self, zone: str, usual: Sequence[WeeklyHours]) -> Inconvenience:
        return inconvenience_in(zone, tuple(usual), self._offered)

    def _groups_of(
        self, participants: Sequence[Participant], free: Mapping[str, IntervalSet], burdens: Mapping[str, timedelta]
    ) -> list[_Group]:
        alike = defaultdict(list)
        for who in participants:
            if who.zone is not None and free.get(who.id):
                alike[burdens.get(who.id, _NO_BURDEN), who.zone, who.usual].append(free[who.id])
        return [
            _Group(int(burden.total_seconds()), self._cost(zone, usual), Starts(theirs, self._length))
            for (burden, zone, usual), theirs in alike.items()
        ]

    def _meeting(self, candidate: Candidate) -> tuple[Keys, int]:
        """Return the keys and the start of the best meeting in a window."""
        if candidate not in self._found:
            there = [(each, count) for each in self._groups if (count := each.starts.attending(candidate.first))]
            perfect = (0, max((group.burden for group, _ in there), default=0), 0), 0
            best = self._keys(candidate.first, there), _roundness(candidate.first, self._zone), candidate.first
            for start in _marks_behind(candidate, self._zone):
                if best[:2] == perfect:
                    break
                keys = self._keys(start, there, best[0])
                if keys <= best[0]:
                    best = min(best, (keys, _roundness(start, self._zone), start))
            self._found[candidate] = best[0], best[2]
        return self._found[candidate]

    def _keys(self, start: int, there: Sequence[tuple[_Group, int]], bound: Keys | None = None) -> Keys:
        """Return the keys of the meeting at a start; where it is behind the bound, as many as show that."""
        if_needed = self._could.attending(start) - self._would.attending(start)
        worst = total = 0
        for group, count in there:
            cost = group.cost.of(start, start + self._length)
            worst = max(worst, group.burden + cost)
            total += count * cost
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
