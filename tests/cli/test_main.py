"""The command line as a whole: help, completion, suggestions."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from evsched import __version__
from evsched.cli.app import app
from tests.conftest import Command, Finished

CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST")
COMMANDS = [
    *("demo", "event", "availability", "profile", "recommend", "heatmap", "series"),
    *("find", "freebusy", "serve", "db", "doctor"),
]


def every_command() -> Iterator[tuple[str, ...]]:
    """Name every command and group, down to the last."""
    program = get_command(app)
    for name in COMMANDS:
        yield (name,)
        command = program.get_command(None, name)  # type: ignore[attr-defined]
        yield from ((name, inner) for inner in getattr(command, "commands", ()))


def with_environment(environment: dict[str, str], *arguments: str, **added: str) -> Finished:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, env={**environment, **added}, check=False, text=True
    )
    return Finished(done.returncode, done.stdout, done.stderr)


Complete = Callable[[str], list[str]]


@pytest.fixture
def complete(evsched: Command, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """What bash is offered for the words typed so far; nothing else may be printed."""

    def completed(words: str) -> list[str]:
        with monkeypatch.context() as shell:
            shell.setenv("_EVSCHED_COMPLETE", "complete_bash")
            shell.setenv("COMP_WORDS", words)
            shell.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
            done = evsched()
        assert (done.code, done.err) == (0, "")
        return done.out.split()

    return completed


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_help_names_every_command_and_an_example(evsched: Command, option: str) -> None:
    done = evsched(option)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: evsched [OPTIONS] COMMAND")
    assert [
        line.split()[0] for line in done.out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    ] == COMMANDS
    assert "Example: evsched demo" in done.out


def test_evsched_alone_prints_the_help(evsched: Command) -> None:
    assert evsched() == evsched("--help")


@pytest.mark.parametrize("command", [pytest.param(each, id="-".join(each)) for each in every_command()])
def test_every_command_has_help_with_an_example(evsched: Command, command: tuple[str, ...]) -> None:
    done = evsched(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: evsched {' '.join(command)} ")
    assert f"Example: evsched {' '.join(command)}" in " ".join(done.out.split())
    assert "\x1b" not in done.out


def test_the_commands_are_those_of_the_design() -> None:
    assert [" ".join(each) for each in every_command()] == [
        "demo",
        *("event", "event create", "event list", "event show", "event update"),
        *("event choose", "event reopen", "event ics", "event delete", "event token"),
        *("availability", "availability set", "availability show", "availability delete"),
        *("profile", "profile set", "profile show", "profile delete"),
        *("recommend", "heatmap", "series", "series show", "series list", "find", "freebusy", "serve"),
        *("db", "db backup", "db restore", "db check", "db migrate", "doctor"),
    ]


def test_version_prints_the_version(evsched: Command) -> None:
    assert evsched("--version") == (0, f"evsched {__version__}\n", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param(("evnt",), "event", id="misspelt"),
        pytest.param(("events",), "event", id="plural"),
        pytest.param(("recomend", "last"), "recommend", id="one-letter-less"),
        pytest.param(("event", "creat", "x"), "create", id="inside-a-group"),
        pytest.param(("availability", "sett"), "set", id="inside-another-group"),
        pytest.param(("event", "list", "--jsno"), "--json", id="option"),
        pytest.param(("event", "create", "x", "--participants", "bob"), "--participant", id="plural-of-an-option"),
    ],
)
def test_what_is_misspelt_gets_a_suggestion(evsched: Command, typed: tuple[str, ...], meant: str) -> None:
    done = evsched(*typed)
    assert (done.code, done.out) == (2, "")
    assert meant in done.err.replace(typed[-1], "").partition("; see ")[0]
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("typed", [("list",), ("create", "Lunch"), ("event", "lst"), ("event", "create")])
def test_a_wrong_command_line_says_where_help_is(evsched: Command, typed: tuple[str, ...]) -> None:
    done = evsched(*typed)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(" --help\n")


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        pytest.param("evsched ", COMMANDS, id="commands"),
        pytest.param("evsched re", ["recommend"], id="beginning"),
        pytest.param("evsched event c", ["create", "choose"], id="two-in-a-group"),
        pytest.param("evsched availability s", ["set", "show"], id="beginning-in-a-group"),
        pytest.param("evsched recommend --al", ["--alternatives"], id="option"),
    ],
)
def test_the_shell_completes_commands_and_options_and_sees_no_error(
    complete: Complete, words: str, completed: list[str]
) -> None:
    assert complete(words) == completed


def test_the_shell_completes_the_ids_of_the_events_in_the_database_in_use(complete: Complete, evsched: Command) -> None:
    made = [json.loads(evsched(*CREATE, "--json").out)["id"] for _ in range(2)]
    assert complete("evsched event show ") == made[::-1]
    assert complete(f"evsched recommend {made[0][:10]}") == made[:1]
    assert complete(f"evsched event choose {made[1][:10]}") == made[1:]


def test_the_shell_completes_the_ids_of_the_events_in_the_database_that_is_named(
    complete: Complete, evsched: Command, tmp_path: Path
) -> None:
    other = str(tmp_path / "other.db")
    made = json.loads(evsched(*CREATE, "--json", "--db", other).out)["id"]
    assert complete(f"evsched event show --db {other} ") == [made]


def test_completion_makes_no_database(complete: Complete, tmp_path: Path) -> None:
    assert complete("evsched event show ") == []
    assert list(tmp_path.iterdir()) == []


def test_completion_with_a_database_that_cannot_be_read_completes_nothing(
    complete: Complete, environment: dict[str, str]
) -> None:
    Path(environment["EVSCHED_DB"]).write_bytes(b"no database" * 100)
    assert complete("evsched event show ") == []


def test_the_shell_completes_from_a_process(environment: dict[str, str]) -> None:
    asked = {"_EVSCHED_COMPLETE": "complete_bash", "COMP_WORDS": "evsched re", "COMP_CWORD": "1"}
    assert with_environment(environment, "-m", "evsched", **asked) == (0, "recommend\n", "")


def test_completion_can_be_shown_to_be_installed(environment: dict[str, str]) -> None:
    done = with_environment(environment, "-m", "evsched", _EVSCHED_COMPLETE="source_bash")
    assert (done.code, done.err) == (0, "")
    assert "complete -o default -F _evsched_completion evsched" in done.out


def test_the_module_is_the_command(environment: dict[str, str]) -> None:
    assert with_environment(environment, "-m", "evsched", "--version") == (0, f"evsched {__version__}\n", "")
