"""The fewest of some sets that together hold everything which any of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple


class Cover(NamedTuple):
    """Sets that together hold everything."""

    chosen: tuple[int, ...]
    """Their positions, ascending."""
    is_minimal: bool
    """Whether it is known that fewer do not do."""


def smallest_cover(sets: Sequence[int]) -> Cover:
    """Return the first."""
    everything = 0
    for each in sets:
        everything |= each
    for size in range(len(sets) + 1):
        for chosen in combinations(range(len(sets)), size):
            union = 0
            for each in chosen:
                union |= sets[each]
            if union == everything:
                return Cover(chosen, True)
    raise AssertionError
