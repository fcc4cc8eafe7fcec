"""How fast the engine recommends, side by side with what others do and with sorting the same instants.

    python benchmarks/engine.py

asks for the ten best windows with the names of who can attend. Events offer eight hours a day; nobody's zone is known
but where it is said. Each row's contestants take turns, and those that answer the same question must give the same
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import engine_floor
import engine_memory
import numpy as np
from crowd import Crowd, Instants, Shape, crowd
from kernels import KERNELS, Kernel, with_kernel
from naive import BEST, as_sent, every_start, in_utc, of_evsched, scan, with_portion
from rounds import exponent, medians
from targets import Target, print_targets

from evsched import Recommendation, recommend

SIZES = (5, 50, 1_000, 10_000, 100_000)
INTERVALS, SLOTS = (5, 20), (3, 30, 300)
USUAL = Shape(0, 20, 30)
"""The shape of targets, at any size."""
GROWN = 1_000, 100_000
"""Between which sizes growth is measured."""
SORTING, SORTED, SCAN, SCAN_UTC, EVERY_START, PORTION = (
    "np.sort",
    "sorted",
    "scan",
    "scan, UTC",
    "all starts",
    "portion",
)
CONTESTANTS = (SORTING, SORTED, "NumPy", "pure Python", SCAN, SCAN_UTC, EVERY_START, PORTION)
RATIOS: tuple[tuple[str, str], ...] = (
    *((SCAN, "NumPy"), (SCAN, "pure Python"), (PORTION, "pure Python")),
    *(("NumPy", SORTING), ("pure Python", SORTING)),
)
MOST_TRIPLES, MOST_ASKED, MOST_INTERVALS, MOST_PEOPLE = 6_000_000, 10_000, 5_000, 50
"""Of a scan, of the people in it, of trying all starts, of portion: beyond, these take more than about ten seconds."""

Times = dict[str, float]
"""Median seconds by contestant."""


def main() -> list[Target]:
    """Print all tables and return what is wanted of them."""
    _say_what_is_run()
    _print_titles("free time that starts and ends at any second; the meeting lasts half an hour")
    times: dict[Shape, Times] = {}
    for intervals, slots, people in product(INTERVALS, SLOTS, SIZES):
        shape = Shape(people, intervals, slots)
        times[shape] = _print_measured(shape)
    _print_titles("free time on quarter hours, as people type it")
    for people in SIZES:
        _print_measured(replace(USUAL, people=people), instants="quarter hours")
    _print_titles("everyone's zone is known, of nine around the globe")
    for people in SIZES:
        _print_measured(replace(USUAL, people=people), zones_known=True)
    growth = _print_growth(times)
    memory = _print_memory()
    found = _targets(times, growth) + memory
    print_targets(found)
    return found


def _say_what_is_run() -> None:
    print(
        f"Medians, ms. {SORTING}, {SORTED}: all first and last instants, each sorted by themselves (the floor).\n"
        f"{SCAN}: is there enough time somewhere in the slot, for every slot, person and interval, in datetimes with\n"
        f"the offsets they were sent with; {SCAN_UTC}: the same, all in UTC. It is a weaker question than ours.\n"
        f"{EVERY_START}: the same question as ours, asking everyone for each start that could be one.\n"
        f"{PORTION}: the same question, by portion.IntervalDict, one for each slot.\n"
        "–: not run, it takes more than some ten seconds."
    )


def _print_titles(what: str) -> None:
    print(f"\n{what}")
    ratios = "".join(f"{f'{one} /':>14}" for one, _ in RATIOS)
    print(f"{'':>24}{'':{12 * len(CONTESTANTS)}}{ratios}")
    columns = "".join(f"{name:>12}" for name in CONTESTANTS) + "".join(f"{other:>14}" for _, other in RATIOS)
    print(f"{'people':>8}{'intervals':>10}{'slots':>6}{columns}")


def _print_measured(shape: Shape, instants: Instants = "any second", *, zones_known: bool = False) -> Times:
    asked = crowd(shape, instants, zones_known=zones_known)
    contestants = {**_floors(asked), **_ours(asked)}
    if not zones_known:  # where zones are known, the order is one that others do not have
        contestants |= _others(asked, shape)
    answers: dict[str, object] = {}
    times = medians(
        {name: _remembering(answers, name, do) for name, do in contestants.items()},
        0.1 if shape.people <= 1_000 else 0.5 if shape.people <= 10_000 else 2,
    )
    _check([(name, answers[name]) for name in KERNELS])
    _check([(name, answers[name]) for name in (SCAN, SCAN_UTC) if name in answers])
    same = [(name, answers[name]) for name in (EVERY_START, PORTION) if name in answers]
    if same:
        _check([("the engine", of_evsched(recommend(asked.event, asked.free, limit=1, alternatives=BEST - 1))), *same])
    cells = "".join(f"{times[name] * 1000:12.3f}" if name in times else f"{'–':>12}" for name in CONTESTANTS)
    ratios = "".join(
        f"{times[one] / times[other]:14,.1f}" if {one, other} <= times.keys() else f"{'–':>14}" for one, other in RATIOS
    )
    print(f"{shape.people:8,}{shape.intervals:10}{shape.slots:6}{cells}{ratios}", flush=True)
    return times


def _remembering(answers: dict[str, object], name: str, do: Callable[[], object]) -> Callable[[], None]:
    def remember() -> None:
        answers[name] = do()

    return remember


def _check(answers: Sequence[tuple[str, object]]) -> None:
    """End the run if not all answers to one question are the same."""
    for name, answer in answers:
        if answer != answers[0][1]:
            raise SystemExit(f"{name} and {answers[0][0]} do not agree")


def _floors(asked: Crowd) -> dict[str, Callable[[], object]]:
    starts, ends = engine_floor.columns(asked)
    lists = starts.tolist(), ends.tolist()
    return {
        SORTING: lambda: (np.sort(starts), np.sort(ends)),
        SORTED: lambda: [sorted(each) for each in lists],
    }


def _ours(asked: Crowd) -> dict[str, Callable[[], object]]:
    def with_one(kernel: Kernel) -> Callable[[], object]:
        def best() -> Recommendation:
            with with_kernel(kernel):
                return recommend(asked.event, asked.free, limit=1, alternatives=BEST - 1)

        return best

    return {kernel: with_one(kernel) for kernel in KERNELS}


def _others(asked: Crowd, shape: Shape) -> dict[str, Callable[[], object]]:
    """Return what others do, where it does not take too long."""
    others: dict[str, Callable[[], object]] = {}
    if shape.triples <= MOST_TRIPLES and shape.people <= MOST_ASKED:
        sent, in_one_zone = as_sent(asked), in_utc(asked)
        others |= {SCAN: lambda: scan(sent), SCAN_UTC: lambda: scan(in_one_zone)}
    if shape.people * shape.intervals <= MOST_INTERVALS:
        others[EVERY_START] = lambda: every_start(asked)
    if shape.people <= MOST_PEOPLE:
        others[PORTION] = lambda: with_portion(asked)
    return others


def _print_growth(times: dict[Shape, Times]) -> dict[tuple[Kernel, int, int], float]:
    """Print the exponents of growth and return them by kernel, intervals and slots."""
    small, large = GROWN
    print(f"\ngrowth exponents from {small:,} to {large:,} people")
    print(f"{'intervals':>10}{'slots':>6}{SORTING:>13}" + "".join(f"{kernel:>13}" for kernel in KERNELS))
    found: dict[tuple[Kernel, int, int], float] = {}
    for intervals, slots in product(INTERVALS, SLOTS):
        first, last = (times[Shape(people, intervals, slots)] for people in GROWN)
        cells = f"{exponent(first[SORTING], last[SORTING], large / small):13.2f}"
        for kernel in KERNELS:
            found[kernel, intervals, slots] = exponent(first[kernel], last[kernel], large / small)
            cells += f"{found[kernel, intervals, slots]:13.2f}"
        print(f"{intervals:10}{slots:6}{cells}")
    return found


def _print_memory() -> list[Target]:
    """Print the most memory that is taken at a time and return what is wanted of it."""
    small, large = GROWN
    print("\npeak memory of a recommendation, by the packed free time of 16 bytes an interval; what its answer holds")
    print(f"{'':14}{'people':>9}{'packed MB':>11}{'peak MB':>9}{'x packed':>10}{'answer, x packed':>18}")
    wanted = []
    for kernel in KERNELS:
        found = {}
        for people in (small, 10_000, large):
            memory = found[people] = engine_memory.measured(replace(USUAL, people=people), kernel)
            packed = f"{memory.packed / 1e6:11.2f}{memory.peak / 1e6:9.2f}{memory.peak / memory.packed:10.2f}"
            print(f"{kernel:14}{people:9,}{packed}{memory.answer / memory.packed:18.2f}", flush=True)
        worst = max(each.peak / each.packed for each in found.values())
        grown = exponent(found[small].peak, found[large].peak, large / small)
        wanted.append(Target(f"{kernel}: peak memory by packed input", worst, "at most", 3, "x"))
        wanted.append(Target(f"{kernel}: exponent of memory, {small:,} to {large:,}", grown, "at most", 1.1))
    return wanted


def _targets(times: dict[Shape, Times], growth: dict[tuple[Kernel, int, int], float]) -> list[Target]:
    """Return what is wanted of times, for 20 intervals and 30 slots but where it is said."""
    goals: dict[Kernel, tuple[tuple[int, float], ...]] = {
        "pure Python": ((50, 30), (1_000, 70)),
        "NumPy": ((50, 250), (1_000, 800)),
    }
    small, large = GROWN
    found = []
    for kernel in KERNELS:
        for people, goal in goals[kernel]:
            at_size = times[replace(USUAL, people=people)]
            ratio = at_size[SCAN] / at_size[kernel]
            found.append(Target(f"{kernel}: the scan's time, {people:,} people", ratio, "at least", goal, "x"))
        shapes = {(intervals, slots): value for (one, intervals, slots), value in growth.items() if one == kernel}
        what = f"{kernel}: exponent, {small:,} to {large:,}"
        found.append(Target(what, shapes[USUAL.intervals, USUAL.slots], "at most", 1.1))
        found.append(Target(f"{what}, worst of all shapes", max(shapes.values()), "at most", 1.1))
    if "NumPy" in KERNELS:
        shape = replace(USUAL, people=large)
        floor = engine_floor.least_seconds(shape)
        print(f"\nsorting alone, {large:,} people, with the fastest code that NumPy has: {floor * 1000:.1f} ms")
        what = f"NumPy: {large:,} people, by sorting alone, the fastest way"
        found.append(Target(what, times[shape]["NumPy"] / floor, "at most", 8, "x"))
    return found


if __name__ == "__main__":
    main()
