"""Slots as people type and paste them: the formats, lists of several, whole days, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput, UnreadableText


def read(text: str, zone: str | None = None) -> list[str]:
    """Return each slot's instants in UTC."""
    return [
        f"{slot.start:%Y-%m-%d %H:%M:%S} / {slot.end:%Y-%m-%d %H:%M:%S}".replace(":00 ", " ").removesuffix(":00")
        for slot in parse_slots(text, zone)
    ]


def refuse(text: str, zone: str | None = None) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(text, zone)
    return caught.value


TWO_TO_FOUR_EST = "2025-01-12 19:00 / 2025-01-12 21:00"
SIX_TO_NINE_EST = "2025-01-14 23:00 / 2025-01-15 02:00"


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        pytest.param("12 Jan 2025, 2 - 4PM EST", None, [TWO_TO_FOUR_EST], id="one"),
        pytest.param(
            "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST", None, [TWO_TO_FOUR_EST, SIX_TO_NINE_EST], id="several"
        ),
        pytest.param("Jan 12 2025 14:00-16:00 America/New_York", None, [TWO_TO_FOUR_EST], id="american-order"),
        pytest.param(
            "2025-01-12 14:00 to 16:30 UTC+05:30", None, ["2025-01-12 08:30 / 2025-01-12 11:00"], id="year-first"
        ),
        pytest.param(
            "2025-01-12T14:00:00Z/2025-01-12T16:00:00Z", None, ["2025-01-12 14:00 / 2025-01-12 16:00"], id="iso"
        ),
        pytest.param("2025-01-12T14:00:00-05:00/PT2H", None, [TWO_TO_FOUR_EST], id="iso-with-a-duration"),
        pytest.param(
            "Sun 12 January 2025 9am - noon Europe/Berlin",
            None,
            ["2025-01-12 08:00 / 2025-01-12 11:00"],
            id="weekday-and-noon",
        ),
        pytest.param(
            "12 Jan 2025 10 PM - 2 AM EST", None, ["2025-01-13 03:00 / 2025-01-13 07:00"], id="ends-on-the-next-day"
        ),
        pytest.param("2025-01-12", "Europe/Berlin", ["2025-01-11 23:00 / 2025-01-12 23:00"], id="whole-day"),
        pytest.param(
            "13 - 17 Jan 2025, 9AM - 5PM EST",
            None,
            [f"2025-01-{day} 14:00 / 2025-01-{day} 22:00" for day in range(13, 18)],
            id="five-slots",
        ),
        pytest.param(
            "13 - 14 Jan 2025, 10PM - 2AM EST",
            None,
            ["2025-01-14 03:00 / 2025-01-14 07:00", "2025-01-15 03:00 / 2025-01-15 07:00"],
            id="nights",
        ),
        pytest.param("12 Jan 2025, from 2 to 4PM EST", None, [TWO_TO_FOUR_EST], id="from"),
        pytest.param("12 Jan 2025 at 2PM until 4PM EST", None, [TWO_TO_FOUR_EST], id="at"),
        pytest.param("Sunday, January 12th, 2025 at 2:00 PM – 4:00 PM EST", None, [TWO_TO_FOUR_EST], id="mail"),
        pytest.param("Sun Jan 12, 2025 2pm – 4pm (UTC-05:00)", None, [TWO_TO_FOUR_EST], id="calendar"),
        pytest.param("12 Jan 2025 2PM - 12 Jan 2025 4PM EST", None, [TWO_TO_FOUR_EST], id="date-at-both-ends"),
        pytest.param("12 Jan 2025, at noon - 1PM UTC", None, ["2025-01-12 12:00 / 2025-01-12 13:00"], id="at-noon"),
        pytest.param("12 Jan 2025, noon - 1PM UTC", None, ["2025-01-12 12:00 / 2025-01-12 13:00"], id="comma-noon"),
        pytest.param(
            "12 Jan 2025 10PM EST - Tue 14 Jan 2025, at 4PM EST",
            None,
            ["2025-01-13 03:00 / 2025-01-14 21:00"],
            id="several-days-long",
        ),
        pytest.param("Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)", None, [TWO_TO_FOUR_EST], id="as-evsched-shows-it"),
    ],
)
def test_every_documented_format_is_read(text: str, zone: str | None, expected: list[str]) -> None:
    assert read(text, zone) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("12 Jan 2025, 2–4PM EST", id="en-dash"),
        pytest.param("12 Jan 2025, 2 — 4PM EST", id="em-dash"),
        pytest.param("12 Jan 2025, 2−4PM EST", id="minus-sign"),
        pytest.param("12 Jan 2025, 2‐4PM EST", id="unicode-hyphen"),
        pytest.param("12 Jan 2025, 2‑4PM EST", id="no-break-hyphen"),
        pytest.param("12 Jan 2025, 2 to 4PM EST", id="to"),
        pytest.param("12 Jan 2025, 2\u00a0–\u00a04\u202fPM\u00a0EST", id="no-break-spaces"),
        pytest.param("12\tJan 2025,\t2-4PM EST", id="tabs"),
        pytest.param("12 JAN 2025, 2 TO 4PM EST", id="upper-case"),
        pytest.param("12 jan 2025, 2 to 4pm est", id="lower-case"),
        pytest.param("  12 Jan 2025 ,2-4PM EST  ", id="outer-blanks"),
        pytest.param("\n12 Jan 2025, 2 - 4PM EST\r\n\n", id="outer-lines"),
    ],
)
def test_what_people_paste_reads_like_what_they_type(text: str) -> None:
    assert read(text) == [TWO_TO_FOUR_EST]


