"""The tables of the PostgreSQL store, as steps from one version to the next.

A step is never changed once released; a change of the tables is a new step at the end. The version of a database is
the number of steps that it has been through. While a new release is rolled out, programs of the old one run on: each
step says from which version on a program may use the tables after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from evsched.store.postgres_errors import NEWER, NOT_SET_UP

_GATE = "1702261604, 1"
"""The two numbers of the lock that all writers share and that whoever changes the tables has alone: "evsd", 1."""
HOLD_GATE = f"SELECT pg_advisory_xact_lock_shared({_GATE})"
HOLD_GATE_ALONE = f"SELECT pg_advisory_xact_lock({_GATE})"
SELECT_VERSION = "SELECT version, least FROM evsched_schema"
"""Which version the tables have, and the least of a program that may use them."""


class Step(NamedTuple):
    """What takes the tables from one version to the next."""

    least: int
    """The least version of a program that may use them from then on; its version is the number of steps it knows."""
    sql: str


_TABLES = """
CREATE TABLE evsched_schema (
    version integer NOT NULL,
    least integer NOT NULL,
    one boolean PRIMARY KEY DEFAULT true CHECK (one)
);
INSERT INTO evsched_schema (version, least) VALUES (0, 0);

CREATE TABLE event (
    id text COLLATE "C" PRIMARY KEY,
    title text COLLATE "C" NOT NULL,
    duration bigint NOT NULL,
    zone text COLLATE "C",
    slots text COLLATE "C" NOT NULL,
    first_start bigint NOT NULL,
    created bigint NOT NULL,
    open boolean NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    answers_version bigint NOT NULL DEFAULT 0,
    token bytea,
    number bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX event_newest ON event (created, number);
CREATE INDEX event_token ON event (token);

CREATE TABLE participant (
    event_id text COLLATE "C" NOT NULL REFERENCES event ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    zone text COLLATE "C",
    required boolean NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (event_id, id)
);

CREATE TABLE availability (
    event_id text COLLATE "C" NOT NULL,
    participant_id text COLLATE "C" NOT NULL,
    free bytea NOT NULL,
    slots text COLLATE "C" NOT NULL,
    token bytea,
    number bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (event_id, participant_id),
    FOREIGN KEY (event_id, participant_id) REFERENCES participant ON DELETE CASCADE
);
CREATE INDEX availability_token ON availability (participant_id, token);

CREATE TABLE made (
    what text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    participant_id text COLLATE "C",
    gone boolean NOT NULL DEFAULT false,
    at bigint NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (what, key)
);
CREATE INDEX made_at ON made (at);
CREATE INDEX made_of ON made (event_id, participant_id);
"""

_CHOSEN = """
ALTER TABLE event
    ADD COLUMN organizer text COLLATE "C",
    ADD COLUMN deadline bigint,
    ADD COLUMN meeting_start bigint,
    ADD COLUMN meeting_end bigint,
    ADD COLUMN sequence bigint NOT NULL DEFAULT 0;
"""

_REPEATED = """
ALTER TABLE participant ADD COLUMN usual text COLLATE "C";
ALTER TABLE event ADD COLUMN series text COLLATE "C";
CREATE TABLE burden (
    event_id text COLLATE "C" NOT NULL,
    participant_id text COLLATE "C" NOT NULL,
    series text COLLATE "C" NOT NULL,
    seconds bigint NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (event_id, participant_id)
);
CREATE INDEX burden_series ON burden (series);
"""

STEPS: Sequence[Step] = (Step(1, _TABLES), Step(1, _CHOSEN), Step(1, _REPEATED))
VERSION = len(STEPS)
"""How many steps this program knows."""


def why_unfit(version: int, least: int) -> str | None:
    """Return why this program may not use tables of a version, None where it may."""
    if version < VERSION:
        return NOT_SET_UP
    return NEWER if least > VERSION else None


def migrate(connection: Connection[TupleRow], steps: Sequence[Step] = STEPS) -> tuple[int, int]:
    """Bring the tables up to date and return the version that they had and the one they have, in one transaction.

    Tables of a newer version stay as they are.
    """
    with connection.transaction():
        connection.execute(HOLD_GATE_ALONE)
        before = _version_of(connection)
        for step in steps[before:]:
            connection.execute(step.sql)
        if before < len(steps):
            connection.execute("UPDATE evsched_schema SET version = %s, least = %s", (len(steps), steps[-1].least))
    return before, max(before, len(steps))


def _version_of(connection: Connection[TupleRow]) -> int:
    """Return how many steps the tables have been through, 0 for none."""
    row = connection.execute("SELECT to_regclass('evsched_schema')").fetchone()
    if row is None or row[0] is None:
        return 0
    found = connection.execute(SELECT_VERSION).fetchone()
    return int(found[0]) if found else 0
