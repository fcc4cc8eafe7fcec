"""Backups, restores and migrations while others write, and killed at any moment."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from evsched.engine.model import Availability, Event, Participant
from evsched.store.addresses import open_store
from evsched.store.backup import back_up
from evsched.store.base import Store
from evsched.store.sqlite import SCHEMA_VERSION, SqliteStore
from evsched.store.sqlite_schema import STEPS, migrate
from evsched.store.tables import Row
from tests.conftest import Finished
from tests.store.contract import CREATED, ID, NOON, OTHER, an_event, event_id, slots
from tests.store.contract_maintained import tables
from tests.store.test_restore import without_versions
from tests.store.test_sqlite_schema import first_version, rows_of_version_1
from tests.stress.children import CommandLine, Started, size, spin_until, tell

__all__ = ["first_version"]  # a fixture

pytestmark = pytest.mark.stress

WRITERS = 5
PART = re.compile(r"\.evsched-backup-[0-9a-f]{16}\.part(-journal)?")


@pytest.fixture
def cli(environment: dict[str, str], tmp_path: Path) -> CommandLine:
    return CommandLine(environment, tmp_path / "events.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the backups are put; there is nothing else."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, cli: CommandLine) -> Iterator[Store]:
    """The empty database of the commands, of each kind."""
    if request.param == "sqlite":
        address = str(cli.database)
    else:
        address = request.getfixturevalue("postgres").database(migrated=True)
        cli.environment["EVSCHED_DATABASE_URL"] = address
    with closing(open_store(address, patience=30)) as made:
        yield made


def fill(store: Store, title: str, events: int = size(20, 60), people: int = 40) -> None:
    """Replace all that is in a database by events of a title, each with answers."""
    offered = slots(NOON)
    with store.writing() as rows:
        rows.clear()
        for number in range(events):
            guests = [Participant(f"{title}{each}@example.com") for each in range(people)]
            rows.insert_event(event_id(number), Event(title, an_event().duration, offered, guests), CREATED)
            for each in guests:
                rows.put_availability(event_id(number), Availability(each.id, offered))


def content(store: Store) -> dict[str, list[Row]]:
    """All that a database holds but its versions; and that it is sound."""
    assert store.check() == []
    return without_versions(tables(store))


def content_of(path: Path) -> dict[str, list[Row]]:
    with closing(SqliteStore(path, patience=0)) as found:
        return content(found)


# While others write

WRITER = """
    import sys
    from contextlib import closing
    from evsched.engine.model import Availability, Participant
    from evsched.store.addresses import open_store
    from tests.store.contract import ID, OTHER, NOON, an_event, slots

    who, offered, number = sys.argv[2], slots(NOON), 0
    with closing(open_store(sys.argv[1], 60)) as store:
        while True:
            with store.writing() as rows:
                found = rows.event(ID)
                rows.event(OTHER)
                for each in (ID, OTHER):
                    rows.update_event(each, an_event(f"Change {int(found.title.split()[-1]) + 1}"))
                    rows.put_participant(each, Participant(f"{who}-{number}"))
                    rows.put_availability(each, Availability(f"{who}-{number}", offered))
                    rows.raise_versions(each, event=True)
            number += 1
            print(number, flush=True)
"""
"""Changes two events alike in each transaction: of one moment both are equal, and the number of answers tells when."""


@contextmanager
def writing(address: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Have five processes write until the end."""
    program = textwrap.dedent(WRITER)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, address, f"w{each}"],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        for each in range(WRITERS)
    ]
    for each in writers:
        assert each.stdout is not None
        assert each.stdout.readline() == "1\n", "a writer has not begun"
    try:
        yield writers
    finally:
        for each in writers:
            each.terminate()


def acknowledged(writers: Sequence[subprocess.Popen[str]]) -> int:
    """End the writers and return how many transactions they were told to be written."""
    last = 0
    for each in writers:
        each.terminate()
        last += int(["1", *each.communicate()[0].split()][-1])
    return last


def moment(path: Path) -> int:
    """Return how many transactions of the writers are in a backup, if it is of one moment."""
    with closing(SqliteStore(path)) as backup:
        assert backup.check() == []
        with backup.reading() as rows:
            one, other = rows.event(ID), rows.event(OTHER)
            answered = rows.answered(ID)
            states = rows.state(ID), rows.state(OTHER)
            assert rows.answered(OTHER) == answered
    assert one is not None
    assert other is not None
    assert one == other
    assert states[0] == states[1]
    assert states[0] is not None
    assert one.title == f"Change {len(answered)}"
    assert {each.id for each in one.participants} == answered
    assert states[0].version == len(answered) + 1
    return len(answered)


