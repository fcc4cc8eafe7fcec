"""How far long work is: for a terminal, once it takes long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from evsched.cli import progress
from evsched.cli.progress import Progress
from tests.cli.conftest import Asked
from tests.cli.test_page import Terminal, terminal, unstyled
from tests.conftest import Command

__all__ = ["terminal"]  # a fixture

SLOT = "12 Jan 2025, 2 - 4PM EST"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody to whom everything is long."""
    monkeypatch.setattr(progress, "_SOON", 0)
    monkeypatch.setattr(progress, "_EVERY", 0)


def test_rows_are_passed_on_one_by_one() -> None:
    with Progress("Counting") as shown:
        passed: Iterator[int] = shown.watch(count())
        assert [next(passed) for _ in range(3)] == [0, 1, 2]


@pytest.mark.usefixtures("impatient", "review")
def test_a_terminal_is_told_how_far_long_work_is(terminal: Terminal, tmp_path: object) -> None:
    screen = unstyled(terminal("db", "backup", f"{tmp_path}/x.bak").screen)
    assert "Backing up: " in screen
    assert screen.rstrip().endswith("kB).")
    assert "Checking: " in terminal("db", "check").screen
    assert "Restoring: " in terminal("db", "restore", f"{tmp_path}/x.bak", "--yes").screen


@pytest.mark.usefixtures("impatient", "review")
def test_nothing_moves_while_a_question_waits_for_an_answer(terminal: Terminal, asked: Asked, tmp_path: object) -> None:
    asked("db", "backup", f"{tmp_path}/x.bak")
    seen = terminal("db", "restore", f"{tmp_path}/x.bak", typed="y\n")
    assert seen.code == 0
    before, question, after = seen.screen.partition("Replace 1 event")
    assert question
    assert before.endswith("\x1b[2K") or "\x1b[?25h" in before, "the cursor is back"
    assert "Restoring: " in before
    assert "Restoring: " in after


@pytest.mark.usefixtures("review")
def test_short_work_shows_nothing_of_it(terminal: Terminal, tmp_path: object) -> None:
    for command in (("backup", f"{tmp_path}/x.bak"), ("restore", f"{tmp_path}/x.bak", "--yes"), ("check",)):
        seen = terminal("db", *command)
        assert seen.code == 0
        assert " rows" not in seen.screen


@pytest.mark.usefixtures("impatient", "review")
def test_a_script_sees_nothing_of_it(evsched: Command, tmp_path: object) -> None:
    for command in (("backup", f"{tmp_path}/x.bak"), ("restore", f"{tmp_path}/x.bak", "--yes"), ("check",)):
        done = evsched("db", *command)
        assert (done.code, done.err) == (0, "")
        assert " rows" not in done.out
