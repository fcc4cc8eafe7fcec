"""``evsched db``: backups, checks and tables, on a file and on a server."""

from __future__ import annotations

import os
import pty
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from tests.cli.conftest import Asked
from tests.cli.test_page import Terminal, terminal, unstyled
from tests.conftest import Command, Finished
from tests.store.contract import CREATED, ID, an_event
from tests.store.test_sqlite_schema import first_version

__all__ = ["first_version", "terminal"]  # fixtures

SLOT = "12 Jan 2025, 2 - 4PM EST"
CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT, "--participant", "ann")
ALL = [("backup", "x.bak"), ("restore", "x.bak"), ("check",), ("migrate",)]


@pytest.fixture
def file(environment: dict[str, str]) -> Path:
    """The database, where it is a file."""
    return Path(environment["EVSCHED_DB"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the commands are run."""
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, environment: dict[str, str]) -> str:
    """The address of the commands' empty database, of each kind."""
    if request.param == "sqlite":
        return environment["EVSCHED_DB"]
    address: str = request.getfixturevalue("postgres").database(migrated=True)
    environment["EVSCHED_DATABASE_URL"] = address
    return address


def lunch(asked: Asked) -> str:
    """The id of an event with an answer."""
    made: str = asked(*CREATE)["id"]
    asked("availability", "set", made, "ann", "--slot", SLOT)
    return made


def refused(done: Finished, code: int, *parts: str) -> None:
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("Error: ")
    assert done.err.removesuffix("\n").isprintable()
    assert "a bug in evsched" not in done.err
    for part in parts:
        assert part in done.err


# To and fro


@pytest.mark.usefixtures("database", "folder")
def test_what_was_backed_up_is_restored(evsched: Command, asked: Asked, everything: Callable[[], Any]) -> None:
    lunch(asked)
    before = everything()
    made = evsched("db", "backup", "monday.bak")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("Backed up 1 event and 1 answer to monday.bak (")
    evsched("event", "delete", "last", "--yes")
    lunch(asked)
    done = evsched("db", "restore", "monday.bak", "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Restored 1 event and 1 answer to ")
    assert done.out.endswith(", in place of 1 event.\n")
    assert done.out.count("\n") == 1
    found = everything()
    for event, _ in (*found, *before):
        del event["version"], event["sequence"]
    assert found == before


def test_json_tells_the_same(database: str, asked: Asked, folder: Path) -> None:
    lunch(asked)
    named = {"database": asked("doctor")["database"]}
    assert database in {named["database"], database}
    made = asked("db", "backup", "monday.bak")
    size = (folder / "monday.bak").stat().st_size
    assert made == {**named, "backup": "monday.bak", "events": 1, "answers": 1, "bytes": size}
    again = asked("db", "restore", "monday.bak", "--yes")
    assert again == {**named, "backup": "monday.bak", "events": 1, "answers": 1, "replacedEvents": 1}
    assert asked("db", "check") == {**named, "events": 1, "answers": 1, "problems": []}
    found = asked("db", "migrate")
    assert found == {**named, "versionBefore": found["version"], "version": found["version"]}


@pytest.mark.usefixtures("database", "folder")
def test_a_backup_is_a_database_to_look_at(evsched: Command, asked: Asked) -> None:
    made = lunch(asked)
    evsched("db", "backup", "monday.bak")
    assert [each["id"] for each in asked("event", "list", "--db", "monday.bak")] == [made]
    assert asked("db", "check", "--db", "monday.bak")["problems"] == []


@pytest.mark.usefixtures("database", "folder")
def test_an_empty_database_takes_a_backup_without_being_asked(evsched: Command, asked: Asked) -> None:
    lunch(asked)
    evsched("db", "backup", "monday.bak")
    evsched("event", "delete", "last", "--yes")
    done = evsched("db", "restore", "monday.bak")
    assert (done.code, done.err) == (0, "")
    assert "in place of" not in done.out


def test_a_version_that_somebody_has_seen_does_not_come_again(asked: Asked, folder: Path) -> None:
    lunch(asked)
    asked("db", "backup", "monday.bak")
    asked("event", "update", "last", "--title", "Dinner")
    seen = asked("event", "show", "last")["version"]
    asked("db", "restore", str(folder / "monday.bak"), "--yes")
    assert asked("event", "show", "last")["version"] > seen
    asked("db", "restore", str(folder / "monday.bak"), "--yes")
    assert asked("event", "show", "last")["version"] < 2**53, "a number that every program reads exactly"


def test_from_a_file_to_a_server_without_a_backup_between(
    evsched: Command, asked: Asked, postgres: Any, file: Path
) -> None:
    made = lunch(asked)
    server = postgres.database(migrated=True)
    assert evsched("--db", server, "db", "restore", str(file)).code == 0
    assert [each["id"] for each in asked("event", "list", "--db", server)] == [made]


# Backups


@pytest.mark.usefixtures("review")
def test_a_backup_replaces_a_file_by_force_alone(evsched: Command, folder: Path) -> None:
    assert evsched("db", "backup", "monday.bak").code == 0
    before = (folder / "monday.bak").stat()
    refused(evsched("db", "backup", "monday.bak"), 4, "exists already", "--force")
    assert (folder / "monday.bak").stat() == before
    assert evsched("db", "backup", "monday.bak", "--force").code == 0
    assert (folder / "monday.bak").stat().st_ino != before.st_ino
    assert stat.S_IMODE((folder / "monday.bak").stat().st_mode) == 0o600


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        pytest.param("", 2, "an empty name is none", id="empty"),
        pytest.param(".", 2, "is not a file", id="folder"),
        pytest.param("nowhere/x.bak", 2, "does not exist: make it first", id="no-folder"),
        pytest.param("../events.db", 2, "belongs to the database itself", id="the-database"),
        pytest.param("../events.db-journal", 2, "belongs to the database itself", id="its-journal"),
        pytest.param("/dev/full", 2, "is not a file", id="device"),
        pytest.param("/proc/x.bak", 5, "cannot be written", id="unwritable"),
        pytest.param("\x1b[31m/x.bak", 2, r"\x1b[31m", id="escape"),
        pytest.param("x" * 300, 5, "File name too long", id="long"),
    ],
)
def test_a_name_that_no_backup_can_have_is_refused(
    evsched: Command, folder: Path, file: Path, name: str, code: int, why: str
) -> None:
    before = file.read_bytes()
    refused(evsched("db", "backup", name, "--force"), code, why)
    assert file.read_bytes() == before
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize("name", ["--", "-x", "$(id)", "=1", "[red]", "%s", "नमस्ते", "会議", "a b"])
def test_a_backup_may_have_any_name(evsched: Command, folder: Path, name: str) -> None:
    assert evsched("db", "backup", "--", name).out.startswith(f"Backed up 1 event and 0 answers to {name} (")
    assert [each.name for each in folder.iterdir()] == [name]
    assert evsched("db", "restore", "--yes", "--", name).code == 0


