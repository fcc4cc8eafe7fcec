"""Bad input of every kind: its exit code, one clear line, nothing obeyed by a terminal, nothing stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from evsched import Participant, Scheduler, SqliteStore
from tests.cli.bad_input import DURATIONS, HOSTILE, JSON, PARTICIPANTS, SLOT, SLOTS, TITLES, ZONES
from tests.conftest import Command, Finished

CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT)


def the_slots() -> Iterator[Any]:
    for name, text in SLOTS.items():
        yield pytest.param(("event", "create", "Lunch", "--duration", "1h", "--slot", text), 2, id=f"slot-{name}")
        if name not in {"thousands", "million-digits"}:
            yield pytest.param(("availability", "set", "last", "ann", "--slot", text), 2, id=f"answer-{name}")


def the_zones() -> Iterator[Any]:
    for name, text in ZONES.items():
        yield pytest.param((*CREATE, "--tz", text), 2, id=f"zone-of-an-event-{name}")
        yield pytest.param(("recommend", "last", "--tz", text), 2, id=f"zone-to-show-{name}")
        yield pytest.param(("heatmap", "last", "--tz", text), 2, id=f"zone-of-a-heat-map-{name}")
    for command in (("event", "show", "last"), ("event", "update", "last"), ("availability", "show", "last")):
        yield pytest.param((*command, "--tz", "\x1b[31m"), 2, id=f"zone-{'-'.join(command)}")


def the_texts() -> Iterator[Any]:
    for name, text in DURATIONS.items():
        yield pytest.param(("event", "create", "Lunch", "--duration", text, "--slot", SLOT), 2, id=f"duration-{name}")
    for name, text in TITLES.items():
        yield pytest.param(("event", "create", text, "--duration", "1h", "--slot", SLOT), 2, id=f"title-{name}")
        yield pytest.param(("event", "update", "last", "--title", text), 2, id=f"new-title-{name}")
    for name, text in PARTICIPANTS.items():
        yield pytest.param((*CREATE, "--participant", text), 2, id=f"participant-{name}")
        yield pytest.param(("availability", "set", "last", text, "--add", "--none"), 2, id=f"who-answers-{name}")
    for name, text in HOSTILE.items():
        yield pytest.param(("event", "show", text), 3, id=f"event-{name}")
        yield pytest.param(("event", "delete", text), 3, id=f"event-to-delete-{name}")
        yield pytest.param(("recommend", text), 3, id=f"event-to-recommend-{name}")
        yield pytest.param(("availability", "show", "last", text), 2, id=f"shown-{name}")
        yield pytest.param(("availability", "delete", "last", text), 2, id=f"deleted-{name}")
        yield pytest.param(("event", "update", "last", "--remove", text), 2, id=f"removed-{name}")
        yield pytest.param(("find", text), 2, id=f"file-{name}")
        yield pytest.param(("recommend", "last", "--limit", text), 2, id=f"limit-{name}")
        yield pytest.param(("recommend", "last", "--quorum", text), 2, id=f"quorum-{name}")
        yield pytest.param(("recommend", "last", "--at-least", text), 2, id=f"at-least-{name}")
        yield pytest.param(("recommend", "last", "--at-least", f"1 of ann, {text}"), 2, id=f"at-least-whom-{name}")
        yield pytest.param(("heatmap", text), 3, id=f"event-of-a-heat-map-{name}")


def the_command_lines() -> Iterator[Any]:
    for name, text in HOSTILE.items():
        yield pytest.param((f"x{text}",), 2, id=f"command-{name}")
        yield pytest.param(("event", f"x{text}"), 2, id=f"subcommand-{name}")
        yield pytest.param(("event", "list", f"--x{text}"), 2, id=f"option-{name}")
        yield pytest.param(("event", "list", f"x{text}"), 2, id=f"argument-{name}")
    for name, arguments in {
        "unknown-command": ("evnt",),
        "unknown-option": ("event", "list", "--jsn"),
        "missing-argument": ("event", "show"),
        "missing-option": ("event", "create", "Lunch"),
        "missing-value": ("event", "list", "--db"),
        "flag-with-a-value": ("event", "list", "--json=yes"),
        "one-argument-too-many": ("event", "list", "x"),
        "option-of-another-command": ("event", "list", "--slot", SLOT),
        "two-values": ("event", "show", "last", "last"),
    }.items():
        yield pytest.param(arguments, 2, id=name)


def check_refusal(done: Finished, code: int) -> None:
    """A refusal is its exit code, nothing on standard output and one line that no terminal would obey."""
    assert (done.code, done.out) == (code, "")
    line = done.err.removesuffix("\n")
    assert line.startswith("Error: ")
    assert line.isprintable()
    assert len(line) <= 1000
    assert "Traceback" not in line
    assert "a bug in evsched" not in line


@pytest.fixture(scope="module")
def one_event(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with one event and one answer."""
    path = tmp_path_factory.mktemp("one-event") / "events.db"
    scheduler = Scheduler(SqliteStore(path))
    ann = Participant("ann")
    event = scheduler.create_event("Lunch", timedelta(hours=1), [SLOT], [ann], zone="America/New_York")
    scheduler.set_availability(event.id, ann, [SLOT])
    return path.read_bytes()


