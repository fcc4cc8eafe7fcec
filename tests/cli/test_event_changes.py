"""``evsched event update`` and ``delete``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evsched.store.sqlite import SqliteStore
from evsched.tokens import digest, is_token
from tests.cli.conftest import Asked
from tests.conftest import Command

SLOT = "12 Jan 2025, 2 - 4PM EST"
SLOT_IN_UTC = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}
CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT)


@pytest.mark.parametrize(
    ("options", "member", "value"),
    [
        pytest.param(("--title", "Second review"), "title", "Second review", id="title"),
        pytest.param(("--duration", "1h30"), "estimatedTime", 5400, id="duration"),
        pytest.param(("--tz", "Asia/Tokyo"), "timeZone", "Asia/Tokyo", id="zone"),
        pytest.param(("--organizer", "ann@example.com"), "organizer", "ann@example.com", id="organizer"),
        pytest.param(
            ("--deadline", "1 Jan 2150"), "deadline", "2150-01-02T05:00:00Z", id="deadline-in-the-events-zone"
        ),
        pytest.param(("--slot", SLOT), "slots", [SLOT_IN_UTC], id="slots-are-replaced"),
        pytest.param(("--slot", "12 Jan 2025, 14:00-16:00"), "slots", [SLOT_IN_UTC], id="slots-in-the-events-zone"),
        pytest.param(("--participant", "eve"), "participants", ["alice", "bob@example.com", "eve"], id="invite"),
        pytest.param(("--remove", "alice"), "participants", ["bob@example.com"], id="remove"),
    ],
)
def test_update_changes_what_is_named_and_nothing_else(
    asked: Asked, review: str, options: tuple[str, ...], member: str, value: object
) -> None:
    before = asked("event", "show", review)
    after = asked("event", "update", review, *options)
    assert after[member] == value
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"participantDetails"} == {member, "version", "sequence"}
    assert asked("event", "show", review) == after


def test_update_reads_slots_from_standard_input(asked: Asked, review: str) -> None:
    assert asked("event", "update", review, "--slot", "-", stdin=SLOT)["slots"] == [SLOT_IN_UTC]


def test_update_gives_a_zone_to_someone_invited(asked: Asked, review: str) -> None:
    after = asked("event", "update", review, "--participant", "alice@Asia/Tokyo")
    alice = {"id": "alice", "required": True, "timeZone": "Asia/Tokyo", "usualHours": []}
    assert after["participantDetails"][0] == alice


def test_inviting_someone_again_without_a_zone_keeps_their_zone(asked: Asked, review: str) -> None:
    after = asked("event", "update", review, "--participant", "bob@example.com")
    assert after["participantDetails"][1]["timeZone"] == "Europe/Berlin"


def test_removing_someone_takes_their_answer_too(asked: Asked, review: str) -> None:
    asked("availability", "set", review, "alice", "--slot", SLOT)
    after = asked("event", "update", review, "--remove", "alice")
    assert after["answered"] == []
    assert [who["participant_id"] for who in asked("availability", "show", review)] == ["bob@example.com"]


def test_a_name_to_remove_is_compared_in_its_composed_form(asked: Asked) -> None:
    asked(*CREATE, "--participant", "\u00e9va")
    assert asked("event", "update", "last", "--remove", "e\u0301va")["participants"] == []


def test_an_update_without_a_change_is_refused(evsched: Command, review: str) -> None:
    done = evsched("event", "update", review)
    assert (done.code, done.out) == (2, "")
    assert "nothing to change" in done.err


def test_an_update_that_fails_changes_nothing(evsched: Command, asked: Asked, review: str) -> None:
    before = asked("event", "show", review)
    done = evsched("event", "update", review, "--title", "Other", "--participant", "eve", "--remove", "alcie")
    assert (done.code, done.out) == (3, "")
    assert "alice" in done.err
    assert asked("event", "show", review) == before


def test_delete_says_what_it_was_and_how_many_answers_went(evsched: Command, asked: Asked, review: str) -> None:
    asked("availability", "set", review, "alice", "--none")
    done = evsched("event", "delete", review)
    assert (done.code, done.err) == (0, "")
    assert "Review" in done.out
    assert "1 answer." in done.out
    assert evsched("event", "show", review).code == 3


def test_delete_with_yes_answers_with_the_event_as_it_was(asked: Asked, review: str) -> None:
    before = asked("event", "show", review)
    assert asked("event", "delete", review, "--yes") == before
    assert asked("event", "list") == []


def test_a_prefix_of_three_characters_is_too_little_to_delete_by(evsched: Command, review: str) -> None:
    refused = evsched("event", "delete", review[:3])
    assert (refused.code, refused.out) == (2, "")
    assert evsched("event", "show", review).code == 0
    assert evsched("event", "delete", review[:3], "--yes").code == 0


def test_reading_makes_no_database(evsched: Command, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "events.db"
    assert evsched("event", "list", "--db", str(missing)).code == 0
    assert evsched("recommend", "last", "--db", str(missing)).code == 3
    assert not missing.parent.exists()


def test_a_new_token_lets_an_organizer_change_an_event_on_a_server(asked: Asked, evsched: Command, review: str) -> None:
    first = asked("event", "token", review)
    second = evsched("event", "token", review).out.strip()
    assert first["id"] == review
    assert is_token(first["organizerToken"])
    assert is_token(second)
    assert second != first["organizerToken"]
    with SqliteStore(os.environ["EVSCHED_DB"]).reading() as rows:
        state = rows.state(review)
    assert state is not None
    assert state.organizer == digest(second)


def test_a_token_for_an_event_that_is_not_there_is_refused(evsched: Command) -> None:
    assert evsched("event", "token", "0" * 26).code == 3
