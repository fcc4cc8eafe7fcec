"""The values that evsched answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, NamedTuple

from evsched.engine.interval import Interval

Reason = Literal["no_answers", "no_overlap_with_slots", "too_short", "quorum"]
"""Why nothing is recommended; the first that holds."""

AbsenceReason = Literal["no_reply", "declined", "outside", "too_short"]
"""Why one participant cannot attend in a window."""


class Absence(NamedTuple):
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
    if_needed: tuple[str, ...] = ()
    """Who of the available would come to the meeting only if there is no other way; ids, sorted."""
    inconvenience: Mapping[str, timedelta] = field(default_factory=dict)
    """Of everyone whose zone is known, by id: its time outside their usual hours, at night twice."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One participant without whom all the others who matter have a window."""

    participant_id: str
    windows: tuple[Interval, ...]
    """Those windows, in time's order."""


@dataclass(frozen=True, slots=True)
class Shorter:
    """The longest meeting, in whole minutes, that would fit all who matter."""

    duration: timedelta
    window: Interval
    """The earliest window in which it does."""


@dataclass(frozen=True, slots=True)
class Session:
    """One of several meetings that together reach everyone whom any meeting reaches."""

    meeting: Interval
    participants: tuple[str, ...]
    """All who can attend it; ids, sorted."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The fewest meetings that together reach everyone whom any meeting reaches."""

    meetings: tuple[Session, ...]
    """In time's order."""
    unreachable: tuple[str, ...]
    """Who can attend none; ids, sorted."""
    minimal: bool
    """Whether it is known that fewer do not do."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why it does not work for everyone, and what would help."""

    blockers: tuple[Blocker, ...]
    """Of those required who gave some time; sorted by id. None where all of these fit together."""
    shorter: Shorter | None
    """Of the same people; None where there is none, or they all fit together."""
    sessions: Sessions | None
    """None where everyone can attend, or there are too many people or windows to tell."""
    certain: bool
    """Whether the first recommendation stays the first whatever those say who have not answered."""


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
    """Set when nothing is recommended."""
    explanation: Explanation | None = None
    """Where it was asked for."""
