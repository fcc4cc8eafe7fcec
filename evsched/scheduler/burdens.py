"""What the chosen meeting of an event costs those who attend it: in a series, what they carry from then on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from evsched.engine.interval import Interval, IntervalSet, to_seconds
from evsched.engine.kindness import inconvenience
from evsched.scheduler.rows import event_of
from evsched.store.base import Writing
from evsched.store.values import EventState


def note_burdens(rows: Writing, event_id: str, state: EventState) -> None:
    """Keep what the meeting of an event costs its attendees, in place of what was kept of it before.

    Args:
        rows: The transaction in which the meeting or the participants change.
        event_id: The event.
        state: What it is now; of an event in no series nothing is kept.
    """
    if state.series is None:
        return
    costs = {} if state.meeting is None else _costs(rows, event_id, state.meeting)
    rows.put_burdens(event_id, state.series, costs)


def can_attend(free: Mapping[str, IntervalSet], participant_id: str, meeting: Interval) -> bool:
    """Tell whether somebody is free for a whole meeting."""
    theirs = free.get(participant_id)
    return theirs is not None and theirs.covers(to_seconds(meeting.start), to_seconds(meeting.end))


def _costs(rows: Writing, event_id: str, meeting: Interval) -> Mapping[str, timedelta]:
    """Return what a meeting costs each who can attend it and whose zone is known."""
    free = rows.free(event_id).times
    costs: dict[str, timedelta] = {}
    for who in event_of(rows, event_id).participants:
        if can_attend(free, who.id, meeting) and (cost := inconvenience(meeting, who)) is not None:
            costs[who.id] = cost
    return costs
