"""``evsched availability``: who can when."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Command

SET = ("availability", "set", "last")


def slot(start: str, end: str) -> dict[str, str]:
    return {"start_time": f"2025-01-{start}:00Z", "end_time": f"2025-01-{end}:00Z"}


@pytest.mark.usefixtures("review")
def test_an_answer_is_what_set_and_show_print(asked: Asked) -> None:
    answer = asked(*SET, "alice", "--slot", "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST")
    assert answer == {
        "participant_id": "alice",
        "answered": True,
        "slots": [slot("12T19:00", "12T21:00"), slot("14T23:00", "15T02:00")],
    }
    waiting = {"participant_id": "bob@example.com", "answered": False, "slots": []}
    assert asked("availability", "show", "last") == [answer, waiting]
    assert asked("availability", "show", "last", "alice") == [answer]
    assert asked("availability", "show", "last", "bob@example.com") == [waiting]


@pytest.mark.usefixtures("review")
def test_an_answer_given_again_takes_the_place_of_the_first(asked: Asked) -> None:
    asked(*SET, "alice", "--slot", "12 Jan 2025, 2 - 4PM EST")
    asked(*SET, "alice", "--slot", "14 Jan 2025 6-9 PM EST")
    assert asked("availability", "show", "last", "alice")[0]["slots"] == [slot("14T23:00", "15T02:00")]
    asked(*SET, "alice", "--none")
    assert asked("availability", "show", "last", "alice")[0] == {
        "participant_id": "alice",
        "answered": True,
        "slots": [],
    }


@pytest.mark.usefixtures("review")
def test_to_decline_is_an_answer_without_slots(evsched: Command) -> None:
    done = evsched(*SET, "alice", "--none")
    assert (done.code, done.out, done.err) == (0, "alice has declined.\n", "")
    lines = evsched("availability", "show", "last").out.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["alice", "declined"],
        ["bob@example.com", "not", "answered", "yet"],
    ]


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize(
    "options", [(), ("--none", "--slot", "12 Jan 2025, 2 - 4PM EST"), ("--slot", "-")], ids=["none", "both", "no-line"]
)
def test_either_a_slot_or_none_is_to_be_given(evsched: Command, asked: Asked, options: tuple[str, ...]) -> None:
    done = evsched(*SET, "alice", *options)
    assert (done.code, done.out) == (2, "")
    assert "--none" in done.err
    assert not asked("availability", "show", "last", "alice")[0]["answered"]


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize(
    ("participant", "options", "start"),
    [
        pytest.param("alice", (), "12T19:00", id="the-events"),
        pytest.param("bob@example.com", (), "12T13:00", id="the-participants"),
        pytest.param("alice@Asia/Tokyo", (), "12T05:00", id="given-with-the-name"),
        pytest.param("bob@example.com@Asia/Tokyo", (), "12T05:00", id="given-anew"),
        pytest.param("bob@example.com", ("--tz", "UTC"), "12T14:00", id="the-option"),
        pytest.param("bob@example.com@Asia/Tokyo", ("--tz", "UTC"), "12T14:00", id="the-option-first"),
    ],
)
def test_the_zone_in_force_is_the_options_then_the_participants_then_the_events(
    asked: Asked, participant: str, options: tuple[str, ...], start: str
) -> None:
    answer = asked(*SET, participant, "--slot", "12 Jan 2025, 14:00 - 16:00", *options)
    assert answer["slots"][0]["start_time"] == f"2025-01-{start}:00Z"


def test_where_nobody_has_a_zone_the_machines_is_in_force(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    asked("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    answer = asked(*SET, "eve", "--slot", "13 Jan 2025, 04:00 - 06:00")
    assert answer["slots"] == [slot("12T19:00", "12T21:00")]


@pytest.mark.usefixtures("review")
def test_a_zone_given_with_a_name_is_remembered_and_one_given_as_an_option_is_not(asked: Asked) -> None:
    asked(*SET, "alice@Asia/Tokyo", "--none")
    asked(*SET, "bob@example.com", "--none", "--tz", "Asia/Kolkata")
    zones = {who["id"]: who["timeZone"] for who in asked("event", "show", "last")["participantDetails"]}
    assert zones == {"alice": "Asia/Tokyo", "bob@example.com": "Europe/Berlin"}


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("alcie", ["alice"], id="misspelt"),
        pytest.param("Alice", ["alice"], id="case"),
        pytest.param("bob@exmaple.com", ["bob@example.com"], id="address"),
        pytest.param("zoe", ["alice", "bob@example.com"], id="nobody-near"),
    ],
)
def test_who_was_not_invited_is_refused_with_the_nearest_names(
    evsched: Command, asked: Asked, typed: str, names: list[str]
) -> None:
    done = evsched(*SET, typed, "--none")
    assert (done.code, done.out) == (3, "")
    assert "was not invited" in done.err
    assert [name for name in ("alice", "bob@example.com") if name in done.err.replace(f'"{typed}"', "")] == names
    assert asked("event", "show", "last")["participants"] == ["alice", "bob@example.com"]


@pytest.mark.usefixtures("review")
def test_someone_who_was_not_invited_is_added_on_demand(asked: Asked) -> None:
    asked(*SET, "zoe@Asia/Tokyo", "--add", "--none")
    event = asked("event", "show", "last")
    assert event["participants"] == ["alice", "bob@example.com", "zoe"]
    assert event["answered"] == ["zoe"]
    asked(*SET, "zoe", "--slot", "13 Jan 2025, 04:00 - 06:00")
    assert asked("availability", "show", "last", "zoe")[0]["slots"] == [slot("12T19:00", "12T21:00")]


def test_where_nobody_was_invited_anyone_may_answer(asked: Asked) -> None:
    asked("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST")
    for name in ("zoe", "ann"):
        asked(*SET, name, "--none")
    assert asked("event", "show", "last")["participants"] == ["ann", "zoe"]


@pytest.mark.usefixtures("review")
def test_slots_are_read_from_standard_input(asked: Asked) -> None:
    answer = asked(*SET, "alice", "--slot", "-", stdin="12 Jan 2025, 2 - 4PM\n14 Jan 2025, 6 - 9PM\n")
    assert answer["slots"] == [slot("12T19:00", "12T21:00"), slot("14T23:00", "15T02:00")]


@pytest.mark.usefixtures("review")
def test_one_wrong_slot_of_several_records_none(evsched: Command, asked: Asked) -> None:
    asked(*SET, "alice", "--slot", "12 Jan 2025, 2 - 4PM")
    done = evsched(*SET, "alice@Asia/Tokyo", "--slot", "14 Jan 2025, 6 - 9PM", "--slot", "Monday")
    assert (done.code, done.out) == (2, "")
    assert '"Monday"' in done.err
    assert asked("availability", "show", "last", "alice")[0]["slots"] == [slot("12T19:00", "12T21:00")]
    assert asked("event", "show", "last")["participantDetails"][0]["timeZone"] is None


@pytest.mark.usefixtures("review")
def test_an_answer_is_shown_in_the_zone_in_force(evsched: Command) -> None:
    done = evsched(*SET, "bob@example.com", "--slot", "12 Jan 2025, 20:00 - 22:00")
    assert done.out == "bob@example.com is free:\n  Sun 12 Jan 2025, 20:00–22:00 CET (UTC+1)\n"
    assert "Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)" in evsched("availability", "show", "last").out
    tokyo = evsched("availability", "show", "last", "--tz", "Asia/Tokyo")
    assert "Mon 13 Jan 2025, 04:00–06:00 JST (UTC+9)" in tokyo.out


@pytest.mark.usefixtures("review")
def test_a_table_has_a_line_for_each_slot(evsched: Command) -> None:
    evsched(*SET, "alice", "--slot", "12 Jan 2025, 2 - 4PM, 14 Jan 2025, 6 - 9PM")
    lines = evsched("availability", "show", "last", "alice").out.splitlines()
    assert lines[1].startswith("alice  ")
    assert lines[2].startswith("       ")
    assert lines[2].strip() == "Tue 14 Jan 2025, 18:00–21:00 EST (UTC−5)"


def test_show_without_a_participant_says_so(evsched: Command) -> None:
    evsched("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST")
    assert evsched("availability", "show", "last").out == "Nobody has answered yet.\n"


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize("command", ["show", "delete"])
def test_a_name_that_is_no_participants_is_not_found(evsched: Command, command: str) -> None:
    done = evsched("availability", command, "last", "alcie")
    assert (done.code, done.out) == (3, "")
    assert "alice" in done.err


@pytest.mark.usefixtures("review")
def test_deleting_an_answer_takes_its_participant_off_the_event(evsched: Command, asked: Asked) -> None:
    asked(*SET, "alice", "--none")
    assert asked("availability", "delete", "last", "alice") == {"participant_id": "alice", "deleted": True}
    assert asked("event", "show", "last")["participants"] == ["bob@example.com"]
    assert evsched("availability", "delete", "last", "alice").code == 3


@pytest.mark.usefixtures("review")
def test_who_has_not_answered_has_no_answer_to_delete(evsched: Command, asked: Asked) -> None:
    done = evsched("availability", "delete", "last", "bob@example.com")
    assert (done.code, done.out) == (3, "")
    assert done.err == 'Error: "bob@example.com" was invited and has not answered yet\n'
    assert asked("event", "show", "last")["participants"] == ["alice", "bob@example.com"]


@pytest.mark.parametrize("command", ["show", "delete"])
def test_a_name_is_compared_in_its_composed_form(evsched: Command, asked: Asked, command: str) -> None:
    asked("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST")
    asked(*SET, "e\u0301va", "--none")
    done = evsched("availability", command, "last", "e\u0301va")
    assert (done.code, done.err) == (0, "")


def test_the_group_alone_prints_its_help(evsched: Command) -> None:
    done = evsched("availability")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: evsched availability")


def test_an_answer_outside_all_slots_is_recorded_with_a_word(evsched: Command, review: str) -> None:
    done = evsched("availability", "set", review, "alice", "--slot", "12 Jan 2030, 2 - 4PM EST")
    assert (done.code, done.err) == (0, "")
    assert "None of this is in a slot on offer." in done.out
