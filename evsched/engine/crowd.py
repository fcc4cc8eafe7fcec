"""The participants of an event, and who of them can attend a meeting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import attrgetter

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event, Participant
from evsched.errors import InvalidInput, shown

_ID = attrgetter("id")
_NO_TIME = IntervalSet()


class Crowd:
    """The participants of an event, numbered from 0 in the order of their ids, and when they could meet.

    Args:
        event: Whose they are.
        free: When those who have answered could sit in a meeting, by id.

    Raises:
        InvalidInput: An answer by someone who is no participant.
    """

    def __init__(self, event: Event, free: Mapping[str, IntervalSet]) -> None:
        self.length = int(event.duration.total_seconds())
        self.people: Sequence[Participant] = sorted(event.participants, key=_ID)
        self.ids = [*map(_ID, self.people)]
        if sum(map(free.__contains__, self.ids)) < len(free):
            stranger = min(free.keys() - {*self.ids})
            raise InvalidInput(f'"{shown(stranger)}" has answered but is no participant of the event')
        self.free = [free.get(each, _NO_TIME) for each in self.ids]
        self._bounds = [each.bounds for each in self.free]
        """Looked at here and not by methods of the sets: a call a person and window is what a recommendation costs."""

    def attending(self, start: int) -> Sequence[bool]:
        """Tell of each one whether they can attend the meeting that starts then."""
        end = start + self.length
        return [(after := bisect_right(bounds, start)) % 2 == 1 and bounds[after] >= end for bounds in self._bounds]

    def within(self, start: int, end: int) -> tuple[Sequence[bool], dict[int, int]]:
        """Return who can attend in the window ``[start, end)``, as ``attending``, and of others who have time in it.

        For each of these, by number, there are the seconds of the longest stretch.
        """
        passed = [*map(bisect_right, self._bounds, repeat(start))]
        meeting_end = start + self.length
        attending, longest = [], {}
        for number, (after, bounds) in enumerate(zip(passed, self._bounds, strict=True)):
            is_free = after % 2 == 1
            is_there = is_free and bounds[after] >= meeting_end
            attending.append(is_there)
            if not is_there and (is_free or (after < len(bounds) and bounds[after] < end)):
                longest[number] = self.free[number].longest_within(start, end)
        return attending, longest
