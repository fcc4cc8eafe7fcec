"""Whether those who have not answered could still change what is recommended first.

The worst that they can do to a window is to come together at a start outside of it, and not to it. Then every
such start gains the same people, and only the best of them matters. Whoever can attend at one, can also in some
other window, or right before or right after the first window's own starts, unless it is nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evsched.engine.conditions import Conditions
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event
from evsched.engine.starts import Candidate


def is_certain(
    event: Event,
    free: Mapping[str, IntervalSet],
    candidates: Sequence[Candidate],
    first: Candidate | None,
    conditions: Conditions | None,
) -> bool:
    """Tell whether no answer that is still to come makes any other start better by the order's keys 1 and 2.

    It is certain where nobody is left to answer; with somebody left and nothing recommended, it is not.

    Args:
        event: What is offered, and to whom.
        free: The merged availability of those who have answered, by id.
        candidates: All windows of the event, whatever conditions they meet.
        first: The one that is recommended first; None where none is.
        conditions: What a window must hold to be recommended.
    """
    silent = {each.id for each in event.participants if each.id not in free}
    if not silent or first is None:
        return not silent
    required = sum(each.required for each in event.participants if each.id in silent)
    value = first.required_missing, -first.attending
    return not any(
        (each.required_missing - required, -each.attending - len(silent)) < value
        and (conditions is None or conditions.hold(each.first, each.attending, silent))
        for each in _rivals(event, free, candidates, first)
    )


def _rivals(
    event: Event, free: Mapping[str, IntervalSet], candidates: Sequence[Candidate], first: Candidate
) -> Iterator[Candidate]:
    """Yield starts outside of the first window, among which are the best, with who can attend today."""
    length = int(event.duration.total_seconds())
    required = {each.id for each in event.participants if each.required}
    yield from (each for each in candidates if each.first != first.first)
    for earliest, end in IntervalSet(event.slots).pairs():
        latest = end - length
        if earliest <= first.first <= latest:
            for beside in (first.first - 1, first.last + 1):
                if earliest <= beside <= latest:
                    there = {each for each, theirs in free.items() if theirs.covers(beside, beside + length)}
                    yield Candidate(beside, beside, len(there), len(required - there))
        elif earliest <= latest:
            yield Candidate(earliest, earliest, 0, len(required))