@pytest.mark.usefixtures("review")
def test_a_backup_whose_name_is_no_utf_8_is_one_like_any_other(process: Command, folder: Path) -> None:
    name = os.fsdecode(b"\xff.bak")
    done = process("db", "backup", name)
    assert (done.code, done.err) == (0, "")
    assert r"\udcff.bak" in done.out
    assert [each.name for each in folder.iterdir()] == [name]
    assert process("db", "restore", name, "--yes", "--json").code == 0


def test_without_a_database_there_is_nothing_to_back_up_or_check(evsched: Command, folder: Path, file: Path) -> None:
    refused(evsched("db", "backup", "x.bak"), 5, f'there is no database "{file}": nothing to back up')
    refused(evsched("db", "check"), 5, f'there is no database "{file}": nothing to check')
    assert list(folder.iterdir()) == []
    assert not file.exists()


@pytest.mark.usefixtures("review")
def test_a_backup_that_the_disk_has_no_room_for_leaves_nothing(environment: dict[str, str], folder: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 20; "$0" -m evsched db backup x.bak', sys.executable],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    refused(Finished(done.returncode, done.stdout, done.stderr), 5, 'the backup "', 'x.bak" cannot be')
    assert list(folder.iterdir()) == []


# Restores


@pytest.mark.usefixtures("database")
def test_in_a_script_a_restore_that_replaces_events_wants_yes(
    evsched: Command, asked: Asked, everything: Callable[[], Any], folder: Path
) -> None:
    lunch(asked)
    evsched("db", "backup", "monday.bak")
    lunch(asked)
    before = everything()
    refused(evsched("db", "restore", "monday.bak"), 2, "this replaces 2 events in ", "by 1 event and 1 answer", "--yes")
    assert everything() == before
    assert evsched("db", "restore", "monday.bak", "-y").code == 0
    assert len(everything()) == 1
    assert [each.name for each in folder.iterdir()] == ["monday.bak"]


@pytest.mark.parametrize(
    ("typed", "code", "left"),
    [("y\n", 0, 1), ("n\n", 130, 2), ("\n", 130, 2), ("maybe\nyes\n", 0, 1)],
)
@pytest.mark.usefixtures("folder")
def test_on_a_terminal_a_restore_that_replaces_events_asks(
    terminal: Terminal, asked: Asked, typed: str, code: int, left: int
) -> None:
    lunch(asked)
    asked("db", "backup", "monday.bak")
    lunch(asked)
    seen = terminal("db", "restore", "monday.bak", typed=typed)
    assert seen.code == code
    assert "Replace 2 events in " in unstyled(seen.screen)
    assert "by 1 event and 1 answer from monday.bak? [y/N]" in unstyled(seen.screen)
    assert "Traceback" not in seen.screen
    assert len(asked("event", "list")) == left


@pytest.mark.usefixtures("folder")
def test_a_ctrl_c_for_an_answer_is_a_no(environment: dict[str, str], asked: Asked) -> None:
    lunch(asked)
    asked("db", "backup", "monday.bak")
    lunch(asked)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "evsched", "db", "restore", "monday.bak"]
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        screen = b""
        while b"[y/N]" not in screen:
            screen += os.read(ours, 1000)
        # Python does not notice one that comes just before it begins to read; a person presses it again then.
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
        assert process.returncode == 130
    os.write(theirs, b"\x00")
    while not screen.endswith(b"\x00"):
        screen += os.read(ours, 1000)
    assert b"Traceback" not in screen
    os.close(ours)
    os.close(theirs)
    assert len(asked("event", "list")) == 2


