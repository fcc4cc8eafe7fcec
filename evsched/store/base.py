"""What the use cases ask of a database.

A store hands out transactions. All that is read in one belongs to one moment; all that is written in one
is there afterwards, or none of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from evsched.engine.interval import Interval
from evsched.engine.model import Availability, Event, Participant
from evsched.store.tables import Row
from evsched.store.values import Burden, EventState, EventSummary, Free, Made


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

    def event_in_series(self, event_id: str, *, with_participants: bool = True) -> tuple[Event, str | None] | None:
        """Return an event, and the series that it is in, None where it is in none."""
        ...

    def answered(self, event_id: str) -> frozenset[str]:
        """Return the ids of the participants who have answered."""
        ...

    def state(self, event_id: str) -> EventState | None:
        """Return an event's versions and who may change it."""
        ...

    def participant(self, event_id: str, participant_id: str) -> Participant | None:
        """Return one participant."""
        ...

    def count_participants(self, event_id: str) -> int:
        """Return how many participants an event has."""
        ...

    def availability(self, event_id: str, participant_id: str | None = None) -> list[Availability]:
        """Return the answers as typed, of everyone or of one participant, sorted by id."""
        ...

    def free(self, event_id: str) -> Free:
        """Return when everyone who has answered could sit in a meeting."""
        ...

    def answers_of(self, participant_id: str, bearer: bytes | None) -> list[tuple[str, Availability]]:
        """Return a participant's answers with the ids of their events, sorted by these.

        With the digest of a token, only those that it opens: the organizer's all of one event, the
        participant's one.
        """
        ...

    def participant_token(self, event_id: str, participant_id: str) -> bytes | None:
        """Return the digest of the token that opens an answer; None where there is none."""
        ...

    def made(self, what: str, key: str) -> Made | None:
        """Return what a request of a kind with an idempotency key has made."""
        ...

    def burdens(self, series: str, *, but_of: str | None = None) -> list[Burden]:
        """Return what the meetings chosen in a series have cost people, sorted by id.

        Args:
            series: Its name.
            but_of: The id of an event whose meeting is left out.
        """
        ...

    def series_names(self) -> list[str]:
        """Return the names of the series that an event is in, or that people carry something of, sorted."""
        ...

    def dump(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table of :data:`evsched.store.tables.COLUMNS`, in the order in which they came."""
        ...


class Writing(Reading, Protocol):
    """A transaction that writes; what it has read of an event or of a key, no other changes before its end."""

    def insert_event(self, event_id: str, event: Event, created: datetime, series: str | None = None) -> None:
        """Add an event with its participants, maybe to a series; it is open to anyone if it has none."""
        ...

    def update_event(self, event_id: str, event: Event) -> None:
        """Replace what an event is, but for its participants."""
        ...

    def put_meeting(self, event_id: str, meeting: Interval | None) -> None:
        """Keep when an event will be, or that this is open."""
        ...

    def delete_event(self, event_id: str) -> None:
        """Remove an event with its participants and answers; what it has cost people in a series stays."""
        ...

    def close_event(self, event_id: str) -> None:
        """Have an event be for its participants, and whoever is added, alone."""
        ...

    def put_participant(self, event_id: str, participant: Participant) -> None:
        """Add a participant behind the others, or replace what is known of one."""
        ...

    def delete_participant(self, event_id: str, participant_id: str) -> None:
        """Remove a participant and their answer, which is gone for the request that has made it."""
        ...

    def put_availability(self, event_id: str, availability: Availability) -> None:
        """Record a participant's answer in place of any earlier one, whose token stays."""
        ...

    def raise_versions(self, event_id: str, *, event: bool = False, answers: bool = False) -> None:
        """Count a change of an event, for calendars too, of its answers, or of both."""
        ...

    def put_organizer_token(self, event_id: str, token: bytes) -> None:
        """Keep the digest of the token that opens an event in place of any earlier one."""
        ...

    def put_participant_token(self, event_id: str, participant_id: str, token: bytes) -> None:
        """Keep the digest of the token that opens an answer in place of any earlier one."""
        ...

    def put_burdens(self, event_id: str, series: str, burdens: Mapping[str, timedelta]) -> None:
        """Keep what an event's meeting costs its attendees, by id, in place of all that was kept of it."""
        ...

    def put_made(self, what: str, key: str, made: Made, at: datetime) -> None:
        """Keep what a request of a kind with an idempotency key has made, for as long as nobody forgets it."""
        ...

    def forget_made(self, before: datetime) -> None:
        """Forget what requests before a time have made."""
        ...

    def clear(self) -> None:
        """Remove all that there is."""
        ...

    def load(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows as ``dump`` yields them, behind those that are there."""
        ...


class Store(Protocol):
    """A database of events.

    All but ``address``, ``figures`` and ``close`` raise StoreUnavailable for a database that cannot be reached, is
    busy, full, corrupt, newer than this program, or not to be written.
    """

    @property
    def address(self) -> str:
        """Where it is, for people; it holds no password."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a transaction that only reads."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Open the transaction that writes; committed at the end, undone on any exception."""
        ...

    def figures(self) -> Mapping[str, float]:
        """Return what can be measured of the store now, such as how many connections are open."""
        ...

    def exists(self) -> bool:
        """Tell whether there is a database; where there is none, the first writing makes it."""
        ...

    def migrate(self) -> tuple[int, int]:
        """Bring the tables up to date; return the version that they had, 0 for none, and the one they have now."""
        ...

    def check(self) -> list[str]:
        """Return what the database system finds wrong with it, nothing for a sound one."""
        ...

    def close(self) -> None:
        """Close what is open; the next transaction opens it anew."""
        ...
