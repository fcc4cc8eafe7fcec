from __future__ import annotations

import subprocess
import sys

import pytest

from evsched.calendar.limits import CalendarLimits
from evsched.calendar.reading import read_calendar
from evsched.errors import InvalidInput
from tests.calendar.writing import YEAR, calendar, event

EXPORT = "export the calendar as .ics (iCalendar) and give that file"
SIGN_IN = "a web page, maybe one to sign in on: sign in there, download the calendar and give that file"
ADDRESS = "an address: download the calendar from there and give that file"
UTF16 = "in UTF-16: save it as UTF-8"
OPEN = b"BEGIN:VCALENDAR\n"


@pytest.mark.parametrize(
    ("source", "seems"),
    [
        (b"<!DOCTYPE html><html>", SIGN_IN),
        (b"\r\n<HTML lang=en>", SIGN_IN),
        (b"<?xml version='1.0'?>", f"XML or a web page: {EXPORT}"),
        (b'{"events": []}', f"JSON: {EXPORT}"),
        (b'["vcalendar", []]', f"JSON: {EXPORT}"),
        ("BEGIN:VCALENDAR".encode("utf-16"), UTF16),
        ("BEGIN:VCALENDAR".encode("utf-16-le"), UTF16),
        ("BEGIN:VCALENDAR".encode("utf-16-be"), UTF16),
        (b"\xfe\xff\0B", UTF16),
        (b"PK\x03\x04rest", "a ZIP archive: unpack it and give the .ics file inside"),
        (b"\x1f\x8b\x08", "compressed with gzip: unpack it and give the .ics file inside"),
        (b"%PDF-1.7", f"a PDF document: {EXPORT}"),
        (b"\x7fELF\x02\0\0", f"no text at all: {EXPORT}"),
        (b"BEGIN:VCARD\nEND:VCARD", "an address book: export the calendar instead"),
        (
            b"BEGIN:VEVENT\n",
            "an event without its calendar: put BEGIN:VCALENDAR before it and END:VCALENDAR after it",
        ),
        (b"https://example.org/me.ics\n", ADDRESS),
        (b"http://example.org/me.ics\n", ADDRESS),
        (b"webcal://example.org/me.ics", ADDRESS),
    ],
)
def test_a_file_of_another_kind_is_told_what_it_seems_to_be(source: bytes, seems: str) -> None:
    assert refusal(source) == f"this is no calendar; it seems to be {seems}"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", f"this is no calendar: it is empty; {EXPORT}"),
        (b"\xef\xbb\xbf \r\n\t", f"this is no calendar: it is empty; {EXPORT}"),
        (b"Subject,Start Date\n", f"this is no calendar: it does not begin with BEGIN:VCALENDAR; {EXPORT}"),
        (b"BEGIN:VCALENDARS\n", "line 1 of the file begins VCALENDARS outside of a calendar, where it cannot stand"),
        (OPEN, "the file breaks off inside the calendar (line 1): export or download it again"),
        (OPEN + b"X:\n y\nBEGIN:VEVENT\n", "the file breaks off inside event 1 (line 4): export or download it again"),
        (
            OPEN + b"END:VCALENDAR\nEND:VCALENDAR\n",
            "line 3 of the file ends VCALENDAR where nothing is open: export or download it again",
        ),
        (
            OPEN + b"END:VCALENDAR\n" + OPEN + b"END:VCALENDAR\n",
            "line 3 of the file begins a second calendar: give one at a time",
        ),
        (
            OPEN + b"END:VCALENDAR\nBEGIN:VEVENT\n",
            "line 3 of the file begins VEVENT outside of a calendar, where it cannot stand",
        ),
        (
            OPEN + OPEN,
            "line 2 of the file begins VCALENDAR inside the calendar (line 1), where it cannot stand",
        ),
        (
            OPEN + b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VEVENT\r\n",
            "line 4 of the file ends VEVENT in VALARM 1 (line 3): export or download it again",
        ),
        (
            OPEN + b"BEGIN:DAYLIGHT\n",
            "line 2 of the file begins DAYLIGHT inside the calendar (line 1), where it cannot stand",
        ),
        (OPEN + b"BEGIN:X\n" * 20, "line 21 of the file nests components deeper than 20: no calendar needs that"),
        (b" BEGIN:VCALENDAR\n", "this is no calendar: it does not begin with BEGIN:VCALENDAR on a line of its own"),
        # Nothing of it is on a line of its own.
        (
            b"BEGIN:VCALENDAR VERSION:2.0 END:VCALENDAR",
            (
                "line 1 of the file begins VCALENDAR VERSION:2.0 END:VCALENDAR outside of a calendar, "
                "where it cannot stand"
            ),
        ),
        (
            b"BEGIN:VCALENDAR\x1b[31m\n",
            "line 1 of the file begins VCALENDAR\\x1b[31M outside of a calendar, where it cannot stand",
        ),
        (
            b"begin:vcalendar".replace(b":", b" :") + b"\n",
            f"this is no calendar: it does not begin with BEGIN:VCALENDAR; {EXPORT}",
        ),
    ],
)
def test_a_file_that_is_no_whole_calendar_is_refused(source: bytes, message: str) -> None:
    assert refusal(source) == message


