"""Which database an address names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from evsched.errors import InvalidInput, shown

if TYPE_CHECKING:
    from evsched.store.base import Store

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql://", "postgres://")
_ALMOST = re.compile(r"[a-z][a-z0-9+.-]*://|(?:sqlite|postgres|postgresql|file):", re.IGNORECASE)
"""What a file's name hardly starts with, and a mistyped address does."""


def open_store(
    address: str, patience: float = 30.0, longest: float | None = None, password_file: Path | None = None
) -> Store:
    """Return the store that an address names, without looking whether it is there.

    >>> open_store("events.db").address, open_store("postgresql://evsched@db.example/evsched").address
    ('events.db', 'postgresql://evsched@db.example/evsched')

    Args:
        address: A file's path, ``sqlite:///events.db`` (``sqlite:////var/lib/events.db`` for an absolute path),
            or ``postgresql://evsched@db.example/evsched``.
        patience: Seconds to wait for a connection and for other writers.
        longest: Seconds that a transaction on a server may take in all; None for any time.
        password_file: Holds the password for a server, and nothing else.

    Raises:
        InvalidInput: The address names none that there is.
    """
    if is_on_server(address):
        try:
            from evsched.store.postgres import PostgresStore
        except ModuleNotFoundError as error:
            raise InvalidInput(
                f"{error.name} is not installed: a PostgreSQL database needs pip install 'evsched[postgres]'"
            ) from None
        return PostgresStore(address, patience, longest, password_file)
    from evsched.store.sqlite import SqliteStore

    path = address.removeprefix(_SQLITE)
    almost = _ALMOST.match(path)
    if almost or not path:
        named = f"{shown(almost[0])}…" if almost else address  # what follows may hold a password
        raise InvalidInput(f'a database is a file, sqlite:///path or postgresql://user@host/name, not "{named}"')
    return SqliteStore(Path(path), patience)


def is_on_server(address: str) -> bool:
    """Tell whether an address names a database that may come and go while this process runs."""
    return address.startswith(_POSTGRESQL)


def holds_password(address: str) -> bool:
    """Tell whether whoever sees an address sees a password; rather once too often, for one that is mistyped."""
    if address.startswith(_SQLITE) or not _ALMOST.match(address):
        return False
    return ":" in address.partition("//")[2].rpartition("@")[0] or "password=" in address.lower()
