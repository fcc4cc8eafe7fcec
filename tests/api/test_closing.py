"""A chosen time and a deadline end the answers, until the event is opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import DEADLINE, EVENT, KEY, LATER, OFFERED, answer, kept, made, problem
from tests.api.choosing import CHOSEN, TODAY, Clock, choose, post, put, read, reopen

REOPEN = "its organizer can reopen it (evsched event reopen)"
CLOSED = f"the event takes no more answers, since its time is chosen: Sun 12 Jan 2025, 14:00–15:00 UTC; {REOPEN}"


@pytest.mark.parametrize("how", [post, put])
def test_a_chosen_time_ends_the_answers_until_the_event_is_opened_again(
    client: TestClient, store: SqliteStore, review: str, how: Callable[..., Result]
) -> None:
    choose(client, review)
    before = kept(store)
    refused = problem(how(client, review), 409, "Conflict")
    assert (refused["type"], refused["detail"]) == ("urn:evsched:problem:closed", CLOSED)
    assert kept(store) == before
    assert reopen(client, review).status_code == 200
    assert how(client, review).status_code == 200


def test_somebody_may_leave_an_event_whose_time_is_chosen(client: TestClient, review: str) -> None:
    choose(client, review)
    assert client.simulate_delete(f"/participant/bo/event/{review}").status_code == 200
    assert read(client, review)["participants"] == ["ann", "cy"]


def test_a_first_answer_that_was_recorded_is_answered_again_after_the_choice(client: TestClient, review: str) -> None:
    body, headers = answer("dora", review), {"Idempotency-Key": KEY}
    first = client.simulate_post("/participant", json=body, headers=headers)
    choose(client, review, force=True)
    again = client.simulate_post("/participant", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    problem(
        client.simulate_post("/participant", json=answer("ed", review), headers={"Idempotency-Key": KEY[::-1]}), 409
    )
    reopen(client, review)
    late = client.simulate_post("/participant", json=answer("ed", review), headers={"Idempotency-Key": KEY[::-1]})
    assert late.status_code == 200


@pytest.mark.parametrize(
    ("members", "status"),
    [
        pytest.param({"title": "New"}, 200, id="title"),
        pytest.param({"participants": ["ann"]}, 200, id="participants"),
        pytest.param({"deadline": DEADLINE, "organizer": "olga@example.com"}, 200, id="deadline-and-organizer"),
        pytest.param({"slots": [LATER, OFFERED]}, 200, id="slots-in-another-order"),
        pytest.param({"slots": [OFFERED]}, 409, id="slots"),
        pytest.param({"estimatedTime": 1800}, 409, id="duration"),
    ],
)
def test_what_the_chosen_time_rests_on_stays(
    client: TestClient, store: SqliteStore, review: str, members: dict[str, Any], status: int
) -> None:
    choose(client, review)
    before = kept(store)
    result = client.simulate_put(f"/event/{review}", json={**EVENT, **members})
    assert result.status_code == status
    if status == 409:
        assert problem(result, 409)["type"] == "urn:evsched:problem:closed"
        assert result.json["detail"] == (
            "the time of the event is chosen, so its slots and its duration stay: "
            "reopen it before (evsched event reopen)"
        )
        assert kept(store) == before
    else:
        assert result.json["meeting"] == CHOSEN


@pytest.mark.parametrize("how", [post, put])
def test_a_deadline_ends_the_answers_until_the_event_is_opened_again(
    timed: TestClient, store: SqliteStore, clock: Clock, how: Callable[..., Result]
) -> None:
    event = made(timed, deadline="2025-01-06T13:00:00Z", participants=["bo"])["id"]
    clock.now = TODAY + timedelta(minutes=59, seconds=59)
    assert post(timed, event, "bo").status_code == 200
    clock.now = TODAY + timedelta(hours=1)
    before = kept(store)
    refused = problem(how(timed, event), 409, "Conflict")
    assert (refused["type"], refused["detail"]) == (
        "urn:evsched:problem:closed",
        f"the event takes no more answers since Mon 6 Jan 2025, 13:00 UTC; {REOPEN}",
    )
    assert kept(store) == before
    assert timed.simulate_put(f"/event/{event}", json={**EVENT, "participants": ["bo"]}).status_code == 200
    assert choose(timed, event).json["deadline"] == "2025-01-06T13:00:00Z"
    opened = reopen(timed, event).json
    assert (opened["deadline"], opened["meeting"]) == (None, None)
    assert how(timed, event).status_code == 200


def test_a_later_deadline_opens_the_event_again(timed: TestClient, clock: Clock) -> None:
    event = made(timed, deadline="2025-01-06T13:00:00Z")["id"]
    clock.now = TODAY + timedelta(days=1)
    problem(post(timed, event), 409)
    timed.simulate_put(f"/event/{event}", json={**EVENT, "deadline": "2025-01-08T13:00:00Z"})
    assert post(timed, event).status_code == 200


def test_a_repeated_event_is_answered_again_though_its_deadline_has_passed(timed: TestClient, clock: Clock) -> None:
    body, headers = {**EVENT, "deadline": "2025-01-06T13:00:00Z"}, {"Idempotency-Key": KEY}
    first = timed.simulate_post("/event", json=body, headers=headers)
    clock.now = TODAY + timedelta(hours=2)
    again = timed.simulate_post("/event", json=body, headers=headers)
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
