"""How the time of a recommendation grows with the people in it."""

from __future__ import annotations

from dataclasses import replace

from contestants import SORTING, floors, ours
from crowd import Instants, Shape, crowd
from kernels import KERNELS
from rounds import growth

SMALL, LARGE = 1_000, 100_000
"""People."""
GROWING = (SORTING, *KERNELS)


def exponents(shape: Shape, instants: Instants) -> dict[str, float]:
    """Return with which powers of the number of people times grow, by contestant."""
    small, large = (
        {**floors(asked), **ours(asked)}
        for asked in (crowd(replace(shape, people=people), instants) for people in (SMALL, LARGE))
    )
    return {name: growth(small[name], large[name], LARGE / SMALL, 5) for name in GROWING}
