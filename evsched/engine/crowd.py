"""The participants of an event: who of them can attend a meeting, and why others cannot."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import timedelta
from functools import cached_property, lru_cache, partial
from itertools import compress, repeat
from operator import attrgetter, not_

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event, Participant
from evsched.engine.recommendation import Absence, AbsenceReason
from evsched.engine.rough import RoughStarts
from evsched.engine.starts import Starts
from evsched.errors import InvalidInput, shown

_ID = attrgetter("id")
_NO_TIME = IntervalSet()

_absence: Callable[[tuple[str, AbsenceReason, timedelta | None]], Absence] = partial(tuple.__new__, Absence)
"""Makes an absence of its parts in half the time that its own constructor takes."""


@lru_cache(maxsize=4096)
def _lasting(seconds: int) -> timedelta:
    """Return a duration; many people have the same."""
    return timedelta(seconds=seconds)


def too_short(ids: Iterable[str], longest: Iterable[int]) -> Iterator[Absence]:
    """Yield the absences of people whose longest stretches of time, in seconds, are too short."""
    reason: AbsenceReason = "too_short"
    return map(_absence, zip(ids, repeat(reason), map(_lasting, longest)))


class Crowd:
    """The participants of an event, numbered from 0 in the order of their ids, and when they could meet.

    Args:
        event: Whose they are.
        free: When those who have answered could sit in a meeting, by id.
        declined: Ids of those of them who have answered with no time at all.

    Raises:
        InvalidInput: An answer by someone who is no participant.
    """

    def __init__(self, event: Event, free: Mapping[str, IntervalSet], declined: Set[str]) -> None:
        self.length = int(event.duration.total_seconds())
        self.people: Sequence[Participant] = sorted(event.participants, key=_ID)
        self.ids = [*map(_ID, self.people)]
        found = [*map(free.get, self.ids)]
        self._answered = [each is not None for each in found]
        if sum(self._answered) < len(free):
            stranger = min(free.keys() - {*self.ids})
            raise InvalidInput(f'"{shown(stranger)}" has answered but is no participant of the event')
        self._declined = declined
        self.free = [_NO_TIME if each is None else each for each in found]
        self._bounds = [each.bounds for each in self.free]
        """Looked at here and not by methods of the sets: a call a person and window is what a recommendation costs."""

    def starts(self, among: Sequence[bool] | None = None) -> Starts:
        """Return from where those could start a meeting who are told of; all, if nobody is."""
        return RoughStarts(self.free if among is None else compress(self.free, among), self.length)

    def attending(self, start: int) -> Sequence[bool]:
        """Tell of each one whether they can attend the meeting that starts then."""
        end = start + self.length
        return [(after := bisect_right(bounds, start)) % 2 == 1 and bounds[after] >= end for bounds in self._bounds]

    def attendance(self, start: int, end: int) -> tuple[tuple[str, ...], tuple[Absence, ...]]:
        """Return the ids of those who can attend in the window ``[start, end)``, and why all others cannot."""
        meeting_end = start + self.length
        attending, longest = [], {}
        passed = map(bisect_right, self._bounds, repeat(start))
        for number, (after, bounds) in enumerate(zip(passed, self._bounds, strict=True)):
            is_free = after % 2 == 1
            is_there = is_free and bounds[after] >= meeting_end
            attending.append(is_there)
            if not is_there and (is_free or (after < len(bounds) and bounds[after] < end)):
                longest[number] = self.free[number].longest_within(start, end)
        absences = self._without_time.copy()
        some_time = too_short(map(self.ids.__getitem__, longest), longest.values())
        for number in longest:
            absences[number] = next(some_time)
        return tuple(compress(self.ids, attending)), tuple(compress(absences, map(not_, attending)))

    @cached_property
    def _without_time(self) -> list[Absence]:
        """The absence of each one from a window in which they have no time."""
        reasons: list[AbsenceReason] = ["outside" if each else "no_reply" for each in self._answered]
        if self._declined:
            for number, who in enumerate(self.ids):
                if self._answered[number] and who in self._declined:
                    reasons[number] = "declined"
        return [*map(_absence, zip(self.ids, reasons, repeat(None)))]
