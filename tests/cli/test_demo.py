"""``evsched demo``: the main job on the example of the seed."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.cli.conftest import Asked
from tests.conftest import Command


def typed_commands(page: str) -> list[list[str]]:
    joined = page.replace(" \\\n", " ")
    return [shlex.split(line)[2:] for line in joined.splitlines() if line.startswith("$ evsched ")]


def test_the_demo_shows_the_main_job_and_keeps_nothing(evsched: Command, environment: dict[str, str]) -> None:
    done = evsched("demo")
    assert (done.code, done.err) == (0, "")
    assert "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST" in done.out
    assert "Tue 14 Jan 2025, 18:00–21:00 EST (UTC−5)" in done.out
    assert "4 of 5" in done.out
    assert "Without bob (not free then)" in done.out
    assert not Path(environment["EVSCHED_DB"]).exists()


def test_the_commands_that_the_demo_shows_do_the_same_when_typed(evsched: Command) -> None:
    page = evsched("demo").out
    commands = typed_commands(page)
    assert [command[0] for command in commands] == ["event", *["availability"] * 5, "recommend"]
    for command in commands:
        done = evsched(*command)
        assert (done.code, done.err) == (0, "")
    assert page.endswith(done.out)


def test_the_demo_leaves_the_events_of_its_user_alone(evsched: Command, asked: Asked, review: str) -> None:
    assert evsched("demo").code == 0
    assert [each["id"] for each in asked("event", "list")] == [review]
