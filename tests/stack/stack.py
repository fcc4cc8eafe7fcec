"""The whole service of ``docker/``, as a Compose project of the tests' own beside whatever else runs here."""

from __future__ import annotations

import fcntl
import json
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.api.asking import UNKNOWN
from tests.stack.containers import Container, DockerFailed, docker
from tests.stack.door import Door
from tests.waiting import until

PROJECT = "evsched-test"
FOLDER = Path(__file__).parents[2] / "docker"
REPLICAS = 3

ROOMY = {
    "EVSCHED_LIMIT_RATE": "100000",
    "EVSCHED_LIMIT_BURST": "100000",
    "EVSCHED_LIMIT_CONNECTIONS": "10000",
}
"""All tests come from one address, which may do more than one address should."""
_LABEL = f"label=com.docker.compose.project={PROJECT}"
_BUILD_PATIENCE = 900.0
_IN_A_ROW = 2 * REPLICAS


@dataclass
class Stack:
    """The containers, and the door to them."""

    door: Door
    settings: dict[str, str] = field(default_factory=dict)
    """Those that Compose reads, now."""

    def compose(self, *arguments: str, patience: float = 180.0, **settings: str) -> str:
        """Run a command of Compose's on this project, with settings for this once.

        Raises:
            DockerFailed: It has ended with an error.
        """
        published = {"EVSCHED_PUBLISH": f"{self.door.host}:{self.door.port}"}
        place = (
            "--ansi=never",
            "--progress=quiet",
            "--project-name",
            PROJECT,
            "--project-directory",
            str(FOLDER),
            "--env-file",
            "/dev/null",
        )
        given = {**published, **self.settings, **settings}
        return docker("compose", *place, *arguments, settings=given, patience=patience)

    def up(self, *services: str, **settings: str) -> None:
        """Bring the containers to what the settings say, and wait until they are healthy."""
        self.settings |= settings
        try:
            self.compose("up", "--detach", "--no-build", "--wait", *services)
        except DockerFailed as error:
            error.add_note(self.compose("logs", "--tail", "20"))
            raise

    def containers(self, service: str = "") -> list[Container]:
        """Return the containers of one service or all, whether they run or not, the oldest first."""
        limits = ["--filter", _LABEL]
        limits += ["--filter", f"label=com.docker.compose.service={service}"] if service else []
        return [Container(each) for each in reversed(docker("ps", "--all", "--quiet", *limits).split())]

    def replicas(self) -> list[Container]:
        return self.containers("api")

    def one(self, service: str) -> Container:
        (only,) = self.containers(service)
        return only

    def replica_of(self, request_id: str, since: float) -> Container:
        """Return the replica that has logged a request."""

        def find() -> Container | None:
            return next((each for each in self.replicas() if _has(each.records(since), request_id)), None)

        return until(find, f"request {request_id} in the log of a replica")

    def rows(self, query: str) -> list[Any]:
        """Return the rows that a query gives, each as JSON has it, as PostgreSQL's superuser."""
        source = f"SELECT coalesce(json_agg(row), '[]') FROM ({query}) AS row"  # noqa: S608 - a test's own
        return list(json.loads(self.sql(source)))

    def sql(self, source: str) -> str:
        """Run SQL where the database is, and return what it prints."""
        options = ("--username=postgres", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1")
        done = self.one("db").run("psql", *options, "--dbname=evsched", f"--command={source}")
        assert done.code == 0, done.err
        return done.out

    def settle(self) -> None:
        """Wait until all is as it was at the beginning: so many healthy replicas, and every one of them answers."""
        for each in self.containers():
            if each.state["Paused"]:
                each.do("unpause")
        until(lambda: self.one("db").is_healthy, "the database is healthy")  # Compose would not wait for it again
        if len(self.replicas()) != REPLICAS or not self._is_healthy():
            self.up()
        until(self._is_healthy, "all containers are healthy")
        until(self._answers, "every request is answered")

    def _is_healthy(self) -> bool:
        return all(each.is_healthy for service in ("db", "api", "nginx") for each in self.containers(service))

    def _answers(self) -> bool:
        return all(self.door.ask("GET", f"/event/{UNKNOWN}").status == 404 for _ in range(_IN_A_ROW))

    def remove(self) -> None:
        """Remove all that there is of the project."""
        self.compose("down", "--volumes", "--remove-orphans", "--rmi", "local", "--timeout", "5")

    def left(self) -> list[str]:
        """Return what there is of the project, of any kind."""
        kinds = (("ps", "--all"), ("network", "ls"), ("volume", "ls"))
        found = [each for kind in kinds for each in docker(*kind, "--quiet", "--filter", _LABEL).split()]
        return found + docker("images", "--quiet", f"{PROJECT}-api").split()


def _has(records: list[dict[str, Any]], request_id: str) -> bool:
    return any(each["request_id"] == request_id for each in records)


@contextmanager
def running() -> Iterator[Stack]:
    """Build the images, run the stack, and remove all of it at the end, whatever has happened.

    Raises:
        DockerFailed: There is no engine, or the stack does not come up.
    """
    with _alone():
        stack = Stack(Door(free_port()), dict(ROOMY))
        stack.remove()  # what a run that was killed has left
        try:
            stack.compose("build", "api", patience=_BUILD_PATIENCE)
            stack.up()
            yield stack
        finally:
            stack.remove()
        assert stack.left() == []


def check_engine() -> None:
    """Look for a Docker engine with Compose.

    Raises:
        DockerFailed: There is none.
    """
    try:
        docker("version")
        docker("compose", "version")
    except FileNotFoundError:
        raise DockerFailed("docker is not installed") from None


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for other runs of these tests on this machine: they would remove each other's containers."""
    with (Path(tempfile.gettempdir()) / f"{PROJECT}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
