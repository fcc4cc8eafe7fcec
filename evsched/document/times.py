"""Slots, instants and durations as they stand in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

from evsched.document.members import Problems, at, boolean_of, each_of, kind, object_of, text_of, zone_of
from evsched.engine.model import LONGEST, Slot, check_duration
from evsched.engine.slot_input import PlacedText, SlotInput, WeeklyInput
from evsched.engine.text import parse_duration, parse_slots, parse_weekly
from evsched.errors import InvalidInput, ZoneMissing, shown
from evsched.limits import UNLIMITED, Limits

_S = TypeVar("_S")
_R = TypeVar("_R")
_TYPED = ("text", "timeZone")
_IF_NEEDED = "ifNeeded"
_INSTANTS = ("start_time", "end_time")
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-5][0-9])"
)


class Times(NamedTuple):
    """When somebody is free, as given; a text that lacks a zone waits for who may know one."""

    slots: Sequence[SlotInput] = ()
    weekly: Sequence[WeeklyInput] = ()
    busy: Sequence[SlotInput] | None = None


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
    read = [
        slot
        for group in each_of(value, lambda each: _slot(each, zone), partial(limits.check, "slots"))
        for slot in group
    ]
    limits.check("slots", len(read))
    return read


def read_slot_inputs(
    value: object, zone: str | None, limits: Limits = UNLIMITED, name: str = "slots"
) -> Sequence[SlotInput]:
    """Return the slots of a list as ``read_slots`` does, leaving a text that lacks a zone to who may know one.

    Args:
        value: The list.
        zone: In force for texts that name no zone.
        limits: How many there may be.
        name: The member that holds the list.
    """
    groups = each_of(value, lambda each: _slot_input(each, zone), partial(limits.check, "slots"))
    read = [_placed(one, name, i) for i, group in enumerate(groups) for one in group]
    limits.check("slots", len(read))
    return read


def read_busy(value: object, zone: str | None, limits: Limits = UNLIMITED) -> Sequence[SlotInput]:
    """Return the busy times of a list as ``read_slot_inputs`` does; some may be given up if need be."""
    groups = each_of(value, lambda each: _busy(each, zone), partial(limits.check, "busy"))
    read = [_placed(one, "busy", i) for i, group in enumerate(groups) for one in group]
    limits.check("busy", len(read))
    return read


def read_weekly_inputs(value: object, zone: str | None, limits: Limits = UNLIMITED) -> Sequence[WeeklyInput]:
    """Return the weekly hours of a list, leaving a text that lacks a zone to who may know one.

    Args:
        value: A list of texts and ``{text, timeZone}``.
        zone: In force for texts that name no zone.
        limits: How many there may be.
    """
    read = each_of(value, lambda each: _weekly(each, zone), partial(limits.check, "weekly"))
    return [_placed(one, "weekly", i) for i, one in enumerate(read)]


def read_times(members: Mapping[str, object], zone: str | None, limits: Limits = UNLIMITED) -> Times | None:
    """Return when somebody is free, as the members ``slots``, ``weekly`` and ``busy`` say; None without any.

    Whose slots or hours are empty, and who is not busy, has declined: only ``busy`` alone takes from all on offer.
    """
    given = {name for name in Times._fields if members.get(name) is not None}
    times = Times()
    problems = Problems()
    if "slots" in given:
        with problems.at("slots"):
            times = times._replace(slots=read_slot_inputs(members["slots"], zone, limits))
    if "weekly" in given:
        with problems.at("weekly"):
            times = times._replace(weekly=read_weekly_inputs(members["weekly"], zone, limits))
    if "busy" in given:
        with problems.at("busy"):
            times = times._replace(busy=read_busy(members["busy"], zone, limits))
    problems.check()
    if not given:
        return None
    return Times() if given != {"busy"} and not any(times) else times


def read_instant(value: object) -> datetime:
    """Return an instant given in RFC 3339."""
    text = text_of(value)
    if not _RFC_3339.fullmatch(text):
        raise InvalidInput(f'"{shown(text)}" is no RFC 3339 time with an offset, such as 2025-01-12T14:00:00Z')
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        raise InvalidInput(f'"{shown(text)}" is a time that no calendar or clock has') from None


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


def _placed(read: _R, *outer: str | int) -> _R | PlacedText:
    return PlacedText(read.text, (*outer, *read.path)) if isinstance(read, PlacedText) else read


def _busy(value: object, zone: str | None) -> Sequence[SlotInput]:
    if not isinstance(value, dict) or _IF_NEEDED not in value:
        return _slot_input(value, zone)
    with at(_IF_NEEDED):
        if_needed = boolean_of(value[_IF_NEEDED])
    if value.keys() & {*_TYPED}:
        raise InvalidInput("only an object with start_time and end_time takes ifNeeded, not a text", (_IF_NEEDED,))
    (slot,) = _slot({name: member for name, member in value.items() if name != _IF_NEEDED}, zone)
    return [replace(slot, if_needed=if_needed)]


def _weekly(value: object, zone: str | None) -> WeeklyInput:
    if isinstance(value, str):
        return _weekly_text(value, zone)
    if not isinstance(value, dict):
        raise InvalidInput(f"weekly hours are a text, or an object with text and timeZone, not {kind(value)}")
    members = object_of(value, _TYPED, required=("text",))
    own_zone = zone_of(members) or zone
    with at("text"):
        text = text_of(members["text"])
        read = _weekly_text(text, own_zone)
    return PlacedText(text, ("text",)) if isinstance(read, PlacedText) else read


def _weekly_text(text: str, zone: str | None) -> WeeklyInput:
    try:
        return parse_weekly(text, zone)
    except ZoneMissing:
        return PlacedText(text, ())


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
        return read_instant(members[name])
