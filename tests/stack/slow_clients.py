"""Clients that send their header so slowly that each keeps a connection for as long as it may."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tests.stack.door import Door

_BEGINNING = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
_PACE = 0.5
"""Seconds from one byte to the next."""


class SlowClients:
    """So many connections, each made anew when the server has had enough of it.

    Args:
        door: Where to connect to.
        count: How many at once.
    """

    def __init__(self, door: Door, count: int) -> None:
        self.given_up = 0
        """How often the server has ended one."""
        self._door, self._count = door, count
        self._over = Event()

    @contextmanager
    def dripping(self) -> Iterator[None]:
        """Have them drip beside what else is done."""
        thread = Thread(target=self._drip, name="slow clients")
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _drip(self) -> None:
        connections = [self._begun() for _ in range(self._count)]
        while not self._over.wait(_PACE):
            for number, connection in enumerate(connections):
                try:
                    connection.send(b"x")
                except OSError:
                    self.given_up += 1
                    connection.close()
                    connections[number] = self._begun()
        for connection in connections:
            connection.close()

    def _begun(self) -> socket.socket:
        connection = self._door.connect()
        connection.sendall(_BEGINNING)
        return connection