@pytest.mark.parametrize(
    ("between", "joined"),
    [
        pytest.param(", ", True, id="comma"),
        pytest.param(",", True, id="comma-touching"),
        pytest.param("; ", True, id="semicolon"),
        pytest.param("\n", True, id="new-line"),
        pytest.param("\r\n", True, id="crlf"),
        pytest.param(",\n\n", True, id="comma-and-lines"),
        pytest.param("\n, ", True, id="lines-and-comma"),
        pytest.param(" and ", True, id="and"),
        pytest.param(" ", False, id="nothing"),
        pytest.param(",,", False, id="two-commas"),
        pytest.param(" or ", False, id="or"),
        pytest.param(" / ", False, id="slash"),
    ],
)
def test_slots_are_parted_by_a_comma_a_semicolon_a_new_line_or_and(between: str, joined: bool) -> None:
    text = f"12 Jan 2025, 2 - 4PM EST{between}14 Jan 2025 6-9 PM EST"
    if joined:
        slots = parse_slots(text)
        assert read(text) == [TWO_TO_FOUR_EST, SIX_TO_NINE_EST]
        assert [slot.text for slot in slots] == ["12 Jan 2025, 2 - 4PM EST", "14 Jan 2025 6-9 PM EST"]
        assert {slot.zone for slot in slots} == {"UTC-05:00"}
    else:
        assert refuse(text).start >= len("12 Jan 2025, 2 - 4PM EST")


def test_whole_days_and_times_may_stand_in_one_list() -> None:
    assert read("12 Jan 2025, 13 Jan 2025 9:00-17:00, 14 - 15 Jan 2025", "UTC") == [
        "2025-01-12 00:00 / 2025-01-13 00:00",
        "2025-01-13 09:00 / 2025-01-13 17:00",
        "2025-01-14 00:00 / 2025-01-15 00:00",
        "2025-01-15 00:00 / 2025-01-16 00:00",
    ]


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param(
            "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM", "14 Jan 2025 6-9 PM", "write EST here too", id="last"
        ),
        pytest.param("12 Jan 2025, 2 - 4PM, 14 Jan 2025 6-9 PM CET", "12 Jan 2025, 2 - 4PM", "write CET", id="first"),
        pytest.param("2025-01-12 Europe/Berlin; 2025-01-13", "2025-01-13", "write Europe/Berlin", id="whole-days"),
        pytest.param(
            "2025-01-12T14:00Z/PT2H, 2025-01-13T14:00/PT2H", "2025-01-13T14:00/PT2H", "write Z here too", id="iso"
        ),
    ],
)
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"], ids=["no-zone-in-force", "zone-in-force"])
def test_either_every_slot_names_a_zone_or_none_does(text: str, part: str, mend: str, zone: str | None) -> None:
    error = refuse(text, zone)
    assert error.text[error.start : error.end] == part
    assert "names no time zone and another slot does" in error.advice
    assert mend in error.advice


