"""What a person sees: tables and colour on a terminal, plain text in a pipe."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from evsched.cli.event_pages import _unique_length
from evsched.cli.main import run
from tests.cli.conftest import Asked
from tests.conftest import Command

SLOT = "12 Jan 2025, 2 - 4PM EST"
CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT)
ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")
HOSTILE = [
    *("[/]", "[link=https://example.com]x", "[red]x[/red]", ":smile:", "%s", "<script>", "{0}", "=HYPERLINK(1)"),
    *("👩‍👩‍👧‍👦", "नमस्ते", "e\u0301"),
]


class Seen(NamedTuple):
    """A command that has ended, and all that its terminal was sent."""

    code: int
    screen: str


Terminal = Callable[..., Seen]


def on_a_terminal(command: Callable[[int], int], typed: str) -> Seen:
    """Run a command on a terminal of its own that types back nothing, and return what it was sent."""
    ours, theirs = pty.openpty()
    settings = termios.tcgetattr(theirs)
    settings[1] &= ~termios.OPOST
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    os.write(ours, typed.encode())
    received = bytearray()

    def receive() -> None:
        while not received.endswith(b"\x00"):
            received.extend(os.read(ours, 65536))

    reader = threading.Thread(target=receive)
    reader.start()
    code = command(theirs)
    os.write(theirs, b"\x00")
    reader.join()
    os.close(theirs)
    os.close(ours)
    return Seen(code, received.removesuffix(b"\x00").decode())


@pytest.fixture
def terminal(evsched: Command, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command line in this process, with all three streams on a terminal."""
    assert evsched("event", "list").code == 0  # which puts the command's environment in place
    monkeypatch.setenv("TERM", "xterm")

    def command(*arguments: str, typed: str = "") -> Seen:
        def start(theirs: int) -> int:
            streams = [os.fdopen(os.dup(theirs), mode, encoding="utf-8") for mode in ("r", "w", "w")]
            with monkeypatch.context() as patched, streams[0], streams[1], streams[2]:
                for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                    patched.setattr(sys, name, stream)
                return run(arguments)

        return on_a_terminal(start, typed)

    return command


def unstyled(screen: str) -> str:
    return ESCAPE.sub("", screen)


def test_a_terminal_gets_colour_and_tables(terminal: Terminal, review: str) -> None:
    seen = terminal("event", "show", review)
    assert seen.code == 0
    assert "\x1b[1mReview" in seen.screen
    assert "─" in seen.screen
    assert "Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)" in unstyled(seen.screen)


def test_a_pipe_gets_plain_text(evsched: Command, review: str) -> None:
    for command in (
        *(("event", "show", review), ("event", "list"), ("recommend", review), ("heatmap", review)),
        *(("doctor",), ("--help",)),
    ):
        out = evsched(*command).out
        assert "\x1b" not in out
        assert "─" not in out
        assert all(line == line.rstrip() for line in out.splitlines())


