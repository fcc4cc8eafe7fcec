"""Commands as real processes, and the moments at which to hit them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import Finished

FULL = os.environ.get("EVSCHED_STRESS") == "full"

_READY = textwrap.dedent(
    """
    import os, signal, sys
    signal.signal(signal.SIGINT, lambda *_: os._exit(99))
    from evsched.cli.main import main
    os.write(int(sys.argv.pop(1)), b"!")
    main()
    """
)
"""The program behind a line that tells when its first own statement is next.

Python starts with a handler that prints a traceback, and no program can change that for the time before its
first statement. An interrupt between the line and that statement ends this program with 99, and is not counted.
"""


def size(small: int, full: int) -> int:
    """How often: the first as a part of all tests, the second in ``make stress``."""
    return full if FULL else small


def tell(figure: str) -> None:
    """Print a figure, for ``pytest -s`` to show."""
    sys.stdout.write(f"\n{figure}\n")


@dataclass
class Started:
    """A command that runs."""

    process: subprocess.Popen[str]
    ready: float = 0.0
    """When its first own statement was next, by the monotonic clock; 0 where nobody asked."""

    def finished(self, patience: float = 60.0) -> Finished:
        out, err = self.process.communicate(timeout=patience)
        return Finished(self.process.returncode, out, err)

    def running(self) -> bool:
        return self.process.poll() is None


@dataclass(frozen=True)
class CommandLine:
    """The program on one database."""

    environment: dict[str, str]
    database: Path

    @property
    def journal(self) -> Path:
        """The file that exists while a write transaction has something to undo."""
        return Path(f"{self.database}-journal")

    def start(self, *arguments: str) -> Started:
        return Started(self._popen([sys.executable, "-m", "evsched", *arguments]))

    def start_when_ready(self, *arguments: str) -> Started:
        """Start a command and return when its own code is about to run."""
        reading, writing = os.pipe()
        process = self._popen([sys.executable, "-c", _READY, str(writing), *arguments], pass_fds=(writing,))
        os.close(writing)
        told = os.read(reading, 1)
        os.close(reading)
        assert told == b"!", process.communicate()
        return Started(process, time.monotonic())

    def run(self, *arguments: str) -> Finished:
        return self.start(*arguments).finished()

    def until_written(self, command: Started) -> bool:
        """Wait until the command has something to undo; tell whether it ever had."""
        journal = str(self.journal)
        while not os.path.exists(journal):  # noqa: PTH110 - the moment is short and a Path slow
            if not command.running():
                return False
        return True

    def until_changed(self, command: Started) -> bool:
        """Wait until the command has begun to change the file itself; tell whether it ever did."""
        database = str(self.database)
        before = os.stat(database).st_mtime_ns  # noqa: PTH116 - as above
        while os.stat(database).st_mtime_ns == before:  # noqa: PTH116
            if not command.running():
                return False
        return True

    def until_opened(self, command: Started) -> bool:
        """Wait until the command has opened the database; tell whether it ever had."""
        descriptors = Path(f"/proc/{command.process.pid}/fd")
        while command.running():
            for each in descriptors.iterdir():
                try:
                    if each.readlink() == self.database:
                        return True
                except OSError:
                    continue
        return False

    def locked(self) -> bool:
        """Whether anybody holds a lock on the database now."""
        with closing(sqlite3.connect(self.database, isolation_level=None, timeout=0)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return True
            return False

    def _popen(self, arguments: Sequence[str], pass_fds: Sequence[int] = ()) -> subprocess.Popen[str]:
        return subprocess.Popen(
            arguments,
            env=self.environment | {"EVSCHED_DB": str(self.database)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=pass_fds,
        )


def spin_until(moment: float, command: Started) -> None:
    """Pass the time until a moment of the monotonic clock, or until the command has ended."""
    while time.monotonic() < moment and command.running():
        pass


def spin(rounds: int) -> None:
    """Pass a very short time, so that a hit falls a little later."""
    for _ in range(rounds):
        os.getppid()
