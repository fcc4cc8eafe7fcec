"""What somebody answers, and what is read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.slot_input import SlotInput, WeeklyInput, read_slots, read_weekly


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers to an event."""

    participant: Participant
    """Who answers; a zone and usual hours given here are remembered as theirs."""
    slots: Iterable[SlotInput] = ()
    """When they are free; with nothing else either, they decline."""
    weekly: Iterable[WeeklyInput] = ()
    """When they are free week by week, within what the event offers."""
    busy: Iterable[SlotInput] | None = None
    """What is taken out of these, or, where there are none of both, out of all that the event offers."""
    usual: Iterable[WeeklyInput] | None = None
    """Their usual hours, to be remembered in place of those known; None leaves these."""


def answer_to(event: Event, answer: Answer, zone: str | None = None, fallback_zone: str | None = None) -> Availability:
    """Return an answer to an event, all that was typed in it read.

    Args:
        event: What is answered.
        answer: By a participant with all that is known of them.
        zone: In force for texts without one, before the participant's and the event's.
        fallback_zone: In force where there is no other.
    """
    in_force = zone_in_force(event, answer.participant, zone, fallback_zone)
    slots, weekly = read_slots(answer.slots, in_force), read_weekly(answer.weekly, in_force)
    busy = None if answer.busy is None else read_slots(answer.busy, in_force)
    if busy:
        return Availability(answer.participant.id, slots, weekly, busy, IntervalSet(event.slots))
    if busy is not None and not slots and not weekly:  # who is never busy is free in all that is on offer
        slots = [Slot(slot.start, slot.end) for slot in event.slots]
    return Availability(answer.participant.id, slots, weekly)


def zone_in_force(event: Event, who: Participant, zone: str | None, fallback_zone: str | None) -> str | None:
    """Return the zone of texts that name none, in an answer to an event by somebody."""
    return zone or who.zone or event.zone or fallback_zone
