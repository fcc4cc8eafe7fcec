"""What keeping a database in a file comes to, beside what all stores have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evsched.errors import StoreUnavailable
from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from evsched.store.sqlite_connection import DAMAGED
from tests.store.contract import ID, OTHER
from tests.store.contract_maintained import fill, tables
from tests.store.test_sqlite_schema import first_version, rows_of_version_1

__all__ = ["first_version"]  # a fixture


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "events.db")) as made:
        yield made


@pytest.fixture
def filled(store: SqliteStore) -> SqliteStore:
    """A file with something of everything."""
    fill(store)
    return store


def test_a_file_is_named_as_it_was_named(tmp_path: Path) -> None:
    assert SqliteStore("a/../b.db").address == "a/../b.db"
    assert SqliteStore(tmp_path / "b.db").address == str(tmp_path / "b.db")


def test_migrating_makes_a_file_and_its_folders(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "new" / "events.db")) as store:
        assert not store.exists()
        assert store.migrate() == (0, SCHEMA_VERSION)
        assert store.exists()
        assert store.migrate() == (SCHEMA_VERSION, SCHEMA_VERSION)
        assert store.check() == []


def test_migrating_an_empty_file_makes_its_tables(tmp_path: Path) -> None:
    (tmp_path / "events.db").touch()
    with closing(SqliteStore(tmp_path / "events.db")) as store:
        assert store.migrate() == (0, SCHEMA_VERSION)


@pytest.mark.parametrize("looked_at", [False, True], ids=["at-once", "after-a-look-at-another"])
def test_migrating_a_file_of_the_first_version_says_so(first_version: Path, looked_at: bool) -> None:
    before = rows_of_version_1(first_version)
    old = first_version.read_bytes()
    with closing(SqliteStore(first_version)) as store:
        if looked_at:
            store.migrate()
            first_version.write_bytes(old)
        assert store.migrate() == (1, SCHEMA_VERSION)
        assert store.migrate() == (SCHEMA_VERSION, SCHEMA_VERSION)
    assert rows_of_version_1(first_version) == before


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        pytest.param("PRAGMA user_version = 99", "was written by a newer evsched: upgrade this one", id="newer"),
        pytest.param("PRAGMA application_id = 7", "is a database of another program: name another file", id="another"),
    ],
)
def test_what_is_not_ours_is_neither_migrated_nor_checked(filled: SqliteStore, statement: str, why: str) -> None:
    filled.close()
    with closing(sqlite3.connect(filled.path, isolation_level=None)) as connection:
        connection.execute(statement)
    before = filled.path.read_bytes()
    for ask in (filled.migrate, filled.check):
        with pytest.raises(StoreUnavailable, match=why):
            ask()
    assert filled.path.read_bytes() == before


def test_checking_what_does_not_exist_finds_nothing_and_makes_nothing(store: SqliteStore) -> None:
    assert store.check() == []
    assert not store.exists()


def test_rows_of_what_does_not_exist_are_none_and_make_nothing(store: SqliteStore) -> None:
    assert not any(tables(store).values())
    assert not store.exists()


def test_what_checking_finds_is_a_line_each(filled: SqliteStore) -> None:
    filled.close()
    content = bytearray(filled.path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page + 7] = 57  # free bytes among its rows, of which there are none
    filled.path.write_bytes(content)
    found = filled.check()
    assert any("reported as 57 on page" in each for each in found)
    assert all(each.isprintable() for each in found)
    assert len(found) > 1


def test_a_row_that_does_not_fit_the_others_is_refused_and_leaves_nothing(filled: SqliteStore) -> None:
    before = tables(filled)

    def load(table: str, row: tuple[str | int | bytes | None, ...]) -> None:
        with filled.writing() as rows:
            rows.load(table, [row])

    with pytest.raises(StoreUnavailable, match=r"row of participant that does not fit the others \(FOREIGN KEY"):
        load("participant", ("gone", "ann", None, 1, None))
    with pytest.raises(StoreUnavailable, match=r"row of participant that does not fit the others \(UNIQUE"):
        load("participant", (ID, "ann", None, 1, None))
    with pytest.raises(StoreUnavailable, match=r"row of participant that does not fit the others \(NOT NULL"):
        load("participant", (ID, "new", None, None, None))
    with pytest.raises(StoreUnavailable, match=r"row of participant that does not fit the others \(cannot store TEXT"):
        load("participant", (ID, "new", None, "often", None))
    assert tables(filled) == before


def test_a_text_that_is_none_is_damage(filled: SqliteStore) -> None:
    with closing(sqlite3.connect(filled.path, isolation_level=None)) as connection:
        connection.execute("UPDATE event SET title = CAST(x'ff' AS TEXT)")
    with pytest.raises(StoreUnavailable, match=DAMAGED), filled.reading() as rows:
        rows.summaries()


def test_a_table_whose_name_is_no_text_is_damage(filled: SqliteStore) -> None:
    """SQLite repeats the name in its message, which Python cannot read then."""
    filled.close()
    content = filled.path.read_bytes()
    filled.path.write_bytes(content.replace(b"CREATE TABLE", b"CREATE T\xcdBLE"))
    with pytest.raises(StoreUnavailable, match=DAMAGED), filled.reading() as rows:
        rows.summaries()


def test_a_header_that_sqlite_does_not_know_is_damage(filled: SqliteStore) -> None:
    filled.close()
    content = bytearray(filled.path.read_bytes())
    content[47] = 9  # the format of the tables' own table, of which there are four
    filled.path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=DAMAGED), filled.reading() as rows:
        rows.summaries()


def test_an_error_inside_the_transaction_of_another_file_names_its_own(filled: SqliteStore, tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "other.db")) as other:
        fill(other)
        with closing(sqlite3.connect(other.path, isolation_level=None)) as connection:
            connection.execute("UPDATE event SET title = CAST(x'ff' AS TEXT)")

        def read_inside(outer: SqliteStore) -> None:
            with outer.reading(), other.reading() as rows:
                list(rows.dump("event"))

        with pytest.raises(StoreUnavailable, match=r"other.db"):
            read_inside(filled)

        def read_outside() -> None:
            with other.reading() as rows, filled.reading():
                list(rows.dump("event"))

        with pytest.raises(StoreUnavailable, match=r"other.db"):
            read_outside()


def test_rows_that_nobody_reads_to_the_end_are_no_error(filled: SqliteStore) -> None:
    with filled.reading() as rows:
        half_read = rows.dump("event")
        next(half_read)
    filled.close()
    del half_read
    with filled.writing() as writing:
        writing.delete_event(OTHER)
