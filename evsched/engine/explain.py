"""Why it does not work for everyone, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event
from evsched.engine.recommendation import Explanation
from evsched.engine.starts import Candidate

if TYPE_CHECKING:
    from evsched.engine.conditions import Conditions


def explain(
    event: Event,
    free: Mapping[str, IntervalSet],
    candidates: Sequence[Candidate],
    start_of: Callable[[Candidate], int],
    first: Candidate | None,
    conditions: Conditions | None,
) -> Explanation:
    """Return why not everyone can attend, what would help, and whether the first recommendation is certain.

    Args:
        event: What is offered, and to whom.
        free: The merged availability of those who have answered, by id.
        candidates: All windows of the event, in time's order, whatever conditions they meet.
        start_of: The start of the meeting that a window proposes; only asked for the windows of sessions.
        first: The window that is recommended first; None where none is.
        conditions: What a window must hold to be recommended.
    """
    if first is not None and first.attending == len(event.participants):
        return Explanation(blockers=(), shorter=None, sessions=None, certain=True)
    from evsched.engine.blockers import blockers, shorter
    from evsched.engine.certainty import is_certain
    from evsched.engine.sessions import sessions

    offered = IntervalSet(event.slots)
    length = int(event.duration.total_seconds())
    needed = {each.id: free[each.id] for each in event.participants if each.required and free.get(each.id)}
    return Explanation(
        blockers=blockers(needed, offered, length),
        shorter=shorter(needed, offered, length),
        sessions=sessions([each.id for each in event.participants], free, candidates, start_of, length),
        certain=is_certain(event, free, candidates, first, conditions),
    )
