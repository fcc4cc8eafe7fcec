"""The values that evsched answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, NamedTuple

from evsched.engine.interval import Interval
from evsched.engine.remedies import Blocker, Sessions, Shorter

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
