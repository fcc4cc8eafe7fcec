"""Waiting for what another process or thread does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 90.0
"""Seconds after which a test gives up."""
_TURN = 0.1

_T = TypeVar("_T")


def until(condition: Callable[[], _T | None], what: str, patience: float = PATIENCE) -> _T:
    """Wait until a condition gives something, and return that."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, f"still not after {patience:g} s: {what}"
        time.sleep(_TURN)
    return found
