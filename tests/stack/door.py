"""Requests through nginx, the only door of the stack."""

from __future__ import annotations

import json
import re
import secrets
import select
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from tests.api.asking import EVENT, bearer
from tests.api.serving import Reply

PATIENCE = 30.0
"""Seconds after which a request has failed; the stack itself answers within 16."""
_PIECE = 65536
_EVENT = re.compile(r"/event/([0-9a-hjkmnp-tv-z]{26})")


def new_id() -> str:
    """Return an id for a request, by which logs can be searched, or a key."""
    return secrets.token_hex(12)


@dataclass(frozen=True)
class Door:
    """Where the stack is served. It knows the organizer's tokens of what was made by ``made``."""

    port: int
    host: str = "127.0.0.1"
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def client(self) -> closing[Client]:
        return closing(Client(self))

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
        with self.client() as client:
            return client.ask(method, path, body, headers)

    def made(self, **members: Any) -> str:
        """Make an event, and return its id."""
        reply = self.ask("POST", "/event", {**EVENT, **members})
        assert reply.status == 201, reply
        self.tokens[reply.json["id"]] = reply.json["organizerToken"]
        return str(reply.json["id"])

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=PATIENCE)

    def raw(self, request: bytes) -> Reply:
        """Send bytes, until they are at an end or an answer comes."""
        with self.connect() as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                for start in range(0, len(request), _PIECE):
                    if select.select([connection], [], [], 0)[0]:
                        break
                    connection.sendall(request[start : start + _PIECE])
            with closing(HTTPResponse(connection)) as response:
                response.begin()
                return Reply(response.status, response.headers, response.read())


class Client:
    """Requests over one connection, which is kept; a change of an event goes with the organizer's token."""

    def __init__(self, door: Door) -> None:
        self._tokens = door.tokens
        self.connection = HTTPConnection(door.host, door.port, timeout=PATIENCE)

    def close(self) -> None:
        self.connection.close()

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
        source = None if body is None else json.dumps(body)
        given = {"Content-Type": "application/json", **self._access(method, path), **(headers or {})}
        self.connection.request(method, path, source, given)
        response = self.connection.getresponse()
        return Reply(response.status, response.headers, response.read())

    def _access(self, method: str, path: str) -> dict[str, str]:
        found = _EVENT.match(path) if method in {"PUT", "DELETE"} else None
        return bearer(self._tokens[found[1]]) if found and found[1] in self._tokens else {}
