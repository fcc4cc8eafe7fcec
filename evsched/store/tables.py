"""What every database of events holds: the tables, their columns, and in which order to fill them.

The tables of all stores have these names and columns, and maybe more that only tell the order of rows. So rows can go
from one database to another as they are, one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import TypeAlias

Value: TypeAlias = str | int | bytes | None
Row: TypeAlias = tuple[Value, ...]
"""Values in the order of a table's columns; truth is 0 or 1."""

KINDS: Mapping[str, Mapping[str, type | UnionType]] = {
    "event": {
        "id": str,
        "title": str,
        "duration": int,
        "zone": str | None,
        "slots": str,
        "first_start": int,
        "created": int,
        "open": int,
        "version": int,
        "answers_version": int,
        "token": bytes | None,
        "organizer": str | None,
        "deadline": int | None,
        "meeting_start": int | None,
        "meeting_end": int | None,
        "sequence": int,
        "series": str | None,
    },
    "participant": {"event_id": str, "id": str, "zone": str | None, "required": int, "usual": str | None},
    "availability": {"event_id": str, "participant_id": str, "free": bytes, "slots": str, "token": bytes | None},
    "made": {
        "what": str,
        "key": str,
        "body": bytes,
        "event_id": str,
        "participant_id": str | None,
        "gone": int,
        "at": int,
    },
    "burden": {"event_id": str, "participant_id": str, "series": str, "seconds": int},
}
"""What each column of each table holds; a row's table comes after those that it refers to."""

COLUMNS = {table: tuple(kinds) for table, kinds in KINDS.items()}
"""The columns of each table, in the same order."""
