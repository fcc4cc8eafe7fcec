"""What is true of every answer as HTTP: methods, ids, headers, CORS; and how the service tells of itself."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import tzdata
from falcon.testing import Result, TestClient

from evsched import __version__
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, UNKNOWN, Asked, ClientOf, World, answer, bearer, problem

ORIGIN = "https://app.example"
GETS = {
    "event": Asked("GET", "/event/{event}"),
    "events": Asked("GET", "/events/{event}"),
    "common-slots": Asked("GET", "/event/{event}/find-common-slots"),
    "availability": Asked("GET", "/event/{event}/availability"),
    "participant": Asked("GET", "/participant/bo"),
    "openapi": Asked("GET", "/openapi.json"),
    "docs": Asked("GET", "/docs"),
    "healthz": Asked("GET", "/healthz"),
    "readyz": Asked("GET", "/readyz"),
    "not-found": Asked("GET", f"/event/{UNKNOWN}"),
    "no-route": Asked("GET", "/nothing"),
    "no-token": Asked("GET", "/event/{event}/availability"),
}
OTHERS = {
    "201": Asked("POST", "/event", EVENT),
    "200-with-a-token": Asked("POST", "/participant", answer("cy")),
    "204": Asked("DELETE", "/event/{event}"),
    "400": Asked("POST", "/event", {}),
    "405": Asked("PATCH", "/event"),
    "409": Asked("POST", "/participant", answer("bo")),
    "options": Asked("OPTIONS", "/event"),
    "metrics": Asked("GET", "/metrics"),
    "one-call": Asked("POST", "/find-common-slots", EVENT),
}
EVERY_KIND = [pytest.param(asked, id=name) for name, asked in {**GETS, **OTHERS}.items()]


@pytest.mark.parametrize("asked", [pytest.param(asked, id=name) for name, asked in GETS.items()])
def test_head_is_get_without_the_body(guarded: TestClient, world: World, asked: Asked) -> None:
    headers = {**bearer(world.organizer), "X-Request-Id": "the-same-for-both"}
    get = asked.send(guarded, world.event, headers)
    head = Asked("HEAD", asked.path).send(guarded, world.event, headers)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers == get.headers
    assert head.headers["Content-Length"] == str(len(get.content))


@pytest.mark.parametrize("asked", EVERY_KIND)
def test_every_answer_has_an_id_and_safe_headers_and_names_no_server(
    guarded: TestClient, world: World, asked: Asked
) -> None:
    result = asked.send(guarded, world.event, bearer(world.organizer))
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", result.headers["X-Request-Id"])
    assert result.headers["X-Content-Type-Options"] == "nosniff"
    assert result.headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in result.headers
    assert "X-Powered-By" not in result.headers
    assert "Set-Cookie" not in result.headers


@pytest.mark.parametrize("asked", EVERY_KIND)
def test_what_has_a_token_is_for_nobody_to_keep_and_the_rest_for_one_to_keep(
    guarded: TestClient, world: World, asked: Asked
) -> None:
    result = asked.send(guarded, world.event, bearer(world.organizer))
    has_token = result.status_code < 300 and any(
        f'"{each}Token"' in result.text for each in ("organizer", "participant")
    )
    documents_tokens = asked.path in ("/openapi.json", "/docs")
    expected = "no-store" if has_token and not documents_tokens else "private, no-cache"
    assert result.headers["Cache-Control"] == expected


@pytest.mark.parametrize("given", ["12345678", "a" * 64, "0af7651916cd43dd8448eb211c80319c", "A-z_0.9-"])
def test_a_requests_id_is_taken_and_given_back(client: TestClient, log: list[str], given: str) -> None:
    result = client.simulate_get(f"/events/{UNKNOWN}", headers={"X-Request-Id": given})
    assert problem(result, 404)["instance"] == f"urn:evsched:request:{given}"
    assert result.headers["X-Request-Id"] == given
    assert json.loads(log[0])["request_id"] == given


@pytest.mark.parametrize("given", ["", "1234567", "a" * 65, "has blanks", "a,b,c,d,e", 'x"y"z"12', "é" * 8, "<script>"])
def test_an_id_that_could_do_harm_is_replaced(client: TestClient, log: list[str], given: str) -> None:
    results = [client.simulate_get("/healthz", headers={"X-Request-Id": given}) for _ in range(2)]
    ids = [result.headers["X-Request-Id"] for result in results]
    assert given not in ids
    assert len({*ids}) == 2
    assert {*ids} <= {json.loads(line)["request_id"] for line in log}


# CORS


def cors_headers(result: Result) -> set[str]:
    return {name for name in result.headers if name.lower().startswith("access-control-")}


def preflight(client: TestClient, origin: str, path: str = "/event", method: str = "POST") -> Result:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key,if-match",
    }
    return client.simulate_options(path, headers=headers)


def test_no_page_of_another_origin_may_read_by_default(client: TestClient) -> None:
    for result in (
        client.simulate_get("/healthz", headers={"Origin": ORIGIN}),
        client.simulate_get(f"/events/{UNKNOWN}", headers={"Origin": ORIGIN}),
        preflight(client, ORIGIN),
    ):
        assert cors_headers(result) == set()


def test_a_page_of_a_listed_origin_may_read_answers_and_errors(client_with: Callable[..., TestClient]) -> None:
    client = client_with(access="open", cors_origins=(ORIGIN, "https://other.example"))
    for path in ("/healthz", f"/events/{UNKNOWN}", "/nothing"):
        result = client.simulate_get(path, headers={"Origin": ORIGIN})
        assert result.headers["Vary"] == "Origin"
        assert result.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert {"ETag", "Location", "Retry-After", "X-Request-Id"} <= {
            *re.split(", ?", result.headers["Access-Control-Expose-Headers"])
        }
        assert "Access-Control-Allow-Credentials" not in result.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://app.example",
        "https://app.example.evil.example",
        "https://APP.example",
        "null",
        "*",
    ],
)
def test_a_page_of_another_origin_may_not(client_with: Callable[..., TestClient], origin: str) -> None:
    client = client_with(access="open", cors_origins=(ORIGIN,))
    assert cors_headers(client.simulate_get("/healthz", headers={"Origin": origin})) == set()
    assert cors_headers(preflight(client, origin)) == set()


@pytest.mark.parametrize(
    ("path", "method"),
    [("/event", "POST"), (f"/event/{UNKNOWN}", "PUT"), (f"/event/{UNKNOWN}", "DELETE"), ("/participant", "POST")],
)
def test_a_page_of_a_listed_origin_may_ask_before_it_writes(
    client_with: Callable[..., TestClient], path: str, method: str
) -> None:
    result = preflight(client_with(access="tokens", cors_origins=(ORIGIN,)), ORIGIN, path, method)
    assert result.status_code in (200, 204)
    assert result.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert method in re.split(", ?", result.headers["Access-Control-Allow-Methods"])
    allowed = result.headers["Access-Control-Allow-Headers"].lower()
    assert {"authorization", "content-type", "idempotency-key", "if-match"} <= {*re.split(", ?", allowed)}


# The service itself


@pytest.fixture(params=["folder", "no-database", "other-program", "newer"])
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> SqliteStore:
    """A store that cannot be read."""
    path = tmp_path / "broken.db"
    if request.param == "folder":
        path.mkdir()
    elif request.param == "no-database":
        path.write_bytes(b"something else entirely" * 100)
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE something (else_ TEXT)")
            if request.param == "newer":
                connection.execute(f"PRAGMA application_id = {int.from_bytes(b'evsd', 'big')}")
                connection.execute("PRAGMA user_version = 999")
    return SqliteStore(path, patience=0.1)


def test_health_is_of_the_process_and_its_zone_data(client: TestClient) -> None:
    health = client.simulate_get("/healthz")
    assert health.status_code == 200
    assert health.json["version"] == __version__
    assert health.json["zoneData"] >= tzdata.IANA_VERSION


def test_a_process_is_healthy_without_its_database_and_not_ready(client_of: ClientOf, broken: SqliteStore) -> None:
    client = client_of(Scheduler(broken))
    assert client.simulate_get("/healthz").status_code == 200
    for _ in range(2):
        not_ready = client.simulate_get("/readyz")
        problem(not_ready, 503)
        assert int(not_ready.headers["Retry-After"]) > 0
    assert client.simulate_get("/healthz").status_code == 200


def test_health_opens_no_database(client: TestClient, store: SqliteStore) -> None:
    for path in ("/healthz", "/metrics", "/docs", "/openapi.json"):
        assert client.simulate_get(path).status_code == 200
    assert store.figures() == {"connections": 0, "writers": 0}
    assert not store.exists()


def test_no_answer_says_where_a_broken_database_is(client_of: ClientOf, broken: SqliteStore) -> None:
    client = client_of(Scheduler(broken), access="open")
    for asked in (*GETS.values(), *OTHERS.values()):
        result = asked.send(client, UNKNOWN)
        assert str(broken.path) not in result.text
        assert broken.path.name not in result.text
        if result.status_code == 503:
            problem(result, 503)
            assert int(result.headers["Retry-After"]) > 0
    problem(client.simulate_post("/event", json=EVENT), 503)
    problem(client.simulate_get(f"/events/{UNKNOWN}"), 503)


def test_a_process_that_serves_is_ready(client: TestClient) -> None:
    assert client.simulate_get("/readyz").status_code == 200


def test_a_process_that_is_about_to_stop_is_not_ready_and_still_answers(
    client_of: ClientOf, store: SqliteStore
) -> None:
    client = client_of(Scheduler(store), draining=True, access="open")
    problem(client.simulate_get("/readyz"), 503)
    assert client.simulate_get("/healthz").status_code == 200
    assert client.simulate_post("/event", json=EVENT).status_code == 201


def test_metrics_count_requests_by_route_and_status(client: TestClient, event_id: str) -> None:
    client.simulate_get(f"/events/{UNKNOWN}")
    client.simulate_get(f"/event/{event_id}/find-common-slots")
    client.simulate_get("/nothing/secret")
    result = client.simulate_get("/metrics")
    assert result.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = result.text.splitlines()
    assert 'evsched_requests_total{method="POST",route="/event",status="201"} 1.0' in lines
    assert 'evsched_requests_total{method="GET",route="/events/{event_id}",status="404"} 1.0' in lines
    assert 'evsched_requests_total{method="GET",route="none",status="404"} 1.0' in lines
    assert 'evsched_request_seconds_count{method="POST",route="/event"} 1.0' in lines
    assert "evsched_recommendation_seconds_count 1.0" in lines
    assert "evsched_store_connections 1.0" in lines
    assert any(line.startswith("evsched_info{") and f'version="{__version__}"' in line for line in lines)
    assert event_id not in result.text
    assert "secret" not in result.text


def test_every_request_is_one_line_of_json_in_the_log(client: TestClient, world: World, log: list[str]) -> None:
    client.simulate_get("/openapi.json")
    log.clear()
    for asked in (*GETS.values(), *OTHERS.values()):
        asked.send(client, world.event)
    lines = [json.loads(line) for line in log]
    assert len(lines) == len(GETS) + len(OTHERS)
    for line in lines:
        assert line.keys() == {"time", "request_id", "method", "route", "status", "ms", "from"}
    assert [line["method"] for line in lines] == [each.method for each in (*GETS.values(), *OTHERS.values())]
    assert {line["status"] for line in lines} >= {200, 201, 204, 400, 404, 405}
    assert len({line["request_id"] for line in lines}) == len(lines)
