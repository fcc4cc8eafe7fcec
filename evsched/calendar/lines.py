"""The lines of a calendar that matter, unfolded; all others are passed over unread."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from evsched.errors import InvalidInput

_FOLD = re.compile(rb"\n[ \t]")
_NAMES = (
    b"BEGIN|END|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|UID|SEQUENCE|STATUS|TRANSP"
    b"|FREEBUSY|METHOD|TZID|TZOFFSETFROM|TZOFFSETTO|X-WR-TIMEZONE|X-MICROSOFT-CDO-BUSYSTATUS"
)
_LINE = re.compile(rb"^(" + _NAMES + rb")[ \t]*[:;][^\n]*", re.MULTILINE | re.IGNORECASE)


class Line(NamedTuple):
    """One line of a calendar, unfolded."""

    name: str
    """Of the property, in capital letters."""
    text: str
    """The whole line; bytes that are not UTF-8 are kept as lone surrogates."""
    place: int
    """Where it begins in the unfolded file, for :meth:`Lines.number`."""


class Lines:
    """The unfolded lines of a file."""

    def __init__(self, source: bytes, longest: int) -> None:
        self._folded = _with_plain_breaks(source.removeprefix(codecs.BOM_UTF8))
        self._unfolded = self._folded.replace(b"\n ", b"").replace(b"\n\t", b"")
        self._longest = longest

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines whose property matters, in their order.

        Raises:
            InvalidInput: One of them is longer than the limit.
        """
        for found in _LINE.finditer(self._unfolded):
            if found.end() - found.start() > self._longest:
                raise InvalidInput(
                    f"line {self.number(found.start())} of the file has {found.end() - found.start():,} bytes, "
                    f"and {self._longest:,} are read at most: take it out"
                )
            text = found[0].decode("utf-8", "surrogateescape").rstrip()
            yield Line(found[1].decode().upper(), text, found.start())

    def where(self, line: Line) -> str:
        """Return how messages call a line."""
        return f"line {self.number(line.place)} of the file"

    def number(self, place: int) -> int:
        """Return the number that an editor shows for the line at a place."""
        folds = 0
        for fold in _FOLD.finditer(self._folded):
            if fold.start() - 2 * folds > place:
                break
            folds += 1
        return 1 + folds + self._unfolded.count(b"\n", 0, place)


def _with_plain_breaks(source: bytes) -> bytes:
    if b"\n" not in source:
        return source.replace(b"\r", b"\n")
    return source.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
