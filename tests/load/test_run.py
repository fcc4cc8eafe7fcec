"""The plan of a run, what it shows, the search for the knee, and the command line."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import load
import pytest
from load_knee import find_knee
from load_report import Outcome, Report, percentile, table
from load_run import Load

from tests.load.servers import HANG, api, but, reply, serving
from tests.waiting import until

URL = "http://127.0.0.1:8080"


def test_the_plan_is_the_same_with_the_same_seed_and_another_with_another() -> None:
    assert Load(URL, 50, 2).plan() == Load(URL, 50, 2).plan()
    assert Load(URL, 50, 2).plan() != Load(URL, 50, 2, seed=2).plan()


@pytest.mark.parametrize("is_even", [False, True])
def test_as_many_requests_are_planned_as_the_rate_says_in_order_and_in_time(is_even: bool) -> None:
    times = [each.at for each in Load(URL, 200, 10, is_even=is_even).plan()]
    assert len(times) == 2000
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < 10


def test_even_requests_have_one_distance_and_others_come_in_bursts() -> None:
    distances = {
        is_even: [after.at - before.at for before, after in pairwise(Load(URL, 100, 10, is_even=is_even).plan())]
        for is_even in (True, False)
    }
    assert distances[True] == pytest.approx([0.01] * 999)
    # Of a Poisson process, one distance of e is longer than the mean.
    assert sum(each > 0.01 for each in distances[False]) == pytest.approx(999 / 2.718, rel=0.1)


def test_kinds_come_as_often_as_the_mix_says() -> None:
    kinds = [each.kind for each in Load(URL, 1000, 10, {"read": 3, "create": 1, "slots": 0}).plan()]
    assert kinds.count("read") == pytest.approx(7500, rel=0.05)
    assert kinds.count("read") + kinds.count("create") == 10_000


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"url": "https://127.0.0.1"}, id="https"),
        pytest.param({"url": "127.0.0.1:8080"}, id="no-scheme"),
        pytest.param({"rate": 0}, id="no-rate"),
        pytest.param({"seconds": -1}, id="negative-time"),
        pytest.param({"mix": {"dance": 1}}, id="unknown-kind"),
        pytest.param({"mix": {"read": 0}}, id="nothing-in-the-mix"),
        pytest.param({"mix": {"read": 2, "create": -1}}, id="negative-part"),
    ],
)
def test_a_load_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is http|above 0|a mix has"):
        Load(**{"url": URL, "rate": 1, "seconds": 1, **wrong})


@pytest.mark.parametrize(
    ("count", "percent", "expected"),
    [(1, 50, 1), (1, 99, 1), (2, 50, 1), (3, 50, 2), (100, 99, 99), (101, 99, 100), (100, 100, 100), (1000, 99, 990)],
)
def test_a_percentile_is_the_smallest_value_that_so_many_are_not_above(count: int, percent: int, expected: int) -> None:
    ordered = [float(each) for each in range(1, count + 1)]
    assert percentile(ordered, percent) == expected
    assert sum(each <= expected for each in ordered) * 100 >= percent * count
    assert sum(each <= expected - 1 for each in ordered) * 100 < percent * count


def test_requests_that_fail_fast_do_not_make_a_server_look_fast() -> None:
    good = [Outcome("read", 0.0, 0.0, 0.2, "", 1)] * 10
    refused = [Outcome("read", 0.0, 0.0, 0.001, "refused", 1)] * 90
    report = Report.of(100, 1, 0.0, 0.0, [*good, *refused])
    assert (report.total.p50, report.total.p99, report.total.failed) == (0.2, 0.2, 90)


def test_a_load_that_is_stopped_sends_nothing_more_and_waits_for_what_it_has_sent() -> None:
    with serving(api()) as server, Load(server.url, 100, 600).running() as running:
        until(lambda: running.answered >= 20 or running.failed, "some requests are answered")
        running.stop()
    assert 20 <= running.report.total.requests < 1000
    assert running.report.schedule.unsent == 0
    assert running.report.total.requests == running.sent == running.answered


def test_an_error_inside_the_with_stops_the_load() -> None:
    with serving(api()) as server, pytest.raises(KeyError), Load(server.url, 100, 600).running() as running:
        raise KeyError
    assert running.sent < 1000


def run_at(rate: float, took: float = 0.01, failure: str = "", late: float = 0.0) -> Report:
    return Report.of(rate, 1, 0.0, 0.0, [Outcome("read", 0.0, late, took, failure, 1)] * 100)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        pytest.param({"failure": "503"}, "failed: 100 x 503", id="failed"),
        pytest.param({"took": 0.101}, "p99 is 101 ms", id="slow"),
        pytest.param({"late": 0.011}, "the generator did not keep its schedule", id="generator-late"),
    ],
)
def test_the_knee_is_the_highest_rate_that_holds(broken: dict[str, Any], why: str) -> None:
    knee = find_knee(lambda rate: run_at(rate, **broken) if rate > 340 else run_at(rate, took=0.1))
    assert (knee.rate, knee.next_rate, knee.why_not_next) == (320, 350, why)
    tried = [each.report.rate for each in knee.steps]
    assert tried == [100, 150, 200, 300, 400, 400, 350, 350, 320]


def test_a_rate_that_holds_the_second_time_holds() -> None:
    tried: list[float] = []

    def run(rate: float) -> Report:
        tried.append(rate)
        return run_at(rate, failure="reset" if tried.count(rate) == 1 or rate > 100 else "")

    assert find_knee(run).rate == 100


def test_if_the_first_rate_does_not_hold_there_is_no_knee(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(but(lambda _: reply(500), b"GET")) as server:
        assert load.main([server.url, "--knee", "--seconds", "0.2", "--mix", "read=1"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "no rate held; at 100: failed: 20 x 500"


def test_the_command_line_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(api()) as server:
        code = load.main([server.url, "--rate", "50", "--seconds", "0.4"])
    out = capsys.readouterr().out
    assert "all              20       0      0" in out
    assert code == (0 if "schedule kept" in out else 3)


def test_the_command_line_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(but(lambda _: reply(404), b"GET")) as server:
        code = load.main([server.url, "--rate", "50", "--seconds", "0.4", "--mix", "read=1", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["total"]["failures"] == {"404": 20}
    assert document["schedule"]["planned"] == 20
    assert code == (1 if document["valid"] else 3)


def test_a_run_that_was_late_exits_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(but(lambda _: HANG, b"GET")) as server:
        late = ["--rate", "50000", "--seconds", "0.02", "--mix", "read=1", "--deadline", "0.2"]
        assert load.main([server.url, *late]) == 3
    assert "NOT KEPT" in capsys.readouterr().out


def test_an_address_where_nobody_is_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(api()) as server:
        pass
    assert load.main([server.url, "--rate", "1", "--seconds", "1"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_report_names_failures_by_kind() -> None:
    failed = Outcome("create", 0.0, 0.0, 1.5, "502", 1)
    text = table(Report.of(1, 1, 0.0, 0.0, [failed, Outcome("read", 0.0, 0.0, 0.25, "", 2)]))
    create, read, total = text.splitlines()[2:5]
    assert create.split() == ["create", "1", "0", "1", "0.0", "0.0", "0.0", "1500.0", "1", "x", "502"]
    assert read.split() == ["read", "1", "1", "0", "250.0", "250.0", "250.0", "250.0"]
    assert total.split()[:4] == ["all", "2", "1", "1"]
