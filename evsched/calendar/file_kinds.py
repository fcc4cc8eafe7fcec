"""What a file that is no calendar seems to be."""

from __future__ import annotations

import codecs

from evsched.errors import InvalidInput

_EXPORT = "export the calendar as .ics (iCalendar) and give that file"
_OPENINGS = (
    (b"PK\x03\x04", "a ZIP archive: unpack it and give the .ics file inside"),
    (b"\x1f\x8b", "compressed with gzip: unpack it and give the .ics file inside"),
    (codecs.BOM_UTF16_LE, "in UTF-16: save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "in UTF-16: save it as UTF-8"),
    (b"B\0E\0G\0I\0N\0", "in UTF-16: save it as UTF-8"),
    (b"\0B\0E\0G\0I\0N", "in UTF-16: save it as UTF-8"),
    (b"%PDF", f"a PDF document: {_EXPORT}"),
)
_TEXT_OPENINGS = (
    (b"<!doctype html", "a web page, maybe one to sign in on: sign in there, download the calendar and give that file"),
    (b"<html", "a web page, maybe one to sign in on: sign in there, download the calendar and give that file"),
    (b"<", f"XML or a web page: {_EXPORT}"),
    (b"{", f"JSON: {_EXPORT}"),
    (b"[", f"JSON: {_EXPORT}"),
    (b"begin:vcard", "an address book: export the calendar instead"),
    (b"begin:vevent", "an event without its calendar: put BEGIN:VCALENDAR before it and END:VCALENDAR after it"),
    (b"http://", "an address: download the calendar from there and give that file"),
    (b"https://", "an address: download the calendar from there and give that file"),
    (b"webcal://", "an address: download the calendar from there and give that file"),
)
_START = b"begin:vcalendar"


def refuse_other_kinds(source: bytes) -> None:
    """Look at how a file begins.

    Raises:
        InvalidInput: Not as a calendar does; the message says what it seems to be.
    """
    for opening, what in _OPENINGS:
        if source.startswith(opening):
            raise InvalidInput(f"this is no calendar; it seems to be {what}")
    start = source[:2000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith(_START):
        return
    if not start:
        raise InvalidInput(f"this is no calendar: it is empty; {_EXPORT}")
    for opening, what in _TEXT_OPENINGS:
        if start.startswith(opening):
            raise InvalidInput(f"this is no calendar; it seems to be {what}")
    if b"\0" in start:
        raise InvalidInput(f"this is no calendar; it seems to be no text at all: {_EXPORT}")
    raise InvalidInput(f"this is no calendar: it does not begin with BEGIN:VCALENDAR; {_EXPORT}")
