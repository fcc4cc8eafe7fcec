from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from tests.conftest import Command


class Asked(Protocol):
    """Runs a command that must succeed, and gives what its JSON holds."""

    def __call__(self, *arguments: str, stdin: str | bytes = b"") -> Any: ...


@pytest.fixture
def asked(evsched: Command) -> Asked:
    """A command with ``--json``: exit code 0, nothing on standard error, one document on standard output."""

    def command(*arguments: str, stdin: str | bytes = b"") -> Any:
        done = evsched(*arguments, "--json", stdin=stdin)
        assert (done.code, done.err) == (0, "")
        return json.loads(done.out)

    return command


@pytest.fixture
def review(asked: Asked) -> str:
    """The id of an event in New York with two slots, to which alice and bob in Berlin are invited."""
    made = asked(
        *("event", "create", "Review", "--duration", "1h", "--tz", "America/New_York"),
        *("--slot", "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"),
        *("--participant", "alice", "--participant", "bob@example.com@Europe/Berlin"),
    )
    return str(made["id"])


@pytest.fixture
def everything(asked: Asked) -> Callable[[], Any]:
    """All that the database holds, as the command line tells it."""

    def read() -> Any:
        events = [asked("event", "show", each["id"]) for each in asked("event", "list")]
        return [(each, asked("availability", "show", each["id"])) for each in events]

    return read
