"""A typed text as tokens, and a cursor that reads them once, from left to right."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from evsched.errors import UnreadableText

LONGEST_TEXT = 16_384
"""Characters of a text at most: enough for two hundred slots."""

_PASTED = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t", " "), "\r": "\n"}
)
"""What documents and chats make of a hyphen and a space."""

_TOKEN = re.compile(
    r"""(?P<space>\ +)
    | (?P<number>[0-9]+)
    | (?P<mark>[ap](?:m\b|\.m\.?))
    | (?P<key>(?!z/)[a-z][a-z_]*(?:/[a-z][a-z0-9_]*(?:[+-][a-z0-9]+)*)+)
    | (?P<word>[a-z]+)
    | (?P<sign>[-,;:/.+()@\n])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


class Token(NamedTuple):
    """A piece of the text."""

    kind: str
    """``number``, ``mark`` (AM or PM), ``key`` (of a zone), ``word``, ``sign``, or ``end``."""
    text: str
    """As typed, in lower case."""
    start: int
    end: int


class Cursor:
    """The tokens of one text and the place that has been read up to.

    ``text`` is what was typed, ``plain`` the same with ordinary hyphens and spaces, place for place.

    Args:
        text: As typed.
        example: What could be typed, for the message about a blank text.

    Raises:
        UnreadableText: The text is blank, too long, or has a character that is part of nothing.
    """

    def __init__(self, text: str, example: str = "a slot such as 12 Jan 2025, 2 - 4PM EST") -> None:
        self.text = text
        self.plain = text.translate(_PASTED)
        self._at = 0
        if len(text) > LONGEST_TEXT:
            raise UnreadableText(text, 0, len(text), f"a text has at most {LONGEST_TEXT:,} characters")
        self._tokens = [*self._split(self.plain), Token("end", "", len(text), len(text))]
        if not self.plain.strip(" \n"):
            raise UnreadableText(text, 0, 0, f"write {example}")

    def _split(self, plain: str) -> list[Token]:
        tokens = []
        at = 0
        while at < len(plain):
            match = _TOKEN.match(plain, at)
            if match is None:
                raise UnreadableText(self.text, at, at + 1, "no date, time or zone has this character")
            if match.lastgroup and match.lastgroup != "space":
                tokens.append(Token(match.lastgroup, match[0].lower(), at, match.end()))
            at = match.end()
        return tokens

    def peek(self, ahead: int = 0) -> Token:
        """Return a token not yet read; past the last one, the end."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Read one token."""
        token = self.peek()
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def accept(self, *texts: str) -> Token | None:
        """Read the next token if it is one of these."""
        return self.take() if self.peek().kind != "end" and self.peek().text in texts else None

    def skip(self, count: int) -> None:
        """Read so many tokens that have been looked at already."""
        for _ in range(count):
            self.take()

    def skip_lines(self) -> bool:
        """Read the new lines that stand here; tell whether there were any."""
        found = False
        while self.accept("\n"):
            found = True
        return found

    def touches(self) -> bool:
        """Tell whether the next token follows the last one with nothing between."""
        return self._at > 0 and self.peek().start == self._tokens[self._at - 1].end

    def last_end(self) -> int:
        """Return where the last token that was read ends in the text."""
        return self._tokens[self._at - 1].end if self._at else 0

    def fail(self, advice: str, start: int | None = None) -> NoReturn:
        """Refuse the next token, or all that was read since a place."""
        token = self.peek()
        if start is None:
            raise UnreadableText(self.text, token.start, token.end, advice)
        raise UnreadableText(self.text, start, max(self.last_end(), start), advice)
