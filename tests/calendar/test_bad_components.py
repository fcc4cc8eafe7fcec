from __future__ import annotations

import pytest

from tests.calendar.test_bad_files import refusal
from tests.calendar.writing import calendar, event

TIMES = "20250131, 20250131T090000 or 20250131T090000Z"
DURATIONS = "PT1H30M or P1D"
UNKNOWN = "is unknown and the calendar brings no rules for it (VTIMEZONE)"
NAME_ONE = "export the calendar with its time zones, or write one such as Europe/Berlin"
PARTS = "it is no NAME;PARAMETER=VALUE:VALUE"
FREQUENCIES = "YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY"
BACKWARDS = "ends before it starts ({}): put that right in the calendar, or take it out"
ALIKE = "has a date for one of DTSTART and {} and a time for the other: write both alike"
DAY = "DTSTART:20250303"
NINE = "DTSTART:20250303T090000"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "has no DTSTART: say when it starts, or take it out"),
        (f"{DAY}\n{DAY}", "has DTSTART 2 times: leave one"),
        (f"{DAY}\nSTATUS:CANCELLED\nSTATUS:CONFIRMED", "has STATUS 2 times: leave one"),
        ("DTSTART:2025-03-03", f'DTSTART "2025-03-03" is no date or time: write one such as {TIMES}'),
        (
            "DTSTART:20250303T090000+0100",
            f'DTSTART "20250303T090000+0100" is no date or time: write one such as {TIMES}',
        ),
        ("DTSTART:２０２５０３０３", f'DTSTART "２０２５０３０３" is no date or time: write one such as {TIMES}'),
        ("DTSTART:+2020303", f'DTSTART "+2020303" is no date or time: write one such as {TIMES}'),
        ("DTSTART:20250303T250000", f'DTSTART "20250303T250000" is on no calendar or clock: write one such as {TIMES}'),
        ("DTSTART:20250229", f'DTSTART "20250229" is on no calendar or clock: write one such as {TIMES}'),
        ("DTSTART:PT1H", f'DTSTART "PT1H" is no date or time: write one such as {TIMES}'),
        (
            "DTSTART;TZID=Mars/Olympus:20250303T090000",
            f'the time zone "Mars/Olympus" {UNKNOWN}: {NAME_ONE}',
        ),
        (
            "DTSTART;TZID=../../etc/passwd:20250303T090000",
            f'the time zone "../../etc/passwd" {UNKNOWN}: {NAME_ONE}',
        ),
        (
            "DTSTART;TZID=/a/../../etc/passwd:20250303T090000",
            f'the time zone "/a/../../etc/passwd" {UNKNOWN}: {NAME_ONE}',
        ),
        ("DTSTART;TZID=Factory:20250303T090000", f'the time zone "Factory" {UNKNOWN}: {NAME_ONE}'),
        ("DTSTART;TZID=europe/berlin:20250303T090000", f'the time zone "europe/berlin" {UNKNOWN}: {NAME_ONE}'),
        ("DTSTART;TZID=\x1b]0;\x00:20250303T090000", f'cannot read the line "DTSTART;TZID=\\x1b]0;\\x00:": {PARTS}'),
        ("DTSTART;TZID:20250303T090000", f'cannot read the line "DTSTART;TZID:": {PARTS}'),
        (
            'DTSTART;TZID="Europe/Berlin:20250303',
            f'cannot read the line "DTSTART;TZID="Europe/Berlin:20250303": {PARTS}',
        ),
        (f"DTSTART;X={'y' * 2000}:20250303", f'cannot read the line "DTSTART;X={"y" * 69}…": {PARTS}'),
        (f"{NINE}\nDTEND:20250303T080000", BACKWARDS.format("DTEND")),
        (f"{DAY}\nDTEND:20250302", BACKWARDS.format("DTEND")),
        (
            "DTSTART;TZID=Europe/Berlin:20250303T090000\nDTEND;TZID=Asia/Tokyo:20250303T090000",
            BACKWARDS.format("DTEND"),
        ),
        (f"{DAY}\nDTEND:20250303T090000", ALIKE.format("DTEND")),
        (f"{NINE}\nDTEND:20250304", ALIKE.format("DTEND")),
        (f"{DAY}\nDTEND:20250304\nDURATION:P1D", "has both DTEND and DURATION: leave one"),
        (f"{DAY}\nDURATION:-P1D", f'DURATION "-P1D" is below zero: write one such as {DURATIONS}'),
        (f"{DAY}\nDURATION:1h", f'DURATION "1h" is no duration: write one such as {DURATIONS}'),
        (f"{DAY}\nDURATION:P", f'DURATION "P" is no duration: write one such as {DURATIONS}'),
        (f"{DAY}\nDURATION:PT1H1D", f'DURATION "PT1H1D" is no duration: write one such as {DURATIONS}'),
        (f"{DAY}\nDURATION:P9999999999W", f'DURATION "P9999999999W" is no duration: write one such as {DURATIONS}'),
        (f"{DAY}\nSEQUENCE:-1", 'SEQUENCE "-1" is no whole number of up to 9 figures'),
        (f"{DAY}\nSEQUENCE:1234567890", 'SEQUENCE "1234567890" is no whole number of up to 9 figures'),
        (f"{DAY}\nRDATE:20250304T090000", ALIKE.format("RDATE")),
        (f"{NINE}\nRDATE:20250304", ALIKE.format("RDATE")),
        (f"{NINE}\nRDATE:20250304T090000,", f'RDATE "" is no date or time: write one such as {TIMES}'),
        (f"{NINE}\nRDATE:20250304T090000/20250304T080000", BACKWARDS.format("RDATE")),
        (f"{NINE}\nRDATE:20250304T090000/-PT1H", f'RDATE "-PT1H" is below zero: write one such as {DURATIONS}'),
        (f"{DAY}\nEXDATE:never", f'EXDATE "never" is no date or time: write one such as {TIMES}'),
        (f"{DAY}\nRECURRENCE-ID:never", f'RECURRENCE-ID "never" is no date or time: write one such as {TIMES}'),
    ],
)
def test_an_event_that_cannot_be_read_is_named(lines: str, problem: str) -> None:
    source = calendar(event("DTSTART:20250101\nSUMMARY:a\n secret"), event(f"SUMMARY:secret\n{lines}", uid="2"))
    assert refusal(source) == f"event 2 (line 10): {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", f'RRULE "" has no FREQ, or one that is none of {FREQUENCIES}'),
        ("FREQ=FORTNIGHTLY", f'RRULE "FREQ=FORTNIGHTLY" has no FREQ, or one that is none of {FREQUENCIES}'),
        ("FREQ=DAILY,WEEKLY", f'RRULE "FREQ=DAILY,WEEKLY" has no FREQ, or one that is none of {FREQUENCIES}'),
        ("FREQ=DAILY;INTERVAL=0", "the INTERVAL of its RRULE is 0, not from 1 to 100,000,000"),
        ("FREQ=DAILY;INTERVAL=-1", "the INTERVAL of its RRULE is -1, not from 1 to 100,000,000"),
        ("FREQ=DAILY;INTERVAL=1000000000", "the INTERVAL of its RRULE is 1,000,000,000, not from 1 to 100,000,000"),
        ("FREQ=DAILY;INTERVAL=1,2", "INTERVAL in its RRULE has several values: leave one"),
        ("FREQ=DAILY;COUNT=0", "the COUNT of its RRULE is 0, not from 1 to 2,147,483,647"),
        (
            "FREQ=DAILY;COUNT=99999999999",
            'RRULE "FREQ=DAILY;COUNT=99999999999" is no recurrence rule: one part cannot be read',
        ),
        (
            f"FREQ=DAILY;COUNT={'9' * 5000}",
            f'RRULE "FREQ=DAILY;COUNT={"9" * 62}…" is no recurrence rule: one part cannot be read',
        ),
        ("FREQ=DAILY;COUNT=x", 'RRULE "FREQ=DAILY;COUNT=x" is no recurrence rule: one part cannot be read'),
        ("FREQ=DAILY;COUNT", '"COUNT" in its RRULE is no NAME=VALUE'),
        ("FREQ=DAILY;COUNT=1_0", '"COUNT=1_0" in its RRULE is no NAME=VALUE'),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ is in its RRULE twice: leave one"),
        (
            "FREQ=DAILY;UNTIL=tomorrow",
            f'the UNTIL of its RRULE "TOMORROW" is no date or time: write one such as {TIMES}',
        ),
        ("FREQ=DAILY;WKST=XX", 'the WKST of its RRULE is "XX", none of MO, TU, WE, TH, FR, SA, SU'),
        ("FREQ=DAILY;BYEASTER=0", '"BYEASTER" in its RRULE is nothing that evsched knows: take it out'),
        ("FREQ=DAILY;BYMONTH=13", "the BYMONTH of its RRULE has 13, not from 1 to 12"),
        ("FREQ=DAILY;BYMONTHDAY=-32", "the BYMONTHDAY of its RRULE has -32, not from 1 to 31, or from -31 to -1"),
        ("FREQ=DAILY;BYHOUR=24", "the BYHOUR of its RRULE has 24, not from 0 to 23"),
        ("FREQ=DAILY;BYSECOND=60", "the BYSECOND of its RRULE has 60, not from 0 to 59"),
        ("FREQ=MONTHLY;BYDAY=MON", 'RRULE "FREQ=MONTHLY;BYDAY=MON" is no recurrence rule: one part cannot be read'),
        ("FREQ=MONTHLY;BYDAY=0MO", "the BYDAY of its RRULE has 0MO, and there is no such weekday"),
        ("FREQ=MONTHLY;BYDAY=-MO", "the BYDAY of its RRULE has -MO, and there is no such weekday"),
        ("FREQ=MONTHLY;BYDAY=99MO", "the BYDAY of its RRULE has 99MO, and there is no such weekday"),
        ("FREQ=MONTHLY;BYSETPOS=0", "the BYSETPOS of its RRULE has 0, not from 1 to 366, or from -366 to -1"),
        *(
            (text, "its RRULE counts by another calendar (RFC 7529), which evsched does not: take it out")
            for text in ("RSCALE=HEBREW;FREQ=YEARLY", "FREQ=YEARLY;SKIP=FORWARD", "FREQ=YEARLY;BYMONTH=5L")
        ),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(text: str, problem: str) -> None:
    assert refusal(calendar(event(f"{DAY}\nRRULE:{text}"))) == f"event 1 (line 4): {problem}"
    excluded = f"event 1 (line 4): {problem}".replace("RRULE", "EXRULE")
    assert refusal(calendar(event(f"{DAY}\nEXRULE:{text}"))) == excluded


