"""Which code does the counting: plain Python, or NumPy where it pays."""

from __future__ import annotations

import sys
from collections.abc import Collection
from contextlib import suppress
from itertools import accumulate

from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet

WORTH_USING = 1_000
WORTH_LOADING = 150_000
"""Intervals from which on NumPy saves time where it is loaded already, and where it has to be loaded for them."""


def kernel_for(free: Collection[IntervalSet]) -> type[Crowd]:
    """Return what is fastest for so many people and intervals of what is installed."""
    least = WORTH_USING if "numpy" in sys.modules else WORTH_LOADING
    if not any(map((2 * least).__le__, accumulate(len(each.bounds) for each in free))):
        return Crowd
    try:
        from evsched.engine.columns import ColumnCrowd
    except ImportError:  # it is an extra
        return Crowd
    return ColumnCrowd


def load() -> None:
    """Have NumPy at hand from now on, where it is installed; for a process that lives."""
    with suppress(ImportError):
        import evsched.engine.columns  # noqa: F401