@pytest.mark.usefixtures("folder", "review")
@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        pytest.param("", 2, "an empty name is none", id="empty"),
        pytest.param(".", 2, "cannot be read: Is a directory", id="folder"),
        pytest.param("nothing.bak", 2, "cannot be read: No such file", id="missing"),
        pytest.param("../events.db", 2, "belongs to the database itself", id="the-database"),
        pytest.param("/etc/passwd", 5, "is no evsched database", id="another-file"),
        pytest.param("/dev/null", 5, "holds nothing", id="device"),
        pytest.param("\x1b[31m.bak", 2, r"\x1b[31m", id="escape"),
    ],
)
def test_what_is_no_backup_is_refused_and_the_database_stays(
    evsched: Command, file: Path, name: str, code: int, why: str
) -> None:
    before = file.read_bytes()
    refused(evsched("db", "restore", name, "--yes"), code, why)
    assert file.read_bytes() == before


@pytest.mark.usefixtures("review")
def test_a_backup_of_a_newer_evsched_and_one_of_another_program_are_refused(evsched: Command, folder: Path) -> None:
    evsched("db", "backup", "monday.bak")
    with closing(sqlite3.connect(folder / "monday.bak")) as connection:
        connection.execute("PRAGMA user_version = 99")
    refused(evsched("db", "restore", "monday.bak", "--yes"), 5, "was written by a newer evsched: upgrade this one")
    with closing(sqlite3.connect(folder / "music.db")) as connection:
        connection.execute("CREATE TABLE music (title)")
    refused(evsched("db", "restore", "music.db", "--yes"), 5, "is a database of another program")


