"""How fast an event is read from a store and matched, side by side with reading the same rows plainly.

    python benchmarks/stores.py

Beside the store's own tables, in the same database, is one with a row an interval, in the order of its key. What is
read from there is given to the same engine. Everything is read often, so it comes from memory.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from crowd import Shape, crowd
from postgres_server import postgres
from rounds import exponent, medians
from store_rows import CopiedRows, Rows, answer_rows, answers, keep, read
from targets import Target, print_targets

from evsched import Scheduler, open_store, recommend
from evsched.store.base import Store

SIZES = (50, 1_000, 10_000, 100_000)
INTERVALS, SLOTS = 20, 30
GROWN = 1_000, 100_000
"""Between which sizes growth is measured."""
PLAIN, READ, MATCHED, ROWS_MATCHED, ALL = "plain", "read", "matched", "rows matched", "all of it"
MOST_MILLISECONDS = 250

Times = dict[str, float]
"""Median seconds by what is done."""


class Database(NamedTuple):
    """A store and the rows beside it."""

    name: str
    store: Store
    rows: Rows


def main() -> list[Target]:
    """Print the times of each size and database and return what is wanted of them."""
    _say_what_is_run()
    columns = "".join(f"{name:>13}" for name in (PLAIN, READ, MATCHED, ROWS_MATCHED, ALL))
    print(f"\n{'people':>8}  {'':10}{columns}{'read/plain':>12}{'rows matched/matched':>22}")
    found: dict[str, dict[int, Times]] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        databases = [stack.enter_context(_sqlite(Path(folder)))]
        address = stack.enter_context(postgres())
        if address is not None:
            databases.append(stack.enter_context(_postgres(address)))
        for people in SIZES:
            event_id = f"event{people}"
            _keep(databases, event_id, people)
            for database in databases:
                times = found.setdefault(database.name, {})[people] = _times(database, event_id, people)
                cells = "".join(f"{taken * 1000:13.2f}" for taken in times.values())
                ratios = f"{times[READ] / times[PLAIN]:12.2f}{times[ROWS_MATCHED] / times[MATCHED]:22.1f}"
                print(f"{people:8,}  {database.name:10}{cells}{ratios}", flush=True)
    if address is None:
        print("PostgreSQL is not installed here")
    wanted = [target for name, times in found.items() for target in _targets(name, times)]
    print_targets(wanted)
    return wanted


def _say_what_is_run() -> None:
    print(
        f"Medians, ms; {INTERVALS} free intervals a participant, {SLOTS} slots. {PLAIN}: the rows that the store\n"
        f"reads, fetched by sqlite3 or psycopg. {READ}: the event and everyone's free time from the store.\n"
        f"{MATCHED}: all answers from the store, and the best window with its names. {ROWS_MATCHED}: the same with\n"
        f"answers from a table with a row an interval. {ALL}: the event and the answers read, and matched."
    )


@contextmanager
def _sqlite(folder: Path) -> Iterator[Database]:
    path = folder / "events.db"
    store = open_store(str(path), 30.0)
    store.migrate()
    connection = sqlite3.connect(path)
    try:
        yield Database("SQLite", store, Rows(connection))
    finally:
        connection.close()
        store.close()


@contextmanager
def _postgres(address: str) -> Iterator[Database]:
    store = open_store(address, 30.0)
    store.migrate()
    try:
        with psycopg.connect(address) as connection:
            yield Database("PostgreSQL", store, CopiedRows(connection))
    finally:
        store.close()


def _keep(databases: Sequence[Database], event_id: str, people: int) -> None:
    """Add the same event to all databases."""
    asked = crowd(Shape(people, INTERVALS, SLOTS))
    given = answer_rows(event_id, asked)
    for database in databases:
        keep(database.store, event_id, asked.event, given)
        database.rows.insert(event_id, asked)


def _times(database: Database, event_id: str, people: int) -> Times:
    event, _ = read(database.store, event_id)
    scheduler = Scheduler(database.store)
    contestants: dict[str, Callable[[], object]] = {
        PLAIN: lambda: database.rows.read_plainly(event_id),
        READ: lambda: read(database.store, event_id),
        MATCHED: lambda: recommend(event, answers(database.store, event_id), limit=1),
        ROWS_MATCHED: lambda: recommend(event, database.rows.read(event_id), limit=1),
        ALL: lambda: scheduler.recommend(event_id, limit=1),
    }
    if contestants[MATCHED]() != contestants[ROWS_MATCHED]():
        raise SystemExit("the store and the rows do not agree")
    return medians(contestants, 0.3 if people <= 10_000 else 4)


def _targets(name: str, times: dict[int, Times]) -> list[Target]:
    small, large = GROWN
    found = []
    for people, goal in ((50, 3), (large, 6)):
        ratio = times[people][ROWS_MATCHED] / times[people][MATCHED]
        what = f"{name}: rows an interval, by the store's, {people:,} people"
        found.append(Target(what, ratio, "at least", goal, "x"))
    what = f"{name}: {large:,} answers read and matched"
    found.append(Target(what, times[large][MATCHED] * 1000, "at most", MOST_MILLISECONDS, " ms"))
    for what in (READ, ALL):
        grown = exponent(times[small][what], times[large][what], large / small)
        found.append(Target(f"{name}: exponent, {what}, {small:,} to {large:,}", grown, "at most", 1.1))
    return found


if __name__ == "__main__":
    main()
