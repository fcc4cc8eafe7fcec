from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack.containers import DockerFailed
from tests.stack.door import Door
from tests.stack.figures import Figures
from tests.stack.stack import Stack, check_engine, running

_FIGURES = pytest.StashKey[Figures]()


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """What is shown at the end, a row for each thing that was measured."""
    return pytestconfig.stash.setdefault(_FIGURES, Figures())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what was measured, below the tests."""
    figures = config.stash.get(_FIGURES, None)
    if figures and figures.rows:
        terminalreporter.section("the containers")
        for line in figures.table():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The containers, which all tests share."""
    try:
        check_engine()
    except DockerFailed as error:
        why = str(error).strip().splitlines()[-1]
        pytest.exit(f"the tests of the containers need a Docker engine with Compose: {why}", 1)
    with running() as stack:
        yield stack


@pytest.fixture
def shaken(stack: Stack) -> Iterator[Stack]:
    """The containers, for a test that does them harm: all of them are healthy again after it."""
    yield stack
    stack.settle()


@pytest.fixture(scope="session")
def door(stack: Stack) -> Door:
    """Where the stack is served."""
    return stack.door
