"""The clock times of a slot: AM and PM, noon and midnight, the next day; all on Sunday 12 Jan 2025 in UTC."""

from __future__ import annotations

import pytest

from evsched.engine.text import parse_slots
from evsched.errors import UnreadableText


def read(times: str) -> str:
    """Return the times read, on the 24-hour clock, with days after the first marked."""
    (slot,) = parse_slots(f"12 Jan 2025, {times} UTC")
    assert (slot.start.year, slot.start.month, slot.start.day) == (2025, 1, 12)
    ending = f"{slot.end:%H:%M:%S}".removesuffix(":00") + "+1" * (slot.end.day - 12)
    return f"{slot.start:%H:%M:%S}".removesuffix(":00") + "-" + ending


def refuse(times: str) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(f"12 Jan 2025, {times} UTC")
    return caught.value


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param("2 - 4PM", "14:00-16:00", id="mark-at-end"),
        pytest.param("2PM - 4", "14:00-16:00", id="mark-at-start"),
        pytest.param("2PM - 4PM", "14:00-16:00", id="both-marks"),
        pytest.param("11 - 1PM", "11:00-13:00", id="across-noon"),
        pytest.param("11PM - 1", "23:00-01:00+1", id="across-midnight-mark-at-start"),
        pytest.param("11 - 1AM", "23:00-01:00+1", id="across-midnight-mark-at-end"),
        pytest.param("9AM - 5", "09:00-17:00", id="morning-to-evening-mark-at-start"),
        pytest.param("9 - 5PM", "09:00-17:00", id="morning-to-evening-mark-at-end"),
        pytest.param("10 - 4PM", "10:00-16:00", id="ten-to-four"),
        pytest.param("12 - 1PM", "12:00-13:00", id="from-noon"),
        pytest.param("12 - 2AM", "00:00-02:00", id="from-midnight"),
        pytest.param("11 - 12PM", "11:00-12:00", id="up-to-noon"),
        pytest.param("11 - 12AM", "23:00-00:00+1", id="up-to-midnight"),
        pytest.param("9 - 12AM", "21:00-00:00+1", id="evening-up-to-midnight"),
        pytest.param("12AM - 1", "00:00-01:00", id="mark-on-midnight"),
        pytest.param("12PM - 1", "12:00-13:00", id="mark-on-noon"),
        pytest.param("1 - 12PM", "01:00-12:00", id="eleven-hours-to-noon"),
        pytest.param("3 - 3PM", "03:00-15:00", id="twelve-hours-is-not-under-twelve"),
        pytest.param("3PM - 3", "15:00-03:00+1", id="twelve-hours-overnight"),
        pytest.param("2:00 - 4:00 PM", "14:00-16:00", id="minutes-take-the-mark"),
        pytest.param("9:30 - 2 PM", "09:30-14:00", id="minutes-take-the-other-mark"),
        pytest.param("11:30 - 12 PM", "11:30-12:00", id="minutes-before-noon"),
        pytest.param("5 - 5:30PM", "17:00-17:30", id="half-an-hour"),
        pytest.param("11:30 PM - 12:30", "23:30-00:30+1", id="mark-at-start-across-midnight"),
        pytest.param("11:30 AM - 12:30", "11:30-12:30", id="mark-at-start-across-noon"),
        pytest.param("12:30 - 1:30 AM", "00:30-01:30", id="half-past-midnight"),
        pytest.param("14:00 - 4PM", "14:00-16:00", id="a-24-hour-start-takes-no-mark"),
        pytest.param("1AM - 13:00", "01:00-13:00", id="a-24-hour-end-takes-no-mark"),
        pytest.param("0:30 - 1PM", "00:30-13:00", id="hour-zero-takes-no-mark"),
    ],
)
def test_one_mark_serves_both_ends_if_under_twelve_hours_else_the_other_end_takes_the_other(
    times: str, expected: str
) -> None:
    assert read(times) == expected


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u202f"], ids=["touching", "space", "no-break", "narrow"])
@pytest.mark.parametrize("mark", ["PM", "pm", "Pm", "p.m.", "P.M.", "p.m"])
def test_a_mark_is_written_in_any_case_with_or_without_points(mark: str, space: str) -> None:
    assert read(f"2 - 4{space}{mark}") == "14:00-16:00"
    assert read(f"2{space}{mark} - 4{space}{mark}") == "14:00-16:00"


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param("14:00-16:30", "14:00-16:30", id="minutes"),
        pytest.param("2:00 - 4:00", "02:00-04:00", id="minutes-without-a-mark-are-24-hour"),
        pytest.param("02:00 - 04:00", "02:00-04:00", id="leading-zeros"),
        pytest.param("13 - 15", "13:00-15:00", id="bare-hours-from-13"),
        pytest.param("9:00 - 17", "09:00-17:00", id="bare-end-from-13"),
        pytest.param("0 - 13", "00:00-13:00", id="bare-hour-zero"),
        pytest.param("14:00:30 - 14:02:05", "14:00:30-14:02:05", id="seconds"),
        pytest.param("2:00:30 - 4:00:45 PM", "14:00:30-16:00:45", id="seconds-with-a-mark"),
        pytest.param("0:00 - 24:00", "00:00-00:00+1", id="24-00-is-the-end-of-the-day"),
        pytest.param("10PM - 24:00", "22:00-00:00+1", id="mark-and-24-00"),
        pytest.param("13 - 24", "13:00-00:00+1", id="bare-24"),
    ],
)
def test_times_with_minutes_or_from_13_on_are_24_hour_times(times: str, expected: str) -> None:
    assert read(times) == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param("9am - noon", "09:00-12:00", id="to-noon"),
        pytest.param("9 - noon", "09:00-12:00", id="bare-hour-to-noon"),
        pytest.param("noon - 3", "12:00-15:00", id="noon-to-bare-hour"),
        pytest.param("noon - 3PM", "12:00-15:00", id="from-noon"),
        pytest.param("midday - 14:00", "12:00-14:00", id="midday"),
        pytest.param("NOON - Midnight", "12:00-00:00+1", id="any-case"),
        pytest.param("9 - midnight", "21:00-00:00+1", id="bare-hour-to-midnight"),
        pytest.param("10PM - midnight", "22:00-00:00+1", id="to-midnight"),
        pytest.param("10:00 - midnight", "10:00-00:00+1", id="24-hour-time-to-midnight"),
        pytest.param("midnight - 3", "00:00-03:00", id="midnight-to-bare-hour"),
        pytest.param("midnight - noon", "00:00-12:00", id="midnight-to-noon"),
        pytest.param("midnight - midnight", "00:00-00:00+1", id="a-whole-day"),
        pytest.param("midnight - 24:00", "00:00-00:00+1", id="midnight-to-24-00"),
        pytest.param("9:30 - noon", "09:30-12:00", id="minutes-to-noon"),
        pytest.param("12 - noon", "00:00-12:00", id="twelve-to-noon"),
        pytest.param("12 - midnight", "12:00-00:00+1", id="twelve-to-midnight"),
    ],
)
def test_noon_and_midnight_are_known_and_midnight_as_an_end_is_the_end_of_the_day(times: str, expected: str) -> None:
    assert read(times) == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param("10 PM - 2 AM", "22:00-02:00+1", id="marks"),
        pytest.param("22:00-02:00", "22:00-02:00+1", id="24-hour"),
        pytest.param("9PM - 9AM", "21:00-09:00+1", id="twelve-hours-exactly"),
        pytest.param("10PM - 2:00", "22:00-02:00+1", id="mark-at-start"),
        pytest.param("20:00 - 8AM", "20:00-08:00+1", id="mixed"),
        pytest.param("23:59 - 00:00", "23:59-00:00+1", id="one-minute"),
        pytest.param("12PM - 12AM", "12:00-00:00+1", id="noon-to-midnight-in-figures"),
        pytest.param("noon - 0:00", "12:00-00:00+1", id="noon-to-hour-zero"),
    ],
)
def test_an_end_not_after_its_start_is_on_the_next_day_up_to_twelve_hours_on(times: str, expected: str) -> None:
    assert read(times) == expected