def test_a_slot_without_a_zone_takes_the_zone_in_force() -> None:
    (slot,) = parse_slots("12 Jan 2025, 2 - 4PM", "America/New_York")
    assert (f"{slot.start:%H:%M}", slot.zone) == ("19:00", "America/New_York")
    (slot,) = parse_slots("12 Jan 2025, 2 - 4PM", "UTC+05:30")
    assert (f"{slot.start:%H:%M}", slot.zone) == ("08:30", "UTC+05:30")


def test_a_zone_in_the_text_goes_before_the_zone_in_force() -> None:
    assert read("12 Jan 2025, 2 - 4PM EST", "Asia/Tokyo") == [TWO_TO_FOUR_EST]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("12 Jan 2025, 2 - 4PM", "12 Jan 2025, 2 - 4PM", id="times"),
        pytest.param("2025-01-12", "2025-01-12", id="whole-day"),
        pytest.param("12 Jan 2025; 13 Jan 2025", "12 Jan 2025", id="several"),
    ],
)
def test_no_zone_at_all_is_an_error_that_tells_how_to_give_one(text: str, part: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert "EST, Europe/Berlin or UTC+1" in error.advice
    assert "--tz" in error.advice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2025-06-12T14:00:00Z/2025-06-12T16:00:00Z", "14:00 / 2025-06-12 16:00", id="z"),
        pytest.param("2025-06-12t14:00:00z/2025-06-12t16:00:00z", "14:00 / 2025-06-12 16:00", id="lower-case"),
        pytest.param("2025-06-12T14:00Z/15:30Z", "14:00 / 2025-06-12 15:30", id="end-without-a-date"),
        pytest.param("2025-06-12T14:00-05:00/16:00-05:00", "19:00 / 2025-06-12 21:00", id="offsets"),
        pytest.param("2025-06-12T14:00:00-0500/2025-06-12T16:00:00-0500", "19:00 / 2025-06-12 21:00", id="no-colon"),
        pytest.param("2025-06-12T14:00+05:30/2025-06-12T16:00+05:30", "08:30 / 2025-06-12 10:30", id="east"),
        pytest.param("2025-06-12T14:00−05:00/PT2H", "19:00 / 2025-06-12 21:00", id="minus-sign"),
        pytest.param("2025-06-12T14:00/16:00", "14:00 / 2025-06-12 16:00", id="zone-in-force"),
        pytest.param("2025-06-12T14:00Z/PT90M", "14:00 / 2025-06-12 15:30", id="minutes"),
        pytest.param("2025-06-12T14:00Z/pt1h30m", "14:00 / 2025-06-12 15:30", id="lower-case-duration"),
        pytest.param("2025-06-12T14:00Z/PT1.5H", "14:00 / 2025-06-12 15:30", id="decimal"),
        pytest.param("2025-06-12T14:00Z/P1DT2H", "14:00 / 2025-06-13 16:00", id="days"),
        pytest.param("2025-06-12T14:00Z/P1W", "14:00 / 2025-06-19 14:00", id="week"),
        pytest.param("2025-06-12T14:00Z/P31D", "14:00 / 2025-07-13 14:00", id="longest"),
        pytest.param("2025-06-12T14:00Z/PT1M", "14:00 / 2025-06-12 14:01", id="shortest"),
        pytest.param("2025-06-12T14:00Z - 2025-06-12T16:00Z", "14:00 / 2025-06-12 16:00", id="dash-instead"),
        pytest.param("2025-06-12T14:00 - 16:00", "14:00 / 2025-06-12 16:00", id="spaced-dash-is-a-range"),
        pytest.param("12 Jun 2025 14:00Z/PT2H", "14:00 / 2025-06-12 16:00", id="date-in-words"),
        pytest.param("2025-06-12T14:00 UTC / PT2H", "14:00 / 2025-06-12 16:00", id="spaces"),
    ],
)
def test_an_iso_8601_interval_is_read(text: str, expected: str) -> None:
    assert read(text, "UTC") == [f"2025-06-12 {expected}"]


