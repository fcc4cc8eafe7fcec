"""Conditional requests (RFC 9110): what has not changed is not sent again, what has is not overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import (
    CHANGED_ANSWER,
    EVENT,
    KEY,
    LATER,
    OFFERED,
    WRITES,
    Asked,
    World,
    answer,
    bearer,
    kept,
    made,
    problem,
)

READS = {
    "event": Asked("GET", "/event/{event}"),
    "events": Asked("GET", "/events/{event}"),
    "common-slots": Asked("GET", "/event/{event}/find-common-slots"),
    "availability": Asked("GET", "/event/{event}/availability"),
    "participant": Asked("GET", "/participant/bo"),
}
ASKED = [pytest.param(asked, id=name) for name, asked in READS.items()]
SEEN_AT = {
    "PUT-event": READS["event"],
    "DELETE-event": READS["event"],
    "PUT-meeting": READS["event"],
    "DELETE-meeting": READS["event"],
    "PUT-answer": READS["participant"],
    "DELETE-answer": READS["participant"],
}
"""Where the tag is read that a change depends on."""
CHANGES = list(WRITES)

Change = Callable[[TestClient, World], Result]


def tag(client: TestClient, asked: Asked, world: World) -> str:
    """The entity tag of what is there, read with the organizer's token."""
    return str(asked.send(client, world.event, bearer(world.organizer)).headers["ETag"])


@pytest.mark.parametrize("asked", ASKED)
def test_a_tag_is_strong_and_stays_while_nothing_changes(guarded: TestClient, world: World, asked: Asked) -> None:
    found = tag(guarded, asked, world)
    assert found.startswith('"')
    assert found.endswith('"')
    assert {tag(guarded, asked, world) for _ in range(3)} == {found}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"x", {tag}', '"x",W/{tag} , "y"', "*", '"a,b", {tag}'])
def test_what_the_client_has_is_not_sent_again(guarded: TestClient, world: World, asked: Asked, form: str) -> None:
    found = tag(guarded, asked, world)
    headers = {**bearer(world.organizer), "If-None-Match": form.format(tag=found)}
    result = asked.send(guarded, world.event, headers)
    assert (result.status_code, result.content, result.headers["ETag"]) == (304, b"", found)
    assert result.headers["X-Request-Id"]
    assert result.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    "form", ['"0"', 'W/"0"', '"{bare}0"', "{bare}", '"{bare}', "{tag} x", "{tag}, *", "w/{tag}", "{tag},,x", ""]
)
def test_what_the_client_has_not_or_does_not_say_rightly_is_sent(
    guarded: TestClient, world: World, asked: Asked, form: str
) -> None:
    found = tag(guarded, asked, world)
    headers = {**bearer(world.organizer), "If-None-Match": form.format(tag=found, bare=found.strip('"'))}
    result = asked.send(guarded, world.event, headers)
    assert (result.status_code, result.headers["ETag"]) == (200, found)
    assert result.json


@pytest.mark.parametrize("asked", ASKED)
def test_head_is_conditional_as_get_is(guarded: TestClient, world: World, asked: Asked) -> None:
    found, head = tag(guarded, asked, world), Asked("HEAD", asked.path)
    result = head.send(guarded, world.event, {**bearer(world.organizer), "If-None-Match": found})
    assert (result.status_code, result.headers["ETag"]) == (304, found)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("form", ["{tag}", '"x", {tag}', 'W/"x" ,{tag},"y"', "*", " * "])
def test_what_has_not_changed_is_changed(guarded: TestClient, world: World, name: str, form: str) -> None:
    found = tag(guarded, SEEN_AT[name], world)
    headers = {**bearer(world.organizer), "If-Match": form.format(tag=found)}
    assert WRITES[name].send(guarded, world.event, headers).status_code in (200, 204)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("form", ['"0"', '"x", "y"', "W/{tag}", '"x", W/{tag}', '"{bare}0"', '""', '"01"', '"1.0"'])
