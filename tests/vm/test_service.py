"""The service as a machine with a database has it, by a real engine: its files, its unit, its disk's folders."""

from __future__ import annotations

import fcntl
import json
import shlex
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.stack.containers import Container, docker
from tests.stack.door import Door, new_id
from tests.stack.stack import free_port
from tests.stack.test_answers import record_of
from tests.vm.machine import ROOT, VM
from tests.vm.test_files import laid_out
from tests.waiting import until

pytestmark = pytest.mark.stack

_PROJECT = "evsched-vm"
_LABEL = f"label=com.docker.compose.project={_PROJECT}"
_IMAGE = f"{_PROJECT}-api"
_CLIENT, _SPOOFED = "203.0.113.9", "198.51.100.4"
_PATIENCE = 300.0


@dataclass
class Service:
    """The containers of a machine, with its data in a folder."""

    folder: Path
    data: Path
    door: Door = field(default_factory=lambda: Door(free_port()))
    files: int = 0

    def compose(self, *arguments: str) -> str:
        settings = {
            "EVSCHED_API_IMAGE": _IMAGE,
            "EVSCHED_NGINX_IMAGE": "nginx:stable",
            "EVSCHED_POSTGRES_IMAGE": "postgres:17",
            "EVSCHED_REPLICAS": "2",
            "EVSCHED_FILES": str(self.files),
            "EVSCHED_PUBLISH": f"{self.door.host}:{self.door.port}",
            "EVSCHED_DATA": str(self.data),
        }
        place = ("--project-name", _PROJECT, "--project-directory", str(self.folder))
        return docker("compose", *place, *arguments, settings=settings, patience=_PATIENCE)

    def do(self, verb: str) -> None:
        """Do what the unit does to start or to stop: ExecStart, ExecStop."""
        (line,) = [each for each in (VM / "evsched.service").read_text().splitlines() if each.startswith(f"{verb}=")]
        program, compose, *arguments = shlex.split(line.removeprefix(f"{verb}="))
        assert (program, compose) == ("/usr/bin/docker", "compose")
        self.compose(*arguments)

    def believe(self, *ranges: str) -> None:
        """Write whom nginx believes, as start.sh does."""
        written = [f"set_real_ip_from {each};" for each in ranges] + ["real_ip_header X-Forwarded-For;"]
        (self.folder / "nginx" / "balancers.conf").write_text("\n".join([*written, "real_ip_recursive on;", ""]))
        self.files += 1

    def one(self, service: str) -> Container:
        """Return the oldest container of a service."""
        found = docker(
            "ps", "--all", "--quiet", "--filter", _LABEL, "--filter", f"label=com.docker.compose.service={service}"
        )
        return Container(found.split()[-1])

    def gateway(self) -> str:
        (facts,) = json.loads(docker("network", "inspect", f"{_PROJECT}_door"))
        assert facts["Options"] == {"com.docker.network.driver.mtu": "1460"}
        return str(facts["IPAM"]["Config"][0]["Gateway"])

    def as_root(self, source: str) -> str:
        """Run commands where the data is, as the machine's root."""
        options = ("--rm", "--user=0", "--network=none", f"--volume={self.data}:/data", "--workdir=/data")
        return docker("run", *options, _IMAGE, "sh", "-euc", source)

    def seen(self, forwarded: str) -> object:
        """Return who has asked, as nginx and the replica agree on it."""
        since, given = time.time() - 1, new_id()
        reply = self.door.ask("GET", "/healthz", headers={"X-Request-Id": given, "X-Forwarded-For": forwarded})
        assert reply.status == 200
        seen = record_of(self.one("nginx"), given, since)["from"]
        ids = docker("ps", "--quiet", "--filter", _LABEL, "--filter", "label=com.docker.compose.service=api").split()
        records = until(
            lambda: [each for id_ in ids for each in Container(id_).records(since) if each["request_id"] == given],
            "the request is in the log of a replica",
        )
        assert [each["from"] for each in records] == [seen]
        return seen

    def left(self) -> list[str]:
        kinds = (("ps", "--all"), ("network", "ls"), ("volume", "ls"))
        return [each for kind in kinds for each in docker(*kind, "--quiet", "--filter", _LABEL).split()]


@pytest.fixture
def service(engine: None, tmp_path: Path) -> Iterator[Service]:  # noqa: ARG001 - it has to be there
    with (Path(tempfile.gettempdir()) / f"{_PROJECT}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        docker(
            "build", "--quiet", "--tag", _IMAGE, "--file", str(ROOT / "docker/api.Dockerfile"), str(ROOT), patience=900
        )
        made = Service(laid_out(tmp_path / "files", "vm"), tmp_path / "data")
        made.data.mkdir()
        try:
            made.compose("down", "--volumes", "--remove-orphans")  # what a run that was killed has left
            # As start.sh makes them.
            made.as_root("install -d -m 0700 database; install -d -o 10001 -g 10001 -m 0750 password")
            yield made
        finally:
            made.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")
            made.as_root("rm -rf /data/*")
            docker("image", "rm", "--force", _IMAGE)
        assert made.left() == []


def test_a_machine_serves_and_keeps_its_data(service: Service) -> None:
    service.do("ExecStart")
    gateway = service.gateway()
    assert service.one("nginx").run("nginx", "-t").code == 0
    path = f"/event/{service.door.made()}"

    # The folders are the containers' own, and the password can be read by their group only.
    assert service.as_root("stat -c '%a %u:%g' password password/password").split() == [
        "750",
        "10001:10001",
        "440",
        "10001:10001",
    ]
    assert service.as_root("stat -c %u database").strip() == service.one("db").run("id", "-u").out.strip() != "0"
    assert service.as_root("cat database/PG_VERSION").strip() == "17"

    assert service.seen(f"{_SPOOFED}, {_CLIENT}, {gateway}") == gateway

    # A reboot, then a machine that is made anew with the same disk, behind a balancer.
    service.do("ExecStop")
    service.do("ExecStart")
    assert service.door.ask("GET", path).status == 200
    service.compose("down", "--volumes")
    service.do("ExecStart")
    assert service.door.ask("GET", path).status == 200

    # New files: nginx is made anew for them, and nothing else.
    nginx, replica, db = (service.one(each).id for each in ("nginx", "api", "db"))
    gateway = service.gateway()
    service.believe(f"{gateway}/32")
    service.do("ExecStart")
    assert (service.one("api").id, service.one("db").id) == (replica, db)
    assert service.one("nginx").id != nginx
    assert service.seen(f"{_SPOOFED}, {_CLIENT}, {gateway}") == _CLIENT
    assert service.seen("") == gateway


def test_without_the_disk_nothing_starts(service: Service) -> None:
    service.as_root("rm -rf database password")
    with pytest.raises(RuntimeError, match="no such file or directory"):
        service.do("ExecStart")
    assert service.as_root("ls") == ""