def test_a_duration_behind_a_slash_is_elapsed_time() -> None:
    assert read("2025-03-30T01:30/PT2H", "Europe/Berlin") == ["2025-03-30 00:30 / 2025-03-30 02:30"]
    assert len(read("1 - 3 Jan 2025 14:00Z/PT2H")) == 3


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param("2025-06-12T14:00Z/P1M", "P1M", "months and years have no fixed length", id="month"),
        pytest.param("2025-06-12T14:00Z/PT", "PT", "PT1H30M", id="empty"),
        pytest.param("2025-06-12T14:00Z/P", "P", "PT1H30M", id="p-alone"),
        pytest.param("2025-06-12T14:00Z/PT0.0001S", "PT0.0001S", "PT1H30M", id="fraction-of-a-second"),
        pytest.param("2025-06-12T14:00Z/PT2H PT1H", "PT", "a comma", id="two-durations"),
        pytest.param("2025-06-12T14:00Z", "14:00Z", "the end of the slot is missing", id="no-end"),
        pytest.param("2025-06-12T14:00-16:00", "-16:00", "UTC-12 to UTC+14", id="an-offset-not-an-end"),
        pytest.param("2025-06-12T09:00-12:00", "09:00-12:00", "the end of the slot is missing", id="offset-alone"),
        pytest.param("PT2H/2025-06-12T16:00Z", "PT", "12 Jan 2025", id="duration-first"),
        pytest.param("2025-06-12T14:00Z/Z", "Z", "14:00", id="no-end-behind-the-slash"),
    ],
)
def test_an_interval_that_is_none_is_refused_at_its_place(text: str, part: str, mend: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice


def test_a_duration_too_long_for_any_clock_is_refused_like_any_other() -> None:
    refuse("2025-06-12T14:00Z/P999999999W")


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        pytest.param("2025-06-12T14:00Z/PT59S", "from 1 minute to 31 days", id="under-a-minute"),
        pytest.param("12 Jun 2025 14:00 - 14:00:59", "from 1 minute to 31 days", id="under-a-minute-in-times"),
        pytest.param("2025-06-12T14:00Z/PT0H", "is not after the start", id="nothing"),
        pytest.param("2025-06-12T14:00Z/P32D", "from 1 minute to 31 days", id="over-31-days"),
        pytest.param("1 Jan 2025 0:00 - 1 Feb 2025 0:01", "from 1 minute to 31 days", id="a-minute-over"),
        pytest.param("1 Jan 2025 0:00 - 1 Jan 2035 0:00", "from 1 minute to 31 days", id="ten-years"),
        pytest.param("12 Jan 2025 2PM - 11 Jan 2025 4PM", "is not after the start", id="ends-the-day-before"),
        pytest.param("12 Jan 2025 2PM - 12 Jan 2025 2PM", "is not after the start", id="equal-with-dates"),
        pytest.param("12 Jan 2025 10PM - 12 Jan 2025 2AM", "is not after the start", id="no-overnight-with-a-date"),
        pytest.param("1 Jan 1969 2-4PM", "1970 to 2199", id="too-early"),
        pytest.param("1 Jan 2200 2-4PM", "1970 to 2199", id="too-late"),
        pytest.param("31 Dec 2199 10PM - 2AM", "1970 to 2199", id="ends-too-late"),
        pytest.param("1 Jan 0001", "1970 to 2199", id="year-one"),
        pytest.param("31 Dec 9999", "1970 to 2199", id="year-9999"),
        pytest.param("31 Dec 9999 10PM - 2AM", "1970 to 2199", id="ends-after-year-9999"),
        pytest.param("9999-12-31T23:00/P9D", "1970 to 2199", id="lasts-past-year-9999"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_slot_lasts_a_minute_to_31_days_in_the_years_1970_to_2199(text: str, mend: str, zone: str) -> None:
    if "31 Dec 2199" in text and zone == "Asia/Tokyo":
        return  # there the last evening of 2199 ends in time
    error = refuse(text, None if "Z/" in text else zone)
    assert error.start == 0
    assert mend in error.advice


def test_the_first_and_the_last_slot_of_the_calendar_are_read() -> None:
    assert read("1970-01-01 0:00-0:01 UTC, 2199-12-31 23:59-24:00 UTC") == [
        "1970-01-01 00:00 / 1970-01-01 00:01",
        "2199-12-31 23:59 / 2200-01-01 00:00",
    ]
    assert parse_slots("1 Jan 2025 0:00 - 1 Feb 2025 0:00 EST")[0].end.month == 2


def test_a_text_holds_at_most_two_hundred_slots() -> None:
    run = "1 Jan 2025-19 Jul 2025"
    assert len(parse_slots(run, "UTC")) == 200
    text = f"{run}, 1 Jan 2026"
    error = refuse(text, "UTC")
    assert (error.start, error.end) == (0, len(text))
    assert "at most 200 slots" in error.advice


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param("12 Jan 2025, 2 - 4PM EST, 6 - 9PM EST", "6", "12 Jan 2025", id="times-without-a-date"),
        pytest.param("12 Jan 2025, 2 - 4PM EST,", "", "", id="comma-at-the-end"),
        pytest.param(",12 Jan 2025, 2 - 4PM EST", ",", "12 Jan 2025", id="comma-at-the-start"),
        pytest.param("12 Jan 2025, 2 - 4PM EST.", ".", "the end", id="full-stop"),
        pytest.param("12 Jan 2025, 2 - 4PM EST please", "please", "the end", id="a-word-more"),
        pytest.param("12 Jan 2025\n2 - 4PM EST", "2", "12 Jan 2025", id="new-line-within"),
        pytest.param("12 Jan 2025 2 -\n4PM EST", "\n", "2PM or 14:00", id="new-line-in-a-range"),
        pytest.param("12 Jan 2025, 2PM, 4PM EST", "2PM", "as in 2 - 4PM", id="comma-for-a-dash"),
        pytest.param(
            "12-13 Jan 2025 2PM to 14 Jan 2025 4PM EST",
            "12-13 Jan 2025 2PM to 14 Jan 2025",
            "13 - 17 Jan 2025, 9AM - 5PM",
            id="a-run-of-days-and-an-end-date",
        ),
    ],
)
def test_a_text_that_is_not_wholly_understood_is_refused_at_the_place(text: str, part: str, mend: str) -> None:
    error = refuse(text)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice


