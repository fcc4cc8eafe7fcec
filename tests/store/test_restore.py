"""From a backup back to a database of either kind: all or nothing, and nothing anyone has seen counts any more."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evsched.engine.interval import EPOCH
from evsched.errors import InvalidInput, NotFound, StoreUnavailable
from evsched.store.addresses import open_store
from evsched.store.backup import back_up
from evsched.store.base import Store
from evsched.store.restore import opened_backup, restore
from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from evsched.store.tables import COLUMNS, Row
from evsched.store.values import EventState, Made
from tests.store.contract import ANN, CREATED, ID, NOON, OTHER, an_event, answer, event_id
from tests.store.contract_maintained import fill, tables, told
from tests.store.test_backup import failing_after
from tests.store.test_sqlite_schema import first_version

__all__ = ["first_version"]  # a fixture

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW_AS_VERSION = (NOW - EPOCH) // timedelta(milliseconds=1)
VERSIONS = COLUMNS["event"].index("version"), COLUMNS["event"].index("answers_version")
SEQUENCE = COLUMNS["event"].index("sequence")

MakeStore = Callable[[str], Store]


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeStore]:
    """What makes empty databases of either kind."""
    made: list[Store] = []

    def another(kind: str) -> Store:
        if kind == "sqlite":
            address = str(tmp_path / f"{len(made)}.db")
        else:
            address = request.getfixturevalue("postgres").database(migrated=True)
        made.append(open_store(address, patience=5))
        return made[-1]

    yield another
    for each in made:
        each.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, make: MakeStore) -> Store:
    """An empty database of each kind."""
    return make(request.param)


@pytest.fixture
def backup(make: MakeStore, tmp_path: Path) -> Path:
    """A backup with something of everything."""
    made = make("sqlite")
    fill(made)
    return back_up(made, tmp_path / "monday.bak").path


def restored(store: Store, path: Path, now: datetime = NOW) -> None:
    with opened_backup(store, path) as opened:
        restore(store, opened, now)


def refusal(store: Store, path: Path, error: type[Exception] = StoreUnavailable) -> str:
    """Why a backup is not restored; nothing has changed, neither the database nor the backup."""
    before, bytes_before = tables(store), path.read_bytes() if path.is_file() else b""
    with pytest.raises(error) as refused:
        restored(store, path)
    assert tables(store) == before
    assert (path.read_bytes() if path.is_file() else b"") == bytes_before
    message = str(refused.value)
    assert message.isprintable()
    return message


def without_versions(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    counters = {*VERSIONS, SEQUENCE}
    events = [tuple(value for place, value in enumerate(row) if place not in counters) for row in found["event"]]
    return found | {"event": events}


def versions(store: Store) -> set[object]:
    return {row[place] for row in tables(store)["event"] for place in VERSIONS}


def something_else(store: Store) -> None:
    """Fill a database with what no backup of these tests holds, and with an event that they hold too."""
    with store.writing() as rows:
        for each in (ID, event_id(7)):
            rows.insert_event(each, an_event("Else", ANN), CREATED)
        rows.put_availability(ID, answer("ann", NOON))
        rows.put_made("event", "key-of-an-event", Made(bytes(32), event_id(7), None), CREATED)
        rows.put_made("event", "another-key", Made(bytes(32), event_id(7), None), CREATED)


# What is there afterwards


@pytest.mark.parametrize("start", ["sqlite", "postgresql"])
@pytest.mark.parametrize("end", ["sqlite", "postgresql"])
@pytest.mark.parametrize("in_use", [False, True], ids=["empty", "in-use"])
def test_what_a_database_held_is_in_another_of_any_kind(
    make: MakeStore, tmp_path: Path, start: str, end: str, in_use: bool
) -> None:
    one, other = make(start), make(end)
    fill(one)
    if in_use:
        something_else(other)
    restored(other, back_up(one, tmp_path / "monday.bak").path)
    assert without_versions(tables(other)) == without_versions(tables(one))
    assert other.check() == []
    with other.writing() as rows:  # the versions alone are others: the rest is told as it was
        rows.clear()
        for table, found in tables(one).items():
            rows.load(table, found)
    with one.reading() as reading, other.reading() as read:
        assert told(read) == told(reading)


def test_a_database_that_does_not_exist_is_made(backup: Path, tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "new" / "events.db")) as store:
        restored(store, backup)
        assert len(tables(store)["event"]) == 4


def test_a_restored_database_goes_on(store: Store, backup: Path) -> None:
    restored(store, backup)
    with store.writing() as rows:
        rows.insert_event(event_id(0), an_event("New", ANN), CREATED)
        rows.raise_versions(ID, event=True)
    with store.reading() as reading:
        assert reading.latest_id() == event_id(0)
        assert reading.state(event_id(0)) == EventState(1, 0, is_open=False, organizer=None)
        found = reading.state(ID)
    assert found is not None
    assert (found.version, found.answers_version) == (NOW_AS_VERSION + 1, NOW_AS_VERSION)


def test_whoever_has_the_database_open_sees_the_old_or_the_new_one(make: MakeStore, backup: Path) -> None:
    for kind in ("sqlite", "postgresql"):
        store = make(kind)
        something_else(store)
        with closing(open_store(store.address, patience=5)) as other:
            before = tables(other)
            restored(store, backup)
            assert without_versions(tables(other)) == without_versions(tables(SqliteStore(backup)))
            assert tables(other) != before


# Versions


def test_every_event_gets_the_time_as_its_versions(store: Store, backup: Path) -> None:
    something_else(store)
    restored(store, backup)
    assert versions(store) == {NOW_AS_VERSION}


def test_every_event_gets_the_minutes_of_the_time_as_its_sequence_which_calendars_keep_in_31_bits(
    store: Store, backup: Path
) -> None:
    restored(store, backup)
    assert {row[SEQUENCE] for row in tables(store)["event"]} == {NOW_AS_VERSION // 60_000}
    assert NOW_AS_VERSION // 60_000 < 2**31


def test_a_sequence_is_above_all_that_are_known_where_the_clock_was_put_back(store: Store, backup: Path) -> None:
    restored(store, backup)
    with store.writing() as rows:
        rows.raise_versions(ID, event=True)
    restored(store, backup)
    assert {row[SEQUENCE] for row in tables(store)["event"]} == {NOW_AS_VERSION // 60_000 + 2}


@pytest.mark.parametrize("which", ["database", "backup"])
def test_versions_are_above_all_that_are_known_where_the_clock_was_put_back(
    make: MakeStore, tmp_path: Path, which: str
) -> None:
    one, other = make("sqlite"), make("sqlite")
    high = NOW_AS_VERSION * 1000
    for each in (one, other):
        something_else(each)
    with (other if which == "database" else one).writing() as rows:
        found = list(rows.dump("event"))
        rows.clear()
        raised = [tuple(high if place == VERSIONS[1] else value for place, value in enumerate(row)) for row in found]
        rows.load("event", raised)
    restored(other, back_up(one, tmp_path / "monday.bak").path)
    assert versions(other) == {high + 1}


def test_each_restore_gives_versions_that_no_other_has_given(store: Store, backup: Path) -> None:
    """Not even one into a database that is lost since, with all that had changed in it."""
    given: list[object] = []
    for number in range(3):
        restored(store, backup, NOW)
        given += versions(store)
        with store.writing() as rows:
            rows.raise_versions(ID, event=True, answers=True)
        given += versions(store) - set(given)
        assert len(given) == len(set(given)) == 2 * (number + 1)
    with store.writing() as rows:
        rows.clear()
    restored(store, backup, NOW + timedelta(seconds=1))
    assert versions(store).isdisjoint(given)


# All or nothing


@pytest.mark.parametrize("number", [15, 16, 20, 25, 29])
@pytest.mark.parametrize("failure", [KeyboardInterrupt(), NotFound("gone")])
def test_a_restore_that_fails_or_is_interrupted_changes_nothing(
    store: Store, backup: Path, number: int, failure: BaseException
) -> None:
    """The first fifteen rows are those that are checked."""
    something_else(store)
    before = tables(store)
    watch = failing_after(number, failure)

    def replace() -> None:
        with opened_backup(store, backup, watch) as opened:
            restore(store, opened, NOW, watch)

    with pytest.raises(type(failure)):
        replace()
    assert tables(store) == before
    assert store.check() == []
    restored(store, backup)
    assert versions(store) == {NOW_AS_VERSION}


def test_a_database_that_cannot_be_written_is_not_taken_for_a_backup_that_cannot_be_read(
    make: MakeStore, backup: Path
) -> None:
    """Both are files of SQLite: the error of the one passes through the transaction of the other."""
    store = make("sqlite")
    fill(store)
    with closing(sqlite3.connect(store.address, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE made RENAME COLUMN gone TO going")
    with pytest.raises(StoreUnavailable, match="the table made is damaged"):
        restored(store, backup)


# The backup


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_backup_stays_as_it_is_and_nothing_is_put_beside_it(store: Store, backup: Path, mode: int) -> None:
    folder = backup.parent / "kept"
    folder.mkdir()
    kept = backup.rename(folder / "monday.bak")
    kept.chmod(mode)
    folder.chmod(0o500)
    before = kept.read_bytes(), kept.stat()
    restored(store, kept)
    assert (kept.read_bytes(), kept.stat().st_mtime_ns) == (before[0], before[1].st_mtime_ns)
    assert list(folder.iterdir()) == [kept]
    folder.chmod(0o700)


def test_a_backup_of_an_older_version_is_restored_and_stays_of_that_version(store: Store, first_version: Path) -> None:
    before = first_version.read_bytes()
    restored(store, first_version)
    assert first_version.read_bytes() == before
    with store.reading() as rows:
        assert [each.id for each in rows.summaries()] == ["c3", "b2", "a1"]
        event = rows.event("a1")
        assert rows.answers_of("ann", None) != []
    assert event is not None
    assert [each.id for each in event.participants] == ["zoe", "ann", "José"]
    assert versions(store) == {NOW_AS_VERSION}


def test_a_database_in_use_is_a_backup_too(store: Store, make: MakeStore, tmp_path: Path) -> None:
    """Who moves from a file to a server needs no second file; what others write meanwhile is not in it."""
    used = make("sqlite")
    fill(used)
    before = tables(used)
    with opened_backup(store, tmp_path / Path(used.address).name) as opened:
        with used.writing() as rows:
            rows.delete_event(ID)
        restore(store, opened, NOW)
    assert without_versions(tables(store)) == without_versions(before)


def test_a_file_that_another_program_writes_ahead_into_is_read_whole(store: Store, backup: Path) -> None:
    """Such as one that was copied by a tool which had turned on write-ahead logging."""
    with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"UPDATE event SET title = 'In the log' WHERE id = '{ID}'")  # noqa: S608 - our own
        restored(store, backup)
    with store.reading() as rows:
        event = rows.event(ID)
    assert event is not None
    assert event.title == "In the log"


def test_a_file_with_an_unfinished_write_is_refused_until_somebody_has_opened_it(store: Store, backup: Path) -> None:
    program = """
        import os, signal, sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE event SET title = 'torn'")
        for number in range(500):
            connection.execute("INSERT INTO made VALUES ('x', ?, x'', ?, NULL, 0, 0)", (str(number), "x" * 1000))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), backup], check=False)
    assert done.returncode == -signal.SIGKILL
    assert "has an unfinished write beside it: open it once" in refusal(store, backup)
    with closing(SqliteStore(backup)) as opened:
        tables(opened)
    restored(store, backup)
    assert len(tables(store)["made"]) == 2


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        pytest.param("UPDATE event SET slots = 'x'", "is damaged: the event .* cannot be read", id="row"),
        pytest.param("DELETE FROM event WHERE title = 'Older'", "is damaged: a row of participant has lost", id="row"),
        pytest.param("DROP TABLE made", "is damaged: the table made is damaged", id="table"),
        pytest.param("UPDATE availability SET free = x''", "is damaged: the answer of .* other free times", id="free"),
        pytest.param("PRAGMA user_version = 99", "was written by a newer evsched: upgrade this one", id="newer"),
        pytest.param("PRAGMA application_id = 7", "is a database of another program: name another", id="another"),
    ],
)
def test_a_backup_that_is_not_sound_is_refused(make: MakeStore, backup: Path, statement: str, why: str) -> None:
    store = make("sqlite")
    something_else(store)
    with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute(statement)
    with pytest.raises(StoreUnavailable, match=f'the backup ".*monday.bak" {why}'):
        restored(store, backup)
    refusal(store, backup)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "holds nothing: take another", id="empty"),
        pytest.param(b"root:x:0:0\n" * 1000, "is no evsched database: name another file", id="text"),
        pytest.param(b"SQLite format 3\0", "is no evsched database: name another file", id="beginning"),
        pytest.param(bytes(8192), "is no evsched database: name another file", id="zeros"),
    ],
)
def test_a_file_of_something_else_is_refused(make: MakeStore, tmp_path: Path, content: bytes, why: str) -> None:
    store = make("sqlite")
    something_else(store)
    (tmp_path / "else").write_bytes(content)
    assert refusal(store, tmp_path / "else").endswith(why)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("nothing.bak", "No such file or directory", id="missing"),
        pytest.param("", "Is a directory", id="folder"),
        pytest.param("0.db/x", "Not a directory", id="below-a-file"),
        pytest.param("a\0b", "no file has such a name", id="nul"),
        pytest.param("x" * 300, "File name too long", id="long"),
        pytest.param("0.db", "belongs to the database itself: name a backup", id="the-database"),
        pytest.param("0.db-journal", "belongs to the database itself: name a backup", id="its-journal"),
        pytest.param("link.db", "belongs to the database itself: name a backup", id="a-link-to-it"),
    ],
)
def test_a_name_that_leads_to_no_backup_is_refused(make: MakeStore, tmp_path: Path, name: str, why: str) -> None:
    store = make("sqlite")
    something_else(store)
    (tmp_path / "link.db").symlink_to(store.address)
    with pytest.raises(InvalidInput) as refused:
        restored(store, tmp_path / name)
    assert why in str(refused.value)


