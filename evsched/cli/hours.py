"""When somebody is free, as the options of a command say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from evsched.cli.calendar_files import place_of, read_calendar_file
from evsched.cli.typed import local_zone
from evsched.engine.calendar_names import plural
from evsched.engine.interval import IntervalSet
from evsched.engine.model import LONGEST, SHORTEST, Participant, Slot
from evsched.engine.slot_input import PlacedText, SlotInput, WeeklyInput
from evsched.store.values import StoredEvent


class Taken(NamedTuple):
    """What is taken out of somebody's hours."""

    times: Sequence[SlotInput] | None = None
    """None for nothing that could have been."""
    found: Sequence[str] = ()
    """Of each calendar, in words, what was found in it."""


class Hours(NamedTuple):
    """What the options say of when somebody is free; nothing at all to decline."""

    slots: Sequence[str] = ()
    weekly: Sequence[WeeklyInput] = ()
    busy: Sequence[str] = ()
    calendars: Sequence[str] = ()
    """Files."""
    if_needed: Sequence[str] = ()
    """When they could come if there is no other way."""

    @property
    def free(self) -> Sequence[SlotInput]:
        """The slots in which they could come, first those in which they are free without more ado."""
        return [*self.slots, *(PlacedText(text, (), if_needed=True) for text in self.if_needed)]

    def taken(self, event: Callable[[], StoredEvent], who: Participant, zone: str | None) -> Taken:
        """Return what is taken out of the hours, or, where there are none, out of what an event offers.

        Args:
            event: Returns the event; asked where there are calendars.
            who: Whose calendars they are.
            zone: Typed, in force for what a calendar leaves open.
        """
        if not self.busy and not self.calendars:
            return Taken()
        times: list[SlotInput] = [*self.busy]
        found: list[str] = []
        if self.calendars:
            asked = event().event
            known = {each.id: each.zone for each in asked.participants}
            in_force = zone or who.zone or known.get(who.id) or asked.zone or local_zone() or "UTC"
            for file in self.calendars:
                busy, words = _read(file, IntervalSet(asked.slots), in_force)
                times += busy
                found.append(words)
        return Taken(times, found)


def _read(file: str, offered: IntervalSet, zone: str) -> tuple[list[Slot], str]:
    """Return when a calendar has its owner busy in what is on offer, and what was found in it, in words."""
    times = read_calendar_file(file, offered, zone)
    slots = [*_slots(times.busy), *_slots(times.tentative, if_needed=True)]
    passed_over = ", ".join(times.passed_over.words())
    words = f"{place_of(file)}: {plural(times.events, 'event')} in the times on offer"
    words += "; tentative ones leave theirs free, if need be" if times.tentative else ""
    return slots, words + (f"; passed over: {passed_over}" if passed_over else "")


def _slots(times: IntervalSet, *, if_needed: bool = False) -> list[Slot]:
    """Return times as slots, which are neither shorter than a minute nor longer than a month."""
    slots = []
    for each in times:
        start = each.start
        while start < each.end:
            end = max(min(each.end, start + LONGEST), start + SHORTEST)
            slots.append(Slot(start, end, if_needed=if_needed))
            start = end
    return slots
