"""Events and answers as rows of PostgreSQL, read inside a transaction that is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from psycopg.rows import TupleRow

from evsched.engine.interval import IntervalSet, to_datetime
from evsched.engine.model import Availability, Event, Participant
from evsched.store.postgres_connection import Connection
from evsched.store.postgres_transaction import PostgresTransaction
from evsched.store.row_values import (
    EVENT,
    PARTICIPANT,
    STATE,
    answer_from,
    burdens_from,
    event_from,
    free_from,
    participant_from,
    participants_from,
    slots_from,
    sound_rows,
    state_from,
)
from evsched.store.tables import COLUMNS, Row
from evsched.store.values import Burden, EventState, EventSummary, Free, Made

_SUMMARIES = """
SELECT id, title, duration, first_start, zone,
       (SELECT count(*) FROM participant WHERE event_id = event.id),
       (SELECT count(*) FROM availability WHERE event_id = event.id)
FROM event ORDER BY created DESC, number DESC
"""
_PARTICIPANT = f"SELECT {', '.join(PARTICIPANT)} FROM participant WHERE event_id = %s"  # noqa: S608 - our own names
_EVENT = f"SELECT {', '.join(EVENT)}, series FROM event WHERE id = %s"  # noqa: S608 - our own names
_STATE = f"SELECT {', '.join(STATE)} FROM event WHERE id = %s"  # noqa: S608 - our own names
_FREE = """
SELECT participant_id, free, CASE WHEN substr(slots, 1, 1) = '{' THEN slots END FROM availability WHERE event_id = %s
"""
_BURDENS = """
SELECT participant_id, sum(seconds), count(*) FROM burden WHERE series = %s AND event_id IS DISTINCT FROM %s
GROUP BY participant_id
"""
_SERIES = "SELECT series FROM event WHERE series IS NOT NULL UNION SELECT series FROM burden ORDER BY series"
_ANSWERS = "SELECT event_id, slots FROM availability WHERE participant_id = %s ORDER BY event_id"
_OPENED_ANSWERS = """
SELECT availability.event_id, slots FROM (
    SELECT event_id FROM availability WHERE participant_id = %s AND token = %s
    UNION
    SELECT id FROM event WHERE token = %s
) AS opened JOIN availability USING (event_id) WHERE participant_id = %s ORDER BY event_id
"""
_AT_ONCE = 1000
"""Rows of a dump that are in memory at a time."""


class PostgresReading(PostgresTransaction):
    """A :class:`~evsched.store.base.Reading` transaction on a connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._cursors = count()

    def summaries(self) -> list[EventSummary]:
        """Return every event, the newest first."""
        return [
            EventSummary(id_, title, timedelta(seconds=duration), to_datetime(start), zone, participants, answered)
            for id_, title, duration, start, zone, participants, answered in self._all(_SUMMARIES)
        ]

    def ids_starting_with(self, prefix: str, limit: int) -> list[str]:
        """Return the ids of events that start so, at most ``limit``."""
        rows = self._all(
            "SELECT id FROM event WHERE id >= %s AND id < %s ORDER BY id LIMIT %s", prefix, prefix + "\x7f", limit
        )
        return [id_ for (id_,) in rows]

    def latest_id(self) -> str | None:
        """Return the id of the event that was made last."""
        row = self._one("SELECT id FROM event ORDER BY created DESC, number DESC LIMIT 1")
        return row[0] if row else None

    def event(self, event_id: str, *, with_participants: bool = True) -> Event | None:
        """Return an event; without participants it costs the same however many there are."""
        found = self.event_in_series(event_id, with_participants=with_participants)
        return found[0] if found else None

    def event_in_series(self, event_id: str, *, with_participants: bool = True) -> tuple[Event, str | None] | None:
        """Return an event, and the series that it is in, None where it is in none."""
        row = self._one_held(_EVENT, event_id)
        if row is None:
            return None
        people: Sequence[TupleRow] = ()
        if with_participants:
            people = self._all(f"{_PARTICIPANT} ORDER BY number", event_id)
        *columns, series = row
        with sound_rows():
            return event_from(columns, participants_from(people)), series

    def answered(self, event_id: str) -> frozenset[str]:
        """Return the ids of the participants who have answered."""
        self._hold(event_id)
        rows = self._all("SELECT participant_id FROM availability WHERE event_id = %s", event_id)
        return frozenset(id_ for (id_,) in rows)

    def state(self, event_id: str) -> EventState | None:
        """Return an event's versions and who may change it."""
        row = self._one_held(_STATE, event_id)
        with sound_rows():
            return state_from(row) if row else None

    def participant(self, event_id: str, participant_id: str) -> Participant | None:
        """Return one participant."""
        self._hold(event_id)
        row = self._one(f"{_PARTICIPANT} AND id = %s", event_id, participant_id)
        with sound_rows():
            return participant_from(row) if row else None

    def count_participants(self, event_id: str) -> int:
        """Return how many participants an event has."""
        self._hold(event_id)
        row = self._one("SELECT count(*) FROM participant WHERE event_id = %s", event_id)
        return int(row[0]) if row else 0

    def availability(self, event_id: str, participant_id: str | None = None) -> list[Availability]:
        """Return the answers as typed, of everyone or of one participant, sorted by id."""
        self._hold(event_id)
        query = "SELECT participant_id, slots FROM availability WHERE event_id = %s"
        if participant_id is None:
            rows = self._all(f"{query} ORDER BY participant_id", event_id)
        else:
            rows = self._all(f"{query} AND participant_id = %s", event_id, participant_id)
        with sound_rows():
            return [answer_from(id_, text) for id_, text in rows]

    def free(self, event_id: str) -> Free:
        """Return when everyone who has answered could sit in a meeting."""
        self._hold(event_id)
        rows = self._all(_FREE, event_id)
        with sound_rows():
            return free_from(rows, lambda: self._offered(event_id))

    def answers_of(self, participant_id: str, bearer: bytes | None) -> list[tuple[str, Availability]]:
        """Return a participant's answers with the ids of their events, sorted by these; those that a token opens."""
        if bearer is None:
            rows = self._all_held(_ANSWERS, participant_id)
        else:
            rows = self._all_held(_OPENED_ANSWERS, participant_id, bearer, bearer, participant_id)
        with sound_rows():
            return [(event_id, answer_from(participant_id, text)) for event_id, text in rows]

    def participant_token(self, event_id: str, participant_id: str) -> bytes | None:
        """Return the digest of the token that opens an answer; None where there is none."""
        self._hold(event_id)
        row = self._one(
            "SELECT token FROM availability WHERE event_id = %s AND participant_id = %s", event_id, participant_id
        )
        return row[0] if row else None

    def made(self, what: str, key: str) -> Made | None:
        """Return what a request of a kind with an idempotency key has made."""
        self._hold_key(what, key)
        row = self._one("SELECT body, event_id, participant_id, gone FROM made WHERE what = %s AND key = %s", what, key)
        return Made(*row) if row else None

    def burdens(self, series: str, *, but_of: str | None = None) -> list[Burden]:
        """Return what the meetings chosen in a series have cost people, sorted by id."""
        rows = self._all(_BURDENS, series, but_of)
        with sound_rows():
            return burdens_from(rows)

    def series_names(self) -> list[str]:
        """Return the names of the series that an event is in, or that people carry something of, sorted."""
        return [name for (name,) in self._all(_SERIES)]

    def dump(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table of :data:`evsched.store.tables.COLUMNS`, in the order in which they came."""
        columns, cursor = ", ".join(COLUMNS[table]), f"dump_{next(self._cursors)}"
        self._run(f"DECLARE {cursor} NO SCROLL CURSOR FOR SELECT {columns} FROM {table} ORDER BY number")  # noqa: S608 - our own
        while rows := self._all(f"FETCH {_AT_ONCE} FROM {cursor}"):
            for row in rows:
                yield tuple(int(value) if isinstance(value, bool) else value for value in row)
        self._run(f"CLOSE {cursor}")

    def _offered(self, event_id: str) -> IntervalSet:
        return IntervalSet(slots_from(self._one("SELECT slots FROM event WHERE id = %s", event_id)[0]))

    def _hold(self, event_id: str) -> None:
        """Have nobody else change an event before the end of the transaction, if it writes."""

    def _hold_key(self, what: str, key: str) -> None:
        """Have nobody else look up or use a key before the end of the transaction, if it writes."""

    def _one_held(self, query: str, event_id: str) -> Any:
        """Return a row of the table of events, which is held from then on if the transaction writes."""
        return self._one(query, event_id)

    def _all_held(self, query: str, *values: object) -> list[TupleRow]:
        """Return rows of one table, which are held from then on if the transaction writes."""
        return self._all(query, *values)