def test_a_run_of_days_keeps_the_text_it_was_typed_in() -> None:
    slots = parse_slots("13 - 15 Jan 2025, 9AM - 5PM EST")
    assert {slot.text for slot in slots} == {"13 - 15 Jan 2025, 9AM - 5PM EST"}
    assert {slot.end - slot.start for slot in slots} == {timedelta(hours=8)}


@pytest.mark.parametrize(
    ("second", "count"),
    [
        pytest.param("13 - Fri 17 Jan 2025", 5, id="weekday-behind-the-dash"),
        pytest.param("13 - 17th Jan 2025", 5, id="ordinal-behind-the-dash"),
        pytest.param("13 - 17 Jan 2025", 5, id="days"),
        pytest.param("13th Jan 2025", 1, id="ordinal"),
        pytest.param("Mon 13 Jan 2025", 1, id="weekday"),
        pytest.param("2025-01-13", 1, id="year-first"),
    ],
)
def test_a_date_behind_a_comma_is_the_next_slot_and_no_time(second: str, count: int) -> None:
    slots = parse_slots(f"12 Jan 2025, {second}", "UTC")
    assert [slot.start.day for slot in slots] == list(range(12, 13 + count))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("12-Jan-2025 2-4PM EST", "2025-01-12 19:00 / 2025-01-12 21:00", id="dashes-in-the-date"),
        pytest.param("12/Jan/2025 2-4PM EST", "2025-01-12 19:00 / 2025-01-12 21:00", id="slashes-in-the-date"),
        pytest.param("12. Jan. 2025, 14.00-16.00 EST", "2025-01-12 19:00 / 2025-01-12 21:00", id="points"),
        pytest.param("2025.01.12 14:00-16:00 EST", "2025-01-12 19:00 / 2025-01-12 21:00", id="year-first-with-points"),
        pytest.param("12 Jan 2025: 2 - 4PM EST", "2025-01-12 19:00 / 2025-01-12 21:00", id="colon-behind-the-date"),
        pytest.param("12 Jan 2025 @ 2 - 4PM EST", "2025-01-12 19:00 / 2025-01-12 21:00", id="at-sign"),
        pytest.param("12 Jan 2025 2-4PM (EST)", "2025-01-12 19:00 / 2025-01-12 21:00", id="zone-in-parentheses"),
        pytest.param("12 Jan 2025 2-4PM UTC +2", "2025-01-12 12:00 / 2025-01-12 14:00", id="blank-before-plus"),
        pytest.param("12 Jan 2025 2-4PM GMT -3", "2025-01-12 17:00 / 2025-01-12 19:00", id="blank-before-minus"),
        pytest.param(
            "2025-01-12T14:00:00.000Z/2025-01-12T16:00:00.000Z",
            "2025-01-12 14:00 / 2025-01-12 16:00",
            id="as-javascript-writes-it",
        ),
        pytest.param("26 Oct 2025 02:00-03:00 CEST", "2025-10-26 00:00 / 2025-10-26 01:00", id="ends-at-the-change"),
    ],
)
def test_what_people_paste_is_read(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        pytest.param("12 Jul 2025, 14:00-16:00 ET (UTC-5)", "written twice", id="clocks-beside-an-offset"),
        pytest.param("12 Jul 2025, 14:00-16:00 Europe/Berlin (CEST)", "written twice", id="key-beside-a-name"),
        pytest.param("12 Jul 2025, 14:00-16:00 CEST (Europe/Berlin)", "written twice", id="name-beside-a-key"),
        pytest.param("12 Jan 2025, 22:00-02:00 +1", "an offset is written", id="next-day-as-travellers-write-it"),
        pytest.param("12 Jan 2025, 9:00-10:00-11:00 UTC", "a comma", id="three-times"),
        pytest.param("12 Jan 2025 10PM - 13 Jan 2025 midnight EST", "00:00", id="midnight-with-a-date"),
        pytest.param("12 Jan 2025, 0900-1700 EST", "write 09:00", id="military-time"),
        pytest.param("12 Jan 2025 2-4PM America/New York", "write America/New_York", id="key-with-a-blank"),
        pytest.param("12 Jan 2025 2-4PM EST,", "nothing follows the comma", id="comma-at-the-end"),
        pytest.param("30 Mar 2025 CET", "change on 30 Mar 2025", id="whole-day-of-a-change"),
    ],
)
def test_what_could_be_misread_is_refused_with_the_mend(text: str, mend: str) -> None:
    with pytest.raises(UnreadableText) as refused:
        parse_slots(text)
    assert mend in refused.value.advice


