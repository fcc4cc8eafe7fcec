"""How much one event may hold, where strangers fill it."""

from __future__ import annotations

from dataclasses import dataclass

from evsched.engine.calendar_names import plural
from evsched.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each that is accepted; None for no bound."""

    slots: int | None = 200
    """Of an event, and of an answer."""
    participants: int | None = 500
    """Of an event."""

    def check_slots(self, count: int, path: tuple[str, ...] = ()) -> None:
        """Refuse too many slots, which stand at a path in a document.

        Raises:
            InvalidInput: There are more than are accepted.
        """
        if self.slots is not None and count > self.slots:
            raise InvalidInput(f"{plural(count, 'slot')} are too many: the limit is {self.slots:,}", path)

    def check_participants(self, count: int, path: tuple[str, ...] = ()) -> None:
        """Refuse too many participants, who stand at a path in a document.

        Raises:
            InvalidInput: There are more than are accepted.
        """
        if self.participants is not None and count > self.participants:
            given = plural(count, "participant")
            raise InvalidInput(f"{given} are too many: the limit is {self.participants:,}", path)


UNLIMITED = Limits(slots=None, participants=None)