@pytest.mark.parametrize(
    "times",
    [
        pytest.param("9PM - 9:01AM", id="a-minute-over-twelve-hours"),
        pytest.param("9AM - 9AM", id="equal-ends"),
        pytest.param("9AM - 8AM", id="backwards"),
        pytest.param("14:00 - 4:00", id="backwards-24-hour"),
        pytest.param("0:00 - 0:00", id="equal-midnights"),
        pytest.param("noon - 1:30", id="noon-leaves-24-hour-times-alone"),
        pytest.param("13:00 - 1PM", id="equal-in-two-styles"),
    ],
)
def test_an_end_more_than_twelve_hours_on_is_an_error_that_asks_for_its_date(times: str) -> None:
    error = refuse(times)
    assert (error.start, error.end) == (0, len(error.text))
    assert "the end is not after the start" in error.advice
    assert "write the date of the end too" in error.advice


@pytest.mark.parametrize(
    ("times", "hour"),
    [
        pytest.param("2 - 4", 2, id="both-ends"),
        pytest.param("9 - 17", 9, id="start-only"),
        pytest.param("13 - 9", 9, id="end-only"),
        pytest.param("9:00 - 5", 5, id="end-after-minutes"),
        pytest.param("9 - 17:00", 9, id="start-before-minutes"),
        pytest.param("12 - 13:00", 12, id="twelve"),
        pytest.param("0 - 4", 4, id="after-hour-zero"),
        pytest.param("9 - 24:00", 9, id="before-24-00"),
    ],
)
def test_an_hour_below_13_with_neither_minutes_nor_a_mark_is_refused_with_its_three_readings(
    times: str, hour: int
) -> None:
    error = refuse(times)
    assert error.text[error.start : error.end] == times
    assert f"is {hour} morning or evening? Write {hour}AM, {hour}PM or {hour:02}:00 (24-hour)" in error.advice


