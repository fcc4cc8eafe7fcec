"""Addresses and methods that no client of ours makes: each gets one clear error."""

from __future__ import annotations

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, World, answer, kept, problem

IDS = [
    pytest.param("%00", id="NUL"),
    pytest.param("..%2f", id="dots"),
    pytest.param("..%2f..%2f..%2fetc%2fpasswd", id="path"),
    pytest.param("%2e%2e", id="escaped-dots"),
    pytest.param("%ff%fe", id="not-utf-8"),
    pytest.param("%ed%a0%80", id="surrogate"),
    pytest.param("%0d%0aSet-Cookie:%20a=b", id="CRLF"),
    pytest.param("%1b[2J", id="escape"),
    pytest.param("%e2%80%ae", id="bidi"),
    pytest.param("%", id="percent"),
    pytest.param("%zz", id="no-escape"),
    pytest.param("%25s%25n", id="format"),
    pytest.param("'%20OR%20'1'='1", id="sql"),
    pytest.param("last", id="last"),
    pytest.param("0", id="beginning-of-an-id"),
    pytest.param("q" * 9000, id="9-kB"),
]
PATHS = [
    pytest.param("GET", "/event/{}", id="GET-event"),
    pytest.param("GET", "/events/{}", id="GET-events"),
    pytest.param("GET", "/event/{}/find-common-slots", id="GET-common-slots"),
    pytest.param("GET", "/event/{}/availability", id="GET-availability"),
    pytest.param("GET", "/event/{}/calendar.ics", id="GET-calendar"),
    pytest.param("DELETE", "/event/{}/meeting", id="DELETE-meeting"),
    pytest.param("PUT", "/event/{}", id="PUT-event"),
    pytest.param("DELETE", "/event/{}", id="DELETE-event"),
    pytest.param("DELETE", "/participant/bo/event/{}", id="DELETE-answer"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("text", IDS)
@pytest.mark.usefixtures("world")
def test_what_is_no_id_of_an_event_is_not_found(
    client: TestClient, store: SqliteStore, method: str, path: str, text: str
) -> None:
    before, body = kept(store), (EVENT if method == "PUT" else None)
    problem(client.simulate_request(method, path.format(text), json=body), 404, sent=text)
    assert kept(store) == before


@pytest.mark.parametrize("text", IDS)
@pytest.mark.usefixtures("world")
def test_what_is_no_id_of_an_event_is_not_found_in_a_body(client: TestClient, text: str) -> None:
    problem(client.simulate_post("/participant", json=answer("bo", text)), 404, "Event not found", text)
    problem(client.simulate_put("/participant/bo", json=answer("bo", text)), 404, "Event not found", text)


@pytest.mark.parametrize("text", IDS)
def test_what_is_no_id_of_a_participant_is_refused(
    client: TestClient, store: SqliteStore, world: World, text: str
) -> None:
    before = kept(store)
    for method, path, body in (
        ("GET", f"/participant/{text}", None),
        ("PUT", f"/participant/{text}", {"event_id": world.event, "slots": []}),
        ("DELETE", f"/participant/{text}/event/{world.event}", None),
    ):
        result = client.simulate_request(method, path, json=body)
        problem(result, 400 if result.status_code == 400 else 404, sent=text)
    assert kept(store) == before


@pytest.mark.parametrize("path", ["/", "/nothing", "/event/a/b", "/EVENT", "/docs/x"])
def test_an_address_that_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
        problem(client.simulate_request(method, path), 404)


@pytest.mark.parametrize("method", ["PATCH", "TRACE"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        pytest.param("/event", "POST, OPTIONS", id="event"),
        pytest.param("/event/{event}", "GET, HEAD, PUT, DELETE, OPTIONS", id="an-event"),
        pytest.param("/events/{event}", "GET, HEAD, OPTIONS", id="events"),
        pytest.param("/participant", "POST, OPTIONS", id="participant"),
        pytest.param("/participant/bo", "GET, HEAD, PUT, OPTIONS", id="a-participant"),
        pytest.param("/participant/bo/event/{event}", "DELETE, OPTIONS", id="an-answer"),
        pytest.param("/event/{event}/availability", "GET, HEAD, OPTIONS", id="availability"),
        pytest.param("/event/{event}/find-common-slots", "GET, HEAD, OPTIONS", id="common-slots"),
        pytest.param("/event/{event}/meeting", "PUT, DELETE, OPTIONS", id="meeting"),
        pytest.param("/event/{event}/calendar.ics", "GET, HEAD, OPTIONS", id="calendar"),
        pytest.param("/find-common-slots", "POST, OPTIONS", id="one-call"),
        pytest.param("/openapi.json", "GET, HEAD, OPTIONS", id="openapi"),
        pytest.param("/docs", "GET, HEAD, OPTIONS", id="docs"),
        pytest.param("/healthz", "GET, HEAD, OPTIONS", id="healthz"),
        pytest.param("/readyz", "GET, HEAD, OPTIONS", id="readyz"),
        pytest.param("/metrics", "GET, HEAD, OPTIONS", id="metrics"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_answered_with_those_that_it_takes(
    client: TestClient, world: World, method: str, path: str, allowed: str
) -> None:
    at = path.replace("{event}", world.event)
    result = client.simulate_request(method, at)
    problem(result, 405)
    options = client.simulate_options(at)
    assert (options.status_code, options.content) in ((200, b""), (204, b""))
    for each in (result, options):
        assert {*each.headers["Allow"].split(", "), "OPTIONS"} == {*allowed.split(", ")}
