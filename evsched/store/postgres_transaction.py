"""A transaction of PostgreSQL, and what is asked in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import psycopg
from psycopg import Cursor
from psycopg.rows import TupleRow

from evsched.store.postgres_connection import Connection
from evsched.store.postgres_schema import SELECT_VERSION


class PostgresTransaction:
    """A transaction that reads what is of one moment."""

    BEGIN: ClassVar[str] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    UNDO: ClassVar[str] = "COMMIT"
    """There is nothing to undo; and after a ROLLBACK psycopg forgets what it has prepared."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self) -> TupleRow | None:
        """Begin the transaction; return the row that tells the version of the tables."""
        found = self._connection.execute(f"{self.BEGIN}; {SELECT_VERSION}")
        while found.nextset():
            pass
        return found.fetchone()

    def commit(self) -> None:
        """End the transaction; what it has written is there from then on."""
        if self._connection.execute("COMMIT").statusmessage != "COMMIT":
            # Something had failed and was passed over: PostgreSQL has undone all.
            raise psycopg.errors.InFailedSqlTransaction("nothing was written, because a statement had failed")

    def undo(self) -> None:
        """End the transaction as if it had never been, if need be with the connection."""
        try:
            self._connection.execute(self.UNDO)
        except psycopg.Error:
            self._connection.close()

    def _run(self, query: str, *values: object) -> Cursor[TupleRow]:
        return self._connection.execute(query, values)

    def _one(self, query: str, *values: object) -> Any:
        found = self._asked(query, values)
        return found.fetchone() if found else None

    def _all(self, query: str, *values: object) -> list[TupleRow]:
        found = self._asked(query, values)
        return found.fetchall() if found else []

    def _asked(self, query: str, values: Sequence[object]) -> Cursor[TupleRow] | None:
        """Ask for rows; None where a value holds what PostgreSQL keeps in no text, so that no row has it."""
        try:
            return self._run(query, *values)
        except UnicodeEncodeError:  # half of a character
            return None
        except psycopg.DataError as error:
            if error.sqlstate is not None:  # the server's
                raise
            return None  # U+0000
