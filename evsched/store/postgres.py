"""Events in a PostgreSQL database: for several programs on several machines at once.

What a reading sees is of one moment (REPEATABLE READ). Who writes holds what they read or write of an event, so that
the use cases run one after another for each event and beside each other for others; see
:mod:`evsched.store.postgres_writing`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

import psycopg
from psycopg.rows import TupleRow

from evsched.errors import StoreUnavailable, shown
from evsched.store.base import Reading, Writing
from evsched.store.postgres_address import PostgresAddress
from evsched.store.postgres_check import faults, missing_tables
from evsched.store.postgres_connection import Connection
from evsched.store.postgres_connections import Connections
from evsched.store.postgres_errors import NOT_SET_UP, UNKNOWN_OUTCOME, outcome_is_unknown, trouble, trouble_connecting
from evsched.store.postgres_rows import PostgresReading
from evsched.store.postgres_schema import SELECT_VERSION, migrate, why_unfit
from evsched.store.postgres_writing import PostgresWriting

_Rows = TypeVar("_Rows", bound=PostgresReading)


class PostgresStore:
    """The store in a PostgreSQL database, which must have been migrated; safe for many threads and programs.

    It connects when it is first used.

    Args:
        address: Such as ``postgresql://evsched@db.example/evsched``.
        patience: Seconds to wait for a connection, and for what another holds, before StoreUnavailable.
        longest: Seconds that a transaction may take in all; None for any time.
        password_file: Holds the password and nothing else; read for each connection that is made.

    Raises:
        InvalidInput: The address is none.
    """

    def __init__(
        self, address: str, patience: float = 30.0, longest: float | None = None, password_file: Path | None = None
    ) -> None:
        self._address = PostgresAddress(address, password_file)
        self._patience = patience
        self._longest = math.inf if longest is None else longest
        self._connections = Connections(self._connect, self._unavailable)

    @property
    def address(self) -> str:
        """Where it is, for people; it holds no password."""
        return str(self._address)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a transaction that only reads; all of it is of one moment."""
        with self._transaction(PostgresReading) as rows:
            yield rows
            rows.commit()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open a transaction that writes; committed at the end, undone on any exception."""
        with self._transaction(PostgresWriting) as rows:
            yield rows
            try:
                rows.commit()
            except psycopg.Error as error:
                if not outcome_is_unknown(error):
                    raise
                raise self._unavailable(UNKNOWN_OUTCOME) from None

    def figures(self) -> Mapping[str, float]:
        """Return how many connections are open, how many of them idle, and how many threads wait for one."""
        return self._connections.figures()

    def exists(self) -> bool:
        """Tell that there is a database: on a server nobody makes one by writing."""
        return True

    def migrate(self) -> tuple[int, int]:
        """Bring the tables up to date; return the version that they had, 0 for none, and the one they have now."""
        with self._lent() as connection:
            versions = migrate(connection)
            self._check_version(connection.execute(SELECT_VERSION).fetchone())
            missing = missing_tables(connection)
        if missing:
            raise self._unavailable(f"has lost the table {missing[0]}: restore it from a backup")
        return versions

    def check(self) -> list[str]:
        """Return what PostgreSQL finds wrong with it, nothing for a sound one."""
        with self._lent() as connection:
            self._check_version(connection.execute(SELECT_VERSION).fetchone())
            return list(faults(connection))

    def close(self) -> None:
        """Close the connections; the next transaction opens them anew."""
        self._connections.close()

    @contextmanager
    def _transaction(self, kind: type[_Rows]) -> Iterator[_Rows]:
        """Begin a transaction, and undo it on any exception."""
        with self._lent() as connection:
            rows = kind(connection)
            try:
                self._check_version(rows.begin())
                yield rows
            except BaseException:
                rows.undo()
                raise

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        """Lend a connection for one transaction, and say what is the matter with the database if it fails."""
        now = monotonic()
        connection = self._connections.take(now + min(self._patience, self._longest))
        connection.deadline = now + self._longest
        try:
            yield connection
        except psycopg.Error as error:
            why = trouble(error)
            if why is None:
                raise
            raise self._unavailable(why) from None
        finally:
            self._connections.give_back(connection)

    def _connect(self) -> Connection:
        settings = {"timezone": "UTC", "lock_timeout": _milliseconds(self._patience)}
        if self._longest < math.inf:
            # A little less, so that a server that works ends a statement itself and keeps the connection.
            settings["statement_timeout"] = _milliseconds(self._longest * 0.9)
            settings["idle_in_transaction_session_timeout"] = "10s"
        try:
            return Connection.connect(self._address.with_password(settings), autocommit=True)
        except OSError as error:
            name = shown(str(error.filename), 200)
            raise self._unavailable(f'cannot be opened: the file of its password, "{name}": {error.strerror}') from None
        except UnicodeError:  # which holds the password
            raise self._unavailable("cannot be opened: the file of its password holds no text") from None
        except psycopg.Error as error:
            raise self._unavailable(trouble_connecting(error)) from None

    def _check_version(self, row: TupleRow | None) -> None:
        why = NOT_SET_UP if row is None else why_unfit(*row)
        if why is not None:
            raise self._unavailable(why)

    def _unavailable(self, why: str) -> StoreUnavailable:
        return StoreUnavailable(f'the database "{shown(self.address, 200)}" {why}')


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(seconds * 1000)))
