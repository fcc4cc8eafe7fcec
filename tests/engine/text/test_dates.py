"""The dates of a slot: one day or a run, written in words or with the year first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evsched.engine.calendar_names import MONTHS, WEEKDAYS
from evsched.engine.text import parse_slots
from evsched.errors import UnreadableText


def days(written: str) -> list[str]:
    """Return the dates read, with times behind them and as whole days."""
    timed = [f"{slot.start:%Y-%m-%d}" for slot in parse_slots(f"{written}, 14:00-16:00 UTC")]
    whole = parse_slots(written, "UTC")
    assert [f"{slot.start:%Y-%m-%d}" for slot in whole] == timed
    assert {slot.end - slot.start for slot in whole} == {timedelta(days=1)}
    return timed


def refuse(text: str) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(text, "UTC")
    return caught.value


@pytest.mark.parametrize(
    "written",
    [
        "12 Jan 2025",
        "12 January 2025",
        "Jan 12 2025",
        "January 12, 2025",
        "Jan. 12, 2025",
        "12 Jan. 2025",
        "12 Jan, 2025",
        "12th of January 2025",
        "12th Jan 2025",
        "January 12th, 2025",
        "12Jan2025",
        "2025-01-12",
        "2025-1-12",
        "2025/01/12",
        "2025–01–12",
        "Sun 12 Jan 2025",
        "Sunday, January 12, 2025",
        "Sun. 12 Jan 2025",
        "sunday 12 jAN 2025",
        "SUN, JAN 12 2025",
        "Sun 2025-01-12",
        "12\u00a0Jan\u202f2025",
        "  12   Jan\t2025",
    ],
)
def test_one_date_has_many_forms(written: str) -> None:
    assert days(written) == ["2025-01-12"]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_in_full_and_by_three_letters(month: int) -> None:
    name = MONTHS[month - 1]
    for written in (name, name[:3], name.upper(), name[:3].lower() + "."):
        assert days(f"5 {written} 2025") == days(f"{written} 5, 2025") == [f"2025-{month:02}-05"]


@pytest.mark.parametrize("weekday", range(7))
def test_every_weekday_is_known_in_full_and_by_three_letters_and_must_match(weekday: int) -> None:
    name = WEEKDAYS[weekday]
    for written in (name, name[:3], name.lower(), name[:3].upper() + ","):
        assert days(f"{written} {6 + weekday} Jan 2025") == [f"2025-01-{6 + weekday:02}"]
        error = refuse(f"{written} {7 + weekday} Jan 2025")
        assert name[:3] in error.advice


@pytest.mark.parametrize("written", ["Tues 14", "Tues. 14", "Wednes 15", "Thur 16", "Thurs 16", "Thurs, 16"])
def test_longer_short_names_of_weekdays_are_known(written: str) -> None:
    assert days(f"{written} Jan 2025") == [f"2025-01-{written[-2:]}"]


def test_sept_is_september() -> None:
    assert days("12 Sept 2025") == days("Sept. 12, 2025") == ["2025-09-12"]


@pytest.mark.parametrize("ordinal", ["1st", "2nd", "3rd", "4th", "1ST", "2 nd"])
def test_ordinals_are_read(ordinal: str) -> None:
    assert days(f"{ordinal} Jan 2025") == days(f"Jan {ordinal} 2025") == [f"2025-01-0{ordinal[0]}"]


@pytest.mark.parametrize(
    ("text", "part", "right"),
    [
        pytest.param("Sat 12 Jan 2025", "Sat 12 Jan 2025", "Sat 11 Jan 2025", id="a-day-before"),
        pytest.param("Mon, 12 Jan 2025", "Mon, 12 Jan 2025", "Mon 13 Jan 2025", id="a-day-after"),
        pytest.param("Thursday 12 Jan 2025", "Thursday 12 Jan 2025", "Thu 9 Jan 2025", id="three-days-before"),
        pytest.param("Wed 2025-01-12", "Wed 2025-01-12", "Wed 15 Jan 2025", id="three-days-after"),
        pytest.param("11 Jan - Fri 12 Jan 2025", "Fri 12 Jan 2025", "Fri 10 Jan 2025", id="at-the-end-of-a-run"),
    ],
)
def test_a_weekday_that_does_not_match_is_refused_with_both_readings(text: str, part: str, right: str) -> None:
    error = refuse(f"{text} 9AM - noon")
    assert error.text[error.start : error.end] == part
    assert "12 Jan 2025 is a Sunday: write Sun 12 Jan 2025 or " + right in error.advice


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Sat 31 Dec 9999", id="after-the-last-date"),
        pytest.param("Sun 1 Jan 0001", id="before-the-first-date"),
    ],
)
def test_a_wrong_weekday_at_the_ends_of_the_calendar_is_refused_for_its_year(text: str) -> None:
    assert "the years are 1970 to 2199" in refuse(text).advice


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param("12 Jan, 2 - 4PM", "12 Jan", "12 Jan 2025", id="no-year"),
        pytest.param("Jan 12 2 - 4PM", "Jan 12", "12 Jan 2025", id="month-first"),
        pytest.param("Sun 12 Jan", "Sun 12 Jan", "12 Jan 2025", id="weekday-does-not-help"),
        pytest.param("12 Jan 25, 2 - 4PM", "12 Jan", "four figures", id="two-figures"),
        pytest.param("Jan 1 - 3", "Jan 1", "1 Jan 2025", id="run"),
        pytest.param("Jan 1 - Feb 2", "Jan 1 - Feb 2", "1 Jan 2025", id="run-of-two-months"),
    ],
)
def test_a_date_without_a_year_is_refused(text: str, part: str, mend: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert "write the year too" in error.advice
    assert mend in error.advice


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        pytest.param("13 - 17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="days"),
        pytest.param("13–17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="en-dash"),
        pytest.param("13—17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="em-dash"),
        pytest.param("13 to 17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="to"),
        pytest.param("13 until 17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="until"),
        pytest.param("13 till 17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="till"),
        pytest.param("13 through 17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="through"),
        pytest.param("13th - 17th Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="ordinals"),
        pytest.param("Jan 13 - 17, 2025", date(2025, 1, 13), date(2025, 1, 17), id="month-first"),
        pytest.param("Jan 13-17 2025", date(2025, 1, 13), date(2025, 1, 17), id="month-first-no-comma"),
        pytest.param("Mon 13 - Fri 17 Jan 2025", date(2025, 1, 13), date(2025, 1, 17), id="weekdays"),
        pytest.param("13 Jan - 2 Feb 2025", date(2025, 1, 13), date(2025, 2, 2), id="two-months"),
        pytest.param("Jan 13 - Feb 2, 2025", date(2025, 1, 13), date(2025, 2, 2), id="two-months-month-first"),
        pytest.param("30 Dec 2024 - 3 Jan 2025", date(2024, 12, 30), date(2025, 1, 3), id="two-years"),
        pytest.param("2025-01-13 to 2025-01-17", date(2025, 1, 13), date(2025, 1, 17), id="year-first"),
        pytest.param("2025-01-13 - 2025-01-17", date(2025, 1, 13), date(2025, 1, 17), id="year-first-dash"),
        pytest.param("27 Feb - 1 Mar 2024", date(2024, 2, 27), date(2024, 3, 1), id="leap-year"),
        pytest.param("13 - 13 Jan 2025", date(2025, 1, 13), date(2025, 1, 13), id="one-day"),
        pytest.param("1 Jan - 19 Jul 2025", date(2025, 1, 1), date(2025, 7, 19), id="two-hundred-days"),
    ],
)
def test_a_run_of_days_is_a_slot_on_each_of_them(written: str, first: date, last: date) -> None:
    expected = [str(first + timedelta(days=i)) for i in range((last - first).days + 1)]
    assert days(written) == expected


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param(
            "17 - 13 Jan 2025, 9AM - 5PM", "17 - 13 Jan 2025", "13 Jan 2025 before 17 Jan 2025", id="backwards"
        ),
        pytest.param("30 Dec - 3 Jan 2025", "30 Dec - 3 Jan 2025", "3 Jan 2025 before 30 Dec 2025", id="over-new-year"),
        pytest.param("1 Jan - 20 Jul 2025", "1 Jan - 20 Jul 2025", "201 days; a range has at most 200", id="too-long"),
        pytest.param("13-17 2025 9AM-5PM", "13-17 2025", "12 Jan 2025", id="no-month"),
    ],
)
def test_a_run_that_is_none_is_refused(text: str, part: str, mend: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        pytest.param("03/04/2025", "write 3 Apr 2025 or 4 Mar 2025", id="slashes"),
        pytest.param("03-04-2025", "write 3 Apr 2025 or 4 Mar 2025", id="dashes"),
        pytest.param("3.4.2025", "write 3 Apr 2025 or 4 Mar 2025", id="points"),
        pytest.param("03–04–2025", "write 3 Apr 2025 or 4 Mar 2025", id="en-dashes"),
        pytest.param("13/04/2025", "write 13 Apr 2025", id="day-first"),
        pytest.param("04/13/2025", "write 13 Apr 2025", id="month-first"),
        pytest.param("4/4/2025", "write 4 Apr 2025", id="same-either-way"),
        pytest.param("13/14/2025", "2025-01-12", id="no-month-at-all"),
        pytest.param("03/04/25", "2025-01-12", id="two-figures-of-the-year"),
        pytest.param("3/4/x", "2025-01-12", id="no-year"),
    ],
)
def test_a_numeric_date_without_the_year_first_is_refused_with_its_readings(written: str, readings: str) -> None:
    error = refuse(f"{written} 2 - 4PM")
    assert error.text[error.start : error.end].removesuffix("x") == written.removesuffix("x")
    assert error.advice.endswith(readings)


@pytest.mark.parametrize("written", ["1/" + "9" * 5000 + "/2025", "1/2/" + "9" * 5000], ids=["month", "year"])
def test_a_numeric_date_with_thousands_of_figures_is_refused_like_any_other(written: str) -> None:
    assert "2025-01-12" in refuse(written).advice


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("29 Feb 2025 2-4PM", "29 Feb 2025", id="29-feb"),
        pytest.param("2025-02-29", "2025-02-29", id="year-first"),
        pytest.param("31 Apr 2025", "31 Apr 2025", id="31-apr"),
        pytest.param("0 Jan 2025", "0 Jan 2025", id="day-zero"),
        pytest.param("2025-13-12", "2025-13-12", id="month-13"),
        pytest.param("2025-00-12", "2025-00-12", id="month-zero"),
        pytest.param("30 - 31 Feb 2025", "30 - 31 Feb 2025", id="in-a-run"),
    ],
)
def test_a_day_that_the_calendar_lacks_is_refused(text: str, part: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert error.advice == "the calendar has no such day"


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param("2025-01", "", "2025-01-12", id="only-a-month"),
        pytest.param("2025-W02-7", "W", "2025-01-12", id="week-date"),
        pytest.param("2025-001-12", "001", "2025-01-12", id="three-figures"),
        pytest.param("20250112", "20250112", "12 Jan 2025", id="run-together"),
        pytest.param("Jan 2025", "2025", "12 Jan 2025", id="month-and-year"),
        pytest.param("tomorrow 2-4PM", "tomorrow", "12 Jan 2025", id="tomorrow"),
        pytest.param("the 12th of January 2025", "the", "12 Jan 2025", id="article"),
        pytest.param("Monday 2-4PM", "Monday 2", "12 Jan 2025", id="weekday-alone"),
        pytest.param("12 janvier 2025", "12", "12 Jan 2025", id="another-language"),
        pytest.param("13, 14 and 15 Jan 2025", "13", "12 Jan 2025", id="list-of-days"),
        pytest.param("2-4PM 12 Jan 2025", "2", "12 Jan 2025", id="time-first"),
    ],
)
def test_what_is_no_date_is_refused_at_its_place(text: str, part: str, mend: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice
