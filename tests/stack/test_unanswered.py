"""What nginx says where no replica answers: whether something may have happened or not."""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.asking import EVENT
from tests.stack.faults import LONGEST, has_unread, hung
from tests.stack.figures import Figures, milliseconds
from tests.stack.stack import Stack
from tests.stack.test_answers import check_problem
from tests.waiting import until

pytestmark = pytest.mark.stack


def test_without_any_replica_it_is_503_and_nothing_has_happened(shaken: Stack) -> None:
    shaken.compose("stop", "api")
    for method, path, body in (("GET", "/healthz", None), ("POST", "/event", EVENT)):
        reply = shaken.door.ask(method, path, body)
        check_problem(reply, 503)
        assert int(reply.headers["Retry-After"]) > 0
        assert "nothing has been changed" in reply.json["detail"]


def test_a_replica_that_dies_with_a_request_is_502_for_what_must_not_be_repeated(shaken: Stack) -> None:
    replicas = shaken.replicas()
    with hung(replicas), ThreadPoolExecutor(1) as pool:
        request = pool.submit(shaken.door.ask, "POST", "/event", EVENT)
        (asked,) = until(lambda: [each for each in replicas if has_unread(each)], "the request is at a replica")
        asked.signal(signal.SIGKILL)
        reply = request.result()
        until(lambda: asked.state["Running"], "the replica runs again")
    check_problem(reply, 502)
    assert "may have been made or not" in reply.json["detail"]
    assert "Retry-After" not in reply.headers


def test_replicas_that_all_hang_are_504_within_sixteen_seconds(shaken: Stack, figures: Figures) -> None:
    took: dict[str, float] = {}
    with hung(shaken.replicas()), ThreadPoolExecutor(2) as pool:

        def ask(method: str, path: str, body: object) -> None:
            began = time.monotonic()
            reply = shaken.door.ask(method, path, body)
            took[method] = time.monotonic() - began
            check_problem(reply, 504)
            assert int(reply.headers["Retry-After"]) > 0

        for each in [pool.submit(ask, "GET", "/healthz", None), pool.submit(ask, "POST", "/event", EVENT)]:
            each.result()
    assert max(took.values()) <= LONGEST
    shown = ", ".join(f"{method} {milliseconds(seconds)}" for method, seconds in sorted(took.items()))
    figures.add("all replicas hung", "504 within 16 s", shown)
