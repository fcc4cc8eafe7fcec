"""A backup: whole, of one moment, for its owner alone, or not there."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evsched.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from evsched.store.addresses import open_store
from evsched.store.backup import back_up
from evsched.store.base import Store
from evsched.store.sqlite import SqliteStore
from evsched.store.tables import COLUMNS, Row
from tests.store.contract import BO, CREATED, ID, an_event
from tests.store.contract_maintained import fill, tables, told

NOBODY = 65534
"""The user whom every system has and who owns nothing."""


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of each kind with something of everything."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'events.db'}"
    else:
        address = request.getfixturevalue("postgres").database(migrated=True)
    with closing(open_store(address, patience=5)) as made:
        fill(made)
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteStore]:
    """A file with something of everything."""
    with closing(SqliteStore(tmp_path / "events.db")) as made:
        fill(made)
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the backups are put; there is nothing else."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def failing_after(number: int, failure: BaseException) -> Callable[[Iterable[Row]], Iterator[Row]]:
    """What watches rows, and fails after so many."""
    left = number

    def watch(rows: Iterable[Row]) -> Iterator[Row]:
        nonlocal left
        for row in rows:
            left -= 1
            if left < 0:
                raise failure
            yield row

    return watch


# What it holds


def test_a_backup_is_a_database_that_holds_and_tells_the_same(store: Store, folder: Path) -> None:
    made = back_up(store, folder / "monday.db")
    with closing(SqliteStore(folder / "monday.db")) as backup:
        assert tables(backup) == tables(store)
        assert backup.check() == []
        with store.reading() as rows, backup.reading() as copied:
            assert told(copied) == told(rows)
    assert (made.path, made.events, made.answers) == (folder / "monday.db", 4, 4)
    assert made.size == (folder / "monday.db").stat().st_size
    assert names(folder) == ["monday.db"]


def test_a_backup_can_be_written_to_like_any_database(store: Store, folder: Path) -> None:
    back_up(store, folder / "monday.db")
    with closing(SqliteStore(folder / "monday.db")) as backup:
        with backup.writing() as rows:
            rows.put_participant(ID, BO)
        assert backup.migrate()[0] == backup.migrate()[1]


def test_a_backup_of_an_empty_database_is_empty(tmp_path: Path, folder: Path) -> None:
    with closing(SqliteStore(tmp_path / "empty.db")) as empty:
        empty.migrate()
        made = back_up(empty, folder / "monday.db")
    assert (made.events, made.answers) == (0, 0)
    with closing(SqliteStore(folder / "monday.db")) as backup:
        assert tables(backup) == {table: [] for table in COLUMNS}


def test_a_backup_is_of_one_moment(store: Store, folder: Path) -> None:
    """Whoever writes while it is made is in it with nothing, here a new event behind the others."""
    before = tables(store)
    wrote = False

    def write_meanwhile(rows: Iterable[Row]) -> Iterator[Row]:
        nonlocal wrote
        for row in rows:
            if not wrote:
                wrote = True
                other = open_store(store.address, patience=0.1)
                try:
                    with other.writing() as writing:
                        writing.insert_event("z" * 26, an_event("Late", BO), CREATED)
                except StoreUnavailable:
                    assert isinstance(store, SqliteStore), "only SQLite lets nobody write while it is read"
                other.close()
            yield row

    back_up(store, folder / "monday.db", watch=write_meanwhile)
    with closing(SqliteStore(folder / "monday.db")) as backup:
        assert tables(backup) == before


# Where it is


def test_a_backup_is_for_its_owner_alone(file: SqliteStore, folder: Path) -> None:
    (folder / "open.db").touch(mode=0o666)
    for name in ("new.db", "open.db"):
        back_up(file, folder / name, replace=True)
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_a_backup_does_not_replace_a_file_unless_told_to(store: Store, folder: Path) -> None:
    path = folder / "monday.db"
    path.write_text("something else")
    with pytest.raises(Conflict, match=r"monday.db\" exists already: name another file, or replace it \(--force\)"):
        back_up(store, path)
    assert path.read_text() == "something else"
    back_up(store, path, replace=True)
    with closing(SqliteStore(path)) as backup:
        assert tables(backup) == tables(store)
    assert names(folder) == ["monday.db"]


def test_a_file_that_comes_while_a_backup_is_made_stays(file: SqliteStore, folder: Path) -> None:
    path = folder / "monday.db"

    def come(rows: Iterable[Row]) -> Iterable[Row]:
        path.write_text("something else")
        return rows

    with pytest.raises(Conflict, match="exists already"):
        back_up(file, path, watch=come)
    assert path.read_text() == "something else"
    assert names(folder) == ["monday.db"]


def test_a_file_system_that_gives_a_file_one_name_only_takes_backups_too(
    file: SqliteStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no second names here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    back_up(file, folder / "monday.db")
    assert names(folder) == ["monday.db"]


def test_a_link_leads_to_where_the_backup_is_put(file: SqliteStore, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "latest.db").symlink_to(folder / "monday.db")
    back_up(file, tmp_path / "latest.db")
    back_up(file, tmp_path / "latest.db", replace=True)
    assert (tmp_path / "latest.db").is_symlink()
    assert names(folder) == ["monday.db"]


@pytest.mark.parametrize("way", ["name", "detour", "link", "second-name", "journal", "link-to-the-folder"])
@pytest.mark.parametrize("replace", [False, True])
def test_the_database_itself_is_no_place_for_its_backup(
    file: SqliteStore, tmp_path: Path, folder: Path, way: str, replace: bool
) -> None:
    before = file.path.read_bytes()
    (tmp_path / "link.db").symlink_to(file.path)
    (tmp_path / "second.db").hardlink_to(file.path)
    (tmp_path / "way").symlink_to(tmp_path)
    path = {
        "name": file.path,
        "detour": folder / ".." / "events.db",
        "link": tmp_path / "link.db",
        "second-name": tmp_path / "second.db",
        "journal": Path(f"{file.path}-journal"),
        "link-to-the-folder": tmp_path / "way" / "events.db",
    }[way]
    with pytest.raises(InvalidInput, match="belongs to the database itself"):
        back_up(file, path, replace=replace)
    assert file.path.read_bytes() == before


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_a_name_beside_which_another_database_has_left_something_is_refused(
    file: SqliteStore, folder: Path, suffix: str
) -> None:
    (folder / f"monday.db{suffix}").write_bytes(b"journal")
    with pytest.raises(InvalidInput, match=f"beside .* lies what SQLite left of another database \\({suffix}\\)"):
        back_up(file, folder / "monday.db", replace=True)
    assert names(folder) == [f"monday.db{suffix}"]


@pytest.mark.parametrize(
    ("path", "error", "why"),
    [
        pytest.param("", InvalidInput, "is not a file: name a file for the backup", id="folder"),
        pytest.param("/dev/null", InvalidInput, "is not a file: name a file for the backup", id="device"),
        pytest.param("new/monday.db", InvalidInput, 'monday.db" does not exist: make it first', id="no-such-folder"),
        pytest.param("taken/monday.db", InvalidInput, 'monday.db" does not exist: make it first', id="below-a-file"),
        pytest.param("a\0b", StoreUnavailable, "no file has such a name", id="nul"),
        pytest.param("x" * 300, StoreUnavailable, "File name too long", id="long"),
        pytest.param("circle", StoreUnavailable, "", id="link-to-itself"),
        pytest.param("/proc/monday.db", StoreUnavailable, "cannot be written: ", id="where-nobody-can-write"),
    ],
)
@pytest.mark.parametrize("replace", [False, True])
def test_a_path_that_cannot_be_a_file_is_refused(
    file: SqliteStore, folder: Path, path: str, error: type[Exception], why: str, replace: bool
) -> None:
    (folder / "taken").touch()
    (folder / "circle").symlink_to(folder / "circle")
    with pytest.raises(error) as refused:
        back_up(file, folder / path, replace=replace)
    assert why in str(refused.value)
    assert str(refused.value).isprintable()
    assert names(folder) == ["circle", "taken"]


def test_a_folder_that_may_not_be_written_to_is_refused() -> None:
    folder = Path(tempfile.mkdtemp())
    me = os.geteuid()
    if me == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        with closing(SqliteStore(folder / "events.db")) as file:
            fill(file)
            (folder / "backups").mkdir(mode=0o500)
            with pytest.raises(StoreUnavailable, match="cannot be written: Permission denied"):
                back_up(file, folder / "backups" / "monday.db")
            (folder / "backups").chmod(0o000)
            with pytest.raises(StoreUnavailable, match="cannot be written: Permission denied"):
                back_up(file, folder / "backups" / "monday.db")
    finally:
        (folder / "backups").chmod(0o700)
        os.seteuid(me)
        shutil.rmtree(folder)


# What leaves none


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r'there is no database ".*nothing.db": nothing to back up'):
        back_up(SqliteStore(tmp_path / "nothing.db"), folder / "monday.db")
    assert names(folder) == []
    assert names(tmp_path) == ["backups"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), SystemExit(143), NotFound("gone")])
@pytest.mark.parametrize("number", [0, 1, 7, 14, 20])
@pytest.mark.parametrize("replace", [False, True])
def test_a_backup_that_fails_or_is_interrupted_leaves_nothing(
    file: SqliteStore, folder: Path, number: int, failure: BaseException, replace: bool
) -> None:
    if replace:
        (folder / "monday.db").write_text("the last backup")
    with pytest.raises(type(failure)):
        back_up(file, folder / "monday.db", replace=replace, watch=failing_after(number, failure))
    assert names(folder) == ["monday.db"] * replace
    if replace:
        assert (folder / "monday.db").read_text() == "the last backup"
    assert file.check() == []


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        pytest.param("UPDATE event SET slots = 'x'", "no backup was made, because the database is damaged", id="row"),
        pytest.param(
            "DELETE FROM event WHERE title = 'Older'",
            "row of participant that does not fit",
            id="orphan",
        ),
        pytest.param("DROP TABLE made", "the table made is damaged", id="table"),
    ],
)
def test_a_damaged_database_gives_no_backup(file: SqliteStore, folder: Path, statement: str, why: str) -> None:
    """A backup that could not be restored would be found out too late."""
    with closing(sqlite3.connect(file.path, isolation_level=None)) as connection:
        connection.execute(statement)
    with pytest.raises(StoreUnavailable, match=why):
        back_up(file, folder / "monday.db")
    assert names(folder) == []


def test_what_is_wrong_with_the_database_is_not_said_of_the_backup(file: SqliteStore, folder: Path) -> None:
    """Both are files of SQLite: the error of the one passes through the transaction of the other."""
    content = file.path.read_bytes()
    file.close()
    file.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreUnavailable, match=r'the database ".*events.db" is damaged'):
        back_up(file, folder / "monday.db")
    assert names(folder) == []
