"""Slots, instants and durations as they stand in a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
_USUAL = "usualHours"
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
    """Return the slots of an event, in order; a text may hold several.

    Args:
        value: A list of texts, ``{text, timeZone}`` and ``{start_time, end_time}``.
        zone: In force for texts that name no zone.
        limits: How many there may be.
    """
    return _in_order(value, lambda each: _offered(each, zone), partial(limits.check, "slots"))


def read_slot_inputs(value: object, zone: str | None, limits: Limits = UNLIMITED) -> Sequence[SlotInput]:
    """Return the slots of an event as ``read_slots`` does, leaving a text that lacks a zone to who may know one."""
    return _in_order(value, lambda each: _offered_input(each, zone), partial(limits.check, "slots"), "slots")


def read_given(value: object, zone: str | None, limits: Limits, name: str) -> Sequence[SlotInput]:
    """Return the slots or the busy times of a participant, leaving a text that lacks a zone to who may know one.

    Args:
        value: A list of what ``read_slots`` reads; its objects may have ``ifNeeded``.
        zone: In force for texts that name no zone.
        limits: How many there may be.
        name: The member that holds the list.
    """
    check_count = partial(limits.check, "busy" if name == "busy" else "slots")
    return _in_order(value, lambda each: _given(each, zone), check_count, name)


def read_weekly_inputs(value: object, zone: str | None, limits: Limits, name: str) -> Sequence[WeeklyInput]:
    """Return the weekly hours of a list, leaving a text that lacks a zone to who may know one.

    Args:
        value: A list of texts and ``{text, timeZone}``.
        zone: In force for texts that name no zone.
        limits: How many there may be.
        name: The member that holds the list.
    """
    read = each_of(value, lambda each: _weekly(each, zone), partial(limits.check, "weekly"))
    return [placed(one, name, i) for i, one in enumerate(read)]


def read_times(members: Mapping[str, object], zone: str | None, limits: Limits = UNLIMITED) -> Times | None:
    """Return when somebody is free, as the members ``slots``, ``weekly`` and ``busy`` say; None without any.

    Whose slots or hours are empty, and who is not busy, has declined: only ``busy`` alone takes from all on offer.
    """
    given = {name for name in Times._fields if members.get(name) is not None}
    times = Times()
    problems = Problems()
    if "slots" in given:
        with problems.at("slots"):
            times = times._replace(slots=read_given(members["slots"], zone, limits, "slots"))
    if "weekly" in given:
        with problems.at("weekly"):
            times = times._replace(weekly=read_weekly_inputs(members["weekly"], zone, limits, "weekly"))
    if "busy" in given:
        with problems.at("busy"):
            times = times._replace(busy=read_given(members["busy"], zone, limits, "busy"))
    problems.check()
    if not given:
        return None
    return Times() if given != {"busy"} and not any(times) else times


def read_usual(members: Mapping[str, object], zone: str | None, limits: Limits) -> Sequence[WeeklyInput] | None:
    """Return somebody's usual hours, as the member ``usualHours`` says; None without it."""
    if members.get(_USUAL) is None:
        return None
    with at(_USUAL):
        return read_weekly_inputs(members[_USUAL], zone, limits, _USUAL)


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


def placed(read: _R, *outer: str | int) -> _R:
    """Return what was read; where it is a text that waits for a zone, with the place that it stands in."""
    return replace(read, path=(*outer, *read.path)) if isinstance(read, PlacedText) else read


def _in_order(
    value: object,
    read: Callable[[object], Sequence[_R]],
    check_count: Callable[[int], None],
    name: str = "",
) -> Sequence[_R]:
    """Return what is read of a list whose elements may each hold several; left texts know where they stand in it."""
    groups = each_of(value, read, check_count)
    found = [placed(one, name, i) for i, group in enumerate(groups) for one in group]
    check_count(len(found))
    return found


def _offered(value: object, zone: str | None) -> Sequence[Slot]:
    if isinstance(value, dict) and _IF_NEEDED in value:
        raise InvalidInput(
            "what an event offers is there for all: ifNeeded is for the slots and the busy times of a participant",
            (_IF_NEEDED,),
        )
    return _slot(value, zone)


def _offered_input(value: object, zone: str | None) -> Sequence[SlotInput]:
    try:
        return _offered(value, zone)
    except ZoneMissing as error:
        return [PlacedText(error.text, error.path)]


def _given(value: object, zone: str | None) -> Sequence[SlotInput]:
    if_needed = False
    if isinstance(value, dict) and _IF_NEEDED in value:
        with at(_IF_NEEDED):
            if_needed = boolean_of(value[_IF_NEEDED])
    try:
        read = _slot(value, zone, (_IF_NEEDED,))
    except ZoneMissing as error:
        return [PlacedText(error.text, error.path, if_needed)]
    return [replace(slot, if_needed=True) for slot in read] if if_needed else read


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


def _slot(value: object, zone: str | None, also: Sequence[str] = ()) -> Sequence[Slot]:
    """Return the slots that a text or an object names, which may have further members."""
    if isinstance(value, str):
        return parse_slots(value, zone)
    if not isinstance(value, dict):
        raise InvalidInput(f"a slot is a text, or an object with start_time and end_time, not {kind(value)}")
    if not any(name in value for name in _INSTANTS):
        members = object_of(value, (*_TYPED, *also), required=("text",), known=(*_INSTANTS, *_TYPED, *also))
        own_zone = zone_of(members) or zone
        with at("text"):
            return parse_slots(text_of(members["text"]), own_zone)
    members = object_of(value, (*_INSTANTS, *also), required=_INSTANTS)
    return [Slot(_instant(members, "start_time"), _instant(members, "end_time"))]


def _instant(members: Mapping[str, object], name: str) -> datetime:
    try:
        return read_instant(members[name])
    except InvalidInput as error:
        raise error.within(name) from None
