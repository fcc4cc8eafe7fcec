"""What a request costs the database: statements and SQLite's own steps, counted."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from falcon.testing import TestClient

from evsched.api import Settings, create_app
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.event_ids import new_event_id
from evsched.limits import Limits
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from tests.api.asking import Asked, answered, made

FEW, MANY = 10, 10_000
FIND = Asked("GET", "/event/{event}/find-common-slots?limit=3&explain=true")
START = datetime(2025, 1, 12, 14, tzinfo=UTC)
TIMES = [{"start_time": "2025-01-12T14:00:00Z", "end_time": "2025-01-12T16:00:00Z"}]
ANSWERS = {
    "first": Asked("POST", "/participant", {"participant_id": "waiting", "event_id": "{event}", "slots": TIMES}),
    "changed": Asked("PUT", "/participant/person7", {"event_id": "{event}", "slots": TIMES}),
    "deleted": Asked("DELETE", "/participant/person7/event/{event}"),
    "of-a-newcomer": Asked("POST", "/participant", {"participant_id": "new", "event_id": "{event}", "slots": TIMES}),
}


class CountingStore(SqliteStore):
    """A store that tells what it has SQLite do."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.statements: list[str] = []
        self.steps = 0

    def _opened(self) -> sqlite3.Connection:
        connection = super()._opened()
        connection.set_trace_callback(self.statements.append)
        connection.set_progress_handler(self._count_step, 1)
        return connection

    def _count_step(self) -> None:
        self.steps += 1


class Cost(NamedTuple):
    """What a request has had SQLite do."""

    statements: list[str]
    """Without the ids of events and the digests of tokens."""
    steps: int


@pytest.fixture
def counting(tmp_path: Path) -> Iterator[CountingStore]:
    with closing(CountingStore(tmp_path / "events.db")) as store:
        yield store


def replica(store: SqliteStore) -> TestClient:
    """A client of an application of its own on a store."""
    return TestClient(create_app(Scheduler(store), Settings("open", limits=Limits(participants=None))))


def cost(store: CountingStore, client: TestClient, asked: Asked, event: str, headers: dict[str, str]) -> Cost:
    store.statements.clear()
    store.steps = 0
    result = asked.send(client, event, headers)
    assert result.status_code in (200, 304), result.text
    told = [re.sub("x'[0-9a-f]{64}'", "TOKEN", each.replace(event, "EVENT")) for each in store.statements]
    return Cost(told, store.steps)


def crowded(store: SqliteStore, people: int) -> str:
    """The id of an event that so many people have answered, and one has not."""
    event_id, slots = new_event_id(), [Slot(START, START + timedelta(hours=4))]
    ids = [f"person{i}" for i in range(people)]
    event = Event("Review", timedelta(hours=1), slots, [Participant(each) for each in [*ids, "waiting"]])
    with store.writing() as rows:
        rows.insert_event(event_id, event, START)
        for each in ids:
            rows.put_availability(event_id, Availability(each, slots))
    return event_id


@pytest.mark.parametrize("is_known", [False, True], ids=["unknown", "known-to-the-client"])
def test_the_slots_of_an_unchanged_event_cost_one_look_at_its_version(counting: CountingStore, is_known: bool) -> None:
    client, event = replica(counting), crowded(counting, FEW)
    etag = FIND.send(client, event).headers["ETag"]
    statements, _ = cost(counting, client, FIND, event, {"If-None-Match": etag} if is_known else {})
    *begin, look, end = statements
    assert (begin, end) == (["BEGIN", "PRAGMA user_version"], "ROLLBACK")
    assert re.fullmatch(r"SELECT version, answers_version, [a-z_, ]+ FROM event WHERE id = 'EVENT'", look)


def test_the_slots_of_an_unchanged_event_cost_the_same_however_many_have_answered(counting: CountingStore) -> None:
    client, costs = replica(counting), []
    for people in (FEW, MANY):
        event = crowded(counting, people)
        FIND.send(client, event)
        costs.append(cost(counting, client, FIND, event, {}))
    assert costs[0] == costs[1]


def test_another_question_is_not_answered_with_what_is_kept(counting: CountingStore) -> None:
    client, event = replica(counting), crowded(counting, FEW)
    FIND.send(client, event)
    other = cost(counting, client, Asked("GET", FIND.path.replace("limit=3", "limit=2")), event, {})
    assert any("availability" in each for each in other.statements)


def test_what_one_replica_changes_no_other_answers_without(counting: CountingStore) -> None:
    with closing(SqliteStore(counting.path)) as other_store:
        one, other = replica(counting), replica(other_store)
        event = str(made(one)["id"])
        answered(one, event, "ann")
        for who in ("bo", "cy"):
            before = [FIND.send(client, event) for client in (one, other)]
            answered(other, event, who)
            after = [FIND.send(client, event) for client in (one, other)]
            assert before[0].content == before[1].content != after[0].content == after[1].content
            assert before[0].headers["ETag"] == before[1].headers["ETag"] != after[0].headers["ETag"]


@pytest.mark.parametrize("asked", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_costs_the_same_however_many_others_there_are(counting: CountingStore, asked: Asked) -> None:
    client, costs = replica(counting), []
    for people in (FEW, MANY):
        event = crowded(counting, people)
        costs.append(cost(counting, client, asked, event, {}))
    assert costs[0] == costs[1]


def test_the_limit_on_participants_is_all_for_which_they_are_counted(counting: CountingStore) -> None:
    limited = TestClient(create_app(Scheduler(counting), Settings("open", limits=Limits(participants=MANY))))
    with_limit, without = (
        cost(counting, client, ANSWERS["of-a-newcomer"], crowded(counting, FEW), {}).statements
        for client in (limited, replica(counting))
    )
    counts = "SELECT count(*) FROM participant WHERE event_id = 'EVENT'"
    assert [each for each in with_limit if each != counts] == without
    assert counts in with_limit
