"""The order of windows, and the one meeting that each proposes.

The order of the design has five keys. The first, second and fifth are here; the third (who could come only
if needed) and the fourth (the kindest local time) belong between them, in :func:`_order`, and before the
roundness in :func:`meeting_start`.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple

from evsched.engine.zones import clock

_MARK = 300
"""Seconds between two proposed starts."""
_ROUND = (3600, 1800, 900, _MARK)
"""What makes a clock time round, the roundest first, in seconds."""


class Candidate(NamedTuple):
    """A window before its people are named; starts in seconds since the epoch, both included."""

    first: int
    last: int
    attending: int
    required_missing: int


class Ranked(NamedTuple):
    """Candidates in order, the best apart from the others."""

    best: list[Candidate]
    more: int
    """How many are as good as the best but were not asked for."""
    next_best: list[Candidate]


def best_first(candidates: Sequence[Candidate], limit: int, alternatives: int) -> Ranked:
    """Return the candidates that share the best value, at most ``limit``, and the next after all of those.

    The result does not depend on the order of the candidates, of which there is at least one.
    """
    best_value = min(map(_value, candidates))
    best = [each for each in candidates if _value(each) == best_value]
    others = [each for each in candidates if _value(each) != best_value] if alternatives else []
    return Ranked(
        best=nsmallest(limit, best, key=_order),
        more=max(0, len(best) - limit),
        next_best=nsmallest(alternatives, others, key=_order),
    )


def _value(candidate: Candidate) -> tuple[int, int]:
    """Keys 1 and 2: fewest required missing, then most attending."""
    return candidate.required_missing, -candidate.attending


def _order(candidate: Candidate) -> tuple[int, int, int]:
    """All keys; the last is the earliest start, which no two windows share."""
    return *_value(candidate), candidate.first


def meeting_start(candidate: Candidate, zone: str | None) -> int:
    """Return the start to propose: the roundest clock time in the event's zone, then the earliest.

    Considered are the first start and every five-minute mark of that zone's clock (UTC without one).
    """
    best, best_roundness = candidate.first, _roundness(candidate.first, zone)
    start = candidate.first + _to_next_mark(candidate.first, zone)
    while best_roundness and start <= candidate.last:
        roundness = _roundness(start, zone)
        if roundness < best_roundness:
            best, best_roundness = start, roundness
        start += _to_next_mark(start, zone)
    return best


def _roundness(start: int, zone: str | None) -> int:
    """Return 0 for the hour, 1 for the half, 2 and 3 for fifteen and five minutes, 4 for the rest."""
    past = _past_hour(start, zone)
    return next((rank for rank, size in enumerate(_ROUND) if past % size == 0), len(_ROUND))


def _to_next_mark(start: int, zone: str | None) -> int:
    return _MARK - _past_hour(start, zone) % _MARK


def _past_hour(start: int, zone: str | None) -> int:
    if zone is None:
        return start % 3600
    local_time = clock(start, zone).local_time
    return local_time.minute * 60 + local_time.second
