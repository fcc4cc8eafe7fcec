"""What weekly hours are in instants: on plain days, around clock changes, over midnight, and without exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from evsched.engine.interval import IntervalSet, to_datetime, to_seconds
from evsched.engine.text import parse_slots, parse_weekly
from evsched.engine.weekly import (
    MOST_EXCEPTIONS,
    MOST_RANGES,
    MOST_RANGES_A_DAY,
    MOST_RULES,
    WeeklyHours,
    WeeklyRule,
    days_between,
    expand,
)
from evsched.errors import InvalidInput

pytestmark = pytest.mark.zones

DAILY = frozenset(range(7))
HOUR = 3600


def utc(text: str) -> int:
    return to_seconds(datetime.fromisoformat(text).replace(tzinfo=UTC))


def times(start: str, end: str) -> IntervalSet:
    return IntervalSet.of_seconds([(utc(start), utc(end))])


def shown(hours: IntervalSet) -> list[str]:
    """Return each piece as ``03-08 17:00 / 03-08 22:00``, in UTC."""
    pieces = ((to_datetime(start), to_datetime(end)) for start, end in hours.pairs())
    return [f"{start:%m-%d %H:%M} / {end:%m-%d %H:%M}" for start, end in pieces]


def read(text: str, start: str, end: str) -> list[str]:
    return shown(expand(parse_weekly(text), times(start, end)))


def test_an_hour_of_new_york_stays_the_hour_of_new_york_across_the_change() -> None:
    assert read("daily 13:00-18:00 America/New_York", "2026-03-06", "2026-03-11") == [
        "03-06 18:00 / 03-06 23:00",
        "03-07 18:00 / 03-07 23:00",
        "03-08 17:00 / 03-08 22:00",
        "03-09 17:00 / 03-09 22:00",
        "03-10 17:00 / 03-10 22:00",
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param("1:00-4:00", ["03-30 00:00 / 03-30 02:00"], id="over-the-gap"),
        pytest.param("2:30-4:00", ["03-30 01:00 / 03-30 02:00"], id="start-in-the-gap"),
        pytest.param("2:00-4:00", ["03-30 01:00 / 03-30 02:00"], id="start-where-the-gap-begins"),
        pytest.param("1:00-2:30", ["03-30 00:00 / 03-30 01:00"], id="end-in-the-gap"),
        pytest.param("1:00-3:00", ["03-30 00:00 / 03-30 01:00"], id="end-where-the-gap-ends"),
        pytest.param("2:10-2:50", [], id="all-in-the-gap"),
        pytest.param("2:00-3:00", [], id="just-the-gap"),
        pytest.param("2:10-2:50, 3:00-4:00", ["03-30 01:00 / 03-30 02:00"], id="one-vanishes"),
    ],
)
def test_an_edge_in_a_gap_is_at_the_change_and_a_range_in_it_is_nothing(hours: str, expected: list[str]) -> None:
    assert read(f"Sun {hours} Europe/Berlin", "2025-03-29", "2025-03-31") == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param("1:00-4:00", ["10-25 23:00 / 10-26 03:00"], id="over-the-repeated-hour"),
        pytest.param("2:30-4:00", ["10-26 00:30 / 10-26 03:00"], id="start-is-the-first"),
        pytest.param("2:00-4:00", ["10-26 00:00 / 10-26 03:00"], id="start-where-it-begins"),
        pytest.param("3:00-4:00", ["10-26 02:00 / 10-26 03:00"], id="start-where-it-has-ended"),
        pytest.param("1:00-2:30", ["10-25 23:00 / 10-26 01:30"], id="end-is-the-second"),
        pytest.param("1:00-3:00", ["10-25 23:00 / 10-26 02:00"], id="end-where-it-has-ended"),
        pytest.param("1:00-2:00", ["10-25 23:00 / 10-26 00:00"], id="end-where-it-begins"),
        pytest.param("2:10-2:20", ["10-26 00:10 / 10-26 01:20"], id="both-in-it"),
        pytest.param("1:00-2:00, 2:30-3:00", ["10-25 23:00 / 10-26 00:00", "10-26 00:30 / 10-26 02:00"], id="two"),
    ],
)
def test_of_a_repeated_hour_a_start_is_the_first_and_an_end_the_second(hours: str, expected: list[str]) -> None:
    assert read(f"Sun {hours} Europe/Berlin", "2025-10-25", "2025-10-27") == expected


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        pytest.param(
            "Sat, Sun 0-24 America/Sao_Paulo",
            "2018-11-03",
            "2018-11-06",
            ["11-03 03:00 / 11-05 02:00"],
            id="sao-paulo-skips-midnight",
        ),
        pytest.param("Sat 22-24 America/Sao_Paulo", "2018-11-03", "2018-11-06", ["11-04 01:00 / 11-04 03:00"], id="s1"),
        pytest.param("Sat 22-24 America/Sao_Paulo", "2018-02-17", "2018-02-19", ["02-18 00:00 / 02-18 03:00"], id="s2"),
        pytest.param(
            "Sat 0-24 America/Havana", "2024-11-01", "2024-11-05", ["11-02 04:00 / 11-03 04:00"], id="havana-saturday"
        ),
        pytest.param(
            "Sun 0-24 America/Havana", "2024-11-01", "2024-11-05", ["11-03 04:00 / 11-04 05:00"], id="havana-sunday"
        ),
        pytest.param("Sun 0-1 Asia/Beirut", "2021-03-27", "2021-03-29", [], id="beirut-skips-midnight"),
        pytest.param(
            "Sat 23:00-00:30 Asia/Beirut", "2021-03-27", "2021-03-29", ["03-27 21:00 / 03-27 22:00"], id="beirut-night"
        ),
        pytest.param(
            "Sun 1:45-2:15 Australia/Lord_Howe",
            "2025-04-05",
            "2025-04-06T12:00",
            ["04-05 14:45 / 04-05 15:45"],
            id="lord-howe-half-an-hour",
        ),
        pytest.param(
            "Sun 2:15-3:00 Australia/Lord_Howe",
            "2025-10-04",
            "2025-10-06",
            ["10-04 15:30 / 10-04 16:00"],
            id="lord-howe-spring",
        ),
        pytest.param(
            "Sun 2:00-3:00 Antarctica/Troll", "2019-10-26", "2019-10-28", ["10-27 00:00 / 10-27 03:00"], id="troll"
        ),
        pytest.param(
            "Sat, Sun 23:30-24:00 America/St_Johns",
            "2010-11-06",
            "2010-11-08",
            ["11-07 02:00 / 11-07 03:30"],
            id="st-johns-goes-back-to-the-day-before",
        ),
        pytest.param("Fri 0-24 Pacific/Apia", "2011-12-29", "2012-01-01", [], id="apia-skips-friday"),
        pytest.param(
            "Thu, Fri, Sat 9-17 Pacific/Apia",
            "2011-12-29",
            "2012-01-01",
            ["12-29 19:00 / 12-30 03:00", "12-30 19:00 / 12-31 03:00"],
            id="apia-around-it",
        ),
        pytest.param(
            "Thu 20:00-4:00 Pacific/Apia", "2011-12-29", "2012-01-01", ["12-30 06:00 / 12-30 10:00"], id="apia-into-it"
        ),
        pytest.param(
            "Fri 20:00-4:00 Pacific/Apia",
            "2011-12-29",
            "2012-01-01",
            ["12-30 10:00 / 12-30 14:00"],
            id="apia-out-of-it",
        ),
    ],
)
def test_known_answers_where_clocks_do_what_they_seldom_do(
    text: str, start: str, end: str, expected: list[str]
) -> None:
    assert read(text, start, end) == expected


def test_a_night_belongs_to_the_day_on_which_it_starts() -> None:
    assert read("Sat 22:00-02:00 UTC", "2025-01-10", "2025-01-14") == ["01-11 22:00 / 01-12 02:00"]
    assert read("Sat 22:00-02:00 UTC", "2025-01-12", "2025-01-13") == ["01-12 00:00 / 01-12 02:00"]
    assert read("Sun 0-2 UTC", "2025-01-11T23:00", "2025-01-12T00:00") == []


def test_an_exception_takes_all_of_a_night_that_starts_on_it_and_nothing_of_the_one_before() -> None:
    nights = "daily 22:00-02:00 UTC except 14 Jan 2025"
    assert read(nights, "2025-01-13T12:00", "2025-01-16T12:00") == [
        "01-13 22:00 / 01-14 02:00",
        "01-15 22:00 / 01-16 02:00",
    ]


def test_exceptions_are_left_out_to_the_last_day_of_their_runs() -> None:
    text = "Mon-Fri 9-10 UTC except 24 - 26 Dec 2025, 1 Jan 2026"
    days = [piece[:5] for piece in read(text, "2025-12-22", "2026-01-04")]
    assert days == ["12-22", "12-23", "12-29", "12-30", "12-31", "01-02"]


def test_rules_make_one_set_and_an_exception_of_one_is_none_of_another() -> None:
    text = "Mon-Fri 9-12 UTC; Mon-Fri 11-17 except 7 Jan 2025; Tue 17-18"
    assert read(text, "2025-01-06", "2025-01-08") == [
        "01-06 09:00 / 01-06 17:00",
        "01-07 09:00 / 01-07 12:00",
        "01-07 17:00 / 01-07 18:00",
    ]


def test_whole_days_in_a_row_are_one_piece() -> None:
    assert read("daily 0-24 Europe/Berlin", "2025-03-01", "2025-04-01") == ["03-01 00:00 / 04-01 00:00"]


def test_hours_are_cut_off_where_what_is_asked_about_ends() -> None:
    assert read("daily 9-17 UTC", "2025-01-06T10:00", "2025-01-06T12:00") == ["01-06 10:00 / 01-06 12:00"]
    assert read("daily 9-17 UTC", "2025-01-06T17:00", "2025-01-07T09:00") == []
    assert expand(parse_weekly("daily 9-17 UTC"), IntervalSet()) == IntervalSet()


def test_slots_far_apart_are_looked_at_each_by_itself() -> None:
    starts = [int(230 * 365.2425 * 86_400 / 200 * i) for i in range(200)]
    scattered = [IntervalSet.of_seconds([(start, start + 30 * HOUR)]) for start in starts]
    hours = parse_weekly("Mon-Fri 9-17, 22:00-04:00 America/New_York")
    together = expand(hours, IntervalSet.of_seconds((start, start + 30 * HOUR) for start in starts))
    assert [*together.pairs()] == [pair for each in scattered for pair in expand(hours, each).pairs()]
    assert len(together) > 200


def test_the_first_and_the_last_hours_that_there_are() -> None:
    everything = IntervalSet(parse_slots("1 Jan 1970, 31 Dec 2199", "UTC"))
    kiritimati = expand(parse_weekly("daily 0-24 Pacific/Kiritimati"), everything)
    assert kiritimati == expand(parse_weekly("daily 0-24 Pacific/Pago_Pago"), everything) == everything


def test_equal_hours_have_equal_hashes_whatever_the_order() -> None:
    one = WeeklyRule(frozenset({0, 1}), ((HOUR, 2 * HOUR), (0, 60)), ((date(2025, 1, 2),) * 2, (date(2025, 1, 1),) * 2))
    other = WeeklyRule(frozenset({1, 0}), ((0, 60), (HOUR, 2 * HOUR)), ((date(2025, 1, 1), date(2025, 1, 2)),))
    assert one == other
    assert len({WeeklyHours((each,), "UTC", "") for each in (one, other)}) == 1


MONDAY = WeeklyRule(frozenset({0}), ((0, HOUR),))


@pytest.mark.parametrize(
    ("days", "ranges", "exceptions", "problem"),
    [
        pytest.param(frozenset(), ((0, 60),), (), "0 (Monday) to 6 (Sunday), not []", id="no-day"),
        pytest.param(frozenset({7}), ((0, 60),), (), "0 (Monday) to 6 (Sunday), not [7]", id="no-such-day"),
        pytest.param(DAILY, (), (), f"1 to {MOST_RANGES} time ranges, not 0", id="no-range"),
        pytest.param(DAILY, tuple((i, i + 1) for i in range(21)), (), "time ranges, not 21", id="too-many-ranges"),
        pytest.param(DAILY, ((-1, 60),), (), "-1 to 60 seconds", id="before-midnight"),
        pytest.param(DAILY, ((86_400, 86_460),), (), "86400 to 86460 seconds", id="starts-on-the-next-day"),
        pytest.param(DAILY, ((60, 60),), (), "60 to 60 seconds", id="nothing"),
        pytest.param(DAILY, ((60, 86_461),), (), "60 to 86461 seconds", id="longer-than-a-day"),
        pytest.param(
            DAILY, ((0, 60),), ((date(2025, 1, 2), date(2025, 1, 1)),), "from 2 Jan 2025 to 1 Jan 2025", id="backwards"
        ),
    ],
)
def test_a_rule_that_is_none_is_refused(
    days: frozenset[int], ranges: tuple[tuple[int, int], ...], exceptions: tuple[tuple[date, date], ...], problem: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        WeeklyRule(days, ranges, exceptions)
    assert problem in caught.value.problem


def every_other_day(count: int) -> tuple[tuple[date, date], ...]:
    return tuple((date(2025, 1, 1) + timedelta(days=2 * i),) * 2 for i in range(count))


@pytest.mark.parametrize(
    ("rules", "zone", "problem"),
    [
        pytest.param((), "UTC", f"1 to {MOST_RULES} rules, not 0", id="no-rule"),
        pytest.param((MONDAY,) * (MOST_RULES + 1), "UTC", f"1 to {MOST_RULES} rules, not 51", id="too-many-rules"),
        pytest.param(
            tuple(WeeklyRule(frozenset({2}), tuple((20 * i + k, 20 * i + k + 1) for k in range(20))) for i in range(3)),
            "UTC",
            f"at most {MOST_RANGES_A_DAY} time ranges on a Wednesday",
            id="too-many-ranges-on-one-day",
        ),
        pytest.param(
            (WeeklyRule(DAILY, ((0, 60),), every_other_day(MOST_EXCEPTIONS + 1)),),
            "UTC",
            f"at most {MOST_EXCEPTIONS} exceptions",
            id="too-many-exceptions",
        ),
        pytest.param((MONDAY,), "UTC+05:30", "write a place such as Asia/Kolkata", id="offset"),
        pytest.param((MONDAY,), "EST", "write America/New_York", id="abbreviation"),
        pytest.param((MONDAY,), "Mars/Phobos", "write one such as Europe/Berlin or UTC", id="no-zone"),
    ],
)
def test_weekly_hours_that_are_none_are_refused(rules: tuple[WeeklyRule, ...], zone: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        WeeklyHours(rules, zone, "typed")
    assert problem in caught.value.problem


def test_the_most_that_is_allowed_is_allowed() -> None:
    days = [*days_between(date(2025, 1, 1), date(2025, 1, 3))]
    assert [day.day for day in days] == [1, 2, 3]
    exceptions = every_other_day(MOST_EXCEPTIONS)
    rules = (WeeklyRule(DAILY, ((0, 86_400), (43_200, 129_600)), exceptions), *(MONDAY,) * (MOST_RULES - 1))
    assert len(WeeklyHours(rules, "UTC", "").rules) == MOST_RULES
    assert not rules[0].starts_on(date(2025, 1, 1))
    assert rules[0].starts_on(date(2025, 1, 2))
    assert rules[0].starts_on(date(2024, 12, 31))
