"""Bad input gets one clear error, whichever route it comes to, and leaves nothing behind."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, LARGEST_BODY, MOST_PARTICIPANTS, MOST_SLOTS, OFFERED, WITH_BODY, Asked, World, kept
from tests.api.asking import problem as problem_of

WITH_SLOTS = {name: asked for name, asked in WITH_BODY.items() if "slots" in (asked.body or {})}
EVENT_ROUTES = {name: WITH_BODY[name] for name in ("POST-event", "PUT-event", "one-call")}


def refused(
    client: TestClient,
    store: SqliteStore,
    asked: Asked,
    event: str,
    source: bytes,
    *,
    status: int = 400,
    content_type: str = "application/json",
    **headers: str,
) -> dict[str, Any]:
    """Send a body that is bad, and hold the answer and the store against the rule."""
    before = kept(store)
    path = asked.path.replace("{event}", event)
    result: Result = client.simulate_request(
        asked.method, path, body=source, headers={"Content-Type": content_type, **headers}
    )
    assert kept(store) == before
    message = "Invalid input" if status == 400 else None
    return problem_of(result, status, message, source[:10_000].decode(errors="replace"))


def with_members(asked: Asked, event: str, **members: Any) -> bytes:
    """The right body with other members."""
    return json.dumps({**json.loads(asked.source(event) or ""), **members}).encode()


JSON: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \r\n\t",
    "null": lambda _: b"null",
    "list": lambda good: b"[" + good + b"]",
    "text": lambda good: json.dumps(good.decode()).encode(),
    "number": lambda _: b"7",
    "true": lambda _: b"true",
    "no-members": lambda _: b"{}",
    "truncated": lambda good: good[:-1],
    "trailing": lambda good: good + b" {}",
    "comment": lambda good: b"/* hello */ " + good,
    "trailing-comma": lambda good: good[:-1] + b",}",
    "single-quotes": lambda good: good.replace(b'"', b"'"),
    "member-twice": lambda good: good[:-1] + b', "slots": []}',
    "ignored-member-twice": lambda good: good[:-1] + b', "message": "a", "message": "b"}',
    "nan": lambda good: good[:-1] + b', "message": NaN}',
    "infinity": lambda good: good[:-1] + b', "message": -Infinity}',
    "1e400": lambda good: good.replace(b'": ', b'": 1e400, "_": ', 1),
    "5000-digits": lambda good: good[:-1] + b', "message": ' + b"9" * 5000 + b"}",
    "17-deep": lambda good: good[:-1] + b', "message": ' + b"[" * 16 + b"]" * 16 + b"}",
    "1000-deep": lambda good: good[:-1] + b', "message": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    "100000-deep": lambda _: b"[" * 100_000 + b"]" * 100_000,
    "100000-deep-unclosed": lambda _: b'{"a":' * 50_000,
    "lone-surrogate": lambda good: good[:-1] + b', "message": "\\ud800"}',
    "lone-surrogate-as-name": lambda good: good[:-1] + b', "\\udc00": 1}',
    "nul": lambda good: good[:-1] + b', "message": "a\\u0000b"}',
    "raw-nul": lambda good: good[:-1] + b', "message": "a\0b"}',
    "raw-newline": lambda good: good[:-1] + b', "message": "a\nb"}',
    "not-utf-8": lambda good: good[:-1] + b', "message": "\xff"}',
    "surrogate-in-utf-8": lambda good: good[:-1] + b', "message": "\xed\xa0\x80"}',
    "overlong-utf-8": lambda good: good[:-1] + b', "message": "\xc0\xaf"}',
    "byte-order-mark": lambda good: b"\xef\xbb\xbf" + good,
    "utf-16": lambda good: good.decode().encode("utf-16"),
    "utf-32": lambda good: good.decode().encode("utf-32-be"),
    "gzip-unsaid": gzip.compress,
    "form": lambda _: b"title=Review&slots=x",
    "one-long-name": lambda good: good[:-1] + b', "' + b"q" * 5000 + b'": 1}',
    "many-unknown-names": lambda good: (
        good[:-1] + b"".join(b', "q%d%s": 1' % (each, b"z" * 70) for each in range(500)) + b"}"
    ),
    "many-bad-slots": lambda good: (
        good[:-1].replace(b'"slots"', b'"message"') + b', "slots": [' + b'"no",' * 999 + b"1]}"
    ),
}


@pytest.mark.parametrize("kind", JSON)
def test_json_that_is_not_strict_is_refused(
    client: TestClient, store: SqliteStore, world: World, kind: str, subtests: pytest.Subtests
) -> None:
    for name, asked in WITH_BODY.items():
        with subtests.test(name):
            refused(client, store, asked, world.event, JSON[kind]((asked.source(world.event) or "").encode()))


@pytest.mark.parametrize("asked", [pytest.param(asked, id=name) for name, asked in WITH_BODY.items()])
def test_a_body_may_be_as_large_as_the_limit_and_no_larger(
    client: TestClient, store: SqliteStore, world: World, asked: Asked
) -> None:
    good = (asked.source(world.event) or "").encode()
    refused(client, store, asked, world.event, good + b" " * (LARGEST_BODY + 1 - len(good)), status=413)
    path = asked.path.replace("{event}", world.event)
    result = client.simulate_request(asked.method, path, body=good + b" " * (LARGEST_BODY - len(good)))
    assert result.status_code in (200, 201)


@pytest.mark.parametrize("asked", [pytest.param(asked, id=name) for name, asked in WITH_BODY.items()])
@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        pytest.param("text/plain", {}, id="text"),
        pytest.param("application/x-www-form-urlencoded", {}, id="form"),
        pytest.param("multipart/form-data; boundary=x", {}, id="multipart"),
        pytest.param("application/json; charset=utf-16", {}, id="utf-16"),
        pytest.param("application/json, text/plain", {}, id="two-types"),
        pytest.param("application/jsonp", {}, id="longer"),
        pytest.param("nonsense", {}, id="nonsense"),
        pytest.param("application/json", {"Content-Encoding": "gzip"}, id="gzip"),
    ],
)
def test_a_body_that_is_said_to_be_no_plain_json_is_refused(
    client: TestClient, store: SqliteStore, world: World, asked: Asked, content_type: str, headers: dict[str, str]
) -> None:
    source = (asked.source(world.event) or "").encode()
    told = refused(client, store, asked, world.event, source, status=415, content_type=content_type, **headers)
    assert "--json" in told["detail"] or headers


@pytest.mark.parametrize("content_type", ["application/json", 'Application/JSON; charset="UTF-8"', None])
def test_json_may_say_that_it_is_json_or_nothing(client: TestClient, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else None
    assert client.simulate_post("/event", body=json.dumps(EVENT), headers=headers).status_code == 201


def slot(start: object, end: object = "2025-01-12T16:00:00Z") -> dict[str, object]:
    return {"start_time": start, "end_time": end}


TIMES: dict[str, object] = {
    "naive": slot("2025-01-12T14:00:00"),
    "second-60": slot("2025-01-12T14:00:60Z"),
    "29-february": slot("2025-02-29T14:00:00Z", "2025-02-29T15:00:00Z"),
    "24-hours": slot("2025-01-12T14:00:00Z", "2025-01-12T24:00:00Z"),
    "offset-24": slot("2025-01-12T14:00:00+24:00"),
    "offset-minutes-60": slot("2025-01-12T14:00:00+01:60"),
    "year-1": slot("0001-01-01T00:00:00+14:00", "0001-01-01T01:00:00+14:00"),
    "year-0": slot("0000-01-01T00:00:00Z"),
    "year-9999": slot("9999-12-31T23:00:00-14:00", "9999-12-31T23:59:00-14:00"),
    "year-10000": slot("10000-01-01T00:00:00Z", "10000-01-01T01:00:00Z"),
    "before-1970": slot("1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z"),
    "after-2199": slot("2199-12-31T23:30:00Z", "2200-01-01T00:30:00Z"),
    "week-date": slot("2025-W02-7T14:00:00Z"),
    "ordinal-date": slot("2025-012T14:00:00Z"),
    "date-only": slot("2025-01-12"),
    "basic-format": slot("20250112T140000Z"),
    "blank-between": slot("2025-01-12 14:00:00Z"),
    "full-width": slot("２０２５-01-12T14:00:00Z"),
    "arabic-digits": slot("٢٠٢٥-01-12T14:00:00Z"),
    "infinity": slot("infinity"),
    "seconds-since-1970": slot(1736690400),
    "null": slot(None),
    "newline": slot("2025-01-12T14:00:00Z\n"),
    "bracketed-zone": slot("2025-01-12T14:00:00+01:00[Europe/Berlin]"),
    "5000-characters": slot("2025-01-12T14:00:00." + "0" * 5000),
    "no-length": slot("2025-01-12T16:00:00Z"),
    "backwards": slot("2025-01-12T17:00:00Z"),
    "30-seconds": slot("2025-01-12T15:59:30Z"),
    "ten-years": slot("2015-01-12T16:00:00Z"),
    "31-days-and-more": slot("2024-12-12T15:59:00Z"),
    "no-end": {"start_time": "2025-01-12T14:00:00Z"},
    "text-beside-instants": {**OFFERED, "text": "12 Jan 2025, 2 - 4PM UTC"},
    "text": "whenever you like",
    "text-without-a-zone-in-another-member": {"text": "12 Jan 2025, 2 - 4PM", "timezone": "UTC"},
    "number": 7,
    "list": [OFFERED],
}
DURATIONS: dict[str, object] = {
    "zero": 0,
    "negative": -3600,
    "59-seconds": 59,
    "31-days-and-a-second": 2_678_401,
    "month": "P1M",
    "year": "P1Y",
    "nanoseconds": 3_600_000_000_000,
    "fraction": 3600.0,
    "1e3": 1e3,
    "true": True,
    "null": None,
    "blank": "",
    "negative-text": "-90m",
    "words": "some time",
    "5000-characters": "9" * 5000 + "m",
    "list": [3600],
}
ZONES: dict[str, object] = {
    "path": "../../etc/passwd",
    "absolute-path": "/etc/localtime",
    "folder": "America",
    "folder-with-a-slash": "America/Argentina",
    "5000-characters": "Europe/" + "q" * 5000,
    "posixrules": "posixrules",
    "posix": "EST5EDT,M3.2.0,M11.1.0",
    "wrong-case": "europe/berlin",
    "unknown": "Europe/Atlantis",
    "ambiguous": "IST",
    "offset-15": "UTC+15",
    "blank": " ",
    "escape": "Europe/\x1b[2JBerlin",
    "number": 1,
    "tzdata-file": "zone.tab",
}


@pytest.mark.parametrize("value", [pytest.param(value, id=kind) for kind, value in TIMES.items()])
def test_a_slot_that_is_none_is_refused(
    client: TestClient, store: SqliteStore, world: World, value: object, subtests: pytest.Subtests
) -> None:
    for name, asked in WITH_SLOTS.items():
        with subtests.test(name):
            source = with_members(asked, world.event, slots=[OFFERED, value])
            told = refused(client, store, asked, world.event, source)
            assert told["errors"][0]["pointer"].startswith("/slots/1")


@pytest.mark.parametrize("value", [pytest.param(value, id=kind) for kind, value in DURATIONS.items()])
def test_a_duration_that_is_none_is_refused(
    client: TestClient, store: SqliteStore, world: World, value: object, subtests: pytest.Subtests
) -> None:
    for name, asked in EVENT_ROUTES.items():
        with subtests.test(name):
            told = refused(client, store, asked, world.event, with_members(asked, world.event, estimatedTime=value))
            assert told["errors"][0]["pointer"] == "/estimatedTime"
            assert ("3600 seconds" in told["detail"]) == (value == 3_600_000_000_000)


@pytest.mark.parametrize("value", [pytest.param(value, id=kind) for kind, value in ZONES.items()])
def test_a_zone_that_is_none_is_refused(
    client: TestClient, store: SqliteStore, world: World, value: object, subtests: pytest.Subtests
) -> None:
    for name, asked in WITH_SLOTS.items():
        with subtests.test(name):
            told = refused(client, store, asked, world.event, with_members(asked, world.event, timeZone=value))
            assert told["errors"][0]["pointer"] == "/timeZone"
            typed = {"text": "12 Jan 2025, 2 - 4PM", "timeZone": value}
            told = refused(client, store, asked, world.event, with_members(asked, world.event, slots=[typed]))
            assert told["errors"][0]["pointer"] == "/slots/0/timeZone"


@pytest.mark.parametrize("value", [pytest.param(value, id=kind) for kind, value in ZONES.items()])
def test_a_participants_zone_that_is_none_is_refused(
    client: TestClient, store: SqliteStore, world: World, value: object, subtests: pytest.Subtests
) -> None:
    for name, asked in EVENT_ROUTES.items():
        with subtests.test(name):
            people = [{"id": "ann"}, {"id": "bo", "timeZone": value}]
            told = refused(client, store, asked, world.event, with_members(asked, world.event, participants=people))
            assert told["errors"][0]["pointer"] == "/participants/1/timeZone"


@pytest.mark.parametrize("asked", [pytest.param(asked, id=name) for name, asked in WITH_SLOTS.items()])
def test_a_slot_too_many_is_refused(client: TestClient, store: SqliteStore, world: World, asked: Asked) -> None:
    told = refused(
        client, store, asked, world.event, with_members(asked, world.event, slots=[OFFERED] * (MOST_SLOTS + 1))
    )
    assert str(MOST_SLOTS) in told["detail"]


@pytest.mark.parametrize("route", EVENT_ROUTES)
def test_a_participant_too_many_is_refused(client: TestClient, store: SqliteStore, world: World, route: str) -> None:
    asked, people = WITH_BODY[route], [f"p{number}" for number in range(MOST_PARTICIPANTS + 1)]
    told = refused(client, store, asked, world.event, with_members(asked, world.event, participants=people))
    assert str(MOST_PARTICIPANTS) in told["detail"]


def test_a_crowd_in_unknown_zones_is_refused_at_the_twentieth(client: TestClient) -> None:
    people = [{"id": f"p{number}", "timeZone": "Europe/Berlim"} for number in range(MOST_PARTICIPANTS)]
    errors = problem_of(client.simulate_post("/event", json={**EVENT, "participants": people}), 400)["errors"]
    assert [each["pointer"] for each in errors] == [f"/participants/{number}/timeZone" for number in range(len(errors))]
    assert 1 < len(errors) <= 20


def test_a_list_past_its_limit_is_refused_before_any_of_it_is_read(client: TestClient) -> None:
    for body in ({"slots": [7] * (MOST_SLOTS + 1)}, {"participants": [7] * (MOST_PARTICIPANTS + 1)}):
        (error,) = problem_of(client.simulate_post("/event", json={**EVENT, **body}), 400)["errors"]
        assert "too many: the limit is" in error["detail"]
