"""The values that evsched deals in; one that exists is valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evsched.engine.addresses import mail_address
from evsched.engine.calendar_names import duration_text
from evsched.engine.interval import Interval, IntervalSet, checked_instant
from evsched.engine.names import event_title, participant_id
from evsched.engine.weekly import WeeklyHours, expand
from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput, shown

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=31)
"""Bounds of a duration, and of one slot."""


@dataclass(frozen=True, slots=True, repr=False)
class Slot(Interval):
    """An interval that the organizer offers or a participant is free in, with how it was typed.

    Raises:
        InvalidInput: Shorter than a minute or longer than 31 days, not an interval, or in an unknown zone.
    """

    zone: str | None = None
    """The zone it was typed in: an IANA key or a fixed offset; None for plain instants."""
    text: str | None = None
    """As typed; None for plain instants."""
    if_needed: bool = False
    """Of a participant's: they could come then if there is no other way, be the slot a free or a busy one."""

    def __post_init__(self) -> None:
        # A slotted dataclass is made anew by its decorator, so super() without arguments finds the old one.
        Interval.__post_init__(self)
        if self.zone is not None:
            object.__setattr__(self, "zone", parse_zone(self.zone))
        if not SHORTEST <= self.end - self.start <= LONGEST:
            raise InvalidInput(f"a slot lasts from 1 minute to 31 days, not {duration_text(self.end - self.start)}")


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone invited to an event, or who answered it.

    >>> Participant("bob@example.com", zone="Europe/Berlin")
    Participant(id='bob@example.com', zone='Europe/Berlin', required=True, usual=())

    Raises:
        InvalidInput: An id that is blank, too long or has a slash or a control character; an unknown zone.
    """

    id: str
    """A name or an address, unique in the event; compared exactly, in Unicode's NFC."""
    zone: str | None = None
    """Where they are, for their local times: an IANA key or a fixed offset."""
    required: bool = True
    """Whether the meeting is for them in the first place."""
    usual: Sequence[WeeklyHours] = ()
    """Their usual hours, where these are not 9:00 to 18:00 on weekdays: a meeting outside them is inconvenient."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", participant_id(self.id))
        object.__setattr__(self, "usual", tuple(self.usual))
        if self.zone is not None:
            object.__setattr__(self, "zone", parse_zone(self.zone))


@dataclass(frozen=True, slots=True)
class Event:
    """What an organizer wants to hold, and when it could be.

    Raises:
        InvalidInput: No title, no slot, a duration out of bounds, one participant twice.
    """

    title: str
    duration: timedelta
    """Elapsed time, in whole seconds; 1 minute to 31 days."""
    slots: Sequence[Slot]
    """On offer, in the order given; they may touch and overlap."""
    participants: Sequence[Participant] = ()
    """In the order given; nobody twice."""
    zone: str | None = None
    """In force for slots that are typed without one, and for round clock times."""
    organizer: str | None = None
    """The mail address from which invitations come."""
    deadline: datetime | None = None
    """When answers are taken no more."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", event_title(self.title))
        object.__setattr__(self, "slots", tuple(self.slots))
        object.__setattr__(self, "participants", tuple(self.participants))
        check_duration(self.duration)
        if not all(isinstance(slot, Slot) for slot in self.slots):
            raise InvalidInput("slots of an event are Slot values; parse_slots makes them from text")
        if not all(isinstance(participant, Participant) for participant in self.participants):
            raise InvalidInput("participants of an event are Participant values, such as Participant('alice')")
        if not self.slots:
            raise InvalidInput("an event offers at least one slot")
        if self.zone is not None:
            object.__setattr__(self, "zone", parse_zone(self.zone))
        if self.organizer is not None:
            object.__setattr__(self, "organizer", mail_address(self.organizer))
        if self.deadline is not None:
            object.__setattr__(self, "deadline", checked_instant("deadline of an event", self.deadline))
        seen: set[str] = set()
        for participant in self.participants:
            if participant.id in seen:
                raise InvalidInput(f'"{shown(participant.id)}" is named twice; each participant has an id of their own')
            seen.add(participant.id)


@dataclass(frozen=True, slots=True)
class Availability:
    """One participant's answer: when they could sit in a meeting; with nothing in it, they have declined."""

    participant_id: str
    slots: Sequence[Slot] = ()
    """When they are free, as typed, in the order given; they may touch and overlap."""
    weekly: Sequence[WeeklyHours] = ()
    """When they are free week by week; it counts within what the event offers."""
    busy: Sequence[Slot] | None = None
    """What is taken out of slots and weekly hours, or, where there are neither, out of all that the event offers."""
    asked: IntervalSet | None = None
    """With ``busy``: what was on offer when they answered; of other times they have said nothing. None for all."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "participant_id", participant_id(self.participant_id))
        for name in ("slots", "weekly", "busy"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def has_declined(self) -> bool:
        """Whether they have answered with no time at all."""
        return not self.slots and not self.weekly and self.busy is None

    @property
    def typed(self) -> IntervalSet:
        """The slots merged."""
        return IntervalSet(self.slots)

    def free_within(self, offered: IntervalSet) -> IntervalSet:
        """Return when they could sit in a meeting, if need be; slots are not clipped to what is offered."""
        return self._free(offered, if_need_be=True)

    def if_needed_within(self, offered: IntervalSet) -> IntervalSet:
        """Return which part of this they would give only if there is no other way."""
        if not any(slot.if_needed for slot in (*self.slots, *(self.busy or ()))):
            return IntervalSet()
        return self.free_within(offered) - self._free(offered, if_need_be=False)

    def _free(self, offered: IntervalSet, *, if_need_be: bool) -> IntervalSet:
        free = IntervalSet(slot for slot in self.slots if if_need_be or not slot.if_needed)
        for hours in self.weekly:
            free |= expand(hours, offered)
        if self.busy is None:
            return free
        if not self.slots and not self.weekly:
            free = offered
        if self.asked is not None:
            free &= self.asked
        return free - IntervalSet(slot for slot in self.busy if not (if_need_be and slot.if_needed))


def check_duration(duration: timedelta) -> None:
    """Refuse a duration that no event has.

    Raises:
        InvalidInput: Not 1 minute to 31 days, or not in whole seconds.
    """
    if not SHORTEST <= duration <= LONGEST or duration.microseconds:
        given = duration_text(duration) if duration >= timedelta(seconds=1) else "nothing"
        raise InvalidInput(f"a duration is 1 minute to 31 days in whole seconds, not {given}")