def test_a_run_of_days_may_have_its_year_at_both_ends() -> None:
    slots = parse_slots("Dec 31, 2024 - Jan 2, 2025, 9AM-5PM EST")
    assert [f"{slot.start:%Y-%m-%d %H}" for slot in slots] == ["2024-12-31 14", "2025-01-01 14", "2025-01-02 14"]


@pytest.mark.parametrize("zone", ["", "EST", "Nope/Nope", "utc5", "../../etc/passwd", "UTC+5:99", "\x00"])
def test_a_zone_in_force_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(InvalidInput):
        parse_slots("12 Jan 2025, 2-4PM", zone)


def test_a_zone_in_force_may_be_written_as_people_do() -> None:
    assert parse_slots("12 Jan 2025, 2-4PM", "+05:30") == parse_slots("12 Jan 2025, 2-4PM", "UTC+05:30")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Mon-Fri 9-17", "Mon"),
        ("Monday", "Monday"),
        ("tue., wed 9AM - noon UTC", "tue"),
        ("every Monday 9-12", "every"),
        ("weekdays 9am-5pm Europe/Berlin", "weekdays"),
    ],
)
def test_weekly_hours_in_place_of_a_slot_are_refused_with_where_they_go(text: str, part: str) -> None:
    with pytest.raises(UnreadableText) as refused:
        parse_slots(text, "UTC")
    assert refused.value.text[refused.value.start : refused.value.end] == part
    assert "hours that come each week go into --weekly (in JSON: weekly)" in str(refused.value)
