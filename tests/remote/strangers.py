"""Servers that are not what they should be, on real sockets."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeAlias

import pytest

from evsched.errors import EvschedError, ServerUnreachable

ID = "0" * 26
EVENT: dict[str, Any] = {
    "id": ID,
    "title": "Review",
    "estimatedTime": 3600,
    "timeZone": None,
    "slots": [{"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}],
    "participants": ["ann"],
    "participantDetails": [{"id": "ann", "required": True, "timeZone": "Europe/Berlin"}],
    "open": False,
    "version": 1,
}
BEST: dict[str, Any] = {
    "everyone": True,
    "reason": None,
    "recommendedTimeSlots": [
        {
            "slot": EVENT["slots"][0],
            "meeting": {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:00:00Z"},
            "availableParticipants": ["ann"],
            "unavailable": [],
        }
    ],
    "more": 0,
    "alternatives": [],
}
MEETING = BEST["recommendedTimeSlots"][0]["meeting"]
ANSWER: dict[str, Any] = {"participant_id": "ann", "answered": True, "slots": EVENT["slots"]}

Behaviour: TypeAlias = Callable[[socket.socket, Event], None]
"""What a server does with a connection whose request it has read, until the event that ends the test."""


def says(*pieces: bytes) -> Behaviour:
    """Answer with these bytes, then close."""

    def behave(connection: socket.socket, _over: Event) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return behave


def answer(body: bytes | str, status: str = "200 OK", kind: str = "application/json", headers: str = "") -> Behaviour:
    """Answer as HTTP has it."""
    sent = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(sent)}\r\n{headers}\r\n"
    return says(head.encode(), sent)


def drips(first: bytes, forever: bytes) -> Behaviour:
    """Answer with something at once and then with one byte again and again, too slowly to be of use."""

    def behave(connection: socket.socket, over: Event) -> None:
        connection.sendall(first)
        while not over.wait(0.5):
            connection.sendall(forever)

    return behave


def says_nothing(_connection: socket.socket, over: Event) -> None:
    """Read the request and wait."""
    over.wait()


def floods(head: bytes) -> Behaviour:
    """Answer with a body that does not end."""

    def behave(connection: socket.socket, over: Event) -> None:
        connection.sendall(head)
        piece = b" " * (1 << 20)
        while not over.is_set():
            connection.sendall(piece)

    return behave


def late(seconds: float, then: Behaviour) -> Behaviour:
    """Wait before doing something else."""

    def behave(connection: socket.socket, over: Event) -> None:
        over.wait(seconds)
        then(connection, over)

    return behave


TLS_HANDSHAKE = b"\x16"
"""How whoever takes this for a server with TLS begins; one without it answers at once."""


def _read_request(connection: socket.socket) -> None:
    """Read all of a request: who closes with some of it unread resets the connection, and may lose the answer."""
    read = b""
    while (piece := connection.recv(1 << 16)) and not _is_whole(read := read + piece):
        pass


def _is_whole(request: bytes) -> bool:
    if request.startswith(TLS_HANDSHAKE):
        return True
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *([0-9]+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@contextmanager
def serving(*behaviours: Behaviour, certificate: Path | None = None) -> Iterator[str]:
    """Have a server on this machine; its connections are treated so in turn, the last way for all that follow.

    With a certificate, which is a file with its key too, it speaks TLS.
    """
    over = Event()
    threads: list[Thread] = []
    tls = _tls(certificate) if certificate else None
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def treat(connection: socket.socket, behave: Behaviour) -> None:
            with suppress(OSError), connection:
                speaking = tls.wrap_socket(connection, server_side=True) if tls else connection
                with speaking:
                    _read_request(speaking)
                    behave(speaking, over)

        def accept() -> None:
            with suppress(OSError):
                for behave in chain(behaviours, repeat(behaviours[-1])):
                    connection, _ = listener.accept()
                    threads.append(Thread(target=treat, args=(connection, behave)))
                    threads[-1].start()

        accepting = Thread(target=accept)
        accepting.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            for each in (accepting, *threads):
                each.join()


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def closed_port() -> Iterator[str]:
    """Have a port on which nobody listens, and which nobody else gets."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def failure_of(action: Callable[[], object]) -> tuple[EvschedError, float]:
    """Return the error that an action ends with, and how many seconds it took."""
    start = time.monotonic()
    with pytest.raises(EvschedError) as caught:
        action()
    return caught.value, time.monotonic() - start


def check(error: EvschedError, url: str) -> None:
    assert isinstance(error, ServerUnreachable)
    assert url in error.message
    assert error.message.isprintable()
    assert len(error.message) < 400
