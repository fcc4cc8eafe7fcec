"""Where output goes, in this process: a full disk, a reader who has gone, nowhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

import pytest
import typer

from evsched.cli.failures import OutputClosed, report
from evsched.cli.main import INTERRUPTED, run
from tests.conftest import Command

CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST")
COMMANDS = [
    CREATE,
    ("event", "ics", "last"),
    ("event", "list"),
    ("event", "list", "--json"),
    ("--help",),
    ("--version",),
    ("demo",),
]


def chosen(evsched: Command) -> None:
    """Make an event with a chosen time."""
    assert evsched(*CREATE).code == 0
    assert evsched("event", "choose", "last", "12 Jan 2025, 2PM EST").code == 0


def let_go(stream: TextIO) -> None:
    """Close a stream that still holds what could not be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    stream.close()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk_is_exit_code_5(
    evsched: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    chosen(evsched)
    full = os.fdopen(os.open("/dev/full", os.O_WRONLY), "w")
    monkeypatch.setattr(sys, "stdout", full)
    assert run(command) == 5
    let_go(full)
    assert capsys.readouterr().err == "Error: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_reader_who_has_gone_is_exit_code_0(
    evsched: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    chosen(evsched)
    theirs, ours = os.pipe()
    os.close(theirs)
    unread = os.fdopen(ours, "w")
    monkeypatch.setattr(sys, "stdout", unread)
    assert run(command) == 0
    let_go(unread)
    assert capsys.readouterr().err == ""


def test_streams_that_are_closed_from_the_start_are_no_error(
    evsched: Command, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    assert evsched(*CREATE).code == 0
    before = Path(environment["EVSCHED_DB"]).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", None)
        patched.setattr(sys, "stderr", None)
        assert run(("event", "show", "last")) == 0
        assert run(("event", "show", "nothing")) == 3
        for stream in (sys.stdout, sys.stderr):
            assert stream is not None
            stream.close()
    assert Path(environment["EVSCHED_DB"]).read_bytes() == before


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(KeyboardInterrupt(), INTERRUPTED, id="ctrl-c"),
        pytest.param(typer.Abort(), INTERRUPTED, id="a-question-not-answered"),
        pytest.param(OutputClosed(), 0, id="output-closed"),
        pytest.param(BrokenPipeError(), 0, id="broken-pipe"),
        pytest.param(SystemExit(0), 0, id="the-parser-has-done-its-work"),
        pytest.param(SystemExit(1), 1, id="the-parser-has-failed"),
    ],
)
def test_what_is_no_error_of_ours_is_silent(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error, debug=True) == code
    assert capsys.readouterr() == ("", "")
