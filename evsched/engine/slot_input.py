"""Slots and weekly hours as callers have them: typed, or values already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from evsched.engine.model import Slot
from evsched.engine.weekly import WeeklyHours
from evsched.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A typed text, and where in a document it stands: errors name the place."""

    text: str
    path: tuple[str | int, ...]
    if_needed: bool = False
    """Of a participant's slots: they could come then if there is no other way."""


SlotInput: TypeAlias = str | PlacedText | Slot
"""A typed text, which may name several slots, or a slot that is one already."""

WeeklyInput: TypeAlias = str | PlacedText | WeeklyHours
"""A typed text, or weekly hours that are read already."""


def read_slots(slots: Iterable[SlotInput], zone: str | None) -> list[Slot]:
    """Return slots in order, those that are texts read with a zone in force.

    Raises:
        InvalidInput: A text that is not understood, or a zone that is none.
    """
    from evsched.engine.text import parse_slots  # the grammar is loaded for those alone who have something to read

    read: list[Slot] = []
    for each in [slots] if isinstance(slots, str) else slots:
        if isinstance(each, str):
            read += parse_slots(each, zone)
        elif isinstance(each, PlacedText):
            try:
                placed = parse_slots(each.text, zone)
            except InvalidInput as error:
                raise error.within(*each.path) from None
            read += [replace(slot, if_needed=True) for slot in placed] if each.if_needed else placed
        else:
            read.append(each)
    return read


def read_weekly(weekly: Iterable[WeeklyInput], zone: str | None) -> list[WeeklyHours]:
    """Return weekly hours in order, those that are texts read with a zone in force.

    Raises:
        InvalidInput: A text that is not understood; a zone that is none, or an offset where a text needs a place.
    """
    from evsched.engine.text import parse_weekly

    read: list[WeeklyHours] = []
    for each in [weekly] if isinstance(weekly, str) else weekly:
        if isinstance(each, str):
            read.append(parse_weekly(each, zone))
        elif isinstance(each, PlacedText):
            try:
                read.append(parse_weekly(each.text, zone))
            except InvalidInput as error:
                raise error.within(*each.path) from None
        else:
            read.append(each)
    return read
