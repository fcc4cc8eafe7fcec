"""A load generator: one thread, a few sockets that are kept alive, each with one request under way.

It reads no more of an answer than where it ends, so that it costs the machine little beside the server.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

_PIECE = 1 << 20
_PATIENCE_MS = 30_000
_GOOD = (b"HTTP/1.1 2", b"HTTP/1.1 304")


@dataclass(frozen=True, slots=True)
class Request:
    """The bytes of a request, and whether it is measured; one that is not only prepares the next."""

    source: bytes
    is_measured: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """What one round, or the median over rounds, has shown."""

    per_second: float
    p50: float
    p99: float
    """Seconds."""

    @classmethod
    def of_round(cls, times: list[float], passed: float) -> Figures:
        """Return the figures of the requests of one round, which took so long."""
        ordered = sorted(times)
        return cls(len(times) / passed, median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)])

    @classmethod
    def over(cls, rounds: list[Figures]) -> Figures:
        """Return each figure's median."""
        columns = zip(*((each.per_second, each.p50, each.p99) for each in rounds), strict=True)
        return cls(*(median(column) for column in columns))


class Clients:
    """So many clients of one server, each with its connection.

    Args:
        address: The server's host and port.
        count: How many.
    """

    def __init__(self, address: tuple[str, int], count: int) -> None:
        self._clients = [_Client(address) for _ in range(count)]

    def round(self, requests: Iterator[Request], seconds: float, least: int) -> Figures:
        """Send requests for so long, and at least so many, each client the next when it has its answer.

        With requests that are not measured there must be one client, and their time is no part of what passed.
        """
        times: list[float] = []
        unmeasured = 0.0
        waiting = select.poll()
        by_number = {each.number: each for each in self._clients}
        started = time.perf_counter()
        for each in self._clients:
            waiting.register(each.number, select.POLLIN)
            each.send(next(requests))
        busy = len(by_number)
        while busy:
            ready = waiting.poll(_PATIENCE_MS)
            if not ready:
                raise TimeoutError("the server does not answer")
            for number, _ in ready:
                client = by_number[number]
                if not client.has_answer():
                    continue
                now = time.perf_counter()
                if client.sent.is_measured:
                    times.append(now - client.sent_at)
                else:
                    unmeasured += now - client.sent_at
                if not client.sent.is_measured or now - started < seconds or len(times) < least:
                    client.send(next(requests))
                else:
                    busy -= 1
        return Figures.of_round(times, time.perf_counter() - started - unmeasured)

    def answer_size(self, request: Request) -> int:
        """Return how many bytes the body of the answer to a request has."""
        client = self._clients[0]
        client.send(request)
        while not client.has_answer():
            pass
        return client.size

    def etag(self, request: Request) -> str:
        """Return the entity tag of the answer to a request."""
        self.answer_size(request)
        return self._clients[0].header(b"etag").decode()

    def close(self) -> None:
        """Close all connections."""
        for each in self._clients:
            each.close()


class _Client:
    """One connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = b""
        self._missing: int | None = None
        self.number = self._socket.fileno()
        self.size = 0
        self.sent = Request(b"")
        self.sent_at = 0.0

    def send(self, request: Request) -> None:
        self._head, self._missing = b"", None
        self.sent, self.sent_at = request, time.perf_counter()
        self._socket.sendall(request.source)

    def has_answer(self) -> bool:
        """Take what has come, and tell whether it is all."""
        piece = self._socket.recv(_PIECE)
        if not piece:
            raise ConnectionError("the server has closed the connection")
        if self._missing is None:
            self._head += piece
            head, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return False
            if not head.startswith(_GOOD):
                raise RuntimeError(f"{self.sent.source[:200]!r} was answered with {self._head[:1000]!r}")
            self.size = int(self.header(b"content-length") or 0)  # there is none where nothing has changed
            self._missing = self.size - len(body)
        else:
            self._missing -= len(piece)
        return self._missing == 0

    def header(self, name: bytes) -> bytes:
        head = self._head.partition(b"\r\n\r\n")[0]
        lines = (line.partition(b":") for line in head.split(b"\r\n"))
        return next((value.strip() for each, _, value in lines if each.lower() == name), b"")

    def close(self) -> None:
        self._socket.close()