def test_what_has_changed_stays(guarded: TestClient, store: SqliteStore, world: World, name: str, form: str) -> None:
    """A weak tag never matches: it promises less than a change must know."""
    found, before = tag(guarded, SEEN_AT[name], world), kept(store)
    headers = {**bearer(world.organizer), "If-Match": form.format(tag=found, bare=found.strip('"'))}
    problem(WRITES[name].send(guarded, world.event, headers), 412)
    assert kept(store) == before


@pytest.mark.parametrize("name", CHANGES)
def test_a_refusal_of_what_has_changed_has_the_tag_of_now(guarded: TestClient, world: World, name: str) -> None:
    found = tag(guarded, SEEN_AT[name], world)
    result = WRITES[name].send(guarded, world.event, {**bearer(world.organizer), "If-Match": '"0"'})
    problem(result, 412)
    assert result.headers.get("ETag") == found


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("form", ["3", "{tag} {tag}", "{tag}, *", '"{bare}', "{bare}", "w/{tag}", "", ",", "\u00e9"])
def test_a_condition_that_is_malformed_is_refused(
    guarded: TestClient, store: SqliteStore, world: World, name: str, form: str
) -> None:
    found, before = tag(guarded, SEEN_AT[name], world), kept(store)
    headers = {**bearer(world.organizer), "If-Match": form.format(tag=found, bare=found.strip('"'))}
    problem(WRITES[name].send(guarded, world.event, headers), 400, "Invalid input")
    assert kept(store) == before


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_there_has_no_tag_not_even_any(guarded: TestClient, world: World, name: str) -> None:
    headers = {**bearer(world.organizer), "If-Match": "*"}
    WRITES["DELETE-event"].send(guarded, world.event, bearer(world.organizer))
    problem(WRITES[name].send(guarded, world.event, headers), 404)


def test_a_version_is_the_tag_of_an_event_and_rises_with_it_alone(client: TestClient, world: World) -> None:
    """Answers by those who are invited are no change to the event; who joins or leaves is."""

    def version(result: Result | None = None) -> int:
        read = READS["event"].send(client, world.event)
        assert read.headers["ETag"] == f'"{read.json["version"]}"'
        if result is not None:
            assert result.headers["ETag"] == read.headers["ETag"]
            assert result.json["version"] == read.json["version"]
        return int(read.json["version"])

    first = version()
    assert first == version(WRITES["PUT-event"].send(client, world.event)) - 1
    for who, rise in (("cy", 0), ("stranger", 1)):
        before = version()
        client.simulate_post("/participant", json=answer(who, world.event))
        assert version() == before + rise
        client.simulate_put(f"/participant/{who}", json={"event_id": world.event, "slots": [LATER]})
        assert version() == before + rise
        client.simulate_delete(f"/participant/{who}/event/{world.event}")
        assert version() == before + rise + 1


def put_event(**members: Any) -> Change:
    return lambda client, world: client.simulate_put(f"/event/{world.event}", json={**EVENT, **members})


