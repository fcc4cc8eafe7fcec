"""Whom nginx believes about who asks: nobody, or the balancers that start.sh has named to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.stack.containers import Container, docker
from tests.stack.door import Door
from tests.stack.stack import free_port
from tests.vm.machine import ROOT
from tests.waiting import until

pytestmark = pytest.mark.stack

_NETWORK = "evsched-vm-balancers"
_CLIENT, _OTHER, _SPOOFED = "203.0.113.9", "203.0.113.10", "198.51.100.4"
_BALANCER = "192.0.2.80"
"""Its public address, which it writes after the client's; it connects from another one."""
_ECHO = """
from http.server import BaseHTTPRequestHandler, HTTPServer
import json

class Echo(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

HTTPServer(("", 8080), Echo).serve_forever()
"""
_Serve = Callable[..., Door]


@pytest.fixture(scope="module")
def network(engine: None) -> Iterator[str]:  # noqa: ARG001 - it has to be there
    """A network with something in the API's place that answers with the headers that it gets; its gateway."""
    with ExitStack() as after:
        docker("network", "create", _NETWORK)
        after.callback(docker, "network", "rm", _NETWORK)
        place = ("--network", _NETWORK, "--network-alias", "api")
        echo = docker("run", "--detach", "--init", *place, "python:3.13-slim", "python", "-c", _ECHO).strip()
        after.callback(docker, "rm", "--force", echo)
        (facts,) = json.loads(docker("network", "inspect", _NETWORK))
        yield facts["IPAM"]["Config"][0]["Gateway"]


@pytest.fixture
def serve(network: str, tmp_path: Path) -> Iterator[_Serve]:  # noqa: ARG001 - it has to be there
    """Starts nginx with what start.sh has written about balancers, and what its environment says."""
    with ExitStack() as after:

        def start(ranges: list[str], **settings: str) -> Door:
            written = [f"set_real_ip_from {each};" for each in ranges]
            written += ["real_ip_header X-Forwarded-For;", "real_ip_recursive on;"] if ranges else []
            balancers = tmp_path / "balancers.conf"
            balancers.write_text("".join(f"{line}\n" for line in written))
            files = {
                ROOT / "docker/nginx/nginx.conf": "/etc/nginx/nginx.conf",
                ROOT / "docker/nginx/limits.conf.template": "/etc/nginx/templates/limits.conf.template",
                balancers: "/etc/nginx/templates/balancers.conf.template",
            }
            limits = {"RATE": "100", "BURST": "100", "CONNECTIONS": "40", **settings}
            door = Door(free_port())
            options = [f"--volume={file}:{place}:ro" for file, place in files.items()]
            options += [f"--env=EVSCHED_LIMIT_{name}={value}" for name, value in limits.items()]
            options += [f"--network={_NETWORK}", f"--publish={door.host}:{door.port}:8080"]
            nginx = docker("run", "--detach", "--init", *options, "nginx:stable").strip()
            after.callback(docker, "rm", "--force", nginx)
            done = Container(nginx).run("nginx", "-t")
            assert done.code == 0, done.err
            until(lambda: _answers(door), "nginx answers")
            return door

        yield start


def _answers(door: Door) -> bool:
    try:
        return door.ask("GET", "/metrics").status == 404
    except OSError:
        return False


def told(door: Door, forwarded: str, protocol: str = "https") -> tuple[str, str]:
    """Return what the API is told of who asks and how, if a request comes with these headers."""
    seen = door.ask("GET", "/", headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": protocol}).json
    return seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]


@pytest.mark.parametrize("ranges", [[], ["35.191.0.0/16", f"{_BALANCER}/32"]], ids=["none", "others"])
def test_nobody_else_is_believed(serve: _Serve, network: str, ranges: list[str]) -> None:
    door = serve(ranges)
    for forwarded in (_CLIENT, f"{_CLIENT}, {_BALANCER}", "", network, f"{network}, {_CLIENT}"):
        assert told(door, forwarded) == (network, "http")


def test_a_balancer_is_believed_about_who_asks_it_and_how(serve: _Serve, network: str) -> None:
    door = serve([f"{network}/32", f"{_BALANCER}/32"])
    assert told(door, f"{_CLIENT}, {_BALANCER}") == (_CLIENT, "https")
    assert told(door, f"{_SPOOFED}, {_CLIENT}, {_BALANCER}") == (_CLIENT, "https")
    assert told(door, f"{_SPOOFED}, {_BALANCER}, {_CLIENT}, {_BALANCER}") == (_CLIENT, "https")
    assert told(door, f"{_CLIENT}, {_BALANCER}", "http") == (_CLIENT, "http")
    assert told(door, f"{_CLIENT}, {_BALANCER}", "gopher") == (_CLIENT, "http")
    assert told(door, f"nonsense, {_BALANCER}") == (_BALANCER, "https")
    assert told(door, "") == (network, "http")  # its own health checks


@pytest.mark.parametrize("believed", [True, False])
def test_a_limit_is_of_the_client_and_not_of_the_balancer(serve: _Serve, network: str, believed: bool) -> None:
    door = serve([f"{network}/32"] if believed else [], RATE="1", BURST="1")

    def statuses(client: str) -> list[int]:
        return [door.ask("GET", "/", headers={"X-Forwarded-For": client}).status for _ in range(6)]

    assert 429 in statuses(_CLIENT)
    assert (statuses(_OTHER)[0] == 200) is believed
