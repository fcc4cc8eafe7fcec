"""What was acknowledged is there, what was not is whole or absent: under crowds, kills, Ctrl-C and full disks."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from evsched.engine.model import Event, Participant
from evsched.store.sqlite import SqliteStore
from tests.conftest import Finished
from tests.stress.children import CommandLine, size, spin, spin_until, tell

pytestmark = pytest.mark.stress

WRITERS = 5
DAY = "12 Jan 2025, 9:00 - 17:00 UTC"
MANY_SLOTS = 150
MANY_PEOPLE = 30
ZONES = ("Europe/Berlin", "Asia/Kolkata")
TRIES_FOR_A_HIT = 20
HEADROOM = 24_576
"""Bytes that a nearly full disk has left."""

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="/proc tells what a process has open")


@pytest.fixture
def cli(environment: dict[str, str], tmp_path: Path) -> CommandLine:
    return CommandLine(environment, tmp_path / "events.db")


@pytest.fixture
def event_id(cli: CommandLine) -> str:
    """An event to which one person is invited, who has answered."""
    return made(cli, "--participant", "ann")


def made(cli: CommandLine, *options: str) -> str:
    done = cli.run("event", "create", "Review", "--duration", "1h", "--slot", DAY, *options, "--json")
    assert (done.code, done.err) == (0, "")
    return str(json.loads(done.out)["id"])


def slots(first_year: int, number: int = MANY_SLOTS) -> list[str]:
    """Options that give many slots, none in a zone of its own."""
    days = [f"{1 + each % 28} {('Jan', 'Feb', 'Mar')[each // 28 % 3]}" for each in range(number)]
    years = [first_year + each // 84 for each in range(number)]
    return [option for day, year in zip(days, years, strict=True) for option in ("--slot", f"{day} {year}, 9AM - 5PM")]


class Kept:
    """What one database holds, as far as these tests write it."""

    def __init__(self, cli: CommandLine) -> None:
        store = SqliteStore(cli.database, patience=0)
        assert store.check() == []
        with store.reading() as rows:
            self.events = {each.id: rows.event(each.id) for each in rows.summaries()}
            self.answers = {
                (event, each.participant_id): tuple(slot.text for slot in each.slots)
                for event in self.events
                for each in rows.availability(event)
            }
        store.close()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and (self.events, self.answers) == (other.events, other.answers)

    __hash__ = None  # type: ignore[assignment]

    def people(self, event_id: str) -> dict[str, Participant]:
        event = self.events[event_id]
        assert event is not None
        return {each.id: each for each in event.participants}


class Writes:
    """Commands that write, each of which leaves either all it was to leave or nothing.

    They take turns: an answer of many slots, which gives its participant another zone first and reads the slots
    between the two writes; an event with many slots and people; an event that gets as many people more.
    """

    KINDS = ("_answer", "_event", "_people")

    def __init__(self, cli: CommandLine, event_id: str) -> None:
        self._event_id = event_id
        self._numbers = count()
        self.kept = Kept(cli)
        self._whole: Callable[[Kept], bool] = lambda _: False

    def prepare(self) -> Sequence[str]:
        """Choose the next command; what it would leave is known from then on."""
        number = next(self._numbers)
        arguments, self._whole = getattr(self, self.KINDS[number % len(self.KINDS)])(number)
        return list(arguments)

    def is_whole(self, found: Kept) -> bool:
        """Tell whether the command has left all it was to leave, and nothing else has changed."""
        return self._whole(found)

    def _answer(self, number: int) -> tuple[Sequence[str], Callable[[Kept], bool]]:
        zone, texts = ZONES[number % 2], slots(2025 + number % 50)
        event_id, before = self._event_id, self.kept

        def whole(found: Kept) -> bool:
            people = before.people(event_id) | {"ann": Participant("ann", zone)}
            answers = before.answers | {(event_id, "ann"): tuple(texts[1::2])}
            return (
                found.people(event_id) == people
                and found.answers == answers
                and _others(found, event_id) == _others(before, event_id)
            )

        return ["availability", "set", event_id, f"ann@{zone}", *texts], whole

    def _event(self, number: int) -> tuple[Sequence[str], Callable[[Kept], bool]]:
        people, texts, before = _people(number), slots(2025 + number % 50), self.kept

        def whole(found: Kept) -> bool:
            new = [found.events[each] for each in found.events.keys() - before.events.keys()]
            return (
                [(each.title, len(each.slots), len(each.participants)) for each in new if each]
                == [(f"Event {number}", MANY_SLOTS, MANY_PEOPLE)]
                and {each: found.events[each] for each in before.events} == before.events
                and found.answers == before.answers
            )

        arguments = ["event", "create", f"Event {number}", "--duration", "1h", "--tz", "Asia/Tokyo", *texts, *people]
        return arguments, whole

    def _people(self, number: int) -> tuple[Sequence[str], Callable[[Kept], bool]]:
        people, event_id, before = _people(number), self._event_id, self.kept

        def whole(found: Kept) -> bool:
            names = {**before.people(event_id), **{name: Participant(name) for name in people[1::2]}}
            return (
                found.people(event_id) == names
                and found.answers == before.answers
                and _others(found, event_id) == _others(before, event_id)
            )

        return ["event", "update", event_id, *people], whole


def _people(number: int) -> list[str]:
    return [option for each in range(MANY_PEOPLE) for option in ("--participant", f"p{number}-{each:02}")]


def _others(kept: Kept, event_id: str) -> dict[str, Event | None]:
    return {each: event for each, event in kept.events.items() if each != event_id}


@pytest.fixture
def writes(cli: CommandLine, event_id: str) -> Writes:
    first = cli.run("availability", "set", event_id, "ann", "--slot", DAY)
    assert (first.code, first.err) == (0, "")
    return Writes(cli, event_id)


def write_to_and_fro(cli: CommandLine, event_id: str) -> None:
    """Change an event and change it back, which takes away a journal that an unfinished write has left."""
    store = SqliteStore(cli.database, patience=0)
    with store.reading() as reading:
        event = reading.event(event_id)
    assert event is not None
    for each in (replace(event, title="To and fro"), event):
        with store.writing() as rows:
            rows.update_event(event_id, each)
    store.close()


def still_works(cli: CommandLine, event_id: str) -> bool:
    """Tell whether a new command reads and writes as ever."""
    done = cli.run("availability", "set", event_id, "ann", "--slot", DAY)
    return (done.code, done.err) == (0, "") and Kept(cli).answers[event_id, "ann"] == (DAY,)


# Crowds


def in_a_crowd(cli: CommandLine, arguments: Callable[[int, int], Sequence[str]], times: int) -> list[Finished]:
    """Run commands in a few processes at a time, each a start of its own."""

    def one_after_another(writer: int) -> list[Finished]:
        return [cli.run(*arguments(writer, number)) for number in range(times)]

    with ThreadPoolExecutor(WRITERS) as crowd:
        return [done for each in crowd.map(one_after_another, range(WRITERS)) for done in each]


def test_answers_by_five_processes_at_once_are_all_kept(cli: CommandLine, event_id: str) -> None:
    times = size(4, 200)

    def answer(writer: int, number: int) -> Sequence[str]:
        return ["availability", "set", event_id, f"p{writer}-{number}", "--add", "--slot", DAY]

    done = in_a_crowd(cli, answer, times)
    kept = Kept(cli)
    expected = {(event_id, f"p{writer}-{number}"): (DAY,) for writer in range(WRITERS) for number in range(times)}
    failed = [each for each in done if (each.code, each.err) != (0, "")]
    tell(f"five writers of answers: {len(done)} commands, {len(failed)} failed, {len(kept.answers)} kept")
    assert failed == []
    assert kept.answers == expected


def test_people_invited_by_five_processes_at_once_are_all_kept(cli: CommandLine, event_id: str) -> None:
    times = size(4, 200)

    def invite(writer: int, number: int) -> Sequence[str]:
        return ["event", "update", event_id, "--participant", f"p{writer}-{number}"]

    done = in_a_crowd(cli, invite, times)
    people = Kept(cli).people(event_id)
    expected = {"ann"} | {f"p{writer}-{number}" for writer in range(WRITERS) for number in range(times)}
    failed = [each for each in done if (each.code, each.err) != (0, "")]
    tell(f"five writers of one event: {len(done)} commands, {len(failed)} failed, {len(people) - 1} invited")
    assert failed == []
    assert set(people) == expected


# Kills


def hit_while_writing(cli: CommandLine, writes: Writes, number: int, kill: signal.Signals) -> tuple[bool, Finished]:
    """Send a signal in mid-write, some a little later than others; tell whether it came in time.

    By turns, to each kind of command, as soon as it has something to undo and as soon as it changes the file itself.
    The journal was still there when the signal was about to be sent: that is a hit, unless the command ended well.
    """
    command = cli.start(*writes.prepare())
    began = (cli.until_written, cli.until_changed)[number // len(Writes.KINDS) % 2](command)
    spin(number % 7 * 500)
    open_still = began and cli.journal.exists()
    command.process.send_signal(kill)
    done = command.finished()
    return open_still and done.code != 0, done


def test_a_kill_in_mid_write_loses_nothing_and_tears_nothing(cli: CommandLine, writes: Writes, event_id: str) -> None:
    """A hit is a kill that left the journal behind: the transaction was open when the process died.

    A journal that the next reader rolls back belongs to a file that was already being changed. One that was not
    synced yet stays until the next write; the file was still untouched then.
    """
    wanted = size(5, 100)
    hits = rolled_back = completed = 0
    for number in range(wanted * TRIES_FOR_A_HIT):
        _, done = hit_while_writing(cli, writes, number, signal.SIGKILL)
        assert done.code in (0, -signal.SIGKILL), done
        hit = cli.journal.exists()
        found = Kept(cli)
        if hit or found == writes.kept:
            assert done.code != 0, "an acknowledged write is lost"
            assert found == writes.kept, "an interrupted write is torn"
        else:
            assert writes.is_whole(found), "a write is torn"
            writes.kept = found
            completed += 1
        hits += hit
        rolled_back += hit and not cli.journal.exists()
        if hits == wanted:
            break
        write_to_and_fro(cli, event_id)
        assert not cli.journal.exists()
    tell(
        f"kill -9 mid-write: {hits} hits, {rolled_back} of them when the file was already being changed, 0 lost, 0 torn"
        f" ({completed} commands were done before)"
    )
    assert hits == wanted
    assert still_works(cli, event_id)


# Ctrl-C


def assert_quiet_end(done: Finished, *, may_finish: bool = True) -> None:
    assert done.code == 130 or (may_finish and done.code == 0), done
    assert done.err.strip() == "", done
    if done.code == 130:
        assert "Traceback" not in done.out


def test_a_ctrl_c_in_mid_write_ends_quietly_and_leaves_all_or_nothing(
    cli: CommandLine, writes: Writes, event_id: str
) -> None:
    """A hit is an interrupt sent while the journal was there, that ended the command with 130."""
    wanted = size(5, 100)
    hits = late = undone = 0
    for number in range(wanted * TRIES_FOR_A_HIT):
        hit, done = hit_while_writing(cli, writes, number, signal.SIGINT)
        assert_quiet_end(done)
        assert not cli.journal.exists()
        assert not cli.locked()
        found = Kept(cli)
        if found == writes.kept:
            assert done.code == 130, "an acknowledged write is lost"
            undone += hit
        else:
            assert writes.is_whole(found), "an interrupted write is torn"
            writes.kept = found
        late += not hit
        hits += hit
        if hits == wanted:
            break
    tell(f"SIGINT mid-write: {hits} hits, {undone} undone, {hits - undone} whole, 0 torn ({late} came late)")
    assert hits == wanted
    assert still_works(cli, event_id)


def test_a_ctrl_c_at_any_moment_ends_quietly_and_leaves_all_or_nothing(
    cli: CommandLine, writes: Writes, event_id: str
) -> None:
    """From the first statement of the program to its end, imports included."""
    wanted = size(10, 100)
    ended = {130: 0, 0: 0, 99: 0}
    whole = cli.start_when_ready(*writes.prepare())
    done = whole.finished()
    duration = monotonic() - whole.ready
    assert done.code == 0, done
    writes.kept = Kept(cli)
    for number in range(wanted):
        command = cli.start_when_ready(*writes.prepare())
        spin_until(command.ready + duration * number / wanted, command)
        command.process.send_signal(signal.SIGINT)
        done = command.finished()
        ended[done.code] = ended.get(done.code, 0) + 1
        if done.code != 99:
            assert_quiet_end(done)
        assert not cli.journal.exists()
        assert not cli.locked()
        found = Kept(cli)
        if found == writes.kept:
            assert done.code != 0, "an acknowledged write is lost"
        else:
            assert writes.is_whole(found), "an interrupted write is torn"
            writes.kept = found
    tell(
        f"SIGINT at any moment of {duration * 1000:.0f} ms: {ended[130]} ended with 130, {ended[0]} had finished,"
        f" {ended[99]} came before evsched's first statement; 0 tracebacks, 0 torn"
    )
    assert set(ended) == {130, 0, 99}
    assert ended[130] >= wanted // 2
    assert still_works(cli, event_id)


@needs_proc
@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_ctrl_c_while_another_holds_the_database_ends_the_wait(
    cli: CommandLine, writes: Writes, event_id: str, lock: str
) -> None:
    with closing(sqlite3.connect(cli.database, isolation_level=None)) as holder:
        holder.execute(f"BEGIN {lock}")
        command = cli.start(*writes.prepare())
        assert cli.until_opened(command)
        sent = monotonic()
        command.process.send_signal(signal.SIGINT)
        done = command.finished(patience=10)
        waited = monotonic() - sent
    tell(f"SIGINT while waiting for a lock ({lock}): ended after {waited * 1000:.0f} ms")
    assert_quiet_end(done, may_finish=False)
    assert not cli.locked()
    assert Kept(cli) == writes.kept
    assert still_works(cli, event_id)


# A full disk


class SmallDisk:
    """A file system of one megabyte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, headroom: int) -> None:
        self.empty()
        free = shutil.disk_usage(self.folder).free
        self._ballast.write_bytes(bytes(max(free - headroom, 0)))

    def empty(self) -> None:
        self._ballast.unlink(missing_ok=True)