OFFSETS = "TZOFFSETFROM:+0000\nTZOFFSETTO:+0100"
STARTED = f"DTSTART:20250101T000000\n{OFFSETS}"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (OFFSETS, "has no DTSTART"),
        ("DTSTART:20250101\nTZOFFSETTO:+0100", "has no TZOFFSETFROM"),
        ("DTSTART:20250101\nTZOFFSETFROM:+0100", "has no TZOFFSETTO"),
        (STARTED.replace("+0100", "+25"), 'TZOFFSETTO "+25" is no offset: write one such as +0100'),
        (STARTED.replace("+0100", "+2500"), 'TZOFFSETTO "+2500" is no offset: write one such as +0100'),
        (f"{STARTED}\nRRULE:FREQ=DAILY;COUNT=0", "the COUNT of its RRULE is 0, not from 1 to 2,147,483,647"),
        (f"{STARTED}\nRDATE:x", f'RDATE "x" is no date or time: write one such as {TIMES}'),
        (
            f"{STARTED}\nRRULE:FREQ=HOURLY",
            "changes the clocks more than 2,000 times: name a zone such as Europe/Berlin instead",
        ),
    ],
)
def test_a_zone_that_cannot_be_read_is_named(lines: str, problem: str) -> None:
    zone = f"BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\n{lines}\nEND:STANDARD\nEND:VTIMEZONE"
    source = calendar(event("DTSTART;TZID=Own:20250303T090000"), zone)
    assert refusal(source) == f"event 1 (line 4): time zone 1 (line 8): observance 1 (line 10): {problem}"


