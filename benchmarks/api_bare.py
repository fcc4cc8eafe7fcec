"""Falcon on waitress that answers every request with as many bytes as its path says, and does nothing else.

``python api_bare.py THREADS LARGEST_BODY`` serves it with the settings that evsched gives waitress.
"""

from __future__ import annotations

import logging
import sys

import falcon

from evsched.api.listening import Listener


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
    listener = Listener("127.0.0.1", 0, largest_body, threads, None)
    with listener.listening(bare_app()) as address:
        print(f"bare Falcon at {address} ", file=sys.stderr, flush=True)
        listener.run()


if __name__ == "__main__":
    main()
