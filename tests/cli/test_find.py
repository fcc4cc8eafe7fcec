"""``evsched find``: the one-call document, and the examples that it must answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command

SEED = Path(__file__).with_name("seed")
SMALL = {"estimatedTime": "1h", "slots": ["12 Jan 2025, 2 - 4PM EST"], "participants": ["ann"]}

CHEN_IS_FREE = ["15 Jan 2025, 8:00 - 9:30", "15 Jan 2025, 10:00 - 18:00"]
"""Mon-Fri 8:00-18:00 in Shanghai but for 15 Jan 2025 9:30 - 10:00, as far as the event's slots go."""

EXAMPLE = {
    "title": "Brainstorming meeting",
    "estimatedTime": "PT1H",
    "timeZone": "America/New_York",
    "slots": [
        "12 Jan 2025, 2 - 4PM EST",
        {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"},
    ],
    "participants": [
        {"id": "alice", "slots": ["12 Jan 2025, 2 - 4PM"]},
        {
            "id": "bob",
            "timeZone": "Europe/Berlin",
            "slots": [{"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:30:00Z"}],
        },
        {"id": "chen", "timeZone": "Asia/Shanghai", "slots": CHEN_IS_FREE},
        {"id": "dana", "required": False},
    ],
    "alternatives": 3,
}
"""The example of the design, with chen's hours as slots, and without what later issues bring."""


def find(evsched: Command, document: object) -> Any:
    done = evsched("find", "-", stdin=json.dumps(document))
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def interval(start: str, end: str) -> dict[str, str]:
    return {"start_time": f"2025-01-{start}:00Z", "end_time": f"2025-01-{end}:00Z"}


def local_time(who: str, start: str, end: str, zone: str, inconvenience: int) -> dict[str, object]:
    times = {"start_time": f"2025-01-{start}", "end_time": f"2025-01-{end}", "timeZone": zone}
    return {"participant_id": who, **times, "inconvenience": inconvenience}


@pytest.mark.parametrize("scenario", ["scenario1", "scenario2"])
def test_the_scenarios_of_the_seed_get_the_answer_of_the_seed(evsched: Command, scenario: str) -> None:
    given = json.loads((SEED / f"{scenario}.json").read_text(encoding="utf-8"))
    answers = [{"id": each["participant_id"], "slots": each["slots"]} for each in given["participants"]]
    answer = find(evsched, {**given["event"], "participants": answers})
    expected = given["expected"]["recommendedTimeSlots"]
    assert [{name: window[name] for name in expected[0]} for window in answer["recommendedTimeSlots"]] == expected
    assert (answer["everyone"], answer["reason"], answer["more"]) == (False, None, 0)


def test_the_example_of_the_design_gets_its_answer(evsched: Command) -> None:
    answer = find(evsched, EXAMPLE)
    assert answer == {
        "everyone": False,
        "reason": None,
        "recommendedTimeSlots": [
            {
                "slot": interval("12T19:00", "12T20:30"),
                "meeting": interval("12T19:00", "12T20:00"),
                "availableParticipants": ["alice", "bob"],
                "ifNeededParticipants": [],
                "unavailableParticipants": ["chen", "dana"],
                "unavailable": [
                    {"participant_id": "chen", "reason": "outside"},
                    {"participant_id": "dana", "reason": "no_reply"},
                ],
                "localTimes": [
                    local_time("bob", "12T20:00:00+01:00", "12T21:00:00+01:00", "Europe/Berlin", 3600),
                    local_time("chen", "13T03:00:00+08:00", "13T04:00:00+08:00", "Asia/Shanghai", 7200),
                ],
            }
        ],
        "more": 0,
        "alternatives": answer["alternatives"],
    }


def test_the_alternative_of_that_example_is_chen_alone(evsched: Command) -> None:
    (window,) = find(evsched, EXAMPLE)["alternatives"]
    assert window["slot"] == interval("15T00:00", "15T01:30")
    assert window["meeting"] == interval("15T00:30", "15T01:30")
    assert window["availableParticipants"] == ["chen"]
    assert window["unavailableParticipants"] == ["alice", "bob", "dana"]


def test_a_file_is_read_like_standard_input(evsched: Command, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    done = evsched("find", str(file))
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == find(evsched, SMALL)


def test_nothing_is_stored(evsched: Command, environment: dict[str, str]) -> None:
    find(evsched, SMALL)
    assert not Path(environment["EVSCHED_DB"]).exists()


def test_where_nothing_fits_the_answer_says_why_and_the_exit_code_is_0(evsched: Command) -> None:
    assert find(evsched, SMALL) == {
        "everyone": False,
        "reason": "no_answers",
        "recommendedTimeSlots": [],
        "more": 0,
        "alternatives": [],
    }


def test_the_machines_zone_is_never_in_force(evsched: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    done = evsched("find", "-", stdin=json.dumps({**SMALL, "slots": ["12 Jan 2025, 2 - 4PM"]}))
    assert (done.code, done.out) == (2, "")
    assert "slots[0]" in done.err
    assert "time zone" in done.err


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("nothing.json", "No such file", id="missing"),
        pytest.param(".", "directory", id="folder"),
        pytest.param("a\0b", "no file has such a name", id="nul"),
        pytest.param("x" * 5000, "name too long", id="long"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(evsched: Command, name: str, why: str) -> None:
    done = evsched("find", name)
    assert (done.code, done.out) == (2, "")
    assert why.casefold() in done.err.casefold()
    assert done.err.count("\n") == 1
    assert len(done.err) < 300


def test_a_document_without_end_is_refused(evsched: Command) -> None:
    done = evsched("find", "/dev/zero")
    assert (done.code, done.out) == (2, "")
    assert "larger than 256 MiB" in done.err


def test_a_member_of_a_slot_does_not_stand_beside_the_slots(evsched: Command) -> None:
    done = evsched("find", "-", stdin=json.dumps({**SMALL, "participants": [{"id": "ann", "ifNeeded": []}]}))
    assert (done.code, done.out) == (2, "")
    assert 'participants[0]: there is no member "ifNeeded"' in done.err


def test_names_in_any_script_are_answered_as_they_are(evsched: Command) -> None:
    done = evsched(
        "find", "-", stdin=json.dumps({**SMALL, "participants": [{"id": "नमस्ते 👩‍👩‍👧", "slots": SMALL["slots"]}]})
    )
    assert done.code == 0
    assert '"नमस्ते 👩‍👩‍👧"' in done.out
