"""Slots, instants and durations as they stand in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from evsched.document.members import at, each_of, kind, object_of, text_of, zone_of
from evsched.engine.model import LONGEST, Slot, check_duration
from evsched.engine.slot_input import PlacedText, SlotInput
from evsched.engine.text import parse_duration, parse_slots
from evsched.errors import InvalidInput, ZoneMissing, shown
from evsched.limits import UNLIMITED, Limits

_S = TypeVar("_S")
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


def read_slots(value: object, zone: str | None, limits: Limits = UNLIMITED) -> Sequence[Slot]:
    """Return the slots of a list, in order; a text may hold several.

    Args:
        value: A list of texts, ``{text, timeZone}`` and ``{start_time, end_time}``.
        zone: In force for texts that name no zone.
        limits: How many there may be.
    """
    read = [slot for group in each_of(value, lambda each: _slot(each, zone), limits.check_slots) for slot in group]
    limits.check_slots(len(read))
    return read


def read_slot_inputs(value: object, zone: str | None, limits: Limits = UNLIMITED) -> Sequence[SlotInput]:
    """Return the slots of a list as ``read_slots`` does, leaving a text that lacks a zone to who may know one."""
    groups = each_of(value, lambda each: _slot_input(each, zone), limits.check_slots)
    read = [_placed(one, i) for i, group in enumerate(groups) for one in group]
    limits.check_slots(len(read))
    return read


def offered(slots: Sequence[_S]) -> Sequence[_S]:
    """Return the slots of an event, which has one at least."""
    if not slots:
        raise InvalidInput("an event offers at least one slot")
    return slots


def _slot_input(value: object, zone: str | None) -> Sequence[SlotInput]:
    try:
        return _slot(value, zone)
    except ZoneMissing as error:
        return [PlacedText(error.text, error.path)]


def _placed(read: SlotInput, i: int) -> SlotInput:
    return PlacedText(read.text, ("slots", i, *read.path)) if isinstance(read, PlacedText) else read


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
