"""Durations: every form that is read, every kind that is refused, and the form evsched writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.calendar_names import duration_text
from evsched.engine.text import parse_duration
from evsched.errors import UnreadableText

EXAMPLES = "write 90m, 1h30 or PT1H30M"


def refuse(text: str) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_duration(text)
    assert (caught.value.text, caught.value.start, caught.value.end) == (text, 0, len(text))
    assert str(caught.value).isprintable()
    return caught.value


def refused_or_length(text: str) -> timedelta | None:
    """Return the duration read; None if the text was refused in words fit to be shown."""
    try:
        return parse_duration(text)
    except UnreadableText as caught:
        error = caught
    assert str(error).isprintable()
    assert len(str(error)) <= 1_000
    return None


@pytest.mark.parametrize(
    "text",
    [
        *("90m", "1h30", "1:30", "1.5 hours", "PT1H30M", "1h30m", "1h 30m", "1 h 30 min", "01:30", "1 h 30", "1H30"),
        *("1 hour 30 minutes", "1 hour and 30 minutes", "1 hour, 30 minutes", "90 min", "90 mins", "90 minutes"),
        *("1,5 h", "1.5h", "1.5hr", "1.5 hrs", "1.50 Hours", "90M", "5400s", "5400 sec", "5400 seconds", "5400 secs"),
        *(
            "PT90M",
            "pt1h30m",
            "PT1.5H",
            "PT5400S",
            "PT1H1800S",
            "P0DT1H30M",
            " 1h30 ",
            "1h 30m 0s",
            "0d 1h 30m",
            "1h29.5m 30s",
        ),
    ],
)
def test_ninety_minutes_have_many_forms(text: str) -> None:
    assert parse_duration(text) == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("1h", 3_600, id="hour"),
        pytest.param("1 minute", 60, id="minute"),
        pytest.param("1 second", 1, id="second"),
        pytest.param("1d", 86_400, id="day"),
        pytest.param("2 days", 172_800, id="days"),
        pytest.param("1w", 604_800, id="week"),
        pytest.param("1 week 2 days 3 hours 4 minutes 5 seconds", 788_645, id="all-units"),
        pytest.param("P1W", 604_800, id="iso-week"),
        pytest.param("P1D", 86_400, id="iso-day"),
        pytest.param("P1DT12H", 129_600, id="iso-day-and-hours"),
        pytest.param("P2DT3H4M5S", 183_845, id="iso-all-units"),
        pytest.param("PT30S", 30, id="iso-seconds"),
        pytest.param("0.5m", 30, id="half-a-minute"),
        pytest.param("0.0125h", 45, id="a-fraction-that-is-whole-seconds"),
        pytest.param("0h", 0, id="nothing"),
        pytest.param("0:00", 0, id="nothing-on-a-clock"),
        pytest.param("PT0S", 0, id="iso-nothing"),
        pytest.param("999:59", 3_599_940, id="longest-on-a-clock"),
        pytest.param("1h 90m", 9_000, id="more-minutes-than-an-hour-has"),
    ],
)
def test_a_duration_is_read_in_whole_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["1 month", "2 months", "1mon", "1y", "1 year", "P1M", "P1Y", "P1Y2M", "P1MT1H", "p1m"]
)
def test_months_and_years_are_refused_because_they_have_no_fixed_length(text: str) -> None:
    assert refuse(text).advice == f"months and years have no fixed length; {EXAMPLES}"


@pytest.mark.parametrize("text", ["1", "90", "007"])
def test_a_bare_number_is_refused_with_its_readings(text: str) -> None:
    assert refuse(text).advice == f"say of what: {text}m is minutes, {text}h is hours"


@pytest.mark.parametrize("text", ["-1h", "-90m", "-PT1H", "-1:30", "-"])
def test_a_negative_duration_is_refused(text: str) -> None:
    assert refuse(text).advice == f"a duration is longer than nothing; {EXAMPLES}"


@pytest.mark.parametrize("text", ["1.5s", "0.1s", "0.0001h", "1h 0.01m", "PT0.001H", "0.333333333m"])
def test_fractions_of_a_second_are_refused(text: str) -> None:
    assert refuse(text).advice == f"this is no whole number of seconds; {EXAMPLES}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("h", id="no-figures"),
        pytest.param("an hour", id="words"),
        pytest.param("half an hour", id="half"),
        pytest.param("1½h", id="vulgar-fraction"),
        pytest.param("１h", id="full-width-figure"),
        pytest.param("١h", id="arabic-figure"),
        pytest.param("1 fortnight", id="another-unit"),
        pytest.param("1d 30", id="days-and-what"),
        pytest.param("1h 1h", id="one-unit-twice"),
        pytest.param("30m 1h", id="smaller-unit-first"),
        pytest.param("1h and", id="unfinished"),
        pytest.param("1h,", id="comma-at-the-end"),
        pytest.param("1h + 30m", id="sum"),
        pytest.param("+1h", id="plus"),
        pytest.param("1:60", id="sixty-minutes-on-a-clock"),
        pytest.param("1:30:00", id="seconds-on-a-clock"),
        pytest.param("1:5", id="one-figure-of-minutes"),
        pytest.param("1h5", id="one-figure-behind-h"),
        pytest.param("1000:00", id="too-long-on-a-clock"),
        pytest.param("1e3m", id="exponent"),
        pytest.param("0x10m", id="hexadecimal"),
        pytest.param("1_000m", id="underscore"),
        pytest.param(".5h", id="no-figure-before-the-point"),
        pytest.param("1.h", id="no-figure-behind-the-point"),
        pytest.param("1.0000000001h", id="ten-decimals"),
        pytest.param("9999999999m", id="ten-figures"),
        pytest.param("P", id="iso-empty"),
        pytest.param("PT", id="iso-no-times"),
        pytest.param("P1DT", id="iso-unfinished"),
        pytest.param("P1W2D", id="iso-week-and-days"),
        pytest.param("PT1M1H", id="iso-order"),
        pytest.param("P1H", id="iso-hours-without-t"),
        pytest.param("P-1D", id="iso-negative-inside"),
        pytest.param("P1.5D", id="iso-decimal-days"),
        pytest.param("nan", id="nan"),
        pytest.param("infinity", id="infinity"),
        pytest.param("1h\x1b[2J", id="escape"),
        pytest.param("1h\u202e", id="right-to-left-override"),
    ],
)
def test_what_is_no_duration_is_refused_with_examples(text: str) -> None:
    assert EXAMPLES in refuse(text).advice


@pytest.mark.parametrize("text", ["1" * 5_000, "1h" * 100, " " * 10 + "x" * 65], ids=["figures", "parts", "letters"])
def test_an_over_long_text_is_no_duration(text: str) -> None:
    error = refuse(text)
    assert error.advice == f"a duration is shorter; {EXAMPLES}"
    assert len(str(error)) < 250


@pytest.mark.parametrize("text", ["999999999 weeks", "999999999 days 23 h", "P999999999W", "P999999999DT999999999H"])
def test_a_huge_number_is_read_or_refused_like_any_other(text: str) -> None:
    length = refused_or_length(text)
    assert length is None or length > timedelta(days=31)


@pytest.mark.parametrize("text", ["1,000 minutes", "2,000 min", "1,440m"])
def test_a_comma_that_may_part_thousands_is_never_taken_for_a_decimal_one(text: str) -> None:
    length = refused_or_length(text)
    assert length is None or length > timedelta(hours=16)


def test_a_letter_that_only_folds_to_a_unit_is_refused() -> None:
    refuse("PT5ſ")


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=70) | st.text("0123456789.,:hmsdwPT -", max_size=20))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    length = refused_or_length(text)
    assert length is None or length >= timedelta(0)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        pytest.param(timedelta(minutes=90), "1 h 30 min", id="hours-and-minutes"),
        pytest.param(timedelta(minutes=45), "45 min", id="minutes"),
        pytest.param(timedelta(hours=2), "2 h", id="hours"),
        pytest.param(timedelta(seconds=61), "1 min 1 s", id="seconds"),
        pytest.param(timedelta(days=1), "1 day", id="day"),
        pytest.param(timedelta(days=2, hours=3, minutes=4, seconds=5), "2 days 3 h 4 min 5 s", id="all-units"),
        pytest.param(timedelta(0), "0 min", id="nothing"),
    ],
)
def test_a_duration_is_written_in_its_units(duration: timedelta, text: str) -> None:
    assert duration_text(duration) == text
    assert parse_duration(text) == duration


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 31 * 86_400).map(lambda seconds: timedelta(seconds=seconds)))
def test_every_duration_up_to_31_days_is_written_as_it_can_be_read(duration: timedelta) -> None:
    assert parse_duration(duration_text(duration)) == duration


def test_a_duration_of_a_thousand_days_is_written_as_it_can_be_read() -> None:
    assert parse_duration(duration_text(timedelta(days=1_000))) == timedelta(days=1_000)
