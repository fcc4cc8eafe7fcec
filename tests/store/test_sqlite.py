"""The SQLite store: the contract of every store, and what a file can do to it."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event as Signal
from threading import Thread, Timer

import pytest

from evsched.errors import StoreUnavailable, shown
from evsched.store.base import Store
from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from evsched.store.sqlite_connection import DAMAGED
from tests.store.contract import ANN, CREATED, ID, NOON, OTHER, StoreContract, an_event, answer
from tests.store.contract_maintained import MaintainingContract
from tests.store.contract_series import SeriesContract
from tests.store.contract_shared import SharingContract

NOBODY = 65534
"""The user whom every system has and who owns nothing."""
EXTRA = 3
"""What SQLite calls a commit that is synced, and one that is synced with its folder."""


class TestSqliteStore(StoreContract, SharingContract, SeriesContract, MaintainingContract):
    @pytest.fixture
    def opened(self, tmp_path: Path) -> Iterator[Callable[[], Store]]:
        stores: list[SqliteStore] = []

        def another() -> Store:
            stores.append(SqliteStore(tmp_path / "events.db"))
            return stores[-1]

        yield another
        for store in stores:
            store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound database with one event and one answer; nobody has it open."""
    store = SqliteStore(tmp_path / "events.db")
    with store.writing() as rows:
        rows.insert_event(ID, an_event("Review", ANN), CREATED)
        rows.put_availability(ID, answer("ann", NOON))
    store.close()
    return store.path


@pytest.fixture
def folder_of_an_ordinary_user() -> Iterator[Path]:
    """A folder to work in as someone whom permissions bind."""
    folder = Path(tempfile.mkdtemp())
    me = os.geteuid()
    if me == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        folder.chmod(0o700)
        os.seteuid(me)
        shutil.rmtree(folder)


def raw(path: Path) -> closing[sqlite3.Connection]:
    """The file as any other program opens it, without waiting for locks."""
    return closing(sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False))


def ask(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def delete(store: SqliteStore) -> None:
    with store.writing() as rows:
        rows.delete_event(ID)


def refusal(store: SqliteStore, *, writing: bool = False) -> str:
    """Why the store does not open: one line that names the file."""
    with pytest.raises(StoreUnavailable) as refused:  # noqa: SIM117 - one of two transactions
        with store.writing() if writing else store.reading() as rows:
            rows.summaries()
    store.close()
    message = refused.value.message
    assert message.isprintable()
    assert message.startswith(f'the database "{shown(str(store.path))}" ')
    return message


# How a file is opened


def test_a_file_and_its_folders_are_made_on_the_first_writing_for_their_owner_alone(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "new" / "folders" / "events.db"))
    with store.reading() as rows:
        assert rows.summaries() == []
    assert not store.path.parent.exists()
    with store.writing() as rows:
        rows.insert_event(ID, an_event(), CREATED)
    store.close()
    assert store.path.is_file()
    assert store.path.parent.stat().st_mode & 0o777 == 0o700


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "events.db").touch()
    store = SqliteStore(tmp_path / "events.db")
    with store.writing() as rows:
        rows.insert_event(ID, an_event(), CREATED)
    assert store.check() == []
    store.close()


@pytest.mark.parametrize("again", [False, True], ids=["just-made", "opened-again"])
def test_commits_are_synced_foreign_keys_hold_and_the_journal_is_deleted(path: Path, again: bool) -> None:
    store = SqliteStore(path if again else path.with_name("new.db"))
    connection = store._connection()
    assert ask(connection, "synchronous") == EXTRA
    assert ask(connection, "foreign_keys") == 1
    assert ask(connection, "journal_mode") == "delete"
    store.close()


def test_a_rollback_journal_lies_beside_the_file_while_it_is_written(path: Path) -> None:
    store, journal = SqliteStore(path), Path(f"{path}-journal")
    with store.writing() as rows:
        rows.put_availability(ID, answer("ann"))
        assert journal.is_file()
        assert not Path(f"{path}-wal").exists()
    assert not journal.exists()
    store.close()


