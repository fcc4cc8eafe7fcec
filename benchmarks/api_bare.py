"""Falcon on waitress that answers every request with as many bytes as its path says, and does nothing else.

``python api_bare.py THREADS LARGEST_BODY`` serves it as waitress comes, but for these two settings.
"""

from __future__ import annotations

import logging
import socket
import sys

import falcon
from waitress.server import create_server


class _Constant:
    """The same answer each time: bytes that are made once for each size."""

    def __init__(self) -> None:
        self._bodies: dict[int, bytes] = {}

    def _body(self, size: int) -> bytes:
        if size not in self._bodies:
            self._bodies[size] = b"x" * size
        return self._bodies[size]

    def on_get(self, _req: falcon.Request, resp: falcon.Response, size: int) -> None:
        resp.data = self._body(size)

    def on_post(self, req: falcon.Request, resp: falcon.Response, size: int) -> None:
        req.bounded_stream.read()
        resp.status = falcon.HTTP_201
        resp.data = self._body(size)


def bare_app() -> falcon.App[falcon.Request, falcon.Response]:
    """Return the application."""
    app: falcon.App[falcon.Request, falcon.Response] = falcon.App()
    app.add_route("/{size:int}", _Constant())
    return app


def main() -> None:
    """Serve until SIGTERM."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # as evsched does
    threads, largest_body = map(int, sys.argv[1:])
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(bare_app(), sockets=[listening], threads=threads, max_request_body_size=largest_body)
    print(f"bare Falcon at http://127.0.0.1:{listening.getsockname()[1]} ", file=sys.stderr, flush=True)
    server.run()


if __name__ == "__main__":
    main()
