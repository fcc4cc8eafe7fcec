"""``evsched event``: create, list and show; and in which database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Command

SLOT = "12 Jan 2025, 2 - 4PM EST"
SLOT_IN_UTC = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}
SECOND_SLOT_IN_UTC = {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"}
CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT)


def test_the_phrase_of_the_seed_typed_as_one_slot_gives_two(asked: Asked) -> None:
    made = asked(
        *("event", "create", "Brainstorming meeting", "--duration", "1h"),
        *("--slot", "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"),
    )
    assert made["slots"] == [SLOT_IN_UTC, SECOND_SLOT_IN_UTC]


def test_create_answers_with_all_that_it_keeps(asked: Asked) -> None:
    made = asked(*CREATE, "--tz", "America/New_York", "--participant", "zoe", "--participant", "bob@Europe/Berlin")
    assert len(made["id"]) == 26
    assert made == {
        "id": made["id"],
        "title": "Lunch",
        "estimatedTime": 3600,
        "timeZone": "America/New_York",
        "slots": [SLOT_IN_UTC],
        "participants": ["bob", "zoe"],
        "participantDetails": [
            {"id": "bob", "required": True, "timeZone": "Europe/Berlin", "usualHours": []},
            {"id": "zoe", "required": True, "timeZone": None, "usualHours": []},
        ],
        "open": False,
        "version": 1,
        "organizer": None,
        "deadline": None,
        "meeting": None,
        "sequence": 0,
        "answered": [],
    }
    assert asked("event", "show", made["id"]) == made


@pytest.mark.parametrize(
    ("typed", "participant"),
    [
        pytest.param("alice", ("alice", None), id="name"),
        pytest.param("alice smith", ("alice smith", None), id="name-with-a-blank"),
        pytest.param("bob@example.com", ("bob@example.com", None), id="address"),
        pytest.param("bob@Europe/Berlin", ("bob", "Europe/Berlin"), id="name-and-zone"),
        pytest.param("bob@example.com@Europe/Berlin", ("bob@example.com", "Europe/Berlin"), id="address-and-zone"),
        pytest.param(
            "ann@America/Argentina/Buenos_Aires", ("ann", "America/Argentina/Buenos_Aires"), id="zone-with-two-slashes"
        ),
        pytest.param("bob@Berlin", ("bob@Berlin", None), id="no-slash-is-no-zone"),
        pytest.param("e\u0301va", ("\u00e9va", None), id="composed"),
        pytest.param("=HYPERLINK(1)", ("=HYPERLINK(1)", None), id="formula"),
    ],
)
def test_a_participant_is_a_name_or_an_address_with_a_zone_behind_the_last_at(
    asked: Asked, typed: str, participant: tuple[str, str | None]
) -> None:
    details = asked(*CREATE, "--participant", typed)["participantDetails"]
    assert [(who["id"], who["timeZone"]) for who in details] == [participant]


@pytest.mark.parametrize(
    ("zone", "kept"),
    [
        pytest.param("Europe/Berlin", "Europe/Berlin", id="place"),
        pytest.param("utc", "UTC", id="utc"),
        pytest.param("GMT-3", "UTC-03:00", id="offset"),
    ],
)
def test_the_zone_of_an_event_is_in_force_for_slots_that_name_none(asked: Asked, zone: str, kept: str) -> None:
    made = asked(
        "event", "create", "Lunch", "--duration", "30m", "--slot", "2025-01-12 12:00 - 13:00 UTC", "--tz", zone
    )
    assert made["timeZone"] == kept
    changed = asked("event", "update", "last", "--slot", "12 Jan 2025, 15:00 - 16:00")
    hour = {"Europe/Berlin": 14, "UTC": 15, "UTC-03:00": 18}[kept]
    assert changed["slots"][0]["start_time"] == f"2025-01-12T{hour}:00:00Z"


def test_without_a_zone_slots_are_in_the_machines_which_becomes_the_events(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    made = asked("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 12:00 - 13:00")
    assert made["timeZone"] == "Asia/Tokyo"
    assert made["slots"][0]["start_time"] == "2025-01-12T03:00:00Z"


def test_where_the_machine_has_no_zone_either_a_slot_must_name_one(
    evsched: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "EST5EDT")
    done = evsched("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 12:00 - 13:00")
    assert (done.code, done.out) == (2, "")
    assert "it names no time zone" in done.err
    assert "12:00–13:00 UTC" in evsched(*CREATE[:-1], "12 Jan 2025, 12:00 - 13:00 UTC").out


def test_a_slot_in_a_zone_of_its_own_leaves_the_event_without_one(asked: Asked) -> None:
    assert asked(*CREATE)["timeZone"] is None


def test_slots_are_read_from_standard_input_line_by_line(asked: Asked) -> None:
    made = asked(
        *("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST", "--slot", "-"),
        stdin="14 Jan 2025 6-9 PM EST\n\n  \n15 Jan 2025 6-9 PM EST\r\n",
    )
    assert [slot["start_time"][:10] for slot in made["slots"]] == ["2025-01-12", "2025-01-14", "2025-01-15"]


def test_standard_input_that_is_not_utf_8_is_refused(evsched: Command) -> None:
    done = evsched("event", "create", "Lunch", "--duration", "1h", "--slot", "-", stdin=b"12 Jan\xff")
    assert (done.code, done.out) == (2, "")
    assert "standard input is not UTF-8: byte 7" in done.err


@pytest.mark.parametrize("slots", [(), ("--slot", "-")], ids=["none-given", "empty-standard-input"])
def test_an_event_without_a_slot_is_refused_with_an_example(evsched: Command, slots: tuple[str, ...]) -> None:
    done = evsched("event", "create", "Lunch", "--duration", "1h", *slots)
    assert (done.code, done.out) == (2, "")
    assert '--slot "12 Jan 2025, 2 - 4PM EST"' in done.err


def test_what_create_prints_says_what_to_do_next(evsched: Command) -> None:
    alone = evsched(*CREATE)
    assert "Nobody was invited: anyone may answer." in alone.out
    assert "Next: evsched availability set last NAME --slot ..." in alone.out
    invited = evsched(*CREATE, "--participant", "ann lee")
    assert "Next: evsched availability set last 'ann lee' --slot ..." in invited.out


def test_what_is_printed_as_a_slot_can_be_typed_again(evsched: Command, asked: Asked) -> None:
    slots = [
        *("12 Jan 2025, 2 - 4PM EST", "12 Jan 2025, 10 PM - 2 AM EST", "12 Jan 2025, 10 PM - midnight EST"),
        *("30 Mar 2025, 0:00 - 5:00 Europe/Berlin", "2025-10-26T00:30:00Z/2025-10-26T01:30:00Z"),
        *("2025-01-16T14:00:30Z/2025-01-16T16:00:31Z", "2025-01-17T09:00:00+05:30/PT50H"),
    ]
    zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "UTC", "UTC-03:30", "Pacific/Apia"]
    first = asked("event", "create", "A", "--duration", "1h", *(part for slot in slots for part in ("--slot", slot)))
    for zone in zones:
        page = evsched("event", "show", first["id"], "--tz", zone).out
        printed = page.partition("Slots:\n")[2].partition("\n\n")[0]
        again = asked("event", "create", "B", "--duration", "1h", "--slot", "-", stdin=printed)
        assert again["slots"] == first["slots"], zone


def test_list_has_the_newest_first(asked: Asked, review: str) -> None:
    lunch = asked(*CREATE)["id"]
    asked("availability", "set", review, "alice", "--none")
    assert asked("event", "list") == [
        {
            "id": lunch,
            "title": "Lunch",
            "estimatedTime": 3600,
            "timeZone": None,
            "firstStart": "2025-01-12T19:00:00Z",
            "participants": 0,
            "answered": 0,
        },
        {
            "id": review,
            "title": "Review",
            "estimatedTime": 3600,
            "timeZone": "America/New_York",
            "firstStart": "2025-01-12T19:00:00Z",
            "participants": 2,
            "answered": 1,
        },
    ]


def test_list_prints_whole_ids_where_it_is_piped(evsched: Command, review: str) -> None:
    done = evsched("event", "list")
    assert review in done.out
    assert "Sun 12 Jan 2025" in done.out
    assert "0 of 2" in done.out


def test_an_empty_list_says_how_to_make_an_event(evsched: Command, asked: Asked) -> None:
    assert asked("event", "list") == []
    assert "evsched event create" in evsched("event", "list").out


@pytest.mark.parametrize("length", [1, 6, 26])
def test_an_event_is_named_by_a_unique_beginning_of_its_id(asked: Asked, review: str, length: int) -> None:
    assert asked("event", "show", review[:length])["id"] == review
    assert asked("event", "show", f" {review[:length].upper()} ")["id"] == review


def test_last_is_the_event_made_last(asked: Asked, review: str) -> None:
    assert asked("event", "show", "last")["id"] == review
    lunch = asked(*CREATE)["id"]
    assert asked("event", "show", "last")["id"] == lunch
    asked("event", "delete", "last")
    assert asked("event", "show", "last")["id"] == review


def test_a_beginning_that_several_ids_have_is_refused(evsched: Command, asked: Asked) -> None:
    beginnings: dict[str, int] = {}
    while 2 not in beginnings.values():
        first = asked(*CREATE)["id"][0]
        beginnings[first] = beginnings.get(first, 0) + 1
    shared = next(first for first, count in beginnings.items() if count == 2)
    done = evsched("event", "show", shared)
    assert (done.code, done.out) == (2, "")
    assert f'"{shared}"' in done.err
    assert "write more of it" in done.err


@pytest.mark.parametrize("reference", ["nothing", "", " ", "%", "_", "u", "lastt", "é"])
def test_an_event_that_does_not_exist_is_not_found(evsched: Command, review: str, reference: str) -> None:
    assert review
    done = evsched("event", "show", reference)
    assert (done.code, done.out) == (3, "")
    assert f'"{reference}"' in done.err


def test_last_without_an_event_says_how_to_make_one(evsched: Command) -> None:
    done = evsched("event", "show", "last")
    assert (done.code, done.out) == (3, "")
    assert "event create" in done.err


def test_show_is_in_the_zone_that_is_asked_for(evsched: Command, review: str) -> None:
    assert "Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)" in evsched("event", "show", review).out
    assert "Mon 13 Jan 2025, 04:00–06:00 JST (UTC+9)" in evsched("event", "show", review, "--tz", "Asia/Tokyo").out


def test_show_says_who_has_answered(evsched: Command, asked: Asked, review: str) -> None:
    asked("availability", "set", review, "alice", "--none")
    assert asked("event", "show", review)["answered"] == ["alice"]
    lines = evsched("event", "show", review).out.splitlines()
    assert [line.split() for line in lines[8:10]] == [
        ["alice", "answered"],
        ["bob@example.com", "Europe/Berlin", "not", "yet"],
    ]


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_database_option_stands_before_or_after_the_command(
    asked: Asked, tmp_path: Path, place: str, review: str
) -> None:
    other = ("--db", str(tmp_path / "new" / "other.db"))
    made = asked(*other, *CREATE) if place == "before" else asked(*CREATE, *other)
    listed = asked(*other, "event", "list") if place == "before" else asked("event", "list", *other)
    assert [each["id"] for each in listed] == [made["id"]]
    assert [each["id"] for each in asked("event", "list")] == [review]


def test_the_database_option_of_the_command_wins(asked: Asked, tmp_path: Path) -> None:
    asked("--db", str(tmp_path / "a.db"), *CREATE, "--db", str(tmp_path / "b.db"))
    assert not (tmp_path / "a.db").exists()
    assert (tmp_path / "b.db").exists()


def test_the_database_is_what_the_environment_names(asked: Asked, environment: dict[str, str]) -> None:
    asked(*CREATE)
    assert Path(environment["EVSCHED_DB"]).exists()


def test_the_group_alone_prints_its_help(evsched: Command) -> None:
    done = evsched("event")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: evsched event")


def test_a_meeting_longer_than_every_slot_is_created_with_a_word(evsched: Command) -> None:
    slots = ("--slot", "12 Jan 2025, 2 - 4PM EST, 12 Jan 2025, 4 - 5PM EST")
    assert "No slot is as long" in evsched("event", "create", "Long", "--duration", "4h", *slots).out
    assert "No slot is as long" not in evsched("event", "create", "Straddling", "--duration", "3h", *slots).out
