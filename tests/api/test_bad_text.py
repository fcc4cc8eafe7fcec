"""Text that would fool a reader is refused; text that only looks dangerous is kept and shown as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, OFFERED, WITH_BODY, Asked, World, answer, kept, problem

TITLED = [pytest.param(WITH_BODY[name], id=name) for name in ("POST-event", "PUT-event", "one-call")]
UNSHOWABLE = [
    pytest.param("", id="empty"),
    pytest.param(" \u00a0\u3000", id="blank"),
    pytest.param("\u200d\u200d", id="joiners-alone"),
    pytest.param("a\x1b[2Jb", id="escape"),
    pytest.param("a\x85b", id="C1"),
    pytest.param("a\x9b31mb", id="C1-escape"),
    pytest.param("a\r\nSet-Cookie: b", id="CRLF"),
    pytest.param("a\tb", id="tab"),
    pytest.param("a\x7fb", id="delete"),
    pytest.param("a\u202eb", id="bidi-override"),
    pytest.param("a\u2066b", id="bidi-isolate"),
    pytest.param("a\u2028b", id="line-separator"),
    pytest.param("a\u200bb", id="zero-width-space"),
    pytest.param("a\ufeffb", id="byte-order-mark"),
]
LITERAL = [
    pytest.param("[bold red]x", id="markup"),
    pytest.param('=HYPERLINK("x")', id="formula"),
    pytest.param("<script>alert(1)", id="script"),
    pytest.param("%s%n{0}${x}%00", id="format"),
    pytest.param("'; DROP TABLE event; --", id="sql"),
    pytest.param("👩‍👩‍👧‍👦", id="emoji"),
    pytest.param("नमस्ते क्‍ष", id="devanagari"),
    pytest.param("שלום مرحبا", id="right-to-left"),
    pytest.param("a\\u0000b&amp;", id="escapes"),
    pytest.param("null", id="null"),
    pytest.param("..a", id="dots"),
    pytest.param("?a=b#c;d", id="address"),
]


def with_id(asked: Asked, event: str, text: str) -> dict[str, Any]:
    """The right body with another id of a participant."""
    body: dict[str, Any] = json.loads(asked.source(event) or "")
    return {**body, **({"participant_id": text} if "event_id" in body else {"participants": ["ann", {"id": text}]})}


@pytest.mark.parametrize("asked", TITLED)
@pytest.mark.parametrize(
    "text", [*UNSHOWABLE, pytest.param("q" * 201, id="201-characters"), pytest.param(7, id="number")]
)
def test_a_title_that_cannot_be_shown_is_refused(
    client: TestClient, store: SqliteStore, world: World, asked: Asked, text: object
) -> None:
    before, body = kept(store), {**EVENT, "title": text}
    result = client.simulate_request(asked.method, asked.path.replace("{event}", world.event), json=body)
    told = problem(result, 400, "Invalid input", str(text))
    assert told["errors"][0]["pointer"] == "/title"
    assert kept(store) == before


@pytest.mark.parametrize("asked", [*TITLED, pytest.param(WITH_BODY["POST-answer"], id="POST-answer")])
@pytest.mark.parametrize(
    "text",
    [
        *UNSHOWABLE,
        pytest.param("q" * 65, id="65-characters"),
        pytest.param("a/b", id="slash"),
        pytest.param("..", id="dots"),
        pytest.param(".", id="dot"),
        pytest.param(7, id="number"),
        pytest.param(None, id="null"),
    ],
)
def test_an_id_that_cannot_be_shown_is_refused(
    client: TestClient, store: SqliteStore, world: World, asked: Asked, text: Any
) -> None:
    before, body = kept(store), with_id(asked, world.event, text)
    result = client.simulate_request(asked.method, asked.path.replace("{event}", world.event), json=body)
    told = problem(result, 400, "Invalid input", str(text))
    expected = "/participant_id" if asked.path == "/participant" else "/participants/1"
    assert told["errors"][0]["pointer"].startswith(expected)
    assert kept(store) == before


@pytest.mark.parametrize(
    "twice", [pytest.param(["ann", "ann"], id="same"), pytest.param(["\u00eb", "e\u0308"], id="NFC")]
)
@pytest.mark.parametrize("asked", TITLED)
def test_one_id_twice_is_refused(
    client: TestClient, store: SqliteStore, world: World, asked: Asked, twice: list[str]
) -> None:
    before, body = kept(store), {**EVENT, "participants": twice}
    result = client.simulate_request(asked.method, asked.path.replace("{event}", world.event), json=body)
    assert problem(result, 400, "Invalid input")["errors"][0]["pointer"] == "/participants/1"
    assert kept(store) == before


@pytest.mark.parametrize(
    "text",
    [*LITERAL, pytest.param("[link=https://example.org]x[/link]", id="link"), pytest.param("[/]", id="end-of-markup")],
)
def test_a_title_is_kept_and_shown_as_it_is(client: TestClient, text: str) -> None:
    created = client.simulate_post("/event", json={**EVENT, "title": text})
    assert (created.status_code, created.json["title"]) == (201, text)
    read = client.simulate_get(f"/events/{created.json['id']}")
    assert read.json["title"] == text
    assert read.headers["Content-Type"].startswith("application/json")
    changed = client.simulate_put(f"/event/{created.json['id']}", json=read.json)
    assert changed.json["title"] == text


@pytest.mark.parametrize("text", LITERAL)
def test_an_id_is_kept_and_shown_as_it_is(client: TestClient, event_id: str, text: str) -> None:
    recorded = client.simulate_post("/participant", json=answer(text, event_id))
    assert (recorded.status_code, recorded.json["id"]) == (200, text)
    assert text in client.simulate_get(f"/events/{event_id}").json["participants"]
    (found,) = client.simulate_get(f"/event/{event_id}/find-common-slots").json["recommendedTimeSlots"][:1]
    assert text in found["availableParticipants"]


@pytest.mark.parametrize("text", LITERAL)
def test_an_id_in_an_address_is_escaped_and_found(client: TestClient, event_id: str, text: str) -> None:
    from urllib.parse import quote

    client.simulate_post("/participant", json=answer(text, event_id))
    address = f"/participant/{quote(text, safe='')}"
    assert [each["id"] for each in client.simulate_get(address).json] == [text]
    assert client.simulate_put(address, json={"event_id": event_id, "slots": []}).json["id"] == text
    assert client.simulate_delete(f"{address}/event/{event_id}").status_code == 200


def test_text_at_the_limit_is_kept(client: TestClient) -> None:
    title, name = "é" * 200, "é" * 64
    created = client.simulate_post("/event", json={**EVENT, "title": title, "participants": [name]})
    assert (created.json["title"], created.json["participants"]) == (title, [name])


def test_fractions_of_a_second_are_cut_off(client: TestClient) -> None:
    start = OFFERED["start_time"].replace("Z", ".999999999z")
    created = client.simulate_post("/event", json={**EVENT, "slots": [{**OFFERED, "start_time": start}]})
    assert created.json["slots"] == [OFFERED]


@pytest.mark.parametrize(
    "slots",
    [
        pytest.param(["12 Jan 2025, 2 - 4PM UTC"], id="zone-in-the-text"),
        pytest.param([{"text": "12 Jan 2025, 9 - 11AM", "timeZone": "America/New_York"}], id="zone-beside-the-text"),
        pytest.param(["12 Jan 2025, 15:00 - 17:00"], id="zone-of-the-body"),
        pytest.param(
            [{"start_time": "2025-01-12T15:00:00+01:00", "end_time": "2025-01-12T17:00:00+01:00"}], id="offset"
        ),
    ],
)
def test_a_slot_may_be_text_and_is_answered_as_instants(client: TestClient, slots: list[object]) -> None:
    created = client.simulate_post("/event", json={**EVENT, "slots": slots, "timeZone": "Europe/Berlin"})
    assert (created.status_code, created.json["slots"]) == (201, [OFFERED])


@pytest.mark.parametrize("duration", [3600, "PT1H", "60m", "1h", "1 hour"])
def test_a_duration_may_be_seconds_or_text_and_is_answered_in_seconds(client: TestClient, duration: object) -> None:
    assert client.simulate_post("/event", json={**EVENT, "estimatedTime": duration}).json["estimatedTime"] == 3600