def test_an_answer_by_a_stranger_breaks_a_foreign_key_and_nothing_is_kept(path: Path) -> None:
    store = SqliteStore(path)

    def write() -> None:
        with store.writing() as rows:
            rows.insert_event(OTHER, an_event(), CREATED)
            rows.put_availability(ID, answer("stranger", NOON))

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        write()
    with store.reading() as reading:
        assert reading.event(OTHER) is None
    store.close()


def test_a_closed_store_opens_anew(path: Path) -> None:
    store = SqliteStore(path)
    for _ in range(2):
        with store.reading() as rows:
            assert rows.answered(ID) == {"ann"}
        store.close()
    store.close()


def test_an_up_to_date_file_opens_without_sqlite_utils(path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from evsched.store.sqlite import SqliteStore
        with SqliteStore(Path(sys.argv[1])).writing() as rows:
            assert rows.summaries()
        assert "sqlite_utils" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program), path], check=True)


# Files that cannot be used


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(SqliteStore(tmp_path)).endswith("is not a file: name another")


def test_a_file_below_a_file_is_refused(path: Path) -> None:
    message = refusal(SqliteStore(path / "events.db"), writing=True)
    assert re.search(r"cannot be opened: (File exists|Not a directory)$", message)


@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
def test_a_text_file_is_refused_and_left_alone(tmp_path: Path, writing: bool) -> None:
    text = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n" * 20
    (tmp_path / "passwd").write_text(text)
    store = SqliteStore(tmp_path / "passwd")
    assert refusal(store, writing=writing).endswith("is no evsched database: name another file")
    assert store.path.read_text() == text


@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
@pytest.mark.parametrize("version", [0, SCHEMA_VERSION, SCHEMA_VERSION + 1])
def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path, version: int, writing: bool) -> None:
    other = tmp_path / "other.db"
    with raw(other) as connection:
        connection.execute("CREATE TABLE event (theirs)")
        connection.execute(f"PRAGMA user_version = {version}")
    content = other.read_bytes()
    assert refusal(SqliteStore(other), writing=writing).endswith("is a database of another program: name another file")
    assert other.read_bytes() == content


@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
def test_a_newer_schema_is_refused_and_left_alone(path: Path, writing: bool) -> None:
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    content = path.read_bytes()
    assert refusal(SqliteStore(path), writing=writing).endswith("was written by a newer evsched: upgrade this one")
    assert path.read_bytes() == content


