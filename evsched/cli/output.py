"""Standard output, and what can happen to it."""

from __future__ import annotations

import sys

from evsched.cli.failures import OutputClosed
from evsched.errors import StoreUnavailable


class Output:
    """Turns what can happen to standard output into what it means."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        try:
            sys.stdout.flush()
        except OSError as flushing:
            error = error or flushing
        if isinstance(error, BrokenPipeError):
            raise OutputClosed from None
        if isinstance(error, OSError):
            raise StoreUnavailable(f"the output cannot be written: {error.strerror}") from None
