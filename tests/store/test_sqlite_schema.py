"""How the tables of a file are made, and taken from one version to the next."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlite_utils import Database

from evsched.errors import NotFound
from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from evsched.store.sqlite_schema import STEPS, migrate
from evsched.store.values import EventState, Made
from tests.store.contract import ANN, CREATED, ID, NOON, an_event, answer, everything

PROCESSES = 4
THREADS = 8


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


def ask_version(store: SqliteStore) -> object:
    return store._connection().execute("PRAGMA user_version").fetchone()[0]


def test_the_version_is_the_number_of_steps() -> None:
    assert len(STEPS) == SCHEMA_VERSION


def test_a_new_file_says_whose_it_is_and_of_which_version(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert connection.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"evsd", "big")
    assert tables(connection) == {"event", "participant", "availability", "made", "burden"}


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
        pytest.param("UPDATE event SET version = NULL", id="version"),
        pytest.param("UPDATE event SET answers_version = NULL", id="answers-version"),
        pytest.param("UPDATE event SET sequence = NULL", id="sequence"),
        pytest.param("INSERT INTO made (what, key, event_id, at) VALUES ('event', 'k', '1', 0)", id="body"),
        pytest.param("INSERT INTO burden (event_id, participant_id, seconds) VALUES ('1', 'ann', 0)", id="series"),
        pytest.param("INSERT INTO burden (event_id, participant_id, series) VALUES ('1', 'ann', 's')", id="seconds"),
    ],
)
def test_what_every_row_has_cannot_be_missing(connection: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        connection.execute(statement)


def test_only_the_steps_that_a_file_lacks_are_taken(connection: sqlite3.Connection) -> None:
    taken: list[int] = []

    def next_one(database: Database) -> None:
        taken.append(SCHEMA_VERSION + 1)
        database.table("event").add_column("place", str)

    def one_after(database: Database) -> None:
        taken.append(SCHEMA_VERSION + 2)
        database.table("note").create({"id": str}, pk="id")

    connection.execute("BEGIN IMMEDIATE")
    migrate(connection, SCHEMA_VERSION, [*STEPS, next_one, one_after])
    assert connection.in_transaction
    connection.execute("COMMIT")
    assert taken == [SCHEMA_VERSION + 1, SCHEMA_VERSION + 2]
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
        migrate(connection, SCHEMA_VERSION, [*STEPS, changes_much, fails])
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
            database.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
            os.kill(os.getpid(), signal.SIGKILL)

        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection, len(STEPS), [*STEPS, step])
    """
    size = path.stat().st_size
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert Path(f"{path}-journal").exists()
    assert path.stat().st_size > size, "the step was to reach the file before it was killed"
    assert content(path) == before
    assert not Path(f"{path}-journal").exists()


