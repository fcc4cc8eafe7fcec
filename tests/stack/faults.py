"""Harm that is done to containers, and the load meanwhile."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from load import Load, Running, Verified, verify
from load_report import Figures as Requests

from tests.stack.containers import Container
from tests.stack.figures import milliseconds
from tests.stack.stack import Stack
from tests.waiting import until

LONGEST = 16.0
"""Seconds that a request may take, whatever has happened."""
MIX: Mapping[str, int] = {"create": 10, "answer": 30, "read": 30, "slots": 25, "change": 5}
"""About what people do; each event is answered three times, so that hardly one need be there before."""
WRITES: Mapping[str, int] = {"create": 20, "answer": 60, "change": 10, "read": 5, "slots": 5}
"""A load that writes more than people do: nine of ten requests."""
_UNTIL_STOPPED = 900.0
_FIRST = 20
_ESTABLISHED, _PORT = "01", f":{8080:04X}"


@contextmanager
def hung(containers: list[Container]) -> Iterator[None]:
    """Stop the processes inside for a while: the system accepts connections, and nobody answers."""
    for each in containers:
        each.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in containers:
            each.signal(signal.SIGCONT)


def has_unread(replica: Container) -> bool:
    """Whether something was sent to a replica that it has not read."""
    lines = [line.split() for line in replica.run("cat", "/proc/net/tcp").out.splitlines()[1:]]
    return any(
        local.endswith(_PORT) and state == _ESTABLISHED and not queues.endswith(":00000000")
        for _, local, _, state, queues, *_ in lines
    )


@contextmanager
def load(stack: Stack, rate: float, mix: Mapping[str, int] = MIX, *, retries: bool = False) -> Iterator[Running]:
    """Send requests, beginning before the harm that is done inside the ``with``, and until its end."""
    with Load(stack.door.url, rate, _UNTIL_STOPPED, mix, retries=retries).running() as running:
        answered(running, _FIRST)
        yield running
        answered(running, _FIRST)
        running.stop()


def answered(running: Running, more: int) -> None:
    """Wait until so many more requests are at an end."""
    wanted = running.answered + more
    until(lambda: running.answered >= wanted or running.failed, f"{wanted} requests are at an end")


def written(running: Running) -> int:
    """Return how many writes have been acknowledged."""
    return sum(running.ledger.acknowledged.values())


def check_writes(stack: Stack, running: Running) -> Verified:
    """Read back all that was acknowledged, and see that nothing was lost or has happened twice."""
    stack.settle()
    titles = [str(row["title"]) for row in stack.rows("SELECT title FROM event")]
    verified = verify(running.ledger, titles=titles)
    assert (verified.lost, verified.doubled) == ((), ())
    return verified


def shown(requests: Requests) -> str:
    """Return what became of requests, for people."""
    failures = ", ".join(f"{times} x {how}" for how, times in sorted(requests.failures.items()))
    failed = f"{requests.failed:,} of {requests.requests:,} failed{f' ({failures})' if failures else ''}"
    return f"{failed}; p99 {milliseconds(requests.p99)}, longest {milliseconds(requests.longest)}"
