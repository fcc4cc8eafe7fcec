from __future__ import annotations

import pytest
from calendar_hostile import CASES

from evsched.calendar.reading import read_calendar
from evsched.errors import InvalidInput
from tests.calendar.writing import YEAR

ANSWERED = {
    "a rule for every minute, never at an hour": 1,
    "INTERVAL=100000000": 1,
    "COUNT=1000000000 from 1970": 365,
    "COUNT=1000000000, every second from 1970": 0,
    "COUNT=100000, each weekday from 1970": 261,
    "30 February": 1,
    "30 February, every day": 1,
    "BYSETPOS of all positions in a year": 297,
    "BYSETPOS of all seconds of years": 2,
    "a line of 4 MB that is passed over": 1,
    "5 MB of line ends": 1,
    "20,000 events": 20000,
    "20,000 versions of one event": 1,
    "20,000 occurrences changed with all that follow": 19364,
    "a zone with times in itself": 1,
    "years 1 and 9999": 1,
    "a rule since the year 1": 104,
    "a rule in the year 9999": 0,
    "a duration of millennia, every day": 297,
    "carriage returns alone": 1,
}
"""How many times each takes of the year 2025."""

REFUSED = {
    "take more than 500,000 steps to work out": (
        "a rule for every second since 1970",
        "a rule for every second, never on a date",
        "20,000 events with INTERVAL=100000000",
        "COUNT=1000000000, each second 0 from 1970",
        "2,000 events on 30 February since 1970",
        "all seconds of all days",
        "all seconds of all days, from December",
        "2,000 rules with all seconds of the day",
        "100,000 rules of one event",
        "20,000 rules for every day",
        "a zone with 400 observances, each year anew",
    ),
    "comes more than 2,000 times in what was asked about": (
        "a rule for every second",
        "a rule for every second of one hour",
        "BY… lists of thousands of values",
    ),
    "bytes, and 100,000 are read at most": (
        "COUNT of a million figures",
        "100,000 RDATEs in one line",
        "a line of 4 MB that is read",
        "a line of 4 MB in short folds",
        "a duration of a million figures",
    ),
    "bytes, and 5,242,880 are read at most": ("a line of 20 MB",),
    "single dates, and 20,000 are read at most": (
        "100,000 RDATEs in as many lines",
        "100,000 EXDATEs in a hundred lines",
    ),
    "holds more than 20,000 components": (
        "50,000 events",
        "a zone with 100,000 observances",
    ),
    "holds more than 100,000 alarms and the like": ("400,000 alarms",),
    "is no recurrence rule: one part cannot be read": ("COUNT of 50,000 figures",),
    "the INTERVAL of its RRULE is 0": ("INTERVAL=0",),
    "names more than 500 time zones": ("20,000 TZIDs",),
    "cannot read the line": (
        "a TZID of 90,000 slashes",
        "20,000 parameters",
        "one parameter of 30,000 values",
        "90,000 spaces in parameters",
        "5 MB of quoted parameters",
        "quotation marks that do not close",
        "backslashes",
    ),
    "is unknown and the calendar brings no rules for it": (
        "TZID=../../etc/passwd",
        "TZID=/../../etc/passwd",
    ),
    "changes the clocks more than 2,000 times": ("a zone that changes every second",),
    "is no duration": (
        "a duration beyond all",
        "NULs",
    ),
    "is no whole number of up to 9 figures": ("a SEQUENCE of 90,000 figures",),
    "ends before it starts": ("DTEND before DTSTART",),
    "nests components deeper than 20": ("components 100,000 deep",),
    "where it cannot stand": (
        "100,000 components that are not closed",
        "a zone with itself inside",
    ),
    "of the file ends V": (
        "5 MB of carriage returns",
        "components that are not closed",
        "ends of what is not open",
    ),
    "has no DTSTART": ("500,000 UIDs of one event",),
    " times: leave one": (
        "250,000 commas",
        "every line of an event a hundred thousand times",
    ),
    "has both DTEND and DURATION": ("bytes that are no UTF-8",),
}
"""What each is refused for, within one line."""


def test_every_case_is_expected_to_end_in_one_way() -> None:
    refused = [name for names in REFUSED.values() for name in names]
    assert sorted([*ANSWERED, *refused]) == sorted(CASES)


@pytest.mark.parametrize(("name", "times"), ANSWERED.items())
def test_a_hostile_calendar_that_means_something_is_read(name: str, times: int) -> None:
    assert read_calendar(CASES[name](), YEAR, "Europe/Berlin").events == times


@pytest.mark.parametrize(("name", "reason"), [(name, reason) for reason, names in REFUSED.items() for name in names])
def test_a_hostile_calendar_is_refused_in_one_line(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_calendar(CASES[name](), YEAR, "Europe/Berlin")
    assert reason in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300
