"""How fast the engine recommends, side by side with what others do and with sorting the same instants.

    python benchmarks/engine.py

asks for the ten best windows with the names of who can attend. Events offer eight hours a day; nobody's zone is known
but where it is said. Each row's contestants take turns, and those that answer the same question must give the same
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
LARGE = SIZES[-1]
GROWN = 1_000, LARGE
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
    _print_titles("free time on quarter hours, as people type it; the meeting lasts half an hour")
    typed = {
        shape: _print_measured(shape)
        for shape in (Shape(people, intervals, slots) for intervals, slots, people in product(INTERVALS, SLOTS, SIZES))
    }
    usual = [replace(USUAL, people=people) for people in SIZES]
    _print_titles("free time that starts and ends at any second, as programs may send it")
    sent = {shape: _print_measured(shape, "any second") for shape in usual}
    _print_titles("everyone's zone is known, of nine around the globe; quarter hours")
    for shape in usual:
        _print_measured(shape, zones_known=True)
    print(f"\ngrowth exponents from {GROWN[0]:,} to {GROWN[1]:,} people")
    print(f"{'':14}{'intervals':>10}{'slots':>6}{SORTING:>13}" + "".join(f"{kernel:>13}" for kernel in KERNELS))
    growth = _print_growth("quarter hours", typed)
    _print_growth("any second", sent)
    found = [
        *_targets("quarter hours", typed),
        Target("worst exponent, all shapes, quarter hours", max(growth), "at most", 1.1),
        *_targets("any second", sent),
        *_memory_targets("quarter hours"),
        *_memory_targets("any second"),
    ]
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


def _print_measured(shape: Shape, instants: Instants = "quarter hours", *, zones_known: bool = False) -> Times:
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
    """Return what does it and keeps the answer of the first time."""

    def remember() -> None:
        answers.setdefault(name, do())

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


def _print_growth(instants: Instants, times: Mapping[Shape, Times]) -> list[float]:
    """Print the exponents of growth of each shape and return those of the kernels."""
    found = []
    for small in (shape for shape in times if shape.people == GROWN[0]):
        of_shape = [
            exponent(times[small][name], times[replace(small, people=LARGE)][name], LARGE / GROWN[0])
            for name in (SORTING, *KERNELS)
        ]
        cells = "".join(f"{each:13.2f}" for each in of_shape)
        print(f"{instants:14}{small.intervals:10}{small.slots:6}{cells}")
        found += of_shape[1:]
    return found


def _memory_targets(instants: Instants) -> list[Target]:
    """Print the most memory that is taken at a time and return what is wanted of it."""
    print(f"\npeak memory of a recommendation, by the packed free time of 16 bytes an interval; {instants}")
    print(f"{'':14}{'people':>9}{'packed MB':>11}{'peak MB':>9}{'x packed':>10}{'answer, x packed':>18}")
    wanted = []
    for kernel in KERNELS:
        found = {}
        for people in (GROWN[0], 10_000, LARGE):
            memory = found[people] = engine_memory.measured(replace(USUAL, people=people), kernel, instants)
            packed = f"{memory.packed / 1e6:11.2f}{memory.peak / 1e6:9.2f}{memory.peak / memory.packed:10.2f}"
            print(f"{kernel:14}{people:9,}{packed}{memory.answer / memory.packed:18.2f}", flush=True)
        worst = max(each.peak / each.packed for each in found.values())
        grown = exponent(found[GROWN[0]].peak, found[LARGE].peak, LARGE / GROWN[0])
        wanted.append(Target(f"{kernel}, {instants}: peak memory by packed input", worst, "at most", 3, "x"))
        wanted.append(Target(f"{kernel}, {instants}: exponent of memory", grown, "at most", 1.1))
    return wanted


def _targets(instants: Instants, times: Mapping[Shape, Times]) -> list[Target]:
    """Return what is wanted of times, for 20 intervals and 30 slots."""
    goals: dict[Kernel, tuple[tuple[int, float], ...]] = {
        "pure Python": ((50, 30), (1_000, 70)),
        "NumPy": ((50, 250), (1_000, 800)),
    }
    small, large = (times[replace(USUAL, people=people)] for people in GROWN)
    found = []
    for kernel in KERNELS:
        for people, goal in goals[kernel]:
            at_size = times[replace(USUAL, people=people)]
            ratio = at_size[SCAN] / at_size[kernel]
            found.append(
                Target(f"{kernel}, {instants}: the scan's time, {people:,} people", ratio, "at least", goal, "x")
            )
        grown = exponent(small[kernel], large[kernel], LARGE / GROWN[0])
        found.append(Target(f"{kernel}, {instants}: exponent, {GROWN[0]:,} to {LARGE:,}", grown, "at most", 1.1))
    if "NumPy" in KERNELS:
        floor = engine_floor.least_seconds(replace(USUAL, people=LARGE), instants)
        print(f"\nsorting alone, {LARGE:,} people, {instants}, with the fastest code of NumPy: {floor * 1000:.1f} ms")
        what = f"NumPy, {instants}: {LARGE:,} people, by sorting alone, the fastest way"
        found.append(Target(what, large["NumPy"] / floor, "at most", 8, "x"))
    return found


if __name__ == "__main__":
    main()
