"""kill -9 of what writes and of what it writes to, while others go on asking."""

from __future__ import annotations

import signal
import time
from itertools import cycle

import pytest

from tests.api.asking import EVENT
from tests.stack.containers import Container
from tests.stack.door import Door
from tests.stack.faults import WRITES, answered, check_writes, load, shown, written
from tests.stack.figures import Figures
from tests.stack.stack import Stack
from tests.stress.children import size
from tests.waiting import until

pytestmark = pytest.mark.stack

_BACK = 10.0
"""Seconds within which something can be written again."""


def test_killing_replicas_loses_nothing_and_who_repeats_a_request_sees_no_failure(
    shaken: Stack, figures: Figures
) -> None:
    kills, wanted = 0, size(500, 10_000)
    with load(shaken, size(40, 70), WRITES, retries=True) as running:
        for replica in cycle(shaken.replicas()):
            _kill(replica)
            kills += 1
            if kills >= size(3, 30) and written(running) >= wanted:
                break
    verified = check_writes(shaken, running)
    report = running.report.total
    figures.add(
        f"kill -9 of a replica, {kills} times, keys and one retry",
        "0 lost, 0 doubled, 0 failed",
        f"{len(verified.lost)} lost and {len(verified.doubled)} doubled of {written(running):,} acknowledged; "
        f"{shown(report)}; {report.retried} repeated",
    )
    assert report.failures == {}
    assert written(running) >= wanted


def _kill(replica: Container) -> None:
    """Kill the process, and wait until Docker has started another and that works."""
    before = replica.state["StartedAt"]
    replica.signal(signal.SIGKILL)
    until(lambda: replica.state["StartedAt"] != before and replica.is_healthy, "the replica works again")


def test_killing_the_database_loses_nothing_and_is_told_by_503_until_it_is_back(
    shaken: Stack, figures: Figures
) -> None:
    database, times = shaken.one("db"), size(1, 3)
    back, first = [], []
    with load(shaken, 30, WRITES) as running:
        for _ in range(times):
            began = time.monotonic()
            database.signal(signal.SIGKILL)
            until(lambda: _accepts(database), "the database accepts connections")
            back.append(time.monotonic() - began)
            until(lambda: _writes(shaken.door), "something can be written")
            first.append(time.monotonic() - began - back[-1])
            answered(running, 60)
    verified = check_writes(shaken, running)
    figures.add(
        f"kill -9 of PostgreSQL, {times} times",
        "0 lost, only 503 with Retry-After meanwhile, first write <= 10 s after it is back",
        f"{len(verified.lost)} lost of {written(running):,} acknowledged; {shown(running.report.total)}; "
        f"back after {max(back):.1f} s, first write {max(first):.2f} s later",
    )
    assert running.report.total.failures.keys() <= {"503"}
    assert max(first) <= _BACK


def _accepts(database: Container) -> bool:
    return database.run("pg_isready", "--quiet", "--host=127.0.0.1").code == 0


def _writes(door: Door) -> bool:
    return door.ask("POST", "/event", EVENT).status == 201