TWO_EVENTS = calendar(
    event("DTSTART:20250303T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"), event("DTSTART:20250303")
)


@pytest.mark.parametrize(
    ("limits", "source", "message"),
    [
        (
            CalendarLimits(size=100),
            TWO_EVENTS,
            f"the calendar has {len(TWO_EVENTS)} bytes, and 100 are read at most: export a shorter time",
        ),
        (
            CalendarLimits(components=1),
            TWO_EVENTS,
            "the calendar (line 1) holds more than 1 components: export a shorter time",
        ),
        (
            CalendarLimits(components=1),
            calendar(event("BEGIN:VALARM\nEND:VALARM\n" * 6)),
            "the calendar (line 1) holds more than 5 alarms and the like: export a shorter time",
        ),
        (
            CalendarLimits(occurrences=2),
            TWO_EVENTS,
            (
                "event 1 (line 4): comes more than 2 times in what was asked about: ask about a shorter time, "
                "or take it out"
            ),
        ),
        (
            CalendarLimits(line=20),
            TWO_EVENTS,
            "line 6 of the file has 24 bytes, and 20 are read at most: take it out",
        ),
        (
            CalendarLimits(dates=2),
            calendar(event("DTSTART:20250303\nRDATE:20250304,20250305\nEXDATE:20250304")),
            "event 1 (line 4): up to here the calendar lists 3 single dates, and 2 are read at most: take this one out",
        ),
        (
            CalendarLimits(dates=2),
            calendar("BEGIN:VFREEBUSY\nFREEBUSY:x,x,x\nEND:VFREEBUSY"),
            (
                "free/busy list 1 (line 4): up to here the calendar lists 3 single dates, and 2 are read at most: "
                "take this one out"
            ),
        ),
        (
            CalendarLimits(steps=60),
            TWO_EVENTS,
            (
                "event 1 (line 4): up to here the recurrence rules of the calendar take more than 60 steps "
                "to work out: ask about a shorter time, or take this event out"
            ),
        ),
    ],
)
def test_a_calendar_past_a_limit_is_refused_with_what_was_found(
    limits: CalendarLimits, source: bytes, message: str
) -> None:
    assert refusal(source, limits) == message


def test_what_just_keeps_to_the_limits_is_read() -> None:
    limits = CalendarLimits(size=len(TWO_EVENTS), components=2, occurrences=3, line=27, dates=1)
    assert read_calendar(TWO_EVENTS, YEAR, "UTC", limits).events == 4


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "10"])
def test_a_limit_is_a_whole_number_above_zero(value: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        CalendarLimits(steps=value)
    assert caught.value.message == f"the limit steps of a calendar is a whole number above zero, not {value!r}"


def test_the_zone_in_force_must_be_one() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_calendar(calendar(), YEAR, "../../etc/passwd")
    assert caught.value.message.startswith('"../../etc/passwd" is not a time zone: ')


def test_without_icalendar_it_says_what_to_install() -> None:
    program = """
import sys
sys.modules["icalendar"] = None
from evsched.calendar.reading import read_calendar
from evsched.engine.interval import IntervalSet
from evsched.errors import InvalidInput
try:
    read_calendar(b"", IntervalSet(), "UTC")
except InvalidInput as error:
    print(error.message)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "reading calendars needs the extra ics: pip install 'evsched[ics]'\n"


def test_nothing_is_loaded_before_a_calendar_is_read() -> None:
    program = "import sys, evsched.calendar.reading; print(*{'icalendar', 'dateutil'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def refusal(source: bytes, limits: CalendarLimits | None = None) -> str:
    """Return why a file is refused."""
    with pytest.raises(InvalidInput) as caught:
        read_calendar(source, YEAR, "Europe/Berlin", limits or CalendarLimits())
    return caught.value.message
