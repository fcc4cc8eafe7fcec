"""How far long work is, for whoever waits at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.status import Status

_T = TypeVar("_T")

_SOON = 1.0
"""Seconds after which people begin to wonder."""
_EVERY = 0.1


class Progress:
    """Counts rows on standard error, once they take long; shows nothing where that is no terminal."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._count = 0
        self._next = time.monotonic() + _SOON
        self._shown = ExitStack()
        self._status: Status | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.pause()

    def pause(self) -> None:
        """Leave the terminal to others until the next row."""
        self._status = None
        self._shown.close()

    def watch(self, rows: Iterable[_T]) -> Iterator[_T]:
        """Pass rows on."""
        if not sys.stderr.isatty():
            yield from rows
            return
        for row in rows:
            self._count += 1
            if (now := time.monotonic()) >= self._next:
                self._next = now + _EVERY
                self._show()
            yield row

    def _show(self) -> None:
        text = f"{self._doing}: {self._count:,} rows"
        if self._status is not None:
            self._status.update(text)
            return
        from rich.console import Console

        self._status = self._shown.enter_context(Console(stderr=True).status(text))
