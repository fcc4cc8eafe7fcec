"""The documents that evsched is given: the one-call question, an event, an answer, and what a query asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict, TypeVar

from evsched.document.members import Problems, at, boolean_of, list_of, number_of, object_of, text_of, zone_of
from evsched.document.times import read_duration, read_slot_inputs, read_slots
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event, Participant, Slot, event_title
from evsched.engine.recommend import MOST_WINDOWS
from evsched.engine.slot_input import SlotInput
from evsched.errors import InvalidInput, shown
from evsched.limits import UNLIMITED, Limits
from evsched.scheduler import Answer, EventChanges, Invitation

_QUESTION = ("title", "estimatedTime", "timeZone", "slots", "participants", "limit", "alternatives")
_PARTICIPANT = ("id", "required", "timeZone", "slots")
_INVITED = ("id", "required", "timeZone")
_EVENT = ("title", "slots", "estimatedTime", "participants", "timeZone")
_EVENT_ANSWERED = ("id", "message", "participantDetails", "open", "version", "organizerToken")
_ANSWER = ("participant_id", "event_id", "slots", "timeZone")
_ANSWER_ANSWERED = ("id", "message", "availability", "participantToken", "answered")
"""Members of answers are ignored in requests, so that what was read can be sent back."""

_S = TypeVar("_S")


class Options(TypedDict):
    """How much of a recommendation is wanted."""

    limit: int
    alternatives: int


DEFAULT_OPTIONS: Options = {"limit": 50, "alternatives": 0}
_LEAST = {"limit": 1, "alternatives": 0}
_FIGURES = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Question:
    """What a one-call document asks."""

    event: Event
    free: Mapping[str, IntervalSet]
    """Merged availability of everyone who has answered, by id."""
    options: Options


def read_question(document: object, limits: Limits = UNLIMITED) -> Question:
    """Return what a one-call document asks.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    members = object_of(document, _QUESTION, required=("estimatedTime", "slots"))
    zone = zone_of(members)
    options: Options = {**DEFAULT_OPTIONS}
    problems = Problems()
    with problems.at("title"):
        title = event_title(text_of(members.get("title", "Untitled")))
    with problems.at("estimatedTime"):
        duration = read_duration(members["estimatedTime"])
    with problems.at("slots"):
        slots = _offered(read_slots(members["slots"], zone))
    with problems.at("participants"):
        people = _answers(members.get("participants", []), zone, limits)
    with problems.at("limit"):
        options["limit"] = number_of(members.get("limit", options["limit"]), _LEAST["limit"], MOST_WINDOWS)
    with problems.at("alternatives"):
        alternatives = members.get("alternatives", options["alternatives"])
        options["alternatives"] = number_of(alternatives, _LEAST["alternatives"], MOST_WINDOWS)
    problems.check()
    limits.check_slots(len(slots))
    limits.check_participants(len(people))
    event = Event(title, duration, slots, [who for who, _ in people], zone)
    return Question(event, {who.id: IntervalSet(free) for who, free in people if free is not None}, options)


def read_event(document: object, limits: Limits = UNLIMITED) -> Event:
    """Return the new event that a request gives.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    title, duration, slots, invited, zone = _event(document, limits, defers=False)
    people = [who.to(None) for who in invited or ()]
    return Event(title, duration, [each for each in slots if isinstance(each, Slot)], people, zone)


def read_event_changes(document: object, limits: Limits = UNLIMITED) -> EventChanges:
    """Return what a request that gives a whole event changes; without ``participants`` they stay.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    title, duration, slots, invited, zone = _event(document, limits, defers=True)
    return EventChanges(title, duration, slots, zone, invited)


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
        slots = read_slot_inputs(members["slots"], zone)
    problems.check()
    limits.check_slots(len(slots))
    return event_id, Answer(who, slots)