def test_a_name_with_control_characters_is_made_harmless(tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31m\nb"
    folder.mkdir()
    with pytest.raises(StoreUnavailable) as refused, SqliteStore(folder).reading():
        pass
    assert refused.value.message.isprintable()
    assert r"\x1b[31m\nb" in refused.value.message


def test_a_read_only_file_can_be_read_and_not_written(folder_of_an_ordinary_user: Path) -> None:
    store = SqliteStore(folder_of_an_ordinary_user / "events.db")
    with store.writing() as rows:
        rows.insert_event(ID, an_event(), CREATED)
    store.close()
    store.path.chmod(0o400)
    with store.reading() as reading:
        assert reading.event(ID) == an_event()
    store.close()
    with pytest.raises(StoreUnavailable, match=r"cannot be written: check its permissions and its folder's$"):
        delete(store)
    with store.reading() as reading:
        assert reading.event(ID) == an_event()
    store.close()


def test_a_file_in_a_read_only_folder_can_be_read_and_not_written(folder_of_an_ordinary_user: Path) -> None:
    store = SqliteStore(folder_of_an_ordinary_user / "events.db")
    with store.writing() as rows:
        rows.insert_event(ID, an_event(), CREATED)
    store.close()
    folder_of_an_ordinary_user.chmod(0o500)
    with store.reading() as reading:
        assert reading.event(ID) == an_event()
    with pytest.raises(StoreUnavailable, match=r"cannot be (opened|written): .* folder"):
        delete(store)
    with store.reading() as reading:
        assert reading.event(ID) == an_event()
    store.close()


def test_a_file_that_is_not_yours_is_refused(folder_of_an_ordinary_user: Path) -> None:
    store = SqliteStore(folder_of_an_ordinary_user / "events.db")
    with store.writing():
        pass
    store.close()
    store.path.chmod(0)
    assert "cannot be opened" in refusal(store)


def test_a_file_in_a_folder_that_may_not_be_searched_is_refused(folder_of_an_ordinary_user: Path) -> None:
    folder_of_an_ordinary_user.chmod(0o600)
    assert refusal(SqliteStore(folder_of_an_ordinary_user / "events.db"))


def test_a_name_that_is_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    assert refusal(SqliteStore(tmp_path / ("x" * 300)))
    assert refusal(SqliteStore(tmp_path / ("x" * 300) / "events.db"))


def test_a_new_file_in_a_read_only_folder_is_refused(folder_of_an_ordinary_user: Path) -> None:
    folder_of_an_ordinary_user.chmod(0o500)
    assert "cannot be opened" in refusal(SqliteStore(folder_of_an_ordinary_user / "events.db"), writing=True)
    below = SqliteStore(folder_of_an_ordinary_user / "below" / "events.db")
    assert refusal(below, writing=True).endswith("cannot be opened: Permission denied")


# Damage


@pytest.fixture
def large(path: Path) -> Path:
    """A database of many pages."""
    store = SqliteStore(path)
    with store.writing() as rows:
        for number in range(2, 300):
            rows.insert_event(f"{number:026}", an_event("Review " * 20, ANN), CREATED)
    assert store.check() == []
    store.close()
    return path


@pytest.mark.parametrize("filling", [b"\xff", b"\0", b"\x0d"], ids=["ones", "zeros", "pages-of-nonsense"])
def test_pages_written_over_are_damage(large: Path, filling: bytes) -> None:
    content = large.read_bytes()
    large.write_bytes(content[:4096] + filling * (len(content) - 4096))
    store = SqliteStore(large)
    assert refusal(store).endswith(DAMAGED)


def test_a_file_cut_short_is_damaged(large: Path) -> None:
    content = large.read_bytes()
    large.write_bytes(content[: len(content) // 2])
    assert refusal(SqliteStore(large)).endswith(DAMAGED)


def test_a_sound_file_checks_out(path: Path) -> None:
    store = SqliteStore(path)
    assert store.check() == []
    store.close()


def test_a_damaged_file_does_not_check_out(large: Path) -> None:
    content = bytearray(large.read_bytes())
    content[-4096:] = bytes(4096)
    large.write_bytes(content)
    store = SqliteStore(large)
    try:
        found = store.check()
    except StoreUnavailable as error:
        found = [error.message]
    assert found
    store.close()


def test_a_row_without_the_row_it_belongs_to_does_not_check_out(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM participant")
    store = SqliteStore(path)
    assert store.check() == ["a row of availability has lost its participant"]
    store.close()


# Locks


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_file_is_busy_once_patience_is_over(path: Path, lock: str) -> None:
    store = SqliteStore(path, patience=0.3)
    with raw(path) as connection:
        connection.execute(f"BEGIN {lock}")
        message = refusal(store, writing=True)
        assert message.endswith("is busy: another program has held it too long; try again")
        if lock == "EXCLUSIVE":
            assert refusal(store) == message
    delete(store)
    store.close()


def test_a_reader_who_stays_makes_a_commit_busy_and_nothing_is_kept(path: Path) -> None:
    store = SqliteStore(path, patience=0.3)
    with raw(path) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM event").fetchall()
        with pytest.raises(StoreUnavailable, match="is busy"):
            delete(store)
        with store.reading() as reading:
            assert reading.event(ID) == an_event("Review", ANN)
    store.close()


@pytest.mark.parametrize("opened_before", [True, False], ids=["open-file", "file-to-open"])
@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
def test_a_lock_let_go_within_patience_does_no_harm(path: Path, lock: str, opened_before: bool, writing: bool) -> None:
    """Longer than SQLite's own wait for a lock, which is a tenth of a second."""
    store = SqliteStore(path)
    if opened_before:
        with store.reading():
            pass
    with raw(path) as connection:
        connection.execute(f"BEGIN {lock}")
        release = Timer(0.4, connection.rollback)
        release.start()
        try:
            with store.writing() if writing else store.reading() as rows:
                assert rows.answered(ID) == {"ann"}
        finally:
            release.join()
    store.close()


def test_a_failed_transaction_leaves_no_lock(path: Path) -> None:
    store = SqliteStore(path)

    def write() -> None:
        with store.writing() as rows:
            rows.delete_event(ID)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    with raw(path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
    store.close()


def test_each_thread_has_a_connection_of_its_own(path: Path) -> None:
    store = SqliteStore(path)
    found: list[sqlite3.Connection] = []

    def look() -> None:
        found.append(store._connection())
        assert store._connection() is found[-1]

    look()
    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert found[0] is not found[1]
    store.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        found[0].execute("SELECT 1")
    found.pop()


def test_the_figures_tell_how_many_connections_are_open(path: Path) -> None:
    store = SqliteStore(path)
    assert store.figures() == {"connections": 0, "writers": 0}
    opened, seen = Signal(), Signal()

    def read() -> None:
        with store.reading():
            opened.set()
            assert seen.wait(timeout=30)
        store.close()

    with store.reading():
        assert store.figures() == {"connections": 1, "writers": 0}
    thread = Thread(target=read)
    thread.start()
    assert opened.wait(timeout=30)
    assert store.figures() == {"connections": 2, "writers": 0}
    seen.set()
    thread.join()
    assert store.figures() == {"connections": 1, "writers": 0}
    store.close()
    assert store.figures() == {"connections": 0, "writers": 0}


def test_a_thread_that_ends_without_closing_leaves_no_connection_in_the_figures(path: Path) -> None:
    store = SqliteStore(path)
    thread = Thread(target=store.check)
    thread.start()
    thread.join()
    gc.collect()
    assert store.figures() == {"connections": 0, "writers": 0}


def test_a_file_that_is_not_there_is_no_open_connection(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "events.db")
    with store.reading():
        assert store.figures() == {"connections": 0, "writers": 0}
    assert not store.exists()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE availability SET slots = 'not what evsched writes'",
        "UPDATE availability SET slots = '[1]'",
        "UPDATE availability SET free = x'00'",
        "UPDATE availability SET free = x'0000000000000000'",
        "UPDATE event SET slots = '[]'",
        "UPDATE event SET title = ''",
        "UPDATE participant SET zone = 'Atlantis/Capital'",
    ],
)
def test_a_row_that_no_evsched_wrote_is_damage_in_one_line(path: Path, damage: str) -> None:
    store = SqliteStore(path)
    with raw(path) as connection:
        connection.execute(damage)
        connection.commit()

    def read_all() -> None:
        with store.reading() as rows:
            rows.event(ID)
            rows.availability(ID)
            rows.free(ID)

    with pytest.raises(StoreUnavailable, match="holds a row that cannot be read") as refused:
        read_all()
    assert len(refused.value.message.splitlines()) == 1
    store.close()


def test_memory_is_the_name_of_a_file_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = SqliteStore(":memory:")
    with store.writing() as rows:
        rows.insert_event(ID, an_event(), CREATED)
    store.close()
    assert (tmp_path / ":memory:").is_file()


def test_a_file_that_is_taken_away_is_no_empty_database(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    store = SqliteStore(path)
    with store.writing() as rows:
        rows.insert_event(ID, an_event(), CREATED)
    away = path.with_suffix(".away")
    path.rename(away)
    for transaction in (store.reading, store.writing):
        with pytest.raises(StoreUnavailable, match="has been taken away: put it back"), transaction():
            pass
    assert not path.exists()
    away.rename(path)
    with store.reading() as rows:
        assert rows.event(ID) == an_event()
    store.close()


def test_a_file_that_is_put_in_the_place_of_another_is_the_database_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    store, other = SqliteStore(path), SqliteStore(tmp_path / "other.db")
    for each, event_id in ((store, ID), (other, OTHER)):
        with each.writing() as rows:
            rows.insert_event(event_id, an_event(), CREATED)
        with each.reading() as rows:
            assert rows.latest_id() == event_id
    other.path.rename(path)
    with store.reading() as rows:
        assert rows.latest_id() == OTHER
    with store.writing() as rows:
        rows.delete_event(OTHER)
    other.close()
    with store.reading() as rows:
        assert rows.latest_id() is None
    store.close()
