"""Who can attend in a window, who cannot, and what the meeting is for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import timedelta
from functools import lru_cache, partial
from itertools import compress, repeat
from operator import not_

from evsched.engine.crowd import Crowd
from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.engine.proposals import Proposals
from evsched.engine.recommendation import Absence, AbsenceReason, Window
from evsched.engine.starts import Candidate

_absence: Callable[[tuple[str, AbsenceReason, timedelta | None]], Absence] = partial(tuple.__new__, Absence)
"""Makes an absence of its parts in half the time that its own constructor takes."""


@lru_cache(maxsize=1024)
def _lasting(seconds: int) -> timedelta:
    """Return a duration; many people have the same."""
    return timedelta(seconds=seconds)


class Naming:
    """Names the people of windows.

    Args:
        crowd: The participants.
        answered: Ids of those who have answered.
        declined: Ids of those of them who have answered with no time at all.
        if_needed: The part of their free time that they would give only if there is no other way, by id.
        proposals: The meetings of the windows.
    """

    def __init__(
        self,
        crowd: Crowd,
        answered: Set[str],
        declined: Set[str],
        if_needed: Mapping[str, IntervalSet],
        proposals: Proposals,
    ) -> None:
        self._crowd = crowd
        reasons: list[AbsenceReason] = [
            "no_reply" if who not in answered else "declined" if who in declined else "outside" for who in crowd.ids
        ]
        self._without_time = [*map(_absence, zip(crowd.ids, reasons, repeat(None)))]
        """The absence of each one from a window in which they have no time."""
        self._if_needed = if_needed
        self._proposals = proposals

    def window(self, candidate: Candidate) -> Window:
        """Return a window with its people."""
        ids, length = self._crowd.ids, self._crowd.length
        first, end = candidate.first, candidate.last + length
        start = self._proposals.start(candidate)
        attending, longest = self._crowd.within(first, end)
        available = tuple(compress(ids, attending))
        absences = self._without_time.copy()
        for number, seconds in longest.items():
            absences[number] = _absence((ids[number], "too_short", _lasting(seconds)))
        return Window(
            interval=Interval(to_datetime(first), to_datetime(end)),
            meeting=Interval(to_datetime(start), to_datetime(start + length)),
            available=available,
            absences=tuple(compress(absences, map(not_, attending))),
            if_needed=tuple(self._reluctant(available, start)),
            inconvenience=self._proposals.inconvenience(start),
        )

    def _reluctant(self, available: Sequence[str], start: int) -> Iterator[str]:
        """Yield who of those who can attend a meeting would come only if there is no other way."""
        if self._if_needed:
            end = start + self._crowd.length
            yield from (
                each for each in available if each in self._if_needed and self._if_needed[each].overlaps(start, end)
            )
