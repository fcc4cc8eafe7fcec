"""What hangs answers nobody and is not gone: a replica, and the database."""

from __future__ import annotations

import time

import pytest

from tests.stack.faults import LONGEST, answered, check_writes, hung, load, shown
from tests.stack.figures import Figures
from tests.stack.stack import Stack
from tests.stress.children import size
from tests.waiting import until

pytestmark = pytest.mark.stack

_REFUSED = 5.0
"""Seconds after which it has been told that the database hangs."""
_RATE = 20.0


def test_a_hung_replica_costs_no_request_more_than_sixteen_seconds(shaken: Stack, figures: Figures) -> None:
    """What may be repeated goes to another replica; for the rest, nobody can tell whether it happened: 504."""
    with load(shaken, _RATE) as running:
        with hung(shaken.replicas()[:1]):
            answered(running, size(160, 1000))
        answered(running, 40)
    report = running.report
    failed = {each.kind: each.failures for each in report.kinds if each.failures}
    check_writes(shaken, running)
    figures.add("a hung replica", "no request over 16 s; reads do not fail", shown(report.total))
    assert report.total.longest <= LONGEST
    assert failed.keys() <= {"create", "answer"}
    assert report.total.failures.keys() <= {"504"}


def test_a_hung_database_is_told_within_five_seconds(shaken: Stack, figures: Figures) -> None:
    database = shaken.one("db")
    with load(shaken, _RATE) as running:
        database.do("pause")
        try:
            answered(running, size(160, 600))
            assert shaken.door.ask("GET", "/healthz").status == 200
        finally:
            database.do("unpause")
        began = time.monotonic()
        until(lambda: shaken.door.ask("GET", "/event/" + running.ledger.events[0].id).status == 200, "it is back")
        back = time.monotonic() - began
        answered(running, 40)
    report = running.report
    refused = max((each.took for each in report.outcomes if each.failure), default=0.0)
    check_writes(shaken, running)
    figures.add(
        "a hung database",
        "503 with Retry-After within 5 s, nothing else",
        f"{shown(report.total)}; longest refusal {refused:.1f} s, back after {back:.2f} s",
    )
    assert report.total.failures.keys() == {"503"}
    assert refused <= _REFUSED
    assert report.total.longest <= LONGEST
