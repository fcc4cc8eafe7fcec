"""Many clients of one server at once: what is acknowledged is there, once, and no change undoes an unseen one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier, Event
from time import perf_counter
from typing import NamedTuple, TypeVar

import pytest

from evsched.store.addresses import open_store
from evsched.store.tables import Row
from tests.api.asking import EVENT, KEY, answer
from tests.api.serving import PATIENCE, Client, Reply, Server, serving
from tests.stress.children import size, tell

pytestmark = pytest.mark.stress

CLIENTS = 16

_T = TypeVar("_T")


@dataclass(frozen=True)
class Replicas:
    """Servers of one database, any of which may be asked."""

    servers: list[Server]
    address: str

    @property
    def one(self) -> Server:
        return self.servers[0]

    def at_once(self, work: Callable[[int, Client], _T]) -> list[_T]:
        """Have every client do its work, all beginning at one moment, each at the next of the servers."""
        together = Barrier(CLIENTS)

        def one(number: int) -> _T:
            with self.servers[number % len(self.servers)].client() as client:
                client.ask("GET", "/healthz")
                together.wait(PATIENCE)
                return work(number, client)

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(one, range(CLIENTS)))

    def equal(self, path: str, body: object, headers: dict[str, str] | None = None) -> list[Reply]:
        """Have every client send the same request."""
        return self.at_once(lambda _, client: client.ask("POST", path, body, headers))

    def rows(self, table: str) -> list[Row]:
        with closing(open_store(self.address, PATIENCE)) as store, store.reading() as reading:
            return list(reading.dump(table))

    def assert_sound(self) -> None:
        with closing(open_store(self.address, PATIENCE)) as store:
            assert store.check() == []


@pytest.fixture(params=["one server on SQLite", "three on PostgreSQL"])
def replicas(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path) -> Iterator[Replicas]:
    """One server where the database is a file, three where it is a server."""
    if request.param == "one server on SQLite":
        names, address = ["one"], str(tmp_path / "events.db")
    else:
        names, address = ["one", "two", "three"], request.getfixturevalue("postgres").emptied()
    with ExitStack() as stack:
        servers = []
        for name in names:
            (folder := tmp_path / name).mkdir()
            settings = {"max_participants": "1000", "database_url": address, "replica": name}
            servers.append(stack.enter_context(serving(environment, folder, **settings)))
        yield Replicas(servers, address)


def test_every_event_that_is_made_at_once_has_an_id_of_its_own(replicas: Replicas) -> None:
    each = size(20, 500)
    began = perf_counter()
    replies = replicas.at_once(lambda _, client: [client.ask("POST", "/event", EVENT) for _ in range(each)])
    took = perf_counter() - began
    made = [reply for some in replies for reply in some]
    ids = {reply.json["id"] for reply in made}
    tell(f"{CLIENTS} x {each} creates: {len(ids)} distinct ids, {len(made) / took:.0f} a second")
    assert {reply.status for reply in made} == {201}
    assert len(ids) == CLIENTS * each
    assert {event for event, *_ in replicas.rows("event")} == ids
    replicas.assert_sound()


def test_a_version_rises_by_exactly_the_changes_that_succeeded(replicas: Replicas) -> None:
    each, path = size(20, 100), f"/event/{replicas.one.made()}"

    def change(number: int, client: Client) -> list[Reply]:
        replies = []
        for turn in range(each):
            seen = client.ask("GET", path).headers["ETag"]
            body = {**EVENT, "title": f"{number}-{turn}"}
            replies.append(client.ask("PUT", path, body, {"If-Match": seen}))
        return replies

    replies = [reply for some in replicas.at_once(change) for reply in some]
    statuses = Counter(reply.status for reply in replies)
    version = replicas.one.ask("GET", path).json["version"]
    tell(f"{CLIENTS} x {each} PUT with If-Match: {dict(statuses)}, version {version}")
    assert statuses.keys() <= {200, 412}
    assert version == 1 + statuses[200]
    assert sorted(reply.json["version"] for reply in replies if reply.status == 200) == [*range(2, version + 1)]
    assert all(reply.headers["ETag"] for reply in replies)


def test_of_equal_first_answers_at_once_one_is_recorded(replicas: Replicas) -> None:
    rounds, seen = size(5, 100), Counter[int]()
    for _ in range(rounds):
        body = answer("dora", replicas.one.made())
        statuses = Counter(reply.status for reply in replicas.equal("/participant", body))
        assert statuses == {200: 1, 409: CLIENTS - 1}
        seen += statuses
    tell(f"{rounds} x {CLIENTS} equal first answers: {dict(seen)}")
    replicas.assert_sound()


def test_of_equal_requests_with_one_key_at_once_one_makes_something(replicas: Replicas) -> None:
    rounds = size(5, 100)
    for turn in range(rounds):
        headers = {"Idempotency-Key": f"{KEY}-{turn}"}
        replies = replicas.equal("/event", EVENT, headers)
        assert {reply.status for reply in replies} <= {201, 409}
        assert len({reply.json["id"] for reply in replies if reply.status == 201}) == 1
        assert all(reply.headers["Retry-After"] for reply in replies if reply.status == 409)
    assert len(replicas.rows("event")) == rounds
    tell(f"{rounds} x {CLIENTS} equal requests with one key: {rounds} events")


def test_answers_to_an_event_that_is_being_deleted_leave_nothing(replicas: Replicas) -> None:
    rounds, seen, orphans = size(10, 200), Counter[int](), 0
    for _ in range(rounds):
        event = replicas.one.made(participants=[])

        def race(number: int, client: Client, event: str = event) -> int:
            if number == CLIENTS // 2:
                return client.ask("DELETE", f"/event/{event}").status
            return client.ask("POST", "/participant", answer(f"p{number}", event)).status

        seen += Counter(replicas.at_once(race))
        orphans += len(replicas.rows("participant")) + len(replicas.rows("availability"))
    tell(f"{rounds} x DELETE against {CLIENTS - 1} answers: {dict(seen)}, {orphans} orphans")
    assert seen.keys() <= {200, 204, 404}
    assert seen[204] == rounds
    assert orphans == 0
    assert replicas.rows("event") == []
    replicas.assert_sound()


class Answered(NamedTuple):
    """An answer that was sent, and what came of it."""

    who: str
    is_late: bool
    """Whether a choice had been acknowledged before it was sent."""
    reply: Reply


@dataclass
class Race:
    """Answers to an event, and after the first of them choices of its time, all at once."""

    event: str
    is_chosen: Event = field(default_factory=Event)

    def run(self, number: int, client: Client) -> tuple[list[Answered], list[Reply]]:
        """Do what one of the clients does: every fourth chooses, all others answer."""
        answers, choices = [], []
        for turn in range(7):
            if number % 4 == 0 and turn > 1:
                choices.append(self._choose(number, client))
            else:
                answers.append(self._answer(f"p{number}-{turn}", client))
        return answers, choices

    def _choose(self, number: int, client: Client) -> Reply:
        body = {"start_time": f"2025-01-12T14:{number:02}:00Z", "force": True}
        reply = client.ask("PUT", f"/event/{self.event}/meeting", body)
        self.is_chosen.set()
        return reply

    def _answer(self, who: str, client: Client) -> Answered:
        is_late = self.is_chosen.is_set()
        return Answered(who, is_late, client.ask("POST", "/participant", answer(who, self.event)))


def test_after_a_choice_no_later_answer_is_in_and_none_that_was_acknowledged_is_lost(replicas: Replicas) -> None:
    rounds, seen = size(4, 40), Counter[int]()
    for _ in range(rounds):
        event = replicas.one.made(participants=[])
        did = replicas.at_once(Race(event).run)
        answers = [each for some, _ in did for each in some]
        choices = [reply for _, some in did for reply in some]
        seen += Counter(each.reply.status for each in answers)
        assert {reply.status for reply in choices} == {200}
        assert {each.reply.status for each in answers} <= {200, 409}
        assert {each.reply.status for each in answers if each.is_late} <= {409}
        refused = [each.reply.problem(409) for each in answers if each.reply.status == 409]
        assert {each["type"] for each in refused} == {"urn:evsched:problem:closed"}
        found = replicas.one.ask("GET", f"/event/{event}").json
        assert {*found["participants"]} == {each.who for each in answers if each.reply.status == 200}
        assert (found["version"], found["meeting"]) == max(
            ((reply.json["version"], reply.json["meeting"]) for reply in choices), key=lambda seen: seen[0]
        )
        assert replicas.one.ask("DELETE", f"/event/{event}/meeting").status == 200
        assert replicas.one.ask("POST", "/participant", answer("late", event)).status == 200
    tell(f"{rounds} x {seen.total() // rounds} answers against choices: {dict(seen)}")
    replicas.assert_sound()


def test_of_choices_by_one_tag_at_once_one_is_made(replicas: Replicas) -> None:
    rounds, seen = size(5, 100), Counter[int]()
    for _ in range(rounds):
        path = f"/event/{replicas.one.made()}"

        def choose(number: int, client: Client, path: str = path) -> Reply:
            body = {"start_time": f"2025-01-12T14:{number:02}:00Z", "force": True}
            return client.ask("PUT", f"{path}/meeting", body, {"If-Match": '"1"'})

        replies = replicas.at_once(choose)
        assert Counter(reply.status for reply in replies) == {200: 1, 412: CLIENTS - 1}
        (made,) = (reply.json["meeting"] for reply in replies if reply.status == 200)
        assert replicas.one.ask("GET", path).json["meeting"] == made
        seen += Counter(reply.status for reply in replies)
    tell(f"{rounds} x {CLIENTS} choices by one tag: {dict(seen)}")
