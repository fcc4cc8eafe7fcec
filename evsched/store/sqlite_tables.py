"""Whole tables of SQLite, inside a transaction that is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from evsched.errors import StoreUnavailable, shown
from evsched.store.tables import COLUMNS, Row


class SqliteTables:
    """What a transaction on an SQLite connection does with tables, whatever is in them.

    Args:
        connection: The connection.
        errors: Says what goes wrong in it, since the transaction of another database may lie around this one.
    """

    def __init__(
        self, connection: sqlite3.Connection, errors: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._errors = errors

    def dump(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, in the order in which they came."""
        query = f"SELECT {', '.join(COLUMNS[table])} FROM {table} ORDER BY rowid"  # noqa: S608 - our own names
        with self._table_errors(table):
            for row in self._execute(query):  # noqa: UP028 - would close the cursor, maybe after its connection
                yield row

    def clear(self) -> None:
        """Remove all that there is."""
        for table in reversed(COLUMNS):
            with self._table_errors(table):
                self._execute(f"DELETE FROM {table}")  # noqa: S608 - our own name

    def load(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows as ``dump`` yields them, behind those that are there."""
        columns = COLUMNS[table]
        places = ", ".join("?" * len(columns))
        query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names
        with self._table_errors(table):
            self._connection.executemany(query, rows)

    @contextmanager
    def _table_errors(self, table: str) -> Iterator[None]:
        try:
            with self._errors():
                yield
        except sqlite3.IntegrityError as error:
            raise StoreUnavailable(
                f"the database holds a row of {table} that does not fit the others ({shown(str(error))})"
            ) from None
        except sqlite3.OperationalError as error:  # somebody has taken away a table or a column
            raise StoreUnavailable(
                f"the table {table} is damaged ({shown(str(error))}): move the database away, and restore a backup"
            ) from None
