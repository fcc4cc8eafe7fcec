"""Timing things in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Mapping
from statistics import median

MOST_ROUNDS = 41

gc.set_threshold(50_000)  # as in evsched's own processes, for whatever is timed here


def medians(contestants: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """Return the median seconds that each takes, by name.

    Every round runs each once. One that is slow takes part in fewer rounds, the first ones, and at least in one.

    Args:
        contestants: What is run, by name.
        seconds: For how long each is run in all, about.
    """
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(MOST_ROUNDS):
        gc.collect()
        gc.freeze()  # what is there already is not looked through again in the time of whoever runs
        running = [name for name, taken in times.items() if sum(taken) + sum(taken[-1:]) <= seconds]
        for name in running:
            before = time.perf_counter()
            contestants[name]()
            times[name].append(time.perf_counter() - before)
    return {name: median(taken) for name, taken in times.items()}


def exponent(small: float, large: float, growth: float) -> float:
    """Return with which power of the size something grows; 1 means in proportion.

    Args:
        small: What it is for the small size.
        large: What it is for the large one.
        growth: How many times larger that is.
    """
    return math.log(large / small) / math.log(growth)
