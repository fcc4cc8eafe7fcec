"""How fast the engine recommends, side by side with what others do and with sorting the same instants.

    python benchmarks/engine.py

asks for the ten best windows with the names of who can attend. Events offer eight hours a day; nobody's zone is known
but where it is said. Each row's contestants take turns, in a process that has seen no other event, and those that
answer the same question must give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product, starmap
from multiprocessing import get_context
from typing import TypeVar

import engine_floor
import engine_growth
import engine_memory
from contestants import EVERY_START, PORTION, SCAN, SCAN_UTC, SORTED, SORTING, floors, others, ours
from crowd import Instants, Shape, crowd
from engine_growth import GROWING, LARGE, SMALL
from kernels import KERNELS, Kernel
from naive import BEST, of_evsched
from rounds import exponent, medians
from targets import Target, print_targets

from evsched import recommend

SIZES = (5, 50, 1_000, 10_000, 100_000)
INTERVALS, SLOTS = (5, 20), (3, 30, 300)
USUAL = Shape(0, 20, 30)
"""The shape of targets, at any size."""
Measured = TypeVar("Measured")
CONTESTANTS = (SORTING, SORTED, "NumPy", "pure Python", SCAN, SCAN_UTC, EVERY_START, PORTION)
RATIOS: tuple[tuple[str, str], ...] = (
    *((SCAN, "NumPy"), (SCAN, "pure Python"), (PORTION, "pure Python")),
    *(("NumPy", SORTING), ("pure Python", SORTING)),
)
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
    print(f"\ngrowth exponents from {SMALL:,} to {LARGE:,} people, which take turns")
    print(f"{'':14}{'intervals':>10}{'slots':>6}" + "".join(f"{each:>13}" for each in GROWING))
    grown = {shape: _print_growth(shape, "quarter hours") for shape in starmap(Shape, product([0], INTERVALS, SLOTS))}
    grown_sent = _print_growth(USUAL, "any second")
    worst = max(each[kernel] for each in grown.values() for kernel in KERNELS)
    found = [
        *_targets("quarter hours", typed, grown[USUAL]),
        Target("worst exponent, all shapes, quarter hours", worst, "at most", 1.1),
        *_targets("any second", sent, grown_sent),
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
    times = _alone(_measured, shape, instants, zones_known)
    cells = "".join(f"{times[name] * 1000:12.3f}" if name in times else f"{'–':>12}" for name in CONTESTANTS)
    ratios = "".join(
        f"{times[one] / times[other]:14,.1f}" if {one, other} <= times.keys() else f"{'–':>14}" for one, other in RATIOS
    )
    print(f"{shape.people:8,}{shape.intervals:10}{shape.slots:6}{cells}{ratios}", flush=True)
    return times


def _measured(shape: Shape, instants: Instants, zones_known: bool) -> Times:  # noqa: FBT001 - submitted by position
    asked = crowd(shape, instants, zones_known=zones_known)
    contestants = {**floors(asked), **ours(asked)}
    if not zones_known:  # where zones are known, the order is one that others do not have
        contestants |= others(asked, shape)
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
    return times


def _remembering(answers: dict[str, object], name: str, do: Callable[[], object]) -> Callable[[], object]:
    """Return what does it and keeps the answer of the first time."""

    def remember() -> object:
        answer = do()
        answers.setdefault(name, answer)
        return answer

    return remember


def _check(answers: Sequence[tuple[str, object]]) -> None:
    """End the run if not all answers to one question are the same."""
    for name, answer in answers:
        if answer != answers[0][1]:
            raise SystemExit(f"{name} and {answers[0][0]} do not agree")


def _print_growth(shape: Shape, instants: Instants) -> dict[str, float]:
    """Print with which powers of the number of people the times of a shape grow, and return them."""
    grown = _alone(engine_growth.exponents, shape, instants)
    print(
        f"{instants:14}{shape.intervals:10}{shape.slots:6}" + "".join(f"{each:13.2f}" for each in grown.values()),
        flush=True,
    )
    return grown


def _alone(measure: Callable[..., Measured], *what: object) -> Measured:
    """Return what is measured in a process that has seen nothing else."""
    with ProcessPoolExecutor(1, get_context("spawn")) as own:
        return own.submit(measure, *what).result()


def _memory_targets(instants: Instants) -> list[Target]:
    """Print the most memory that is taken at a time and return what is wanted of it."""
    print(f"\npeak memory of a recommendation, by the packed free time of 16 bytes an interval; {instants}")
    print(f"{'':14}{'people':>9}{'packed MB':>11}{'peak MB':>9}{'x packed':>10}{'answer, x packed':>18}")
    wanted = []
    for kernel in KERNELS:
        found = {}
        for people in (SMALL, 10_000, LARGE):
            memory = found[people] = engine_memory.measured(replace(USUAL, people=people), kernel, instants)
            packed = f"{memory.packed / 1e6:11.2f}{memory.peak / 1e6:9.2f}{memory.peak / memory.packed:10.2f}"
            print(f"{kernel:14}{people:9,}{packed}{memory.answer / memory.packed:18.2f}", flush=True)
        worst = max(each.peak / each.packed for each in found.values())
        grown = exponent(found[SMALL].peak, found[LARGE].peak, LARGE / SMALL)
        wanted.append(Target(f"{kernel}, {instants}: peak memory by packed input", worst, "at most", 3, "x"))
        wanted.append(Target(f"{kernel}, {instants}: exponent of memory", grown, "at most", 1.1))
    return wanted


def _targets(instants: Instants, times: Mapping[Shape, Times], grown: Mapping[str, float]) -> list[Target]:
    """Return what is wanted of times and their growth, for 20 intervals and 30 slots."""
    goals: dict[Kernel, tuple[tuple[int, float], ...]] = {
        "pure Python": ((50, 30), (1_000, 70)),
        "NumPy": ((50, 250), (1_000, 800)),
    }
    found = []
    for kernel in KERNELS:
        for people, goal in goals[kernel]:
            at_size = times[replace(USUAL, people=people)]
            ratio = at_size[SCAN] / at_size[kernel]
            found.append(
                Target(f"{kernel}, {instants}: the scan's time, {people:,} people", ratio, "at least", goal, "x")
            )
        what = f"{kernel}, {instants}: exponent, {SMALL:,} to {LARGE:,}"
        found.append(Target(what, grown[kernel], "at most", 1.1))
    if "NumPy" in KERNELS:
        floor = engine_floor.least_seconds(replace(USUAL, people=LARGE), instants)
        print(f"\nsorting alone, {LARGE:,} people, {instants}, with the fastest code of NumPy: {floor * 1000:.1f} ms")
        what = f"NumPy, {instants}: {LARGE:,} people, by sorting alone, the fastest way"
        found.append(Target(what, times[replace(USUAL, people=LARGE)]["NumPy"] / floor, "at most", 8, "x"))
    return found


if __name__ == "__main__":
    main()
