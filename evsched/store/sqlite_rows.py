"""Events and answers as rows of SQLite, read inside a transaction that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from evsched.engine.interval import IntervalSet, to_datetime
from evsched.engine.model import Availability, Event, Participant
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
from evsched.store.sqlite_tables import SqliteTables
from evsched.store.values import Burden, EventState, EventSummary, Free, Made

_EVENT = f"SELECT {', '.join(EVENT)}, series FROM event WHERE id = ?"  # noqa: S608 - our own names
_STATE = f"SELECT {', '.join(STATE)} FROM event WHERE id = ?"  # noqa: S608 - our own names
_PARTICIPANT = f"SELECT {', '.join(PARTICIPANT)} FROM participant WHERE event_id = ?"  # noqa: S608 - our own names
_BURDENS = """
SELECT participant_id, sum(seconds), count(*) FROM burden WHERE series = ? AND event_id IS NOT ?
GROUP BY participant_id
"""
_SERIES = "SELECT series FROM event WHERE series IS NOT NULL UNION SELECT series FROM burden ORDER BY series"
_OPENED_ANSWERS = """
SELECT event_id, slots FROM availability WHERE participant_id = ? AND token = ?
UNION
SELECT event_id, availability.slots FROM event JOIN availability ON event_id = event.id
WHERE event.token = ? AND participant_id = ?
ORDER BY event_id
"""
_FREE = """
SELECT participant_id, free, CASE WHEN substr(slots, 1, 1) = '{' THEN slots END FROM availability WHERE event_id = ?
"""
_SUMMARIES = """
SELECT id, title, duration, first_start, zone,
       (SELECT count(*) FROM participant WHERE event_id = event.id),
       (SELECT count(*) FROM availability WHERE event_id = event.id)
FROM event ORDER BY created DESC, rowid DESC
"""


class SqliteReading(SqliteTables):
    """A :class:`~evsched.store.base.Reading` transaction on an SQLite connection."""

    def summaries(self) -> list[EventSummary]:
        """Return every event, the newest first."""
        return [
            EventSummary(id_, title, timedelta(seconds=duration), to_datetime(start), zone, participants, answered)
            for id_, title, duration, start, zone, participants, answered in self._execute(_SUMMARIES)
        ]

    def ids_starting_with(self, prefix: str, limit: int) -> list[str]:
        """Return the ids of events that start so, at most ``limit``."""
        rows = self._execute(
            "SELECT id FROM event WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", (prefix, prefix + "\x7f", limit)
        )
        return [id_ for (id_,) in rows]

    def latest_id(self) -> str | None:
        """Return the id of the event that was made last."""
        row = self._execute("SELECT id FROM event ORDER BY created DESC, rowid DESC LIMIT 1").fetchone()
        return row[0] if row else None

    def event(self, event_id: str, *, with_participants: bool = True) -> Event | None:
        """Return an event; without participants it costs the same however many there are."""
        found = self.event_in_series(event_id, with_participants=with_participants)
        return found[0] if found else None

    def event_in_series(self, event_id: str, *, with_participants: bool = True) -> tuple[Event, str | None] | None:
        """Return an event, and the series that it is in, None where it is in none."""
        row = self._execute(_EVENT, (event_id,)).fetchone()
        if row is None:
            return None
        people: Sequence[tuple[Any, ...]] = ()
        if with_participants:
            people = self._execute(f"{_PARTICIPANT} ORDER BY rowid", (event_id,)).fetchall()
        *columns, series = row
        with sound_rows():
            return event_from(columns, participants_from(people)), series

    def answered(self, event_id: str) -> frozenset[str]:
        """Return the ids of the participants who have answered."""
        rows = self._execute("SELECT participant_id FROM availability WHERE event_id = ?", (event_id,))
        return frozenset(id_ for (id_,) in rows)

    def state(self, event_id: str) -> EventState | None:
        """Return an event's versions and who may change it."""
        row = self._execute(_STATE, (event_id,)).fetchone()
        with sound_rows():
            return state_from(row) if row else None

    def participant(self, event_id: str, participant_id: str) -> Participant | None:
        """Return one participant."""
        row = self._execute(f"{_PARTICIPANT} AND id = ?", (event_id, participant_id)).fetchone()
        with sound_rows():
            return participant_from(row) if row else None

    def count_participants(self, event_id: str) -> int:
        """Return how many participants an event has."""
        row = self._execute("SELECT count(*) FROM participant WHERE event_id = ?", (event_id,)).fetchone()
        return int(row[0])

    def availability(self, event_id: str, participant_id: str | None = None) -> list[Availability]:
        """Return the answers as typed, of everyone or of one participant, sorted by id."""
        query = "SELECT participant_id, slots FROM availability WHERE event_id = ?"
        if participant_id is None:
            rows = self._execute(f"{query} ORDER BY participant_id", (event_id,))
        else:
            rows = self._execute(f"{query} AND participant_id = ?", (event_id, participant_id))
        with sound_rows():
            return [answer_from(id_, text) for id_, text in rows]

    def free(self, event_id: str) -> Free:
        """Return when everyone who has answered could sit in a meeting."""
        rows = self._execute(_FREE, (event_id,))
        with sound_rows():
            return free_from(rows, lambda: self._offered(event_id))

    def answers_of(self, participant_id: str, bearer: bytes | None) -> list[tuple[str, Availability]]:
        """Return a participant's answers with the ids of their events, sorted by these; those that a token opens."""
        if bearer is None:
            rows = self._execute(
                "SELECT event_id, slots FROM availability WHERE participant_id = ? ORDER BY event_id", (participant_id,)
            )
        else:
            rows = self._execute(_OPENED_ANSWERS, (participant_id, bearer, bearer, participant_id))
        with sound_rows():
            return [(event_id, answer_from(participant_id, text)) for event_id, text in rows]

    def participant_token(self, event_id: str, participant_id: str) -> bytes | None:
        """Return the digest of the token that opens an answer; None where there is none."""
        row = self._execute(
            "SELECT token FROM availability WHERE event_id = ? AND participant_id = ?", (event_id, participant_id)
        ).fetchone()
        return row[0] if row else None

    def made(self, what: str, key: str) -> Made | None:
        """Return what a request of a kind with an idempotency key has made."""
        row = self._execute(
            "SELECT body, event_id, participant_id, gone FROM made WHERE what = ? AND key = ?", (what, key)
        ).fetchone()
        return Made(row[0], row[1], row[2], bool(row[3])) if row else None

    def burdens(self, series: str, *, but_of: str | None = None) -> list[Burden]:
        """Return what the meetings chosen in a series have cost people, sorted by id."""
        rows = self._execute(_BURDENS, (series, but_of))
        with sound_rows():
            return burdens_from(rows)

    def series_names(self) -> list[str]:
        """Return the names of the series that an event is in, or that people carry something of, sorted."""
        return [name for (name,) in self._execute(_SERIES)]

    def _offered(self, event_id: str) -> IntervalSet:
        row = self._execute("SELECT slots FROM event WHERE id = ?", (event_id,)).fetchone()
        return IntervalSet(slots_from(row[0]))
