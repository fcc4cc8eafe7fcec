"""Slots on the days when the clocks change: gaps, folds, elapsed length and whole days."""

from __future__ import annotations

import pytest

from evsched.engine.text import parse_slots
from evsched.errors import UnreadableText

pytestmark = pytest.mark.zones


def read(text: str, zone: str | None = None) -> str:
    """Return the one slot's instants in UTC."""
    (slot,) = parse_slots(text, zone)
    return f"{slot.start:%d %H:%M} / {slot.end:%d %H:%M}"


def refuse(text: str, zone: str | None = None) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(text, zone)
    assert (caught.value.start, caught.value.end) == (0, len(text))
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("30 Mar 2025 01:00-04:00 Europe/Berlin", "30 00:00 / 30 02:00", id="berlin-forward-two-hours"),
        pytest.param("30 Mar 2025 01:00-03:00 Europe/Berlin", "30 00:00 / 30 01:00", id="berlin-ends-at-the-change"),
        pytest.param("30 Mar 2025 03:00-04:00 Europe/Berlin", "30 01:00 / 30 02:00", id="berlin-starts-at-the-change"),
        pytest.param("26 Oct 2025 01:00-03:00 Europe/Berlin", "25 23:00 / 26 02:00", id="berlin-back-three-hours"),
        pytest.param("29 Mar 2025 10PM - 7AM Europe/Berlin", "29 21:00 / 30 05:00", id="berlin-forward-overnight"),
        pytest.param("25 Oct 2025 10PM - 7AM Europe/Berlin", "25 20:00 / 26 06:00", id="berlin-back-overnight"),
        pytest.param("9 Mar 2025 1AM - 4AM ET", "09 06:00 / 09 08:00", id="new-york-forward"),
        pytest.param("2 Nov 2025 12:30AM - 2AM America/New_York", "02 04:30 / 02 07:00", id="new-york-back"),
        pytest.param("5 Oct 2025 1:00-3:00 Australia/Lord_Howe", "04 14:30 / 04 16:00", id="lord-howe-half-an-hour"),
        pytest.param("30 Mar 2025 01:00-04:00 UTC+1", "30 00:00 / 30 03:00", id="an-offset-has-no-change"),
    ],
)
def test_a_slot_that_spans_a_change_has_its_elapsed_length(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("6 Mar 2026", "06 18:00", "06 23:00"),
        ("7 Mar 2026", "07 18:00", "07 23:00"),
        ("8 Mar 2026", "08 17:00", "08 22:00"),
        ("9 Mar 2026", "09 17:00", "09 22:00"),
        ("10 Mar 2026", "10 17:00", "10 22:00"),
    ],
)
def test_new_york_afternoons_around_8_march_2026_are_as_computed_elsewhere(day: str, first: str, last: str) -> None:
    assert read(f"{day} 13:00-18:00 America/New_York") == f"{first} / {last}"
    runs = parse_slots("6 - 10 Mar 2026, 1 - 6PM ET")
    assert [f"{slot.start:%H}" for slot in runs] == ["18", "18", "17", "17", "17"]


@pytest.mark.parametrize(
    ("text", "time", "earlier", "later"),
    [
        pytest.param(
            "30 Mar 2025 02:30-04:00 Europe/Berlin",
            "02:30 on 30 Mar 2025",
            "01:30 (UTC+1)",
            "03:30 (UTC+2)",
            id="berlin-start",
        ),
        pytest.param(
            "30 Mar 2025 01:00-02:30 Europe/Berlin",
            "02:30 on 30 Mar 2025",
            "01:30 (UTC+1)",
            "03:30 (UTC+2)",
            id="berlin-end",
        ),
        pytest.param(
            "30 Mar 2025 01:00-02:00 Europe/Berlin",
            "02:00 on 30 Mar 2025",
            "01:00 (UTC+1)",
            "03:00 (UTC+2)",
            id="berlin-at-the-change",
        ),
        pytest.param(
            "9 Mar 2025 2:15:30 - 4:00 America/New_York",
            "02:15:30 on 9 Mar 2025",
            "01:15:30 (UTC-5)",
            "03:15:30 (UTC-4)",
            id="new-york-with-seconds",
        ),
        pytest.param(
            "5 Oct 2025 2:15 - 3:00 Australia/Lord_Howe",
            "02:15 on 5 Oct 2025",
            "01:45 (UTC+10:30)",
            "02:45 (UTC+11)",
            id="lord-howe-half-an-hour",
        ),
        pytest.param(
            "29 Mar 2025 10PM - 2:30AM Europe/Berlin",
            "02:30 on 30 Mar 2025",
            "01:30 (UTC+1)",
            "03:30 (UTC+2)",
            id="berlin-overnight",
        ),
        pytest.param(
            "2025-03-30T02:30 Europe/Berlin / PT1H",
            "02:30 on 30 Mar 2025",
            "01:30 (UTC+1)",
            "03:30 (UTC+2)",
            id="berlin-with-a-duration",
        ),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused_with_both_neighbours(
    text: str, time: str, earlier: str, later: str
) -> None:
    advice = refuse(text).advice
    assert f"{time} does not exist" in advice
    assert f"write {earlier} or {later}" in advice


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        pytest.param(
            "7 Sep 2025 00:30-04:00 America/Santiago", ("6 Sep 2025",), id="santiago-goes-forward-at-midnight"
        ),
        pytest.param("30 Dec 2011 9AM-5PM Pacific/Apia", ("29 Dec 2011", "31 Dec 2011"), id="apia-skips-30-dec-2011"),
    ],
)
def test_a_neighbour_of_a_gap_on_another_date_is_named_with_its_date(text: str, dates: tuple[str, ...]) -> None:
    advice = refuse(text).advice
    assert all(day in advice for day in dates)


