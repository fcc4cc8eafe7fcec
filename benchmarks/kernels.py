"""Which of its kernels the engine sweeps with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Kernel = Literal["pure Python", "NumPy"]

KERNELS: tuple[Kernel, ...] = ("pure Python",)
"""Those that there are."""


@contextmanager
def with_kernel(kernel: Kernel) -> Iterator[None]:
    """Have the engine use one kernel, however large the event is."""
    if kernel not in KERNELS:
        raise ValueError(f"there is no kernel {kernel}")
    yield
