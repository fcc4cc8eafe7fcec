"""The API as a process of its own, and requests to it over real sockets."""

from __future__ import annotations

import json
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple

from tests.api.asking import EVENT, check_problem

PATIENCE = 30.0
"""Seconds after which a test gives up."""
_ADDRESS = re.compile(r" at http://([0-9.]+):([0-9]+) ")
_PIECE = 65536


class Reply(NamedTuple):
    """An answer over HTTP."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def problem(self, status: int, sent: str = "") -> dict[str, Any]:
        """Hold it against what is true of every problem document, and return that."""
        assert self.status == status, self.body
        document: dict[str, Any] = self.json
        check_problem(document, self.headers["Content-Type"], len(self.body), sent)
        assert document["status"] == status
        assert re.fullmatch(r"urn:evsched:request:[A-Za-z0-9._-]{8,64}", document["instance"])
        return document


class Client:
    """Requests over one connection, which is kept."""

    def __init__(self, server: Server) -> None:
        self.connection = HTTPConnection(server.host, server.port, timeout=PATIENCE)

    def close(self) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> None:
        source = None if body is None else json.dumps(body)
        self.connection.request(method, path, source, {"Content-Type": "application/json", **(headers or {})})

    def receive(self) -> Reply:
        response = self.connection.getresponse()
        return Reply(response.status, response.headers, response.read())

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
        self.send(method, path, body, headers)
        return self.receive()


@dataclass
class Server:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    host: str
    port: int
    database: Path
    """The file, where it is on one."""
    log: Path

    def client(self) -> closing[Client]:
        return closing(Client(self))

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
        with self.client() as client:
            return client.ask(method, path, body, headers)

    def made(self, **members: Any) -> str:
        """Make an event, and return its id."""
        reply = self.ask("POST", "/event", {**EVENT, **members})
        assert reply.status == 201, reply
        return str(reply.json["id"])

    def figure(self, name: str) -> float:
        """One line of the metrics."""
        lines = self.ask("GET", "/metrics").body.decode().splitlines()
        return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))

    def raw(self, request: bytes) -> Reply:
        """Send bytes, until they are at an end or an answer comes."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                for start in range(0, len(request), _PIECE):
                    if select.select([connection], [], [], 0)[0]:
                        break
                    connection.sendall(request[start : start + _PIECE])
            with closing(HTTPResponse(connection)) as response:
                response.begin()
                return Reply(response.status, response.headers, response.read())

    def end(self, number: signal.Signals | None = signal.SIGTERM) -> tuple[int, str]:
        """Wait for the end, after a signal, and return the exit code and what was said."""
        if number is not None:
            self.process.send_signal(number)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said.decode()

    def logged(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def serving(environment: Mapping[str, str], folder: Path, **settings: str) -> Iterator[Server]:
    """Run a server on a port that is free; unless the settings name another, with an empty database."""
    database, log = folder / "served.db", folder / "served.log"
    own = {
        "EVSCHED_PORT": "0",
        "EVSCHED_DATABASE_URL": f"sqlite:///{database}",
        **{f"EVSCHED_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "evsched.api"]
    with (
        log.open("w") as out,
        subprocess.Popen(command, env={**environment, **own}, stdout=out, stderr=subprocess.PIPE, bufsize=0) as process,
    ):
        assert process.stderr is not None
        line = process.stderr.readline().decode()
        found = _ADDRESS.search(line)
        assert found is not None, line + process.stderr.read().decode()
        try:
            yield Server(process, found[1], int(found[2]), database, log)
        finally:
            if process.poll() is None:
                process.kill()
