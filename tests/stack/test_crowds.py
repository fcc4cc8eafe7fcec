"""Many clients at once: as fast as they come, and as slowly as they can."""

from __future__ import annotations

import re

import pytest
from load import Load
from load_report import Outcome, Report, percentile

from tests.stack.faults import check_writes, shown
from tests.stack.figures import Figures, milliseconds
from tests.stack.slow_clients import SlowClients
from tests.stack.stack import Stack
from tests.stress.children import FULL, size
from tests.waiting import until

pytestmark = pytest.mark.stack

_RATE = 200
_P99 = 0.100
_TURNS = 3
_SLOW = 200
_MOST = 2.0
"""How many times as long one of a hundred requests may take beside slow clients."""


def test_two_hundred_requests_a_second_are_answered(shaken: Stack, figures: Figures) -> None:
    """None may fail. For how long they take one run of three is enough: a disk that stands still for a moment, and a
    generator that was late itself, are this machine's.
    """
    for turn in range(_TURNS):
        report = _crowd(shaken, turn, figures)
        if not FULL or (report.is_valid and report.total.p99 <= _P99):
            return
    pytest.fail(f"in none of {_TURNS} runs")


def _crowd(stack: Stack, turn: int, figures: Figures) -> Report:
    seconds = size(10, 60)
    with Load(stack.door.url, _RATE, seconds, seed=turn).running() as running:
        pass
    report, schedule = running.report, running.report.schedule
    missed = schedule.late + schedule.unsent
    kept = f"{missed} of {schedule.planned:,} sent late: schedule {'kept' if report.is_valid else 'NOT KEPT'}"
    figures.add(
        f"{_RATE} requests/s for {seconds} s, open loop", "0 failed, p99 <= 100 ms", f"{shown(report.total)}; {kept}"
    )
    check_writes(stack, running)
    assert report.total.failures == {}
    return report


def test_clients_that_drip_their_headers_do_not_slow_down_others(shaken: Stack, figures: Figures) -> None:
    """Measured in turns without and with them, so that what else this machine does falls on both."""
    alone: list[Outcome] = []
    beside: list[Outcome] = []
    for turn in range(size(1, 4)):
        alone += _measured(shaken, turn)
        clients = SlowClients(shaken.door, _SLOW)
        with clients.dripping():
            until(lambda: _reading(shaken) >= _SLOW, f"nginx waits for {_SLOW} headers")
            beside += _measured(shaken, turn)
            until(lambda clients=clients: clients.given_up >= _SLOW, "nginx has had enough of each")  # type: ignore[misc]
    p99s = [percentile(sorted(each.took for each in some), 99) for some in (alone, beside)]
    figures.add(
        f"{_SLOW} slow clients that drip headers",
        "p99 of others <= 2 x of without",
        f"{milliseconds(p99s[1])} with, {milliseconds(p99s[0])} without: {p99s[1] / p99s[0]:.2f} x",
    )
    assert [each for each in alone + beside if each.failure] == []
    if FULL:
        assert p99s[1] <= _MOST * p99s[0]


def _measured(stack: Stack, turn: int) -> list[Outcome]:
    return list(Load(stack.door.url, 50, size(5, 15), seed=turn).run().outcomes)


def _reading(stack: Stack) -> int:
    """Return of how many connections nginx waits for a header, by its own counters."""
    status = stack.one("nginx").run("curl", "--silent", "http://127.0.0.1:8081/status").out
    found = re.search(r"Reading: (\d+) Writing: \d+ Waiting: (\d+)", status)
    assert found, status
    return int(found[1]) + int(found[2])