@pytest.fixture
def database(environment: dict[str, str], one_event: bytes) -> Path:
    """The command's own copy of it."""
    path = Path(environment["EVSCHED_DB"])
    path.write_bytes(one_event)
    return path


@pytest.mark.parametrize(("arguments", "code"), [*the_slots(), *the_zones(), *the_texts(), *the_command_lines()])
def test_bad_input_gets_its_exit_code_and_one_line_and_changes_nothing(
    evsched: Command, database: Path, arguments: tuple[str, ...], code: int
) -> None:
    before = database.read_bytes()
    check_refusal(evsched(*arguments), code)
    assert database.read_bytes() == before


@pytest.mark.parametrize("document", [pytest.param(text, id=name) for name, text in JSON.items()])
def test_a_bad_document_gets_exit_code_2_and_one_line(evsched: Command, document: bytes) -> None:
    check_refusal(evsched("find", "-", stdin=document), 2)


@pytest.mark.parametrize(
    "text",
    [
        *("[/]", "[link=https://example.com]x", "[bold]", "=HYPERLINK(1)", "<script>alert(1)</script>", "%s %(x)s {0}"),
        *("👩‍👩‍👧‍👦", "नमस्ते", "שלום", "--", "-x", "$(id)", "a\\b", "'\""),
    ],
)
def test_what_only_looks_dangerous_is_kept_and_shown_literally(
    evsched: Command, everything: Callable[[], Any], text: str
) -> None:
    made = evsched("event", "create", "--duration", "1h", "--slot", SLOT, "--json", "--", text)
    assert (made.code, made.err) == (0, "")
    assert evsched("availability", "set", "last", "--none", "--", text.replace("/", "|")).code == 0
    ((event, answers),) = everything()
    assert event["title"] == text
    assert answers[0]["participant_id"] == text.replace("/", "|")
    for command in (("event", "list"), ("event", "show", "last"), ("recommend", "last")):
        assert text in evsched(*command).out
    assert text.replace("/", "|") in evsched("availability", "show", "last").out


def test_debug_prints_a_traceback_before_the_line(evsched: Command) -> None:
    done = evsched("--debug", "event", "show", "x")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Traceback (most recent call last):\n")
    assert done.err.endswith('Error: no event has the id "x"\n')


@pytest.mark.parametrize("options", [(), ("--debug",)], ids=["plain", "debug"])
def test_what_nobody_foresaw_is_exit_code_70_and_a_line_that_asks_to_report_it(
    evsched: Command, database: Path, options: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TABLE availability")
        connection.commit()
    done = evsched(*options, "availability", "show", "last")
    assert (done.code, done.out) == (70, "")
    *traceback, line = done.err.splitlines()
    assert line.startswith("Error: a bug in evsched (OperationalError: ")
    assert "report" in line
    assert bool(traceback) == bool(options)
