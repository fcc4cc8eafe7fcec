"""How long sorting all the instants of an event takes at best.

    python benchmarks/engine_floor.py 100000 20 30 "any second"

NumPy picks the code to sort with by the processor, and not always the fastest: on some, its code for AVX-512 takes
five times as long as the one without. So this is timed both ways, each in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import get_args

import numpy as np
from crowd import Crowd, Instants, Shape, crowd
from numpy.typing import NDArray
from rounds import medians

_WITHOUT = {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR AVX512_SKX AVX512F"}
"""Names that a NumPy or a processor does not know, it passes over."""


def columns(asked: Crowd) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all first and all last instants of everyone's free time."""
    bounds = np.frombuffer(b"".join(each.pack() for each in asked.free.values()), dtype="<i8")
    return bounds[::2].copy(), bounds[1::2].copy()


def least_seconds(shape: Shape, instants: Instants) -> float:
    """Return the seconds that sorting both columns takes, the faster way."""
    command = [sys.executable, __file__, str(shape.people), str(shape.intervals), str(shape.slots), instants]
    ways: tuple[dict[str, str], ...] = ({}, _WITHOUT)
    return min(
        float(
            subprocess.run(
                command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **way}
            ).stdout
        )
        for way in ways
    )


def main() -> None:
    """Print the seconds for a shape that is named."""
    people, intervals, slots = map(int, sys.argv[1:4])
    (instants,) = (each for each in get_args(Instants) if each == sys.argv[4])
    starts, ends = columns(crowd(Shape(people, intervals, slots), instants))
    print(medians({"both": lambda: (np.sort(starts), np.sort(ends))}, 1)["both"])


if __name__ == "__main__":
    main()
