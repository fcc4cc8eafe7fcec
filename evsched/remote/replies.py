"""From a server's JSON documents back to the values that they were written from.

Members that are not known are let pass: a newer server may answer with more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from evsched.document.members import at
from evsched.engine.interval import Interval
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.text import parse_weekly
from evsched.engine.weekly import WeeklyHours
from evsched.errors import InvalidInput, shown
from evsched.remote.known_events import is_event_id
from evsched.remote.reply_members import (
    duration_of,
    elements_of,
    instant_of,
    member_of,
    members_of,
    optional_of,
    span_of,
    spans_of,
)
from evsched.store.values import StoredEvent
from evsched.tokens import is_token


@dataclass(frozen=True, slots=True)
class AnsweredEvent:
    """An event as a server shows it to whoever knows its id."""

    id: str
    event: Event
    is_open: bool
    version: int
    meeting: Interval | None
    sequence: int

    def stored(self, answered: frozenset[str] | None) -> StoredEvent:
        """Return the event as a store would show it, with who has answered, where that is known."""
        return StoredEvent(self.id, self.event, answered, self.is_open, self.version, self.meeting, self.sequence)


@dataclass(frozen=True, slots=True)
class Health:
    """What a server says of itself."""

    version: str
    zone_data: str


def read_event(document: object) -> AnsweredEvent:
    """Return an event."""
    with at("participantDetails"):
        people = [_participant(each) for each in elements_of(member_of(document, "participantDetails", list))]
    event = Event(
        member_of(document, "title", str),
        duration_of(document, "estimatedTime"),
        spans_of(document, "slots", Slot),
        people,
        _optional_zone(document),
        optional_of(document, "organizer", str),
        instant_of(document, "deadline") if members_of(document).get("deadline") is not None else None,
    )
    meeting = optional_of(document, "meeting", dict)
    event_id = member_of(document, "id", str)
    if not is_event_id(event_id):
        raise InvalidInput("no id of an event", ("id",))
    return AnsweredEvent(
        event_id,
        event,
        member_of(document, "open", bool),
        member_of(document, "version", int),
        None if meeting is None else span_of(meeting, Interval),
        _sequence(document),
    )


def read_token(document: object, name: str) -> str:
    """Return the token that a member holds; an error does not repeat it."""
    token = member_of(document, name, str)
    if not is_token(token):
        raise InvalidInput("no token", (name,))
    return token


def read_answers(document: object) -> tuple[list[Availability], frozenset[str]]:
    """Return the answers to an event, and who has given one."""
    answers = [
        _answer(each, member_of(each, "participant_id", str), "slots")
        for each in elements_of(document)
        if member_of(each, "answered", bool)
    ]
    return answers, frozenset(each.participant_id for each in answers)


def read_answers_of(document: object, event_id: str) -> list[Availability]:
    """Return a participant's answers to one event, out of those to all events."""
    return [
        _answer(each, member_of(each, "id", str), "availability")
        for each in elements_of(document)
        if member_of(each, "event_id", str) == event_id
    ]


def read_health(document: object) -> Health:
    """Return what a server says of itself."""
    return Health(shown(member_of(document, "version", str)), shown(member_of(document, "zoneData", str)))


def _answer(document: object, who: str, slots: str) -> Availability:
    """Return an answer; what was on offer when it was given only the server knows."""
    busy = optional_of(document, "busy", list)
    with at(slots):
        free = [_given(each) for each in member_of(document, slots, list)]
    with at("busy"):
        taken = None if busy is None else [_given(each) for each in busy]
    return Availability(who, free, _hours(document, "weekly"), taken)


def _hours(document: object, name: str) -> list[WeeklyHours]:
    """Return the weekly hours of a member, which may be missing."""
    with at(name):
        return [
            parse_weekly(member_of(each, "text", str), member_of(each, "timeZone", str))
            for each in optional_of(document, name, list) or ()
        ]


def _sequence(document: object) -> int:
    """Return how often an event has changed, as calendars count; servers of before they did say nothing."""
    number = optional_of(document, "sequence", int) or 0
    if not 0 <= number < 2**31:
        raise InvalidInput("no number of changes", ("sequence",))
    return number


def _given(document: object) -> Slot:
    return replace(span_of(document, Slot), if_needed=optional_of(document, "ifNeeded", bool) or False)


def _participant(document: object) -> Participant:
    return Participant(
        member_of(document, "id", str),
        _optional_zone(document),
        member_of(document, "required", bool),
        _hours(document, "usualHours"),
    )


def _optional_zone(document: object) -> str | None:
    return optional_of(document, "timeZone", str)
