"""Tokens are given once and written nowhere; what a body says of ids, versions and tokens is not obeyed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from evsched.tokens import digest, new_organizer_token
from tests.api.asking import (
    EVENT,
    KEY,
    LATER,
    OFFERED,
    UNKNOWN,
    WRITES,
    Asked,
    World,
    answer,
    bearer,
    kept,
    made,
    problem,
)

READS = (
    Asked("GET", "/event/{event}"),
    Asked("GET", "/events/{event}"),
    Asked("GET", "/event/{event}/availability"),
    Asked("GET", "/event/{event}/find-common-slots"),
    Asked("GET", "/participant/bo"),
    Asked("GET", "/metrics"),
    Asked("GET", "/healthz"),
    Asked("GET", "/readyz"),
    Asked("GET", "/nothing/{event}"),
    Asked("PATCH", "/event/{event}"),
)
OLD = "an-event-of-before"


@pytest.fixture
def old_event(store: SqliteStore) -> str:
    """An event with an answer, both made where there were no tokens."""
    from evsched.document.requests import read_answer, read_event

    trusted = Scheduler(store)
    event_id = trusted.keep_event(read_event(EVENT)).id
    trusted.record_availability(event_id, read_answer(answer("bo", event_id))[1])
    return event_id


@pytest.mark.parametrize("name", WRITES)
def test_an_event_made_without_tokens_is_read_only_until_it_gets_one(
    guarded: TestClient, store: SqliteStore, old_event: str, name: str
) -> None:
    write, token, before = WRITES[name], new_organizer_token(), kept(store)
    problem(write.send(guarded, old_event), 401)
    problem(write.send(guarded, old_event, bearer(token)), 403)
    assert kept(store) == before
    assert guarded.simulate_get(f"/events/{old_event}").status_code == 200
    assert guarded.simulate_get(f"/event/{old_event}/find-common-slots").status_code == 200
    problem(guarded.simulate_get(f"/event/{old_event}/availability", headers=bearer(token)), 403)
    problem(guarded.simulate_get("/participant/bo", headers=bearer(token)), 404, "Participant not found")
    Scheduler(store).set_organizer_token(old_event, digest(token))
    assert guarded.simulate_get("/participant/bo", headers=bearer(token)).status_code == 200
    assert write.send(guarded, old_event, bearer(token)).status_code in (200, 204)


def test_a_refusal_says_how_an_event_without_tokens_gets_one(guarded: TestClient, old_event: str) -> None:
    refused = problem(WRITES["DELETE-event"].send(guarded, old_event, bearer(new_organizer_token())), 403)
    assert "evsched event token EVENT" in refused["detail"]


def test_a_token_is_in_no_answer_but_the_one_that_gives_it_and_in_no_line_of_the_log(
    guarded: TestClient, world: World, log: list[str]
) -> None:
    results = [
        each.send(guarded, world.event, bearer(token))
        for token in reversed(world.tokens())
        for each in (*READS, *WRITES.values())
    ]
    told = "\n".join([*log, *(f"{each.headers}{each.text}" for each in results)])
    assert {each.status_code for each in results} >= {200, 204, 403, 404, 405}
    assert log
    for token in world.tokens():
        assert token not in told
        assert digest(token).hex() not in told


def test_the_log_has_no_query_and_no_event_id(guarded: TestClient, world: World, log: list[str]) -> None:
    for each in (*READS, *WRITES.values()):
        each.send(guarded, world.event, bearer(world.organizer))
    guarded.simulate_get(f"/event/{world.other_event}/find-common-slots", query_string="limit=77&secret=of-a-query")
    guarded.simulate_get("/participant/bo", query_string="secret=of-a-query", headers=bearer(world.bo))
    text = "\n".join(log)
    assert log
    for hidden in (world.event, world.other_event, "limit=77", "secret", "of-a-query"):
        assert hidden not in text


def test_tokens_that_are_given_are_for_nobody_to_keep(guarded: TestClient) -> None:
    created = guarded.simulate_post("/event", json=EVENT)
    recorded = guarded.simulate_post("/participant", json=answer("bo", created.json["id"]))
    assert created.headers["Cache-Control"] == recorded.headers["Cache-Control"] == "no-store"


def test_a_store_keeps_no_token(guarded: TestClient, store: SqliteStore, world: World) -> None:
    guarded.simulate_post("/event", json=EVENT, headers={"Idempotency-Key": KEY})
    data = store.path.read_bytes()
    assert world.event.encode() in data
    assert not any(token.encode() in data for token in world.tokens())


def test_what_a_new_event_says_of_ids_versions_and_tokens_is_not_obeyed(guarded: TestClient) -> None:
    said = {"id": UNKNOWN, "version": 99, "organizerToken": "evo_" + "x" * 43, "open": True, "message": OLD}
    created = guarded.simulate_post("/event", json={**EVENT, **said, "participantDetails": [{"id": "eve"}]}).json
    assert not said.items() & created.items()
    assert (created["version"], created["open"], created["participants"]) == (1, False, EVENT["participants"])
    problem(guarded.simulate_get(f"/events/{UNKNOWN}"), 404)
    problem(guarded.simulate_delete(f"/event/{created['id']}", headers=bearer(said["organizerToken"])), 403)  # type: ignore[arg-type]


def test_what_a_change_says_of_ids_versions_and_tokens_is_not_obeyed(
    guarded: TestClient, store: SqliteStore, world: World
) -> None:
    other = kept(store)["events"][world.other_event]
    said = {"id": world.other_event, "version": 99, "organizerToken": world.other_organizer}
    changed = guarded.simulate_put(
        f"/event/{world.event}", json={**EVENT, **said, "title": "Changed"}, headers=bearer(world.organizer)
    )
    assert (changed.json["id"], changed.json["version"]) == (world.event, 2)
    assert kept(store)["events"][world.other_event] == other
    problem(guarded.simulate_delete(f"/event/{world.event}", headers=bearer(world.other_organizer)), 403)


def test_the_path_says_whose_answer_is_changed(client: TestClient, world: World) -> None:
    body = {**answer("ann", world.event), "id": "ann", "slots": [LATER], "participantToken": world.ann}
    assert client.simulate_put("/participant/bo", json=body).json["id"] == "bo"
    slots = {
        each["participant_id"]: each["slots"] for each in client.simulate_get(f"/event/{world.event}/availability").json
    }
    assert slots == {"ann": [OFFERED], "bo": [LATER], "cy": []}


def test_what_an_answer_says_of_tokens_is_not_obeyed(guarded: TestClient, world: World) -> None:
    said = "evp_" + "y" * 43
    body = answer("cy", world.event, participantToken=said, id="bo", answered=False)
    recorded = guarded.simulate_post("/participant", json=body).json
    assert (recorded["id"], recorded["participantToken"] == said) == ("cy", False)
    problem(guarded.simulate_get("/participant/cy", headers=bearer(said)), 404)


@pytest.mark.parametrize(
    "member",
    ["token_hash", "token", "created", "answers_version", "answersVersion", "owner", "event_id", "participant_id"],
)
def test_a_member_that_no_event_has_is_refused_by_its_name(
    client: TestClient, store: SqliteStore, event_id: str, member: str
) -> None:
    before = kept(store)
    for method, path in (("POST", "/event"), ("PUT", f"/event/{event_id}")):
        body: dict[str, Any] = {**EVENT, member: "x"}
        refused = problem(client.simulate_request(method, path, json=body), 400, "Invalid input")
        assert f'"{member}"' in refused["detail"]
    assert kept(store) == before


@pytest.mark.parametrize(("member", "meant"), [("timezone", "timeZone"), ("estimated_time", "estimatedTime")])
def test_a_misspelt_member_is_refused_with_the_nearest_name(client: TestClient, member: str, meant: str) -> None:
    body = {name: value for name, value in EVENT.items() if name != meant} | {member: "UTC"}
    refused = problem(client.simulate_post("/event", json=body), 400, "Invalid input")
    assert f'did you mean "{meant}"?' in refused["detail"]


def test_the_log_is_json_even_of_a_hostile_request(client: TestClient, log: list[str]) -> None:
    client.simulate_get("/openapi.json")
    log.clear()
    client.simulate_request("TRACE", "/event\u202e\x1b[2J%0a", headers={"X-Request-Id": 'x"\u00e9\x1b[2J'})
    made(client)
    assert [json.loads(line)["status"] for line in log] == [404, 201]
    assert all(line.isascii() and line.isprintable() for line in log)
