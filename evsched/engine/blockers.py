"""Who stands in the way of a meeting of all, and how short it would have to be.

Both look at a group of people as if there were no others. Where all of them can attend, nothing stands in
the way; so at every start at which all but one can attend, that one cannot, and the starts at which all the
others of a group can attend are the windows of the whole group from which one is missing. One sweep finds
these, whoever it is. Who it is, a sum tells: that of the numbers of all people, less those of who attend.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import accumulate

from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.engine.remedies import Blocker, Shorter
from evsched.engine.starts import Starts

_MINUTE = 60


def blockers(group: Mapping[str, IntervalSet], offered: IntervalSet, length: int) -> tuple[Blocker, ...]:
    """Return each one of a group without whom all the others of it have a window, sorted by id.

    There are none where all of them have a window together. Nor is there one in a group of one: without them
    there are no others who could meet.

    Args:
        group: Merged availability by id.
        offered: When the meeting may be.
        length: Of the meeting, in seconds.
    """
    ids = sorted(group)
    found = list(Starts(group.values(), length).windows(offered))
    if len(ids) < 2 or any(attending == len(ids) for _, _, attending in found):
        return ()
    windows = [(first, last) for first, last, attending in found if attending == len(ids) - 1]
    blocked: dict[int, list[Interval]] = defaultdict(list)
    for (first, last), person in zip(windows, _missing(group, [first for first, _ in windows], length), strict=True):
        blocked[person].append(Interval(to_datetime(first), to_datetime(last + length)))
    return tuple(Blocker(ids[person], tuple(blocked[person])) for person in sorted(blocked))


def shorter(group: Mapping[str, IntervalSet], offered: IntervalSet, length: int) -> Shorter | None:
    """Return the longest duration below ``length``, in whole minutes, at which all of a group have a window.

    It comes with the earliest of its windows. There is none where not even a minute fits all of them, where they
    have a window of ``length`` already, and where there is nobody.

    Args:
        group: Merged availability by id.
        offered: When the meeting may be.
        length: Of the meeting, in seconds; a minute at least.
    """
    # Where all of them can attend a minute, they are free from the first such start to a minute past the last.
    common = [
        (first, last + _MINUTE)
        for first, last, attending in Starts(group.values(), _MINUTE).windows(offered)
        if attending == len(group)
    ]
    longest = max((end - start for start, end in common), default=length)
    if longest >= length:
        return None
    duration = longest - longest % _MINUTE
    start, end = next((start, end) for start, end in common if end - start >= duration)
    return Shorter(timedelta(seconds=duration), Interval(to_datetime(start), to_datetime(end)))


def _missing(group: Mapping[str, IntervalSet], starts: Sequence[int], length: int) -> list[int]:
    """Return who cannot attend at each of these starts, as a position in the sorted ids.

    Args:
        group: Merged availability by id.
        starts: Ascending; from each of them exactly one of the group cannot attend.
        length: Of the meeting, in seconds.
    """
    change = [0] * (len(starts) + 1)
    for number, person in enumerate(sorted(group)):
        for start, end in group[person].pairs():
            earliest, after = bisect_left(starts, start), bisect_right(starts, end - length)
            if earliest < after:
                change[earliest] -= number
                change[after] += number
    everyone = len(group) * (len(group) - 1) // 2
    return [everyone + less for less in accumulate(change[:-1])]
