"""One event in a store, the same in a table with a row an interval, and how each is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from crowd import Crowd

from evsched import Event, Slot
from evsched.engine.interval import IntervalSet
from evsched.store.base import Store
from evsched.store.row_values import slots_to_text
from evsched.store.tables import Row

_TABLE = """
CREATE TABLE free_interval (
    event_id text NOT NULL, participant_id text NOT NULL, "start" bigint NOT NULL, "end" bigint NOT NULL,
    PRIMARY KEY (event_id, participant_id, "start")
)
"""
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
    """The free time of events as rows of SQLite, one for each interval, kept in the order of their key.

    Args:
        connection: To the database in which a store has its tables.
    """

    place = "?"
    """What stands for a value in a statement."""
    table = f"{_TABLE} WITHOUT ROWID"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.execute(self.table)

    def insert(self, event_id: str, crowd: Crowd) -> None:
        """Add everyone's free time."""
        self._insert((event_id, name, start, end) for name, free in crowd.free.items() for start, end in free.pairs())
        self._connection.execute("ANALYZE free_interval")
        self._connection.commit()

    def _insert(self, rows: Iterable[Row]) -> None:
        self._connection.cursor().executemany("INSERT INTO free_interval VALUES (?, ?, ?, ?)", rows)

    def read(self, event_id: str) -> dict[str, IntervalSet]:
        """Return everyone's free time, as the engine takes it."""
        rows = self._connection.execute(_SELECT.format(self.place), (event_id,)).fetchall()
        return {
            name: IntervalSet.of_seconds((start, end) for _, start, end in theirs)
            for name, theirs in groupby(rows, itemgetter(0))
        }

    def read_plainly(self, event_id: str) -> list[Any]:
        """Return the store's rows of an event as the database gives them."""
        return [self._connection.execute(query.format(self.place), (event_id,)).fetchall() for query in _PLAIN]


class CopiedRows(Rows):
    """The same in PostgreSQL."""

    place = "%s"
    table = _TABLE

    def _insert(self, rows: Iterable[Row]) -> None:
        with self._connection.cursor().copy("COPY free_interval FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def keep(store: Store, event_id: str, event: Event, answers: Iterable[Row]) -> None:
    """Add an event with its answers to a store."""
    with store.writing() as rows:
        rows.insert_event(event_id, event, datetime(2027, 1, 1, tzinfo=UTC))
        rows.load("availability", answers)


def read(store: Store, event_id: str) -> tuple[Event, Mapping[str, IntervalSet]]:
    """Return an event and everyone's free time, as a recommendation reads them."""
    with store.reading() as rows:
        event = rows.event(event_id)
        if event is None:
            raise SystemExit("the event is not there")
        return event, rows.free(event_id).times


def answers(store: Store, event_id: str) -> Mapping[str, IntervalSet]:
    """Return everyone's free time."""
    with store.reading() as rows:
        return rows.free(event_id).times


def answer_rows(event_id: str, crowd: Crowd) -> list[Row]:
    """Return everyone's answer as stores keep it."""
    return [
        (event_id, name, free.pack(), slots_to_text([Slot(each.start, each.end) for each in free]), None)
        for name, free in crowd.free.items()
    ]
