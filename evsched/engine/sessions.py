"""The fewest meetings that together reach everyone whom any meeting reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence

from evsched.engine.cover import smallest_cover
from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.engine.remedies import Session, Sessions
from evsched.engine.starts import Candidate

MOST_PEOPLE = 1000
MOST_WINDOWS = 2000
"""Of one event, to tell its sessions."""


def sessions(
    ids: Sequence[str],
    free: Mapping[str, IntervalSet],
    windows: Sequence[Candidate],
    start_of: Callable[[Candidate], int],
    length: int,
) -> Sessions | None:
    """Return the smallest set of meetings that together reach everyone who can attend any, and who can attend none.

    Of several such sets it is the one with the best window by the order's keys 1, 2 and 5, then with the best second
    one, and so on. The result does not depend on the order of people or windows.

    Args:
        ids: Of all participants.
        free: The merged availability of those who have answered, by id.
        windows: Of the event, whatever conditions they meet.
        start_of: The start of the meeting that a window proposes; only asked for the windows of the result.
        length: Of a meeting, in seconds.

    Returns:
        None where there are more than :data:`MOST_PEOPLE` people or :data:`MOST_WINDOWS` windows.
    """
    if len(ids) > MOST_PEOPLE or len(windows) > MOST_WINDOWS:
        return None
    people = sorted(ids)
    windows = sorted(windows, key=lambda each: (each.required_missing, -each.attending, each.first))
    attending = _attending(people, free, windows, length)
    cover = smallest_cover(attending)
    meetings = []
    for chosen in sorted(cover.chosen, key=lambda each: windows[each].first):
        start = start_of(windows[chosen])
        meeting = Interval(to_datetime(start), to_datetime(start + length))
        meetings.append(Session(meeting, _named(people, attending[chosen])))
    reached = {person for session in meetings for person in session.participants}
    unreachable = tuple(person for person in people if person not in reached)
    return Sessions(tuple(meetings), unreachable, cover.is_minimal)


def _attending(
    people: Sequence[str], free: Mapping[str, IntervalSet], windows: Sequence[Candidate], length: int
) -> list[int]:
    """Return for each window who can attend it, one bit a person, the first the lowest."""
    in_time = sorted(range(len(windows)), key=lambda each: windows[each].first)
    firsts = [windows[each].first for each in in_time]
    attending = [0] * len(windows)
    for number, person in enumerate(people):
        for start, end in free.get(person, IntervalSet()).pairs():
            for each in in_time[bisect_left(firsts, start) : bisect_right(firsts, end - length)]:
                attending[each] |= 1 << number
    return attending


def _named(people: Sequence[str], bits: int) -> tuple[str, ...]:
    return tuple(person for number, person in enumerate(people) if bits >> number & 1)