MATTERS: dict[str, Change] = {
    "title": put_event(title="New"),
    "duration": put_event(estimatedTime=1800),
    "slots": put_event(slots=[OFFERED]),
    "participant-joins": put_event(participants=["ann", "bo", "cy", "dora"]),
    "participant-leaves": put_event(participants=["ann"]),
    "participant-optional": put_event(participants=["ann", "bo", {"id": "cy", "required": False}]),
    "participant-zone": put_event(participants=["ann", "cy", {"id": "bo", "timeZone": "Asia/Tokyo"}]),
    "first-answer": lambda client, world: client.simulate_post("/participant", json=answer("cy", world.event)),
    "stranger": lambda client, world: client.simulate_post("/participant", json=answer("eve", world.event)),
    "answer": lambda client, world: Asked("PUT", "/participant/bo", CHANGED_ANSWER).send(client, world.event),
    "declined": lambda client, world: client.simulate_put(
        "/participant/bo", json={"event_id": world.event, "slots": []}
    ),
    "answer-gone": lambda client, world: WRITES["DELETE-answer"].send(client, world.event),
}
MATTERS_NOT: dict[str, Change] = {
    "other-event": lambda client, world: client.simulate_put(f"/event/{world.other_event}", json=EVENT),
    "other-event-gone": lambda client, world: client.simulate_delete(f"/event/{world.other_event}"),
    "other-events-answer": lambda client, world: WRITES["PUT-answer"].send(client, world.other_event),
    "new-event": lambda client, _: client.simulate_post("/event", json=EVENT),
    "refused-change": lambda client, world: client.simulate_put(f"/event/{world.event}", json={}),
    "refused-answer": lambda client, world: client.simulate_post("/participant", json=answer("bo", world.event)),
    "condition-failed": lambda client, world: WRITES["PUT-event"].send(client, world.event, {"If-Match": '"0"'}),
    "read": lambda client, world: READS["event"].send(client, world.event),
}


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in MATTERS.items()])
def test_the_tag_of_a_recommendation_changes_with_what_it_depends_on(
    client: TestClient, world: World, change: Change
) -> None:
    path = f"/event/{world.event}/find-common-slots"
    before = client.simulate_get(path)
    assert change(client, world).status_code == 200
    after = client.simulate_get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["ETag"] == before.headers["ETag"]) == (200, False)


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in MATTERS_NOT.items()])
def test_the_tag_of_a_recommendation_changes_with_nothing_else(
    client: TestClient, world: World, change: Change
) -> None:
    path = f"/event/{world.event}/find-common-slots"
    before = client.simulate_get(path)
    change(client, world)
    after = client.simulate_get(path)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)


def test_a_recommendation_that_was_kept_is_never_an_older_one(client: TestClient, world: World) -> None:
    path = f"/event/{world.event}/find-common-slots"
    for slots in ([OFFERED], [LATER], [OFFERED, LATER], []):
        for who in ("ann", "bo"):
            client.simulate_put(f"/participant/{who}", json={"event_id": world.event, "slots": slots})
        found = client.simulate_get(path).json["recommendedTimeSlots"]
        assert [each["slot"] for each in found] == slots


def test_each_query_has_a_tag_of_its_own(client: TestClient, world: World) -> None:
    path = f"/event/{world.event}/find-common-slots"
    queries = ["", "limit=1", "limit=11", "alternatives=1", "limit=1&alternatives=1", "alternatives=11"]
    tags = [client.simulate_get(path, query_string=query).headers["ETag"] for query in queries]
    assert len({*tags}) == len(tags)
    assert client.simulate_get(path, query_string="limit=50&alternatives=0").headers["ETag"] == tags[0]


def test_other_zone_data_gives_another_tag(client_with: Callable[..., TestClient], world: World) -> None:
    path = f"/event/{world.event}/find-common-slots"
    tags = {client_with(zone_data=version).simulate_get(path).headers["ETag"] for version in ("2025a", "2025b")}
    assert len(tags) == 2


def test_an_event_that_was_made_has_its_tag_already(client: TestClient) -> None:
    created = client.simulate_post("/event", json=EVENT, headers={"Idempotency-Key": KEY})
    assert created.headers["ETag"] == client.simulate_get(created.headers["Location"]).headers["ETag"]


def test_two_who_change_what_both_have_read_do_not_overwrite_each_other(client: TestClient) -> None:
    path = f"/event/{made(client)['id']}"
    seen = {"If-Match": client.simulate_get(path).headers["ETag"]}
    first = client.simulate_put(path, json={**EVENT, "title": "First"}, headers=seen)
    second = client.simulate_put(path, json={**EVENT, "title": "Second"}, headers=seen)
    problem(second, 412)
    assert second.headers["ETag"] == first.headers["ETag"]
    assert client.simulate_get(path).json["title"] == "First"
