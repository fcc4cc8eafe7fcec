from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack.containers import DockerFailed
from tests.stack.stack import check_engine
from tests.vm.machine import Machine, machine


@pytest.fixture(scope="session")
def engine() -> None:
    """A Docker engine, which all tests here need."""
    try:
        check_engine()
    except DockerFailed as error:
        pytest.exit(f"the tests of the machines need a Docker engine with Compose: {str(error).strip()}", 1)


@pytest.fixture(scope="session")
def any_machine(engine: None) -> Iterator[Machine]:  # noqa: ARG001 - it has to be there
    with machine() as made:
        yield made


@pytest.fixture
def new(any_machine: Machine) -> Machine:
    """A machine of the shape vm that has never run start.sh."""
    any_machine.make()
    return any_machine
