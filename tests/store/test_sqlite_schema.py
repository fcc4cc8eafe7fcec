"""How the tables of a file are made, and taken from one version to the next."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from evsched.errors import NotFound
from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from evsched.store.sqlite_schema import STEPS, migrate
from tests.store.contract import ANN, CREATED, ID, NOON, an_event, answer, everything

PROCESSES = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of the newest version with an event and an answer."""
    store = SqliteStore(tmp_path / "events.db")
    with store.writing() as rows:
        rows.insert_event(ID, an_event("Review", ANN), CREATED)
        rows.put_availability(ID, answer("ann", NOON))
    store.close()
    return store.path


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        yield opened


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def content(path: Path) -> tuple[object, ...]:
    """All that the file holds: tables, version, rows; and that they are sound."""
    store = SqliteStore(path)
    with store.reading() as rows:
        found = everything(rows)
    assert store.check() == []
    connection = store._connection()
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    schema = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    store.close()
    return found, version, schema


def test_the_version_is_the_number_of_steps() -> None:
    assert len(STEPS) == SCHEMA_VERSION


def test_a_new_file_says_whose_it_is_and_of_which_version(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert connection.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"evsd", "big")
    assert tables(connection) == {"event", "participant", "availability"}


def test_a_column_refuses_what_is_not_of_its_type(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER"):
        connection.execute("UPDATE event SET duration = 'long'")


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE event SET title = NULL", id="title"),
        pytest.param("UPDATE event SET slots = NULL", id="slots"),
        pytest.param("UPDATE event SET open = NULL", id="open"),
        pytest.param("UPDATE availability SET free = NULL", id="free"),
    ],
)
def test_what_every_row_has_cannot_be_missing(connection: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        connection.execute(statement)


def test_only_the_steps_that_a_file_lacks_are_taken(connection: sqlite3.Connection) -> None:
    taken: list[int] = []

    def second(database: Database) -> None:
        taken.append(2)
        database.table("event").add_column("place", str)

    def third(database: Database) -> None:
        taken.append(3)
        database.table("note").create({"id": str}, pk="id")

    connection.execute("BEGIN IMMEDIATE")
    migrate(connection, 1, [*STEPS, second, third])
    assert connection.in_transaction
    connection.execute("COMMIT")
    assert taken == [2, 3]
    assert connection.execute("SELECT id, place FROM event").fetchall() == [(ID, None)]
    assert "note" in tables(connection)


def test_a_step_that_fails_leaves_the_old_version_whole(path: Path, connection: sqlite3.Connection) -> None:
    before = content(path)

    def changes_much(database: Database) -> None:
        database.table("note").create({"id": str}, pk="id")
        database.table("note").insert({"id": "1"})
        database.table("event").add_column("place", str)
        database.execute("DELETE FROM event")

    def fails(_database: Database) -> None:
        raise NotFound("the rest")

    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotFound):
        migrate(connection, 1, [*STEPS, changes_much, fails])
    connection.rollback()
    assert content(path) == before


def test_a_migration_killed_in_its_midst_leaves_the_old_version_whole(path: Path) -> None:
    before = content(path)
    program = """
        import os, signal, sqlite3, sys
        from evsched.store.sqlite_schema import STEPS, migrate

        def step(database):
            database.table("note").create({"id": int, "text": str}, pk="id")
            database.table("note").insert_all({"id": number, "text": "x" * 1000} for number in range(500))
            database.execute("UPDATE event SET title = 'torn'")
            database.execute("PRAGMA user_version = 2")
            os.kill(os.getpid(), signal.SIGKILL)

        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection, 1, [*STEPS, step])
    """
    size = path.stat().st_size
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert Path(f"{path}-journal").exists()
    assert path.stat().st_size > size, "the step was to reach the file before it was killed"
    assert content(path) == before
    assert not Path(f"{path}-journal").exists()


def test_processes_that_make_the_database_at_once_make_one(environment: dict[str, str]) -> None:
    create = [sys.executable, "-m", "evsched", "event", "create", "Review", "--duration", "1h", "--slot", NOON]
    started = [
        subprocess.Popen(create, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    said = [(process.communicate()[1], process.returncode) for process in started]
    assert said == [(b"", 0)] * PROCESSES
    store = SqliteStore(Path(environment["EVSCHED_DB"]))
    with store.reading() as rows:
        assert len(rows.summaries()) == PROCESSES
    assert store.check() == []
    store.close()


MADE_BETWEEN_TWO_LINES = """
    import sys
    from contextlib import suppress
    from pathlib import Path
    from evsched.errors import StoreUnavailable
    from evsched.store.sqlite import SqliteStore

    path, line = Path(sys.argv[1]), int(sys.argv[2])
    passed = 0

    def before_a_line(frame, event, _argument):
        global passed
        passed += event == "line"
        if event == "line" and passed == line:
            sys.settrace(None)
            made = SqliteStore(path, patience=0.2)
            with suppress(StoreUnavailable), made.reading():
                pass
            made.close()
        return before_a_line

    sys.settrace(lambda frame, *_: before_a_line if frame.f_code.co_name == "_version" else None)
    with SqliteStore(path).writing() as rows:
        assert rows.summaries() == []
"""
"""The first look at a file, before whose nth line another makes the tables if it may: a debugger in place of chance."""


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_file_made_by_another_during_the_first_look_is_accepted(tmp_path: Path, line: int) -> None:
    program = textwrap.dedent(MADE_BETWEEN_TWO_LINES)
    arguments = [sys.executable, "-c", program, str(tmp_path / "events.db"), str(line)]
    done = subprocess.run(arguments, capture_output=True, check=False, text=True)
    assert done.stderr.splitlines()[-1:] == []
