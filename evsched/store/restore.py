"""From a backup back to a database: all or nothing, and nothing that anyone has seen of it counts any more."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from evsched.engine.interval import EPOCH
from evsched.errors import InvalidInput, StoreUnavailable, shown
from evsched.store.backup import is_same_file
from evsched.store.base import Reading, Store
from evsched.store.soundness import Findings, Watch, examine, watch_nothing
from evsched.store.sqlite import SqliteStore
from evsched.store.sqlite_connection import WHY, connect, patiently
from evsched.store.tables import COLUMNS, Row

_PATIENCE = 30.0
_WHY = {
    **WHY,
    sqlite3.SQLITE_CORRUPT: "is damaged: take another",
    sqlite3.SQLITE_FULL: "cannot be copied for the time of its use: name a folder with more space in TMPDIR",
    sqlite3.SQLITE_READONLY: "has an unfinished write beside it: open it once, with evsched --db FILE event list",
}
_LONGEST_NAME = 200
_EVENT = COLUMNS["event"]
_TICKS = {
    "version": timedelta(milliseconds=1),
    "answers_version": timedelta(milliseconds=1),
    "sequence": timedelta(minutes=1),
}
"""What counts the changes of an event, and the tick of the clock that it goes on from; calendars have 31 bits."""


class OpenedBackup(SqliteStore):
    """A sound backup: a private copy of the file, which the system takes away when it is closed, however that happens.

    So the file stays as it is, even if it is of an older version, and what was checked is what is restored.
    """

    kind = "backup"
    findings: Findings
    """What it holds."""

    def _identity(self) -> tuple[int, int]:
        return 0, 0

    def _opened(self) -> sqlite3.Connection:
        with closing(connect(f"{self.path.absolute().as_uri()}?mode=ro", is_uri=True)) as file:
            file.execute("BEGIN")
            patiently(file, "PRAGMA user_version", time.monotonic() + _PATIENCE)
            if self._version(file) == 0:
                raise self._unavailable("holds nothing: take another")
            copy = connect("")
            file.backup(copy)
        return copy

    def _why(self, code: int) -> str:
        return _WHY.get(code, "")


@contextmanager
def opened_backup(store: Store, path: Path, watch: Watch = watch_nothing) -> Iterator[OpenedBackup]:
    """Give a backup that has been looked through.

    Args:
        store: The database that it is for.
        path: The backup; its bytes do not change.
        watch: Is shown each row.

    Raises:
        InvalidInput: There is no such file, or it is the database's own.
        StoreUnavailable: It is no backup, is damaged, or is of a newer evsched.
    """
    name = f'"{shown(str(path), _LONGEST_NAME)}"'
    try:
        if is_same_file(store, path):
            raise InvalidInput(f"{name} belongs to the database itself: name a backup")
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise InvalidInput(f"{name} cannot be read: {why}") from None
    with closing(OpenedBackup(path, _PATIENCE)) as backup:
        backup.findings = examine(backup, watch)
        if backup.findings.problems:
            raise StoreUnavailable(f"the backup {name} is damaged: {backup.findings.problems[0]}; take another")
        yield backup


def restore(store: Store, backup: OpenedBackup, now: datetime, watch: Watch = watch_nothing) -> None:
    """Replace all that a database holds by what a backup does, in one transaction.

    Args:
        store: The database; others may use it meanwhile.
        backup: The backup.
        now: The time.
        watch: Is shown each row.

    Raises:
        StoreUnavailable: The database cannot be written; it holds what it did.
    """
    with backup.reading() as source, store.writing() as rows:
        counters = _unseen_counters((rows, source), now)
        rows.clear()
        for table in COLUMNS:
            rows.load(table, watch(_counted_from(counters, table, source.dump(table))))


def _unseen_counters(all_rows: Sequence[Reading], now: datetime) -> Mapping[int, int]:
    """Return, by its place in a row, from where each counter goes on, so that no event has ever had that value.

    Entity tags are made of versions, and a client must not take what is restored for what it has seen; a calendar
    passes over what is not newer than what it has. What the database had given out last may be lost with it, so that
    no number found here is sure to be high enough. A clock is: no event changes a thousand times a second for long,
    and none sends invitations each minute. So each event begins anew at the time since 1970, or above all that is
    known to be given out, should the clock have been put back.
    """
    places = {_EVENT.index(name): tick for name, tick in _TICKS.items()}
    unseen = {tick: (now - EPOCH) // tick for tick in places.values()}
    for rows in all_rows:
        for row in rows.dump("event"):
            for place, tick in places.items():
                given_out = row[place]
                if isinstance(given_out, int) and given_out >= unseen[tick]:
                    unseen[tick] = given_out + 1
    return {place: unseen[tick] for place, tick in places.items()}


def _counted_from(counters: Mapping[int, int], table: str, rows: Iterable[Row]) -> Iterable[Row]:
    if table != "event":
        return rows
    return (tuple(counters.get(place, value) for place, value in enumerate(row)) for row in rows)