@pytest.mark.usefixtures("folder")
def test_a_damaged_database_is_moved_away_and_a_backup_restored(evsched: Command, asked: Asked, file: Path) -> None:
    made = lunch(asked)
    evsched("db", "backup", "monday.bak")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    told = evsched("event", "list")
    refused(told, 5, "is damaged: move it away, and restore a backup with evsched db restore")
    refused(evsched("db", "restore", "monday.bak", "--yes"), 5, "is damaged: move it away")
    file.rename(file.with_suffix(".damaged"))
    assert evsched("db", "restore", "monday.bak").code == 0
    assert [each["id"] for each in asked("event", "list")] == [made]


@pytest.mark.usefixtures("folder")
def test_rows_that_cannot_be_read_are_no_hindrance_to_a_restore(evsched: Command, asked: Asked, file: Path) -> None:
    lunch(asked)
    evsched("db", "backup", "monday.bak")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE event SET slots = 'x', first_start = 1 << 62")
    assert evsched("db", "check").code == 5
    assert evsched("db", "restore", "monday.bak", "--yes").code == 0
    assert evsched("db", "check").code == 0


def test_a_restore_that_the_disk_has_no_room_for_changes_nothing(
    evsched: Command, environment: dict[str, str], folder: Path, file: Path, everything: Callable[[], Any]
) -> None:
    with closing(SqliteStore(folder / "large.db")) as large, large.writing() as rows:
        rows.insert_event(ID, an_event("Large"), CREATED)
        rows.load("participant", ((ID, f"p{number}", "Europe/Berlin", 1, None) for number in range(5000)))
    evsched(*CREATE)
    before = everything()
    limit = f'ulimit -f {file.stat().st_size // 512 + 20}; "$0" -m evsched db restore large.db --yes'
    done = subprocess.run(
        ["/bin/sh", "-c", limit, sys.executable], env=environment, capture_output=True, check=False, text=True
    )
    refused(Finished(done.returncode, done.stdout, done.stderr), 5, f'the database "{file}" cannot')
    assert everything() == before
    assert evsched("db", "check").code == 0
    assert evsched("db", "restore", str(folder / "large.db"), "--yes").code == 0


# Standard input and output


@pytest.mark.usefixtures("database")
def test_a_backup_goes_through_pipes(process: Command, asked: Asked, environment: dict[str, str], folder: Path) -> None:
    made = lunch(asked)
    backup = [sys.executable, "-m", "evsched", "db", "backup", "-"]
    piped = subprocess.run(backup, env=environment, capture_output=True, check=True)
    assert piped.stderr == b""
    (folder / "monday.bak").write_bytes(piped.stdout)
    assert asked("db", "check", "--db", "monday.bak")["events"] == 1
    done = process("db", "restore", "-", stdin=piped.stdout)
    refused(done, 2, "this replaces 1 event in ", "by 1 event and 1 answer from -: add --yes")
    done = process("db", "restore", "-", "--yes", stdin=piped.stdout)
    assert (done.code, done.err) == (0, "")
    assert [each["id"] for each in asked("event", "list")] == [made]


@pytest.mark.usefixtures("review", "folder")
def test_a_backup_that_nobody_reads_to_its_end_is_an_error(environment: dict[str, str]) -> None:
    script = (
        '"$0" -m evsched db backup - > /dev/full; echo "$?"; { "$0" -m evsched db backup -; echo "$?" >&2; } | true'
    )
    done = subprocess.run(
        ["/bin/sh", "-c", script, sys.executable], env=environment, capture_output=True, check=True, text=True
    )
    assert done.stdout == "5\n"
    assert done.stderr.count("cannot be written to standard output: ") == 2
    assert done.stderr.endswith("\n5\n")


@pytest.mark.parametrize("content", [b"", b"no backup" * 1000])
def test_no_backup_on_standard_input_is_refused(
    evsched: Command, review: str, content: bytes, everything: Callable[[], Any]
) -> None:
    before = everything()
    refused(evsched("db", "restore", "-", "--yes", stdin=content), 5, 'standard input" ')
    assert everything() == before
    assert review


@pytest.mark.usefixtures("review")
def test_a_terminal_is_no_place_for_a_backup(terminal: Terminal, evsched: Command) -> None:
    assert "a backup is no text for a terminal" in terminal("db", "backup", "-").screen
    assert "a backup is not typed" in terminal("db", "restore", "-").screen
    refused(evsched("db", "backup", "-", "--json"), 2, "both want standard output")


