"""The servers that are measured, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LIMITS = {"EVSCHED_MAX_PARTICIPANTS": "100000", "EVSCHED_MAX_BODY": "16000000"}
"""Settings without which nobody could make or answer the largest events."""

Address = tuple[str, int]


@contextmanager
def ours(database: Path, threads: int) -> Iterator[Address]:
    """Run the API on a database as anyone would."""
    environment = {
        "EVSCHED_PORT": "0",
        "EVSCHED_DATABASE_URL": f"sqlite:///{database}",
        "EVSCHED_THREADS": str(threads),
        **LIMITS,
    }
    with _server([sys.executable, "-m", "evsched.api"], environment) as address:
        yield address


@contextmanager
def bare(threads: int) -> Iterator[Address]:
    """Run bare Falcon on waitress, as many threads."""
    program = str(Path(__file__).with_name("api_bare.py"))
    with _server([sys.executable, program, str(threads), LIMITS["EVSCHED_MAX_BODY"]], {}) as address:
        yield address


@contextmanager
def _server(command: list[str], environment: Mapping[str, str]) -> Iterator[Address]:
    """Run a server that tells its address on standard error; what it logs goes to nobody."""
    with subprocess.Popen(
        command,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TZ": "UTC", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            line = running.stderr.readline() if running.stderr else ""
            found = re.search(r"http://([\d.]+):(\d+)", line)
            if not found:
                raise RuntimeError(f"{command} does not serve: {line}")
            yield found[1], int(found[2])
        finally:
            running.terminate()
