from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.calendar.limits import CalendarLimits, Work
from evsched.calendar.rules import read_rule
from evsched.calendar.walking import local_starts
from evsched.errors import InvalidInput

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNBOUNDED = CalendarLimits(steps=10**9)
NEAR_THE_END = datetime.combine(date(9985, 1, 1), time())
"""Of all years: where a rule never comes, dateutil looks up to the last of them."""
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")


def listed(values: range) -> st.SearchStrategy[str]:
    """Return a list of some of these, as a rule has it; 0 is no day."""
    numbers = [each for each in values if each or not values.start]
    return st.lists(st.sampled_from(numbers), min_size=1, max_size=3).map(lambda some: ",".join(map(str, some)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule that evsched and dateutil understand alike, and that does not come too often to be walked."""
    frequency = draw(st.sampled_from(FREQUENCIES))
    interval = draw(st.integers(1, 20)) * {"MINUTELY": 97, "SECONDLY": 7919}.get(frequency, 1)
    parts = [f"FREQ={frequency}", f"INTERVAL={interval}", f"WKST={draw(st.sampled_from(DAYS))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.sampled_from((1, 2, 3, 10, 50, 400, 100_000)))}")
    optional = {
        "BYMONTH": range(1, 13),
        "BYMONTHDAY": range(-31, 32),
        "BYYEARDAY": range(-366, 367),
        "BYHOUR": range(24),
    }
    for part, values in optional.items():
        if draw(st.integers(0, 3)) == 0:
            parts.append(f"{part}={draw(listed(values))}")
    if draw(st.integers(0, 2)) == 0:
        prefix = ""
        if frequency in {"YEARLY", "MONTHLY"} and draw(st.booleans()):
            prefix = draw(st.sampled_from(("1", "3", "-1", "-2")))
        parts.append(f"BYDAY={','.join(prefix + day for day in draw(st.sets(st.sampled_from(DAYS), min_size=1)))}")
        if draw(st.booleans()):
            parts.append(f"BYSETPOS={draw(st.sampled_from(('1', '-1', '2,-2')))}")
    return ";".join(parts)


@settings(deadline=None)
@given(rules(), st.datetimes(NEAR_THE_END, NEAR_THE_END.replace(year=9990)), st.data())
def test_a_walk_that_begins_late_finds_what_a_walk_from_the_start_finds(
    text: str, start: datetime, data: st.DataObject
) -> None:
    start = start.replace(microsecond=0)
    first = start + timedelta(hours=data.draw(st.integers(-100, 60_000)))
    last = first + timedelta(hours=data.draw(st.integers(0, 10_000)))
    found = list(local_starts(read_rule(text, "RRULE", Work(UNBOUNDED)), start, first, last, Work(UNBOUNDED)))
    try:
        walk = rrulestr(text, dtstart=start)
    except ValueError:  # an interval that never meets the hours that are named
        assert found == []
        return
    assert found == [each for each in takewhile(lambda each: each <= last, walk) if first <= each]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=7",
        "FREQ=DAILY;INTERVAL=100000000;COUNT=1000000000;BYHOUR=9",
        "FREQ=WEEKLY;INTERVAL=100000000;COUNT=1000000000",
    ],
)
def test_a_rule_that_never_comes_ends_with_what_is_wanted(text: str) -> None:
    start = datetime.combine(date(2025, 1, 1), time(8))
    first, last = start + timedelta(days=1), start + timedelta(days=360)
    work = Work(CalendarLimits(steps=20_000))
    assert list(local_starts(read_rule(text, "RRULE", work), start, first, last, work)) == []


def test_a_walk_ends_when_the_steps_are_used_up() -> None:
    start = datetime.combine(date(2025, 1, 1), time(8))
    work = Work(CalendarLimits(steps=1_000))
    walk = local_starts(
        read_rule("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "RRULE", work),
        start,
        start,
        start + timedelta(days=300),
        work,
    )
    with pytest.raises(InvalidInput, match=r"take more than 1,000 steps"):
        list(walk)
