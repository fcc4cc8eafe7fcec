"""Small servers on real sockets that misbehave as they are told."""

from __future__ import annotations

import json
import re
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Thread

RESET = b"reset"
"""In place of an answer: the connection is reset."""
HANG = b"hang"
"""In place of an answer: nothing, and the connection stays."""
CLOSE = b""
"""In place of an answer: the connection is closed."""

Answering = Callable[[bytes], bytes]
_NO_LINGER = struct.pack("ii", 1, 0)


@dataclass
class Server:
    """A server, and what it has been asked."""

    url: str
    address: tuple[str, int]
    connections: list[socket.socket] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)

    def idempotency_keys(self) -> list[bytes]:
        """The idempotency keys that came."""
        return [found[1] for each in self.requests if (found := re.search(rb"Idempotency-Key: (\S+)", each))]


def reply(status: int, document: object = None, more: str = "") -> bytes:
    """The bytes of an answer."""
    body = json.dumps(document).encode()
    return f"HTTP/1.1 {status} Said\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def api() -> Answering:
    """Answers as the API does to somebody who looks no further than the load generator."""
    numbers = count()

    def answer(request: bytes) -> bytes:
        if not request.startswith(b"POST /event "):
            return reply(200)
        return reply(201, {"id": f"event{next(numbers)}", "organizerToken": "evo_x"})

    return answer


def but(behaviour: Answering, start: bytes = b"POST /participant") -> Answering:
    """Answers as the API does but for requests that begin so."""
    otherwise = api()
    return lambda request: (behaviour if request.startswith(start) else otherwise)(request)


@contextmanager
def serving(answer: Answering) -> Iterator[Server]:
    """Have a server give these answers."""
    threads: list[Thread] = []
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as listener:
        host, port = listener.getsockname()[:2]
        server = Server(f"http://{host}:{port}", (host, port))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    server.connections.append(connection)
                    threads.append(Thread(target=_talk, args=(server, connection, answer)))
                    threads[-1].start()

        accepting = Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for each in server.connections:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
            for each in server.connections:
                each.close()


def _talk(server: Server, connection: socket.socket, answer: Answering) -> None:
    with suppress(OSError):
        while request := _request(connection):
            server.requests.append(request)
            given = answer(request)
            if given == RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            if given in {RESET, CLOSE}:
                connection.close()
                return
            if given != HANG:
                connection.sendall(given)


def _request(connection: socket.socket) -> bytes:
    read = b""
    while not _is_whole(read):
        piece = connection.recv(1 << 16)
        if not piece:
            return b""
        read += piece
    return read


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: ([0-9]+)", head)
    return bool(end) and len(body) >= int(length[1] if length else 0)
