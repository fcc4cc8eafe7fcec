"""What is asked of the engine: the one-call document, and the query of a stored event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

from evsched.document.members import (
    Problems,
    at,
    boolean_of,
    check_distinct,
    each_of,
    object_of,
    text_of,
    zone_of,
)
from evsched.document.options import OPTIONS, check_named, options_of
from evsched.document.times import Times, offered, read_duration, read_slots, read_times, read_usual
from evsched.engine.conditions import Options
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.names import event_title
from evsched.engine.slot_input import read_weekly
from evsched.errors import InvalidInput
from evsched.limits import UNLIMITED, Limits
from evsched.scheduler.answer import Answer, answer_to

_QUESTION = ("title", "estimatedTime", "timeZone", "slots", "participants", *OPTIONS)
_PARTICIPANT = ("id", "required", "timeZone", "usualHours", "slots", "weekly", "busy")


@dataclass(frozen=True, slots=True)
class Question:
    """What a one-call document asks."""

    event: Event
    free: Mapping[str, IntervalSet]
    """Merged availability of everyone who has answered, by id."""
    declined: Set[str]
    """Ids of those who have answered with no time at all."""
    if_needed: Mapping[str, IntervalSet]
    """What of this somebody would give only if there is no other way; of those who said so, by id."""
    options: Options


def read_question(document: object, limits: Limits = UNLIMITED) -> Question:
    """Return what a one-call document asks.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    members = object_of(document, _QUESTION, required=("estimatedTime", "slots"))
    zone = zone_of(members)
    problems = Problems()
    with problems.at("title"):
        title = event_title(text_of(members.get("title", "Untitled")))
    with problems.at("estimatedTime"):
        duration = read_duration(members["estimatedTime"])
    with problems.at("slots"):
        slots = offered(read_slots(members["slots"], zone, limits))
    with problems.at("participants"):
        people = _participants(members.get("participants", []), zone, limits)
    try:
        options = options_of(members, limits)
    except InvalidInput as error:
        problems.note(error)
    problems.check()
    check_named(members, {who.id for who, _ in people})
    limits.check_offered(slots)
    event = Event(title, duration, slots, [who for who, _ in people], zone)
    answers = _answers(event, people)
    offered_times = IntervalSet(event.slots)
    if_needed = {each.participant_id: each.if_needed_within(offered_times) for each in answers}
    return Question(
        event,
        free={each.participant_id: each.free_within(offered_times) for each in answers},
        declined={each.participant_id for each in answers if each.has_declined},
        if_needed={who: times for who, times in if_needed.items() if times},
        options=options,
    )


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
    usual = read_weekly(read_usual(members, zone_there or zone, limits) or (), None)
    with at("id"):
        participant = Participant(text_of(members["id"]), zone_there, required, usual)
    return participant, read_times(members, participant.zone or zone, limits)
