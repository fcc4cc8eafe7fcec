"""The titles of events and the ids of participants: texts that people can be shown."""

from __future__ import annotations

import re

from evsched.errors import InvalidInput, shown

LONGEST_TITLE = 200
LONGEST_SERIES = 100
LONGEST_ID = 64

_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\u00ad\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
"""Controls, marks that turn the direction of writing, line separators, halves of characters, and what is invisible.

The joiners stay: emoji and several scripts are written with them.
"""
_PLAIN_ID = re.compile(f"[0-9A-Za-z][!-.0-~]{{0,{LONGEST_ID - 1}}}")
"""An id in which nothing can be wrong, as nearly all are."""
_BLANKS = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def event_title(text: str) -> str:
    """Return the title that a text is once it is in NFC and without outer blanks.

    Raises:
        InvalidInput: It is none.
    """
    return _text("title", text, LONGEST_TITLE)


def series_name(text: str) -> str:
    """Return the name of a series that a text is once it is in NFC and without outer blanks.

    Raises:
        InvalidInput: It is none.
    """
    return _text("name of the series", text, LONGEST_SERIES)


def participant_id(text: str) -> str:
    """Return the id that a text is once it is in NFC and without outer blanks.

    Raises:
        InvalidInput: It is no id.
    """
    if _PLAIN_ID.fullmatch(text):
        return text
    checked = _text("id of a participant", text, LONGEST_ID)
    if "/" in checked or checked in (".", ".."):
        raise InvalidInput(
            f'the id of a participant stands in addresses, so it has no "/" and is no "." or "..": "{shown(checked)}"'
        )
    return checked


def _text(what: str, text: str, longest: int) -> str:
    """Return a text in NFC without outer blanks, if people can be shown it."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    text = text.strip(_BLANKS)
    if len(text) > longest:
        raise InvalidInput(f'the {what} has {len(text)} characters, at most {longest} are allowed: "{shown(text)}"')
    if text and text.isascii() and text.isprintable():
        return text
    found = _UNSHOWABLE.search(text)
    if found:
        raise InvalidInput(f'the {what} has a character that cannot be shown, {ascii(found[0])[1:-1]}: "{shown(text)}"')
    if not any(character.isprintable() for character in text):
        raise InvalidInput(f"the {what} is blank")
    return text
