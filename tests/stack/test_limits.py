"""What one address may do by default: 50 requests a second, 100 in advance, 40 at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from select import select
from socket import socket

import pytest

from tests.api.serving import Reply
from tests.stack.door import Client, Door
from tests.stack.figures import Figures
from tests.stack.stack import ROOMY, Stack
from tests.stack.test_answers import check_problem
from tests.waiting import until

pytestmark = pytest.mark.stack

_CLIENTS = 8
_EACH = 60
_AT_ONCE = 40
_ANSWERED_WITHIN = 0.05
"""Seconds."""
_UNFINISHED = b"POST /event HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"


@pytest.fixture(scope="module")
def limited(stack: Stack) -> Iterator[Stack]:
    """The containers with the limits that they have when nobody sets any."""
    for name in ROOMY:
        del stack.settings[name]
    stack.up("nginx")
    yield stack
    stack.up("nginx", **ROOMY)


@pytest.fixture
def door(limited: Stack) -> Door:
    """Where it is served, once this address may ask again as much as it may at the beginning."""
    until(lambda: all(limited.door.ask("GET", "/healthz").status == 200 for _ in range(3)), "requests are answered")
    return limited.door


def _many(door: Door) -> list[Reply]:
    def ask(client: Client) -> list[Reply]:
        return [client.ask("GET", "/healthz") for _ in range(_EACH)]

    with ExitStack() as stack, ThreadPoolExecutor(_CLIENTS) as pool:
        clients = [stack.enter_context(door.client()) for _ in range(_CLIENTS)]
        return [reply for some in pool.map(ask, clients) for reply in some]


def test_more_requests_than_an_address_may_send_are_refused_until_it_may_again(door: Door, figures: Figures) -> None:
    replies = _many(door)
    statuses = Counter(reply.status for reply in replies)
    assert statuses.keys() == {200, 429}
    refused = [reply for reply in replies if reply.status == 429]
    assert all(int(reply.headers["Retry-After"]) > 0 for reply in refused)
    check_problem(refused[0], 429)
    until(lambda: door.ask("GET", "/healthz").status == 200, "a request is answered again", 5)
    figures.add(f"{len(replies)} requests at once from one address", "429 with Retry-After", f"{dict(statuses)}")


def test_more_connections_than_an_address_may_have_are_refused(door: Door, figures: Figures) -> None:
    with ExitStack() as stack:
        for _ in range(_AT_ONCE - 1):
            stack.enter_context(_under_way(door))
        until(lambda: door.ask("GET", "/healthz").status == 200, "a request is answered beside the others", 5)
        stack.enter_context(_under_way(door))
        reply = door.ask("GET", "/healthz")
        check_problem(reply, 429)
        assert int(reply.headers["Retry-After"]) > 0
    until(lambda: door.ask("GET", "/healthz").status == 200, "a request is answered again", 5)
    figures.add(f"{_AT_ONCE + 1} requests under way from one address", "429 with Retry-After", "429 for the last")


def _under_way(door: Door) -> socket:
    """Return a connection with a request that has begun, as soon as this address may send one again."""

    def begin() -> socket | None:
        connection = door.connect()
        connection.sendall(_UNFINISHED)
        if not select([connection], [], [], _ANSWERED_WITHIN)[0]:
            return connection
        connection.close()  # answered: it was one too many in this second
        return None

    return until(begin, "a request is under way")
