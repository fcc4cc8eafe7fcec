"""What a command loads: no more than it needs, since that is most of the time that it takes."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from typer.main import get_command

from evsched.cli.app import app
from tests.cli.test_main import COMMANDS
from tests.conftest import Command

LIBRARIES = {"typer", "annotated_doc", "shellingham", "tzdata"}
"""All that a command needs of others: Typer, what Typer needs, and the zone data."""

WRITING = {"evsched.engine.slot_input", "evsched.engine.text", "evsched.scheduler.answer", "evsched.scheduler.changes"}
CHOOSING = {"evsched.engine.conditions", "evsched.engine.recommend", "evsched.engine.recommendation"}
EXPLAINING = {
    *("evsched.engine.blockers", "evsched.engine.certainty", "evsched.engine.cover", "evsched.engine.sessions"),
}
READING = {"evsched.engine.model", "evsched.document", "evsched.scheduler", "evsched.store.base", "sqlite3"}
ELSEWHERE = {
    *("evsched.api", "evsched.calendar", "evsched.document.strict_json", "evsched.json_file", "evsched.one_call"),
    *("evsched.profiles", "evsched.remote", "evsched.store.postgres", "evsched.store.sqlite_schema"),
    *("asyncio", "email", "http.client", "importlib.metadata", "logging"),
}
SLOT = ("--slot", "12 Jan 2025, 2 - 4PM EST")


@pytest.fixture
def answered(evsched: Command) -> None:
    """An event that works for everyone."""
    evsched("event", "create", "Lunch", "--duration", "1h", *SLOT, "--participant", "ann@Europe/Berlin")
    evsched("availability", "set", "last", "ann", *SLOT)


def loaded_after(environment: dict[str, str], program: str) -> set[str]:
    """Return the modules that are loaded where a program has run."""
    report = f"import sys; {program}; print(*sys.modules, sep=',', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, env=environment, check=False, text=True)
    assert done.returncode == 0
    return set(done.stderr.strip().split(","))


def libraries_of(modules: set[str]) -> set[str]:
    return {each.partition(".")[0] for each in modules if not each.startswith("_")} - sys.stdlib_module_names


def commands_of(modules: set[str]) -> set[str]:
    return {each for each in COMMANDS if f"evsched.cli.{each}" in modules}


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("arguments", "command", "spared"),
    [
        pytest.param(["--help"], None, READING | CHOOSING | {"json", "dataclasses"}, id="help"),
        pytest.param(["--version"], None, READING | CHOOSING, id="version"),
        pytest.param(["recommend", "--help"], "recommend", {"sqlite3", "evsched.scheduler"}, id="help-of-one"),
        pytest.param(["recommend", "last"], "recommend", {"evsched.engine.conditions"}, id="recommend"),
        pytest.param(["recommend", "last", "--json"], "recommend", {"evsched.engine.conditions"}, id="recommend-json"),
        pytest.param(["event", "list"], "event", CHOOSING, id="list"),
        pytest.param(["event", "list", "--json"], "event", CHOOSING, id="list-json"),
        pytest.param(["heatmap", "last"], "heatmap", {"evsched.engine.conditions"}, id="heatmap"),
    ],
)
def test_a_command_that_is_piped_loads_no_more_than_it_needs(
    environment: dict[str, str], arguments: list[str], command: str | None, spared: set[str]
) -> None:
    before = loaded_after(environment, "pass")
    loaded = loaded_after(environment, f"from evsched.cli.main import run; assert run({arguments}) == 0")
    assert libraries_of(loaded) - libraries_of(before) - {"evsched"} <= LIBRARIES
    assert commands_of(loaded) == ({command} if command else set())
    assert (loaded - before) & (WRITING | EXPLAINING | ELSEWHERE | spared) == set()


@pytest.mark.usefixtures("answered")
def test_a_terminal_loads_what_draws_and_no_tables_before_there_is_one(environment: dict[str, str]) -> None:
    terminal = "import io; sys.stdout = type('Terminal', (io.StringIO,), {'isatty': lambda _: True})()"
    program = f"{terminal}; from evsched.cli.main import run"
    drawn = loaded_after(environment, f"{program}; assert run(['recommend', 'last']) == 0")
    assert "rich.console" in drawn
    assert "rich.table" not in drawn
    assert "rich.table" in loaded_after(environment, f"{program}; assert run(['event', 'list']) == 0")


def test_the_library_loads_no_part_of_a_door_or_a_store(environment: dict[str, str]) -> None:
    heavy = {"typer", "rich", "sqlite_utils", "sqlite3", "pydantic", "falcon", "dateutil", "numpy"}
    assert loaded_after(environment, "import evsched") & heavy == set()
    assert loaded_after(environment, "from evsched import find, parse_slots, Event") & (heavy - {"dateutil"}) == set()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("limit", [10, 30, 45, 200])
def test_the_help_of_all_knows_what_each_command_says_of_itself(name: str, limit: int) -> None:
    program = get_command(app)
    known, command = program.commands[name], program.get_command(None, name)  # type: ignore[attr-defined]
    assert known.get_short_help_str(limit) == command.get_short_help_str(limit)


def test_what_a_command_takes_is_never_a_text_that_has_to_be_evaluated() -> None:
    program = get_command(app)
    commands = [program.get_command(None, name) for name in COMMANDS]  # type: ignore[attr-defined]
    commands += [inner for each in commands for inner in getattr(each, "commands", {}).values()]
    taken = [
        annotation
        for each in commands
        if each.callback is not None
        for annotation in inspect.unwrap(each.callback).__annotations__.values()
    ]
    assert taken
    assert not any(isinstance(each, str) for each in taken)
