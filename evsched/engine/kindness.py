"""Kind local times: what a meeting costs the people for whom it is early, late or night."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from evsched.engine.interval import Interval, IntervalSet, to_seconds
from evsched.engine.model import Participant
from evsched.engine.weekly import WeeklyHours, WeeklyRule, expand, expand_rules

_HOUR = 3600
_USUAL = WeeklyRule(frozenset(range(5)), ((9 * _HOUR, 18 * _HOUR),))
"""The usual hours of whoever has named none."""
_NIGHT = WeeklyRule(frozenset(range(7)), ((22 * _HOUR, 31 * _HOUR),))


class Inconvenience:
    """What any meeting costs whoever is in a zone and has these usual hours.

    A meeting costs its seconds outside the usual hours, and those of them at night, from 22:00 to 7:00, twice.

    Args:
        zone: An IANA key or a fixed offset.
        usual: The usual hours; 9:00 to 18:00 on weekdays in the zone, if there are none.
        within: Where the meetings lie.
    """

    def __init__(self, zone: str, usual: Sequence[WeeklyHours], within: IntervalSet) -> None:
        outside = within - usual_within(zone, usual, within)
        at_night = outside & night_within(zone, within)
        rates: dict[int, int] = {}
        for times in (outside, at_night):
            for start, end in times.pairs():
                rates[start] = rates.get(start, 0) + 1
                rates[end] = rates.get(end, 0) - 1
        self._edges = array("q", [0, *sorted(rates)])
        self._rates, self._sums = array("q", [0]), array("q", [0])
        for before, edge in pairwise(self._edges):
            self._sums.append(self._sums[-1] + self._rates[-1] * (edge - before))
            self._rates.append(self._rates[-1] + rates[edge])

    def of(self, start: int, end: int) -> int:
        """Return what the meeting ``[start, end)`` costs, in seconds."""
        return self._until(end) - self._until(start)

    def _until(self, instant: int) -> int:
        last = bisect_right(self._edges, instant) - 1
        return self._sums[last] + self._rates[last] * (instant - self._edges[last])


@lru_cache(maxsize=256)
def inconvenience_in(zone: str, usual: tuple[WeeklyHours, ...], within: IntervalSet) -> Inconvenience:
    """Return what meetings cost, worked out once for all who are in the same place."""
    return Inconvenience(zone, usual, within)


def inconvenience(meeting: Interval, participant: Participant) -> timedelta | None:
    """Return what a meeting costs a participant; None where their zone is not known.

    >>> from evsched.engine.text import parse_slots
    >>> (late,) = parse_slots("14 Jan 2025, 17:00 - 19:00 Europe/Berlin")
    >>> inconvenience(late, Participant("bob", zone="Europe/Berlin"))
    datetime.timedelta(seconds=3600)
    """
    if participant.zone is None:
        return None
    start, end = to_seconds(meeting.start), to_seconds(meeting.end)
    within = IntervalSet.of_seconds([(start, end)])
    return timedelta(seconds=Inconvenience(participant.zone, participant.usual, within).of(start, end))


def usual_within(zone: str, usual: Sequence[WeeklyHours], within: IntervalSet) -> IntervalSet:
    """Return the part of some times that lies in somebody's usual hours."""
    if not usual:
        return expand_rules((_USUAL,), zone, within)
    inside = IntervalSet()
    for hours in usual:
        inside |= expand(hours, within)
    return inside


def night_within(zone: str, within: IntervalSet) -> IntervalSet:
    """Return the part of some times that is night in a zone."""
    return expand_rules((_NIGHT,), zone, within)
