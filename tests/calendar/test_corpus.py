from __future__ import annotations

from pathlib import Path

import pytest

from evsched.calendar.reading import read_calendar
from tests.calendar.agreeing import Taken, ask_oracle
from tests.calendar.writing import YEAR, texts

FILES = sorted((Path(__file__).parent / "corpus").glob("*.ics"))
ZONE = "Europe/Berlin"

OTHERWISE = {
    # recurring-ical-events knows no EXRULE, which RFC 2445 had and RFC 5545 has no more.
    "exrule": [
        f"2025-03-{day}T08:00/2025-03-{day}T09:00"
        for day in ("03", "04", "05", "06", "07", "10", "11", "12", "13", "14")
    ],
    # It reads no VFREEBUSY. What an unknown FBTYPE means is busy (RFC 5545, 3.2.9).
    "free-busy": [
        "2025-03-03T08:00/2025-03-03T09:00",
        "2025-03-04T08:00/2025-03-04T09:30",
        "2025-03-05T08:00/2025-03-05T09:00",
        "2025-03-07T08:00/2025-03-07T09:00",
    ],
    # It keeps an occurrence that is named by its date beside what stands in for it.
    "moved-named-by-date": [
        "2025-03-03T08:00/2025-03-03T09:00",
        "2025-03-04T13:00/2025-03-04T15:00",
        "2025-03-05T08:00/2025-03-05T09:00",
        "2025-03-06T08:00/2025-03-06T09:00",
    ],
    # Where the clocks skip the start, it takes the end as it stands; here the length stays as written.
    "recurring-in-a-gap": [
        "2025-03-08T07:30/2025-03-08T08:30",
        "2025-03-09T07:30/2025-03-09T08:30",
        "2025-03-10T06:30/2025-03-10T07:30",
    ],
    "recurring-in-a-gap-for-two-hours": [
        "2025-03-08T07:30/2025-03-08T09:30",
        "2025-03-09T07:30/2025-03-09T09:30",
        "2025-03-10T06:30/2025-03-10T08:30",
    ],
    "recurring-into-a-gap": [
        "2025-03-28T01:30/2025-03-28T02:45",
        "2025-03-29T01:30/2025-03-29T02:45",
        "2025-03-30T01:30/2025-03-30T02:45",
        "2025-03-31T00:30/2025-03-31T01:45",
    ],
    "single-as-long-as-a-gap": ["2025-03-30T01:00/2025-03-30T02:00"],
    "single-in-a-gap": ["2025-03-30T01:30/2025-03-30T03:30"],
    "single-in-a-gap-to-soon-after-it": ["2025-03-30T01:30/2025-03-30T02:15"],
    "single-in-a-gap-to-where-it-is-read": ["2025-03-30T01:30/2025-03-30T02:30"],
    # It adds hours to what the clocks show; they are exact (RFC 5545, 3.3.6), so the shorter night ends at 7:00.
    "recurring-hours-over-a-clock-change": [
        "2025-03-28T21:00/2025-03-29T05:00",
        "2025-03-29T21:00/2025-03-30T05:00",
        "2025-03-30T20:00/2025-03-31T04:00",
    ],
    # Of different events with one UID and no SEQUENCE it keeps the first. Somebody is busy at both.
    "same-uid-different-events": ["2025-03-03T08:00/2025-03-03T09:00", "2025-03-05T08:00/2025-03-05T09:00"],
    # It ends a rule with the first second of an UNTIL that is a date; the bound is inclusive (RFC 5545, 3.3.10).
    "until-a-date": [f"2025-03-0{day}T08:00/2025-03-0{day}T09:00" for day in (3, 4, 5, 6)],
    # dateutil takes all seven days of the week; what a rule leaves open is as in DTSTART (RFC 5545, 3.3.10).
    "week-number-without-weekday": ["2025-05-14T07:00/2025-05-14T08:00"],
    # dateutil takes only what is both a Friday and the first Tuesday; the first one is DTSTART itself.
    "weekdays-with-and-without-numbers": [
        *(f"2025-03-{day}T08:00/2025-03-{day}T09:00" for day in ("07", "14", "21", "28")),
        *(f"2025-04-{day}T07:00/2025-04-{day}T08:00" for day in ("01", "04", "11", "18", "25")),
    ],
    # It gives dates no zone; here they are days of the calendar's own, Asia/Tokyo.
    "zone-of-the-calendar": ["2025-03-03T00:00/2025-03-03T01:00", "2025-03-09T15:00/2025-03-10T15:00"],
}
"""What the oracle gets wrong or defines otherwise: the busy times up to the number that is written here, by hand."""


@pytest.fixture(scope="module")
def expected() -> dict[str, Taken | str]:
    answers = ask_oracle([(path.read_bytes().decode(), ZONE) for path in FILES], YEAR)
    return dict(zip((path.stem for path in FILES), answers, strict=True))


def test_the_corpus_has_all_that_was_written_by_hand() -> None:
    assert len(FILES) >= 50
    assert OTHERWISE.keys() <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_calendar_takes_what_the_oracle_says(path: Path, expected: dict[str, Taken | str]) -> None:
    found = read_calendar(path.read_bytes(), YEAR, ZONE)
    if path.stem in OTHERWISE:
        by_hand = OTHERWISE[path.stem]
        assert texts(found.busy)[: len(by_hand)] == by_hand
        assert Taken(found.busy, found.tentative) != expected[path.stem]
    else:
        assert Taken(found.busy, found.tentative) == expected[path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_what_the_events_are_about_comes_out(path: Path) -> None:
    assert "private" not in repr(read_calendar(path.read_bytes(), YEAR, ZONE))
