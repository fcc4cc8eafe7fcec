"""waitress, with errors as problem documents and an end at which nobody is cut off."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask

from evsched.api.observing import COMMON_HEADERS, log_line, new_request_id, request_line
from evsched.api.problems import MEDIA_TYPE, problem_document
from evsched.errors import InvalidInput, shown

_DRAINING = 10.0
"""Seconds that running requests have to finish."""
_TURN = 1.0
_DRAINING_TURN = 0.05
"""Seconds that the loop sleeps when nothing happens."""
_SMALLEST_BODY_LIMIT = 1 << 20
_DETAILS = {413: "the body is larger than any that is accepted here", 431: "the header is too large"}
_SHORT = 1 << 16
"""Bytes of a body that are copied sooner than they are sent on their own."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class _Task(WSGITask):
    """Answers a request by the application."""

    def write(self, data: bytes) -> None:
        """Write the body after the header; a short one together with it, so that nobody is woken for a header alone."""
        if self.wrote_header or len(data) != self.content_length or len(data) > _SHORT or not self.has_body:
            super().write(data)
            return
        header = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.write_soon(header + data)

    def set_close_on_finish(self) -> None:
        """Close the connection after the answer, but not for want of a length where there is no body."""
        request: Any = self.request
        is_asked_to = request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or self.version == "1.0" or is_asked_to:
            super().set_close_on_finish()


class _ProblemTask(ErrorTask):
    """Answers what waitress itself refuses: malformed requests, headers and bodies beyond all limits."""

    def execute(self) -> None:
        """Write the problem document and close the connection."""
        error = self.request.error  # type: ignore[attr-defined]
        request_id = new_request_id()
        document = problem_document(error.code, _DETAILS.get(error.code, str(error.body)), request_id=request_id)
        log_line(request_line(request_id, None, None, error.code, self.channel.addr[0]))
        body = json.dumps(document).encode()
        self.status = f"{error.code} {document['title']}"
        self.response_headers = [
            ("Content-Type", MEDIA_TYPE),
            ("X-Request-Id", request_id),
            *COMMON_HEADERS.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Parser(HTTPRequestParser):
    """Reads a request, and lets nothing pass that a proxy before it may have read otherwise."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header.

        Raises:
            ParsingError: It is malformed.
        """
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("a body has either a Content-Length or a Transfer-Encoding")
        hosts = self.headers.get("HOST", "")
        if "," in hosts or (not hosts and self.version == "1.1"):
            raise ParsingError("a request has one Host")


class _Channel(HTTPChannel):
    """A connection."""

    task_class = _Task
    parser_class = _Parser
    error_task_class = _ProblemTask

    def service(self) -> None:
        """Answer one request; at the end of the server it is the last on its connection."""
        if getattr(self.server, "is_draining", False):
            headers: Any = self.requests[0].headers
            headers["CONNECTION"] = "close"
        super().service()

    def write_soon(self, data: Any) -> int:
        """Send as much as the socket takes without a copy, and keep the rest to be sent later."""
        rest = data
        with self.outbuf_lock:
            if self.connected and not self.total_outbufs_len and isinstance(data, bytes):
                with suppress(OSError):  # which comes again, and is dealt with, when the rest is sent
                    rest = memoryview(data)[self.send(data, do_close=False) :]
            super().write_soon(rest)
        return len(data)

    def is_idle(self) -> bool:
        """Tell whether no request is on its way in, running, or on its way out."""
        return not (self.requests or self.request is not None or self.total_outbufs_len)


class Listener:
    """A server on one address, for one application.

    Args:
        host: A name or an address of this machine.
        port: 0 for any that is free.
        largest_body: What the application accepts, in bytes; waitress lets more pass, to leave the answer to it.
        threads: How many requests run at once.
        trusted_proxy: The address of a proxy whose X-Forwarded-For is believed.
    """

    def __init__(self, host: str, port: int, largest_body: int, threads: int, trusted_proxy: str | None) -> None:
        self.is_draining = False
        self._host, self._port = host, port
        self._map: dict[int, Any] = {}
        self._server: Any = None
        self._options: dict[str, Any] = {
            "threads": threads,
            "connection_limit": 200,
            "channel_timeout": 60,
            "max_request_header_size": 16384,
            "max_request_body_size": max(4 * largest_body, _SMALLEST_BODY_LIMIT),
            "backlog": 256,
            "asyncore_use_poll": True,
            "ident": None,
            "expose_tracebacks": False,
            "channel_request_lookahead": 0,
            "clear_untrusted_proxy_headers": True,
        }
        if trusted_proxy is not None:
            self._options |= {
                "trusted_proxy": trusted_proxy,
                "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
            }

    @contextmanager
    def listening(self, app: Any) -> Iterator[str]:
        """Listen, and give the address; connections wait until ``run``, which a signal ends from now on.

        Raises:
            InvalidInput: Somebody else listens there, or the address is not this machine's.
        """
        place = f"{shown(self._host)}:{self._port}"
        try:
            self._server = create_server(app, map=self._map, host=self._host, port=self._port, **self._options)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "no such host"
            raise InvalidInput(f"cannot listen on {place}: {why}; choose another --host or --port") from None
        listening = self._servers()
        for each in listening:
            each.channel_class = _Channel
        host = f"[{self._host}]" if ":" in self._host else self._host
        before = {each: signal.signal(each, self._on_signal) for each in _SIGNALS}
        try:
            yield f"http://{host}:{listening[0].effective_port}"
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
            self._server.task_dispatcher.shutdown()
            wasyncore.close_all(self._map)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; then take no more connections, finish what runs, and return."""
        while not self.is_draining:
            self._turn(_TURN)
        self._drain()

    def _on_signal(self, _number: int, _frame: object) -> None:
        if self.is_draining:
            raise KeyboardInterrupt  # asked twice, whoever asks does not want to wait
        self.is_draining = True
        self._servers()[0].pull_trigger()

    def _drain(self) -> None:
        deadline = time.monotonic() + _DRAINING
        known = -1
        while known < len(self._map):  # takes those who have connected already, one a turn
            known = len(self._map)
            self._turn(0)
        for each in self._servers():
            each.is_draining = True
            wasyncore.dispatcher.close(each)
        idle: set[_Channel] = set()
        while self._channels() and time.monotonic() < deadline:
            self._turn(_DRAINING_TURN)
            # Once might be too early: what has been sent on a new connection is read in a turn after its own.
            idle_now = {channel for channel in self._channels() if channel.is_idle()}
            for channel in idle & idle_now:
                channel.will_close = True
            idle = idle_now

    def _turn(self, timeout: float) -> None:
        """Read and write wherever that is possible, waiting so many seconds at most until it is."""
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._map, count=1)

    def _servers(self) -> list[Any]:
        return [each for each in self._map.values() if isinstance(each, BaseWSGIServer)]

    def _channels(self) -> list[_Channel]:
        return [each for each in self._map.values() if isinstance(each, _Channel)]
