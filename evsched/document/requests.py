"""What is to be kept: an event, what to change of one, an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from evsched.document.members import Problems, at, boolean_of, check_distinct, each_of, object_of, text_of, zone_of
from evsched.document.times import (
    Times,
    offered,
    placed,
    read_duration,
    read_given,
    read_instant,
    read_slot_inputs,
    read_slots,
    read_times,
    read_usual,
)
from evsched.engine.addresses import mail_address
from evsched.engine.interval import checked_instant
from evsched.engine.model import Event, Participant
from evsched.engine.names import event_title
from evsched.engine.slot_input import SlotInput
from evsched.errors import InvalidInput
from evsched.limits import UNLIMITED, Limits
from evsched.scheduler import Answer, EventChanges, Invitation

_EVENT = ("title", "slots", "estimatedTime", "participants", "timeZone", "organizer", "deadline")
_EVENT_ANSWERED = ("id", "message", "participantDetails", "open", "version", "organizerToken", "meeting", "sequence")
_INVITED = ("id", "required", "timeZone", "usualHours")
_ANSWER = ("participant_id", "event_id", "slots", "weekly", "busy", "timeZone", "usualHours")
_ANSWERED_SLOTS = "availability"
"""What answers to the API call the slots of an answer."""
_MEETING = ("start_time", "end_time", "force")
_ANSWER_ANSWERED = ("id", "message", _ANSWERED_SLOTS, "participantToken", "answered")
"""Members of answers may stand in requests, so that what was read can be sent back."""

_S = TypeVar("_S")
_SlotsReader: TypeAlias = Callable[[object, str | None, Limits], Sequence[_S]]


class Choice(NamedTuple):
    """When an organizer wants an event to be."""

    start: datetime
    end: datetime | None
    """None for as long as the event says."""
    force: bool
    """Whether it is to be though somebody required cannot come."""


class _Given(NamedTuple, Generic[_S]):
    title: str
    duration: timedelta
    slots: Sequence[_S]
    invited: Sequence[Invitation] | None
    zone: str | None
    organizer: str | None
    deadline: datetime | None


def read_event(document: object, limits: Limits = UNLIMITED) -> Event:
    """Return the new event that a request gives.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    given = _given(document, limits, read_slots)
    people = [who.to(None, given.zone) for who in given.invited or ()]
    return Event(given.title, given.duration, given.slots, people, given.zone, given.organizer, given.deadline)


def read_event_changes(document: object, limits: Limits = UNLIMITED) -> EventChanges:
    """Return what a request that gives a whole event changes; without ``participants`` they stay.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    given = _given(document, limits, read_slot_inputs)
    return EventChanges(
        given.title, given.duration, given.slots, given.zone, given.organizer, given.deadline, given.invited
    )


def read_answer(document: object, limits: Limits = UNLIMITED, participant_id: str | None = None) -> tuple[str, Answer]:
    """Return the id of an event and the answer to it that a request gives.

    Args:
        document: The request; its ``timeZone`` is the participant's. Without ``slots`` it may have them as
            ``availability``, as answers do.
        limits: What it may hold.
        participant_id: Who answers, where that is said elsewhere.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    required = ("event_id",) if participant_id is not None else ("participant_id", "event_id")
    members = object_of(document, _ANSWER, required, ignored=_ANSWER_ANSWERED)
    zone = zone_of(members)
    problems = Problems()
    with problems.at("participant_id"):
        who = Participant(text_of(members["participant_id"]) if participant_id is None else participant_id, zone)
    with problems.at("event_id"):
        event_id = text_of(members["event_id"])
    try:
        times = read_times(members, zone, limits)
    except InvalidInput as error:
        problems.note(error)
    with problems.at(_ANSWERED_SLOTS):
        answered = _answered_slots(members, zone, limits)
    try:
        usual = read_usual(members, zone, limits)
    except InvalidInput as error:
        problems.note(error)
    problems.check()
    if answered is not None and members.get("slots") is None:
        times = (times or Times())._replace(slots=answered)
    if times is None:
        raise InvalidInput(
            'the member "slots" is missing, with the times at which they are free; or "weekly", or "busy"'
        )
    return event_id, Answer(who, *times, usual=usual)


def read_choice(document: object) -> Choice:
    """Return when a request wants an event to be.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    members = object_of(document, _MEETING, required=("start_time",))
    problems = Problems()
    with problems.at("start_time"):
        start = checked_instant("start of a meeting", read_instant(members["start_time"]))
    with problems.at("end_time"):
        end = _optional_instant(members, "end_time", "end of a meeting")
    with problems.at("force"):
        force = boolean_of(members.get("force", False))
    problems.check()
    return Choice(start, end, force)


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
    with problems.at("organizer"):
        organizer = None if members.get("organizer") is None else mail_address(text_of(members["organizer"]))
    with problems.at("deadline"):
        deadline = _optional_instant(members, "deadline", "deadline of an event")
    with problems.at("participants"):
        if members.get("participants") is not None:
            invited = _invitations(members["participants"], limits)
    problems.check()
    return _Given(title, duration, slots, invited, zone, organizer, deadline)


def _answered_slots(members: Mapping[str, object], zone: str | None, limits: Limits) -> Sequence[SlotInput] | None:
    value = members.get(_ANSWERED_SLOTS)
    return None if value is None else read_given(value, zone, limits, _ANSWERED_SLOTS)


def _optional_instant(members: Mapping[str, object], name: str, what: str) -> datetime | None:
    return None if members.get(name) is None else checked_instant(what, read_instant(members[name]))


def _invitations(value: object, limits: Limits) -> Sequence[Invitation]:
    invited = each_of(value, lambda each: _invitation(each, limits), partial(limits.check, "participants"))
    check_distinct(who.id for who in invited)
    return [
        replace(who, usual=[placed(each, "participants", i) for each in who.usual]) if who.usual else who
        for i, who in enumerate(invited)
    ]


def _invitation(value: object, limits: Limits) -> Invitation:
    if isinstance(value, str):
        return Invitation(value)
    members = object_of(value, _INVITED, required=("id",))
    with at("id"):
        participant_id = text_of(members["id"])
    with at("required"):
        required = None if members.get("required") is None else boolean_of(members["required"])
    zone = zone_of(members)
    return Invitation(participant_id, zone, required, read_usual(members, zone, limits))
