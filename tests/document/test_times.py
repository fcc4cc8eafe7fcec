"""Durations and instants in a document: whole seconds or text, and RFC 3339 with an offset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evsched.document.question import read_question
from evsched.document.times import read_duration, read_slots
from evsched.errors import InvalidInput

SLOT = "12 Jan 2025, 2 - 4PM EST"
INSTANTS = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}


def refuse(**members: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_question({"estimatedTime": "1h", "slots": [SLOT], **members})
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 500
    return caught.value


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param(3600, 3600, id="seconds"),
        pytest.param(60, 60, id="shortest"),
        pytest.param(31 * 86400, 31 * 86400, id="longest"),
        pytest.param("90m", 5400, id="minutes"),
        pytest.param("1h30", 5400, id="hours-and-minutes"),
        pytest.param("1:30", 5400, id="clock"),
        pytest.param("1.5 hours", 5400, id="fraction"),
        pytest.param("PT1H30M", 5400, id="iso"),
    ],
)
def test_a_duration_is_whole_seconds_or_a_text(value: object, seconds: int) -> None:
    assert read_duration(value) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        pytest.param(True, "not a boolean", id="boolean"),
        pytest.param(3600.0, "whole seconds", id="float"),
        pytest.param(float("inf"), "whole seconds", id="infinite"),
        pytest.param([3600], "not a list", id="list"),
        pytest.param(31 * 86400 + 1, "at most 31 days", id="too-long"),
        pytest.param(3_600_000_000_000, "3600000000000 nanoseconds are 3600 seconds", id="nanoseconds"),
        pytest.param(10**100, "at most 31 days", id="far-too-long"),
    ],
)  # fmt: skip
def test_what_is_no_duration_is_refused(value: object, why: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_duration(value)
    assert why in caught.value.message


@pytest.mark.parametrize("value", [0, -1, -3600, -(10**30), 59], ids=str)
def test_a_duration_that_is_too_short_is_refused_with_what_was_given(value: int) -> None:
    message = refuse(estimatedTime=value).message
    assert message.startswith("estimatedTime: ")
    assert "1 minute" in message


def test_a_number_that_can_be_no_nanoseconds_is_not_called_so() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_duration(3_600_000)
    assert "nanoseconds" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        pytest.param("2025-01-12T14:00:00Z", "2025-01-12T14:00:00", id="utc"),
        pytest.param("2025-01-12t14:00:00z", "2025-01-12T14:00:00", id="lower-case"),
        pytest.param("2025-01-12T14:00:00-05:00", "2025-01-12T19:00:00", id="west"),
        pytest.param("2025-01-12T14:00:00+05:45", "2025-01-12T08:15:00", id="east"),
        pytest.param("2025-01-12T14:00:00-00:00", "2025-01-12T14:00:00", id="unknown-offset"),
        pytest.param("2025-01-12T14:00:00.5Z", "2025-01-12T14:00:00", id="fraction-is-cut-off"),
        pytest.param("2025-01-12T14:00:00.999999999Z", "2025-01-12T14:00:00", id="nanoseconds-are-cut-off"),
        pytest.param("2025-01-12T14:00:59.999999999999999999Z", "2025-01-12T14:00:59", id="long-fraction"),
        pytest.param("2024-02-29T00:00:00Z", "2024-02-29T00:00:00", id="leap-day"),
        pytest.param("1970-01-01T00:00:00Z", "1970-01-01T00:00:00", id="earliest"),
    ],
)
def test_an_instant_is_rfc_3339_with_an_offset(text: str, instant: str) -> None:
    start = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    end = (start + timedelta(hours=1)).isoformat()
    (slot,) = read_slots([{"start_time": text, "end_time": end}], None)
    assert slot.start == start
    assert (slot.zone, slot.text) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2025-01-12T14:00:00", id="naive"),
        pytest.param("2025-01-12", id="date-only"),
        pytest.param("2025-01-12T14:00Z", id="no-seconds"),
        pytest.param("2025-01-12 14:00:00Z", id="blank-for-t"),
        pytest.param("20250112T140000Z", id="basic-format"),
        pytest.param("2025-W02-7T14:00:00Z", id="week-date"),
        pytest.param("2025-012T14:00:00Z", id="day-of-year"),
        pytest.param("2025-02-29T14:00:00Z", id="29-february"),
        pytest.param("2025-13-12T14:00:00Z", id="month-13"),
        pytest.param("2025-01-12T14:00:60Z", id="second-60"),
        pytest.param("2025-01-12T14:60:00Z", id="minute-60"),
        pytest.param("2025-01-12T24:00:00Z", id="24-00"),
        pytest.param("2025-01-12T25:00:00Z", id="25-00"),
        pytest.param("2025-01-12T14:00:00+24:00", id="offset-24"),
        pytest.param("2025-01-12T14:00:00+05:60", id="offset-minute-60"),
        pytest.param("2025-01-12T14:00:00+0500", id="offset-without-colon"),
        pytest.param("2025-01-12T14:00:00+05", id="offset-hours-only"),
        pytest.param("2025-01-12T14:00:00+05:00:30", id="offset-with-seconds"),
        pytest.param("2025-01-12T14:00:00−05:00", id="typographic-minus"),
        pytest.param("2025-01-12T14:00:00,5Z", id="comma"),
        pytest.param("2025-01-12T14:00:00.Z", id="empty-fraction"),
        pytest.param("2025-01-12T14:00:00Z ", id="blank-behind"),
        pytest.param("2025-01-12T14:00:00Z\n", id="line-break-behind"),
        pytest.param("２０２５-01-12T14:00:00Z", id="full-width"),
        pytest.param("٢٠٢٥-01-12T14:00:00Z", id="arabic-figures"),
        pytest.param("2025-01-12T14:00:00[Europe/Berlin]", id="zone-name"),
        pytest.param("2025-01-12T14:00:00Z[UTC]", id="zone-suffix"),
        pytest.param("2025-01-12T14:00:00 EST", id="abbreviation"),
        pytest.param("0000-01-01T00:00:00Z", id="year-0"),
        pytest.param("+2025-01-12T14:00:00Z", id="signed-year"),
        pytest.param("12025-01-12T14:00:00Z", id="five-figure-year"),
        pytest.param("infinity", id="infinity"),
        pytest.param("now", id="now"),
        pytest.param("", id="empty"),
        pytest.param("1736690400", id="seconds-since-the-epoch"),
        pytest.param("\x1b[31m\u202e", id="escape"),
        pytest.param("2" * 100_000, id="long"),
    ],
)
def test_any_other_time_is_refused_where_it_stands(text: str) -> None:
    error = refuse(slots=[{**INSTANTS, "start_time": text}])
    assert error.path == ("slots", 0, "start_time")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        pytest.param("2025-01-12T14:00:00Z", "2025-01-12T14:00:00Z", "not after", id="end-is-start"),
        pytest.param("2025-01-12T14:00:00Z", "2025-01-12T13:00:00Z", "not after", id="end-before-start"),
        pytest.param("2025-01-12T14:00:00+00:00", "2025-01-12T15:00:00+02:00", "not after", id="offsets-count"),
        pytest.param("2025-01-12T14:00:00.1Z", "2025-01-12T14:00:00.9Z", "not after", id="within-a-second"),
        pytest.param("2025-01-12T14:00:00Z", "2025-01-12T14:00:59Z", "1 minute to 31 days", id="59-seconds"),
        pytest.param("2025-01-12T14:00:00Z", "2025-02-12T14:00:01Z", "1 minute to 31 days", id="31-days-and-a-second"),
        pytest.param("2025-01-12T14:00:00Z", "2035-01-12T14:00:00Z", "1 minute to 31 days", id="ten-years"),
        pytest.param("0001-01-01T00:00:00+14:00", "0001-01-01T02:00:00Z", "1970 to 2199", id="year-1"),
        pytest.param("9999-12-31T22:00:00Z", "9999-12-31T23:59:59-14:00", "1970 to 2199", id="year-9999"),
        pytest.param("1969-12-31T23:59:59Z", "1970-01-01T02:00:00Z", "1970 to 2199", id="before-1970"),
        pytest.param("2199-12-31T23:00:00Z", "2200-01-01T00:00:01Z", "1970 to 2199", id="after-2199"),
    ],
)
def test_instants_that_make_no_slot_are_refused(start: str, end: str, why: str) -> None:
    error = refuse(slots=[{"start_time": start, "end_time": end}])
    assert error.path[:2] == ("slots", 0)
    assert why in error.message


def test_a_slot_may_end_where_the_years_do() -> None:
    (slot,) = read_slots([{"start_time": "2199-12-31T23:00:00Z", "end_time": "2200-01-01T00:00:00Z"}], None)
    assert slot.end == datetime(2200, 1, 1, tzinfo=UTC)
