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


def _served(database: Database) -> None:
    """What an event needs to be shared: versions, the digests of tokens, and what requests with a key have made."""
    event, availability = database.table("event"), database.table("availability")
    event.add_column("version", int, not_null_default=1)
    event.add_column("answers_version", int, not_null_default=0)
    event.add_column("token", bytes)
    event.create_index(["token"])
    availability.add_column("token", bytes)
    availability.create_index(["participant_id", "token"])
    made = database.table("made")
    made.create(
        {"what": str, "key": str, "body": bytes, "event_id": str, "participant_id": str, "gone": int, "at": int},
        pk=("what", "key"),
        not_null={"body", "event_id", "gone", "at"},
        defaults={"gone": 0},
        strict=database.supports_strict,
    )
    made.create_index(["at"])
    made.create_index(["event_id", "participant_id"])


def _chosen(database: Database) -> None:
    """Whose an event is, until when it takes answers, when it will be, and how often it has changed for calendars."""
    event = database.table("event")
    event.add_column("organizer", str)
    for name in ("deadline", "meeting_start", "meeting_end"):
        event.add_column(name, int)
    event.add_column("sequence", int, not_null_default=0)


def _repeated(database: Database) -> None:
    """Usual hours of participants, series of events, and what their chosen meetings cost; that outlives an event."""
    database.table("participant").add_column("usual", str)
    database.table("event").add_column("series", str)
    burden = database.table("burden")
    burden.create(
        {"event_id": str, "participant_id": str, "series": str, "seconds": int},
        pk=("event_id", "participant_id"),
        not_null={"series", "seconds"},
        strict=database.supports_strict,
    )
    burden.create_index(["series"])


STEPS: Sequence[Callable[[Database], None]] = (_first_tables, _served, _chosen, _repeated)


def migrate(connection: sqlite3.Connection, version: int, steps: Sequence[Callable[[Database], None]] = STEPS) -> None:
    """Take a file's tables from a version to the newest, inside the transaction that is open."""
    database = Database(connection, execute_plugins=False)
    for step in steps[version:]:
        step(database)
