"""A request that comes twice with one Idempotency-Key makes one thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, KEY, LATER, UNKNOWN, ClientOf, World, answer, bearer, kept, problem

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
OTHER_KEY = KEY[::-1]
KINDS = ["event", "answer"]

Post = Callable[..., Result]


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = FIRST

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guarded(store: SqliteStore, client_of: ClientOf, clock: Clock) -> TestClient:
    """A client in tokens mode of an application with that clock."""
    return client_of(Scheduler(store, now=clock))


@pytest.fixture
def post(guarded: TestClient, world: World) -> Post:
    """Makes an event or cy's answer with a key; the body may have other members."""

    def send(kind: str, key: str = KEY, **members: Any) -> Result:
        path, body = ("/event", EVENT) if kind == "event" else ("/participant", answer("cy", world.event))
        return guarded.simulate_post(path, json={**body, **members}, headers={"Idempotency-Key": key})

    return send


def token_of(result: Result) -> str:
    return str(result.json["organizerToken" if "organizerToken" in result.json else "participantToken"])


def without_token(result: Result) -> dict[str, Any]:
    return {name: value for name, value in result.json.items() if not name.endswith("Token")}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_request_gives_the_same_and_makes_nothing_new(store: SqliteStore, post: Post, kind: str) -> None:
    first = post(kind)
    events = kept(store)["events"].keys()
    for _ in range(3):
        again = post(kind)
        assert (again.status_code, without_token(again)) == (first.status_code, without_token(first))
        assert again.headers.get("Location") == first.headers.get("Location")
        assert again.headers.get("ETag") == first.headers.get("ETag")
        assert again.headers["Cache-Control"] == "no-store"
        assert kept(store)["events"].keys() == events


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_is_given_again_replaces_the_first(
    guarded: TestClient, world: World, post: Post, kind: str
) -> None:
    first, second = post(kind), post(kind)
    assert token_of(first) != token_of(second)

    def change(token: str) -> Result:
        if kind == "event":
            return guarded.simulate_put(f"/event/{first.json['id']}", json=EVENT, headers=bearer(token))
        body = {"event_id": world.event, "slots": [LATER]}
        return guarded.simulate_put("/participant/cy", json=body, headers=bearer(token))

    problem(change(token_of(first)), 403)
    assert change(token_of(second)).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("members", [{"slots": [LATER]}, {"timeZone": "Europe/Berlin"}, {"message": "ignored"}])
def test_another_body_under_the_same_key_is_refused(
    store: SqliteStore, post: Post, kind: str, members: dict[str, Any]
) -> None:
    first, before = post(kind), kept(store)
    refused = problem(post(kind, **members), 422)
    assert refused["type"] == "urn:evsched:problem:idempotency-key-reused"
    assert kept(store) == before
    assert without_token(post(kind)) == without_token(first)


def test_the_same_body_in_other_bytes_is_another_body(guarded: TestClient) -> None:
    headers = {"Idempotency-Key": KEY}
    assert guarded.simulate_post("/event", body=json.dumps(EVENT), headers=headers).status_code == 201
    problem(guarded.simulate_post("/event", body=json.dumps(EVENT, indent=1), headers=headers), 422)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_is_not_kept(store: SqliteStore, post: Post, kind: str) -> None:
    before = kept(store)
    problem(post(kind, slots="whenever"), 400)
    problem(post(kind, timeZone="Nowhere/At-All"), 400)
    assert kept(store) == before
    assert post(kind).status_code in (200, 201)


def test_what_was_not_found_or_answered_already_is_not_kept(post: Post) -> None:
    problem(post("answer", event_id=UNKNOWN), 404)
    problem(post("answer", participant_id="bo"), 409, "This availability has already been recorded")
    assert post("answer").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_key_or_with_another_it_is_another_request(guarded: TestClient, post: Post, kind: str) -> None:
    first, second = post(kind), post(kind, key=OTHER_KEY)
    if kind == "event":
        third = guarded.simulate_post("/event", json=EVENT)
        assert len({each.json["id"] for each in (first, second, third)}) == 3
    else:
        problem(second, 409, "This availability has already been recorded")


def test_each_route_has_keys_of_its_own(post: Post) -> None:
    assert (post("event").status_code, post("answer").status_code) == (201, 200)
    assert (post("event").status_code, post("answer").status_code) == (201, 200)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="empty"),
        pytest.param("k" * 15, id="15-characters"),
        pytest.param("k" * 129, id="129-characters"),
        pytest.param("k" * 5000, id="5000-characters"),
        pytest.param("key of one request", id="blanks"),
        pytest.param('"key-of-one-request"', id="quoted"),
        pytest.param("key-of-one-request,key-of-one-request", id="two"),
        pytest.param("schlüssel-einer-anfrage", id="not-ascii"),
        pytest.param("key.of.one.request", id="dots"),
    ],
)
def test_a_key_that_is_malformed_is_refused(store: SqliteStore, world: World, post: Post, kind: str, key: str) -> None:
    assert world.event in kept(store)["events"]
    before = kept(store)
    problem(post(kind, key=key), 400, "Invalid input", key)
    assert kept(store) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", ["k" * 16, "K_-9" * 32])
def test_a_key_has_16_to_128_characters(post: Post, kind: str, key: str) -> None:
    assert without_token(post(kind, key=key)) == without_token(post(kind, key=key))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_key_made_and_is_deleted_is_not_made_again(
    guarded: TestClient, store: SqliteStore, world: World, post: Post, kind: str
) -> None:
    first = post(kind)
    path = f"/event/{first.json['id']}" if kind == "event" else f"/participant/cy/event/{world.event}"
    assert guarded.simulate_delete(path, headers=bearer(token_of(first))).status_code in (200, 204)
    before = kept(store)
    assert problem(post(kind), 409)["type"] == "urn:evsched:problem:conflict"
    assert kept(store) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("busy", [True, False], ids=["others-write-meanwhile", "nobody-writes-meanwhile"])
def test_a_key_is_kept_for_24_hours(clock: Clock, post: Post, kind: str, busy: bool) -> None:
    first = post(kind)
    clock.now = FIRST + timedelta(hours=23, minutes=59)
    if busy:
        assert post("event", key=OTHER_KEY).status_code == 201
    assert without_token(post(kind)) == without_token(first)
    problem(post(kind, timeZone="Europe/Berlin"), 422)


@pytest.mark.parametrize("busy", [True, False], ids=["others-write-meanwhile", "nobody-writes-meanwhile"])
def test_a_key_is_forgotten_after_24_hours(clock: Clock, post: Post, busy: bool) -> None:
    first = post("event")
    clock.now = FIRST + timedelta(hours=24, seconds=1)
    if busy:
        assert post("event", key=OTHER_KEY).status_code == 201
    again = post("event")
    assert (again.status_code, again.json["id"] == first.json["id"]) == (201, False)


def test_a_new_event_is_given_as_it_is_when_it_has_changed_since(guarded: TestClient, post: Post) -> None:
    first = post("event")
    changed = guarded.simulate_put(
        f"/event/{first.json['id']}", json={**EVENT, "title": "Changed"}, headers=bearer(token_of(first))
    )
    again = post("event")
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
    assert (again.json["title"], again.headers["ETag"]) == ("Changed", changed.headers["ETag"])
