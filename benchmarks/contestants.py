"""What answers the engine's question, or a part of it, in the benchmarks of the engine."""

from __future__ import annotations

from collections.abc import Callable

import engine_floor
import numpy as np
from crowd import Crowd, Shape
from kernels import KERNELS, Kernel, with_kernel
from naive import BEST, as_sent, every_start, in_utc, scan, with_portion

from evsched import Recommendation, recommend

SORTING, SORTED, SCAN, SCAN_UTC, EVERY_START, PORTION = (
    "np.sort",
    "sorted",
    "scan",
    "scan, UTC",
    "all starts",
    "portion",
)
MOST_TRIPLES, MOST_ASKED, MOST_INTERVALS, MOST_PEOPLE = 6_000_000, 10_000, 5_000, 50
"""Of a scan, of the people in it, of trying all starts, of portion: beyond, these take more than about ten seconds."""


def floors(asked: Crowd) -> dict[str, Callable[[], object]]:
    """Return what sorts all instants."""
    starts, ends = engine_floor.columns(asked)
    lists = starts.tolist(), ends.tolist()
    return {
        SORTING: lambda: (np.sort(starts), np.sort(ends)),
        SORTED: lambda: [sorted(each) for each in lists],
    }


def ours(asked: Crowd) -> dict[str, Callable[[], object]]:
    """Return what recommends, by the kernel that it counts with."""

    def with_one(kernel: Kernel) -> Callable[[], object]:
        def best() -> Recommendation:
            with with_kernel(kernel):
                return recommend(asked.event, asked.free, limit=1, alternatives=BEST - 1)

        return best

    return {kernel: with_one(kernel) for kernel in KERNELS}


def others(asked: Crowd, shape: Shape) -> dict[str, Callable[[], object]]:
    """Return what others do to find times, where it does not take too long."""
    slower: dict[str, Callable[[], object]] = {}
    if shape.triples <= MOST_TRIPLES and shape.people <= MOST_ASKED:
        sent, in_one_zone = as_sent(asked), in_utc(asked)
        slower |= {SCAN: lambda: scan(sent), SCAN_UTC: lambda: scan(in_one_zone)}
    if shape.people * shape.intervals <= MOST_INTERVALS:
        slower[EVERY_START] = lambda: every_start(asked)
    if shape.people <= MOST_PEOPLE:
        slower[PORTION] = lambda: with_portion(asked)
    return slower
