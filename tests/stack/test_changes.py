"""What whoever runs the stack does to it by day: nobody who asks notices."""

from __future__ import annotations

import time

import pytest
from load import Running

from tests.stack.containers import Container
from tests.stack.faults import answered, check_writes, load, shown
from tests.stack.figures import Figures
from tests.stack.stack import REPLICAS, Stack
from tests.stress.children import size
from tests.waiting import until

pytestmark = pytest.mark.stack

_RATE = size(50, 100)


def check_unnoticed(stack: Stack, running: Running, figures: Figures, change: str) -> None:
    """See that no request has failed and no write was lost."""
    check_writes(stack, running)
    report = running.report
    figures.add(f"{change}, {report.rate:g} requests/s", "0 failed", shown(report.total))
    assert report.total.failures == {}


def until_asked(replicas: list[Container]) -> None:
    """Wait until requests have come to each of some replicas."""
    since = time.time()
    for each in replicas:
        until(lambda each=each: each.records(since), f"{each.hostname} is asked")  # type: ignore[misc]


def test_restarting_replicas_one_by_one_fails_no_request(shaken: Stack, figures: Figures) -> None:
    rounds = size(1, 5)
    with load(shaken, _RATE) as running:
        for _ in range(rounds):
            for replica in shaken.replicas():
                replica.do("restart")
                until(lambda replica=replica: replica.is_healthy, "it works again")  # type: ignore[misc]
    check_unnoticed(shaken, running, figures, f"rolling restart of {rounds} x {REPLICAS} replicas")


def test_reloading_nginx_fails_no_request(shaken: Stack, figures: Figures) -> None:
    times, nginx = size(3, 10), shaken.one("nginx")
    with load(shaken, _RATE) as running:
        for _ in range(times):
            before = _workers(nginx)
            shaken.compose("exec", "-T", "nginx", "nginx", "-s", "reload")
            until(lambda before=before: not before & _workers(nginx), "nginx has new workers")  # type: ignore[misc]
            answered(running, 50)
    check_unnoticed(shaken, running, figures, f"nginx reload x {times}")


def _workers(nginx: Container) -> set[str]:
    """Return the process ids of nginx's workers."""
    done = nginx.run("sh", "-ec", "main=$(cat /proc/1/task/1/children); cat /proc/$((main))/task/$((main))/children")
    assert done.code == 0, done.err
    return {*done.out.split()}


def test_a_replica_made_anew_with_another_address_is_found(shaken: Stack, figures: Figures) -> None:
    old, known = shaken.replicas()[0], {address for each in shaken.replicas() for address in each.addresses()}
    with load(shaken, _RATE) as running:
        shaken.up(EVSCHED_REPLICAS=str(REPLICAS + 1))  # first, so that it cannot have the address of the old one
        new = shaken.replicas()[-1]
        old.do("stop")
        old.do("rm")
        shaken.up(EVSCHED_REPLICAS=str(REPLICAS))
        assert new in shaken.replicas()
        assert not new.addresses() & known
        until_asked([new])
    check_unnoticed(shaken, running, figures, "a replica made anew with another address")


def test_more_replicas_and_fewer_again_fail_no_request(shaken: Stack, figures: Figures) -> None:
    with load(shaken, _RATE) as running:
        for count in (REPLICAS + 2, REPLICAS):
            shaken.up(EVSCHED_REPLICAS=str(count))
            assert len(shaken.replicas()) == count
            until_asked(shaken.replicas())
    check_unnoticed(shaken, running, figures, f"{REPLICAS} replicas, then {REPLICAS + 2}, then {REPLICAS}")
