"""Backups by name, or as - through standard input and output: into a container and out of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from evsched.errors import InvalidInput, StoreUnavailable


@contextmanager
def backup_to(file: str) -> Iterator[Path]:
    """Give the path of a backup that is to be made; one for standard output goes there when it is whole."""
    if file != "-":
        yield _path(file)
        return
    if sys.stdout.isatty():
        raise InvalidInput(
            "a backup is no text for a terminal: name a file, or redirect it (evsched db backup - >FILE)"
        )
    with _folder() as folder:
        path = folder / "standard output"
        yield path
        # A reader who has gone is an error here, unlike elsewhere: they have no backup.
        if failure := _print(path):
            raise StoreUnavailable(f"the backup cannot be written to standard output: {failure}")


@contextmanager
def backup_from(file: str) -> Iterator[Path]:
    """Give the path of a backup that is to be read, from standard input if that is named."""
    if file != "-":
        yield _path(file)
        return
    if sys.stdin.isatty():
        raise InvalidInput("a backup is not typed: name a file, or redirect one (evsched db restore - <FILE)")
    with _folder() as folder:
        path = folder / "standard input"
        try:
            with path.open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        except OSError as error:
            raise StoreUnavailable(
                f"standard input cannot be kept for the time of its use: {error.strerror}; name a folder in TMPDIR"
            ) from None
        yield path


def _path(file: str) -> Path:
    if not file:
        raise InvalidInput("a backup is a file, or -: an empty name is none")
    return Path(file)


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder for the owner alone, which is not there any more afterwards."""
    try:
        folder = TemporaryDirectory(prefix="evsched-")
    except OSError as error:
        raise StoreUnavailable(f"there is no place for temporary files: {error.strerror}; name one in TMPDIR") from None
    with folder as name:
        yield Path(name)


def _print(path: Path) -> str | None:
    """Write a file to standard output; return what has gone wrong."""
    try:
        with path.open("rb") as made:
            shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except OSError as error:
        return error.strerror or "it is closed"
    return None
