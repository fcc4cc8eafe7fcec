"""A backup of any database is a file of evsched: it can be looked at, moved, and restored to any other database.

It is written row by row, all of one moment, under another name in the same folder, and gets its own when it is whole,
sound and synced.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from evsched.errors import Conflict, InvalidInput, StoreUnavailable, shown
from evsched.store.base import Store
from evsched.store.soundness import Watch, examine, watch_nothing
from evsched.store.sqlite import SqliteStore
from evsched.store.tables import COLUMNS

_JOURNALS = ("-journal", "-wal", "-shm")
"""What SQLite puts behind a file's name for a file of its own beside it."""
_LONGEST_NAME = 200
_WITHOUT_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What file systems say that know no second name of a file, such as that of a memory stick."""


class Backup(NamedTuple):
    """A backup that was made."""

    path: Path
    events: int
    answers: int
    size: int
    """Bytes."""


class _Part(SqliteStore):
    """A backup while it is being written, which messages call by the name that it will have."""

    kind = "backup"

    def __init__(self, path: Path, final: Path) -> None:
        super().__init__(path, patience=0)
        self._final = final

    @property
    def address(self) -> str:
        return str(self._final)


def back_up(store: Store, path: Path, *, replace: bool = False, watch: Watch = watch_nothing) -> Backup:
    """Write all that a database holds into a new file for its owner alone, or leave no trace.

    Args:
        store: The database; others may write to it meanwhile.
        path: The file.
        replace: Whether a file of that name is replaced.
        watch: Is shown each row twice: when it is copied, and when it is checked.

    Raises:
        InvalidInput: No backup can have that name.
        Conflict: There is a file of that name.
        StoreUnavailable: There is no database, or it cannot be read, or the file cannot be written.
    """
    if not store.exists():
        raise StoreUnavailable(f'there is no database "{shown(store.address, _LONGEST_NAME)}": nothing to back up')
    final = _destination(store, path, replace=replace)
    with _part_of(final) as part:
        _copy(store, part, watch)
        found = examine(part, watch)
        if found.problems:  # what could not be restored is no backup
            raise StoreUnavailable(
                f"no backup was made, because the database is damaged: {found.problems[0]}; evsched db check tells more"
            )
        part.close()
        with _file_errors(path):
            size = part.path.stat().st_size
            _publish(part.path, final, replace=replace)
    return Backup(path, found.events, found.answers, size)


def is_same_file(store: Store, path: Path) -> bool:
    """Tell whether a path leads to the file that a database is, or to one that SQLite keeps beside it."""
    if not isinstance(store, SqliteStore):
        return False
    database = store.path.resolve()
    return path.resolve() in {database, *(Path(f"{database}{each}") for each in _JOURNALS)} or (
        path.exists() and store.path.exists() and path.samefile(store.path)
    )


def _destination(store: Store, path: Path, *, replace: bool) -> Path:
    """Return the file that a path leads to, if a backup may be put there."""
    name = f'"{shown(str(path), _LONGEST_NAME)}"'
    with _file_errors(path):
        final = path.resolve()
        if is_same_file(store, path):
            raise InvalidInput(f"{name} belongs to the database itself: name another file for the backup")
        if not final.parent.is_dir():
            raise InvalidInput(f"the folder of {name} does not exist: make it first")
        if final.exists() and not final.is_file():
            raise InvalidInput(f"{name} is not a file: name a file for the backup")
        if final.exists() and not replace:
            raise _exists(final)
        for each in _JOURNALS:
            if Path(f"{final}{each}").exists():
                # SQLite would take it for the backup's own and undo in it what was never done.
                raise InvalidInput(f"beside {name} lies what SQLite left of another database ({each}): name another")
    return final


def _copy(store: Store, part: SqliteStore, watch: Watch) -> None:
    # The database is let go of before the copy is synced: who wants to write waits for less.
    with part.writing() as copy, store.reading() as rows:
        for table in COLUMNS:
            copy.load(table, watch(rows.dump(table)))


@contextmanager
def _part_of(final: Path) -> Iterator[SqliteStore]:
    """Give an empty file in the same folder, which is not there any more afterwards."""
    path = final.with_name(f".evsched-backup-{secrets.token_hex(8)}.part")
    part = _Part(path, final)
    try:
        with _file_errors(final):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        yield part
    finally:
        part.close()
        for each in ("", *_JOURNALS):
            with suppress(OSError):
                Path(f"{path}{each}").unlink()


def _publish(part: Path, final: Path, *, replace: bool) -> None:
    """Give a whole file its name, which is a new one unless it replaces another."""
    if replace or not _linked(part, final):
        part.replace(final)
    folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _linked(part: Path, final: Path) -> bool:
    """Give a file a second name, unless another has come to bear it; tell whether the file system can."""
    try:
        final.hardlink_to(part)
    except FileExistsError:
        raise _exists(final) from None
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        return False
    return True


def _exists(final: Path) -> Conflict:
    return Conflict(f'"{shown(str(final), _LONGEST_NAME)}" exists already: name another file, or replace it (--force)')


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:  # the latter of a NUL, and of links that lead in a circle
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise StoreUnavailable(f'the backup "{shown(str(path), _LONGEST_NAME)}" cannot be written: {why}') from None
