"""The tables of the SQLite store, as steps from one version to the next.

A step is never changed once released; a change of the tables is a new step at the end. The version of
a file is its ``user_version``: the number of steps that it has been through.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from sqlite_utils import Database
from sqlite_utils.db import ForeignKey


def _first_tables(database: Database) -> None:
    """Events, the people they are for, and one row an answer."""
    strict = database.supports_strict
    database.table("event").create(
        {
            "id": str,
            "title": str,
            "duration": int,
            "zone": str,
            "slots": str,
            "first_start": int,
            "created": int,
            "open": int,
        },
        pk="id",
        not_null={"title", "duration", "slots", "first_start", "created", "open"},
        strict=strict,
    )
    database.table("participant").create(
        {"event_id": str, "id": str, "zone": str, "required": int},
        pk=("event_id", "id"),
        not_null={"required"},
        foreign_keys=[ForeignKey("participant", "event_id", "event", "id", on_delete="CASCADE")],
        strict=strict,
    )
    database.table("availability").create(
        {"event_id": str, "participant_id": str, "free": bytes, "slots": str},
        pk=("event_id", "participant_id"),
        not_null={"free", "slots"},
        foreign_keys=[
            ForeignKey(
                "availability",
                None,
                "participant",
                None,
                columns=("event_id", "participant_id"),
                other_columns=("event_id", "id"),
                is_compound=True,
                on_delete="CASCADE",
            )
        ],
        strict=strict,
    )


STEPS: Sequence[Callable[[Database], None]] = (_first_tables,)


def migrate(connection: sqlite3.Connection, version: int, steps: Sequence[Callable[[Database], None]] = STEPS) -> None:
    """Take a file's tables from a version to the newest, inside the transaction that is open."""
    database = Database(connection, execute_plugins=False)
    for step in steps[version:]:
        step(database)
