"""The real API on a real socket, in a thread of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from waitress.server import create_server

from evsched.api import Settings, create_app
from evsched.api.settings import Access
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore


@contextmanager
def running(
    database: Path, access: Access, prefix: str = "", now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[str]:
    """Have the API serve a database; its URL is given.

    Args:
        database: The file.
        access: Whether a change needs a token.
        prefix: The path below which it lies.
        now: The server's clock.
    """
    over = Event()
    with closing(SqliteStore(database)) as store:
        app = create_app(Scheduler(store, now), Settings(access))
        server: Any = create_server(app, host="127.0.0.1", port=0, threads=8, url_prefix=prefix)

        def serve() -> None:
            while not over.is_set():
                server.asyncore.loop(timeout=1, map=server._map, count=1)
            server.task_dispatcher.shutdown()
            server.asyncore.close_all(server._map, ignore_all=True)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}{prefix}"
        finally:
            over.set()
            with suppress(OSError):  # of a loop that has ended by itself meanwhile
                server.pull_trigger()
            thread.join()
