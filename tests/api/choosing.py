"""Choices of a time, and what is asked around them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from falcon.testing import Result, TestClient

from tests.api.asking import LATER, answer

TWO = "2025-01-12T14:00:00Z"
THREE = "2025-01-12T15:00:00Z"
FOUR = "2025-01-12T16:00:00Z"
CHOSEN = {"start_time": TWO, "end_time": THREE}
TODAY = datetime(2025, 1, 6, 12, tzinfo=UTC)


class Clock:
    """A time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> datetime:
        return self.now


def choose(
    client: TestClient, event: str, start: str = TWO, headers: dict[str, str] | None = None, **more: Any
) -> Result:
    return client.simulate_put(f"/event/{event}/meeting", json={"start_time": start, **more}, headers=headers)


def reopen(client: TestClient, event: str, headers: dict[str, str] | None = None) -> Result:
    return client.simulate_delete(f"/event/{event}/meeting", headers=headers)


def read(client: TestClient, event: str) -> dict[str, Any]:
    return dict(client.simulate_get(f"/event/{event}").json)


def post(client: TestClient, event: str, who: str = "dora") -> Result:
    return client.simulate_post("/participant", json=answer(who, event))


def put(client: TestClient, event: str, who: str = "bo") -> Result:
    return client.simulate_put(f"/participant/{who}", json={"event_id": event, "slots": [LATER]})
