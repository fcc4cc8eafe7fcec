"""Answers that are lost on their way: nothing is made twice, and no token is lost with them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from evsched.engine.model import Participant
from evsched.errors import (
    AlreadyAnswered,
    EvschedError,
    InvalidInput,
    NotFound,
    ServerUnreachable,
    StoreUnavailable,
    TokenMissing,
)
from evsched.remote import RemoteScheduler, TokenFile
from evsched.scheduler import EventChanges, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.remote.losing import Losing, losing
from tests.remote.strangers import closed_port

HOUR, DAY = timedelta(hours=1), 24 * 3600
OFFERED, LATER = "12 Jan 2025, 2 - 4PM EST", "14 Jan 2025 6-9 PM EST"
ANN, BO = Participant("ann"), Participant("bo")
SERVER, OTHER = "https://a.example", "http://b.example:8080/evsched"
KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Any
from evsched.remote import TokenFile
with TokenFile(Path(sys.argv[1])).asking("https://a.example", b"asked") as key:
    print(key, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def http(status: str, kind: str, body: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


BUSY = json.dumps({"type": "urn:evsched:problem:store-unavailable", "detail": "try again"})
BUG = json.dumps({"type": "urn:evsched:problem:bug", "detail": "a bug"})
LOST = {
    "closed": (b"", ServerUnreachable),
    "cut-off": (
        b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{",
        ServerUnreachable,
    ),
    "another": (http("201 Created", "application/json", "{}"), ServerUnreachable),
    "bad-gateway": (http("502 Bad Gateway", "text/html", "<html>"), ServerUnreachable),
    "bug": (http("500 Internal Server Error", "application/problem+json", BUG), ServerUnreachable),
    "busy": (http("503 Service Unavailable", "application/problem+json", BUSY), StoreUnavailable),
}
WAYS = pytest.mark.parametrize(("instead", "kind"), LOST.values(), ids=LOST.keys())


@pytest.fixture
def proxy(server: str) -> Iterator[Losing]:
    """A proxy before the server."""
    with losing(server) as between:
        yield between


@pytest.fixture
def scheduler(proxy: Losing, tokens: TokenFile) -> RemoteScheduler:
    """A client behind the proxy."""
    return RemoteScheduler(proxy.url, tokens)


@pytest.fixture
def database(server: str, tmp_path: Path) -> Iterator[Scheduler]:
    """What the server really has."""
    assert server
    with closing(SqliteStore(tmp_path / "server.db")) as store:
        yield Scheduler(store)


def failure_of(kind: type[EvschedError], action: Callable[[], object]) -> str:
    """Return the message of an error."""
    with pytest.raises(kind) as caught:
        action()
    assert type(caught.value) is kind
    return caught.value.message


def keys_in(tokens: TokenFile) -> list[str]:
    servers = json.loads(tokens.path.read_text())["servers"]
    return [key for known in servers.values() for key in known["keys"]]


@WAYS
def test_an_event_whose_answer_was_lost_is_found_again_with_a_token_that_opens_it(
    scheduler: RemoteScheduler,
    proxy: Losing,
    tokens: TokenFile,
    database: Scheduler,
    instead: bytes,
    kind: type[EvschedError],
) -> None:
    proxy.instead = [instead, instead]
    for _ in range(2):
        message = failure_of(kind, lambda: scheduler.create_event("Review", HOUR, [OFFERED], [ANN]))
        assert ("repeat the same command: nothing is made twice" in message) == (kind is ServerUnreachable)
        assert keys_in(tokens) == proxy.keys[:1]
        assert tokens.path.stat().st_mode & 0o777 == 0o600
        assert proxy.keys[0] not in message + repr(tokens.events(proxy.url))
    made = RemoteScheduler(proxy.url, TokenFile(tokens.path)).create_event("Review", HOUR, [OFFERED], [ANN])
    assert [each.id for each in database.events()] == [made.id]
    assert len({*proxy.keys}) == 1
    assert keys_in(tokens) == []
    assert scheduler.update_event(made.id, EventChanges(title="Retro")).event.title == "Retro"


@WAYS
def test_an_answer_whose_receipt_was_lost_is_found_again_with_a_token_that_opens_it(
    scheduler: RemoteScheduler,
    proxy: Losing,
    tokens: TokenFile,
    database: Scheduler,
    instead: bytes,
    kind: type[EvschedError],
) -> None:
    event_id = database.create_event("Review", HOUR, [OFFERED, LATER], [ANN, BO]).id
    proxy.instead = [instead]
    failure_of(kind, lambda: scheduler.set_availability(event_id, ANN, [OFFERED]))
    assert database.event(event_id).answered == frozenset({"ann"})
    scheduler.set_availability(event_id, ANN, [OFFERED])
    assert len(proxy.keys) == 2
    assert len({*proxy.keys}) == 1
    assert keys_in(tokens) == []
    scheduler.set_availability(event_id, ANN, [LATER])
    assert [each.participant_id for each in database.availability(event_id)[1]] == ["ann"]
    assert scheduler.availability(event_id, "ann")[1][0].typed == database.availability(event_id)[1][0].typed


def test_an_event_whose_time_was_chosen_meanwhile_is_found_again_as_it_is(
    scheduler: RemoteScheduler, proxy: Losing, database: Scheduler
) -> None:
    proxy.instead = [b""]
    failure_of(ServerUnreachable, lambda: scheduler.create_event("Review", HOUR, [OFFERED]))
    (summary,) = database.events()
    chosen = database.choose(summary.id, summary.first_start, force=True)
    made = scheduler.create_event("Review", HOUR, [OFFERED])
    assert (made.id, made.meeting, made.version, made.sequence) == (summary.id, chosen.meeting, 2, 1)


def test_an_answer_of_weekly_hours_whose_receipt_was_lost_is_found_again(
    scheduler: RemoteScheduler, proxy: Losing, database: Scheduler
) -> None:
    event_id = database.create_event("Review", HOUR, [OFFERED, LATER], [ANN, BO]).id
    proxy.instead = [b""]
    times: dict[str, Any] = {"weekly": ["Sun 9-17 UTC"], "busy": [LATER]}
    failure_of(ServerUnreachable, lambda: scheduler.set_availability(event_id, ANN, **times))
    database.choose(event_id, database.events()[0].first_start, force=True)
    _, _, given = scheduler.set_availability(event_id, ANN, **times)
    assert len({*proxy.keys}) == 1
    (kept,) = database.availability(event_id)[1]
    assert (kept.weekly, len(kept.busy or ())) == (given.weekly, 1)


def test_what_was_answered_is_made_anew(scheduler: RemoteScheduler, proxy: Losing, database: Scheduler) -> None:
    made = {scheduler.create_event("Review", HOUR, [OFFERED]).id for _ in range(3)}
    assert {each.id for each in database.events()} == made
    assert len(made) == len({*proxy.keys}) == 3


def test_something_else_is_asked_with_another_key(
    scheduler: RemoteScheduler, proxy: Losing, database: Scheduler
) -> None:
    proxy.instead = [b""]
    failure_of(ServerUnreachable, lambda: scheduler.create_event("Review", HOUR, [OFFERED]))
    scheduler.create_event("Review", HOUR, [LATER])
    scheduler.create_event("Review", HOUR, [OFFERED])
    assert len(database.events()) == 2
    assert proxy.keys[0] == proxy.keys[2] != proxy.keys[1]


def test_a_refusal_is_an_answer(scheduler: RemoteScheduler, tokens: TokenFile, database: Scheduler) -> None:
    event_id = database.create_event("Review", HOUR, [OFFERED], [ANN]).id
    database.set_availability(event_id, ANN, [])
    failure_of(TokenMissing, lambda: scheduler.set_availability(event_id, ANN, [OFFERED]))
    failure_of(InvalidInput, lambda: scheduler.create_event("Review", HOUR, [OFFERED] * 201))
    assert keys_in(tokens) == []


def test_a_server_that_is_not_there_has_made_nothing_and_is_asked_again(tokens: TokenFile) -> None:
    with closed_port() as nobody:
        scheduler = RemoteScheduler(nobody, tokens)
        for _ in range(2):
            message = failure_of(ServerUnreachable, lambda: scheduler.create_event("Review", HOUR, [OFFERED]))
            assert "address right? repeat the same command" in message
    assert len(keys_in(tokens)) == 1


# The keys in the file


def lost(tokens: TokenFile, server: str = SERVER, what: bytes = b"asked") -> str:
    """Return the key of something that is asked and not answered."""
    with pytest.raises(ServerUnreachable), tokens.asking(server, what) as key:
        raise ServerUnreachable("no answer")
    return key


def test_the_same_of_the_same_server_has_the_same_key_until_it_is_answered(tokens: TokenFile) -> None:
    key = lost(tokens)
    assert lost(TokenFile(tokens.path)) == key
    assert key not in {lost(tokens, OTHER), lost(tokens, SERVER, b"other")}
    with tokens.asking(SERVER, b"asked") as again:
        assert again == key
    assert lost(tokens) != key


@pytest.mark.parametrize("refusal", [InvalidInput, NotFound, AlreadyAnswered, TokenMissing])
def test_a_refusal_ends_a_key(tokens: TokenFile, refusal: type[EvschedError]) -> None:
    with pytest.raises(refusal), tokens.asking(SERVER, b"asked") as key:
        raise refusal("no")
    assert lost(tokens) != key


@pytest.mark.parametrize("end", [KeyboardInterrupt, StoreUnavailable, RuntimeError])
def test_whatever_ends_the_wait_leaves_the_key(tokens: TokenFile, end: type[BaseException]) -> None:
    with pytest.raises(end), tokens.asking(SERVER, b"asked") as key:
        raise end
    assert lost(tokens) == key


def test_a_key_is_forgotten_after_a_day(tokens: TokenFile) -> None:
    clock = [1_000_000]
    tokens = TokenFile(tokens.path, lambda: clock[0])
    key = lost(tokens)
    clock[0] += DAY // 2
    assert lost(tokens) == key
    clock[0] += DAY // 2 - 1
    assert lost(tokens) == key
    clock[0] += 1
    tokens.remember(OTHER, "0" * 26, "Review")
    assert keys_in(tokens) == []
    assert lost(tokens) != key


def test_who_asks_while_another_waits_has_another_key(tokens: TokenFile) -> None:
    with tokens.asking(SERVER, b"asked") as key, TokenFile(tokens.path).asking(SERVER, b"asked") as other:
        assert sorted(keys_in(tokens)) == sorted((key, other))
    assert key != other
    assert keys_in(tokens) == []


def test_a_process_that_is_killed_leaves_its_key(tokens: TokenFile) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tokens.path)], capture_output=True, text=True, check=False
    )
    assert killed.returncode < 0
    assert lost(tokens) == killed.stdout.strip()
