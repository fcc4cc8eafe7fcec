"""What happens to every request: an id, safe headers, one line in the log, its place in the metrics."""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime
from http import HTTPMethod
from time import perf_counter

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


class Observer:
    """Falcon middleware around every request.

    The line in the log has the route and not the path, since an event's id is a key to it, and no query.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def process_request(self, req: falcon.Request, _resp: falcon.Response) -> None:
        """Give the request its id."""
        req.context.started = perf_counter()
        given = req.get_header("X-Request-Id", default="")
        req.context.request_id = given if _REQUEST_ID.fullmatch(given) and not is_token(given) else new_request_id()

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, _resource: object, _succeeded: object
    ) -> None:
        """Add the headers that all answers have, log and count."""
        resp.set_header("X-Request-Id", req.context.request_id)
        for name, value in COMMON_HEADERS.items():
            if resp.get_header(name) is None:
                resp.set_header(name, value)
        seconds = perf_counter() - req.context.started
        method = req.method if req.method in _METHODS else "other"
        route = req.uri_template or "none"
        self._metrics.count(method, route, resp.status_code, seconds)
        log_request(
            request_id=req.context.request_id,
            method=method,
            route=route,
            status=resp.status_code,
            ms=round(seconds * 1000, 2),
            **{"from": req.remote_addr},
        )


def new_request_id() -> str:
    """Return an id for a request that has brought none."""
    return os.urandom(12).hex()


def log_request(**facts: object) -> None:
    """Write one line of JSON."""
    if _log.isEnabledFor(logging.INFO):
        _log.info("%s", json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **facts}))
