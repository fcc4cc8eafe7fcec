"""Many clients of one server at once: what is acknowledged is there, once, and no change undoes an unseen one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from time import perf_counter
from typing import TypeVar

import pytest

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, KEY, answer
from tests.api.serving import PATIENCE, Client, Reply, Server, serving
from tests.stress.children import size, tell

pytestmark = pytest.mark.stress

CLIENTS = 16

_T = TypeVar("_T")


@pytest.fixture
def server(environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    with serving(environment, tmp_path, max_participants="1000") as server:
        yield server


def at_once(server: Server, work: Callable[[int, Client], _T]) -> list[_T]:
    """Have every client do its work, all beginning at one moment."""
    together = Barrier(CLIENTS)

    def one(number: int) -> _T:
        with server.client() as client:
            client.ask("GET", "/healthz")
            together.wait(PATIENCE)
            return work(number, client)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, range(CLIENTS)))


def equal(server: Server, path: str, body: object, headers: dict[str, str] | None = None) -> list[Reply]:
    """Have every client send the same request."""
    return at_once(server, lambda _, client: client.ask("POST", path, body, headers))


def rows(server: Server, question: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(server.database)) as connection:
        return connection.execute(question, values).fetchall()


def assert_sound(server: Server) -> None:
    with closing(SqliteStore(server.database)) as store:
        assert store.check() == []


def test_every_event_that_is_made_at_once_has_an_id_of_its_own(server: Server) -> None:
    each = size(20, 500)
    began = perf_counter()
    replies = at_once(server, lambda _, client: [client.ask("POST", "/event", EVENT) for _ in range(each)])
    took = perf_counter() - began
    made = [reply for some in replies for reply in some]
    ids = {reply.json["id"] for reply in made}
    tell(f"{CLIENTS} x {each} creates: {len(ids)} distinct ids, {len(made) / took:.0f} a second")
    assert {reply.status for reply in made} == {201}
    assert len(ids) == CLIENTS * each
    assert {event for (event,) in rows(server, "SELECT id FROM event")} == ids
    assert_sound(server)


def test_a_version_rises_by_exactly_the_changes_that_succeeded(server: Server) -> None:
    each, path = size(20, 100), f"/event/{server.made()}"

    def change(number: int, client: Client) -> list[Reply]:
        replies = []
        for turn in range(each):
            seen = client.ask("GET", path).headers["ETag"]
            body = {**EVENT, "title": f"{number}-{turn}"}
            replies.append(client.ask("PUT", path, body, {"If-Match": seen}))
        return replies

    replies = [reply for some in at_once(server, change) for reply in some]
    statuses = Counter(reply.status for reply in replies)
    version = server.ask("GET", path).json["version"]
    tell(f"{CLIENTS} x {each} PUT with If-Match: {dict(statuses)}, version {version}")
    assert statuses.keys() <= {200, 412}
    assert version == 1 + statuses[200]
    assert sorted(reply.json["version"] for reply in replies if reply.status == 200) == [*range(2, version + 1)]
    assert all(reply.headers["ETag"] for reply in replies)


def test_of_equal_first_answers_at_once_one_is_recorded(server: Server) -> None:
    rounds, seen = size(5, 100), Counter[int]()
    for _ in range(rounds):
        body = answer("dora", server.made())
        statuses = Counter(reply.status for reply in equal(server, "/participant", body))
        assert statuses == {200: 1, 409: CLIENTS - 1}
        seen += statuses
    tell(f"{rounds} x {CLIENTS} equal first answers: {dict(seen)}")
    assert_sound(server)


def test_of_equal_requests_with_one_key_at_once_one_makes_something(server: Server) -> None:
    rounds = size(5, 100)
    for turn in range(rounds):
        headers = {"Idempotency-Key": f"{KEY}-{turn}"}
        replies = equal(server, "/event", EVENT, headers)
        assert {reply.status for reply in replies} <= {201, 409}
        assert len({reply.json["id"] for reply in replies if reply.status == 201}) == 1
        assert all(reply.headers["Retry-After"] for reply in replies if reply.status == 409)
    assert rows(server, "SELECT count(*) FROM event") == [(rounds,)]
    tell(f"{rounds} x {CLIENTS} equal requests with one key: {rounds} events")


def test_answers_to_an_event_that_is_being_deleted_leave_nothing(server: Server) -> None:
    rounds, seen, orphans = size(10, 200), Counter[int](), 0
    for _ in range(rounds):
        event = server.made(participants=[])

        def race(number: int, client: Client, event: str = event) -> int:
            if number == CLIENTS // 2:
                return client.ask("DELETE", f"/event/{event}").status
            return client.ask("POST", "/participant", answer(f"p{number}", event)).status

        seen += Counter(at_once(server, race))
        for table in ("participant", "availability"):
            orphans += len(rows(server, f"SELECT 1 FROM {table} WHERE event_id = ?", event))  # noqa: S608 - our tables
    tell(f"{rounds} x DELETE against {CLIENTS - 1} answers: {dict(seen)}, {orphans} orphans")
    assert seen.keys() <= {200, 204, 404}
    assert seen[204] == rounds
    assert orphans == 0
    assert rows(server, "SELECT count(*) FROM event") == [(0,)]
    assert_sound(server)