def test_colour_in_a_pipe_is_not_forced_by_the_environment(
    evsched: Command, monkeypatch: pytest.MonkeyPatch, review: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    assert "\x1b" not in evsched("event", "show", review).out


def test_json_is_the_same_on_a_terminal_as_in_a_pipe(terminal: Terminal, evsched: Command, review: str) -> None:
    assert terminal("event", "show", review, "--json").screen == evsched("event", "show", review, "--json").out


@pytest.mark.parametrize(
    ("chosen", "option", "told"), [(True, (), True), (True, ("--ics", "a.ics"), False), (False, (), False)]
)
def test_before_a_chosen_time_is_deleted_a_terminal_hears_of_calendars(
    terminal: Terminal,
    evsched: Command,
    review: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: bool,
    option: tuple[str, ...],
    told: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    if chosen:
        evsched("event", "choose", review, "12 Jan 2025, 2PM", "--force")
    seen = terminal("event", "delete", review, *option, typed="n\n")
    assert seen.code == 130
    assert ("--ics FILE writes what takes it out of calendars" in seen.screen) == told
    assert not Path("a.ics").exists()
    assert evsched("event", "show", review).code == 0


def test_no_color_is_honoured(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, review: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    asked = terminal("recommend", review)
    assert asked.code == 0
    colours = re.findall(r"\x1b\[([0-9;]*)m", asked.screen)
    assert {each for code in colours for each in code.split(";")} <= {"0", "1", "2"}


def test_a_dumb_terminal_gets_no_escape_sequence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, review: str
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    seen = terminal("event", "show", review)
    assert seen.code == 0
    assert "\x1b" not in seen.screen
    assert "Review" in seen.screen


@pytest.mark.parametrize("columns", ["1", "40", "200", "0", "-5", "many"])
def test_no_width_is_assumed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, review: str, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in (
        *(("event", "show", review), ("event", "list"), ("recommend", review), ("heatmap", review)),
        *(("doctor",), ("--help",)),
    ):
        seen = terminal(*command)
        assert seen.code == 0
        assert "Error" not in seen.screen
    monkeypatch.setenv("COLUMNS", "40")
    assert max(map(len, unstyled(terminal("event", "list").screen).splitlines())) <= 40


def test_slots_are_not_broken_over_lines_on_a_narrow_terminal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, review: str
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert "Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)" in unstyled(terminal("event", "show", review).screen)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_literally_on_a_terminal(
    terminal: Terminal, asked: Asked, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    name = text.replace("/", "|")
    made = asked("event", "create", text, "--duration", "1h", "--slot", SLOT, "--participant", name)
    asked("availability", "set", "last", name, "--slot", SLOT)
    for command in (("event", "list"), ("event", "show", "last")):
        assert made["title"] in unstyled(terminal(*command).screen)
    for command in (("event", "show", "last"), ("availability", "show", "last"), ("recommend", "last")):
        assert made["participants"][0] in unstyled(terminal(*command).screen)
    assert "\x1b]8;" not in terminal("event", "show", "last").screen


def test_a_list_on_a_terminal_has_ids_just_long_enough(terminal: Terminal, asked: Asked) -> None:
    ids = {asked(*CREATE)["id"] for _ in range(40)}
    lines = unstyled(terminal("event", "list").screen).splitlines()
    shown = {line.split()[0] for line in lines if "Lunch" in line}
    assert len(shown) == 40
    assert all(6 <= len(each) < 26 for each in shown)
    assert {each[: len(min(shown))] for each in ids} == shown


def test_a_shortened_id_is_as_long_as_it_takes_to_tell_all_apart() -> None:
    assert _unique_length(["aaaaaaab", "aaaaaaac", "b"]) == 8
    assert _unique_length(["abcdefgh", "bcdefghi"]) == 6


def test_delete_asks_on_a_terminal(terminal: Terminal, asked: Asked, review: str) -> None:
    asked("availability", "set", review, "alice", "--none")
    refused = terminal("event", "delete", review, typed="n\n")
    assert 'Delete "Review" with 1 answer?' in refused.screen
    assert refused.code == 130
    assert len(asked("event", "list")) == 1
    assert terminal("event", "delete", review, typed="y\n").code == 0
    assert asked("event", "list") == []


def test_delete_with_yes_does_not_ask(terminal: Terminal, review: str) -> None:
    seen = terminal("event", "delete", review, "--yes")
    assert (seen.code, "?" in seen.screen) == (0, False)


def test_slots_typed_at_a_terminal_are_asked_for(terminal: Terminal, review: str) -> None:
    seen = terminal("availability", "set", review, "alice", "--slot", "-", typed=f"{SLOT}\n\x04")
    assert seen.code == 0
    assert seen.screen.startswith("One slot a line, then Ctrl-D:\n")
    assert "alice is free:" in seen.screen


def test_on_a_terminal_the_wrong_part_of_a_text_is_underlined(terminal: Terminal) -> None:
    seen = terminal("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EDT, foo")
    assert seen.code == 2
    line, text, mark = seen.screen.splitlines()
    assert line.startswith("Error: ")
    assert text.strip() == "12 Jan 2025, 2 - 4PM EDT, foo"
    assert set(mark.strip()) == {"^"}
    assert text[mark.index("^") :][: mark.count("^")] in text


@pytest.mark.parametrize("text", ["\x1b[31mred", "x" * 500], ids=["escape", "long"])
def test_a_text_that_cannot_be_shown_in_a_line_is_not_underlined(terminal: Terminal, text: str) -> None:
    seen = terminal("event", "create", "Lunch", "--duration", "1h", "--slot", text)
    assert seen.code == 2
    assert seen.screen.count("\n") == 1
    assert "\x1b" not in seen.screen


def test_an_error_has_no_colour(terminal: Terminal) -> None:
    seen = terminal("event", "show", "x")
    assert seen == (3, 'Error: no event has the id "x"\n')


def test_a_process_on_a_terminal_one_column_wide_works(environment: dict[str, str], review: str) -> None:
    def start(theirs: int) -> int:
        arguments = [sys.executable, "-m", "evsched", "recommend", review]
        surroundings = {**environment, "TERM": "xterm", "COLUMNS": "1"}
        return subprocess.run(
            arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings, check=False
        ).returncode

    seen = on_a_terminal(start, "")
    assert seen.code == 0
    assert "Nobody has given any time." in seen.screen
