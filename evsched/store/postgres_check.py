"""What PostgreSQL can find wrong with a database of events."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import Connection
from psycopg.rows import TupleRow

from evsched.store.tables import COLUMNS

_DURABLE = "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name"
_SETTINGS = ["fsync", "full_page_writes", "synchronous_commit"]
_TABLES = "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL ORDER BY name"
_INDEXES = """
SELECT indexrelid::regclass::text FROM pg_index
WHERE NOT (indisvalid AND indisready AND indislive) AND indrelid = ANY(%s::regclass[]) ORDER BY 1
"""
_CONSTRAINTS = """
SELECT conname, conrelid::regclass::text FROM pg_constraint
WHERE NOT convalidated AND conrelid = ANY(%s::regclass[]) ORDER BY 1
"""
_ENCODING = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"


def faults(connection: Connection[TupleRow]) -> Iterator[str]:
    """Yield what is wrong with a database that has been set up, a line each."""
    missing = missing_tables(connection)
    yield from (f"the table {name} is missing: restore it from a backup" for name in missing)
    there = [name for name in COLUMNS if name not in missing]
    for (name,) in connection.execute(_INDEXES, (there,)):
        yield f"the index {name} is not valid: REINDEX INDEX {name}"
    for name, table in connection.execute(_CONSTRAINTS, (there,)):
        yield f"rows of {table} have not been checked against {name}: ALTER TABLE {table} VALIDATE CONSTRAINT {name}"
    for (name,) in connection.execute(_DURABLE, (_SETTINGS,)):
        yield f"{name} is off: what was acknowledged can be lost when its machine fails"
    for (encoding,) in connection.execute(_ENCODING):
        if encoding != "UTF8":
            yield f"its encoding is {encoding}: make it anew with UTF8, so that it can hold every name"


def missing_tables(connection: Connection[TupleRow]) -> list[str]:
    """Return the names of tables that are not there."""
    return [name for (name,) in connection.execute(_TABLES, (list(COLUMNS),))]
