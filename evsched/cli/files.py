"""Files that a person names: to be read, or to be written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evsched.cli.output import Output
from evsched.errors import InvalidInput, StoreUnavailable, shown

STANDARD = "-"
"""Standard input, or standard output."""


def read_source(file: str, largest: int) -> bytes:
    """Return what a file holds, ``-`` being standard input.

    Raises:
        InvalidInput: It cannot be read, has more than ``largest`` bytes, or is an address in the web.
    """
    if not file:
        raise InvalidInput("no file is named to read: name one, or - for standard input")
    if file.lower().startswith(("http://", "https://", "webcal://")):
        raise InvalidInput(
            f'"{shown(file)}" is an address, and evsched fetches nothing: download it, and name the file'
        )
    try:
        if file == STANDARD:
            source = sys.stdin.buffer.read(largest + 1)
        else:
            with Path(file).open("rb") as opened:
                source = opened.read(largest + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise InvalidInput(f'"{shown(file)}" cannot be read: {why}') from None
    if len(source) > largest:
        limit = f"{largest:,} bytes" if largest % 2**20 else f"{largest >> 20} MiB"
        raise InvalidInput(f'"{shown(file)}" is larger than {limit}')
    return source


@contextmanager
def written_first(file: str, source: bytes) -> Iterator[None]:
    """Write a file before something is done, and have it not be there if that fails."""
    write_source(file, source)
    try:
        yield
    except BaseException:
        if file != STANDARD:
            Path(file).unlink(missing_ok=True)
        raise


def write_source(file: str, source: bytes) -> None:
    """Write a file, ``-`` being standard output, in place of what it held.

    Raises:
        InvalidInput: The name is empty.
        StoreUnavailable: It cannot be written.
    """
    if file == STANDARD:
        with Output():
            sys.stdout.flush()
            sys.stdout.buffer.write(source)
        return
    if not file:
        raise InvalidInput("no file is named to write to: name one, or - for standard output")
    try:
        Path(file).write_bytes(source)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise StoreUnavailable(f'"{shown(file)}" cannot be written: {why}') from None
