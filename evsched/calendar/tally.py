"""What of a calendar was not counted as taken, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

_SINGULAR = {
    "transparent": "marked as free",
    "cancelled": "cancelled",
    "outside": "at other times",
    "moments": "without a length",
    "superseded": "replaced by a newer version",
    "to_dos": "task",
    "journals": "journal entry",
    "others": "of another kind",
}
_PLURAL = {**_SINGULAR, "to_dos": "tasks", "journals": "journal entries"}


@dataclass(frozen=True, slots=True)
class PassedOver:
    """How many components of a calendar take no time of what was asked about, each counted once.

    Attributes:
        transparent: Events that their owner marked as free (TRANSP, or in Outlook), and lists of free time.
        cancelled: Events that are cancelled (STATUS), or stand in a calendar that cancels them (METHOD).
        outside: Events no occurrence of which reaches into what was asked about.
        moments: Events inside it that take no time: they end when they start.
        superseded: Older versions of events (SEQUENCE).
        to_dos: Tasks (VTODO).
        journals: Journal entries (VJOURNAL).
        others: Anything else but time zones.
    """

    transparent: int = 0
    cancelled: int = 0
    outside: int = 0
    moments: int = 0
    superseded: int = 0
    to_dos: int = 0
    journals: int = 0
    others: int = 0

    @classmethod
    def of_counts(cls, counts: Counter[str]) -> PassedOver:
        """Return the counts that stand under these names."""
        return cls(**{name: counts[name] for name in _SINGULAR})

    def words(self) -> tuple[str, ...]:
        """Return what there is of each kind, in words for people.

        >>> PassedOver(transparent=2, to_dos=1).words()
        ('2 marked as free', '1 task')
        """
        numbers = ((getattr(self, name), name) for name in _SINGULAR)
        return tuple(f"{number:,} {_words(number, name)}" for number, name in numbers if number)


def _words(number: int, name: str) -> str:
    return (_SINGULAR if number == 1 else _PLURAL)[name]
