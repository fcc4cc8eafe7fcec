from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from evsched.engine.model import Participant
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore

HOUR = timedelta(hours=1)
OFFERED = "12 Jan 2025, 2 - 4PM EST"
LATER = "14 Jan 2025 6-9 PM EST"
UNZONED = "12 Jan 2025, 2 - 4PM"
ANN, BO, CY = Participant("ann"), Participant("bo", "Europe/Berlin"), Participant("cy", required=False)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
UNKNOWN = "0" * 26


def contents(store: SqliteStore) -> list[str]:
    """All rows of all tables, as they stand in the file."""
    if not store.exists():
        return []
    with closing(sqlite3.connect(store.path)) as connection:
        return list(connection.iterdump())


def token(name: str) -> bytes:
    """The digest of a token that somebody holds."""
    return sha256(name.encode()).digest()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "events.db")
    yield store
    store.close()


@pytest.fixture
def scheduler(store: SqliteStore) -> Scheduler:
    """Use cases whose clock goes on by an hour with every event."""
    hours = itertools.count()
    return Scheduler(store, now=lambda: FIRST + next(hours) * HOUR)


@pytest.fixture
def review(scheduler: Scheduler) -> str:
    """The id of an event to which three people are invited."""
    return scheduler.create_event("Review", HOUR, [OFFERED, LATER], [ANN, BO, CY]).id


@pytest.fixture
def open_event(scheduler: Scheduler) -> str:
    """The id of an event to which nobody is invited."""
    return scheduler.create_event("Open", HOUR, [OFFERED]).id
