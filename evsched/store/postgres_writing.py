"""Events and answers as rows of PostgreSQL, written inside a transaction that is open.

Who writes waits for others in this order only, so that no two wait for each other:

1. for whoever replaces all there is, or changes the tables (a lock that all writers share);
2. for the key of a request that makes an event;
3. for one event, whose row stands for its participants and answers too;
4. for the key of a request that answers that event;
5. for the answers of one participant to all events, sorted by event; each by itself, never by its event's row.

Rows of what keys have made are marked and forgotten only where nobody else has hold of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from evsched.engine.interval import Interval, to_seconds
from evsched.engine.model import Availability, Event, Participant
from evsched.errors import StoreUnavailable, shown
from evsched.store.postgres_connection import Connection
from evsched.store.postgres_rows import PostgresReading
from evsched.store.postgres_schema import HOLD_GATE, HOLD_GATE_ALONE
from evsched.store.row_values import PARTICIPANT, answer_to_text, event_row, participant_row
from evsched.store.tables import COLUMNS, Row
from evsched.store.values import Made

_PEOPLE = """
INSERT INTO participant (event_id, id, zone, required, usual)
SELECT %s, id, zone, required, usual
FROM unnest(%s::text[], %s::text[], %s::boolean[], %s::text[]) AS came (id, zone, required, usual)
"""
_BURDENS = """
INSERT INTO burden (event_id, participant_id, series, seconds)
SELECT %s, who, %s, seconds FROM unnest(%s::text[], %s::bigint[]) AS came (who, seconds)
"""
_GONE = """
UPDATE made SET gone = true WHERE (what, key) IN (
    SELECT what, key FROM made WHERE event_id = %s AND participant_id = %s FOR UPDATE SKIP LOCKED
)
"""
_FORGET = """
DELETE FROM made WHERE (what, key) IN (SELECT what, key FROM made WHERE at < %s FOR UPDATE SKIP LOCKED)
"""


class PostgresWriting(PostgresReading):
    """A :class:`~evsched.store.base.Writing` transaction on a connection."""

    BEGIN = f"BEGIN ISOLATION LEVEL READ COMMITTED; {HOLD_GATE}"
    UNDO = "ROLLBACK"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._held: set[str] = set()
        self._held_keys: set[tuple[str, str]] = set()

    def insert_event(self, event_id: str, event: Event, created: datetime, series: str | None = None) -> None:
        """Add an event with its participants, maybe to a series; it is open to anyone if it has none."""
        self._held.add(event_id)  # nobody else sees it before the end
        self._run(
            "INSERT INTO event (id, created, open, series, title, duration, zone, slots, organizer, deadline,"
            " first_start) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            *(event_id, to_seconds(created), not event.participants, series, *event_row(event)),
        )
        people = [participant_row(who) for who in event.participants]
        self._run(_PEOPLE, event_id, *([row[place] for row in people] for place in range(len(PARTICIPANT))))

    def update_event(self, event_id: str, event: Event) -> None:
        """Replace what an event is, but for its participants."""
        self._hold(event_id)
        self._run(
            "UPDATE event SET title = %s, duration = %s, zone = %s, slots = %s, organizer = %s, deadline = %s,"
            " first_start = %s WHERE id = %s",
            *(*event_row(event), event_id),
        )

    def put_meeting(self, event_id: str, meeting: Interval | None) -> None:
        """Keep when an event will be, or that this is open."""
        self._hold(event_id)
        bounds = (None, None) if meeting is None else (to_seconds(meeting.start), to_seconds(meeting.end))
        self._run("UPDATE event SET meeting_start = %s, meeting_end = %s WHERE id = %s", *bounds, event_id)

    def delete_event(self, event_id: str) -> None:
        """Remove an event with its participants and answers; what it has cost people in a series stays."""
        self._hold(event_id)
        self._run("DELETE FROM event WHERE id = %s", event_id)

    def close_event(self, event_id: str) -> None:
        """Have an event be for its participants, and whoever is added, alone."""
        self._hold(event_id)
        self._run("UPDATE event SET open = false WHERE id = %s", event_id)

    def put_participant(self, event_id: str, participant: Participant) -> None:
        """Add a participant behind the others, or replace what is known of one."""
        self._hold(event_id)
        self._run(
            "INSERT INTO participant (event_id, id, zone, required, usual) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (event_id, id)"
            " DO UPDATE SET zone = excluded.zone, required = excluded.required, usual = excluded.usual",
            *(event_id, *participant_row(participant)),
        )

    def delete_participant(self, event_id: str, participant_id: str) -> None:
        """Remove a participant and their answer, which is gone for the request that has made it."""
        self._hold(event_id)
        self._run("DELETE FROM participant WHERE event_id = %s AND id = %s", event_id, participant_id)
        self._run(_GONE, event_id, participant_id)

    def put_availability(self, event_id: str, availability: Availability) -> None:
        """Record a participant's answer in place of any earlier one, whose token stays."""
        self._hold(event_id)
        self._run(
            "INSERT INTO availability (event_id, participant_id, free, slots) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (event_id, participant_id) DO UPDATE SET free = excluded.free, slots = excluded.slots",
            *(event_id, availability.participant_id, availability.typed.pack(), answer_to_text(availability)),
        )

    def raise_versions(self, event_id: str, *, event: bool = False, answers: bool = False) -> None:
        """Count a change of an event, for calendars too, of its answers, or of both."""
        self._hold(event_id)
        self._run(
            "UPDATE event SET version = version + %s, sequence = sequence + %s, answers_version = answers_version + %s"
            " WHERE id = %s",
            *(int(event), int(event), int(answers), event_id),
        )

    def put_organizer_token(self, event_id: str, token: bytes) -> None:
        """Keep the digest of the token that opens an event in place of any earlier one."""
        self._hold(event_id)
        self._run("UPDATE event SET token = %s WHERE id = %s", token, event_id)

    def put_participant_token(self, event_id: str, participant_id: str, token: bytes) -> None:
        """Keep the digest of the token that opens an answer in place of any earlier one."""
        self._hold(event_id)
        self._run(
            "UPDATE availability SET token = %s WHERE event_id = %s AND participant_id = %s",
            *(token, event_id, participant_id),
        )

    def put_burdens(self, event_id: str, series: str, burdens: Mapping[str, timedelta]) -> None:
        """Keep what an event's meeting costs its attendees, by id, in place of all that was kept of it."""
        self._hold(event_id)
        self._run("DELETE FROM burden WHERE event_id = %s", event_id)
        people = sorted(burdens)
        self._run(_BURDENS, event_id, series, people, [int(burdens[each].total_seconds()) for each in people])

    def put_made(self, what: str, key: str, made: Made, at: datetime) -> None:
        """Keep what a request of a kind with an idempotency key has made, for as long as nobody forgets it."""
        self._hold_key(what, key)
        self._run(
            "INSERT INTO made (what, key, body, event_id, participant_id, at) VALUES (%s, %s, %s, %s, %s, %s)",
            *(what, key, made.body, made.event_id, made.participant_id, to_seconds(at)),
        )

    def forget_made(self, before: datetime) -> None:
        """Forget what requests before a time have made, but for what somebody else is about to change."""
        self._run(_FORGET, to_seconds(before))

    def clear(self) -> None:
        """Remove all that there is."""
        self._run(HOLD_GATE_ALONE)
        for table in reversed(COLUMNS):
            self._run(f"DELETE FROM {table}")  # noqa: S608 - our own

    def load(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows as ``dump`` yields them, behind those that are there."""
        into = f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN"
        try:
            with self._connection.cursor().copy(into) as copy:
                for row in rows:
                    copy.write_row(row)
            self._run(f"ANALYZE {table}")  # which PostgreSQL does by itself, a minute later
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            why = error.diag.message_primary or "it has a character that PostgreSQL does not keep"
            raise StoreUnavailable(
                f"the database holds a row of {table} that does not fit the others ({shown(why)})"
            ) from None

    def _hold(self, event_id: str) -> None:
        if event_id not in self._held:
            self._asked("SELECT FROM event WHERE id = %s FOR UPDATE", (event_id,))
            self._held.add(event_id)

    def _hold_key(self, what: str, key: str) -> None:
        if (what, key) not in self._held_keys:
            self._run("SELECT pg_advisory_xact_lock(%s)", _key_number(what, key))
            self._held_keys.add((what, key))

    def _one_held(self, query: str, event_id: str) -> Any:
        if event_id in self._held:
            return self._one(query, event_id)
        self._held.add(event_id)
        return self._one(f"{query} FOR UPDATE", event_id)

    def _all_held(self, query: str, *values: object) -> list[TupleRow]:
        return self._all(f"{query} FOR UPDATE OF availability", *values)


def _key_number(what: str, key: str) -> int:
    """Return the number of the lock on a key; two keys have the same one by a chance of one in 2**64."""
    digest = hashlib.blake2b(f"{what}\0{key}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
