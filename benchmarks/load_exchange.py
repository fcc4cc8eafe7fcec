"""One request and its answer over one socket that never blocks."""

from __future__ import annotations

import errno
import socket
from typing import NamedTuple

_PIECE = 1 << 17
_NO_BODY = frozenset({204, 304})


class Answer(NamedTuple):
    """An answer as it came."""

    status: int
    head: bytes
    """Its header in lower case."""
    body: bytes

    def header(self, name: bytes) -> bytes | None:
        """Return what a header says; its name is given in lower case."""
        _, found, rest = self.head.partition(b"\r\n" + name + b":")
        return rest.partition(b"\r\n")[0].strip() if found else None

    @property
    def ends_connection(self) -> bool:
        """Whether nothing may follow on the same connection."""
        return self.header(b"connection") == b"close" or self.header(b"content-length") is None


class CutOff(ConnectionError):
    """The other side has closed the connection before its answer was at an end."""


_FAILURES: dict[type[Exception], str] = {
    CutOff: "cut off",
    ConnectionRefusedError: "refused",
    ConnectionResetError: "reset",
    BrokenPipeError: "reset",
    ValueError: "no HTTP",
}
_OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL})


def failure_of(error: Exception) -> str:
    """Return how a connection has failed, in a word or two."""
    return next((name for kind, name in _FAILURES.items() if isinstance(error, kind)), str(error))


def is_ours(error: OSError) -> bool:
    """Tell whether this machine had no socket or no port to send from."""
    return error.errno in _OURS


class Exchange:
    """A request on its way.

    Args:
        source: The bytes of the request.
        family: Of the address, as sockets have it.
        address: Where to connect to.
        kept: A connection that is open already, in place of a new one.

    Raises:
        OSError: There can be no connection.
    """

    __slots__ = ("_answered", "_unsent", "connection")

    def __init__(self, source: bytes, family: int, address: tuple[str, int], kept: socket.socket | None = None) -> None:
        self._unsent = source
        self._answered = b""
        self.connection = kept or _connected(family, address)
        try:
            self.send()
        except OSError:
            self.connection.close()
            raise

    @property
    def is_sent(self) -> bool:
        """Whether all of the request has left."""
        return not self._unsent

    def send(self) -> None:
        """Send as much as can be sent now.

        Raises:
            OSError: The connection is none any more, or never was.
        """
        try:
            self._unsent = self._unsent[self.connection.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError as error:
            refused = self.connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            raise (OSError(refused, errno.errorcode[refused]) if refused else error) from None

    def receive(self) -> Answer | None:
        """Take what has come; return the answer when that is all of it.

        Raises:
            OSError: The connection is none any more.
            ValueError: This is no HTTP.
        """
        try:
            piece = self.connection.recv(_PIECE)
        except BlockingIOError:
            return None
        self._answered += piece
        head, end, body = self._answered.partition(b"\r\n\r\n")
        if not end:
            if not piece:
                raise CutOff
            return None
        return _whole(head, body, is_over=not piece)


def _connected(family: int, address: tuple[str, int]) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        failed = connection.connect_ex(address)
        if failed not in {0, errno.EINPROGRESS}:
            raise OSError(failed, errno.errorcode[failed])
    except OSError:
        connection.close()
        raise
    return connection


def _whole(head: bytes, body: bytes, *, is_over: bool) -> Answer | None:
    if not head.startswith(b"HTTP/1."):
        raise ValueError("no HTTP")
    answer = Answer(int(head[9:12]), head.lower(), body)
    length = 0 if answer.status in _NO_BODY else answer.header(b"content-length")
    if length is None:
        return answer if is_over else None
    if len(body) >= int(length):
        return answer
    if is_over:
        raise CutOff
    return None
