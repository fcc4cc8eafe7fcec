"""What the containers may do, as Docker itself tells it and as they find when they try."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.stack.containers import Container, docker
from tests.stack.figures import Figures
from tests.stack.stack import FOLDER, PROJECT, REPLICAS, Stack

pytestmark = pytest.mark.stack

SERVICES = ("secrets", "db", "migrate", "api", "nginx")
RUNNING = ("db", "api", "nginx")
IMAGE = f"{PROJECT}-api"
BASE = "python:3.13-slim"
_ADDED = 120_000_000
_GRACE = 15.0
_TOOLS = ("gcc", "cc", "g++", "make", "git", "apt-key", "wget")


def _host(container: Container) -> dict[str, Any]:
    return dict(container.facts["HostConfig"])


def _image(name: str) -> dict[str, Any]:
    (facts,) = json.loads(docker("image", "inspect", name))
    return dict(facts)


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_can_do_no_more_than_it_must(stack: Stack, service: str) -> None:
    for container in stack.containers(service):
        host = _host(container)
        assert host["ReadonlyRootfs"]
        assert host["CapDrop"] == ["ALL"]
        assert not host["CapAdd"]
        assert "no-new-privileges:true" in host["SecurityOpt"]
        assert host["Init"]
        assert not host["Privileged"]
        assert (host["PidMode"], host["UsernsMode"], host["Devices"] or []) == ("", "", [])
        assert host["NetworkMode"] != "host"
        assert host["LogConfig"]["Config"].keys() >= {"max-size", "max-file"}


@pytest.mark.parametrize("service", RUNNING)
def test_what_runs_is_not_root_and_has_no_capabilities(stack: Stack, service: str) -> None:
    for container in stack.containers(service):
        status = container.run("cat", "/proc/1/status").out
        facts = dict(line.split(":", 1) for line in status.splitlines())
        assert "0" not in facts["Uid"].split()
        assert "0" not in facts["Groups"].split()
        assert {int(facts[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
        assert facts["NoNewPrivs"].strip() == "1"


@pytest.mark.parametrize("service", RUNNING)
def test_a_container_cannot_write_where_its_programs_are(stack: Stack, service: str) -> None:
    container = stack.containers(service)[0]
    for folder in ("/", "/etc", "/usr/bin", "/opt", "/root", "/home", "/var/log"):
        done = container.run("sh", "-c", f"echo x > {folder}/written")
        assert done.code != 0
        assert "Read-only file system" in done.err or "Permission denied" in done.err
    assert container.run("sh", "-c", "echo x > /tmp/written && rm /tmp/written").code == 0
    assert container.run("sh", "-c", "mount | grep ' on / '").out.strip().endswith(")")
    assert "(ro," in container.run("sh", "-c", "mount | grep ' on / '").out


def test_nobody_but_the_database_writes_its_password(stack: Stack) -> None:
    for service in ("api", "db"):
        done = stack.containers(service)[0].run("sh", "-c", "echo x >> /run/evsched/password")
        assert done.code != 0
    listed = stack.replicas()[0].run("stat", "--format=%a %u %g", "/run/evsched/password").out.split()
    assert (listed[0], listed[2]) == ("440", "10001")


@pytest.mark.parametrize("service", RUNNING)
def test_a_service_comes_back_and_is_looked_after(stack: Stack, service: str) -> None:
    for container in stack.containers(service):
        host = _host(container)
        assert host["RestartPolicy"]["Name"] == "unless-stopped"
        assert container.state["Health"]["Status"] == "healthy"
        assert host["Memory"] > 0
        assert host["PidsLimit"] > 0


def test_only_nginx_can_be_reached_from_outside(stack: Stack) -> None:
    for service in SERVICES:
        for container in stack.containers(service):
            ports = {port for port, places in container.facts["NetworkSettings"]["Ports"].items() if places}
            assert ports == ({"8080/tcp"} if service == "nginx" else set())
    default = json.loads(stack.compose("config", "--format", "json", EVSCHED_PUBLISH=""))["services"]["nginx"]["ports"]
    assert [(each["host_ip"], each["published"]) for each in default] == [("127.0.0.1", "8080")]


def test_what_has_data_is_on_networks_that_lead_nowhere(stack: Stack) -> None:
    networks = {service: _networks(stack.containers(service)[0]) for service in SERVICES}
    assert networks["db"] == networks["migrate"] == {"database": True}
    assert networks["api"] == {"api": True, "database": True}
    assert networks["nginx"] == {"api": True, "door": False}
    source = "import socket; socket.create_connection(('1.1.1.1', 443), 2)"
    said = stack.replicas()[0].run("python", "-c", source).err
    assert "Network is unreachable" in said or "TimeoutError" in said
    assert stack.one("nginx").run("getent", "hosts", "db").code != 0


def _networks(container: Container) -> dict[str, bool]:
    """Return the networks of a container, and whether each is internal."""
    names = container.facts["NetworkSettings"]["Networks"]
    found = {name: json.loads(docker("network", "inspect", name))[0] for name in names}
    return {name.removeprefix(f"{PROJECT}_"): bool(facts["Internal"]) for name, facts in found.items()}


def test_the_image_adds_little_to_its_base_and_has_no_tools(stack: Stack, figures: Figures) -> None:
    assert f"FROM {BASE}\n" in Path(FOLDER / "api.Dockerfile").read_text(encoding="utf-8")
    added = _image(IMAGE)["Size"] - _image(BASE)["Size"]
    figures.add("the image", "adds <= 120 MB to its base with NumPy", f"{added / 1e6:.0f} MB")
    assert added <= _ADDED
    replica = stack.replicas()[0]
    assert "No module named pip" in replica.run("python", "-m", "pip").err
    assert replica.run("sh", "-c", "ls /opt/evsched/bin").out.split().count("pip") == 0
    for tool in _TOOLS:
        assert replica.run("sh", "-c", f"command -v {tool}").code != 0, tool
    assert _image(IMAGE)["Config"]["User"] == "10001:10001"


def test_a_replica_that_is_to_stop_ends_with_zero_in_time(shaken: Stack, figures: Figures) -> None:
    began = time.monotonic()
    shaken.compose("stop", "api")
    took = time.monotonic() - began
    states = [replica.state for replica in shaken.replicas()]
    assert [(each["Status"], each["ExitCode"], each["OOMKilled"]) for each in states] == [
        ("exited", 0, False)
    ] * REPLICAS
    assert took < _GRACE
    figures.add("docker compose stop api", "exit 0 within 15 s", f"0 of all {REPLICAS} after {took:.1f} s")
