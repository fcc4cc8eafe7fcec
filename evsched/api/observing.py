"""What happens to every request: an id, safe headers, one line in the log, its place in the metrics."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPMethod
from time import perf_counter
from typing import TextIO

import falcon

from evsched.api.metrics import Metrics
from evsched.tokens import is_token

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset(HTTPMethod)

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
"""On every answer that does not say otherwise itself."""

_log = logging.getLogger("evsched.api")
_in_json = lru_cache(maxsize=1024)(json.dumps)


class LogLines(logging.StreamHandler[TextIO]):
    """Has every line, which is a JSON object, begin with the replica that has written it.

    Args:
        stream: Where lines go; what cannot be written there is lost, and stops nothing.
        replica: The name of the process.
    """

    def __init__(self, stream: TextIO, replica: str) -> None:
        super().__init__(stream)
        self._beginning = f'{{"replica": "{replica}", '

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return self._beginning + super().format(record).removeprefix("{")

    def write(self, line: str) -> None:
        """Write a line as it is written of a record, without the making of one, which takes longer than all else."""
        self.acquire()
        try:
            with suppress(OSError, ValueError):
                self.stream.write(f"{self._beginning}{line.removeprefix('{')}\n")
                self.flush()
        finally:
            self.release()


def log_line(line: str) -> None:
    """Hand a line to Python's logging."""
    _log.info("%s", line)


class Observer:
    """Falcon middleware around every request.

    The line in the log has the route and not the path, since an event's id is a key to it, and no query.

    Args:
        metrics: Where requests are counted.
        log: Writes a line.
    """

    def __init__(self, metrics: Metrics, log: Callable[[str], None] = log_line) -> None:
        self._metrics = metrics
        self._log = log

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Give the request its id, and its answer the headers that all answers have."""
        req.context.started = perf_counter()
        given = req.get_header("X-Request-Id", default="")
        is_id = given and _REQUEST_ID.fullmatch(given) and not is_token(given)
        req.context.request_id = request_id = given if is_id else new_request_id()
        resp.set_headers({"X-Request-Id": request_id, **COMMON_HEADERS})

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, _resource: object, _succeeded: object
    ) -> None:
        """Log and count."""
        seconds = perf_counter() - req.context.started
        method = req.method if req.method in _METHODS else "other"
        route = req.uri_template or "none"
        status = resp.status_code
        self._metrics.count(method, route, status, seconds)
        milliseconds = round(seconds * 1000, 2)
        self._log(request_line(req.context.request_id, method, route, status, req.remote_addr, milliseconds))


def new_request_id() -> str:
    """Return an id for a request that has brought none."""
    return os.urandom(12).hex()


def request_line(
    request_id: str,
    method: str | None,
    route: str | None,
    status: int,
    sender: str,
    milliseconds: float | None = None,
) -> str:
    """Return what the log says of a request, a JSON object in one line.

    Args:
        request_id: Its id, which has no character that JSON escapes.
        method: Its method, if it has been read.
        route: The template of its address, if it has been read.
        status: That of its answer.
        sender: Who has sent it, an address.
        milliseconds: How long the answer took, where that is known.
    """
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    took = "" if milliseconds is None else f'"ms": {milliseconds}, '
    return (
        f'{{"time": "{time}", "request_id": "{request_id}", "method": {_in_json(method)}, '
        f'"route": {_in_json(route)}, "status": {status}, {took}"from": {_in_json(sender)}}}'
    )
