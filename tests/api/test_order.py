"""A request that is wrong in two ways is told of the one that is checked first.

405, 413, 415; then 401; 400; 404; 403; then 412 and 409: what has changed is read again, before all else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import (
    CHANGED_ANSWER,
    EVENT,
    LARGEST_BODY,
    MEETING,
    MOST_PARTICIPANTS,
    MOST_SLOTS,
    OFFERED,
    UNKNOWN,
    World,
    answer,
    bearer,
    kept,
    problem,
)

ORDER = (405, 413, 415, 401, 400, 404, 403, 412, 409)


@dataclass
class Draft:
    """A request that is right, until it is made wrong."""

    method: str
    path: str
    body: dict[str, Any] | None
    event: str
    headers: dict[str, str]
    who: str = "bo"
    tail: str = ""

    def send(self, client: TestClient) -> Result:
        source = None
        if self.body is not None:
            source = json.dumps(self.body).replace("{event}", self.event).replace("{who}", self.who) + self.tail
            self.headers = {"Content-Type": "application/json", **self.headers}
        path = self.path.replace("{event}", self.event).replace("{who}", self.who)
        return client.simulate_request(self.method, path, headers=self.headers, body=source)


@dataclass(frozen=True)
class Flaw:
    """What makes a request wrong in one way."""

    status: int
    part: str
    """What it spoils: a request has one flaw of a part."""
    spoil: Callable[[Draft], None]


def header(name: str, value: str) -> Callable[[Draft], None]:
    return lambda draft: draft.headers.update({name: value})


def member(name: str, value: object) -> Callable[[Draft], None]:
    return lambda draft: (draft.body or {}).update({name: value})


def attribute(name: str, value: str) -> Callable[[Draft], None]:
    return lambda draft: setattr(draft, name, value)


METHOD = Flaw(405, "method", attribute("method", "PATCH"))
BODY = (
    Flaw(413, "size", lambda draft: setattr(draft, "tail", draft.tail + " " * LARGEST_BODY)),
    Flaw(415, "type", header("Content-Type", "text/plain")),
    Flaw(400, "json", lambda draft: setattr(draft, "tail", "x" + draft.tail)),
    Flaw(400, "member", member("colour", "red")),
    Flaw(400, "slots", member("slots", [OFFERED] * (MOST_SLOTS + 1))),
)
PEOPLE = Flaw(400, "people", member("participants", [f"p{number}" for number in range(MOST_PARTICIPANTS + 1)]))
TOKEN = (
    Flaw(401, "token", lambda draft: setattr(draft, "headers", {**draft.headers, "Authorization": "Basic eA=="})),
    Flaw(403, "token", header("Authorization", "Bearer evo_wrong")),
)
MATCH = (Flaw(400, "match", header("If-Match", "3")), Flaw(412, "match", header("If-Match", '"99"')))
EVENT_GONE = Flaw(404, "event", attribute("event", UNKNOWN))
ANSWER = (
    Flaw(400, "who", attribute("who", "q" * 65)),
    Flaw(404, "who", attribute("who", "cy")),
)
REQUESTS: dict[str, tuple[tuple[str, str, dict[str, Any] | None], tuple[Flaw, ...]]] = {
    "POST-event": (
        ("POST", "/event", EVENT),
        (METHOD, *BODY, PEOPLE, Flaw(400, "key", header("Idempotency-Key", "short"))),
    ),
    "PUT-event": (("PUT", "/event/{event}", EVENT), (METHOD, *BODY, PEOPLE, *TOKEN, *MATCH, EVENT_GONE)),
    "DELETE-event": (("DELETE", "/event/{event}", None), (METHOD, *TOKEN, *MATCH, EVENT_GONE)),
    "POST-answer": (
        ("POST", "/participant", answer("{who}")),
        (
            METHOD,
            *BODY,
            Flaw(400, "key", header("Idempotency-Key", "short")),
            EVENT_GONE,
            Flaw(400, "who", attribute("who", "q" * 65)),
            Flaw(409, "who", attribute("who", "ann")),
        ),
    ),
    "PUT-answer": (
        ("PUT", "/participant/{who}", CHANGED_ANSWER),
        (METHOD, *BODY, *TOKEN, *MATCH, EVENT_GONE, *ANSWER),
    ),
    "DELETE-answer": (
        ("DELETE", "/participant/{who}/event/{event}", None),
        (METHOD, *TOKEN, *MATCH, EVENT_GONE, *ANSWER),
    ),
    "PUT-meeting": (
        ("PUT", "/event/{event}/meeting", MEETING),
        (
            METHOD,
            *BODY[:-1],
            *TOKEN,
            *MATCH,
            EVENT_GONE,
            Flaw(400, "start", member("start_time", "2025-01-12")),
            Flaw(409, "force", member("force", value=False)),
        ),
    ),
    "DELETE-meeting": (("DELETE", "/event/{event}/meeting", None), (METHOD, *TOKEN, *MATCH, EVENT_GONE)),
    "GET-availability": (("GET", "/event/{event}/availability", None), (METHOD, *TOKEN, EVENT_GONE)),
    "one-call": (("POST", "/find-common-slots", EVENT), (METHOD, *BODY, PEOPLE)),
}


def named(request: str, *flaws: Flaw) -> Any:
    return pytest.param(request, flaws, id="-".join([request, *(f"{each.status}.{each.part}" for each in flaws)]))


SINGLE = [named(name, flaw) for name, (_, flaws) in REQUESTS.items() for flaw in flaws]
PAIRS = [
    named(name, *sorted(pair, key=lambda flaw: ORDER.index(flaw.status)))
    for name, (_, flaws) in REQUESTS.items()
    for pair in combinations(flaws, 2)
    if len({each.part for each in pair}) == len({each.status for each in pair}) == 2
]


def draft_of(request: str, world: World) -> Draft:
    (method, path, body), _ = REQUESTS[request]
    who = "cy" if request == "POST-answer" else "bo"
    return Draft(method, path, None if body is None else dict(body), world.event, bearer(world.organizer), who)


@pytest.mark.parametrize(("request_name", "flaws"), [*SINGLE, *PAIRS])
def test_the_first_thing_that_is_wrong_decides(
    guarded: TestClient, store: SqliteStore, world: World, request_name: str, flaws: tuple[Flaw, ...]
) -> None:
    draft, before = draft_of(request_name, world), kept(store)
    for each in flaws:
        each.spoil(draft)
    problem(draft.send(guarded), flaws[0].status)
    assert kept(store) == before


@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_request_without_a_flaw_is_answered(guarded: TestClient, world: World, request_name: str) -> None:
    assert draft_of(request_name, world).send(guarded).status_code in (200, 201, 204)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "alternatives=501", "limit=x", "limit=1&limit=2", "colour=red"]
)
def test_a_query_is_checked_before_the_event_is_looked_for(client: TestClient, event_id: str, query: str) -> None:
    for event in (event_id, UNKNOWN):
        result = client.simulate_get(f"/event/{event}/find-common-slots", query_string=query)
        problem(result, 400, "Invalid input")


@pytest.mark.parametrize("query", ["limit=0", "alternatives=501"])
def test_a_bad_query_is_never_answered_as_unchanged(client: TestClient, event_id: str, query: str) -> None:
    path = f"/event/{event_id}/find-common-slots"
    problem(client.simulate_get(path, query_string=query, headers={"If-None-Match": "*"}), 400, "Invalid input")
