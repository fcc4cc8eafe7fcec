"""Slots, instants and durations as they stand in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from evsched.document.members import Problems, at, kind, list_of, object_of, text_of, zone_of
from evsched.engine.model import LONGEST, Slot, check_duration
from evsched.engine.slot_input import PlacedText, SlotInput
from evsched.engine.text import parse_duration, parse_slots
from evsched.errors import InvalidInput, ZoneMissing, shown

_TYPED = ("text", "timeZone")
_INSTANTS = ("start_time", "end_time")
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-5][0-9])"
)


def read_duration(value: object) -> timedelta:
    """Return the duration of an event, given as whole seconds or as text."""
    if isinstance(value, str):
        duration = parse_duration(value)
    elif not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"a duration is whole seconds or a text such as 90m or PT1H30M, not {kind(value)}")
    elif value > LONGEST.total_seconds():
        is_plausible = 60 * 10**9 <= value <= LONGEST.total_seconds() * 10**9
        nanoseconds = f"; {value} nanoseconds are {value // 10**9} seconds" if is_plausible else ""
        raise InvalidInput(f"a duration is at most 31 days, in seconds{nanoseconds}")
    else:
        duration = timedelta(seconds=max(value, 0))
    check_duration(duration)
    return duration


def read_slots(value: object, zone: str | None) -> Sequence[Slot]:
    """Return the slots of a list, in order; a text may hold several.

    Args:
        value: A list of texts, ``{text, timeZone}`` and ``{start_time, end_time}``.
        zone: In force for texts that name no zone.
    """
    read: list[Slot] = []
    problems = Problems()
    for i, each in enumerate(list_of(value)):
        with problems.at(i):
            read += _slot(each, zone)
        if problems.is_full:
            break
    problems.check()
    return read


def read_slot_inputs(value: object, zone: str | None) -> Sequence[SlotInput]:
    """Return the slots of a list as ``read_slots`` does, leaving a text that lacks a zone to who may know one."""
    read: list[SlotInput] = []
    problems = Problems()
    for i, each in enumerate(list_of(value)):
        with problems.at(i):
            try:
                read += _slot(each, zone)
            except ZoneMissing as error:
                read.append(PlacedText(error.text, ("slots", i, *error.path)))
        if problems.is_full:
            break
    problems.check()
    return read


def _slot(value: object, zone: str | None) -> Sequence[Slot]:
    if isinstance(value, str):
        return parse_slots(value, zone)
    if not isinstance(value, dict):
        raise InvalidInput(f"a slot is a text, or an object with start_time and end_time, not {kind(value)}")
    if not value.keys() & {*_INSTANTS}:
        members = object_of(value, _TYPED, required=("text",), known=(*_INSTANTS, *_TYPED))
        own_zone = zone_of(members) or zone
        with at("text"):
            return parse_slots(text_of(members["text"]), own_zone)
    members = object_of(value, _INSTANTS, required=_INSTANTS)
    return [Slot(_instant(members, "start_time"), _instant(members, "end_time"))]


def _instant(members: Mapping[str, object], name: str) -> datetime:
    with at(name):
        text = text_of(members[name])
        if not _RFC_3339.fullmatch(text):
            raise InvalidInput(f'"{shown(text)}" is no RFC 3339 time with an offset, such as 2025-01-12T14:00:00Z')
        try:
            return datetime.fromisoformat(text.upper())
        except ValueError:
            raise InvalidInput(f'"{shown(text)}" is a time that no calendar or clock has') from None
