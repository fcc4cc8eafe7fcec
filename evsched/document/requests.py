"""What is to be kept: an event, what to change of one, an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from evsched.document.members import Problems, at, boolean_of, check_distinct, each_of, object_of, text_of, zone_of
from evsched.document.times import offered, read_duration, read_slot_inputs, read_slots
from evsched.engine.model import Event, Participant, event_title
from evsched.limits import UNLIMITED, Limits
from evsched.scheduler import Answer, EventChanges, Invitation

_EVENT = ("title", "slots", "estimatedTime", "participants", "timeZone")
_EVENT_ANSWERED = ("id", "message", "participantDetails", "open", "version", "organizerToken")
_INVITED = ("id", "required", "timeZone")
_ANSWER = ("participant_id", "event_id", "slots", "timeZone")
_ANSWER_ANSWERED = ("id", "message", "availability", "participantToken", "answered")
"""Members of answers are ignored in requests, so that what was read can be sent back."""

_S = TypeVar("_S")
_SlotsReader: TypeAlias = Callable[[object, str | None, Limits], Sequence[_S]]


class _Given(NamedTuple, Generic[_S]):
    title: str
    duration: timedelta
    slots: Sequence[_S]
    invited: Sequence[Invitation] | None
    zone: str | None


def read_event(document: object, limits: Limits = UNLIMITED) -> Event:
    """Return the new event that a request gives.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    given = _given(document, limits, read_slots)
    people = [who.to(None) for who in given.invited or ()]
    return Event(given.title, given.duration, given.slots, people, given.zone)


def read_event_changes(document: object, limits: Limits = UNLIMITED) -> EventChanges:
    """Return what a request that gives a whole event changes; without ``participants`` they stay.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    given = _given(document, limits, read_slot_inputs)
    return EventChanges(given.title, given.duration, given.slots, given.zone, given.invited)


def read_answer(document: object, limits: Limits = UNLIMITED, participant_id: str | None = None) -> tuple[str, Answer]:
    """Return the id of an event and the answer to it that a request gives.

    Args:
        document: The request; its ``timeZone`` is the participant's.
        limits: What it may hold.
        participant_id: Who answers, where that is said elsewhere.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    required = ("event_id", "slots") if participant_id is not None else ("participant_id", "event_id", "slots")
    members = object_of(document, _ANSWER, required, ignored=_ANSWER_ANSWERED)
    zone = zone_of(members)
    problems = Problems()
    with problems.at("participant_id"):
        who = Participant(text_of(members["participant_id"]) if participant_id is None else participant_id, zone)
    with problems.at("event_id"):
        event_id = text_of(members["event_id"])
    with problems.at("slots"):
        slots = read_slot_inputs(members["slots"], zone, limits)
    problems.check()
    return event_id, Answer(who, slots)


def _given(document: object, limits: Limits, read: _SlotsReader[_S]) -> _Given[_S]:
    members = object_of(document, _EVENT, required=("title", "slots", "estimatedTime"), ignored=_EVENT_ANSWERED)
    zone = zone_of(members)
    invited: Sequence[Invitation] | None = None
    problems = Problems()
    with problems.at("title"):
        title = event_title(text_of(members["title"]))
    with problems.at("estimatedTime"):
        duration = read_duration(members["estimatedTime"])
    with problems.at("slots"):
        slots = offered(read(members["slots"], zone, limits))
    with problems.at("participants"):
        if members.get("participants") is not None:
            invited = each_of(members["participants"], _invitation, limits.check_participants)
            check_distinct(who.id for who in invited)
    problems.check()
    return _Given(title, duration, slots, invited, zone)


def _invitation(value: object) -> Invitation:
    if isinstance(value, str):
        return Invitation(value)
    members = object_of(value, _INVITED, required=("id",))
    with at("id"):
        participant_id = text_of(members["id"])
    with at("required"):
        required = None if members.get("required") is None else boolean_of(members["required"])
    return Invitation(participant_id, zone_of(members), required)
