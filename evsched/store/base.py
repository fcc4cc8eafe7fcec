"""What the use cases ask of a database.

A store hands out transactions. All that is read in one belongs to one moment; all that is written in one
is there afterwards, or none of it is.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event, Participant


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as a store keeps it."""

    id: str
    event: Event
    answered: frozenset[str]
    """Ids of the participants who have answered, be it to decline."""
    is_open: bool
    """Whether anyone may answer, because nobody was ever invited."""


@dataclass(frozen=True, slots=True)
class EventSummary:
    """A line of the list of events."""

    id: str
    title: str
    duration: timedelta
    first_start: datetime
    """When the earliest slot starts."""
    zone: str | None
    participants: int
    answered: int


class Reading(Protocol):
    """A transaction that only reads."""

    def summaries(self) -> list[EventSummary]:
        """Return every event, the newest first."""
        ...

    def ids_starting_with(self, prefix: str, limit: int) -> list[str]:
        """Return the ids of events that start so, at most ``limit``."""
        ...

    def latest_id(self) -> str | None:
        """Return the id of the event that was made last."""
        ...

    def event(self, event_id: str, *, with_participants: bool = True) -> Event | None:
        """Return an event; without participants it costs the same however many there are."""
        ...

    def answered(self, event_id: str) -> frozenset[str]:
        """Return the ids of the participants who have answered."""
        ...

    def is_open(self, event_id: str) -> bool:
        """Tell whether anyone may answer: nobody was ever invited."""
        ...

    def participant(self, event_id: str, participant_id: str) -> Participant | None:
        """Return one participant."""
        ...

    def availability(self, event_id: str, participant_id: str | None = None) -> list[Availability]:
        """Return the answers as typed, of everyone or of one participant, sorted by id."""
        ...

    def free(self, event_id: str) -> dict[str, IntervalSet]:
        """Return the merged availability of everyone who has answered, by id."""
        ...


class Writing(Reading, Protocol):
    """A transaction that alone may write; what it reads, no other changes meanwhile."""

    def insert_event(self, event_id: str, event: Event, created: datetime) -> None:
        """Add an event with its participants; it is open to anyone if it has none."""
        ...

    def update_event(self, event_id: str, event: Event) -> None:
        """Replace an event's title, duration, slots and zone; its participants stay."""
        ...

    def delete_event(self, event_id: str) -> None:
        """Remove an event with its participants and answers."""
        ...

    def close_event(self, event_id: str) -> None:
        """Have an event be for its participants, and whoever is added, alone."""
        ...

    def put_participant(self, event_id: str, participant: Participant) -> None:
        """Add a participant behind the others, or replace what is known of one."""
        ...

    def delete_participant(self, event_id: str, participant_id: str) -> None:
        """Remove a participant and their answer."""
        ...

    def put_availability(self, event_id: str, availability: Availability) -> None:
        """Record a participant's answer in place of any earlier one."""
        ...


class Store(Protocol):
    """A database of events.

    Both transactions raise StoreUnavailable for a database that is busy, full, corrupt, newer than this
    program, or not to be written.
    """

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a transaction that only reads."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Open the transaction that writes; committed at the end, undone on any exception."""
        ...
