"""From a database's address, as it was typed or stands in the environment, to the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evsched.errors import InvalidInput, StoreUnavailable
from evsched.store.addresses import holds_password, open_store

if TYPE_CHECKING:
    from evsched.store.base import Store
    from evsched.store.soundness import Findings

PATIENCE = 30.0
"""Seconds to wait for a database and for whoever else writes to it."""
PATIENCE_OF_A_SHELL = 1.0
"""The same, where somebody has pressed Tab."""


def typed_address(database: str) -> str:
    """Return a database's address as it stands on the command line.

    Raises:
        InvalidInput: It is empty, or holds a password.
    """
    if not database:
        raise InvalidInput("--db names no database: leave it out for the one in your data folder")
    if holds_password(database):
        raise InvalidInput(
            "--db takes no password: what stands on a command line is shown to everyone on this machine and kept by "
            "the shell; put the whole address into the variable EVSCHED_DATABASE_URL, or the password into a file that "
            "EVSCHED_DATABASE_PASSWORD_FILE names"
        )
    return database


def store_at(address: str, environ: Mapping[str, str], patience: float) -> Store:
    """Return the database at an address; for a password that is needed, the environment names a file."""
    password_file = environ.get("EVSCHED_DATABASE_PASSWORD_FILE")
    return open_store(address, patience, password_file=Path(password_file) if password_file else None)


def is_damaged(found: Findings) -> StoreUnavailable:
    """Return the error that ends a command which has found something wrong with a database."""
    return StoreUnavailable(f"the database is damaged: {found.problems[0]}; restore a backup (evsched db restore)")
