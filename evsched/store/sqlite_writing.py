"""Events and answers as rows of SQLite, written inside a transaction that is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from evsched.engine.interval import Interval, to_seconds
from evsched.engine.model import Availability, Event, Participant
from evsched.store.row_values import answer_to_text, event_row, participant_row
from evsched.store.sqlite_rows import SqliteReading
from evsched.store.values import Made


class SqliteWriting(SqliteReading):
    """A :class:`~evsched.store.base.Writing` transaction on an SQLite connection."""

    def insert_event(self, event_id: str, event: Event, created: datetime, series: str | None = None) -> None:
        """Add an event with its participants, maybe to a series; it is open to anyone if it has none."""
        self._execute(
            "INSERT INTO event (id, created, open, series, title, duration, zone, slots, organizer, deadline,"
            " first_start) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (event_id, to_seconds(created), not event.participants, series, *event_row(event)),
        )
        self._connection.executemany(
            "INSERT INTO participant (event_id, id, zone, required, usual) VALUES (?, ?, ?, ?, ?)",
            [(event_id, *participant_row(who)) for who in event.participants],
        )

    def update_event(self, event_id: str, event: Event) -> None:
        """Replace what an event is, but for its participants."""
        self._execute(
            "UPDATE event SET title = ?, duration = ?, zone = ?, slots = ?, organizer = ?, deadline = ?,"
            " first_start = ? WHERE id = ?",
            (*event_row(event), event_id),
        )

    def put_meeting(self, event_id: str, meeting: Interval | None) -> None:
        """Keep when an event will be, or that this is open."""
        bounds = (None, None) if meeting is None else (to_seconds(meeting.start), to_seconds(meeting.end))
        self._execute("UPDATE event SET meeting_start = ?, meeting_end = ? WHERE id = ?", (*bounds, event_id))

    def delete_event(self, event_id: str) -> None:
        """Remove an event with its participants and answers; what it has cost people in a series stays."""
        self._execute("DELETE FROM event WHERE id = ?", (event_id,))

    def close_event(self, event_id: str) -> None:
        """Have an event be for its participants, and whoever is added, alone."""
        self._execute("UPDATE event SET open = 0 WHERE id = ?", (event_id,))

    def put_participant(self, event_id: str, participant: Participant) -> None:
        """Add a participant behind the others, or replace what is known of one."""
        self._execute(
            "INSERT INTO participant (event_id, id, zone, required, usual) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (event_id, id)"
            " DO UPDATE SET zone = excluded.zone, required = excluded.required, usual = excluded.usual",
            (event_id, *participant_row(participant)),
        )

    def delete_participant(self, event_id: str, participant_id: str) -> None:
        """Remove a participant and their answer, which is gone for the request that has made it."""
        self._execute("DELETE FROM participant WHERE event_id = ? AND id = ?", (event_id, participant_id))
        self._execute("UPDATE made SET gone = 1 WHERE event_id = ? AND participant_id = ?", (event_id, participant_id))

    def put_availability(self, event_id: str, availability: Availability) -> None:
        """Record a participant's answer in place of any earlier one, whose token stays."""
        self._execute(
            "INSERT INTO availability (event_id, participant_id, free, slots) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (event_id, participant_id) DO UPDATE SET free = excluded.free, slots = excluded.slots",
            (event_id, availability.participant_id, availability.typed.pack(), answer_to_text(availability)),
        )

    def raise_versions(self, event_id: str, *, event: bool = False, answers: bool = False) -> None:
        """Count a change of an event, for calendars too, of its answers, or of both."""
        self._execute(
            "UPDATE event SET version = version + ?, sequence = sequence + ?, answers_version = answers_version + ?"
            " WHERE id = ?",
            (event, event, answers, event_id),
        )

    def put_organizer_token(self, event_id: str, token: bytes) -> None:
        """Keep the digest of the token that opens an event in place of any earlier one."""
        self._execute("UPDATE event SET token = ? WHERE id = ?", (token, event_id))

    def put_participant_token(self, event_id: str, participant_id: str, token: bytes) -> None:
        """Keep the digest of the token that opens an answer in place of any earlier one."""
        self._execute(
            "UPDATE availability SET token = ? WHERE event_id = ? AND participant_id = ?",
            (token, event_id, participant_id),
        )

    def put_burdens(self, event_id: str, series: str, burdens: Mapping[str, timedelta]) -> None:
        """Keep what an event's meeting costs its attendees, by id, in place of all that was kept of it."""
        self._execute("DELETE FROM burden WHERE event_id = ?", (event_id,))
        self._connection.executemany(
            "INSERT INTO burden (event_id, participant_id, series, seconds) VALUES (?, ?, ?, ?)",
            [(event_id, who, series, int(each.total_seconds())) for who, each in sorted(burdens.items())],
        )

    def put_made(self, what: str, key: str, made: Made, at: datetime) -> None:
        """Keep what a request of a kind with an idempotency key has made, for as long as nobody forgets it."""
        self._execute(
            "INSERT INTO made (what, key, body, event_id, participant_id, at) VALUES (?, ?, ?, ?, ?, ?)",
            (what, key, made.body, made.event_id, made.participant_id, to_seconds(at)),
        )

    def forget_made(self, before: datetime) -> None:
        """Forget what requests before a time have made."""
        self._execute("DELETE FROM made WHERE at < ?", (to_seconds(before),))
