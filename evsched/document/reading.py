"""The one-call document: an event, its participants and their availability in one JSON object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from evsched.engine.interval import IntervalSet
from evsched.engine.model import LONGEST, Event, Participant, Slot, check_duration
from evsched.engine.recommend import MOST_WINDOWS
from evsched.engine.text import parse_duration, parse_slots
from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput, shown

_DOCUMENT = ("title", "estimatedTime", "timeZone", "slots", "participants", "limit", "alternatives")
_PARTICIPANT = ("id", "required", "timeZone", "slots")
_TYPED = ("text", "timeZone")
_INSTANTS = ("start_time", "end_time")
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-5][0-9])"
)
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null", float: "a fraction"}


@dataclass(frozen=True, slots=True)
class Question:
    """What a one-call document asks."""

    event: Event
    free: Mapping[str, IntervalSet]
    """Merged availability of everyone who has answered, by id."""
    limit: int
    alternatives: int


def read_question(document: object) -> Question:
    """Return what a one-call document asks.

    Raises:
        InvalidInput: A member is missing, unknown, of another kind or not acceptable; its path says which.
    """
    members = _object(document, _DOCUMENT, required=("estimatedTime", "slots"))
    zone = _zone(members)
    with _at("participants"):
        people = [_answer(each, zone, i) for i, each in enumerate(_list(members.get("participants", [])))]
    with _at("title"):
        title = _text(members.get("title", "Untitled"))
    with _at("estimatedTime"):
        duration = read_duration(members["estimatedTime"])
        check_duration(duration)
    event = Event(title, duration, read_slots(members["slots"], zone), [who for who, _ in people], zone)
    free = {who.id: IntervalSet(slots) for who, slots in people if slots is not None}
    return Question(event, free, _number(members, "limit", 50), _number(members, "alternatives", 0))


def read_duration(value: object) -> timedelta:
    """Return a duration given as whole seconds or as text."""
    if isinstance(value, str):
        return parse_duration(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"a duration is whole seconds or a text such as 90m or PT1H30M, not {_kind(value)}")
    if value > LONGEST.total_seconds():
        is_plausible = 60 * 10**9 <= value <= LONGEST.total_seconds() * 10**9
        nanoseconds = f"; {value} nanoseconds are {value // 10**9} seconds" if is_plausible else ""
        raise InvalidInput(f"a duration is at most 31 days, in seconds{nanoseconds}")
    return timedelta(seconds=max(value, 0))


def read_slots(value: object, zone: str | None) -> Sequence[Slot]:
    """Return the slots of a member ``slots``, in order; a text may hold several.

    Args:
        value: A list of texts, ``{text, timeZone}`` and ``{start_time, end_time}``.
        zone: In force for texts that name no zone.
    """
    read: list[Slot] = []
    with _at("slots"):
        for i, each in enumerate(_list(value)):
            with _at(i):
                read += _slot(each, zone)
    return read


def _slot(value: object, zone: str | None) -> Sequence[Slot]:
    if isinstance(value, str):
        return parse_slots(value, zone)
    if isinstance(value, dict) and not value.keys() & {*_INSTANTS}:
        members = _object(value, _TYPED, required=("text",), known=(*_INSTANTS, *_TYPED))
        own_zone = _zone(members) or zone
        with _at("text"):
            return parse_slots(_text(members["text"]), own_zone)
    members = _object(value, _INSTANTS, required=_INSTANTS)
    return [Slot(_instant(members, "start_time"), _instant(members, "end_time"))]


def _answer(value: object, zone: str | None, number: int) -> tuple[Participant, Sequence[Slot] | None]:
    with _at(number):
        if isinstance(value, str):
            return Participant(value), None
        members = _object(value, _PARTICIPANT, required=("id",))
        required = members.get("required", True)
        if not isinstance(required, bool):
            raise InvalidInput(f"true or false stands here, not {_kind(required)}", ("required",))
        with _at("id"):
            participant_id = _text(members["id"])
        participant = Participant(participant_id, _zone(members), required)
        slots = members.get("slots")
        return participant, None if slots is None else read_slots(slots, participant.zone or zone)


def _instant(members: Mapping[str, object], name: str) -> datetime:
    with _at(name):
        text = _text(members[name])
        if not _RFC_3339.fullmatch(text):
            raise InvalidInput(f'"{shown(text)}" is no RFC 3339 time with an offset, such as 2025-01-12T14:00:00Z')
        try:
            return datetime.fromisoformat(text.upper())
        except ValueError:
            raise InvalidInput(f'"{shown(text)}" is a time that no calendar or clock has') from None


def _zone(members: Mapping[str, object]) -> str | None:
    value = members.get("timeZone")
    if value is None:
        return None
    with _at("timeZone"):
        return parse_zone(_text(value))


def _number(members: Mapping[str, object], name: str, default: int) -> int:
    value = members.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"a whole number stands here, not {_kind(value)}", (name,))
    if not 0 <= value <= MOST_WINDOWS:
        raise InvalidInput(f"a number from 0 to {MOST_WINDOWS} stands here", (name,))
    return value


def _object(
    value: object, names: Sequence[str], required: Sequence[str] = (), known: Sequence[str] = ()
) -> Mapping[str, object]:
    """Return an object whose members are all among the names, or say which name may have been meant."""
    if not isinstance(value, dict):
        raise InvalidInput(f"an object with {', '.join(known or names)} stands here, not {_kind(value)}")
    for name in value:
        if name not in names:
            raise InvalidInput(_unknown(str(name), known or names))
    for name in required:
        if name not in value:
            raise InvalidInput(f'the member "{name}" is missing')
    return value


def _unknown(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), {each.casefold(): each for each in names}, n=1, cutoff=0.6)
    meant = next((each for each in names if near and each.casefold() == near[0]), None)
    mend = f'did you mean "{meant}"?' if meant else f"known here are {', '.join(names)}"
    return f'there is no member "{shown(name)}": {mend}'


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise InvalidInput(f"a list stands here, not {_kind(value)}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput(f"a text stands here, not {_kind(value)}")
    return value


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")


@contextmanager
def _at(step: str | int) -> Iterator[None]:
    """Say in an error at which member it arose."""
    try:
        yield
    except InvalidInput as error:
        raise error.within(step) from None
