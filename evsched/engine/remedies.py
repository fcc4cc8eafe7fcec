"""The values that say what would help where it does not work for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from evsched.engine.interval import Interval


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