def test_a_backup_that_was_cut_short_anywhere_is_refused(make: MakeStore, backup: Path) -> None:
    store = make("sqlite")
    something_else(store)
    whole = backup.read_bytes()
    assert len(whole) % 4096 == 0
    for length in (*range(0, len(whole), 4096), *range(1, len(whole), 4999)):
        backup.write_bytes(whole[:length])
        assert refusal(store, backup).startswith(f'the backup "{backup}" ')


def test_a_backup_with_a_byte_that_has_changed_is_refused_or_restored_to_a_sound_database(
    make: MakeStore, backup: Path
) -> None:
    """SQLite has no checksums: a changed letter of a title is a title. It is one clear error, or sound."""
    store = make("sqlite")
    fill(store)
    whole, chance = backup.read_bytes(), random.Random(7)  # noqa: S311 - to be the same each time
    for _ in range(300):
        changed = bytearray(whole)
        for _ in range(chance.choice((1, 1, 50))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        backup.write_bytes(changed)
        with suppress(StoreUnavailable):
            restored(store, backup)
        assert store.check() == []
        assert store.migrate() == (SCHEMA_VERSION, SCHEMA_VERSION)


def test_each_row_is_shown_to_whoever_watches_when_it_is_checked_and_when_it_is_restored(
    make: MakeStore, backup: Path
) -> None:
    seen: list[Row] = []

    def watch(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            seen.append(row)
            yield row

    store = make("sqlite")
    with opened_backup(store, backup, watch) as opened:
        restore(store, opened, NOW, watch)
    assert len(seen) == 38
    assert seen[19:] == [row for rows in tables(store).values() for row in rows]
    assert OTHER in {row[0] for row in seen}
