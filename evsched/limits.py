"""How much one event may hold, where strangers fill it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evsched.engine.calendar_names import plural
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Slot
from evsched.errors import InvalidInput

Limited = Literal["slots", "participants", "weekly", "busy", "days", "conditions"]

_NOUNS: dict[Limited, str] = {
    "slots": "slot",
    "participants": "participant",
    "weekly": "weekly text",
    "busy": "busy time",
    "days": "day",
    "conditions": "condition",
}
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each that is accepted; None for no bound."""

    slots: int | None = 200
    """Of an event, and of an answer."""
    participants: int | None = 500
    """Of an event."""
    weekly: int | None = 5
    """Texts of weekly hours in an answer; each costs a few microseconds for each day on offer."""
    busy: int | None = 2_000
    """Busy times of an answer."""
    days: int | None = 366
    """That the slots of an event last together, each stretch of them rounded up."""
    conditions: int | None = 20
    """On who must be able to attend, of one question; each is looked at for each possible window."""

    def check(self, what: Limited, count: int, path: tuple[str, ...] = ()) -> None:
        """Refuse too many of something, which stand at a path in a document.

        Raises:
            InvalidInput: There are more than are accepted.
        """
        most: int | None = getattr(self, what)
        if most is not None and count > most:
            raise InvalidInput(f"{plural(count, _NOUNS[what])} are too many: the limit is {most:,}", path)

    def check_offered(self, slots: Sequence[Slot]) -> None:
        """Refuse slots of an event that are too many, or last too long.

        Raises:
            InvalidInput: They do.
        """
        self.check("slots", len(slots), ("slots",))
        self.check("days", sum(-((start - end) // _DAY) for start, end in IntervalSet(slots).pairs()), ("slots",))


UNLIMITED = Limits(slots=None, participants=None, weekly=None, busy=None, days=None, conditions=None)
