"""``evsched freebusy``: what is understood of a calendar."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Command

WEEK = "12 - 16 Jan 2026"


def calendar(*events: str, head: str = "") -> str:
    """A calendar with events, each of some lines."""
    bodies = [
        f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260101T000000Z\nSUMMARY:secret\n{lines}\nEND:VEVENT\n"
        for number, lines in enumerate(events)
    ]
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n{head}{''.join(bodies)}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    )


STANDUP = "DTSTART;TZID=Europe/Berlin:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU"
AWAY = "DTSTART;VALUE=DATE:20260114\nSTATUS:TENTATIVE"
FREE = "DTSTART:20260115T100000Z\nDTEND:20260115T120000Z\nTRANSP:TRANSPARENT"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "calendar.ics"
    path.write_bytes(calendar(STANDUP, AWAY, FREE).encode())
    return str(path)


def test_a_person_sees_what_is_taken_what_could_be_given_up_and_what_is_not_counted(
    evsched: Command, file: str
) -> None:
    done = evsched("freebusy", file, "--within", WEEK, "--tz", "Europe/Berlin")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Looked at: Mon 12 Jan 2026, 00:00 – Sat 17 Jan 2026, 00:00 CET (UTC+1)\n"
        "The calendar's time zone: Europe/Berlin\n"
        "Busy through 3 events:\n"
        "Busy                                      Could come\n"
        "Mon 12 Jan 2026, 09:00–10:00 CET (UTC+1)  no\n"
        "Tue 13 Jan 2026, 09:00–10:00 CET (UTC+1)  no\n"
        "Wed 14 Jan 2026, 00:00–24:00 CET (UTC+1)  if need be\n"
        "Not counted: 1 marked as free.\n"
    )


def test_what_a_program_gets_is_what_an_answer_takes_and_nothing_of_what_the_events_are_about(
    asked: Asked, file: str
) -> None:
    document = asked("freebusy", file, "--within", WEEK, "--tz", "Europe/Berlin")
    assert document == {
        "timeZone": "Europe/Berlin",
        "events": 3,
        "busy": [
            {"start_time": "2026-01-12T08:00:00Z", "end_time": "2026-01-12T09:00:00Z"},
            {"start_time": "2026-01-13T08:00:00Z", "end_time": "2026-01-13T09:00:00Z"},
            {"start_time": "2026-01-13T23:00:00Z", "end_time": "2026-01-14T23:00:00Z", "ifNeeded": True},
        ],
        "passedOver": ["1 marked as free"],
    }


def test_a_calendar_may_come_from_standard_input_and_name_its_own_zone(evsched: Command) -> None:
    source = calendar("DTSTART:20260113T090000\nDURATION:PT30M", head="X-WR-TIMEZONE:Asia/Tokyo\n")
    done = evsched("freebusy", "-", "--within", WEEK, "--tz", "Europe/Berlin", stdin=source)
    assert done.out == (
        "Looked at: Mon 12 Jan 2026, 00:00 – Sat 17 Jan 2026, 00:00 CET (UTC+1)\n"
        "The calendar's time zone: Asia/Tokyo\n"
        "Busy through 1 event:\n"
        "Busy                                      Could come\n"
        "Tue 13 Jan 2026, 01:00–01:30 CET (UTC+1)  no\n"
    )


def test_several_stretches_can_be_looked_at_and_a_calendar_may_have_nothing_in_them(
    evsched: Command, file: str
) -> None:
    done = evsched("freebusy", file, "--within", "6 Jan 2025", "--within", "8 Jan 2025")
    assert done.out == (
        "Looked at: Mon 6 Jan 2025, 00:00 – Thu 9 Jan 2025, 00:00 UTC\n"
        "The calendar's time zone: UTC\n"
        "Not busy at any time.\n"
        "Not counted: 1 marked as free, 2 at other times.\n"
    )


def test_without_a_time_the_next_two_weeks_are_looked_at(asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "always.ics"
    path.write_bytes(calendar("DTSTART:20200101T000000Z\nDURATION:P1D\nRRULE:FREQ=DAILY").encode())
    (busy,) = asked("freebusy", str(path))["busy"]
    assert busy.keys() == {"start_time", "end_time"}


def test_of_many_times_a_person_sees_two_hundred_and_a_program_all(
    evsched: Command, asked: Asked, tmp_path: Path
) -> None:
    path = tmp_path / "often.ics"
    path.write_bytes(calendar("DTSTART:20260101T000000Z\nDURATION:PT30M\nRRULE:FREQ=HOURLY").encode())
    arguments = ("freebusy", str(path), "--within", "1 - 10 Jan 2026 UTC")
    lines = evsched(*arguments).out.splitlines()
    assert lines[-1] == "… and 40 other times; --json has them all."
    assert len(lines) == 4 + 200 + 1
    assert len(asked(*arguments)["busy"]) == 240


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param(
            b"<!doctype html><title>Sign in</title>", "this is no calendar; it seems to be a web page", id="web"
        ),
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b'{"a": 1}', "this is no calendar", id="json"),
        pytest.param(b"\xff\xfeB\0E\0", "this is no calendar", id="utf-16"),
    ],
)
def test_what_is_no_calendar_is_named_and_told_what_it_seems_to_be(
    evsched: Command, tmp_path: Path, source: bytes, says: str
) -> None:
    path = tmp_path / "x.ics"
    path.write_bytes(source)
    done = evsched("freebusy", str(path), "--within", WEEK, "--tz", "UTC")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {path}: ")
    assert says in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("nowhere.ics", '"nowhere.ics" cannot be read: No such file or directory'),
        ("https://example.com/me.ics", '"https://example.com/me.ics" is an address, and evsched fetches nothing: '),
        ("webcal://example.com/me.ics", '"webcal://example.com/me.ics" is an address, and evsched fetches nothing: '),
        ("/", '"/" cannot be read: Is a directory'),
        ("a\0b", "cannot be read: no file has such a name"),
    ],
)
def test_what_is_no_file_is_refused(evsched: Command, file: str, says: str) -> None:
    done = evsched("freebusy", file)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("EVSCHED_MAX_ICS", "100", 'calendar.ics" is larger than 100 bytes'),
        ("EVSCHED_MAX_ICS_COMPONENTS", "2", "2"),
        ("EVSCHED_MAX_ICS_OCCURRENCES", "1", "1"),
        ("EVSCHED_MAX_ICS", "many", 'EVSCHED_MAX_ICS is a whole number from 1 to 2147483648, not "many"'),
    ],
)
def test_the_limits_are_settings(
    evsched: Command, file: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    done = evsched("freebusy", file, "--within", WEEK, "--tz", "UTC")
    assert (done.code, done.out) == (2, "")
    assert says in done.err
