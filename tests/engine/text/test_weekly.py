"""Weekly hours as people type and paste them: the forms, what they mean, their zone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.text import parse_weekly
from evsched.engine.weekly import WeeklyHours
from evsched.errors import InvalidInput

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read(text: str, zone: str | None = "UTC") -> list[str]:
    """Return each rule as ``Mon Tue 09:00-17:00``."""
    return [
        " ".join([*(DAYS[day] for day in sorted(rule.days)), *(f"{clock(a)}-{clock(b)}" for a, b in rule.ranges)])
        for rule in parse_weekly(text, zone).rules
    ]


def clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def exceptions(text: str, zone: str | None = "UTC") -> list[tuple[date, date]]:
    return [run for rule in parse_weekly(text, zone).rules for run in rule.exceptions]


WORKDAYS = "Mon Tue Wed Thu Fri 09:00-17:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Mon-Fri 9:00-17:00", [WORKDAYS], id="workdays"),
        pytest.param("Mon,Wed 9-12, 13-17", ["Mon Wed 09:00-12:00 13:00-17:00"], id="two-days-two-ranges"),
        pytest.param("Fri-Mon 10-14", ["Mon Fri Sat Sun 10:00-14:00"], id="around-the-weekend"),
        pytest.param("Sat 22:00-02:00", ["Sat 22:00-26:00"], id="overnight"),
        pytest.param("daily 8-20", ["Mon Tue Wed Thu Fri Sat Sun 08:00-20:00"], id="daily"),
        pytest.param("every day 8-20", ["Mon Tue Wed Thu Fri Sat Sun 08:00-20:00"], id="every-day"),
        pytest.param("everyday 8-20", ["Mon Tue Wed Thu Fri Sat Sun 08:00-20:00"], id="everyday"),
        pytest.param("Mon-Sun 8-20", ["Mon Tue Wed Thu Fri Sat Sun 08:00-20:00"], id="all-the-week"),
        pytest.param("weekdays 9am-5pm", [WORKDAYS], id="weekdays"),
        pytest.param("every weekday 9am-5pm", [WORKDAYS], id="every-weekday"),
        pytest.param("weekends 10-16", ["Sat Sun 10:00-16:00"], id="weekends"),
        pytest.param("Mondays 9-12", ["Mon 09:00-12:00"], id="plural"),
        pytest.param("each Tuesday 9-12", ["Tue 09:00-12:00"], id="each"),
        pytest.param("Wednesday 9-12", ["Wed 09:00-12:00"], id="full-name"),
        pytest.param("Tues and Thurs 9-12", ["Tue Thu 09:00-12:00"], id="longer-names"),
        pytest.param("Mon. 9-12", ["Mon 09:00-12:00"], id="dot"),
        pytest.param("Mon to Fri 9 to 17", [WORKDAYS], id="to"),
        pytest.param("Mon through Fri from 9 until 17", [WORKDAYS], id="from-until"),
        pytest.param("Mon, Tue, and Wed-Fri 9-17", [WORKDAYS], id="comma-and"),
        pytest.param("Mon-Fri, 9-17", [WORKDAYS], id="comma-before-the-time"),
        pytest.param("Mon-Fri: 9-17", [WORKDAYS], id="colon-before-the-time"),
        pytest.param("Mon 9-12 and 13-17", ["Mon 09:00-12:00 13:00-17:00"], id="and-between-ranges"),
        pytest.param("Mon 9-12, and 13-17", ["Mon 09:00-12:00 13:00-17:00"], id="comma-and-between-ranges"),
        pytest.param("Mon 9-12, 11-17", ["Mon 09:00-12:00 11:00-17:00"], id="overlap-is-a-union"),
        pytest.param("Mon, Mon-Tue 9-12", ["Mon Tue 09:00-12:00"], id="a-day-twice"),
    ],
)
def test_every_form_of_days_and_times_is_read(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("9-17", "09:00-17:00", id="bare-hours-are-24-hour"),
        pytest.param("1-5", "01:00-05:00", id="bare-hours-at-night"),
        pytest.param("9:30-17:15", "09:30-17:15", id="minutes"),
        pytest.param("9.30-17.15", "09:30-17:15", id="dots"),
        pytest.param("9:00:30-17", "09:00:30-17:00", id="seconds"),
        pytest.param("9am-5pm", "09:00-17:00", id="two-marks"),
        pytest.param("9-5pm", "09:00-17:00", id="mark-at-the-end"),
        pytest.param("9am-5", "09:00-17:00", id="mark-at-the-start"),
        pytest.param("2-4pm", "14:00-16:00", id="one-mark-for-both"),
        pytest.param("11-1pm", "11:00-13:00", id="the-other-mark"),
        pytest.param("9:00-5:00 p.m.", "09:00-17:00", id="mark-and-minutes"),
        pytest.param("noon-5pm", "12:00-17:00", id="noon"),
        pytest.param("9-noon", "09:00-12:00", id="until-noon"),
        pytest.param("9-midnight", "09:00-24:00", id="until-midnight-a-bare-hour-is-24-hour"),
        pytest.param("9pm-midnight", "21:00-24:00", id="until-midnight"),
        pytest.param("midnight-5", "00:00-05:00", id="from-midnight"),
        pytest.param("midnight-noon", "00:00-12:00", id="midnight-to-noon"),
        pytest.param("0-24", "00:00-24:00", id="whole-day"),
        pytest.param("midnight-midnight", "00:00-24:00", id="whole-day-in-words"),
        pytest.param("0:00 - 24:00", "00:00-24:00", id="whole-day-with-minutes"),
        pytest.param("14-0", "14:00-24:00", id="until-zero"),
        pytest.param("22-2", "22:00-26:00", id="night"),
        pytest.param("10pm-2am", "22:00-26:00", id="night-with-marks"),
        pytest.param("21-9", "21:00-33:00", id="twelve-hours"),
        pytest.param("12-12:30", "12:00-12:30", id="half-past-noon"),
    ],
)
def test_a_bare_hour_is_24_hour_and_a_mark_serves_both_ends(typed: str, expected: str) -> None:
    assert read(f"Mon {typed}") == [f"Mon {expected}"]


@pytest.mark.parametrize("between", ["; ", ";", "\n", "\r\n", ";\n", "\n\n", ", ", " and ", ", and "], ids=ascii)
def test_rules_are_parted_by_a_semicolon_a_new_line_or_a_comma(between: str) -> None:
    assert read(f"Mon-Thu 9-17{between}Fri 9-13") == ["Mon Tue Wed Thu 09:00-17:00", "Fri 09:00-13:00"]


CHRISTMAS, NEW_YEAR = date(2025, 12, 25), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Mon-Fri 9-17 except 25 Dec 2025", [(CHRISTMAS, CHRISTMAS)], id="one"),
        pytest.param("Mon-Fri 9-17, except on 25 Dec 2025", [(CHRISTMAS, CHRISTMAS)], id="comma-except-on"),
        pytest.param("Mon-Fri 9-17 excluding 2025-12-25", [(CHRISTMAS, CHRISTMAS)], id="excluding"),
        pytest.param(
            "Mon-Fri 9-17 except 24 - 26 Dec 2025, 1 Jan 2026",
            [(date(2025, 12, 24), date(2025, 12, 26)), (NEW_YEAR, NEW_YEAR)],
            id="run-and-date",
        ),
        pytest.param(
            "Mon-Fri 9-17 except 25 Dec 2025 and Thu 1 Jan 2026",
            [(CHRISTMAS, CHRISTMAS), (NEW_YEAR, NEW_YEAR)],
            id="and-with-a-weekday",
        ),
        pytest.param(
            "Mon-Fri 9-17 except 25 Dec 2025, Thu, 1 Jan 2026",
            [(CHRISTMAS, CHRISTMAS), (NEW_YEAR, NEW_YEAR)],
            id="weekday-and-comma",
        ),
        pytest.param("Mon-Fri 9-17 except 27 Dec 2025", [(date(2025, 12, 27),) * 2], id="a-day-without-hours"),
        pytest.param("Mon-Fri 9-17 except 25 Dec 2025; Sat 10-12", [(CHRISTMAS, CHRISTMAS)], id="then-a-rule"),
        pytest.param("Mon-Fri 9-17 except 25 Dec 2025, Sat 10-12", [(CHRISTMAS, CHRISTMAS)], id="then-a-rule-by-comma"),
        pytest.param("Mon-Thu 9-17; Fri 9-13 except 26 Dec 2025", [(date(2025, 12, 26),) * 2], id="of-the-last-rule"),
    ],
)
def test_exceptions_are_dates_and_runs_of_dates(text: str, expected: list[tuple[date, date]]) -> None:
    assert exceptions(text) == expected


def test_a_run_behind_both_rules_is_an_exception_of_both() -> None:
    run = (date(2025, 12, 24), date(2025, 12, 26))
    text = "Mon-Thu 9-17 except 24 - 26 Dec 2025; Fri 9-13 except 24 - 26 Dec 2025"
    assert exceptions(text) == [run, run]


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        pytest.param("weekends 10-16 Europe/Berlin", None, "Europe/Berlin", id="in-the-text"),
        pytest.param("weekends 10-16, Europe/Berlin", None, "Europe/Berlin", id="behind-a-comma"),
        pytest.param("weekends 10-16 Europe/Berlin", "Asia/Tokyo", "Europe/Berlin", id="before-the-one-in-force"),
        pytest.param("weekends 10-16 Europe/Berlin", "UTC+05:30", "Europe/Berlin", id="before-an-offset-in-force"),
        pytest.param("weekends 10-16", "Asia/Tokyo", "Asia/Tokyo", id="in-force"),
        pytest.param("weekends 10-16 UTC", None, "UTC", id="utc"),
        pytest.param("weekends 10-16 utc", None, "UTC", id="utc-in-lower-case"),
        pytest.param("weekends 10-16 america/new_york", None, "America/New_York", id="lower-case"),
        pytest.param("Sat 10-16 Etc/GMT+5", None, "Etc/GMT+5", id="key-with-figures"),
        pytest.param("Sat 10-16 Europe/Berlin except 3 Jan 2026", None, "Europe/Berlin", id="before-exceptions"),
        pytest.param("Sat 10-16 except 3 Jan 2026 Europe/Berlin", None, "Europe/Berlin", id="behind-exceptions"),
        pytest.param("Sat 10-16 except 3 Jan 2026, Europe/Berlin", None, "Europe/Berlin", id="behind-a-comma-there"),
        pytest.param("Sat 10-16 Europe/Berlin; Sun 10-16", None, "Europe/Berlin", id="behind-the-first-rule"),
        pytest.param("Sat 10-16; Sun 10-16 Europe/Berlin", None, "Europe/Berlin", id="behind-the-last-rule"),
        pytest.param("Sat 9-10 UTC; Sun 9-10 UTC", "Asia/Tokyo", "UTC", id="behind-both"),
    ],
)
def test_the_zone_is_the_one_in_the_text_or_else_the_one_in_force(text: str, zone: str | None, expected: str) -> None:
    assert parse_weekly(text, zone).zone == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mon–Fri 9:00–17:00 Europe/Berlin",
        "Mon — Fri 9:00 − 17:00 Europe/Berlin",
        "MON-FRI 9:00-17:00 EUROPE/BERLIN",
        "mon-fri 9AM-5PM europe/berlin",
        "Mon\u00a0-\u202fFri\t9:00-17:00  Europe/Berlin",
        "\n Mon-Fri 9:00-17:00 Europe/Berlin \r\n",
    ],
    ids=ascii,
)
def test_what_people_paste_reads_like_what_they_type(text: str) -> None:
    assert (read(text, None), parse_weekly(text).zone) == ([WORKDAYS], "Europe/Berlin")


def test_the_text_is_kept_as_typed_but_for_outer_blanks() -> None:
    assert parse_weekly("\n Mon-Fri\t9–17 Europe/Berlin \n").text == "Mon-Fri 9–17 Europe/Berlin"
    assert parse_weekly("Mon 9-10\nTue 9-10", "UTC").text == "Mon 9-10\nTue 9-10"


def test_a_zone_in_force_that_is_none_is_refused_even_where_it_is_not_needed() -> None:
    with pytest.raises(InvalidInput, match=r'"Mars" is not a time zone'):
        parse_weekly("Mon 9-10 UTC", "Mars")


@st.composite
def written_hours(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a rule and write it in some style; return it with what it means."""
    first, count = draw(st.integers(0, 6)), draw(st.integers(1, 6))
    days = sorted({(first + i) % 7 for i in range(count)})
    forms = [",".join(DAYS[day] for day in days), " and ".join(DAYS[day] for day in days)]
    if count > 1:
        forms += [f"{DAYS[first]}{dash}{DAYS[(first + count - 1) % 7]}" for dash in ("-", " – ", " to ")]
    start, length = draw(st.integers(0, 1439)), draw(st.integers(1, 720))
    end = start + length
    ends = [f"{end // 60}:{end % 60:02}"] if end <= 1440 else [f"{(end - 1440) // 60:02}:{end % 60:02}"]
    marked = "{}:{:02}{}".format(end // 60 % 12 or 12, end % 60, "am" if end % 1440 < 720 else "pm")
    mark = f"{start // 60 % 12 or 12}:{start % 60:02}{'am' if start < 720 else 'pm'}"
    times = draw(st.sampled_from([f"{start // 60}:{start % 60:02}-{ends[0]}", f"{mark} - {marked}"]))
    text = f"{draw(st.sampled_from(forms))} {times} Europe/Berlin"
    meant = " ".join([*(DAYS[day] for day in days), f"{clock(start * 60)}-{clock(end * 60)}"])
    return draw(st.sampled_from([text, text.upper(), text.lower()])), [meant]


@settings(deadline=None, max_examples=400)
@given(written_hours())
def test_hours_in_any_style_are_read_as_meant_and_their_text_is_read_again(written: tuple[str, list[str]]) -> None:
    text, meant = written
    assert read(text, None) == meant
    hours = parse_weekly(text)
    assert parse_weekly(hours.text, hours.zone) == hours == WeeklyHours(hours.rules, "Europe/Berlin", text)
