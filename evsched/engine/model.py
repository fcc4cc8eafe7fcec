"""The values that evsched deals in; one that exists is valid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from evsched.engine.calendar_names import duration_text
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput, shown

LONGEST_TITLE = 200
LONGEST_ID = 64
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=31)
"""Bounds of a duration, and of one slot."""

_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\u00ad\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
"""Controls, marks that turn the direction of writing, line separators, halves of characters, and what is invisible.

The joiners stay: emoji and several scripts are written with them.
"""
_BLANKS = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

Reason = Literal["no_answers", "no_overlap_with_slots", "too_short"]
"""Why no window exists at all; the first that holds."""

AbsenceReason = Literal["no_reply", "declined", "outside", "too_short"]
"""Why one participant cannot attend in a window."""


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
    Participant(id='bob@example.com', zone='Europe/Berlin', required=True)

    Raises:
        InvalidInput: An id that is blank, too long or has a slash or a control character; an unknown zone.
    """

    id: str
    """A name or an address, unique in the event; compared exactly, in Unicode's NFC."""
    zone: str | None = None
    """Where they are, for their local times: an IANA key or a fixed offset."""
    required: bool = True
    """Whether the meeting is for them in the first place."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", participant_id(self.id))
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
        seen: set[str] = set()
        for participant in self.participants:
            if participant.id in seen:
                raise InvalidInput(f'"{shown(participant.id)}" is named twice; each participant has an id of their own')
            seen.add(participant.id)


@dataclass(frozen=True, slots=True)
class Availability:
    """One participant's answer: the slots in which they could sit in a meeting; none to decline."""

    participant_id: str
    slots: Sequence[Slot]
    """As typed, in the order given; they may touch and overlap."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "participant_id", participant_id(self.participant_id))
        object.__setattr__(self, "slots", tuple(self.slots))

    @property
    def free(self) -> IntervalSet:
        """The same times merged."""
        return IntervalSet(self.slots)


@dataclass(frozen=True, slots=True)
class Absence:
    """Someone who cannot attend in a window, and why."""

    participant_id: str
    reason: AbsenceReason
    longest: timedelta | None = None
    """With ``too_short``: the longest stretch they have in the window."""


@dataclass(frozen=True, slots=True)
class Window:
    """An interval in which the same people can attend, wherever in it the meeting starts and ends."""

    interval: Interval
    meeting: Interval
    """The one meeting in it that evsched proposes."""
    available: tuple[str, ...]
    """Ids, sorted."""
    absences: tuple[Absence, ...]
    """Everyone else, sorted by id."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The windows that are best, in order, or the reason why there are none."""

    everyone: bool
    """Whether the recommended windows work for every participant."""
    windows: tuple[Window, ...] = ()
    """Those that share the best value; at most as many as asked for."""
    more: int = 0
    """How many others share it."""
    alternatives: tuple[Window, ...] = ()
    """The next best, as many as asked for."""
    reason: Reason | None = None
    """Set when there is no window at all."""


def check_duration(duration: timedelta) -> None:
    """Refuse a duration that no event has.

    Raises:
        InvalidInput: Not 1 minute to 31 days, or not in whole seconds.
    """
    if not SHORTEST <= duration <= LONGEST or duration.microseconds:
        given = duration_text(duration) if duration >= timedelta(seconds=1) else "nothing"
        raise InvalidInput(f"a duration is 1 minute to 31 days in whole seconds, not {given}")


def event_title(text: str) -> str:
    """Return the title that a text is once it is in NFC and without outer blanks.

    Raises:
        InvalidInput: It is none.
    """
    return _text("title", text, LONGEST_TITLE)


def participant_id(text: str) -> str:
    """Return the id that a text is once it is in NFC and without outer blanks.

    Raises:
        InvalidInput: It is no id.
    """
    checked = _text("id of a participant", text, LONGEST_ID)
    if "/" in checked or checked in (".", ".."):
        raise InvalidInput(
            f'the id of a participant stands in addresses, so it has no "/" and is no "." or "..": "{shown(checked)}"'
        )
    return checked


def _text(what: str, text: str, longest: int) -> str:
    """Return a text in NFC without outer blanks, if people can be shown it."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    text = text.strip(_BLANKS)
    if len(text) > longest:
        raise InvalidInput(f'the {what} has {len(text)} characters, at most {longest} are allowed: "{shown(text)}"')
    found = _UNSHOWABLE.search(text)
    if found:
        raise InvalidInput(f'the {what} has a character that cannot be shown, {ascii(found[0])[1:-1]}: "{shown(text)}"')
    if not any(character.isprintable() for character in text):
        raise InvalidInput(f"the {what} is blank")
    return text
