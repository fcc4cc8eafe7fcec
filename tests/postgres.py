"""A real PostgreSQL for tests: a cluster of the session's own, which can be killed, hung and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
import pytest

from evsched.store.postgres import PostgresStore
from evsched.store.tables import COLUMNS

OWNER = "evsched"
"""The role that owns the databases; it may not do everything, as the administrator may."""
PASSWORD = "p%40 s/é:'\\secret"  # noqa: S105 - of a cluster that lives as long as the tests
"""Asked for on 127.0.0.1, not on the socket; all that may go wrong on its way is in it."""
_ADMINISTRATOR = "administrator"
_SHARED = "shared"
_CONNECTIONS = 650
"""More than a hundred stores may open at once, with six each."""
_PATIENCE = 60.0
_FOLDERS = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"
_SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = {connections}
shared_buffers = 32MB
timezone = 'Asia/Kolkata'
log_min_messages = fatal
"""
"""A zone that is not UTC: nothing may depend on it. Durable as PostgreSQL comes."""

_BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


class Cluster:
    """A PostgreSQL server with its folder; ``start`` before anything else.

    Args:
        folder: Of its own, with a short path: that of a socket has at most a hundred characters.
        binaries: The folder of initdb and postgres.
    """

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder = folder
        self._binaries = binaries
        self._data = folder / "data"
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None
        # PostgreSQL does not run as root.
        self._user = _somebody() if os.geteuid() == 0 else None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def create(self) -> None:
        """Make the cluster: everyone is let in on the socket, and with a password on 127.0.0.1."""
        if self._user is not None:
            os.chown(self.folder, *self._user)
        arguments = ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--no-locale"]
        initdb = [*self._program("initdb"), f"--username={_ADMINISTRATOR}", *arguments]
        subprocess.run(initdb, check=True, capture_output=True, **self._as_somebody())
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS.format(port=self.port, folder=self.folder, connections=_CONNECTIONS))
        self.start()
        with self.administrator() as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN")
        self.reset_password()
        store = PostgresStore(self._made(_SHARED, "template0"))
        store.migrate()
        store.close()

    def start(self) -> None:
        """Start the server and return when it lets people in."""
        # A child of this process, so that this process can see the end of it: elsewhere a process that was killed may
        # keep its number for a while, and PostgreSQL takes it for one that runs.
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(self._program("postgres"), stdout=log, stderr=log, **self._as_somebody())
        until = monotonic() + _PATIENCE
        while not self.runs():
            assert self._server.poll() is None, (self.folder / "log").read_text()
            assert monotonic() < until

    def runs(self) -> bool:
        """Tell whether the server lets people in."""
        with suppress(psycopg.OperationalError):
            self.administrator().close()
            return True
        return False

    def stop(self) -> None:
        """End the server, if it runs, as fast as can be without a trace of it being left."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(_PATIENCE)

    def kill(self) -> None:
        """Kill all processes of the server at once, with no time to say or write anything."""
        self._signal(signal.SIGKILL)
        assert self._server is not None
        self._server.wait(_PATIENCE)

    @contextmanager
    def hung(self) -> Iterator[None]:
        """Stop all processes of the server for a while: the system accepts connections, and nobody answers."""
        processes = self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGCONT)

    def emptied(self) -> str:
        """Return the address of a database with evsched's tables and nothing in them, the same one each time.

        Making a new one takes a fifth of a second and a thousand files.
        """
        with self.administrator(_SHARED) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute(f"TRUNCATE {', '.join(COLUMNS)} RESTART IDENTITY")
        return self.address(_SHARED)

    def database(self, *, migrated: bool = False, folder: Path | None = None) -> str:
        """Make a database, with evsched's tables or quite empty, maybe in another folder, and return its address."""
        name = f"test_{next(self._numbers)}"
        if migrated:
            self.emptied()
        if folder is not None:
            with self.administrator() as connection:
                connection.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
        return self._made(name, _SHARED if migrated else "template0", "pg_default" if folder is None else name)

    def drop(self, address: str) -> None:
        """Remove a database that was made in a folder of its own."""
        with self.administrator() as connection:
            connection.execute(f"DROP DATABASE {name_of(address)} WITH (FORCE)")
            connection.execute(f"DROP TABLESPACE {name_of(address)}")

    def _made(self, name: str, template: str, tablespace: str = "pg_default") -> str:
        with self.administrator() as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} TABLESPACE {tablespace}")
        return self.address(name)

    def address(self, name: str, user: str = OWNER) -> str:
        """Return a database's address on the socket, where no password is needed."""
        return f"postgresql://{user}@/{name}?host={self.folder}&port={self.port}"

    def address_with_password(self, address: str) -> str:
        """Return the address of the same database where a password is needed."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{name_of(address)}"

    def administrator(self, name: str = "postgres") -> psycopg.Connection:
        """Return a connection as the one who may do everything."""
        return psycopg.connect(self.address(name, _ADMINISTRATOR), autocommit=True)

    def reset_password(self) -> None:
        """Give the owner of the databases their password."""
        with self.administrator() as connection:
            connection.execute(f"ALTER ROLE {OWNER} PASSWORD {_quoted(PASSWORD)}")

    def until_blocked(self, number: int = 1) -> None:
        """Return when so many sessions wait for what others hold."""
        until = monotonic() + _PATIENCE
        with self.administrator() as connection:
            while connection.execute(_BLOCKED).fetchone() != (number,):
                assert monotonic() < until

    def _signal(self, number: signal.Signals) -> list[int]:
        """Send a signal to all processes of the server and return their ids."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)  # so that it begins no other process meanwhile
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True)  # noqa: S607
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        processes = [*(process for process, parent in pairs if parent == self._server.pid), self._server.pid]
        for each in processes:
            with suppress(ProcessLookupError):
                os.kill(each, number)
        return processes

    def _program(self, name: str) -> tuple[str, str]:
        return str(self._binaries / name), f"-D{self._data}"

    def _as_somebody(self) -> dict[str, Any]:
        """How to run a program of PostgreSQL's."""
        uid, gid = self._user or (None, None)
        return {
            "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"},
            "cwd": self.folder,
            "user": uid,
            "group": gid,
            "extra_groups": [] if uid is not None else None,
            "stdin": subprocess.DEVNULL,
        }


def name_of(address: str) -> str:
    """Return the name of the database at an address on the socket."""
    return address.partition("@/")[2].partition("?")[0]


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster, or skip the test that asks for one where there is no PostgreSQL."""
    binaries = _binaries()
    if binaries is None:
        why = "PostgreSQL is not installed: apt install postgresql (Debian), brew install postgresql (macOS)"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="evsched-", dir="/tmp"))
    made = Cluster(folder, binaries)
    try:
        made.create()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = [each.parent for pattern in _FOLDERS for each in Path("/").glob(f"{pattern[1:]}/initdb")]
    return max(folders, key=_release, default=None)


def _release(folder: Path) -> int:
    figures = "".join(filter(str.isdigit, folder.parent.name))
    return int(figures or 0)


def _somebody() -> tuple[int, int]:
    """Return an ordinary user whom every system has, and their group."""
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
