"""The benchmarks measure what they say: same questions have same answers, and results tell what was found."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import get_args

import naive
import pytest
import results
from crowd import Instants, Shape, crowd
from kernels import KERNELS, with_kernel
from misses import WHY
from printed_targets import READ, printed_targets
from results import Part, written
from rounds import exponent, growth, medians
from store_rows import answer_rows, keep, read
from targets import Target

from evsched import SqliteStore, recommend
from evsched.engine.interval import to_seconds

SHAPES = [Shape(5, 5, 3), Shape(5, 20, 3), Shape(12, 20, 30), Shape(7, 5, 30), Shape(3, 5, 40)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("instants", get_args(Instants))
def test_asking_everyone_for_every_start_gives_what_the_engine_gives(shape: Shape, instants: Instants) -> None:
    asked = crowd(shape, instants)
    for kernel in KERNELS:
        with with_kernel(kernel):
            ours = recommend(asked.event, asked.free, limit=1, alternatives=naive.BEST - 1)
        assert naive.of_evsched(ours) == naive.every_start(asked)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_scan_finds_who_has_enough_time_in_a_slot_whatever_the_offsets(shape: Shape) -> None:
    asked = crowd(shape)
    found = naive.scan(naive.as_sent(asked))
    assert found == naive.scan(naive.in_utc(asked))
    length = int(asked.event.duration.total_seconds())
    ends = {slot.start: slot.end for slot in asked.event.slots}
    for start, available in found:
        within = to_seconds(start), to_seconds(ends[start])
        assert available == [name for name, free in asked.free.items() if free.longest_within(*within) >= length]


def test_a_crowd_is_always_the_same_and_as_large_as_asked_for() -> None:
    asked = crowd(Shape(4, 20, 3), "any second", zones_known=True)
    assert asked == crowd(Shape(4, 20, 3), "any second", zones_known=True)
    assert [len(free) for free in asked.free.values()] == [20] * 4
    assert asked.packed == sum(len(free.pack()) for free in asked.free.values())
    assert None not in {each.zone for each in asked.event.participants}
    typed = crowd(Shape(4, 20, 3), "quarter hours")
    assert all(bound % 900 == 0 for free in typed.free.values() for bound in free.bounds)


def test_a_store_gives_back_what_a_benchmark_keeps(tmp_path: Path) -> None:
    asked = crowd(Shape(6, 5, 3))
    with closing(SqliteStore(tmp_path / "events.db")) as store:
        keep(store, "event", asked.event, answer_rows("event", asked))
        event, free = read(store, "event")
        with store.reading() as rows:
            typed = rows.availability("event")
    assert (event.participants, event.slots, free) == (asked.event.participants, asked.event.slots, asked.free)
    assert {each.participant_id: each.typed for each in typed} == asked.free


def test_memory_is_measured_in_a_process_of_its_own() -> None:
    program = Path(naive.__file__).with_name("engine_memory.py")
    printed = subprocess.run(
        [sys.executable, program, "20", "20", "30", KERNELS[0], "any second"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout
    packed, peak, answer = map(int, printed.split())
    assert packed == 20 * 20 * 16
    assert peak > answer > 0


def test_all_take_part_in_a_round_and_a_slow_one_at_least_once() -> None:
    ran: list[str] = []
    times = medians({"one": lambda: ran.append("one"), "other": lambda: ran.append("other")}, 0)
    assert ran == ["one", "other"]
    assert times.keys() == {"one", "other"}
    assert exponent(2, 200, 100) == pytest.approx(1)
    assert exponent(1, 100, 10) == pytest.approx(2)


def test_small_and_large_take_turns_where_growth_is_measured() -> None:
    ran: list[str] = []
    assert isinstance(growth(lambda: ran.append("small"), lambda: ran.append("large"), 100, 0), float)
    assert [size for size, _ in groupby(ran)] == ["small", "large"] * 3
    assert ran.count("large") == 3


@pytest.mark.parametrize(
    ("target", "cells"),
    [
        (Target("a", 31.26, "at least", 30, "x"), ("a", "31.3x", "at least 30.0x", "met")),
        (Target("b", 27, "at least", 30, "x"), ("b", "27.0x", "at least 30.0x", "misses by 10%")),
        (Target("c", 1.1, "at most", 1.1), ("c", "1.10", "at most 1.10", "met")),
        (Target("d", 500, "at most", 250, " ms"), ("d", "500 ms", "at most 250 ms", "misses by 100%")),
    ],
)
def test_a_target_says_whether_it_is_met_or_by_how_much_not(target: Target, cells: tuple[str, ...]) -> None:
    assert target.cells() == cells


STARTUP = """medians of 40 rounds
                                  ms   x bare   target
bare Python                     12.2     1.00
evsched --help                 110.4     9.05        8
"""
API = """Inside the process
                                  bare   ours before   x bare   target   with SQLite
GET event, 3 slots                 5.0          41.2      8.2       40          60.1

1 client            people  req/s  x bare target commits
GET event                5  1,000   0.612    0.6
GET event            1,000    500   0.312

find-common-slots, x seed: how many times as fast
               people   ours ms   its ms   x seed  target
unchanged           5      0.12    0.079     0.66     0.5  met
"""


def test_targets_are_read_off_printed_tables() -> None:
    assert printed_targets(STARTUP, READ["startup"]) == [Target("evsched --help", 9.05, "at most", 8, "x bare Python")]
    assert printed_targets(API, READ["api"]) == [
        Target("GET event, 3 slots", 41.2, "at most", 40, " µs"),
        Target("GET event, 5 people", 0.612, "at least", 0.6, "x bare Falcon"),
        Target("unchanged, 5 people", 0.66, "at least", 0.5, "x the seed's call"),
    ]
    assert printed_targets(STARTUP, ()) == []


@pytest.fixture
def parts(capsys: pytest.CaptureFixture[str]) -> Iterator[list[Part]]:
    def engine() -> list[Target]:
        sys.stdout.write("people  ms\n")
        return [Target("the scan's time", 31, "at least", 30, "x")]

    def startup() -> None:
        sys.stdout.write(STARTUP)

    yield [results.run("engine", engine), results.run("startup", startup)]
    assert capsys.readouterr().out == f"people  ms\n{STARTUP}"


def test_results_tell_the_machine_the_targets_and_all_that_was_printed(parts: list[Part]) -> None:
    assert written({"date": "2027-01-04 12:00 UTC"}, parts).splitlines() == [
        *WRITTEN.splitlines(),
        *["", "## Engine", "", "```", "people  ms", "```"],
        *["", "## Start of a command", "", "Why targets are missed:", *WHY["Start of a command"].splitlines()],
        *["", "```", *STARTUP.splitlines(), "```"],
    ]


WRITTEN = """# Results of the benchmarks

Written by `make bench`. What is compared took turns on one machine, so ratios hold where times do not.
The servers ran with `EVSCHED_MAX_PARTICIPANTS=100000` and `EVSCHED_MAX_BODY=16000000`: without these settings nobody \
could make or answer the largest events.
The library sets no limit on participants.

|  |  |
|---|---|
| date | 2027-01-04 12:00 UTC |

## Targets

1 of 2 are met.

|  |  | measured | target |  |
|---|---|---|---|---|
| Engine | the scan's time | 31.0x | at least 30.0x | met |
| Start of a command | evsched --help | 9.05x bare Python | at most 8x bare Python | misses by 13% |
"""
