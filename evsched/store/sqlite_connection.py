"""Connections to SQLite: how they wait, and what SQLite reports, in words for whoever has to mend it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from evsched.errors import shown

DAMAGED = "is damaged: move it away, and restore a backup with evsched db restore"

WHY: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: "is busy: another program has held it too long; try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: it must be a file in a folder that exists and can be written",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full; free some space and try again",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
    sqlite3.SQLITE_NOTADB: "is no evsched database: name another file",
    sqlite3.SQLITE_PERM: "may not be opened by you: check its permissions",
    sqlite3.SQLITE_READONLY: "cannot be written: check its permissions and its folder's",
}
"""What is wrong with a file, by SQLite's primary code, and what to do."""

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_LONGEST_LINE = 200
_ATTEMPT = 0.1
"""Seconds that SQLite itself waits for a lock; between attempts Python sees a Ctrl-C."""


class SqliteConnection(sqlite3.Connection):
    """One that is closed when its thread, or its store, is gone; that may happen in another thread."""

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # of a connection that was never opened
            self.close()


def connect(to: Path | str, *, is_uri: bool = False) -> sqlite3.Connection:
    """Return a connection that begins and ends transactions when it is told to."""
    return sqlite3.connect(
        to, timeout=_ATTEMPT, isolation_level=None, check_same_thread=False, factory=SqliteConnection, uri=is_uri
    )


def patiently(connection: sqlite3.Connection, statement: str, until: float) -> sqlite3.Cursor:
    """Run a statement that may have to wait for other processes, until then by the monotonic clock."""
    while True:
        try:
            return connection.execute(statement)
        except sqlite3.OperationalError as error:
            if primary_code(error) not in _BUSY or time.monotonic() >= until:
                raise


def primary_code(error: sqlite3.Error) -> int:
    """Return which of SQLite's errors one is, without the details that make it a longer number."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.OperationalError) and (code is None or str(error) == "unsupported file format"):
        # The file's damage too: what Python says of a text that is no UTF-8, and SQLite of a header.
        return sqlite3.SQLITE_CORRUPT
    return (sqlite3.SQLITE_ERROR if code is None else code) & 0xFF


def faults(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite finds wrong with a database, a line each."""
    told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    lines = [line for each in told for line in each.splitlines() if line != "ok" and not line.startswith("***")]
    try:
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.OperationalError as error:
        if primary_code(error) != sqlite3.SQLITE_ERROR:
            raise
        lines.append(f"the tables do not belong together ({error})")  # somebody has changed them
    else:
        lines += [f"a row of {row[0]} has lost its {row[2]}" for row in lost]
    return [shown(each, _LONGEST_LINE) for each in lines]