@pytest.mark.parametrize(
    ("components", "message"),
    [
        (
            ("BEGIN:VTIMEZONE\nTZID:Own\nEND:VTIMEZONE", event("DTSTART;TZID=Own:20250303T090000")),
            "event 1 (line 7): time zone 1 (line 4): has no rules: neither STANDARD nor DAYLIGHT",
        ),
        (
            ("BEGIN:VTIMEZONE\nTZID:Own\nTZID:Two\nEND:VTIMEZONE",),
            "time zone 1 (line 4): has TZID 2 times: leave one",
        ),
        (
            ("BEGIN:VTIMEZONE\nEND:VTIMEZONE", event("DTSTART;TZID=Own:20250303T090000")),
            f'event 1 (line 6): the time zone "Own" {UNKNOWN}: {NAME_ONE}',
        ),
        (
            (
                "BEGIN:VTIMEZONE\nTZID:Own\n" + "BEGIN:STANDARD\nEND:STANDARD\n" * 501 + "END:VTIMEZONE",
                event("DTSTART;TZID=Own:20250303T090000"),
            ),
            (
                "event 1 (line 1009): time zone 1 (line 4): has 501 observances, and 500 are read: name a zone such as "
                "Europe/Berlin instead"
            ),
        ),
        (("X-WR-TIMEZONE:Mars",), f'the calendar (line 1): the time zone "Mars" {UNKNOWN}: {NAME_ONE}'),
        (
            ("BEGIN:VFREEBUSY\nFREEBUSY:20250303T090000Z\nEND:VFREEBUSY",),
            "free/busy list 1 (line 4): FREEBUSY has a time without an end: write it as START/END",
        ),
        (
            ("BEGIN:VFREEBUSY\nFREEBUSY:20250303T090000Z/x\nEND:VFREEBUSY",),
            f'free/busy list 1 (line 4): FREEBUSY "x" is no date or time: write one such as {TIMES}',
        ),
    ],
)
def test_other_components_that_cannot_be_read_are_named(components: tuple[str, ...], message: str) -> None:
    assert refusal(calendar(*components)) == message
