"""One request and its answer, with a bound on the time and on the size; nothing is followed, nothing is kept open.

It goes to the server itself, through no proxy: a token is for nobody else.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, RemoteDisconnected
from threading import Thread
from urllib.parse import quote, urlencode

from evsched.document.strict_json import load_json
from evsched.errors import InvalidInput, ServerUnreachable, shown
from evsched.remote.address import Address

DEADLINE = 4.5
"""Seconds from the look-up of the server's name to the last byte of its answer.

A server whose database is busy takes up to 3 of them before it says so.
"""
LARGEST_ANSWER = 64 * 1024 * 1024

_PIECE = 64 * 1024
_AGENT = "evsched"
_ETAG = re.compile('(?:W/)?"[!#-~]*"')


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server."""

    method: str
    path: tuple[str, ...]
    """Its segments, as they are before they are encoded."""
    query: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    """JSON."""
    token: str | None = field(default=None, repr=False)
    if_match: str | None = None
    key: str | None = field(default=None, repr=False)
    """For idempotency: whatever comes with it, and the same body, is made once."""

    def target(self, base: str) -> str:
        """Return what stands behind the method, below the server's own path."""
        path = "".join(f"/{quote(segment, safe='')}" for segment in self.path)
        return f"{base}{path}{'?' if self.query else ''}{urlencode(self.query)}"

    def headers(self) -> dict[str, str]:
        """Return the header's fields."""
        fields = {"Accept": "application/json", "User-Agent": _AGENT, "Connection": "close"}
        if self.body is not None:
            fields["Content-Type"] = "application/json"
        if self.token is not None:
            fields["Authorization"] = f"Bearer {self.token}"
        if self.if_match is not None:
            fields["If-Match"] = self.if_match
        if self.key is not None:
            fields["Idempotency-Key"] = self.key
        return fields


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answers."""

    status: int
    media_type: str
    etag: str | None
    document: object = field(repr=False)
    """What its JSON holds; None where it sent none. It may hold a token."""


def ask(server: Address, request: Request) -> Reply:
    """Return what a server answers in time.

    Raises:
        ServerUnreachable: It cannot be reached, takes too long, or answers with something else than JSON.
    """
    exchange = _Exchange(server, request)
    # The look-up of a name has no timeout of its own, so it must be possible to walk away from all of it.
    thread = Thread(target=exchange.run, name="evsched-request", daemon=True)
    thread.start()
    thread.join(DEADLINE)
    if thread.is_alive():
        exchange.abandon()
        raise _late(server, request)
    if exchange.reply is None:
        raise exchange.error
    return exchange.reply


def strange(server: Address, what: str) -> ServerUnreachable:
    """Return the error for an answer that no evsched gives."""
    return ServerUnreachable(
        f"{server} answered as no evsched does ({what}): see whether the address, with its path, is right"
    )


class _Exchange:
    """A request on its way, in a thread that may be left behind."""

    def __init__(self, server: Address, request: Request) -> None:
        self.reply: Reply | None = None
        self.error: Exception = ServerUnreachable(f"the server {server} did not answer")
        self._server = server
        self._request = request
        self._socket: socket.socket | None = None

    def run(self) -> None:
        """Have the answer in ``reply``, or in ``error`` why there is none."""
        try:
            self.reply = self._answer()
        except ServerUnreachable as error:
            self.error = error
        except ssl.SSLCertVerificationError as error:
            self.error = self._unreachable(f"its certificate is not to be trusted ({shown(error.verify_message)})")
        except ssl.SSLError:
            self.error = self._unreachable("it does not speak TLS as it should; should it be http://?")
        except socket.gaierror:
            self.error = self._unreachable("its name is not known; see whether the address is right")
        except TimeoutError:
            self.error = _late(self._server, self._request)
        except RemoteDisconnected:
            self.error = self._unreachable("it closed the connection without an answer")
        except OSError as error:
            why = shown(error.strerror or type(error).__name__).lower()
            self.error = self._unreachable(f"{why}; is it running, and is the address right?")
        except HTTPException as error:
            self.error = strange(self._server, f"no HTTP: {type(error).__name__}")
        except Exception as error:  # noqa: BLE001 - whoever asked shall see it, not the end of a thread
            self.error = error

    def abandon(self) -> None:
        """Let the thread come to its end as soon as it can."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _answer(self) -> Reply:
        connection = _connection(self._server)
        try:
            connection.connect()
            self._socket = connection.sock
            request = self._request
            # A server that refuses a body may answer and close before it has read all of it.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(request.method, request.target(self._server.path), request.body, request.headers())
            with connection.getresponse() as response:
                return self._read(response)
        finally:
            connection.close()

    def _read(self, response: HTTPResponse) -> Reply:
        status, media_type = response.status, response.headers.get_content_type()
        if 300 <= status < 400:
            raise strange(self._server, f'it redirects to "{shown(response.headers.get("Location", ""))}"')
        document: object = None
        if body := self._body(response):
            if media_type not in ("application/json", "application/problem+json"):
                raise strange(self._server, f"status {status} with {shown(media_type)} instead of JSON")
            try:
                document = load_json(body)
            except InvalidInput as error:
                raise strange(self._server, error.message) from None
        etag = response.headers.get("ETag", "")
        return Reply(status, media_type, etag if _ETAG.fullmatch(etag) else None, document)

    def _body(self, response: HTTPResponse) -> bytes:
        announced, read = response.length, bytearray()
        while piece := response.read(_PIECE):
            read += piece
            if len(read) > LARGEST_ANSWER:
                raise strange(self._server, f"more than {LARGEST_ANSWER >> 20} MiB")
        if announced is not None and len(read) != announced:
            raise strange(self._server, "it broke off in the middle")
        return bytes(read)

    def _unreachable(self, why: str) -> ServerUnreachable:
        return ServerUnreachable(f"cannot reach the server {self._server}: {why}")


def _late(server: Address, request: Request) -> ServerUnreachable:
    doubt = "" if request.method == "GET" or request.key else "; what was asked may have been done all the same"
    return ServerUnreachable(
        f"the server {server} has not answered within {DEADLINE:g} seconds: "
        f"try again, or see whether the address is right{doubt}"
    )


def _connection(server: Address) -> HTTPConnection:
    if server.scheme == "https":
        return HTTPSConnection(server.host, server.port, timeout=DEADLINE, context=ssl.create_default_context())
    return HTTPConnection(server.host, server.port, timeout=DEADLINE)
