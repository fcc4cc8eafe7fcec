"""Texts that name no time zone: whose zone is in force, and what is said where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import answer, kept, made, problem

UNZONED = "12 Jan 2025, 2 - 4PM"
BERLIN = {"start_time": "2025-01-12T13:00:00Z", "end_time": "2025-01-12T15:00:00Z"}
NEW_YORK = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}
TOKYO = {"start_time": "2025-01-12T05:00:00Z", "end_time": "2025-01-12T07:00:00Z"}
PLACED = {"id": "bo", "timeZone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("event", "sent", "meant"),
    [
        pytest.param({"timeZone": "America/New_York"}, {}, NEW_YORK, id="the-events"),
        pytest.param({"timeZone": "America/New_York", "participants": [PLACED]}, {}, BERLIN, id="the-participants"),
        pytest.param({"participants": [PLACED]}, {"timeZone": "Asia/Tokyo"}, TOKYO, id="the-requests"),
    ],
)
def test_an_answer_is_read_in_the_nearest_zone(
    client: TestClient, event: dict[str, Any], sent: dict[str, Any], meant: dict[str, str]
) -> None:
    event_id = made(client, **event)["id"]
    for body in ([UNZONED], [{"text": UNZONED}]):
        result = client.simulate_put("/participant/bo", json={"event_id": event_id, "slots": body, **sent})
        if result.status_code == 404:
            first = answer("bo", event_id, slots=body, **sent)
            result = client.simulate_post("/participant", json=first)
        assert result.status_code == 200
        assert result.json["availability"] == [meant]


def test_a_changed_event_is_read_in_its_own_zone(client: TestClient) -> None:
    event = made(client, timeZone="America/New_York")
    body = {"title": "Review", "estimatedTime": 3600, "slots": [UNZONED]}
    assert client.simulate_put(f"/event/{event['id']}", json=body).json["slots"] == [NEW_YORK]
    assert client.simulate_put(f"/event/{event['id']}", json={**body, "timeZone": "Asia/Tokyo"}).json["slots"] == [
        TOKYO
    ]


def test_where_nobody_has_a_zone_the_text_is_refused_at_its_place(client: TestClient, store: SqliteStore) -> None:
    event_id = made(client)["id"]
    before = kept(store)
    slots = [BERLIN, {"text": UNZONED}]
    for result in (
        client.simulate_post("/participant", json=answer("bo", event_id, slots=slots)),
        client.simulate_put(f"/event/{event_id}", json={"title": "Review", "estimatedTime": 3600, "slots": slots}),
    ):
        (error,) = problem(result, 400, "Invalid input")["errors"]
        assert error["pointer"] == "/slots/1/text"
        assert "it names no time zone" in error["detail"]
    assert kept(store) == before
