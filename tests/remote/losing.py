"""What stands between a client and a server, and loses answers."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlsplit


@dataclass
class Losing:
    """A proxy that hands on every request."""

    url: str
    instead: list[bytes] = field(default_factory=list)
    """What is sent in place of the answers to the next requests that make something, once they have been made."""
    keys: list[str] = field(default_factory=list)
    """The idempotency keys that came, in turn."""

    def answer_to(self, request: bytes, answer: bytes) -> bytes:
        """Return what is sent back."""
        if not request.startswith(b"POST"):
            return answer
        self.keys += re.findall(r"Idempotency-Key: ([A-Za-z0-9_-]{16,128})\r\n", request.decode())
        return self.instead.pop(0) if self.instead else answer


@contextmanager
def losing(server: str) -> Iterator[Losing]:
    """Have a proxy before a server."""
    behind = urlsplit(server)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Losing(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        request = _request(connection)
                        with socket.create_connection((behind.hostname, behind.port or 80)) as upstream:
                            upstream.sendall(request)
                            answer = b"".join(iter(lambda: upstream.recv(1 << 16), b""))
                        connection.sendall(proxy.answer_to(request, answer))

        thread = Thread(target=serve)
        thread.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _request(connection: socket.socket) -> bytes:
    read = b""
    while not _is_whole(read) and (piece := connection.recv(1 << 16)):
        read += piece
    return read


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: ([0-9]+)", head)
    return bool(end) and len(body) >= int(length[1] if length else 0)
