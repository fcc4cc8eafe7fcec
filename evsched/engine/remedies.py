"""The values that say what would help where it does not work for everyone."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from evsched.engine.interval import Interval


class Blocker(NamedTuple):
    """One participant without whom all the others who matter have a window."""

    participant_id: str
    windows: tuple[Interval, ...]
    """Those windows, in time's order."""


class Shorter(NamedTuple):
    """The longest meeting, in whole minutes, that would fit all who matter."""

    duration: timedelta
    window: Interval
    """The earliest window in which it does."""


class Session(NamedTuple):
    """One of several meetings that together reach everyone whom any meeting reaches."""

    meeting: Interval
    participants: tuple[str, ...]
    """All who can attend it; ids, sorted."""


class Sessions(NamedTuple):
    """The fewest meetings that together reach everyone whom any meeting reaches."""

    meetings: tuple[Session, ...]
    """In time's order."""
    unreachable: tuple[str, ...]
    """Who can attend none; ids, sorted."""
    minimal: bool
    """Whether it is known that fewer do not do."""
