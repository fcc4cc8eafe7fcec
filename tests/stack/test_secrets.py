"""Nothing that opens anything is in a log, in an environment, or in what Docker tells."""

from __future__ import annotations

import re
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.asking import EVENT, answer, bearer
from tests.stack.containers import docker
from tests.stack.door import new_id
from tests.stack.faults import has_unread, hung
from tests.stack.figures import Figures
from tests.stack.stack import Stack
from tests.waiting import until

pytestmark = pytest.mark.stack

_TOKEN = re.compile(r"ev[op]_[A-Za-z0-9_-]{43}")
_EVENT_ID = re.compile(r"(?<![0-9a-z])[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])")


def told(stack: Stack) -> dict[str, str]:
    """Return all that the containers have logged and that Docker tells of them."""
    return {
        f"{what} of {each.facts['Name']}": text
        for each in stack.containers()
        for what, text in (("log", "\n".join(each.log())), ("inspection", docker("inspect", each.id)))
    }


def password(stack: Stack) -> str:
    """Return the database's password."""
    found = stack.replicas()[0].run("cat", "/run/evsched/password").out
    assert len(found) >= 32
    return found


def test_no_event_id_token_or_password_is_in_a_log_or_told_by_docker(shaken: Stack, figures: Figures) -> None:
    """Not even where something has gone wrong with a request, of which nginx and PostgreSQL like to tell."""
    made = shaken.door.ask("POST", "/event", EVENT).json
    event, organizer = made["id"], made["organizerToken"]
    path, key = f"/event/{event}", f"{new_id()}-key"
    given = [shaken.door.ask("POST", "/participant", answer("ann", event)) for _ in range(2)]
    assert [each.status for each in given] == [200, 409]
    assert shaken.door.ask("POST", "/event", EVENT, {"Idempotency-Key": key}).status == 201
    participant = given[0].json["participantToken"]
    tokens = (organizer, participant)
    for status, headers in ((403, bearer(participant)), (412, {**bearer(organizer), "If-Match": '"9"'})):
        assert shaken.door.ask("PUT", path, EVENT, headers).status == status
    assert shaken.door.ask("GET", f"{path}?token={organizer}", headers={"X-Request-Id": organizer}).status == 200
    assert shaken.door.ask("GET", f"{path}/{organizer}", headers={"Referer": f"http://x{path}"}).status == 404
    assert shaken.door.raw(f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n".encode()).status == 413
    assert shaken.door.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nX: {organizer * 1000}\r\n\r\n".encode()).status == 431
    _without_database(shaken, path, organizer)
    _without_replicas(shaken, path, organizer)
    texts = told(shaken)
    secrets = {event, *tokens, key, password(shaken)}
    assert [(name, secret) for name, text in texts.items() for secret in secrets if secret in text] == []
    known = {row["id"] for row in shaken.rows("SELECT id FROM event")}
    for name, text in texts.items():
        assert _TOKEN.findall(text) == [], name
        assert known.intersection(_EVENT_ID.findall(text)) == set(), name
    figures.add(
        "errors of all kinds",
        "no event id, token, key or password told",
        f"0 in {sum(map(len, texts.values())):,} characters of {len(texts)} logs and inspections ({len(known)} events)",
    )


def _without_database(stack: Stack, path: str, token: str) -> None:
    stack.one("db").signal(signal.SIGKILL)
    until(lambda: stack.door.ask("PUT", path, EVENT, bearer(token)).status == 200, "the database is back")


def _without_replicas(stack: Stack, path: str, token: str) -> None:
    replicas = stack.replicas()
    with hung(replicas), ThreadPoolExecutor(1) as pool:
        request = pool.submit(stack.door.ask, "PUT", path, EVENT, bearer(token))
        until(lambda: any(map(has_unread, replicas)), "the request is at a replica")
        for each in replicas:
            each.signal(signal.SIGKILL)
        assert request.result().status >= 500
        until(lambda: all(each.state["Running"] for each in replicas), "the replicas run again")
