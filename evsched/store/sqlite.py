"""Events in an SQLite file: rollback journal, every commit synced with its folder, foreign keys on.

Opening a file that is up to date needs the standard library alone; sqlite-utils makes and migrates the
tables and takes ten times as long to import as a recommendation takes to compute.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from weakref import WeakSet

from evsched.errors import StoreUnavailable, shown
from evsched.store.base import Reading, Writing
from evsched.store.sqlite_connection import WHY, connect, faults, patiently, primary_code
from evsched.store.sqlite_rows import SqliteReading
from evsched.store.sqlite_writing import SqliteWriting

SCHEMA_VERSION = 4
"""How many steps of :mod:`evsched.store.sqlite_schema` a file must have been through."""

_APPLICATION_ID = int.from_bytes(b"evsd", "big")


class SqliteStore:
    """The store in one file, which is made on first use; safe for many processes and threads.

    Args:
        path: The file.
        patience: Seconds to wait for other writers before StoreUnavailable.
    """

    kind = "database"
    """What messages call the file."""

    def __init__(self, path: Path | str, patience: float = 30.0) -> None:
        self.path = Path(path)
        self._patience = patience
        self._has_existed = False
        self._mine = threading.local()
        self._turn = threading.Lock()
        self._writers: set[int] = set()
        self._open: WeakSet[sqlite3.Connection] = WeakSet()

    @property
    def address(self) -> str:
        """The file, as it was named."""
        return str(self.path)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a transaction that only reads; where there is no file it finds nothing, and makes none."""
        with self._errors():
            identity = self._identity()
            if identity is None:
                with closing(sqlite3.connect(":memory:", isolation_level=None)) as nothing:
                    self._prepare(nothing)
                    yield SqliteReading(nothing, self._named_errors)
                return
            connection = self._connection_to(identity)
            with self._moment(connection):
                yield SqliteReading(connection, self._named_errors)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open the transaction that writes; committed at the end, undone on any exception."""
        until = time.monotonic() + self._patience
        # Threads of one process queue here: SQLite would have them try and sleep, and some sleep too long.
        self._writers.add(threading.get_ident())
        try:
            if not self._turn.acquire(timeout=self._patience):
                raise self._unavailable(self._why(sqlite3.SQLITE_BUSY))
            try:
                with self._errors():
                    connection = self._connection()
                    with self._transaction(connection, until):
                        yield SqliteWriting(connection, self._named_errors)
            finally:
                self._turn.release()
        finally:
            self._writers.discard(threading.get_ident())

    def exists(self) -> bool:
        """Tell whether there is a file; the first writing makes it."""
        return self._identity() is not None

    def migrate(self) -> tuple[int, int]:
        """Bring the tables up to date; return the version that the file had, 0 for a new one, and the one it has."""
        self.close()  # opened anew, it is looked at anew
        with self._errors():
            self._connection()
        return self._mine.version_found, SCHEMA_VERSION

    def check(self) -> list[str]:
        """Return what SQLite finds wrong with the file, nothing for a sound one or where there is none."""
        if not self.exists():
            return []
        with self._errors():
            connection = self._connection()
            with self._moment(connection):
                return faults(connection)

    def figures(self) -> Mapping[str, float]:
        """Return how many connections are open, and how many threads write or wait for their turn."""
        return {"connections": len(self._open), "writers": len(self._writers)}

    def close(self) -> None:
        """Close this thread's connection; the next transaction opens it anew."""
        connection = self._mine.__dict__.pop("connection", None)
        if connection is not None:
            self._open.discard(connection)
            connection.close()

    def _identity(self) -> tuple[int, int] | None:
        """Return what tells the file from another of its name; None where there is none yet.

        Raises:
            StoreUnavailable: There was one, and it has been taken away: what was in it is not nothing.
        """
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            if self._has_existed:
                raise self._unavailable("has been taken away: put it back") from None
            return None
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "no file has such a name"
            raise self._unavailable(f"cannot be opened: {why}") from None
        self._has_existed = True
        return found.st_dev, found.st_ino

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection, to a file whose tables are up to date."""
        return self._connection_to(self._identity())

    def _connection_to(self, identity: tuple[int, int] | None) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is not None and self._mine.identity != identity:
            self.close()  # another file has been put in its place
            connection = None
        if connection is None:
            connection = self._opened()
            try:
                self._mine.version_found = self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._mine.connection = connection
            self._mine.identity = self._identity()
            self._open.add(connection)
        return connection

    def _opened(self) -> sqlite3.Connection:
        """Return a new connection to the file, which is made if it is not there."""
        if self._identity() is not None and not self.path.is_file():
            raise self._unavailable("is not a file: name another")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unavailable(f"cannot be opened: {error.strerror}") from None
        return connect(self.path.absolute())

    def _prepare(self, connection: sqlite3.Connection) -> int:
        """Have a connection be as all are, to tables that are up to date; return the version that they had."""
        self._patiently(connection, "PRAGMA foreign_keys = ON")
        self._patiently(connection, "PRAGMA synchronous = EXTRA")
        self._patiently(connection, "PRAGMA journal_mode = DELETE")
        with self._moment(connection):
            version = self._version(connection)
        if version == SCHEMA_VERSION:
            return version
        from evsched.store.sqlite_schema import migrate

        with self._transaction(connection):
            version = self._version(connection)
            if version < SCHEMA_VERSION:
                migrate(connection, version)
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return version

    def _version(self, connection: sqlite3.Connection) -> int:
        """Return how many steps the file has been through, if it is ours; inside a transaction."""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        application = int(connection.execute("PRAGMA application_id").fetchone()[0])
        if application != _APPLICATION_ID and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            raise self._unavailable("is a database of another program: name another file")
        if version > SCHEMA_VERSION:
            raise self._unavailable("was written by a newer evsched: upgrade this one")
        return version

    @contextmanager
    def _moment(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Hold a transaction in which all that is read belongs to one moment."""
        connection.execute("BEGIN")
        try:
            self._patiently(connection, "PRAGMA user_version")
            yield
        finally:
            connection.rollback()

    @contextmanager
    def _transaction(self, connection: sqlite3.Connection, until: float | None = None) -> Iterator[None]:
        self._patiently(connection, "BEGIN IMMEDIATE", until)
        try:
            yield
            self._patiently(connection, "COMMIT")
        except BaseException:
            connection.rollback()
            raise

    def _patiently(self, connection: sqlite3.Connection, statement: str, until: float | None = None) -> sqlite3.Cursor:
        """Run a statement that may have to wait for other processes, until then or for as long as there is patience."""
        return patiently(connection, statement, time.monotonic() + self._patience if until is None else until)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Say in words what SQLite reports, and open the file anew after that."""
        try:
            with self._named_errors():
                yield
        except StoreUnavailable:
            self.close()
            raise

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            why = self._why(primary_code(error))
            if not why:
                raise
            raise self._unavailable(why) from None
        except UnicodeDecodeError:  # of SQLite's own message, which repeats a name that is torn
            raise self._unavailable(self._why(sqlite3.SQLITE_CORRUPT)) from None

    def _why(self, code: int) -> str:
        """Return what one of SQLite's errors means for this file; nothing for one that is nobody's fault but ours."""
        return WHY.get(code, "")

    def _unavailable(self, why: str) -> StoreUnavailable:
        return StoreUnavailable(f'the {self.kind} "{shown(self.address)}" {why}')
