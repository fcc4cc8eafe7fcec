"""What one request costs inside the process: the WSGI application is called, without a socket."""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from api_bare import bare_app
from api_data import event, event_document

from evsched import Scheduler, SqliteStore
from evsched.api import Settings, create_app
from evsched.api.observing import LogLines
from evsched.document.writing import event_document as answer_of
from evsched.event_ids import new_event_id
from evsched.store.values import EventState, StoredEvent

_PEOPLE = 5
_CALLS = 500
_NOT_STARTED = ""

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class _NoDatabase:
    """A store that keeps nothing and has one event ready, to see what all the rest costs."""

    def __init__(self, slots: int) -> None:
        self._event = event(_PEOPLE, slots)
        self._state = EventState(1, 0, is_open=False, organizer=None)

    def reading(self) -> Any:
        return nullcontext(self)

    def writing(self) -> Any:
        return nullcontext(self)

    def figures(self) -> dict[str, float]:
        return {}

    def state(self, _event_id: str) -> EventState:
        return self._state

    def event(self, _event_id: str, *, with_participants: bool = True) -> Any:
        return self._event if with_participants else None

    def answered(self, _event_id: str) -> frozenset[str]:
        return frozenset()

    def insert_event(self, _event_id: str, _event: Any, _created: datetime, _series: str | None = None) -> None: ...

    def put_organizer_token(self, _event_id: str, _token: bytes) -> None: ...


def costs(folder: Path, slots: int, rounds: int) -> dict[str, tuple[float, float, float]]:
    """Return microseconds by method: of bare Falcon, of the API before its database, and with SQLite.

    Args:
        folder: Where a database may be made.
        slots: What the event has.
        rounds: How often all of them are timed, one after the other; medians are returned.
    """
    with Path(os.devnull).open("w") as nobody, closing(SqliteStore(folder / f"inside-{slots}.db")) as store:
        event_id = new_event_id()
        with store.writing() as rows:
            rows.insert_event(event_id, event(_PEOPLE, slots), datetime.now(UTC))
        no_database: Any = _NoDatabase(slots)
        apps: tuple[Application, ...] = (
            bare_app(),
            create_app(Scheduler(no_database), Settings("open"), log=LogLines(nobody, "one").write),
            create_app(Scheduler(store), Settings("open"), log=LogLines(nobody, "one").write),
        )
        size = len(json.dumps(answer_of(StoredEvent(event_id, event(_PEOPLE, slots), frozenset(), is_open=False))))
        body = event_document(_PEOPLE, slots)
        return {
            "GET": _medians(apps, "GET", (f"/{size}", f"/event/{event_id}"), b"", rounds),
            "POST": _medians(apps, "POST", (f"/{size + 100}", "/event"), body, rounds),
        }


def _medians(
    apps: tuple[Application, ...], method: str, paths: tuple[str, str], body: bytes, rounds: int
) -> tuple[float, float, float]:
    theirs, ours = paths
    times: list[list[float]] = [[], [], []]
    for _ in range(rounds):
        for i, app in enumerate(apps):
            path = ours if i else theirs
            calls = _CALLS // 20 if method == "POST" and i == 2 else _CALLS  # each of these waits for the disk
            times[i].append(_microseconds(app, method, path, body, calls))
    first, second, third = map(median, times)
    return first, second, third


def _microseconds(app: Application, method: str, path: str, body: bytes, calls: int) -> float:
    statuses = {_call(app, method, path, body)}
    gc.collect()
    before = time.perf_counter()
    for _ in range(calls):
        statuses.add(_call(app, method, path, body))
    taken = time.perf_counter() - before
    if any(not status.startswith("2") for status in statuses):
        raise RuntimeError(f"{method} {path} was answered with {statuses}")
    return taken / calls * 1e6


def _call(app: Application, method: str, path: str, body: bytes) -> str:
    """Make a request as waitress does, and return its status."""
    status = _NOT_STARTED

    def start(given: str, _headers: object, _error: object = None) -> None:
        nonlocal status
        status = given

    environ: dict[str, Any] = {
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_HOST": "127.0.0.1",
        "REMOTE_PORT": "40000",
        "REQUEST_METHOD": method,
        "SERVER_PORT": "8080",
        "SERVER_NAME": "waitress.invalid",
        "SERVER_SOFTWARE": None,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input": BytesIO(body),
        "HTTP_HOST": "127.0.0.1:8080",
        "HTTP_ACCEPT": "*/*",
    }
    if body:
        environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
    for _ in app(environ, start):
        pass
    return status