class SmallFiles:
    """A file system on which no file may grow much."""

    def __init__(self, cli: CommandLine) -> None:
        self.folder = cli.database.parent
        self._database = cli.database
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, headroom: int) -> None:
        _, hard = self._before
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._database.stat().st_size + headroom, hard))

    def empty(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


@pytest.fixture(params=["tmpfs", "limit-of-a-file"])
def disk(request: pytest.FixtureRequest, cli: CommandLine, tmp_path: Path) -> Iterator[SmallDisk | SmallFiles]:
    """Where the database is, and what makes it full."""
    if request.param == "limit-of-a-file":
        files = SmallFiles(cli)
        yield files
        files.empty()
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("there is no mount here")
    mounted = subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"only root may mount a small disk: {mounted.stderr.decode().strip()}")
    yield SmallDisk(folder)
    subprocess.run([umount, folder], check=True)


def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_else(
    cli: CommandLine, disk: SmallDisk | SmallFiles
) -> None:
    """Each round leaves a page more than the one before, so that the disk is full at other moments."""
    on_disk = CommandLine(cli.environment, disk.folder / cli.database.name)
    acknowledged = refused = 0
    for number in range(size(1, 12)):
        event_id = made(on_disk)
        kept = Kept(on_disk)
        disk.fill(headroom=HEADROOM + number * 4096)
        failed = None
        for name in (f"p{each}" for each in range(100)):
            done = on_disk.run("availability", "set", event_id, name, *slots(2025, 100), "--tz", "UTC")
            if done.code:
                failed = done
                break
            kept.answers[event_id, name] = tuple(slots(2025, 100)[1::2])
            acknowledged += 1
        assert failed is not None
        refused += 1
        disk.empty()
        assert failed.code == 5
        assert re.fullmatch(r"Error: the database .*the disk (is full|reports an error).*\n", failed.err)
        found = Kept(on_disk)
        assert found.answers == kept.answers
        assert found.people(event_id).keys() == {name for event, name in kept.answers if event == event_id}
        deleted = on_disk.run("event", "delete", event_id, "--yes")
        assert (deleted.code, deleted.err) == (0, "")
    tell(f"disk full: {refused} times, {acknowledged} acknowledged and kept, 0 lost, 0 torn")


