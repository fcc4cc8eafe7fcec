"""What can be done with the time that an organizer chooses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from evsched.engine.calendar_names import duration_text
from evsched.engine.interval import Interval, checked_instant
from evsched.engine.model import Event
from evsched.errors import InvalidInput, RequiredAbsent, shown
from evsched.scheduler.base import UseCases
from evsched.scheduler.burdens import can_attend, note_burdens
from evsched.scheduler.rows import changed, event_of, opened, state_of, stored
from evsched.store.base import Reading
from evsched.store.values import StoredEvent

_MOST_NAMES = 10


class MeetingUseCases(UseCases):
    """Choosing when an event will be, and opening it again."""

    def meeting(self, event_id: str) -> Interval | None:
        """Return when an event will be; None where no time is chosen.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.reading() as rows:
            return state_of(rows, event_id).meeting

    def choose(
        self,
        event_id: str,
        start: datetime,
        *,
        end: datetime | None = None,
        force: bool = False,
        bearer: bytes | None = None,
        versions: Collection[int] | None = None,
    ) -> StoredEvent:
        """Fix when an event will be, in place of any earlier choice; it takes no more answers then.

        In a series, what the meeting costs those who can attend is counted from now on.

        Args:
            event_id: The event.
            start: When the meeting begins; it lasts as long as the event says.
            end: When it ends, where that is said too.
            force: Choose it though somebody required cannot come.
            bearer: Must be the organizer's.
            versions: Those of the event at one of which this is still wanted; None for any.

        Raises:
            NotFound: There is no such event.
            InvalidInput: It would end at another time than the event's duration says, or after 2199.
            RequiredAbsent: Somebody required cannot come then, or has not answered.
            Changed: The event has another version by now, and not because this very choice came before it.
        """
        with self._store.writing() as rows:
            state = opened(rows, event_id, bearer)
            event = event_of(rows, event_id)
            meeting = _meeting(event, start, end)
            if state.meeting == meeting and (versions is None or {state.version, state.version - 1} & {*versions}):
                return stored(rows, event_id)
            if versions is not None and state.version not in versions:
                raise changed(state)
            if not force:
                _check_required(rows, event_id, event, meeting)
            rows.put_meeting(event_id, meeting)
            note_burdens(rows, event_id, state._replace(meeting=meeting))
            rows.raise_versions(event_id, event=True)
            return stored(rows, event_id)

    def reopen(
        self, event_id: str, *, bearer: bytes | None = None, versions: Collection[int] | None = None
    ) -> StoredEvent:
        """Have an event take answers again: without a chosen time, and without a deadline.

        In a series, what the meeting would have cost is counted no more.

        Args:
            event_id: The event.
            bearer: Must be the organizer's.
            versions: Those of the event at one of which this is still wanted; None for any.

        Raises:
            NotFound: There is no such event.
            Changed: The event has another version by now, and is not open.
        """
        with self._store.writing() as rows:
            state = opened(rows, event_id, bearer)
            if state.meeting is None and state.deadline is None:
                return stored(rows, event_id)
            if versions is not None and state.version not in versions:
                raise changed(state)
            rows.put_meeting(event_id, None)
            note_burdens(rows, event_id, state._replace(meeting=None))
            rows.update_event(event_id, replace(event_of(rows, event_id), deadline=None))
            rows.raise_versions(event_id, event=True)
            return stored(rows, event_id)


def _meeting(event: Event, start: datetime, end: datetime | None) -> Interval:
    begins = checked_instant("start of a meeting", start)
    if end is not None and checked_instant("end of a meeting", end) != begins + event.duration:
        raise InvalidInput(
            f"the meeting lasts as long as the event says, {duration_text(event.duration)}", ("end_time",)
        )
    try:
        return Interval(begins, begins + event.duration)
    except InvalidInput as error:
        raise error.within("start_time") from None


def _check_required(rows: Reading, event_id: str, event: Event, meeting: Interval) -> None:
    free = rows.free(event_id).times
    absent = [who.id for who in event.participants if who.required and not can_attend(free, who.id, meeting)]
    if absent:
        names = ", ".join(shown(each) for each in absent[:_MOST_NAMES])
        others = f" and {len(absent) - _MOST_NAMES:,} others" if len(absent) > _MOST_NAMES else ""
        raise RequiredAbsent(
            f"not everyone who is required can come then, or has answered: {names}{others}; "
            'choose another time, or insist on this one (--force, "force": true)',
            absent,
        )
