"""What weekly hours are not: each refusal marks the place and says what to write instead."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.text import parse_weekly
from evsched.engine.weekly import DAY_SECONDS, MOST_RANGES_A_DAY, MOST_RULES
from evsched.errors import InvalidInput, UnreadableText, ZoneMissing


def refuse(text: str, zone: str | None = "UTC") -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_weekly(text, zone)
    return caught.value


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param(
            "Mon-Fri", "", "write the time too, as in Mon-Fri 9:00-17:00; for whole days that is 0-24", id="no-time"
        ),
        pytest.param("weekends UTC", "UTC", "write the time too", id="zone-for-a-time"),
        pytest.param("daily except 25 Dec 2025", "except", "write the time too", id="exception-for-a-time"),
        pytest.param("Mon 9", "9", "the end of the hours is missing, as in 9:00-17:00", id="no-end"),
        pytest.param("Mon 9-", "", "a time such as 2PM or 14:00", id="nothing-for-an-end"),
        pytest.param("Mon 0900-1700", "0900", "write 09:00", id="no-colon"),
        pytest.param("Mon 9-25", "25", "a day has the hours 0 to 24", id="no-such-hour"),
        pytest.param("Mon 24-2", "24-2", "write 00:00 of the next for a start", id="24-as-a-start"),
        pytest.param("Mon 13pm-3pm", "13pm", "write 13:00 without it", id="mark-and-24-hour"),
        pytest.param("9-17 Mon-Fri", "9", "days such as Mon-Fri or Mon,Wed stand here", id="time-first"),
        pytest.param("Mon/Wed 9-17", "Mon/Wed", "Mon,Wed", id="slash"),
        pytest.param("Mon-9 17", "9", "days such as", id="half-a-run"),
        pytest.param("Mon-Mon 9-17", "Mon-Mon", "Write Mon or daily", id="one-day-or-seven"),
        pytest.param("tomorrow 9-17", "tomorrow", "as in Mon-Fri 9:00-17:00", id="no-day"),
        pytest.param("every 9-17", "9", "days such as", id="every-what"),
        pytest.param("Mon 9-17 10-12", "10", "a semicolon and the next rule", id="two-ranges-without-a-comma"),
        pytest.param("Mon 9-17-19", "-", "a semicolon and the next rule", id="three-ends"),
        pytest.param("Mon 9-17 Tue 9-17", "Tue", "as in Mon-Thu 9-17; Fri 9-13", id="two-rules-without-a-semicolon"),
        pytest.param("Mon 9-17;", "", "days such as", id="nothing-behind-a-semicolon"),
        pytest.param("Mon 9-17; ; Tue 9-17", ";", "days such as", id="nothing-between-semicolons"),
        pytest.param("Mon 9-12 and and 13-17", "and", "days such as", id="and-and"),
        pytest.param("Mon 9-17!", "!", "no date, time or zone has this character", id="character"),
        pytest.param("Mon 9-17 except Tue", "", "a date such as 12 Jan 2025", id="exception-without-a-date"),
        pytest.param("Mon 9-17 except holidays", "holidays", "a date such as 12 Jan 2025", id="exception-in-words"),
        pytest.param("Mon 9-17 except 25 Dec", "25 Dec", "write the year too", id="no-year"),
        pytest.param("Mon 9-17 except 25/12/2025", "25/12/2025", "write 25 Dec 2025", id="numeric"),
        pytest.param("Mon 9-17 except Fri 25 Dec 2025", "Fri 25 Dec 2025", "is a Thursday", id="wrong-weekday"),
    ],
)
def test_a_text_that_is_not_wholly_understood_is_refused_at_the_place(text: str, part: str, mend: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        pytest.param("9-5", "write 9am-5pm or 9:00-17:00", id="nine-to-five"),
        pytest.param("9:00-5:00", "write 9am-5pm or 9:00-17:00", id="with-minutes"),
        pytest.param("9:30-5:15", "write 9:30am-5:15pm or 9:30-17:15", id="not-on-the-hour"),
        pytest.param("12-5", "write 12pm-5pm or 12:00-17:00", id="from-twelve"),
        pytest.param("noon-5", "write 12pm-5pm or 12:00-17:00", id="from-noon"),
        pytest.param("12:15-5", "write 12:15pm-5pm or 12:15-17:00", id="past-noon"),
        pytest.param("9-9", "write 9am-9pm or 9:00-21:00", id="twice-the-same"),
        pytest.param("12-12", "write 12pm-12am or 12:00-24:00", id="twelve-to-twelve"),
        pytest.param("9-0", "write 9:00-24:00", id="until-zero"),
        pytest.param("0-0", "write 0:00-24:00", id="zero-to-zero"),
        pytest.param(
            "18-8", "if that is meant, write 18:00-24:00 and, as a rule of the days after, 0:00-8:00", id="long-night"
        ),
        pytest.param(
            "8pm-9am",
            "if that is meant, write 20:00-24:00 and, as a rule of the days after, 0:00-9:00",
            id="marked-night",
        ),
        pytest.param(
            "0:30-0:15:30",
            "if that is meant, write 0:30-24:00 and, as a rule of the days after, 0:00-0:15:30",
            id="round",
        ),
    ],
)
def test_a_night_longer_than_twelve_hours_is_refused_with_what_is_likely_meant(typed: str, mend: str) -> None:
    error = refuse(f"Mon {typed}")
    assert error.text[error.start : error.end] == typed
    assert error.advice == f"this ends on the next day, and a night is at most twelve hours long: {mend}"
    for written in re.findall(r"[0-9][0-9:apm]*-[0-9:apm]+", mend):
        assert parse_weekly(f"Mon {written}", "UTC").rules[0].ranges[0][1] <= DAY_SECONDS


@pytest.mark.parametrize(
    ("text", "part", "hour"),
    [
        pytest.param("Mon 9am-1pm, 2-5", "2-5", 2, id="in-one-rule"),
        pytest.param("Mon 9am-1pm; Sat 2-5", "2-5", 2, id="in-another-rule"),
        pytest.param("Sat 2-5; Mon 9am-1pm", "2-5", 2, id="before"),
        pytest.param("Mon 9am-1pm; Sat 8-midnight", "8-midnight", 8, id="midnight-tells-nothing"),
        pytest.param("Mon 9am-1pm; Sat midnight-5", "midnight-5", 5, id="nor-as-a-start"),
    ],
)
def test_a_bare_range_beside_am_and_pm_is_refused(text: str, part: str, hour: int) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert error.advice == f"is {hour} morning or evening? Write {hour}AM, {hour}PM or {hour:02}:00 (24-hour)"


@pytest.mark.parametrize("plain", ["9-17", "13-14", "0-2", "2:00-5:00", "noon-midnight", "22-2"])
def test_beside_am_and_pm_stand_hours_that_can_only_be_24_hour(plain: str) -> None:
    assert len(parse_weekly(f"Mon 9am-1pm; Sat {plain}", "UTC").rules) == 2


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        pytest.param("EST", "write America/New_York", id="abbreviation"),
        pytest.param("ET", "write America/New_York", id="clocks"),
        pytest.param("IST", "India (Asia/Kolkata), Ireland (Europe/Dublin) or Israel", id="ambiguous"),
        pytest.param("GMT", "write Europe/London, or UTC alone", id="gmt"),
        pytest.param("Z", "write Europe/London, or UTC alone", id="z"),
        pytest.param("UTC+0", "write Europe/London, or UTC alone", id="zero"),
        pytest.param("UTC+1", "write a place such as Europe/Berlin, Europe/Lisbon or Africa/Lagos", id="offset"),
        pytest.param("UTC-5", "write a place such as America/New_York", id="offset-behind"),
        pytest.param("GMT+2", "write a place such as Europe/Berlin", id="gmt-offset"),
        pytest.param("+05:30", "write a place such as Asia/Kolkata", id="figures"),
        pytest.param("-03:00", "write a place such as America/Halifax", id="figures-behind"),
        pytest.param("UTC+4:51", "write a place such as Europe/Berlin", id="offset-of-nowhere"),
        pytest.param("UTC+99", "not an offset that any clock has", id="no-offset"),
        pytest.param("HST", "write Pacific/Honolulu", id="no-place"),
        pytest.param("America/New York", "did you mean America/New_York?", id="space"),
        pytest.param("Berlin", "did you mean Europe/Berlin?", id="city"),
        pytest.param("Mars/Phobos", "write one such as Europe/Berlin or UTC", id="elsewhere"),
        pytest.param("exept 25 Dec 2025", "write one such as Europe/Berlin or UTC", id="slip"),
    ],
)
def test_what_does_not_change_with_the_clocks_is_refused_with_the_place(name: str, mend: str) -> None:
    error = refuse(f"Mon-Fri 9-17 {name}; Sat 9-10")
    assert error.text[error.start : error.end] == name
    assert error.advice.startswith("this is no zone for weekly hours: ")
    assert mend in error.advice


@pytest.mark.parametrize(
    ("zone", "mend"),
    [
        pytest.param(
            "UTC+05:30", "an offset does not change with the clocks; write a place such as Asia/Kolkata", id="offset"
        ),
        pytest.param("EST", "write America/New_York", id="abbreviation"),
        pytest.param("Mars", "write one such as Europe/Berlin or UTC", id="none"),
    ],
)
def test_a_zone_in_force_that_is_no_place_is_refused_with_the_place(zone: str, mend: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_weekly("Mon-Fri 9-17", zone)
    assert f'"{zone}" is no zone for weekly hours: ' in caught.value.problem
    assert caught.value.problem.endswith(mend)


def test_no_zone_at_all_is_an_error_that_tells_how_to_give_one() -> None:
    with pytest.raises(ZoneMissing) as caught:
        parse_weekly("Mon-Fri 9-17; Sat 9-10")
    error = caught.value
    assert error.text[error.start : error.end] == "Mon-Fri 9-17"
    assert "write a place behind the hours, such as Europe/Berlin, or give one for all (--tz, timeZone)" in error.advice


def test_two_zones_in_one_text_are_refused() -> None:
    error = refuse("Mon 9-17 Europe/Berlin; Tue 9-17 Europe/Paris", None)
    assert error.text[error.start : error.end] == "Europe/Paris"
    assert "are in one time zone, and Europe/Berlin is written before" in error.advice


def test_an_exception_behind_the_wrong_rule_is_refused() -> None:
    error = refuse("Mon-Thu 9-17; Fri 9-13 except 24 - 26 Dec 2025")
    assert error.text[error.start : error.end] == "Fri 9-13 except 24 - 26 Dec 2025"
    assert error.advice == "Wed 24 Dec 2025 is a day of another rule: write the exception behind that rule too"


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"], ids=ascii)
def test_a_blank_text_is_refused_with_an_example_of_weekly_hours(text: str) -> None:
    assert str(refuse(text)) == "cannot read a blank text: write weekly hours such as Mon-Fri 9:00-17:00"


def test_more_than_anyone_has_is_refused() -> None:
    ranges = [f"{i // 2}:{i % 2 * 30:02}-{i // 2}:{i % 2 * 30 + 20}" for i in range(48)]
    assert "at most 20 time ranges" in refuse(f"Mon {', '.join(ranges[:21])}").advice
    assert len(parse_weekly(f"Mon {', '.join(ranges[:20])}", "UTC").rules[0].ranges) == 20
    assert f"1 to {MOST_RULES} rules, not 51" in refuse("; ".join(["Mon 9-17"] * (MOST_RULES + 1))).advice
    assert len(parse_weekly("; ".join(["Mon 9-17"] * MOST_RULES), "UTC").rules) == MOST_RULES
    many = "; ".join(f"Mon {', '.join(part)}" for part in (ranges[:20], ranges[20:40], ranges[40:], ["1-2, 3-4, 5-6"]))
    assert f"at most {MOST_RANGES_A_DAY} time ranges on a Monday" in refuse(many).advice
    assert "at most 16,384 characters" in refuse("Mon 9-17;" * 2_000).advice


PIECES = (
    *("Mon", "Mon-Fri", "Fri-Mon", "weekends", "daily", "every", "day", "Tuesdays", "Sat", "Jan", "th", "Mon/Wed"),
    *("9", "9-17", "22:00-02:00", "9am-5pm", "24", "noon", "midnight", "pm", "0", "13", "9:30", "12-12", "2025", "99"),
    *(
        "-",
        "–",
        "to",
        "from",
        "until",
        "/",
        ",",
        ";",
        ":",
        ".",
        "+",
        "(",
        ")",
        "\n",
        "and",
        "except",
        "on",
        "excluding",
    ),
    *("25 Dec 2025", "24 - 26 Dec 2025", "2025-12-25", "Thu 25 Dec 2025", "03/04/2025", "31 Dec 9999"),
    *("Europe/Berlin", "UTC", "UTC+1", "EST", "IST", "+05:30", "America/New York", "Mars/Phobos", "XYZ", "\u00a0", "x"),
)
WRITTEN = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).flatmap(
    lambda pieces: st.sampled_from(["", " ", " "]).map(lambda space: space.join(pieces))
)


@settings(deadline=None, max_examples=1_000)
@given(WRITTEN | st.text(max_size=60), st.sampled_from([None, "UTC", "Europe/Berlin", "UTC+05:30"]))
def test_any_text_is_read_or_refused_in_one_line(text: str, zone: str | None) -> None:
    try:
        hours = parse_weekly(text, zone)
    except InvalidInput as caught:
        error = str(caught)
    else:
        assert parse_weekly(hours.text, hours.zone) == hours
        return
    assert error.isprintable()
    assert len(error) <= 1_000
    assert "slot" not in error or "slot" in text