# Power


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace tells what a process asks of the system")
def test_a_command_answers_only_when_its_write_is_synced(cli: CommandLine, event_id: str, tmp_path: Path) -> None:
    """Power cannot be cut here; what can be shown is the order: journal, file, folder, then the answer."""
    log = tmp_path / "calls"
    calls_of_interest = "trace=fsync,fdatasync,unlink,write,pwrite64"
    strace = [str(shutil.which("strace")), "-f", "-y", "-o", str(log), "-e", calls_of_interest]
    command = [sys.executable, "-m", "evsched", "availability", "set", event_id, "ann", "--slot", DAY]
    environment = cli.environment | {"EVSCHED_DB": str(cli.database)}
    traced = subprocess.run([*strace, *command], env=environment, capture_output=True, check=False, text=True)
    if "PTRACE" in traced.stderr:
        pytest.skip(f"strace may not trace: {traced.stderr}")
    assert traced.returncode == 0, traced.stderr
    calls = log.read_text().splitlines()
    journal_synced = _first(calls, rf"f(data)?sync\(\d+<{cli.journal}>")
    file_written = _first(calls, rf"p?write(64)?\(\d+<{cli.database}>")
    file_synced = _first(calls, rf"f(data)?sync\(\d+<{cli.database}>")
    committed = _first(calls, rf'unlink\("{cli.journal}"')
    answered = _first(calls, r"write\(1<")
    assert journal_synced < file_written < file_synced < committed < answered
    folder_synced = committed + _first(calls[committed:], rf"f(data)?sync\(\d+<{cli.database.parent}>") < answered
    tell(f"synced before the answer: journal and file; the folder after the commit {'too' if folder_synced else 'not'}")


def _first(calls: Sequence[str], pattern: str) -> int:
    return next((number for number, call in enumerate(calls) if re.search(pattern, call)), len(calls))
