"""Many clients at once through nginx: what the API's own tests say of one server holds for the containers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TypeVar

import pytest

from evsched.store.tables import COLUMNS
from tests.api.serving import PATIENCE, Reply
from tests.api.test_concurrency import (
    CLIENTS,
    test_a_version_rises_by_exactly_the_changes_that_succeeded,
    test_answers_to_an_event_that_is_being_deleted_leave_nothing,
    test_every_event_that_is_made_at_once_has_an_id_of_its_own,
    test_of_equal_first_answers_at_once_one_is_recorded,
    test_of_equal_requests_with_one_key_at_once_one_makes_something,
)
from tests.stack.door import Client, Door
from tests.stack.figures import Figures
from tests.stack.stack import Stack

__all__ = [
    "test_a_version_rises_by_exactly_the_changes_that_succeeded",
    "test_answers_to_an_event_that_is_being_deleted_leave_nothing",
    "test_every_event_that_is_made_at_once_has_an_id_of_its_own",
    "test_of_equal_first_answers_at_once_one_is_recorded",
    "test_of_equal_requests_with_one_key_at_once_one_makes_something",
]

pytestmark = pytest.mark.stack

_T = TypeVar("_T")


@dataclass(frozen=True)
class Replicas:
    """The containers, as ``tests.api.test_concurrency`` asks servers of its own."""

    stack: Stack

    @property
    def one(self) -> Door:
        return self.stack.door

    def at_once(self, work: Callable[[int, Client], _T]) -> list[_T]:
        """Have every client do its work, all beginning at one moment."""
        together = Barrier(CLIENTS)

        def one(number: int) -> _T:
            with self.one.client() as client:
                client.ask("GET", "/healthz")
                together.wait(PATIENCE)
                return work(number, client)

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(one, range(CLIENTS)))

    def equal(self, path: str, body: object, headers: dict[str, str] | None = None) -> list[Reply]:
        """Have every client send the same request."""
        return self.at_once(lambda _, client: client.ask("POST", path, body, headers))

    def rows(self, table: str) -> list[tuple[object, ...]]:
        columns = COLUMNS[table]
        rows = self.stack.rows(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - our own names
        return [tuple(row[column] for column in columns) for row in rows]

    def assert_sound(self) -> None:
        done = self.stack.replicas()[0].run("evsched", "db", "check")
        assert done.code == 0, done


@pytest.fixture
def replicas(
    stack: Stack, figures: Figures, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Replicas:
    """The containers with no events; what a test tells is a row of the table at the end, with the test's name."""
    rule = str(request.node.name).removeprefix("test_").replace("_", " ")

    def tell(line: str) -> None:
        fault, _, figure = line.partition(": ")
        figures.add(fault, rule, figure)

    monkeypatch.setattr("tests.api.test_concurrency.tell", tell)
    stack.sql("TRUNCATE event, made CASCADE")
    return Replicas(stack)
