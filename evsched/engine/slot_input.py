"""Slots as callers have them: typed, or slots already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from evsched.engine.model import Slot

SlotInput: TypeAlias = str | Slot
"""A typed text, which may name several slots, or a slot that is one already."""


def read_slots(slots: Iterable[SlotInput], zone: str | None) -> list[Slot]:
    """Return slots in order, those that are texts read with a zone in force.

    Raises:
        InvalidInput: A text that is not understood, or a zone that is none.
    """
    from evsched.engine.text import parse_slots  # the grammar is loaded for those alone who have something to read

    read: list[Slot] = []
    for each in [slots] if isinstance(slots, str) else slots:
        read += parse_slots(each, zone) if isinstance(each, str) else [each]
    return read
