"""``evsched availability set`` with weekly hours, busy times and calendars, and what profiles say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calendar.writing import calendar, event
from tests.cli.conftest import Asked
from tests.conftest import Command, Finished

SET = ("availability", "set", "last")
WEEK = "13 - 17 Jan 2025, 8:00 - 20:00"
BERLIN = ("--tz", "Europe/Berlin")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def week(asked: Asked) -> str:
    """A week on offer in Berlin, to which alice, bob in New York and cleo are invited."""
    people = ("--participant", "alice", "--participant", "bob@America/New_York", "--participant", "cleo")
    return str(asked("event", "create", "Team", "--duration", "1h", "--slot", WEEK, *BERLIN, *people)["id"])


def refused(done: Finished, code: int, *parts: str) -> None:
    assert (done.code, done.out) == (code, "")
    assert done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


def lines(done: Finished) -> list[str]:
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


@pytest.mark.usefixtures("week")
def test_weekly_hours_are_kept_as_typed_and_shown_within_what_is_on_offer(evsched: Command, asked: Asked) -> None:
    assert lines(evsched(*SET, "bob", "--weekly", "Mon-Tue 9am-5pm", "--weekly", "Fri 9-10 Europe/Berlin")) == [
        "bob is free, of what is on offer:",
        "  Mon 13 Jan 2025, 09:00–14:00 EST (UTC−5)",
        "  Tue 14 Jan 2025, 09:00–14:00 EST (UTC−5)",
        "  Fri 17 Jan 2025, 03:00–04:00 EST (UTC−5)",
    ]
    (answer,) = asked("availability", "show", "last", "bob")
    assert answer == {
        "participant_id": "bob",
        "answered": True,
        "slots": [],
        "weekly": [
            {"text": "Mon-Tue 9am-5pm", "timeZone": "America/New_York"},
            {"text": "Fri 9-10 Europe/Berlin", "timeZone": "Europe/Berlin"},
        ],
    }
    assert [line.split(maxsplit=1)[-1] for line in lines(evsched("availability", "show", "last", "bob"))] == [
        "Free",
        "Mon-Tue 9am-5pm America/New_York",
        "9-10 Europe/Berlin",
    ]


@pytest.mark.usefixtures("week")
def test_busy_times_are_taken_out_of_hours_and_of_all_on_offer_where_there_are_none(
    evsched: Command, asked: Asked
) -> None:
    assert lines(evsched(*SET, "cleo", "--busy", "13 - 15 Jan 2025", "--busy", "16 Jan 2025, 9 - 11AM")) == [
        "cleo is free, of what is on offer:",
        "  Thu 16 Jan 2025, 08:00–09:00 CET (UTC+1)",
        "  Thu 16 Jan 2025, 11:00–20:00 CET (UTC+1)",
        "  Fri 17 Jan 2025, 08:00–20:00 CET (UTC+1)",
    ]
    assert asked("availability", "show", "last", "cleo")[0]["busy"][-1] == {
        "start_time": "2025-01-16T08:00:00Z",
        "end_time": "2025-01-16T10:00:00Z",
    }
    assert [line[len("Participant  ") :] for line in lines(evsched("availability", "show", "last", "cleo"))] == [
        "Free",
        "all that is on offer, but",
        "not Mon 13 Jan 2025, 00:00–24:00 CET (UTC+1)",
        "not Tue 14 Jan 2025, 00:00–24:00 CET (UTC+1)",
        "not Wed 15 Jan 2025, 00:00–24:00 CET (UTC+1)",
        "not Thu 16 Jan 2025, 09:00–11:00 CET (UTC+1)",
    ]
    both = ("--weekly", "Thu 8-12", "--slot", "17 Jan 2025, 8 - 9AM")
    assert lines(evsched(*SET, "cleo", *both, "--busy", "-", stdin="16 Jan 2025, 9 - 10AM\n"))[1:] == [
        "  Thu 16 Jan 2025, 08:00–09:00 CET (UTC+1)",
        "  Thu 16 Jan 2025, 10:00–12:00 CET (UTC+1)",
        "  Fri 17 Jan 2025, 08:00–09:00 CET (UTC+1)",
    ]


@pytest.mark.usefixtures("week")
def test_who_is_free_at_no_time_on_offer_is_told(evsched: Command, asked: Asked) -> None:
    assert lines(evsched(*SET, "cleo", "--weekly", "Sat 9-17")) == ["cleo is free at no time that is on offer."]
    asked(*SET, "cleo", "--busy", "13 - 17 Jan 2025")
    assert asked("recommend", "last")["reason"] == "no_overlap_with_slots"


@pytest.mark.usefixtures("week")
def test_many_times_are_counted_where_a_person_reads_them(evsched: Command, asked: Asked) -> None:
    often = [part for hour in range(8, 20) for part in ("--busy", f"13 - 15 Jan 2025, {hour}:00 - {hour}:10")]
    page = lines(evsched(*SET, "cleo", *often))
    assert page[-1] == "  … and 18 other times; --json has them all."
    assert len(page) == 22
    shown = lines(evsched("availability", "show", "last", "cleo"))
    assert shown[-1].strip() == "and not at 16 other times"
    assert len(asked("availability", "show", "last", "cleo")[0]["busy"]) == 36


@pytest.mark.usefixtures("week")
def test_hours_of_a_profile_are_those_of_who_gives_none(evsched: Command, asked: Asked) -> None:
    asked("profile", "set", "bob", "--tz", "Asia/Tokyo", "--weekly", "Mon 18-24\nTue 18-24")
    assert lines(evsched(*SET, "bob")) == [
        "Weekly hours of bob's profile: Mon 18-24; Tue 18-24 Asia/Tokyo",
        "bob is free, of what is on offer:",
        "  Mon 13 Jan 2025, 18:00–24:00 JST (UTC+9)",
        "  Tue 14 Jan 2025, 18:00–24:00 JST (UTC+9)",
    ]
    assert asked("event", "show", "last")["participantDetails"][1]["timeZone"] == "Asia/Tokyo"
    assert "Mon 13 Jan 2025, 20:00–24:00" in evsched(*SET, "bob", "--busy", "13 Jan 2025, 18:00 - 20:00").out
    assert "profile" not in evsched(*SET, "bob", "--slot", "13 Jan 2025, 18:00 - 20:00").out
    assert evsched(*SET, "bob", "--none").out == "bob has declined.\n"
    table = lines(evsched("availability", "show", "last"))
    assert table[1:] == ["bob          declined", "alice        not answered yet", "cleo         not answered yet"]
    evsched(*SET, "bob")
    assert [line[13:] for line in lines(evsched("availability", "show", "last", "bob"))] == [
        *("Free", "Mon 18-24", "Tue 18-24 Asia/Tokyo")
    ]


@pytest.mark.usefixtures("week")
def test_who_says_nothing_is_told_all_the_ways(evsched: Command) -> None:
    refused(
        evsched(*SET, "cleo"),
        *(
            2,
            "--slot, --if-needed, --weekly, --busy or --ics, or --none",
            'evsched profile set cleo --weekly "Mon-Fri 9-17"',
        ),
    )


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("option", [("--weekly", "Mon 9-17"), ("--busy", "13 Jan 2025"), ("--ics", "a.ics")])
def test_to_decline_stands_alone(evsched: Command, option: tuple[str, str]) -> None:
    refused(evsched(*SET, "cleo", "--none", *option), 2, "--none declines")


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(
    ("option", "why"),
    [
        pytest.param(("--weekly", "weekdays"), "write the time too", id="weekly"),
        pytest.param(("--busy", "Monday"), 'cannot read "Monday": a slot has a date, such as', id="busy"),
    ],
)
def test_hours_that_cannot_be_read_record_nothing(
    evsched: Command, asked: Asked, option: tuple[str, str], why: str
) -> None:
    refused(evsched(*SET, "cleo", *option), 2, why)
    assert not asked("availability", "show", "last", "cleo")[0]["answered"]


def test_who_is_invited_is_answered_for_by_their_profile(evsched: Command, asked: Asked) -> None:
    asked("profile", "set", "alice", *BERLIN, "--weekly", "Mon-Fri 9-17")
    asked("profile", "set", "bob", "--tz", "Asia/Tokyo")
    create = ("event", "create", "Team", "--duration", "1h", "--slot", WEEK, *BERLIN)
    made = asked(*create, "--participant", "alice", "--participant", "bob", "--participant", "cleo")
    assert made["answered"] == ["alice"]
    assert [each["timeZone"] for each in made["participantDetails"]] == ["Europe/Berlin", "Asia/Tokyo", None]
    page = lines(evsched(*create, "--participant", "alice", "--participant", "bob"))
    assert "Answered by profile: alice" in page
    assert page[-1] == "Next: evsched availability set last bob --slot ..."
    page = lines(evsched(*create, "--participant", "alice@Asia/Tokyo"))
    assert page[-3:] == ["Answered by profile: alice", "", "Next: evsched recommend last"]
    asked(*create, "--participant", "bob")
    page = lines(evsched("event", "update", "last", "--participant", "alice", "--participant", "cleo"))
    assert page[-1] == "Answered by profile: alice"
    assert asked("event", "show", "last")["answered"] == ["alice"]
    assert "by profile" not in evsched("event", "update", "last", "--participant", "alice").out


@pytest.mark.usefixtures("week")
def test_who_is_invited_after_the_choice_is_a_participant_without_an_answer(evsched: Command, asked: Asked) -> None:
    asked("event", "choose", "last", "13 Jan 2025, 9AM", "--force")
    asked("profile", "set", "dan", "--weekly", "Mon-Fri 9-17 UTC")
    page = evsched("event", "update", "last", "--participant", "dan")
    assert (page.code, page.err) == (0, "")
    assert "by profile" not in page.out
    after = asked("event", "show", "last")
    assert (after["participants"][-1], after["answered"]) == ("dan", [])


STANDUP = event("DTSTART;TZID=Europe/Berlin:20250113T080000\nDURATION:PT4H\nRRULE:FREQ=DAILY;COUNT=3")
MAYBE = event("DTSTART:20250116T080000\nDTEND:20250116T190000\nSTATUS:TENTATIVE", "2")
MAYBE_FREE = "tentative ones leave theirs free, if need be"
EARLIER = event("DTSTART:20240116T080000Z\nDURATION:PT1H", "3")
HOLIDAY = event("DTSTART;VALUE=DATE:20250117", "4")


@pytest.mark.usefixtures("week")
def test_calendars_say_when_somebody_is_busy_and_what_was_found(evsched: Command, asked: Asked, folder: Path) -> None:
    (folder / "work.ics").write_bytes(calendar(STANDUP, MAYBE, EARLIER))
    (folder / "home.ics").write_bytes(calendar(HOLIDAY))
    given = ("--ics", "work.ics", "--ics", "home.ics", "--busy", "13 Jan 2025, 12 - 8PM Europe/Berlin")
    assert lines(evsched(*SET, "bob", *given)) == [
        f"work.ics: 4 events in the times on offer; {MAYBE_FREE}; passed over: 1 at other times",
        "home.ics: 1 event in the times on offer",
        "bob is free, of what is on offer:",
        "  Tue 14 Jan 2025, 06:00–14:00 EST (UTC−5)",
        "  Wed 15 Jan 2025, 06:00–14:00 EST (UTC−5)",
        "  Thu 16 Jan 2025, 02:00–08:00 EST (UTC−5)",
        "  if needed: Thu 16 Jan 2025, 08:00–14:00 EST (UTC−5)",
    ]
    busy = asked("availability", "show", "last", "bob")[0]["busy"]
    assert [each for each in busy if each.get("ifNeeded")] == [
        {"start_time": "2025-01-16T13:00:00Z", "end_time": "2025-01-16T19:00:00Z", "ifNeeded": True}
    ]
    shown = lines(evsched("availability", "show", "last", "bob"))
    assert "             rather not Thu 16 Jan 2025, 14:00–20:00 CET (UTC+1)" in shown
    assert shown == [shown[0], shown[1], *sorted(shown[2:], key=lambda line: line.partition("Jan")[0].split()[-1])]


@pytest.mark.usefixtures("week")
def test_a_calendar_is_read_from_standard_input(evsched: Command, folder: Path) -> None:
    assert folder.is_dir()
    done = evsched(*SET, "cleo", "--ics", "-", stdin=calendar(STANDUP))
    assert lines(done)[0] == "standard input: 3 events in the times on offer"
    refused(evsched(*SET, "cleo", "--ics", "-", stdin=b"<html>"), 2, "standard input: this is no calendar")


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("other", ["--slot", "--if-needed", "--busy", "--ics"])
def test_standard_input_is_read_for_one_thing_only(evsched: Command, asked: Asked, other: str) -> None:
    done = evsched(*SET, "cleo", "--ics", "-", other, "-", stdin=calendar(STANDUP))
    refused(done, 2, "standard input can be read once only")
    assert not asked("availability", "show", "last", "cleo")[0]["answered"]


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(
    ("zone", "first"),
    [
        pytest.param((), "08:00–09:00 CET (UTC+1)", id="the-events"),
        pytest.param(("--tz", "UTC"), "07:00–09:00 UTC", id="the-options"),
    ],
)
def test_times_without_a_zone_are_in_the_one_in_force(
    evsched: Command, folder: Path, zone: tuple[str, ...], first: str
) -> None:
    (folder / "a.ics").write_bytes(calendar(event("DTSTART:20250113T090000\nDTEND:20250113T100000")))
    assert lines(evsched(*SET, "cleo", "--ics", "a.ics", *zone))[2] == f"  Mon 13 Jan 2025, {first}"


@pytest.mark.usefixtures("week")
def test_an_event_of_a_second_and_one_of_a_year_are_busy_times_too(evsched: Command, folder: Path) -> None:
    moment = event("DTSTART:20250113T080000Z\nDTEND:20250113T080001Z")
    (folder / "a.ics").write_bytes(calendar(moment, event("DTSTART:20250114T000000Z\nDTEND:20260114T000000Z", "2")))
    assert lines(evsched(*SET, "cleo", "--ics", "a.ics"))[1:] == [
        "cleo is free, of what is on offer:",
        "  Mon 13 Jan 2025, 08:00–09:00 CET (UTC+1)",
        "  Mon 13 Jan 2025, 09:01–20:00 CET (UTC+1)",
    ]


def test_a_busy_time_of_months_is_several_slots(asked: Asked, folder: Path) -> None:
    half = [f"1 {month} 2025 00:00 - 1 {after} 2025 00:00 UTC" for month, after in (("Jan", "Feb"), ("Feb", "Mar"))]
    asked("event", "create", "Long", "--duration", "1h", "--slot", half[0], "--slot", half[1])
    (folder / "a.ics").write_bytes(calendar(event("DTSTART:20250102T000000Z\nDTEND:20250302T000000Z")))
    busy = asked(*SET, "ann", "--ics", "a.ics")["busy"]
    assert [(each["start_time"][:10], each["end_time"][:10]) for each in busy] == [
        ("2025-01-02", "2025-02-02"),
        ("2025-02-02", "2025-03-01"),
    ]


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(
    ("file", "why"),
    [
        pytest.param("missing.ics", '"missing.ics" cannot be read: No such file', id="missing"),
        pytest.param(".", '"." cannot be read: Is a directory', id="folder"),
        pytest.param("", "no file is named to read: name one, or - for standard input", id="blank"),
        pytest.param("page.ics", "page.ics: this is no calendar; it seems to be a web page", id="web-page"),
        pytest.param("empty.ics", "empty.ics: this is no calendar: it is empty", id="empty"),
        pytest.param("https://example.com/a.ics", "evsched fetches nothing: download it", id="https"),
        pytest.param("WEBCAL://example.com/a.ics", "evsched fetches nothing: download it", id="webcal"),
    ],
)
def test_what_is_no_calendar_is_refused_and_records_nothing(
    evsched: Command, asked: Asked, folder: Path, file: str, why: str
) -> None:
    (folder / "page.ics").write_text("<!DOCTYPE html>\n<html>")
    (folder / "empty.ics").touch()
    refused(evsched(*SET, "cleo", "--ics", file), 2, why)
    assert not asked("availability", "show", "last", "cleo")[0]["answered"]


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(("limit", "words"), [("100", "100 bytes"), (str(2**20), "1 MiB")])
def test_a_calendar_that_is_too_large_is_refused(
    evsched: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    (folder / "a.ics").write_bytes(calendar(STANDUP) + b" " * 2**20)
    monkeypatch.setenv("EVSCHED_MAX_ICS", limit)
    refused(evsched(*SET, "cleo", "--ics", "a.ics"), 2, f'"a.ics" is larger than {words}')
