from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from evsched.cli.main import run
from evsched.engine import weekly, zones
from tests.postgres import Cluster, cluster

# A shell has what it starts in the background ignore Ctrl-C, and so would all that the tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


class Finished(NamedTuple):
    """A command that has ended."""

    code: int
    out: str
    err: str


class Command(Protocol):
    """Runs one command of the program."""

    def __call__(self, *arguments: str, stdin: str | bytes = b"") -> Finished: ...


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment of the test's own: its home, its database, no zone but UTC."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONTZPATH", "COVERAGE_PROCESS_START") if name in os.environ}
    return {**kept, "HOME": str(tmp_path), "EVSCHED_DB": str(tmp_path / "events.db"), "TZ": "UTC"}


@pytest.fixture
def evsched(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """The command line in this process, with its output caught."""
    for name in os.environ.keys() - environment.keys() - {"PYTEST_CURRENT_TEST"}:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: str, stdin: str | bytes = b"") -> Finished:
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        capsys.readouterr()
        code = run(arguments)
        return Finished(code, *capsys.readouterr())

    yield command
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()
    for cached in (zones.load, zones.steady_midnight, zones._offset, weekly.expand_rules):
        cached.cache_clear()


@pytest.fixture
def process(environment: dict[str, str]) -> Command:
    """The command line as a process of its own."""

    def command(*arguments: str, stdin: str | bytes = b"") -> Finished:
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "evsched", *arguments],
            input=typed,
            capture_output=True,
            env=environment,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    return command


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server; tests that need none cost nothing for it."""
    with cluster() as made:
        yield made
