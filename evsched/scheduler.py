"""What can be done with events, whoever asks: load, ask the engine, save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from evsched.engine import model
from evsched.engine.model import Availability, Event, Participant, Recommendation, Slot
from evsched.engine.recommend import recommend
from evsched.engine.slot_input import SlotInput, read_slots
from evsched.errors import InvalidInput, shown
from evsched.event_ids import id_prefix, new_event_id
from evsched.not_found import no_event, no_participant, not_invited
from evsched.store.base import EventSummary, Reading, Store, StoredEvent


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What to change of an event; None leaves a thing as it is."""

    title: str | None = None
    duration: timedelta | None = None
    slots: Sequence[SlotInput] | None = None
    """In place of all the slots on offer."""
    zone: str | None = None
    invite: Sequence[Participant] = ()
    remove: Sequence[str] = ()
    """Ids; their answers go with them."""


class Scheduler:
    """Events and answers in a store, and what the engine makes of them.

    Args:
        store: Where they are kept.
        now: Asked for the time at which an event is made.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now

    def create_event(
        self,
        title: str,
        duration: timedelta,
        slots: Iterable[SlotInput],
        participants: Iterable[Participant] = (),
        *,
        zone: str | None = None,
        fallback_zone: str | None = None,
    ) -> StoredEvent:
        """Keep a new event and return it with its id.

        Args:
            title: What it is called.
            duration: How long the meeting is to be.
            slots: When it could be.
            participants: Who is invited; nobody, to let anyone answer.
            zone: The event's zone, in force for slots typed without one.
            fallback_zone: In force where there is no other; it becomes the event's where a slot is in it.
        """
        offered = read_slots(slots, zone or fallback_zone)
        event = Event(title, duration, offered, list(participants), _event_zone(zone, fallback_zone, offered))
        event_id = new_event_id()
        with self._store.writing() as rows:
            rows.insert_event(event_id, event, self._now())
        return StoredEvent(event_id, event, frozenset(), is_open=not event.participants)

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
            if reference.strip().lower() == "last":
                found = [event_id] if (event_id := rows.latest_id()) else []
            else:
                found = rows.ids_starting_with(prefix, limit=2) if prefix and prefix.isascii() else []
        if not found:
            raise no_event(reference)
        if len(found) > 1:
            raise InvalidInput(f'several events have an id that starts with "{shown(reference)}": write more of it')
        return found[0]

    def event(self, event_id: str) -> StoredEvent:
        """Return an event and who has answered.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.reading() as rows:
            return _stored(rows, event_id)

    def update_event(self, event_id: str, changes: EventChanges, *, fallback_zone: str | None = None) -> StoredEvent:
        """Change an event, all of it or none, and return it.

        ``fallback_zone`` is in force for slots typed without a zone where the event has none.

        Raises:
            NotFound: There is no such event, or someone to remove is no participant.
        """
        with self._store.writing() as rows:
            before = _event(rows, event_id)
            zone = changes.zone or before.zone
            slots = before.slots
            if changes.slots is not None:
                slots = read_slots(changes.slots, zone or fallback_zone)
            event = replace(
                before,
                title=before.title if changes.title is None else changes.title,
                duration=before.duration if changes.duration is None else changes.duration,
                slots=slots,
                zone=_event_zone(zone, fallback_zone, slots),
            )
            rows.update_event(event_id, event)
            for name in changes.remove:
                rows.delete_participant(event_id, _participant_id(rows, event_id, name))
            if changes.invite:
                rows.close_event(event_id)
            for participant in changes.invite:
                rows.put_participant(event_id, _merged(rows.participant(event_id, participant.id), participant))
            return _stored(rows, event_id)

    def delete_event(self, event_id: str) -> StoredEvent:
        """Remove an event with its answers, and return what it was.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.writing() as rows:
            before = _stored(rows, event_id)
            rows.delete_event(event_id)
        return before

    def set_availability(
        self,
        event_id: str,
        participant: Participant,
        slots: Iterable[SlotInput],
        *,
        add: bool = False,
        zone: str | None = None,
        fallback_zone: str | None = None,
    ) -> tuple[Event, Participant, Availability]:
        """Record a participant's answer in place of any earlier one.

        Returns the event, without its participants, what is now known of this one, and the answer.

        Args:
            event_id: The event that is answered.
            participant: Who answers; a zone given here is remembered as theirs.
            slots: When they are free; none to decline.
            add: Let someone answer who was not invited, though others were.
            zone: In force for slots typed without one, before the participant's and the event's.
            fallback_zone: In force where there is no other.

        Raises:
            NotFound: There is no such event, or they were not invited.
        """
        with self._store.writing() as rows:
            event = _event(rows, event_id, with_participants=False)
            known = rows.participant(event_id, participant.id)
            if known is None and not add and not rows.is_open(event_id):
                raise not_invited(participant.id, _event(rows, event_id))
            who = _merged(known, participant)
            if who != known:
                rows.put_participant(event_id, who)
            read = read_slots(slots, zone or who.zone or event.zone or fallback_zone)
            availability = Availability(who.id, read)
            rows.put_availability(event_id, availability)
        return event, who, availability

    def availability(self, event_id: str, participant_id: str | None = None) -> tuple[StoredEvent, list[Availability]]:
        """Return an event and the answers to it, or one participant's, sorted by id.

        Raises:
            NotFound: There is no such event or participant.
        """
        with self._store.reading() as rows:
            stored = _stored(rows, event_id)
            if participant_id is not None:
                participant_id = _participant_id(rows, event_id, participant_id)
            return stored, rows.availability(event_id, participant_id)

    def delete_availability(self, event_id: str, participant_id: str) -> None:
        """Remove a participant's answer, and them from the event.

        Raises:
            NotFound: There is no such event or participant.
        """
        with self._store.writing() as rows:
            rows.delete_participant(event_id, _participant_id(rows, event_id, participant_id))

    def recommend(self, event_id: str, *, limit: int = 50, alternatives: int = 0) -> tuple[Event, Recommendation]:
        """Return an event and the times that work for everyone, or else for the most people.

        Raises:
            NotFound: There is no such event.
            InvalidInput: ``limit`` is not 1 to 500, or ``alternatives`` not 0 to 500.
        """
        with self._store.reading() as rows:
            event = _event(rows, event_id)
            free = rows.free(event_id)
        return event, recommend(event, free, limit=limit, alternatives=alternatives)


def _event(rows: Reading, event_id: str, *, with_participants: bool = True) -> Event:
    event = rows.event(event_id, with_participants=with_participants)
    if event is None:
        raise no_event(event_id)
    return event


def _stored(rows: Reading, event_id: str) -> StoredEvent:
    return StoredEvent(event_id, _event(rows, event_id), rows.answered(event_id), rows.is_open(event_id))


def _merged(known: Participant | None, named: Participant) -> Participant:
    """Return a participant with what is new of them; who is known stays as required or optional as they were."""
    return replace(known, zone=named.zone or known.zone) if known else named


def _event_zone(zone: str | None, fallback_zone: str | None, slots: Iterable[Slot]) -> str | None:
    """Return the zone of an event: without one of its own, the fallback where a slot is in it."""
    return zone or (fallback_zone if fallback_zone in {slot.zone for slot in slots} else None)


def _participant_id(rows: Reading, event_id: str, name: str) -> str:
    """Return the id of the participant whom a name means."""
    found = rows.participant(event_id, model.participant_id(name))
    if found is None:
        raise no_participant(name, _event(rows, event_id))
    return found.id
