"""Timing things in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Mapping
from statistics import median

MOST_ROUNDS = 41
LEAST_TURNS, SMALL_SECONDS = 3, 0.1

gc.set_threshold(50_000)  # as in evsched's own processes, for whatever is timed here


def medians(contestants: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """Return the median seconds that each takes until it has answered, by name.

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
            answer = contestants[name]()
            times[name].append(time.perf_counter() - before)
            del answer
    return {name: median(taken) for name, taken in times.items()}


def exponent(small: float, large: float, growth: float) -> float:
    """Return with which power of the size something grows; 1 means in proportion.

    Args:
        small: What it is for the small size.
        large: What it is for the large one.
        growth: How many times larger that is.
    """
    return math.log(large / small) / math.log(growth)


def growth(small: Callable[[], object], large: Callable[[], object], times_larger: float, seconds: float) -> float:
    """Return with which power of the size the time of something grows.

    Small and large take turns, so that a machine that is slow for a while is so for both; the median of all turns.

    Args:
        small: It does something small; it is done many times in a turn, and the median counts.
        large: It does something large.
        times_larger: How many times larger that is.
        seconds: For how long turns are taken, about; there are three at least.
    """
    found: list[float] = []
    begun = time.perf_counter()
    while len(found) < LEAST_TURNS or time.perf_counter() - begun < seconds:
        at_small = medians({"": small}, SMALL_SECONDS)[""]
        found.append(exponent(at_small, medians({"": large}, 0)[""], times_larger))
    return median(found)
