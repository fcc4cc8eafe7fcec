"""The loop: when requests are sent, what is counted, and what becomes of those that fail."""

from __future__ import annotations

import socket
import time
from threading import Lock

import pytest
from load_loop import Call, OpenLoop, Planned
from load_report import LATE, Outcome, Schedule
from load_run import Load

from tests.load.servers import CLOSE, HANG, RESET, Answering, api, but, reply, serving

PACE = 0.02
"""Seconds that a slow server takes for a request."""


def test_a_server_that_answers_nothing_delays_no_request() -> None:
    with serving(but(lambda _: HANG, b"GET")) as server:
        report = Load(server.url, 100, 1, {"read": 1}, deadline=0.5).run()
    assert len(report.outcomes) == report.total.requests == 100
    assert report.total.failures == {"no answer in 0.5 s": 100}
    assert report.schedule.unsent == 0
    assert report.schedule.p50 < LATE
    assert all(each.took >= 0.5 for each in report.outcomes)


def test_time_in_a_queue_counts() -> None:
    queue = Lock()

    def slow(_: bytes) -> bytes:
        with queue:
            time.sleep(PACE)
        return reply(200)

    with serving(but(slow, b"GET")) as server:
        report = Load(server.url, 200, 0.5, {"read": 1}, is_even=True).run()
    assert report.total.failed == 0
    # A hundred requests in half a second take two: the last waits for all before it, though each takes 20 ms.
    assert report.total.longest >= 100 * PACE - 0.5
    assert report.total.p50 >= 20 * PACE


def test_a_generator_that_is_late_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        request = Call(b"GET / HTTP/1.1\r\n\r\n", lambda *_: "")
        loop = OpenLoop(listener.getsockname()[:2], lambda _: request, deadline=0.3)
        outcomes = loop.run([Planned(0.0, "read")] * 2000, lambda: False)
    schedule = Schedule.of(outcomes)
    assert schedule.late > 0
    assert schedule.longest > LATE
    assert not schedule.is_kept


def outcome(late: float = 0.0, attempts: int = 1) -> Outcome:
    return Outcome("read", 0.0, late, 0.01, "", attempts)


@pytest.mark.parametrize(
    ("outcomes", "is_kept"),
    [
        pytest.param([outcome()] * 1000, True, id="all-in-time"),
        pytest.param([outcome()] * 995 + [outcome(late=0.011)] * 5, True, id="five-of-a-thousand-late"),
        pytest.param([outcome()] * 994 + [outcome(late=0.011)] * 6, False, id="six-of-a-thousand-late"),
        pytest.param([outcome()] * 994 + [outcome(late=0.010)] * 6, True, id="as-late-as-may-be"),
        pytest.param([outcome()] * 994 + [outcome(attempts=0)] * 6, False, id="six-not-sent"),
        pytest.param(
            [outcome()] * 994 + [outcome(attempts=0), outcome(late=1)] * 3, False, id="three-late-three-not-sent"
        ),
        pytest.param([], False, id="nothing-planned"),
    ],
)
def test_a_schedule_is_kept_if_nearly_all_was_sent_in_time(outcomes: list[Outcome], is_kept: bool) -> None:
    assert Schedule.of(outcomes).is_kept is is_kept


def test_requests_that_have_no_event_to_go_to_are_not_sent() -> None:
    loop = OpenLoop(("127.0.0.1", 9), lambda _: None, deadline=1)
    schedule = Schedule.of(loop.run([Planned(0.0, "answer")], lambda: False))
    assert (schedule.planned, schedule.unsent) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        pytest.param(RESET, "reset", id="reset"),
        pytest.param(CLOSE, "cut off", id="closed"),
        pytest.param(reply(200)[:-2] + CLOSE, "no answer in 0.5 s", id="half-an-answer"),
        pytest.param(b"220 mail.example ESMTP\r\n\r\n", "no HTTP", id="no-http"),
        pytest.param(reply(409), "409", id="409"),
        pytest.param(reply(502), "502", id="502"),
        pytest.param(reply(503), "503 without Retry-After", id="503-alone"),
        pytest.param(reply(503, more="Retry-After: 1\r\n"), "503", id="503"),
    ],
)
def test_what_fails_is_counted_by_how(answer: bytes, failure: str) -> None:
    with serving(but(lambda _: answer)) as server:
        report = Load(server.url, 50, 0.2, {"answer": 1}, deadline=0.5).run()
    assert report.total.failures == {failure: 10}
    assert report.total.p99 == 0


def test_nobody_there_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()[:2]
    loop = OpenLoop(address, lambda _: Call(b"GET / HTTP/1.1\r\n\r\n", lambda *_: ""), deadline=1)
    (outcome,) = loop.run([Planned(0.0, "read")], lambda: False)
    assert (outcome.failure, outcome.attempts) == ("refused", 1)


@pytest.mark.parametrize(
    "instead",
    [
        pytest.param(RESET, id="reset"),
        pytest.param(CLOSE, id="closed"),
        pytest.param(reply(502), id="502"),
        pytest.param(reply(503, more="Retry-After: 0\r\n"), id="503"),
    ],
)
def test_a_request_is_repeated_once_with_its_key(instead: bytes) -> None:
    with serving(but(first(instead))) as server:
        report = Load(server.url, 50, 0.2, {"answer": 1}, retries=True).run()
        keys = [key for key in server.idempotency_keys() if b"answer" in key]
    assert (report.total.failed, report.total.retried) == (0, 10)
    assert len(keys) == 20
    assert len(set(keys)) == 10


def first(instead: bytes) -> Answering:
    """Answers a request, and says something else the first time that it comes."""
    known: set[bytes] = set()

    def answer(request: bytes) -> bytes:
        is_new = request not in known
        known.add(request)
        return instead if is_new else reply(200)

    return answer


def test_a_request_that_fails_twice_has_failed() -> None:
    with serving(but(lambda _: RESET)) as server:
        report = Load(server.url, 50, 0.2, {"answer": 1}, retries=True).run()
        assert sum(each.startswith(b"POST /participant") for each in server.requests) == 20
    assert report.total.failures == {"reset": 10}
    assert report.total.retried == 10


def test_without_retries_nothing_is_repeated() -> None:
    with serving(but(lambda _: RESET)) as server:
        report = Load(server.url, 50, 0.2, {"answer": 1}).run()
        assert sum(each.startswith(b"POST /participant") for each in server.requests) == 10
    assert report.total.retried == 0


def test_what_the_client_did_wrong_is_not_repeated() -> None:
    with serving(but(lambda _: reply(409))) as server:
        report = Load(server.url, 50, 0.2, {"answer": 1}, retries=True).run()
    assert (report.total.failures, report.total.retried) == ({"409": 10}, 0)


@pytest.mark.parametrize("keeps", [False, True])
def test_connections_are_new_or_kept(keeps: bool) -> None:
    with serving(api()) as server:
        report = Load(server.url, 50, 0.4, {"read": 1}, keeps=keeps, is_even=True).run()
        connections = len(server.connections) - 1  # that on which the events were made before
    assert report.total.failed == 0
    assert (connections < 20) is keeps
