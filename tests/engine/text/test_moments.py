"""One point in time as people type it: with a time, or a date alone that is meant to its end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.text import parse_moment, parse_slots
from evsched.errors import InvalidInput, UnreadableText, ZoneMissing

TWO_PM_EST = "2025-01-12 19:00:00"


def read(text: str, zone: str | None = None, *, whole_day: bool = False) -> str:
    """Return the point in time in UTC."""
    moment = parse_moment(text, zone, whole_day=whole_day)
    assert moment.tzinfo is UTC
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def refuse(text: str, zone: str | None = None, *, whole_day: bool = False) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_moment(text, zone, whole_day=whole_day)
    return caught.value


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        pytest.param("12 Jan 2025, 2PM EST", None, TWO_PM_EST, id="abbreviation"),
        pytest.param("12 Jan 2025 at 2 p.m. EST", None, TWO_PM_EST, id="at"),
        pytest.param("Jan 12 2025 14:00 America/New_York", None, TWO_PM_EST, id="american-order"),
        pytest.param("2025-01-12 14:00 Europe/Berlin", None, "2025-01-12 13:00:00", id="year-first"),
        pytest.param("2025-01-12T14:00:00Z", None, "2025-01-12 14:00:00", id="iso"),
        pytest.param("2025-01-12t14:00z", None, "2025-01-12 14:00:00", id="iso-in-lower-case"),
        pytest.param("2025-01-12T14:00:00-05:00", None, TWO_PM_EST, id="iso-with-an-offset"),
        pytest.param("2025-01-12T14:00-0500", None, TWO_PM_EST, id="iso-without-a-colon"),
        pytest.param("2025-01-12T14:00", "America/New_York", TWO_PM_EST, id="iso-in-the-zone-in-force"),
        pytest.param("2025-01-12 14:00:30.5 UTC", None, "2025-01-12 14:00:30", id="a-fraction-is-cut-off"),
        pytest.param("Sun 12 January 2025 at noon UTC+1", None, "2025-01-12 11:00:00", id="noon"),
        pytest.param("12 Jan 2025 19:30 +05:30", None, "2025-01-12 14:00:00", id="offset-alone"),
        pytest.param("12 Jan 2025, 14:00 EST (UTC−5)", None, TWO_PM_EST, id="as-evsched-shows-it"),
        pytest.param("12 Jan 2025 24:00 UTC", None, "2025-01-13 00:00:00", id="end-of-the-day"),
        pytest.param("12 Jan 2025 00:00 UTC", None, "2025-01-12 00:00:00", id="beginning-of-the-day"),
        pytest.param("12 Jan 2025, 2PM", "UTC-05:00", TWO_PM_EST, id="offset-in-force"),
        pytest.param("12 Jan 2025, 2PM EST", "Asia/Tokyo", TWO_PM_EST, id="its-own-zone-first"),
        pytest.param("12 Jan 2025, 9PM IST", "Asia/Kolkata", "2025-01-12 15:30:00", id="the-zone-in-force-settles-it"),
        pytest.param("12 Jun 2025, 2PM MST", "America/Phoenix", "2025-06-12 21:00:00", id="in-force-in-phoenix"),
        pytest.param("26 Oct 2025 2:30 UTC+2", None, "2025-10-26 00:30:00", id="an-offset-settles-a-repeated-hour"),
        pytest.param("\n12\u00a0Jan 2025,\t2PM EST \r\n", None, TWO_PM_EST, id="pasted"),
        pytest.param("12 JAN 2025, 2pm est", None, TWO_PM_EST, id="case"),
    ],
)
@pytest.mark.parametrize("whole_day", [True, False])
def test_a_date_and_a_time_are_one_point_in_time(text: str, zone: str | None, expected: str, whole_day: bool) -> None:
    assert read(text, zone, whole_day=whole_day) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        pytest.param("10 Jan 2025", "UTC", "2025-01-11 00:00:00", id="utc"),
        pytest.param("10 Jan 2025", "America/New_York", "2025-01-11 05:00:00", id="zone-in-force"),
        pytest.param("Fri 10 Jan 2025 Europe/Berlin", None, "2025-01-10 23:00:00", id="key"),
        pytest.param("10 Jan 2025 EST", None, "2025-01-11 05:00:00", id="abbreviation"),
        pytest.param("30 Mar 2025 CEST", None, "2025-03-30 22:00:00", id="in-force-when-the-day-ends"),
        pytest.param("30 Mar 2025", "Europe/Berlin", "2025-03-30 22:00:00", id="a-day-of-23-hours"),
        pytest.param("3 Nov 2018", "America/Sao_Paulo", "2018-11-04 03:00:00", id="no-midnight-behind-it"),
        pytest.param("2 Nov 2024", "America/Havana", "2024-11-03 04:00:00", id="two-midnights-behind-it"),
        pytest.param("29 Dec 2011", "Pacific/Apia", "2011-12-30 10:00:00", id="no-next-day"),
    ],
)
def test_a_date_alone_is_the_end_of_its_day_where_that_will_do(text: str, zone: str | None, expected: str) -> None:
    assert read(text, zone, whole_day=True) == expected
    error = refuse(text, zone)
    assert (error.text[error.start : error.end], error.advice) == (
        text,
        "write the time too, as in 12 Jan 2025, 2PM EST",
    )


@pytest.mark.parametrize(
    ("text", "part", "mend"),
    [
        pytest.param("12 Jan 2025, 2 EST", "2 EST", "is 2 morning or evening? Write 2AM, 2PM or 02:00", id="bare-hour"),
        pytest.param("12 Jan 2025, 2 - 4PM EST", "-", "one point in time stands here, not a range", id="range"),
        pytest.param("12 Jan 2025, 2PM to 4PM EST", "to", "not a range", id="range-in-words"),
        pytest.param("2025-01-12T14:00Z/PT2H", "/", "nothing follows one point in time", id="interval"),
        pytest.param("2025-01-12T14:00/PT2H", "/", "not a range", id="interval-without-a-zone"),
        pytest.param("10 Jan 2025 - 12 Jan 2025", "-", "not a range", id="range-of-dates"),
        pytest.param("2025-01-12 10:00-12:00", "-", "an offset is written UTC-5", id="range-or-offset"),
        pytest.param("12 Jan 2025 10:00 -05:00", "-", "an offset is written UTC-5", id="offset-behind-a-blank"),
        pytest.param(
            "12 Jan 2025 midnight UTC", "midnight UTC", "write 00:00 for its beginning or 24:00", id="midnight"
        ),
        pytest.param("12 Jan 2025 25:00 UTC", "25:00", "a day has the hours 0 to 24", id="no-such-hour"),
        pytest.param("12 Jan 2025 2PM EST, 13 Jan 2025 2PM EST", ",", "nothing follows one point in time", id="two"),
        pytest.param("12 Jan 2025 2PM EST;", ";", "nothing follows one point in time", id="semicolon"),
        pytest.param("12 Jan 2025 foo", "foo", "this is no time zone", id="no-zone"),
        pytest.param("12 Jan 2PM EST", "12 Jan", "write the year too", id="no-year"),
        pytest.param("03/04/2025 2PM EST", "03/04/2025", "write 3 Apr 2025 or 4 Mar 2025", id="two-readings"),
        pytest.param("Mon 12 Jan 2025 2PM EST", "Mon 12 Jan 2025", "12 Jan 2025 is a Sunday", id="wrong-weekday"),
        pytest.param("2PM EST", "2", "a date such as 12 Jan 2025", id="no-date"),
        pytest.param("tomorrow", "tomorrow", "a date such as 12 Jan 2025", id="relative"),
        pytest.param("12 Jan 2025 2PM!", "!", "no date, time or zone has this character", id="character"),
    ],
)
@pytest.mark.parametrize("whole_day", [True, False])
def test_what_is_not_wholly_understood_is_refused_at_the_place(
    text: str, part: str, mend: str, whole_day: bool
) -> None:
    error = refuse(text, "UTC", whole_day=whole_day)
    assert error.text[error.start : error.end] == part
    assert mend in error.advice


@pytest.mark.parametrize(
    ("text", "zone", "mend"),
    [
        pytest.param("12 Jun 2025, 2PM EST", None, "New York is on EDT, not EST: write EDT", id="not-in-force"),
        pytest.param("12 Jan 2025, 2PM IST", None, "India (Asia/Kolkata), Ireland", id="ambiguous"),
        pytest.param("30 Mar 2025 2:30 Europe/Berlin", None, "write 01:30 (UTC+1) or 03:30 (UTC+2)", id="skipped"),
        pytest.param("26 Oct 2025 2:30", "Europe/Berlin", "UTC+2 for the first or UTC+1 for the second", id="twice"),
        pytest.param("1 Jan 1970 0:00", "Asia/Tokyo", "1969-12-31T15:00:00Z is outside the years 1970 to", id="early"),
        pytest.param("31 Dec 2199 24:00", "America/New_York", "2200-01-01T05:00:00Z is outside the years", id="late"),
    ],
)
def test_a_time_that_its_zone_does_not_have_is_refused_as_in_a_slot(text: str, zone: str | None, mend: str) -> None:
    error = refuse(text, zone)
    assert (error.start, error.end) == (0, len(text))
    assert mend in error.advice


def test_a_day_that_its_zone_does_not_have_has_no_end() -> None:
    assert "the clocks skip the whole day" in refuse("30 Dec 2011", "Pacific/Apia", whole_day=True).advice
    assert "Berlin is on CEST, not CET" in refuse("30 Mar 2025 CET", whole_day=True).advice


@pytest.mark.parametrize(("text", "whole_day"), [("12 Jan 2025, 2PM", False), ("12 Jan 2025", True)])
def test_no_zone_at_all_is_an_error_that_tells_how_to_give_one(text: str, whole_day: bool) -> None:
    with pytest.raises(ZoneMissing) as caught:
        parse_moment(f"\n{text} ", whole_day=whole_day)
    assert caught.value.text[caught.value.start : caught.value.end] == text
    assert "EST, Europe/Berlin or UTC+1" in caught.value.advice
    with pytest.raises(InvalidInput, match=r'"Mars" is not a time zone'):
        parse_moment(text, "Mars", whole_day=whole_day)


def test_a_blank_text_is_refused_with_an_example_of_one_point_in_time() -> None:
    assert str(refuse(" ")) == "cannot read a blank text: write a time such as 12 Jan 2025, 2PM EST"


WHOLE = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 30)).map(  # noqa: DTZ001 - local times
    lambda drawn: drawn.replace(microsecond=0, fold=0)
)
FORMS = ("%d %b %Y, %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%b %d, %Y at %I:%M:%S %p", "%a %d %B %Y %H:%M:%S")


@settings(deadline=None, max_examples=300)
@given(WHOLE, st.sampled_from(FORMS), st.sampled_from(["Europe/Berlin", "America/New_York", "UTC+05:30", "UTC"]))
def test_a_point_in_time_is_where_a_slot_that_starts_there_starts(local: datetime, form: str, zone: str) -> None:
    text = local.strftime(form)
    try:
        (slot,) = parse_slots(f"{local:%Y-%m-%dT%H:%M:%S}/PT1M", zone)
    except UnreadableText as caught:
        problem = caught.advice
    else:
        assert parse_moment(text, zone) == slot.start
        return
    assert refuse(text, zone).advice == problem


PIECES = (
    *(
        "12 Jan 2025",
        "2025-01-12",
        "2025-01-12T14:00",
        "30 Mar 2025",
        "31 Dec 9999",
        "03/04/2025",
        "Sun",
        "Jan",
        "2025",
    ),
    *(
        "2PM",
        "14:00",
        "02:30",
        "24:00",
        "2",
        "noon",
        "midnight",
        "-",
        "–",
        "to",
        "/",
        ",",
        ";",
        "at",
        "T",
        "(",
        ")",
        "+",
    ),
    *("EST", "IST", "UTC", "UTC+1", "-05:00", "Z", "Europe/Berlin", "Mars/Phobos", "\n", "PT2H", "and", "x"),
)


@settings(deadline=None, max_examples=600)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join) | st.text(max_size=60),
    st.sampled_from([None, "UTC", "Europe/Berlin", "UTC+05:30"]),
    st.booleans(),
)
def test_any_text_is_read_or_refused_in_one_line(text: str, zone: str | None, whole_day: bool) -> None:
    try:
        moment = parse_moment(text, zone, whole_day=whole_day)
    except InvalidInput as caught:
        error = str(caught)
    else:
        assert moment.utcoffset() is not None
        return
    assert error.isprintable()
    assert len(error) <= 1_000
    assert "slot" not in error