def test_a_backup_while_five_processes_write_is_of_one_moment(cli: CommandLine, store: Store, folder: Path) -> None:
    times = size(4, 60)
    with store.writing() as rows:
        for each in (ID, OTHER):
            rows.insert_event(each, an_event("Change 0"), CREATED)
            rows.close_event(each)
    address = cli.environment.get("EVSCHED_DATABASE_URL", str(cli.database))
    with writing(address) as writers:
        moments = []
        for number in range(times):
            done = cli.run("db", "backup", str(folder / f"{number}.bak"))
            assert (done.code, done.err) == (0, "")
            moments.append(moment(folder / f"{number}.bak"))
        written = acknowledged(writers)
    assert moments == sorted(moments)
    assert len(set(moments)) > 1, "the writers wrote nothing meanwhile"
    last = back_up(store, folder / "last.bak")
    assert written <= moment(last.path) <= written + WRITERS
    done = cli.run("db", "restore", str(folder / "0.bak"), "--yes")
    assert (done.code, done.err) == (0, "")
    assert content(store) == content_of(folder / "0.bak")
    tell(
        f"backup while five processes write: {times} backups, of {len(set(moments))} moments, 0 torn; {written} written"
    )


def test_a_restore_while_five_processes_write_is_a_moment_between_their_writes(
    cli: CommandLine, store: Store, folder: Path
) -> None:
    """What they had written is gone, what they write afterwards stands on what was restored."""
    times = size(3, 30)
    with store.writing() as rows:
        for each in (ID, OTHER):
            rows.insert_event(each, an_event("Change 0"), CREATED)
            rows.close_event(each)
    back_up(store, folder / "0.bak")
    address = cli.environment.get("EVSCHED_DATABASE_URL", str(cli.database))
    with writing(address) as writers:
        for number in range(times):
            done = cli.run("db", "restore", str(folder / "0.bak"), "--yes")
            assert (done.code, done.err) == (0, "")
            path = back_up(store, folder / f"after-{number}.bak").path
            with closing(SqliteStore(path)) as backup, backup.reading() as rows:
                one, other = rows.event(ID), rows.event(OTHER)
                assert one == other
                assert one is not None
                assert one.title == f"Change {len(one.participants)}"
        assert all(each.poll() is None for each in writers), "a writer has failed"
        acknowledged(writers)
    tell(f"restore while five processes write: {times} restores, 0 torn, 0 writers failed")


# Kills


