"""What the use cases read alike: an event, its state, a participant, and whether a token opens them."""

from __future__ import annotations

from datetime import datetime

from evsched.engine import names
from evsched.engine.model import Event
from evsched.engine.show import end_text, interval_text
from evsched.errors import Changed, Closed, Forbidden
from evsched.not_found import no_event, no_participant
from evsched.store.base import Reading
from evsched.store.values import EventState, StoredEvent
from evsched.tokens import opens

_REOPEN = "its organizer can reopen it (evsched event reopen)"


def state_of(rows: Reading, event_id: str) -> EventState:
    """Return the state of an event that must exist."""
    state = rows.state(event_id)
    if state is None:
        raise no_event(event_id)
    return state


def event_of(rows: Reading, event_id: str, *, with_participants: bool = True) -> Event:
    """Return an event that must exist."""
    event = rows.event(event_id, with_participants=with_participants)
    if event is None:
        raise no_event(event_id)
    return event


def in_series(rows: Reading, event_id: str) -> tuple[Event, str | None]:
    """Return an event that must exist, and the series that it is in."""
    found = rows.event_in_series(event_id)
    if found is None:
        raise no_event(event_id)
    return found


def stored(rows: Reading, event_id: str) -> StoredEvent:
    """Return an event that must exist, with all that is known of it."""
    event, state = event_of(rows, event_id), state_of(rows, event_id)
    return StoredEvent(
        event_id,
        event,
        rows.answered(event_id),
        state.is_open,
        state.version,
        state.meeting,
        state.sequence,
        state.series,
    )


def check_taking_answers(state: EventState, event: Event, now: datetime) -> None:
    """Refuse an answer to an event that takes none any more."""
    zone = event.zone or "UTC"
    if state.meeting is not None:
        when = interval_text(state.meeting, zone)
        raise Closed(f"the event takes no more answers, since its time is chosen: {when}; {_REOPEN}")
    if state.deadline is not None and state.deadline <= now:
        when = end_text(state.deadline, zone)
        raise Closed(f"the event takes no more answers since {when}; {_REOPEN}")


def known_id(rows: Reading, event_id: str, name: str) -> str:
    """Return the id of the participant whom a name means."""
    found = rows.participant(event_id, names.participant_id(name))
    if found is None:
        raise no_participant(name, event_of(rows, event_id))
    return found.id


def check_organizer(state: EventState, bearer: bytes | None) -> None:
    """Refuse a token that is not the organizer's; without one, it is whoever holds the database."""
    if bearer is None:
        return
    if state.organizer is None:
        raise Forbidden(
            "this event was made without tokens, so nobody may change it here; on the server, "
            "evsched event token EVENT makes the organizer's"
        )
    if not opens(bearer, state.organizer):
        raise Forbidden("this token is not the organizer's of this event")


def opened(rows: Reading, event_id: str, bearer: bytes | None) -> EventState:
    """Return the state of an event that must exist, to its organizer."""
    state = state_of(rows, event_id)
    check_organizer(state, bearer)
    return state


def changed(state: EventState) -> Changed:
    """Return the refusal of a change to an event that is not any more what the caller has seen."""
    return Changed("the event has changed meanwhile: read it again, and decide anew", state.version)


def check_answer(rows: Reading, event_id: str, participant_id: str, bearer: bytes | None) -> None:
    """Refuse a token that is neither the organizer's nor the participant's."""
    if bearer is None:
        return
    kept = (state_of(rows, event_id).organizer, rows.participant_token(event_id, participant_id))
    if not opens(bearer, *kept):
        raise Forbidden("this token is neither the organizer's of this event nor this participant's")