def read_options(query: Mapping[str, str | Sequence[str]]) -> Options:
    """Return how much of a recommendation a query asks for.

    Raises:
        InvalidInput: A parameter is unknown, given twice, or no number.
    """
    for name in query:
        if name not in _LEAST:
            raise InvalidInput(f'there is no query parameter "{shown(name)}": known are {", ".join(_LEAST)}')
    return {
        "limit": _option(query, "limit", DEFAULT_OPTIONS["limit"]),
        "alternatives": _option(query, "alternatives", DEFAULT_OPTIONS["alternatives"]),
    }


def _option(query: Mapping[str, str | Sequence[str]], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if isinstance(value, str) and _FIGURES.fullmatch(value) and _LEAST[name] <= int(value) <= MOST_WINDOWS:
        return int(value)
    raise InvalidInput(f'the query parameter "{name}" is one whole number from {_LEAST[name]} to {MOST_WINDOWS}')


def _event(
    document: object, limits: Limits, *, defers: bool
) -> tuple[str, timedelta, Sequence[SlotInput], Sequence[Invitation] | None, str | None]:
    members = object_of(document, _EVENT, required=("title", "slots", "estimatedTime"), ignored=_EVENT_ANSWERED)
    zone = zone_of(members)
    problems = Problems()
    invited: Sequence[Invitation] | None = None
    with problems.at("title"):
        title = event_title(text_of(members["title"]))
    with problems.at("estimatedTime"):
        duration = read_duration(members["estimatedTime"])
    with problems.at("slots"):
        slots = _offered((read_slot_inputs if defers else read_slots)(members["slots"], zone))
    with problems.at("participants"):
        if members.get("participants") is not None:
            invited = _invitations(members["participants"])
    problems.check()
    limits.check_slots(len(slots))
    limits.check_participants(len(invited or ()))
    return title, duration, slots, invited, zone


def _offered(slots: Sequence[_S]) -> Sequence[_S]:
    if not slots:
        raise InvalidInput("an event offers at least one slot")
    return slots


def _invitations(value: object) -> Sequence[Invitation]:
    invited: list[Invitation] = []
    problems = Problems()
    for i, each in enumerate(list_of(value)):
        with problems.at(i):
            invited.append(_invitation(each))
    problems.check()
    _check_distinct(who.id for who in invited)
    return invited


def _invitation(value: object) -> Invitation:
    if isinstance(value, str):
        return Invitation(value)
    members = object_of(value, _INVITED, required=("id",))
    with at("id"):
        participant_id = text_of(members["id"])
    with at("required"):
        required = None if members.get("required") is None else boolean_of(members["required"])
    return Invitation(participant_id, zone_of(members), required)


def _answers(value: object, zone: str | None, limits: Limits) -> Sequence[tuple[Participant, Sequence[Slot] | None]]:
    people: list[tuple[Participant, Sequence[Slot] | None]] = []
    problems = Problems()
    for i, each in enumerate(list_of(value)):
        with problems.at(i):
            people.append(_answer(each, zone, limits))
        if problems.is_full:
            break
    problems.check()
    _check_distinct(who.id for who, _ in people)
    return people


def _answer(value: object, zone: str | None, limits: Limits) -> tuple[Participant, Sequence[Slot] | None]:
    if isinstance(value, str):
        return Participant(value), None
    members = object_of(value, _PARTICIPANT, required=("id",))
    with at("required"):
        required = boolean_of(members.get("required", True))
    zone_there = zone_of(members)
    with at("id"):
        participant = Participant(text_of(members["id"]), zone_there, required)
    if members.get("slots") is None:
        return participant, None
    with at("slots"):
        slots = read_slots(members["slots"], participant.zone or zone)
    limits.check_slots(len(slots))
    return participant, slots


def _check_distinct(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for i, each in enumerate(ids):
        if each in seen:
            raise InvalidInput(f'"{shown(each)}" is named twice; each participant has an id of their own', (i,))
        seen.add(each)
