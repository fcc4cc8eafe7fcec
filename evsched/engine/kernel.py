"""Which code does the counting: plain Python, or NumPy where it pays."""

from __future__ import annotations

import sys
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet
from evsched.engine.starts import Starts

WORTH_USING = 1_000
WORTH_LOADING = 150_000
"""Intervals from which on NumPy saves time where it is loaded already, and where it has to be loaded for them."""


class Kernel(NamedTuple):
    """The classes that count; whichever they are, the answers are the same."""

    starts: type[Starts]
    crowd: type[Crowd]


PLAIN = Kernel(Starts, Crowd)


def kernel_for(free: Collection[IntervalSet]) -> Kernel:
    """Return what is fastest for so many people and intervals of what is installed."""
    intervals = sum(len(each.bounds) for each in free) // 2
    if intervals < (WORTH_USING if "numpy" in sys.modules else WORTH_LOADING):
        return PLAIN
    try:
        from evsched.engine.columns import ColumnCrowd, ColumnStarts
    except ImportError:  # it is an extra
        return PLAIN
    return Kernel(ColumnStarts, ColumnCrowd)


def load() -> None:
    """Have NumPy at hand from now on, where it is installed; for a process that lives."""
    with suppress(ImportError):
        import evsched.engine.columns  # noqa: F401
