"""From a server's JSON documents back to the values that they were written from.

Members that are not known are let pass: a newer server may answer with more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, get_args

from evsched.document.members import at
from evsched.engine.interval import Interval
from evsched.engine.model import LONGEST, Availability, Event, Participant, Slot
from evsched.engine.names import participant_id
from evsched.engine.recommendation import Absence, AbsenceReason, Reason, Recommendation, Window
from evsched.engine.text import parse_weekly
from evsched.errors import InvalidInput, shown
from evsched.remote.known_events import is_event_id
from evsched.store.values import StoredEvent
from evsched.tokens import is_token

Value = TypeVar("Value")
Span = TypeVar("Span", bound=Interval)


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
        people = [_participant(each) for each in _list(_member(document, "participantDetails", list))]
    event = Event(
        _member(document, "title", str),
        _duration(document, "estimatedTime"),
        _spans(document, "slots", Slot),
        people,
        _optional_zone(document),
        _optional(document, "organizer", str),
        _instant(document, "deadline") if _members(document).get("deadline") is not None else None,
    )
    meeting = _optional(document, "meeting", dict)
    event_id = _member(document, "id", str)
    if not is_event_id(event_id):
        raise InvalidInput("no id of an event", ("id",))
    return AnsweredEvent(
        event_id,
        event,
        _member(document, "open", bool),
        _member(document, "version", int),
        None if meeting is None else _span(meeting, Interval),
        _sequence(document),
    )


def read_token(document: object, name: str) -> str:
    """Return the token that a member holds; an error does not repeat it."""
    token = _member(document, name, str)
    if not is_token(token):
        raise InvalidInput("no token", (name,))
    return token


def read_answers(document: object) -> tuple[list[Availability], frozenset[str]]:
    """Return the answers to an event, and who has given one."""
    answers = [
        _answer(each, _member(each, "participant_id", str), "slots")
        for each in _list(document)
        if _member(each, "answered", bool)
    ]
    return answers, frozenset(each.participant_id for each in answers)


def read_answers_of(document: object, event_id: str) -> list[Availability]:
    """Return a participant's answers to one event, out of those to all events."""
    return [
        _answer(each, _member(each, "id", str), "availability")
        for each in _list(document)
        if _member(each, "event_id", str) == event_id
    ]


def read_recommendation(document: object) -> Recommendation:
    """Return a recommendation."""
    return Recommendation(
        everyone=_member(document, "everyone", bool),
        windows=_windows(document, "recommendedTimeSlots"),
        more=_member(document, "more", int),
        alternatives=_windows(document, "alternatives"),
        reason=_one_of(get_args(Reason), document, "reason") if _members(document).get("reason") is not None else None,
    )


def read_health(document: object) -> Health:
    """Return what a server says of itself."""
    return Health(shown(_member(document, "version", str)), shown(_member(document, "zoneData", str)))


def _windows(document: object, name: str) -> tuple[Window, ...]:
    with at(name):
        return tuple(_window(each) for each in _list(_member(document, name, list)))


def _window(document: object) -> Window:
    return Window(
        _span(_member(document, "slot", dict), Interval),
        _span(_member(document, "meeting", dict), Interval),
        tuple(_ids(document, "availableParticipants")),
        tuple(_absence(each) for each in _list(_member(document, "unavailable", list))),
    )


def _absence(document: object) -> Absence:
    return Absence(
        participant_id(_member(document, "participant_id", str)),
        _one_of(get_args(AbsenceReason), document, "reason"),
        _duration(document, "longest") if "longest" in _members(document) else None,
    )


def _answer(document: object, who: str, slots: str) -> Availability:
    """Return an answer; what was on offer when it was given only the server knows."""
    weekly, busy = _optional(document, "weekly", list), _optional(document, "busy", list)
    with at("weekly"):
        hours = [parse_weekly(_member(each, "text", str), _member(each, "timeZone", str)) for each in weekly or ()]
    with at("busy"):
        taken = None if busy is None else [_busy(each) for each in busy]
    return Availability(who, _spans(document, slots, Slot), hours, taken)


def _sequence(document: object) -> int:
    """Return how often an event has changed, as calendars count; servers of before they did say nothing."""
    number = _optional(document, "sequence", int) or 0
    if not 0 <= number < 2**31:
        raise InvalidInput("no number of changes", ("sequence",))
    return number


def _busy(document: object) -> Slot:
    return replace(_span(document, Slot), if_needed=_optional(document, "ifNeeded", bool) or False)


def _duration(document: object, name: str) -> timedelta:
    seconds = _member(document, name, int)
    if not 0 <= seconds <= LONGEST.total_seconds():
        raise InvalidInput("no duration", (name,))
    return timedelta(seconds=seconds)


def _ids(document: object, name: str) -> Iterator[str]:
    for each in _list(_member(document, name, list)):
        if not isinstance(each, str):
            raise InvalidInput("no text", (name,))
        yield participant_id(each)


def _participant(document: object) -> Participant:
    return Participant(_member(document, "id", str), _optional_zone(document), _member(document, "required", bool))


def _optional_zone(document: object) -> str | None:
    return _optional(document, "timeZone", str)


def _spans(document: object, name: str, kind: Callable[[datetime, datetime], Span]) -> Sequence[Span]:
    with at(name):
        return [_span(each, kind) for each in _list(_member(document, name, list))]


def _span(document: object, kind: Callable[[datetime, datetime], Span]) -> Span:
    return kind(_instant(document, "start_time"), _instant(document, "end_time"))


def _instant(document: object, name: str) -> datetime:
    try:
        return datetime.fromisoformat(_member(document, name, str))
    except ValueError:
        raise InvalidInput("no time", (name,)) from None


def _one_of(words: tuple[Value, ...], document: object, name: str) -> Value:
    found = _member(document, name, str)
    for word in words:
        if word == found:
            return word
    raise InvalidInput("a word that is not known", (name,))


def _member(document: object, name: str, kind: type[Value]) -> Value:
    """Return a member that must be there and of a kind; a boolean is no number."""
    found = _members(document).get(name)
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise InvalidInput("missing or of another kind", (name,))
    return found


def _optional(document: object, name: str, kind: type[Value]) -> Value | None:
    """Return a member of a kind; None where it is null or not there."""
    return None if _members(document).get(name) is None else _member(document, name, kind)


def _members(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise InvalidInput("no object")
    return document


def _list(document: object) -> list[Any]:
    if not isinstance(document, list):
        raise InvalidInput("no list")
    return document
