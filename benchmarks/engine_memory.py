"""How much memory a recommendation takes while it is worked out.

    python benchmarks/engine_memory.py 1000 20 30 NumPy "any second"

prints three numbers: the bytes of everyone's free time packed, the most that Python and NumPy had allocated at a time
for the recommendation, and how many of these it still holds in the end, as what is answered. Of each process one is
measured: what was imported and cached for one would be missing in the next.
"""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from typing import NamedTuple, get_args

from crowd import Instants, Shape, crowd
from kernels import Kernel, with_kernel
from naive import BEST

from evsched import recommend


class Memory(NamedTuple):
    """Bytes."""

    packed: int
    """Of everyone's free time."""
    peak: int
    """The most that was allocated at a time."""
    answer: int
    """Of that, what the answer holds."""


def measured(shape: Shape, kernel: Kernel, instants: Instants) -> Memory:
    """Return what a recommendation takes, in a process of its own."""
    command = [sys.executable, __file__, str(shape.people), str(shape.intervals), str(shape.slots), kernel, instants]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Memory(*map(int, printed.split()))


def main() -> None:
    """Measure the event of a shape that is named."""
    people, intervals, slots = map(int, sys.argv[1:4])
    (kernel,) = (each for each in get_args(Kernel) if each == sys.argv[4])
    (instants,) = (each for each in get_args(Instants) if each == sys.argv[5])
    with with_kernel(kernel):
        small = crowd(Shape(5, 5, 3))
        recommend(small.event, small.free)  # imports what is imported late
        asked = crowd(Shape(people, intervals, slots), instants)
        tracemalloc.start()
        answer = recommend(asked.event, asked.free, limit=1, alternatives=BEST - 1)
        held, peak = tracemalloc.get_traced_memory()
    if not answer.windows:
        raise SystemExit("nothing was recommended")
    print(asked.packed, peak, held)


if __name__ == "__main__":
    main()
