"""Instants as people read them, and that whatever is shown as a slot is read back to the same instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.interval import Interval, to_datetime, to_seconds
from evsched.engine.show import interval_text, local_time_text
from evsched.engine.text import parse_slots
from evsched.engine.zone_names import fixed_zone, known_keys

pytestmark = pytest.mark.zones

FIRST, LAST = (to_seconds(datetime(year, 1, 1, tzinfo=UTC)) for year in (2000, 2040))
KEYS = st.sampled_from(sorted(known_keys()))
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: fixed_zone(minutes * 60))
LENGTHS = st.integers(60, 31 * 86_400) | st.integers(1, 31 * 24 * 60).map(lambda minutes: minutes * 60)
FORTNIGHT = 14 * 86_400


def interval(start: str, end: str) -> Interval:
    return Interval(datetime.fromisoformat(start + "Z"), datetime.fromisoformat(end + "Z"))


def between(start: int, seconds: int) -> Interval:
    return Interval(to_datetime(start), to_datetime(start + seconds))


@cache
def transitions(key: str) -> tuple[int, ...]:
    """Return the instants from 2000 to 2039 at which a zone's offset or abbreviation changes."""
    zone = ZoneInfo(key)

    def rules(instant: int) -> tuple[timedelta | None, str | None]:
        there = datetime.fromtimestamp(instant, zone)
        return there.utcoffset(), there.tzname()

    found = []
    for before in range(FIRST, LAST - FORTNIGHT, FORTNIGHT):
        low, high = before, before + FORTNIGHT
        if rules(low) != rules(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if rules(middle) != rules(low) else (middle, high)
            found.append(high)
    return tuple(found)


CHANGING = st.sampled_from(
    [
        *("Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Istanbul", "Europe/Moscow", "Africa/Casablanca"),
        *("Africa/Windhoek", "America/New_York", "America/St_Johns", "America/Havana", "America/Santiago"),
        *("America/Asuncion", "America/Caracas", "America/Scoresbysund", "America/Sao_Paulo", "America/Goose_Bay"),
        *("Asia/Tehran", "Asia/Amman", "Asia/Pyongyang", "Asia/Gaza", "Asia/Dhaka", "Asia/Jerusalem", "Asia/Beirut"),
        *("Australia/Lord_Howe", "Australia/Adelaide", "Australia/Perth", "Atlantic/Azores", "Antarctica/Casey"),
        *(
            "Antarctica/Troll",
            "Pacific/Apia",
            "Pacific/Fakaofo",
            "Pacific/Chatham",
            "Pacific/Norfolk",
            "Pacific/Easter",
        ),
    ]
)
CHANGES = CHANGING.flatmap(lambda key: st.tuples(st.just(key), st.sampled_from(transitions(key))))
"""A zone and an instant at which its clocks change."""


@pytest.mark.parametrize(
    ("start", "end", "zone", "text"),
    [
        pytest.param(
            "2025-01-12T19:00", "2025-01-12T21:00", "America/New_York", "Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)",
            id="abbreviation-and-offset",
        ),
        pytest.param(
            "2025-01-12T19:00", "2025-01-12T21:00", "Asia/Kolkata", "Mon 13 Jan 2025, 00:30–02:30 IST (UTC+5:30)",
            id="minutes-in-the-offset",
        ),
        pytest.param(
            "2025-01-12T19:00", "2025-01-12T19:45", "Asia/Dubai", "Sun 12 Jan 2025, 23:00–23:45 UTC+4",
            id="no-abbreviation-in-letters",
        ),
        pytest.param(
            "2025-01-12T14:00", "2025-01-12T16:00", "UTC", "Sun 12 Jan 2025, 14:00–16:00 UTC", id="utc",
        ),
        pytest.param(
            "2025-01-12T14:00", "2025-01-12T16:00", "Europe/London", "Sun 12 Jan 2025, 14:00–16:00 GMT (UTC+0)",
            id="offset-zero",
        ),
        pytest.param(
            "2025-01-12T14:00", "2025-01-12T16:00", "UTC-03:30", "Sun 12 Jan 2025, 10:30–12:30 UTC−3:30",
            id="fixed-offset",
        ),
        pytest.param(
            "2025-01-12T20:00", "2025-01-12T23:00", "Europe/Berlin", "Sun 12 Jan 2025, 21:00–24:00 CET (UTC+1)",
            id="to-midnight",
        ),
        pytest.param(
            "2025-01-11T23:00", "2025-01-12T23:00", "Europe/Berlin", "Sun 12 Jan 2025, 00:00–24:00 CET (UTC+1)",
            id="whole-day",
        ),
        pytest.param(
            "2025-01-12T21:00", "2025-01-13T01:00", "Europe/Berlin",
            "Sun 12 Jan 2025, 22:00 – Mon 13 Jan 2025, 02:00 CET (UTC+1)", id="overnight",
        ),
        pytest.param(
            "2025-01-12T14:00:30", "2025-01-12T14:02:05", "UTC", "Sun 12 Jan 2025, 14:00:30–14:02:05 UTC",
            id="seconds",
        ),
        pytest.param(
            "2025-03-30T00:00", "2025-03-30T02:00", "Europe/Berlin",
            "Sun 30 Mar 2025, 01:00 CET (UTC+1) – 04:00 CEST (UTC+2)", id="berlin-goes-forward-30-mar-2025",
        ),
        pytest.param(
            "2025-10-26T00:30", "2025-10-26T01:30", "Europe/Berlin",
            "Sun 26 Oct 2025, 02:30 CEST (UTC+2) – 02:30 CET (UTC+1)", id="berlin-goes-back-26-oct-2025",
        ),
        pytest.param(
            "2010-11-07T02:30:30", "2010-11-07T02:45:00", "America/St_Johns",
            "Sun 7 Nov 2010, 00:00:30 NDT (UTC−2:30) – Sat 6 Nov 2010, 23:15 NST (UTC−3:30)",
            id="st-johns-goes-back-to-the-day-before-7-nov-2010",
        ),
    ],
)  # fmt: skip
def test_an_interval_is_shown_with_its_date_its_times_its_abbreviation_and_its_offset(
    start: str, end: str, zone: str, text: str
) -> None:
    shown = interval(start, end)
    assert interval_text(shown, zone) == text
    (slot,) = parse_slots(text)
    assert (slot.start, slot.end) == (shown.start, shown.end)


@settings(deadline=None, max_examples=1_200)
@given(zone=KEYS | OFFSETS, start=st.integers(FIRST, LAST - 32 * 86_400), seconds=LENGTHS)
def test_whatever_is_shown_as_a_slot_is_read_back_to_the_same_instants(zone: str, start: int, seconds: int) -> None:
    shown = between(start, seconds)
    (slot,) = parse_slots(interval_text(shown, zone))
    assert (slot.start, slot.end) == (shown.start, shown.end)


@settings(deadline=None, max_examples=600)
@given(
    change=CHANGES,
    before=st.integers(-2 * 3_600, 26 * 3_600) | st.integers(-8, 8).map(lambda quarters: quarters * 900),
    seconds=st.integers(60, 3 * 86_400) | st.integers(1, 16).map(lambda quarters: quarters * 900),
)
def test_a_slot_around_a_clock_change_is_read_back_to_the_same_instants(
    change: tuple[str, int], before: int, seconds: int
) -> None:
    key, instant = change
    shown = between(instant - before, seconds)
    (slot,) = parse_slots(interval_text(shown, key))
    assert (slot.start, slot.end) == (shown.start, shown.end)


@settings(deadline=None, max_examples=200)
@given(change=CHANGES, seconds=st.integers(60, 86_400), another=KEYS)
def test_what_is_shown_is_read_whatever_zone_is_in_force(change: tuple[str, int], seconds: int, another: str) -> None:
    key, instant = change
    shown = between(instant, seconds)
    (slot,) = parse_slots(interval_text(shown, key).upper(), another)
    assert (slot.start, slot.end) == (shown.start, shown.end)


@pytest.mark.parametrize(
    ("zone", "beside", "text"),
    [
        pytest.param("America/New_York", "America/New_York", "18:00–19:00 EST (UTC−5)", id="same-zone"),
        pytest.param("America/New_York", "Europe/Berlin", "18:00–19:00 EST (UTC−5) −1 day", id="the-day-before"),
        pytest.param("Europe/Berlin", "America/New_York", "00:00–01:00 CET (UTC+1) +1 day", id="the-day-after"),
        pytest.param("Asia/Dubai", "Europe/Berlin", "03:00–04:00 UTC+4", id="same-day-without-letters"),
        pytest.param("UTC+05:30", "UTC", "04:30–05:30 UTC+5:30 +1 day", id="fixed-offset"),
    ],
)
def test_a_local_time_is_marked_where_its_date_differs(zone: str, beside: str, text: str) -> None:
    assert local_time_text(interval("2025-01-14T23:00", "2025-01-15T00:00"), zone, beside) == text


def test_a_local_time_two_dates_away_is_marked_with_two_days() -> None:
    shown = interval("2025-01-14T10:30", "2025-01-14T10:45")
    assert local_time_text(shown, "Pacific/Kiritimati", "Pacific/Pago_Pago") == "00:30–00:45 UTC+14 +2 days"
    assert local_time_text(shown, "Pacific/Pago_Pago", "Pacific/Kiritimati").endswith("−2 days")


def test_a_local_time_that_spans_a_clock_change_names_both_offsets() -> None:
    shown = interval("2025-03-30T00:00", "2025-03-30T02:00")
    expected = "01:00 CET (UTC+1) –04:00 CEST (UTC+2)"
    assert local_time_text(shown, "Europe/Berlin", "Europe/Berlin").replace("– ", "–") == expected


@pytest.mark.parametrize(
    ("hours", "zone", "expected"),
    [
        pytest.param(26, "America/New_York", "14:00 – 16:00 +1 day EST (UTC−5)", id="its-own-zone"),
        pytest.param(26, "Europe/Berlin", "20:00 – 22:00 +1 day CET (UTC+1)", id="another-zone"),
        pytest.param(5, "Europe/Berlin", "20:00 – 01:00 +1 day CET (UTC+1)", id="past-midnight"),
        pytest.param(10, "America/New_York", "14:00–24:00 EST (UTC−5)", id="until-midnight"),
        pytest.param(21, "Asia/Shanghai", "03:00–24:00 CST (UTC+8) +1 day", id="until-midnight-of-the-next-day"),
        pytest.param(2, "Asia/Shanghai", "03:00–05:00 CST (UTC+8) +1 day", id="wholly-on-the-next-day"),
    ],
)
def test_a_local_time_marks_each_end_that_lies_on_another_day(hours: int, zone: str, expected: str) -> None:
    (slot,) = parse_slots(f"2025-01-12T14:00-05:00/PT{hours}H")
    assert local_time_text(slot, zone, "America/New_York") == expected