@pytest.mark.parametrize(
    ("text", "time", "first", "second"),
    [
        pytest.param("26 Oct 2025 02:30-04:00 Europe/Berlin", "02:30 on 26 Oct 2025", "UTC+2", "UTC+1", id="berlin"),
        pytest.param(
            "26 Oct 2025 01:00-02:00 Europe/Berlin", "02:00 on 26 Oct 2025", "UTC+2", "UTC+1", id="berlin-end"
        ),
        pytest.param("2 Nov 2025 1:30 - 3:00AM ET", "01:30 on 2 Nov 2025", "UTC-4", "UTC-5", id="new-york"),
        pytest.param(
            "6 Apr 2025 1:45-3:00 Australia/Lord_Howe",
            "01:45 on 6 Apr 2025",
            "UTC+11",
            "UTC+10:30",
            id="lord-howe-half-an-hour",
        ),
    ],
)
def test_a_time_that_comes_twice_is_refused_with_both_offsets(text: str, time: str, first: str, second: str) -> None:
    advice = refuse(text).advice
    assert f"{time} comes twice" in advice
    assert f"{first} for the first or {second} for the second" in advice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("26 Oct 2025 02:30-04:00 UTC+2", "26 00:30 / 26 02:00", id="berlin-first"),
        pytest.param("26 Oct 2025 02:30-04:00 UTC+1", "26 01:30 / 26 03:00", id="berlin-second"),
        pytest.param("26 Oct 2025 02:30 (UTC+2) - 02:30 (UTC+1)", "26 00:30 / 26 01:30", id="berlin-both"),
        pytest.param("26 Oct 2025 02:30 CEST - 02:30 CET", "26 00:30 / 26 01:30", id="berlin-abbreviations"),
        pytest.param("26 Oct 2025 02:30-02:45 CEST", "26 00:30 / 26 00:45", id="berlin-one-abbreviation"),
        pytest.param("26 Oct 2025 02:30-02:45 CET", "26 01:30 / 26 01:45", id="berlin-the-other-abbreviation"),
        pytest.param("26 Oct 2025 02:30 UTC+1 - 05:00 Europe/Berlin", "26 01:30 / 26 04:00", id="berlin-start-only"),
        pytest.param("2 Nov 2025 1:30AM EDT - 1:30AM EST", "02 05:30 / 02 06:30", id="new-york-both"),
        pytest.param("30 Mar 2025 01:30 (UTC+1) - 03:30 (UTC+2)", "30 00:30 / 30 01:30", id="berlin-forward"),
    ],
)
def test_an_offset_or_an_abbreviation_beside_the_time_settles_it(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected", "hours"),
    [
        pytest.param("30 Mar 2025", "Europe/Berlin", "29 23:00 / 30 22:00", 23, id="berlin-forward"),
        pytest.param("26 Oct 2025", "Europe/Berlin", "25 22:00 / 26 23:00", 25, id="berlin-back"),
        pytest.param("7 Sep 2025", "America/Santiago", "07 04:00 / 08 03:00", 23, id="santiago-skips-midnight"),
        pytest.param("6 Sep 2025", "America/Santiago", "06 04:00 / 07 04:00", 24, id="santiago-before-that"),
        pytest.param("2 Nov 2025", "America/Havana", "02 04:00 / 03 05:00", 25, id="havana-has-midnight-twice"),
        pytest.param("1 Nov 2025", "America/Havana", "01 04:00 / 02 04:00", 24, id="havana-before-that"),
        pytest.param("29 Dec 2011", "Pacific/Apia", "29 10:00 / 30 10:00", 24, id="apia-before-30-dec-2011"),
        pytest.param("31 Dec 2011", "Pacific/Apia", "30 10:00 / 31 10:00", 24, id="apia-after-30-dec-2011"),
        pytest.param("5 Oct 2025", "Australia/Lord_Howe", "04 13:30 / 05 13:00", 23.5, id="lord-howe-half-an-hour"),
        pytest.param("7 Nov 2010", "America/St_Johns", "07 02:30 / 08 03:30", 25, id="st-johns-at-one-past-midnight"),
        pytest.param("6 Nov 2010", "America/St_Johns", "06 02:30 / 07 02:30", 24, id="st-johns-before-that"),
        pytest.param("30 Mar 2025 Europe/Berlin", None, "29 23:00 / 30 22:00", 23, id="zone-in-the-text"),
        pytest.param("12 Jan 2025 ET", None, "12 05:00 / 13 05:00", 24, id="clocks-by-name"),
        pytest.param("12 Jan 2025 EST", None, "12 05:00 / 13 05:00", 24, id="abbreviation"),
        pytest.param("12 Jan 2025 UTC+5:30", None, "11 18:30 / 12 18:30", 24, id="offset"),
    ],
)
def test_a_whole_day_runs_to_the_first_instant_of_the_next(
    text: str, zone: str | None, expected: str, hours: float
) -> None:
    assert read(text, zone) == expected
    (slot,) = parse_slots(text, zone)
    assert (slot.end - slot.start).total_seconds() == hours * 3600


def test_a_day_that_the_clocks_skip_is_no_whole_day() -> None:
    assert "30 Dec 2011 does not exist in Pacific/Apia" in refuse("30 Dec 2011", "Pacific/Apia").advice


@pytest.mark.parametrize("name", ["CET", "CEST"])
def test_a_whole_day_on_which_the_clocks_of_berlin_change_takes_the_zone_and_no_abbreviation(name: str) -> None:
    assert "Europe/Berlin" in refuse(f"30 Mar 2025 {name}").advice
