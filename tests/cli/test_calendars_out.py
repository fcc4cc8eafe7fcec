"""``evsched event ics`` and ``event delete --ics``: what goes into calendars, and where it is written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import icalendar
import pytest

from evsched.calendar.writing import meeting_uid
from tests.cli.conftest import Asked
from tests.conftest import Command

ICS = ("event", "ics", "last")
SLOT = "12 Jan 2025, 2 - 4PM EST"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def chosen(asked: Asked, review: str) -> str:
    """An event of a known organizer with a chosen time, to which one address is invited."""
    asked("event", "update", review, "--organizer", "ann@example.com")
    asked("event", "choose", review, "12 Jan 2025, 2PM EST", "--force")
    return review


def read(source: str | bytes) -> tuple[str, list[icalendar.Event]]:
    """Return the method of a calendar and its events."""
    calendar = icalendar.Calendar.from_ical(source)
    return str(calendar["METHOD"]), calendar.events


def test_a_chosen_time_is_an_invitation(evsched: Command, chosen: str) -> None:
    done = evsched(*ICS)
    assert (done.code, done.err) == (0, "")
    method, (meeting,) = read(done.out)
    assert method == "REQUEST"
    assert str(meeting["UID"]) == meeting_uid(chosen)
    assert str(meeting["STATUS"]) == "CONFIRMED"
    assert meeting["DTSTART"].to_ical() == b"20250112T190000Z"
    assert str(meeting["ORGANIZER"]) == "mailto:ann@example.com"
    assert str(meeting["ATTENDEE"]) == "mailto:bob@example.com"


@pytest.mark.usefixtures("chosen")
def test_json_has_the_calendar_as_a_text(evsched: Command, asked: Asked, folder: Path) -> None:
    told = asked(*ICS)
    assert (told["method"], told["file"]) == ("REQUEST", None)
    assert read(told["calendar"])[0] == "REQUEST"
    assert asked(*ICS, "-o", "a.ics")["file"] == "a.ics"
    assert (folder / "a.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert json.loads(evsched(*ICS, "--json").out)["id"] == told["id"]


@pytest.mark.usefixtures("chosen")
def test_a_file_is_written_in_place_of_what_it_held(evsched: Command, folder: Path) -> None:
    (folder / "a.ics").write_text("x" * 100_000)
    done = evsched(*ICS, "-o", "a.ics")
    assert done == (0, "Wrote a.ics: the invitation, to be sent to everyone it names.\n", "")
    assert read((folder / "a.ics").read_bytes())[0] == "REQUEST"


@pytest.mark.usefixtures("chosen", "folder")
@pytest.mark.parametrize(
    ("file", "code", "why"),
    [
        pytest.param(".", 5, '"." cannot be written: Is a directory', id="folder"),
        pytest.param("no/such/a.ics", 5, '"no/such/a.ics" cannot be written: No such file', id="no-folder"),
        pytest.param("/dev/full", 5, '"/dev/full" cannot be written: No space left', id="full"),
        pytest.param("/proc/version", 5, '"/proc/version" cannot be written: ', id="no-right"),
        pytest.param("a\0b", 5, "no file has such a name", id="nul"),
        pytest.param("", 2, "no file is named to write to: name one, or - for standard output", id="blank"),
    ],
)
def test_a_file_that_cannot_be_written_is_named_with_the_reason(
    evsched: Command, asked: Asked, file: str, code: int, why: str
) -> None:
    for command in ((*ICS, "-o", file), ("event", "delete", "last", "--ics", file)):
        done = evsched(*command)
        assert (done.code, done.out) == (code, "")
        assert why in done.err
        assert done.err.count("\n") == 1
    assert len(asked("event", "list")) == 1


def test_before_a_choice_the_recommended_windows_are_tentative(
    evsched: Command, asked: Asked, review: str, folder: Path
) -> None:
    asked("availability", "set", review, "alice", "--slot", "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST")
    done = evsched(*ICS)
    assert (done.code, done.err) == (0, "")
    method, windows = read(done.out)
    assert method == "PUBLISH"
    assert [str(each["STATUS"]) for each in windows] == ["TENTATIVE"] * 2
    assert evsched(*ICS, "-o", "a.ics").out.splitlines() == [
        "Wrote a.ics: the recommended windows, tentatively.",
    ]
    assert read((folder / "a.ics").read_bytes())[0] == "PUBLISH"


@pytest.mark.usefixtures("review")
def test_where_nothing_works_there_is_nothing_to_put_into_a_calendar(evsched: Command, folder: Path) -> None:
    done = evsched(*ICS, "-o", "a.ics")
    assert (done.code, done.out) == (4, "")
    assert "there is nothing to put into a calendar" in done.err
    assert not (folder / "a.ics").exists()


@pytest.mark.usefixtures("folder")
def test_an_event_without_an_organizer_invites_nobody_and_says_why(evsched: Command, review: str) -> None:
    evsched("event", "choose", review, "12 Jan 2025, 2PM EST", "--force")
    assert read(evsched(*ICS).out)[0] == "PUBLISH"
    assert evsched(*ICS, "-o", "a.ics").out.splitlines() == [
        "Wrote a.ics: the chosen time.",
        "It invites nobody, since no organizer is known: evsched event update last --organizer ADDRESS",
    ]
    evsched("event", "update", review, "--remove", "bob@example.com")
    assert evsched(*ICS, "-o", "a.ics").out == "Wrote a.ics: the chosen time.\n"


def test_a_deleted_event_is_taken_out_of_calendars(evsched: Command, chosen: str, folder: Path) -> None:
    sent = read(evsched(*ICS).out)[1][0]
    done = evsched("event", "delete", "last", "--ics", "a.ics")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Wrote a.ics: it takes the chosen time out of calendars again.",
        f"Deleted Review ({chosen}) with 0 answers.",
    ]
    method, (meeting,) = read((folder / "a.ics").read_bytes())
    assert (method, str(meeting["STATUS"]), str(meeting["UID"])) == ("CANCEL", "CANCELLED", str(sent["UID"]))
    assert meeting.sequence > sent.sequence


@pytest.mark.usefixtures("chosen")
def test_what_takes_it_out_of_calendars_is_printed_alone(evsched: Command, asked: Asked) -> None:
    refused = evsched("event", "delete", "last", "--ics", "-", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "name a file for the calendar" in refused.err
    done = evsched("event", "delete", "last", "--ics", "-")
    assert (done.code, done.err) == (0, "")
    assert read(done.out)[0] == "CANCEL"
    assert asked("event", "list") == []


@pytest.mark.usefixtures("review", "folder")
def test_where_no_time_was_chosen_there_is_nothing_to_cancel(evsched: Command, asked: Asked) -> None:
    done = evsched("event", "delete", "last", "--ics", "a.ics")
    assert (done.code, done.out) == (4, "")
    assert "leave --ics out" in done.err
    assert len(asked("event", "list")) == 1


@pytest.mark.usefixtures("chosen")
def test_a_terminal_in_ascii_loses_no_byte_of_the_calendar(process: Command, environment: dict[str, str]) -> None:
    as_it_is = process(*ICS).out
    environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert [line for line in process(*ICS).out.splitlines() if not line.startswith("DTSTAMP")] == [
        line for line in as_it_is.splitlines() if not line.startswith("DTSTAMP")
    ]
    assert "–" in as_it_is
    assert json.loads(process(*ICS, "--json").out)["method"] == "REQUEST"
    assert process("event", "show", "last").out.isascii()


def test_a_reopened_event_is_taken_out_of_calendars_and_can_be_sent_again(
    evsched: Command, asked: Asked, chosen: str, folder: Path
) -> None:
    _, (sent,) = read(evsched(*ICS).out)
    done = evsched("event", "reopen", "last", "--ics", "off.ics")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Wrote off.ics: it takes the chosen time out of calendars again."
    method, (cancelled,) = read((folder / "off.ics").read_bytes())
    assert (method, str(cancelled["STATUS"]), cancelled["UID"]) == ("CANCEL", "CANCELLED", sent["UID"])
    asked("event", "choose", chosen, "12 Jan 2025, 3PM EST", "--force")
    method, (again,) = read(evsched(*ICS).out)
    assert (method, again["UID"]) == ("REQUEST", sent["UID"])
    assert [int(str(each["SEQUENCE"])) for each in (sent, cancelled, again)] == [2, 3, 4]


@pytest.mark.usefixtures("chosen")
def test_what_cancels_on_reopening_is_printed_alone(evsched: Command) -> None:
    done = evsched("event", "reopen", "last", "--ics", "-")
    assert (done.code, done.err, read(done.out)[0]) == (0, "", "CANCEL")


@pytest.mark.parametrize("command", ["delete", "reopen"])
def test_an_event_that_cannot_be_ended_leaves_no_cancellation(
    evsched: Command, chosen: str, folder: Path, command: str
) -> None:
    with closing(sqlite3.connect(folder / "events.db", isolation_level=None)) as other:
        other.execute("CREATE TRIGGER kept BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'kept'); END")
        other.execute("CREATE TRIGGER held BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'held'); END")
    assert evsched("event", command, chosen, "--ics", "off.ics").code != 0
    assert not (folder / "off.ics").exists()
