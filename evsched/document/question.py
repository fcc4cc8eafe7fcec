"""What is asked of the engine: the one-call document, and the query of a stored event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from evsched.document.members import (
    Problems,
    at,
    boolean_of,
    check_distinct,
    each_of,
    number_of,
    object_of,
    text_of,
    zone_of,
)
from evsched.document.times import Times, offered, read_duration, read_slots, read_times
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.names import event_title
from evsched.engine.recommend import MOST_WINDOWS
from evsched.errors import InvalidInput, shown
from evsched.limits import UNLIMITED, Limits
from evsched.scheduler.answers import Answer, answer_to

_QUESTION = ("title", "estimatedTime", "timeZone", "slots", "participants", "limit", "alternatives")
_PARTICIPANT = ("id", "required", "timeZone", "slots", "weekly", "busy")
_FIGURES = re.compile("[0-9]{1,9}")


class Options(TypedDict):
    """How much of a recommendation is wanted."""

    limit: int
    alternatives: int


DEFAULT_OPTIONS: Options = {"limit": 50, "alternatives": 0}
_LEAST = {"limit": 1, "alternatives": 0}


@dataclass(frozen=True, slots=True)
class Question:
    """What a one-call document asks."""

    event: Event
    free: Mapping[str, IntervalSet]
    """Merged availability of everyone who has answered, by id."""
    declined: Set[str]
    """Ids of those who have answered with no time at all."""
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
        slots = offered(read_slots(members["slots"], zone, limits))
    with problems.at("participants"):
        people = _participants(members.get("participants", []), zone, limits)
    with problems.at("limit"):
        options["limit"] = _number(members, "limit", options["limit"])
    with problems.at("alternatives"):
        options["alternatives"] = _number(members, "alternatives", options["alternatives"])
    problems.check()
    limits.check_offered(slots)
    event = Event(title, duration, slots, [who for who, _ in people], zone)
    answers = _answers(event, people)
    offered_times = IntervalSet(event.slots)
    free = {each.participant_id: each.free_within(offered_times) for each in answers}
    return Question(event, free, {each.participant_id for each in answers if each.has_declined}, options)


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


def _number(members: Mapping[str, object], name: str, default: int) -> int:
    return number_of(members.get(name, default), _LEAST[name], MOST_WINDOWS)


def _option(query: Mapping[str, str | Sequence[str]], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if isinstance(value, str) and _FIGURES.fullmatch(value) and _LEAST[name] <= int(value) <= MOST_WINDOWS:
        return int(value)
    raise InvalidInput(f'the query parameter "{name}" is one whole number from {_LEAST[name]} to {MOST_WINDOWS}')


def _answers(event: Event, people: Sequence[tuple[Participant, Times | None]]) -> Sequence[Availability]:
    """Return the answers of those who have given one."""
    answers: list[Availability] = []
    problems = Problems()
    for i, (who, times) in enumerate(people):
        if times is not None:
            with problems.at("participants"), at(i):
                answers.append(answer_to(event, Answer(who, *times)))
    problems.check()
    return answers


def _participants(value: object, zone: str | None, limits: Limits) -> Sequence[tuple[Participant, Times | None]]:
    people = each_of(value, lambda each: _participant(each, zone, limits), partial(limits.check, "participants"))
    check_distinct(who.id for who, _ in people)
    return people


def _participant(value: object, zone: str | None, limits: Limits) -> tuple[Participant, Times | None]:
    if isinstance(value, str):
        return Participant(value), None
    members = object_of(value, _PARTICIPANT, required=("id",))
    with at("required"):
        required = boolean_of(members.get("required", True))
    zone_there = zone_of(members)
    with at("id"):
        participant = Participant(text_of(members["id"]), zone_there, required)
    return participant, read_times(members, participant.zone or zone, limits)