ROWS_OF_VERSION_1 = """
INSERT INTO event (id, created, open, title, duration, zone, slots, first_start) VALUES
    ('a1', 1735787045, 0, 'Review [/] 会議', 5401, 'Asia/Tokyo',
     '[[1736668800,1736676000,"Asia/Tokyo","12 Jan 2025, 5 - 7PM"],[1736665200,1736665261,null,null]]', 1736665200),
    ('b2', 1735787046, 1, 'Open', 3600, NULL, '[[1736668800,1736676000,"UTC","12 Jan 2025, 8:00 - 10:00 UTC"]]',
     1736668800),
    ('c3', 1735787046, 0, 'Nobody left', 60, NULL, '[[1736668800,1736676000,null,null]]', 1736668800);
INSERT INTO participant (event_id, id, zone, required) VALUES
    ('a1', 'zoe', NULL, 1), ('a1', 'ann', 'Europe/Berlin', 0), ('a1', 'José', 'UTC+05:30', 1), ('b2', 'ann', NULL, 1);
INSERT INTO availability (event_id, participant_id, free, slots) VALUES
    ('a1', 'zoe', x'', '[]'),
    ('a1', 'ann', x'8083836700000000a09f836700000000', '[[1736672128,1736679328,"UTC","typed"]]'),
    ('b2', 'ann', x'', '[]');
"""
TABLES_OF_VERSION_1 = {
    "event": "id, title, duration, zone, slots, first_start, created, open",
    "participant": "rowid, event_id, id, zone, required",
    "availability": "event_id, participant_id, free, slots",
}


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A file as the first release made it, with rows."""
    path = tmp_path / "first.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("BEGIN IMMEDIATE")
        migrate(opened, 0, STEPS[:1])
        opened.execute(f"PRAGMA application_id = {int.from_bytes(b'evsd', 'big')}")
        opened.execute("PRAGMA user_version = 1")
        opened.execute("COMMIT")
        opened.executescript(ROWS_OF_VERSION_1)
    return path


def rows_of_version_1(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as opened:
        return {
            table: opened.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608 - our own
            for table, columns in TABLES_OF_VERSION_1.items()
        }


@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
def test_a_file_of_the_first_version_keeps_every_row(first_version: Path, writing: bool) -> None:
    before = rows_of_version_1(first_version)
    store = SqliteStore(first_version)
    with store.writing() if writing else store.reading() as rows:
        listed = [each.id for each in rows.summaries()]
        states = [rows.state(each) for each in ("a1", "b2", "c3")]
        event = rows.event("a1")
        tokens = [rows.participant_token("a1", "ann"), rows.participant_token("b2", "ann")]
        answered_in = [each for each, _ in rows.answers_of("ann", None)]
    assert store.check() == []
    assert ask_version(store) == SCHEMA_VERSION
    store.close()
    assert rows_of_version_1(first_version) == before
    assert {len(each) for each in before.values()} == {3, 4}
    assert listed == ["c3", "b2", "a1"]
    assert states == [EventState(1, 0, is_open=each, organizer=None) for each in (False, True, False)]
    assert event is not None
    assert [each.id for each in event.participants] == ["zoe", "ann", "José"]
    assert tokens == [None, None]
    assert answered_in == ["a1", "b2"]


def test_a_file_of_the_first_version_becomes_like_a_new_one(first_version: Path, path: Path) -> None:
    assert content(first_version)[1] == content(path)[1] == SCHEMA_VERSION
    with closing(sqlite3.connect(first_version)) as old, closing(sqlite3.connect(path)) as new:
        assert tables(old) == tables(new)
        for table in tables(new):
            columns = f"PRAGMA table_info({table})"
            assert old.execute(columns).fetchall() == new.execute(columns).fetchall()


def test_an_event_of_the_first_version_can_be_shared_once_migrated(first_version: Path) -> None:
    store = SqliteStore(first_version)
    with store.writing() as rows:
        rows.put_organizer_token("a1", b"organizer")
        rows.put_participant_token("a1", "ann", b"participant")
        rows.raise_versions("a1", event=True, answers=True)
        rows.put_made("event", "key", Made(b"body", "a1", None), CREATED)
    with store.reading() as reading:
        assert reading.state("a1") == EventState(2, 1, is_open=False, organizer=b"organizer", sequence=1)
        assert reading.participant_token("a1", "ann") == b"participant"
        assert reading.made("event", "key") == Made(b"body", "a1", None)
    store.close()


def test_a_step_to_the_second_version_that_fails_leaves_the_first_whole(
    first_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_database: Database) -> None:
        raise NotFound("the rest")

    before = first_version.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "__defaults__", ([*STEPS, fails],))
        with pytest.raises(NotFound), SqliteStore(first_version).reading():
            pass
    assert first_version.read_bytes() == before


def test_threads_that_open_a_file_of_the_first_version_at_once_migrate_it_once(first_version: Path) -> None:
    before = rows_of_version_1(first_version)
    together = Barrier(THREADS)

    def look(_number: int) -> list[str]:
        store = SqliteStore(first_version)
        together.wait()
        with store.reading() as rows:
            found = [each.id for each in rows.summaries()]
        store.close()
        return found

    with ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(look, range(THREADS))) == [["c3", "b2", "a1"]] * THREADS
    assert rows_of_version_1(first_version) == before


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
