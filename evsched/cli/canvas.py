"""What can be drawn where a page is printed."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import NamedTuple, TextIO

from evsched.cli.page import IN_ASCII, prints_unicode, text_width


class Canvas(NamedTuple):
    """What a line may hold."""

    width: int | None
    """In columns; None where nobody knows, as in a pipe."""
    in_unicode: bool
    """Whether there is more than ASCII."""

    def text(self, text: str) -> str:
        """Return a text with ASCII for the marks that evsched writes, where these cannot be printed."""
        return text if self.in_unicode else text.translate(IN_ASCII)

    def shortened(self, text: str, width: int) -> str:
        """Return a text that takes no more than so many columns, with its end left out if need be."""
        if text_width(text) <= width:
            return text
        mark = self.text("…")
        while text and text_width(text) > width - len(mark):
            text = text[:-1]
        return text + mark


def canvas_of(out: TextIO) -> Canvas:
    """Return what can be drawn on a stream."""
    return Canvas(_width_of(out), prints_unicode(out))


def padded(text: str, width: int) -> str:
    """Return a text with blanks behind it, up to so many columns."""
    return text + " " * (width - text_width(text))


def _width_of(out: TextIO) -> int | None:
    """Return how many columns a stream has; COLUMNS comes first, as everywhere."""
    with suppress(ValueError):
        typed = int(os.environ.get("COLUMNS", ""))
        if typed > 0:
            return typed
    with suppress(OSError, ValueError):
        return os.get_terminal_size(out.fileno()).columns or None
    return None