class Hits:
    """Commands that are hit at other moments each, and how long one takes that is not.

    Half of them at any moment from the first statement to the end, the other half after the command has begun to write.

    Args:
        start: Starts a command from its beginning.
        until_begun: Waits until it has begun to write.
    """

    def __init__(self, start: Callable[[], Started], until_begun: Callable[[Started], object]) -> None:
        self._start, self._until_begun = start, until_begun
        self._chance = Random(7)  # noqa: S311 - to be the same each time
        whole = [self._duration(from_the_beginning=True) for _ in range(3)]
        self.whole, self._writing = min(whole), self._duration(from_the_beginning=False)

    def each(self, times: int, kills: Sequence[signal.Signals]) -> Iterator[tuple[signal.Signals, Finished]]:
        """Yield by which signal a command was hit, and how it ended; each signal so many times."""
        for number in range(times * len(kills)):
            kill = kills[number // 2 % len(kills)]
            command = self._start()
            moment = command.ready + self._chance.random() * self.whole
            if number % 2:
                self._until_begun(command)
                moment = monotonic() + self._chance.random() * self._writing
            spin_until(moment, command)
            command.process.send_signal(kill)
            yield kill, command.finished()

    def _duration(self, *, from_the_beginning: bool) -> float:
        command = self._start()
        began = command.ready
        if not from_the_beginning:
            self._until_begun(command)
            began = monotonic()
        done = command.finished()
        assert (done.code, done.err) == (0, ""), done
        return monotonic() - began


ENDS = signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP


def test_a_backup_that_is_killed_leaves_the_last_one_or_a_new_one_and_never_half_of_one(
    cli: CommandLine, folder: Path
) -> None:
    times = size(2, 150)
    path, old = folder / "daily.bak", folder.with_name("old.bak")
    with closing(SqliteStore(cli.database)) as store:
        fill(store, "old")
        back_up(store, old)
        fill(store, "new")
        before, after, source = content_of(old), content(store), tables(store)

    def start() -> Started:
        shutil.copyfile(old, path)
        return cli.start_when_ready("db", "backup", str(path), "--force")

    def until_begun(command: Started) -> None:
        while command.running() and len(os.listdir(folder)) == 1:  # noqa: PTH208 - the moment is short
            pass

    hits = Hits(start, until_begun)
    ended = {"old": 0, "new": 0, "left": 0}
    for kill, done in hits.each(times, ENDS):
        found = content_of(path)
        assert found in (before, after)
        assert found == after or done.code != 0, "a backup is lost that was said to be made"
        ended["new" if found == after else "old"] += 1
        left = {each.name for each in folder.iterdir()} - {path.name}
        if kill == signal.SIGKILL:
            assert all(PART.fullmatch(each) for each in left)
            for each in left:
                (folder / each).unlink()
        elif done.code != 99:
            assert left == set()
            assert done.code in (0, 128 + kill, -kill), done  # the last: while Python starts
            assert done.err == ""
        ended["left"] += bool(left)
        assert not cli.locked()
    with closing(SqliteStore(cli.database)) as store:
        assert tables(store) == source
    tell(
        f"a backup of {hits.whole * 1000:.0f} ms killed, by each of four signals {times} times: "
        f"{ended['old']} left the last one, {ended['new']} the new one, 0 half of one, "
        f"{ended['left']} a part under another name"
    )
    assert ended["old"]


def test_a_restore_that_is_killed_leaves_the_old_database_or_the_new_one(
    cli: CommandLine, store: Store, folder: Path
) -> None:
    times = size(2, 150)
    for title in ("old", "new"):
        fill(store, title)
        back_up(store, folder / f"{title}.bak")
    before, after = content_of(folder / "old.bak"), content_of(folder / "new.bak")
    backup_before = (folder / "new.bak").read_bytes()

    def start() -> Started:
        fill(store, "old")
        store.close()
        return cli.start_when_ready("db", "restore", str(folder / "new.bak"), "--yes")

    # A server shows nothing of its own from which to see that a transaction has begun.
    hits = Hits(start, cli.until_written if isinstance(store, SqliteStore) else lambda _: None)
    ended = {"old": 0, "new": 0}
    for _, done in hits.each(times, ENDS):
        found = content(store)
        assert found in (before, after)
        assert found == after or done.code != 0, "a restore is lost that was said to be done"
        ended["new" if found == after else "old"] += 1
        assert (folder / "new.bak").read_bytes() == backup_before
        assert {each.name for each in folder.iterdir()} == {"old.bak", "new.bak"}
    assert start().finished().code == 0
    assert content(store) == after
    tell(
        f"a restore of {hits.whole * 1000:.0f} ms killed, by each of four signals {times} times: "
        f"{ended['old']} left the old database, {ended['new']} the new one, 0 anything between"
    )
    assert ended["old"]


def test_two_restores_at_once_leave_one_of_the_two(cli: CommandLine, store: Store, folder: Path) -> None:
    times = size(3, 40)
    for title in ("one", "two"):
        fill(store, title, events=20)
        back_up(store, folder / f"{title}.bak")
    store.close()
    possible = [content_of(folder / f"{title}.bak") for title in ("one", "two")]
    last, busy = [0, 0], 0
    for _ in range(times):
        both = [cli.start("db", "restore", str(folder / f"{title}.bak"), "--yes") for title in ("one", "two")]
        done = [each.finished() for each in both]
        for each in done:
            assert each.code == 0 or "busy" in each.err, each
        busy += sum(each.code != 0 for each in done)
        assert 0 in {each.code for each in done}
        last[possible.index(content(store))] += 1
    tell(f"two restores at once: {times} times, one was the last {last[0]} times and the other {last[1]}, {busy} busy")


def test_two_backups_to_one_name_at_once_leave_one_whole_and_refuse_the_other(cli: CommandLine, folder: Path) -> None:
    times = size(3, 40)
    with closing(SqliteStore(cli.database)) as store:
        fill(store, "one", events=20)
        whole = content(store)
    for number in range(times):
        path = folder / f"{number}.bak"
        both = [cli.start("db", "backup", str(path)).finished for _ in range(2)]
        assert sorted(each().code for each in both) == [0, 4]
        assert content_of(path) == whole
    assert len(list(folder.iterdir())) == times


# New tables


def enlarged(path: Path, copies: int) -> None:
    """Give a file of the first version many more rows, so that taking it to the next takes a while."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for number in range(copies):
            connection.execute(
                "INSERT INTO event (id, created, open, title, duration, zone, slots, first_start)"
                " SELECT id || ?, created, open, title, duration, zone, slots, first_start FROM event WHERE id = 'a1'",
                (f"-{number}",),
            )
            for table, columns in (
                ("participant", "id, zone, required"),
                ("availability", "participant_id, free, slots"),
            ):
                connection.execute(
                    f"INSERT INTO {table} (event_id, {columns})"  # noqa: S608 - our own
                    f" SELECT event_id || ?, {columns} FROM {table} WHERE event_id = 'a1'",
                    (f"-{number}",),
                )
        connection.execute("COMMIT")


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture(params=range(1, SCHEMA_VERSION))
def old(request: pytest.FixtureRequest, first_version: Path) -> Path:
    """A file of each older version."""
    with closing(sqlite3.connect(first_version, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection, 1, STEPS[: request.param])
        connection.execute(f"PRAGMA user_version = {request.param}")
        connection.execute("COMMIT")
    enlarged(first_version, size(500, 5000))
    return first_version


def test_a_migration_that_is_killed_keeps_every_row(cli: CommandLine, old: Path) -> None:
    kills = size(20, 200)
    before, original, version = rows_of_version_1(old), old.read_bytes(), version_of(old)
    old.rename(cli.database)

    def start() -> Started:
        cli.journal.unlink(missing_ok=True)
        cli.database.write_bytes(original)
        return cli.start_when_ready("db", "migrate")

    hits = Hits(start, cli.until_written)
    mid_write = after = 0
    for _, done in hits.each(kills, [signal.SIGKILL]):
        mid_write += cli.journal.exists()
        assert rows_of_version_1(cli.database) == before
        found = version_of(cli.database)
        assert found in (version, SCHEMA_VERSION)
        assert found == SCHEMA_VERSION or done.code != 0
        after += found == SCHEMA_VERSION
        with closing(SqliteStore(cli.database)) as store:
            assert store.migrate() == (found, SCHEMA_VERSION)
            assert store.check() == []
        assert rows_of_version_1(cli.database) == before
    total = sum(map(len, before.values()))
    tell(
        f"kill -9 of a migration from version {version}: {kills} times, {mid_write} mid-write, {after} after; "
        f"{total} of {total} rows kept"
    )
    assert mid_write


def test_two_processes_that_migrate_at_once_migrate_once(cli: CommandLine, old: Path) -> None:
    times = size(3, 40)
    before, original, version = rows_of_version_1(old), old.read_bytes(), version_of(old)
    for _ in range(times):
        cli.database.write_bytes(original)
        both = [cli.start("db", "migrate", "--json") for _ in range(2)]
        done = [each.finished() for each in both]
        assert [(each.code, each.err) for each in done] == [(0, "")] * 2
        told = sorted(json.loads(each.out)["versionBefore"] for each in done)
        assert told == [version, SCHEMA_VERSION]
        assert rows_of_version_1(cli.database) == before
        assert version_of(cli.database) == SCHEMA_VERSION
    tell(f"two processes migrating at once: {times} times, once each, all rows kept")


# Power


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace tells what a process asks of the system")
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["new", "replaced"])
def test_a_backup_is_synced_before_it_gets_its_name_and_its_folder_before_the_answer(
    cli: CommandLine, folder: Path, tmp_path: Path, force: Sequence[str]
) -> None:
    with closing(SqliteStore(cli.database)) as store:
        fill(store, "one", events=2)
    path, log = folder / "daily.bak", tmp_path / "calls"
    calls_of_interest = "trace=fsync,fdatasync,write,pwrite64,link,linkat,rename,renameat,renameat2"
    strace = [str(shutil.which("strace")), "-f", "-y", "-o", str(log), "-e", calls_of_interest]
    command = [sys.executable, "-m", "evsched", "db", "backup", str(path), *force]
    environment = cli.environment | {"EVSCHED_DB": str(cli.database)}
    traced = subprocess.run([*strace, *command], env=environment, capture_output=True, check=False, text=True)
    if "PTRACE" in traced.stderr:
        pytest.skip(f"strace may not trace: {traced.stderr}")
    assert traced.returncode == 0, traced.stderr
    calls = log.read_text().splitlines()
    part = rf"{re.escape(str(folder))}/\.evsched-backup-[0-9a-f]+\.part"
    written = [number for number, call in enumerate(calls) if re.search(rf"p?write(64)?\(\d+<{part}>", call)]
    synced = [number for number, call in enumerate(calls) if re.search(rf"f(data)?sync\(\d+<{part}>", call)]
    (named,) = [
        number for number, call in enumerate(calls) if re.search(rf'(link|rename)[a-z0-9]*\(.*"{part}".*"{path}"', call)
    ]
    (answered,) = [number for number, call in enumerate(calls) if re.search(r"write\(1<.*Backed up", call)]
    folder_synced = [number for number, call in enumerate(calls) if re.search(rf"fsync\(\d+<{folder}>", call)]
    assert written[-1] < synced[-1] < named < folder_synced[-1] < answered
    tell("backup: synced, then named, then the folder synced, then the answer")
