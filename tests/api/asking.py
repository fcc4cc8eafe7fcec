"""Requests that are right, what a store holds after them, and what is true of every problem document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from falcon.testing import Result, TestClient

from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore

UNKNOWN = "0" * 26
OFFERED = {"start_time": "2025-01-12T14:00:00Z", "end_time": "2025-01-12T16:00:00Z"}
LATER = {"start_time": "2025-01-14T18:00:00Z", "end_time": "2025-01-14T21:00:00Z"}
EVENT: dict[str, Any] = {
    "title": "Review",
    "estimatedTime": 3600,
    "slots": [OFFERED, LATER],
    "participants": ["ann", "bo", "cy"],
}
DEADLINE = "2199-01-01T00:00:00Z"
KEY = "key-of-one-request"
LARGEST_BODY = 256 * 1024
MOST_SLOTS = 200
MOST_PARTICIPANTS = 500

_ECHO = 80 + len('participants[1].timeZone: "')
"""Characters of a request that an answer has at most: an echo, and the place where it stood."""
_MEMBERS = {"type", "title", "status", "detail", "instance", "message"}


class ClientOf(Protocol):
    """Makes a client of an application on a scheduler, with settings by name."""

    def __call__(self, scheduler: Scheduler, *, draining: bool = False, **settings: Any) -> TestClient: ...


@dataclass(frozen=True)
class World:
    """Two events with an answer of ann and bo each, and every token there is; the first has a deadline far away."""

    event: str
    organizer: str
    ann: str
    bo: str
    other_event: str
    other_organizer: str
    other_bo: str

    def tokens(self) -> list[str]:
        return [self.organizer, self.ann, self.bo, self.other_organizer, self.other_bo]


@dataclass(frozen=True)
class Asked:
    """A request, its path and its body with places for the id of an event: ``{event}``."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None

    def send(
        self, client: TestClient, event: str, headers: Mapping[str, str] | Sequence[tuple[str, str]] = ()
    ) -> Result:
        body = self.source(event)
        given = [*(headers.items() if isinstance(headers, Mapping) else headers)]
        if body is not None:
            given.append(("Content-Type", "application/json"))
        return client.simulate_request(self.method, self.path.replace("{event}", event), headers=given, body=body)

    def source(self, event: str) -> str | None:
        return None if self.body is None else json.dumps(self.body).replace("{event}", event)


def answer(who: str, event: str = "{event}", **more: Any) -> dict[str, Any]:
    """The body of a first answer."""
    return {"participant_id": who, "event_id": event, "slots": [OFFERED], **more}


MEETING = {"start_time": OFFERED["start_time"], "force": True}
CHANGED_ANSWER = {"event_id": "{event}", "slots": [LATER]}
WRITES = {
    "PUT-event": Asked("PUT", "/event/{event}", {**EVENT, "title": "Changed"}),
    "DELETE-event": Asked("DELETE", "/event/{event}"),
    "PUT-answer": Asked("PUT", "/participant/bo", CHANGED_ANSWER),
    "DELETE-answer": Asked("DELETE", "/participant/bo/event/{event}"),
    "PUT-meeting": Asked("PUT", "/event/{event}/meeting", MEETING),
    "DELETE-meeting": Asked("DELETE", "/event/{event}/meeting"),
}
WITH_BODY = {
    "POST-event": Asked("POST", "/event", EVENT),
    "PUT-event": WRITES["PUT-event"],
    "POST-answer": Asked("POST", "/participant", answer("cy")),
    "PUT-answer": WRITES["PUT-answer"],
    "PUT-meeting": WRITES["PUT-meeting"],
    "one-call": Asked("POST", "/find-common-slots", EVENT),
}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def made(client: TestClient, **members: Any) -> dict[str, Any]:
    """Make an event, and return the answer."""
    result = client.simulate_post("/event", json={**EVENT, **members})
    assert result.status_code == 201, result.text
    return dict(result.json)


def answered(client: TestClient, event: str, who: str, **members: Any) -> dict[str, Any]:
    """Record an answer, and return the answer to that."""
    result = client.simulate_post("/participant", json=answer(who, event, **members))
    assert result.status_code == 200, result.text
    return dict(result.json)


def kept(store: SqliteStore) -> dict[str, Any]:
    """All that a store holds of events, as whoever holds the database reads it."""
    trusted = Scheduler(store)
    with store.reading() as rows:
        tokens = {
            (each.id, who): rows.participant_token(each.id, who)
            for each in rows.summaries()
            for who in rows.answered(each.id)
        }
    events = {each.id: (trusted.state(each.id), *trusted.availability(each.id)) for each in trusted.events()}
    return {"events": events, "tokens": tokens}


def problem(result: Result, status: int, message: str | None = None, sent: str = "") -> dict[str, Any]:
    """Hold an answer against what is true of every problem document, and return it."""
    assert result.status_code == status, result.text
    document: dict[str, Any] = result.json
    check_problem(document, result.headers["Content-Type"], len(result.content), sent)
    assert document["status"] == status
    assert document["instance"] == f"urn:evsched:request:{result.headers['X-Request-Id']}"
    assert message is None or document["message"] == message
    return document


def check_problem(document: dict[str, Any], media_type: str | None, length: int, sent: str = "") -> None:
    assert media_type == "application/problem+json"
    assert length < 4096
    assert document.keys() >= _MEMBERS
    assert re.fullmatch(r"urn:evsched:problem:[a-z]+(-[a-z]+)*", document["type"])
    assert len(document.get("errors", ())) <= 20
    texts = list(_texts(document))
    assert all(text.isprintable() for text in texts), texts
    assert all(document[name] for name in _MEMBERS), document
    assert not re.search(r"traceback|sqlite|select |insert |\.py\b", " ".join(texts), re.IGNORECASE)
    windows = {sent[start : start + _ECHO] for start in range(min(len(sent), 6000) - _ECHO)}
    assert [window for window in windows for text in texts if window in text] == []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