@pytest.mark.parametrize(
    ("times", "part", "mend"),
    [
        pytest.param("14PM - 16PM", "14PM", "write 14:00 without it", id="mark-on-a-24-hour-time"),
        pytest.param("0AM - 2AM", "0AM", "write 00:00 without it", id="mark-on-hour-zero"),
        pytest.param("2PM - 16:30 pm", "16:30 pm", "write 16:30 without it", id="mark-on-a-24-hour-end"),
        pytest.param("25:00 - 26:00", "25:00", "0 to 24", id="hour-25"),
        pytest.param("23:00 - 24:01", "24:01", "0 to 24", id="past-24-00"),
        pytest.param("24:00 - 1:00", "24:00 - 1:00", "write 00:00 of the next for a start", id="24-00-as-a-start"),
        pytest.param("2:60 - 4PM", "2:", "from 00 to 59", id="minute-60"),
        pytest.param("2:5 - 4PM", "2:", "two figures", id="one-figure-of-minutes"),
        pytest.param("2:00:60 - 4PM", "2:00:", "from 00 to 59", id="second-60"),
        pytest.param("2:pm - 4PM", "2:", "two figures", id="no-minutes"),
        pytest.param("2PM - x", "x", "2PM or 14:00", id="no-end"),
        pytest.param("2PM", "2PM UTC", "the end of the slot is missing, as in 2 - 4PM", id="end-missing"),
        pytest.param("2PM - 4PM - 6PM", "- 6", "UTC+5:30", id="two-ends"),
    ],
)
def test_what_is_no_time_is_refused_at_its_place(times: str, part: str, mend: str) -> None:
    error = refuse(times)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice
