"""Which of its kernels the engine counts with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from evsched.engine import kernel as engine_kernel

Kernel = Literal["pure Python", "NumPy"]

KERNELS: tuple[Kernel, ...] = get_args(Kernel)

_FROM = {"pure Python": sys.maxsize, "NumPy": 0}
"""How many intervals an event must have for NumPy to be used."""


@contextmanager
def with_kernel(kernel: Kernel) -> Iterator[None]:
    """Have the engine use one kernel, however large the event is."""
    before = engine_kernel.WORTH_USING, engine_kernel.WORTH_LOADING
    engine_kernel.WORTH_USING = engine_kernel.WORTH_LOADING = _FROM[kernel]
    try:
        yield
    finally:
        engine_kernel.WORTH_USING, engine_kernel.WORTH_LOADING = before
