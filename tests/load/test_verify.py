"""Reading back what was acknowledged, on the real API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from load_ledger import Ledger, Made
from load_run import Load, Running
from load_verify import verified_text, verify

from tests.load.servers import reply, serving
from tests.remote.losing import losing
from tests.remote.running import running


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with running(tmp_path / "events.db", "tokens") as address:
        yield address


def after_a_run(load: Load) -> Running:
    with load.running() as loading:
        pass
    assert loading.report.total.failed == 0, loading.report.total.failures
    return loading


def ask(url: str, method: str, path: str, event: Made, body: object = None) -> None:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {event.token}"}
    connection.request(method, path, json.dumps(body), headers)
    assert connection.getresponse().status in {200, 204}
    connection.close()


def answered(ledger: Ledger) -> Made:
    return next(event for event in ledger.events if event.answers)


def test_what_was_acknowledged_is_there_once(url: str) -> None:
    ledger = after_a_run(Load(url, 60, 1)).ledger
    verified = verify(ledger, titles=[event.title for event in ledger.events])
    assert verified.is_sound
    assert (verified.lost, verified.doubled, verified.unsure) == ((), (), 0)
    assert verified.events == len(ledger.events) == ledger.acknowledged["create"]
    assert verified.answers == ledger.acknowledged["answer"] > 0
    assert verified.changes == ledger.acknowledged["change"] > 0
    assert verify(ledger).is_sound


def test_an_event_that_is_gone_is_lost(url: str) -> None:
    ledger = after_a_run(Load(url, 60, 1)).ledger
    ask(url, "DELETE", f"/event/{ledger.events[0].id}", ledger.events[0])
    verified = verify(ledger)
    assert verified.lost == (f"event {ledger.events[0].id}: 404",)
    assert f"lost: event {ledger.events[0].id}" in verified_text(verified)


def test_an_answer_that_is_gone_is_lost(url: str) -> None:
    ledger = after_a_run(Load(url, 60, 1)).ledger
    event = answered(ledger)
    person = next(iter(event.answers))
    changed = {"event_id": event.id, "slots": []}
    ask(url, "PUT", f"/participant/{person}", event, changed)
    (lost,) = verify(ledger).lost
    assert lost == f"the answer of {person} to event {event.id}: []"


def test_a_change_that_is_undone_is_lost_and_one_made_twice_is_doubled(url: str) -> None:
    ledger = after_a_run(Load(url, 60, 1)).ledger
    undone, twice = ledger.events[:2]
    undone.version += 1
    again = json.loads(ledger.event_body(twice.number, twice.title))
    ask(url, "PUT", f"/event/{twice.id}", twice, again)
    verified = verify(ledger)
    assert len(verified.lost) == len(verified.doubled) == 1
    assert undone.id in verified.lost[0]
    assert twice.id in verified.doubled[0]


def test_a_change_with_an_unknown_outcome_may_have_been_made_or_not(url: str) -> None:
    ledger = after_a_run(Load(url, 60, 1)).ledger
    made, not_made = ledger.events[:2]
    made.maybe, not_made.maybe = "Made", "Not made"
    ask(url, "PUT", f"/event/{made.id}", made, json.loads(ledger.event_body(made.number, "Made")))
    assert verify(ledger).is_sound


def test_an_event_that_is_twice_in_the_database_is_doubled(url: str) -> None:
    ledger = after_a_run(Load(url, 60, 1)).ledger
    titles = [ledger.title(0), f"{ledger.title(0)} at 1", ledger.title(1), "Somebody else's", "Somebody else's"]
    assert verify(ledger, titles=titles).doubled == (f"2 events {ledger.title(0)!r}",)


def test_a_key_that_makes_a_second_event_is_doubled() -> None:
    event = Made(0, "one", "evo_x", "Planning")

    def answer(request: bytes) -> bytes:
        if request.startswith(b"POST"):
            return reply(201, {"id": "another", "organizerToken": "evo_y"})
        is_event = b"availability" not in request
        return reply(200, {"title": event.title, "version": event.version} if is_event else [])

    with serving(answer) as server:
        verified = verify(Ledger(server.url, events=[event]))
    assert verified.lost == ()
    assert verified.doubled == ("event one: its key has made another too",)


def test_a_server_that_does_not_answer_has_lost_nothing_yet() -> None:
    with serving(lambda _: reply(503)) as server, pytest.raises(RuntimeError, match="cannot be verified: 503"):
        verify(Ledger(server.url, events=[Made(0, "one", "evo_x", "Planning")]))


def test_a_lost_answer_that_is_asked_for_again_makes_nothing_twice(url: str) -> None:
    with losing(url) as proxy:
        with Load(proxy.url, 40, 1, retries=True).running() as loading:
            proxy.instead.append(b"")
        verified = verify(loading.ledger)
    assert (loading.report.total.failed, loading.report.total.retried) == (0, 1)
    assert verified.is_sound
    assert verified.unsure == 0


def test_a_lost_answer_that_is_not_asked_for_again_is_unsure(url: str) -> None:
    with losing(url) as proxy:
        with Load(proxy.url, 40, 1).running() as loading:
            proxy.instead.append(b"")
        verified = verify(loading.ledger)
    assert loading.report.total.failures == {"cut off": 1}
    assert (verified.is_sound, verified.unsure) == (True, 1)
