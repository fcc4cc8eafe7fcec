"""One event in a store, the same in a table with a row an interval, and how each is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from crowd import Crowd

from evsched import Event, Slot
from evsched.engine.interval import IntervalSet, to_datetime
from evsched.store.base import Store
from evsched.store.row_values import slots_to_text
from evsched.store.tables import Row

_TABLE = """
CREATE TABLE free_interval (
    event_id text NOT NULL, participant_id text NOT NULL, "start" bigint NOT NULL, "end" bigint NOT NULL,
    PRIMARY KEY (event_id, participant_id, "start")
)
"""
_INSERT = "INSERT INTO free_interval VALUES ({0}, {0}, {0}, {0})"
_SELECT = """
SELECT participant_id, "start", "end" FROM free_interval WHERE event_id = {} ORDER BY participant_id, "start"
"""
_PLAIN = (
    "SELECT title, duration, zone, slots, organizer, deadline, series FROM event WHERE id = {}",
    "SELECT id, zone, required, usual FROM participant WHERE event_id = {}",
    "SELECT participant_id, free FROM availability WHERE event_id = {}",
)
"""All that a recommendation needs, as the store reads it."""


class Connection(Protocol):
    """What connections of sqlite3 and psycopg have in common."""

    def execute(self, query: str, parameters: Any = ..., /) -> Any:
        """Run a statement and return its cursor."""

    def cursor(self) -> Any:
        """Return a cursor."""

    def commit(self) -> None:
        """End the transaction."""


class Rows:
    """The free time of events as rows, one for each interval.

    Args:
        connection: To the database in which a store has its tables.
        place: What stands for a value in a statement.
        own_order: Whether a table can be kept in the order of its key, as SQLite's can.
    """

    def __init__(self, connection: Connection, place: str, *, own_order: bool) -> None:
        self._connection = connection
        self._place = place
        connection.execute(_TABLE + (" WITHOUT ROWID" if own_order else ""))

    def insert(self, event_id: str, crowd: Crowd) -> None:
        """Add everyone's free time."""
        rows = ((event_id, name, start, end) for name, free in crowd.free.items() for start, end in free.pairs())
        self._connection.cursor().executemany(_INSERT.format(self._place), rows)
        self._connection.execute("ANALYZE")
        self._connection.commit()

    def read(self, event_id: str) -> dict[str, IntervalSet]:
        """Return everyone's free time, as the engine takes it."""
        rows = self._connection.execute(_SELECT.format(self._place), (event_id,)).fetchall()
        return {
            name: IntervalSet.of_seconds((start, end) for _, start, end in theirs)
            for name, theirs in groupby(rows, itemgetter(0))
        }

    def read_plainly(self, event_id: str) -> list[Any]:
        """Return the store's rows of an event as the database gives them."""
        return [self._connection.execute(query.format(self._place), (event_id,)).fetchall() for query in _PLAIN]


def keep(store: Store, event_id: str, crowd: Crowd) -> None:
    """Add an event that everyone has answered to a store."""
    with store.writing() as rows:
        rows.insert_event(event_id, crowd.event, datetime(2027, 1, 1, tzinfo=UTC))
        rows.load("availability", _answer_rows(event_id, crowd))


def read(store: Store, event_id: str) -> tuple[Event, dict[str, IntervalSet]]:
    """Return an event and everyone's free time, as a recommendation reads them."""
    with store.reading() as rows:
        event = rows.event(event_id)
        if event is None:
            raise SystemExit("the event is not there")
        return event, dict(rows.free(event_id).times)


def _answer_rows(event_id: str, crowd: Crowd) -> Iterator[Row]:
    for name, free in crowd.free.items():
        slots = [Slot(to_datetime(start), to_datetime(end)) for start, end in free.pairs()]
        yield event_id, name, free.pack(), slots_to_text(slots), None
