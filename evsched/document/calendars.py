"""What of an event goes into calendars: the meeting, or, before a choice, the windows in which it could be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from evsched.calendar.writing import (
    CalendarObject,
    Entry,
    cancellation,
    meeting_uid,
    request,
    tentative,
    window_uid,
)
from evsched.engine.interval import Interval, to_seconds
from evsched.engine.model import Event
from evsched.engine.recommendation import Recommendation, Window
from evsched.engine.show import interval_text
from evsched.errors import Conflict
from evsched.store.values import StoredEvent

_MOST_NAMES = 50
"""People whose times or names stand in an entry."""


def calendar_of(stored: StoredEvent, find: Callable[[], Recommendation], now: datetime) -> CalendarObject:
    """Return an event as calendars take it: the invitation to the meeting, or the recommended windows.

    Args:
        stored: The event.
        find: Returns the recommendation; asked where no time is chosen.
        now: The time.

    Raises:
        Conflict: No time is chosen, and none can be recommended.
    """
    event = stored.event
    if stored.meeting is not None:
        entry = _meeting_entry(stored, stored.meeting)
        return request(entry, event.participants, organizer=event.organizer, sequence=stored.sequence, now=now)
    windows = find().windows
    if not windows:
        raise Conflict("no time is chosen yet, and none works for anyone: there is nothing to put into a calendar")
    entries = [_window_entry(stored, window) for window in windows]
    return tentative(entries, organizer=event.organizer, sequence=stored.sequence, now=now)


def cancellation_of(stored: StoredEvent, now: datetime) -> CalendarObject:
    """Return what takes an event's meeting out of calendars again.

    Raises:
        Conflict: No time was chosen, so there is no meeting in anyone's calendar.
    """
    if stored.meeting is None:
        raise Conflict(
            "no time of the event is chosen, so there is no meeting to cancel: leave --ics out; a time that calendars "
            "still have, since the event was reopened, has to be chosen again before"
        )
    entry = _meeting_entry(stored, stored.meeting)
    return cancellation(
        entry, stored.event.participants, organizer=stored.event.organizer, sequence=stored.sequence + 1, now=now
    )


def _meeting_entry(stored: StoredEvent, meeting: Interval) -> Entry:
    return Entry(meeting_uid(stored.id), stored.event.title, meeting, "\n".join(_local_times(stored.event, meeting)))


def _window_entry(stored: StoredEvent, window: Window) -> Entry:
    event = stored.event
    lines = [
        f"{len(window.available)} of {len(event.participants)} can attend.",
        f"Proposed: {interval_text(window.meeting, event.zone or 'UTC')}",
        *_local_times(event, window.meeting),
    ]
    if window.absences:
        names = [absence.participant_id for absence in window.absences[:_MOST_NAMES]]
        lines.append(f"Without: {', '.join(names)}{' …' if len(window.absences) > _MOST_NAMES else ''}")
    uid = window_uid(stored.id, to_seconds(window.interval.start))
    return Entry(uid, event.title, window.interval, "\n".join(lines))


def _local_times(event: Event, meeting: Interval) -> list[str]:
    """Return a line for each of the participants whose zones are known, with the meeting on their clock."""
    placed = [who for who in event.participants if who.zone]
    return [f"{who.id}: {interval_text(meeting, who.zone)}" for who in placed[:_MOST_NAMES] if who.zone]
