from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.api import Settings, create_app
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from tests.api.asking import DEADLINE, ClientOf, World, answered, made
from tests.api.choosing import CHOSEN, Clock
from tests.api.conforming import ConformingApp


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "events.db", patience=1.0)
    yield store
    store.close()


@pytest.fixture
def client_of() -> ClientOf:
    """Makes a client of an application on a scheduler, with settings by name."""

    def make(scheduler: Scheduler, *, draining: bool = False, **settings: Any) -> TestClient:
        return TestClient(ConformingApp(create_app(scheduler, Settings(**settings), is_draining=lambda: draining)))

    return make


@pytest.fixture
def client_with(store: SqliteStore, client_of: ClientOf) -> Callable[..., TestClient]:
    """Makes a client of an application on the store, with settings by name."""

    def make(**settings: Any) -> TestClient:
        return client_of(Scheduler(store), **settings)

    return make


@pytest.fixture
def client(client_with: Callable[..., TestClient]) -> TestClient:
    """A client in open mode, as the seed's clients are."""
    return client_with(access="open")


@pytest.fixture
def guarded(client_with: Callable[..., TestClient]) -> TestClient:
    """A client in tokens mode."""
    return client_with(access="tokens")


@pytest.fixture
def event_id(client: TestClient) -> str:
    """An event to which ann, bo and cy are invited; nobody has answered."""
    return str(made(client)["id"])


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, bytes]:
    """A world, and the database that holds it; made once, as each write waits for the disk."""
    path = tmp_path_factory.mktemp("world") / "events.db"
    with closing(SqliteStore(path)) as store:
        client = TestClient(create_app(Scheduler(store), Settings()))
        event, other = made(client, deadline=DEADLINE), made(client, title="Other")
        ann, bo = (answered(client, event["id"], who)["participantToken"] for who in ("ann", "bo"))
        answered(client, other["id"], "ann")
        other_bo = answered(client, other["id"], "bo")["participantToken"]
    world = World(event["id"], event["organizerToken"], ann, bo, other["id"], other["organizerToken"], other_bo)
    return world, path.read_bytes()


@pytest.fixture
def world(store: SqliteStore, first_world: tuple[World, bytes]) -> World:
    """Two events with an answer of ann and bo each, and every token there is."""
    world, data = first_world
    store.path.write_bytes(data)
    return world


@pytest.fixture
def review(client: TestClient) -> str:
    """An event to which ann and bo have answered and cy, who is optional, has not; ann can come at two alone."""
    event = str(made(client, participants=["ann", "bo", {"id": "cy", "required": False}])["id"])
    answered(client, event, "ann", slots=[CHOSEN])
    answered(client, event, "bo")
    return event


@pytest.fixture
def clock() -> Clock:
    """A time that passes when a test says so."""
    return Clock()


@pytest.fixture
def timed(store: SqliteStore, clock: Clock, client_of: ClientOf) -> TestClient:
    """A client in open mode of a server by that clock."""
    return client_of(Scheduler(store, clock), access="open")


@pytest.fixture
def log() -> Iterator[list[str]]:
    """The lines that the API logs, as they are logged."""
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    logger, handler = logging.getLogger("evsched.api"), Lines()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(handler)
    logger.setLevel(level)