# Checks


@pytest.mark.usefixtures("database")
def test_check_says_that_a_database_is_sound(evsched: Command, asked: Asked) -> None:
    lunch(asked)
    assert evsched("db", "check") == (0, "The database is sound: 1 event and 1 answer.\n", "")


def test_check_tells_each_problem_in_a_line(evsched: Command, asked: Asked, file: Path) -> None:
    ids = sorted(lunch(asked) for _ in range(3))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE event SET slots = 'x'")
    done = evsched("db", "check")
    assert done.code == 5
    assert sorted(done.out.splitlines()) == [
        f"the event {each} cannot be read (Expecting value: line 1 column 1 (char 0))" for each in ids
    ]
    assert done.err.startswith("Error: the database is damaged: the event ")
    assert done.err.endswith("; restore a backup (evsched db restore)\n")
    assert evsched("db", "check", "--json").code == 5


def test_doctor_finds_what_check_finds(evsched: Command, asked: Asked, file: Path) -> None:
    lunch(asked)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE availability SET free = x''")
    assert evsched("doctor").err == evsched("db", "check").err


# Tables


def test_migrate_makes_a_database_and_then_has_nothing_to_do(evsched: Command, file: Path) -> None:
    done = evsched("db", "migrate")
    assert done == (0, f"Made the tables of {file}: version {SCHEMA_VERSION}.\n", "")
    assert evsched("db", "check").out == "The database is sound: 0 events and 0 answers.\n"
    again = evsched("db", "migrate")
    assert again == (0, f"Nothing to do for the tables of {file}: version {SCHEMA_VERSION} is the newest.\n", "")


def test_migrate_sets_up_a_database_on_a_server(evsched: Command, asked: Asked, postgres: Any) -> None:
    address = postgres.database()
    refused(evsched("event", "list", "--db", address), 5, "evsched db migrate")
    done = evsched("db", "migrate", "--db", address)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Made the tables of postgresql://")
    assert asked("event", "list", "--db", address) == []


def test_migrate_says_from_which_version_to_which(evsched: Command, first_version: Path) -> None:
    done = evsched("db", "migrate", "--db", str(first_version))
    assert done == (0, f"Brought the tables of {first_version} from version 1 to version {SCHEMA_VERSION}.\n", "")


def test_a_backup_of_the_first_version_is_restored_and_stays(
    evsched: Command, asked: Asked, first_version: Path
) -> None:
    before = first_version.read_bytes()
    assert evsched("db", "restore", str(first_version)).code == 0
    assert {each["id"] for each in asked("event", "list")} == {"a1", "b2", "c3"}
    assert first_version.read_bytes() == before


# Where they work


@pytest.mark.parametrize("command", ALL, ids=lambda each: each[0])
def test_on_a_server_of_evsched_they_say_where_they_work(
    evsched: Command, command: tuple[str, ...], environment: dict[str, str], folder: Path
) -> None:
    where = "this is done where the database is, with --db and without --server"
    refused(evsched("--server", "http://127.0.0.1:1", "db", *command), 2, where)
    environment["EVSCHED_SERVER"] = "http://127.0.0.1:1"
    done = subprocess.run(
        [sys.executable, "-m", "evsched", "db", *command], env=environment, capture_output=True, check=False, text=True
    )
    refused(Finished(done.returncode, done.stdout, done.stderr), 2, where)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", ALL, ids=lambda each: each[0])
@pytest.mark.parametrize("database", [".", "/etc/passwd"])
@pytest.mark.usefixtures("folder")
def test_what_no_database_can_be_is_refused_by_all_of_them(
    evsched: Command, asked: Asked, command: tuple[str, ...], database: str
) -> None:
    lunch(asked)
    asked("db", "backup", "x.bak")
    forced = ("--force",) if "backup" in command else ()
    refused(evsched("db", *command, *forced, "--db", database), 5, f'the database "{database}" is ')
    assert asked("db", "check", "--db", "x.bak")["problems"] == []
