"""A PostgreSQL server of its own for as long as a benchmark runs, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

_FOLDERS = "usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin"
_PATIENCE = 30.0


@contextmanager
def postgres() -> Iterator[str | None]:
    """Run a server and yield the address of an empty database; None where it is not installed."""
    binaries = programs()
    if binaries is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="evsched-") as name:
        folder = Path(name)
        somebody = _somebody(folder)
        data = f"-D{folder / 'data'}"
        kind = ["--auth=trust", "--username=evsched", "--encoding=UTF8", "--no-locale"]
        subprocess.run([binaries / "initdb", data, *kind], check=True, stdout=subprocess.DEVNULL, **somebody)
        port = _free_port()
        settings = ["-clisten_addresses=", f"-cunix_socket_directories={folder}", f"-cport={port}"]
        command: list[str | Path] = [binaries / "postgres", data, *settings]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **somebody)
        try:
            address = f"postgresql://evsched@/postgres?host={folder}&port={port}"
            _wait_for(address)
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # what PostgreSQL calls a fast shutdown
            server.wait()


def programs() -> Path | None:
    """Return the folder of the newest server that is installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max((each.parent for pattern in _FOLDERS for each in Path("/").glob(f"{pattern}/initdb")), default=None)


def _somebody(folder: Path) -> dict[str, Any]:
    """Return how to run a program of PostgreSQL's, which does not run as root, in a folder of its own."""
    ran: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        ran |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return ran


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        with suppress(psycopg.OperationalError):
            psycopg.connect(address).close()
            return
        if time.monotonic() > until:
            raise SystemExit("PostgreSQL does not start")
        time.sleep(0.1)
