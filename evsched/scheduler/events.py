"""What can be done with an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event, Participant
from evsched.engine.names import participant_id, series_name
from evsched.engine.show import end_text
from evsched.errors import Closed, InvalidInput
from evsched.event_ids import id_prefix, new_event_id
from evsched.not_found import means_last, the_one
from evsched.scheduler.base import UseCases
from evsched.scheduler.burdens import note_burdens
from evsched.scheduler.once import Once, keep_made, made_before
from evsched.scheduler.rows import changed, event_of, opened, state_of, stored
from evsched.store.base import Writing
from evsched.store.values import EventState, EventSummary, StoredEvent

if TYPE_CHECKING:
    from evsched.engine.slot_input import SlotInput
    from evsched.scheduler.changes import EventChanges

_KIND = "event"


class EventUseCases(UseCases):
    """Making, reading, changing and deleting events."""

    def create_event(  # noqa: PLR0913 - all that an event is made of
        self,
        title: str,
        duration: timedelta,
        slots: Iterable[SlotInput],
        participants: Iterable[Participant] = (),
        *,
        zone: str | None = None,
        fallback_zone: str | None = None,
        organizer: str | None = None,
        deadline: datetime | None = None,
        series: str | None = None,
    ) -> StoredEvent:
        """Keep a new event and return it with its id.

        Args:
            title: What it is called.
            duration: How long the meeting is to be.
            slots: When it could be.
            participants: Who is invited; nobody, to let anyone answer.
            zone: The event's zone, in force for slots typed without one.
            fallback_zone: In force where there is no other; it becomes the event's where a slot is in it.
            organizer: The mail address from which invitations come.
            deadline: When answers are taken no more.
            series: The name of the series of meetings that it is one of, so that inconvenient times go round in it.
        """
        from evsched.engine.slot_input import read_slots
        from evsched.scheduler.changes import event_zone

        offered = read_slots(slots, zone or fallback_zone)
        own_zone = event_zone(zone, fallback_zone, offered)
        event = Event(title, duration, offered, list(participants), own_zone, organizer, deadline)
        return self.keep_event(event, series=series)

    def keep_event(
        self, event: Event, *, token: bytes | None = None, once: Once | None = None, series: str | None = None
    ) -> StoredEvent:
        """Keep a new event, or find the one that the same request has made before.

        Args:
            event: The event.
            token: The digest of the organizer's token, in place of any earlier one.
            once: The request's idempotency key.
            series: The name of the series of meetings that it is one of.

        Raises:
            InvalidInput: It holds more than the limits allow, or the key came with another request.
        """
        series = None if series is None else series_name(series)
        with self._store.writing() as rows:
            made = made_before(rows, _KIND, once, self._now())
            event_id = made.event_id if made else self._insert(rows, event, once, series)
            if token is not None:
                rows.put_organizer_token(event_id, token)
            return stored(rows, event_id)

    def _insert(self, rows: Writing, event: Event, once: Once | None, series: str | None) -> str:
        self._limits.check_offered(event.slots)
        self._limits.check("participants", len(event.participants), ("participants",))
        event_id, now = new_event_id(), self._now()
        _check_deadline(event, now)
        rows.insert_event(event_id, event, now, series)
        keep_made(rows, _KIND, once, (event_id, None), now)
        return event_id

    def events(self) -> list[EventSummary]:
        """Return every event, the newest first."""
        with self._store.reading() as rows:
            return rows.summaries()

    def resolve(self, reference: str) -> str:
        """Return the id that a person means by an id, the beginning of one, or ``last``.

        Raises:
            NotFound: No event has such an id.
            InvalidInput: Several have.
        """
        prefix = id_prefix(reference)
        with self._store.reading() as rows:
            if means_last(reference):
                found = [event_id] if (event_id := rows.latest_id()) else []
            else:
                found = rows.ids_starting_with(prefix, limit=2) if prefix and prefix.isascii() else []
        return the_one(reference, found)

    def state(self, event_id: str) -> EventState:
        """Return the versions of an event, which tell whether anything has changed.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.reading() as rows:
            return state_of(rows, event_id)

    def event(self, event_id: str) -> StoredEvent:
        """Return an event and who has answered.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.reading() as rows:
            return stored(rows, event_id)

    def update_event(
        self,
        event_id: str,
        changes: EventChanges,
        *,
        fallback_zone: str | None = None,
        bearer: bytes | None = None,
        versions: Collection[int] | None = None,
    ) -> StoredEvent:
        """Change an event, all of it or none, and return it.

        Args:
            event_id: The event.
            changes: What to change.
            fallback_zone: In force for slots typed without a zone where the event has none.
            bearer: Must be the organizer's.
            versions: Those of the event at one of which the change is still wanted; None for any.

        Raises:
            NotFound: There is no such event, or someone to remove is no participant.
            Changed: The event has another version by now, and not because this very change came before it.
            Closed: Its time is chosen, and would not fit what is offered any more.
        """
        with self._store.writing() as rows:
            state = opened(rows, event_id, bearer)
            before = event_of(rows, event_id)
            if versions is not None and state.version not in versions:
                # Who got no answer asks again, a proxy too, and is told what came of it (RFC 9110, section 13.1.1).
                if state.version - 1 in versions and changes.are_made(before, fallback_zone):
                    return stored(rows, event_id)
                raise changed(state)
            event = changes.apply(before, fallback_zone)
            if event.deadline != before.deadline:
                _check_deadline(event, self._now())
            if state.meeting is not None and not _offer_alike(event, before):
                raise Closed(
                    "the time of the event is chosen, so its slots and its duration stay: "
                    "reopen it before (evsched event reopen)"
                )
            if changes.slots is not None:
                self._limits.check_offered(event.slots)
            rows.update_event(event_id, event)
            self._change_participants(rows, event_id, event, changes)
            if state.meeting is not None and changes.name_participants:
                note_burdens(rows, event_id, state)
            rows.raise_versions(event_id, event=True)
            return stored(rows, event_id)

    def delete_event(
        self, event_id: str, *, bearer: bytes | None = None, versions: Collection[int] | None = None
    ) -> StoredEvent:
        """Remove an event with its answers, and return what it was.

        In a series, what its meeting has cost stays counted if that is over, and else is counted no more.

        Args:
            event_id: The event.
            bearer: Must be the organizer's.
            versions: Those of the event at one of which this is still wanted; None for any.

        Raises:
            NotFound: There is no such event.
            Changed: The event has another version by now.
        """
        with self._store.writing() as rows:
            state = opened(rows, event_id, bearer)
            if versions is not None and state.version not in versions:
                raise changed(state)
            before = stored(rows, event_id)
            if state.meeting is not None and state.meeting.end > self._now():
                note_burdens(rows, event_id, state._replace(meeting=None))
            rows.delete_event(event_id)
        return before

    def set_organizer_token(self, event_id: str, token: bytes) -> None:
        """Have a token, of which this is the digest, be the organizer's in place of any earlier one.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.writing() as rows:
            state_of(rows, event_id)
            rows.put_organizer_token(event_id, token)

    def _change_participants(self, rows: Writing, event_id: str, before: Event, changes: EventChanges) -> None:
        known = {who.id: who for who in before.participants}
        after = changes.participants_of(before)
        if len(after) > len(known):
            self._limits.check("participants", len(after), ("participants",))
        # Who is removed and invited at once leaves and comes anew, without the answer.
        leaving = {participant_id(name) for name in changes.remove} | (known.keys() - {who.id for who in after})
        for leaver in leaving:
            rows.delete_participant(event_id, leaver)
        for who in after:
            if who.id in leaving or known.get(who.id) != who:
                rows.put_participant(event_id, who)
        if any(who.id not in known for who in after):
            rows.close_event(event_id)
        if leaving:
            rows.raise_versions(event_id, answers=True)


def _offer_alike(event: Event, before: Event) -> bool:
    return event.duration == before.duration and IntervalSet(event.slots) == IntervalSet(before.slots)


def _check_deadline(event: Event, now: datetime) -> None:
    if event.deadline is not None and event.deadline <= now:
        raise InvalidInput(f"it has passed already, at {end_text(event.deadline, event.zone or 'UTC')}", ("deadline",))
