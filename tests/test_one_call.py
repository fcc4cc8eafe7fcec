"""``find``: the one-call document as a library gives it."""

from __future__ import annotations

import json

import pytest

from evsched import InvalidInput, find

SLOT = "12 Jan 2025, 2 - 4PM EST"


def test_find_answers_a_document_with_a_document() -> None:
    answer = find({"estimatedTime": "1h", "slots": [SLOT], "participants": [{"id": "ann", "slots": [SLOT]}, "bo"]})
    slot = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}
    assert answer == {
        "everyone": False,
        "reason": None,
        "recommendedTimeSlots": [
            {
                "slot": slot,
                "meeting": slot | {"end_time": "2025-01-12T20:00:00Z"},
                "availableParticipants": ["ann"],
                "ifNeededParticipants": [],
                "unavailableParticipants": ["bo"],
                "unavailable": [{"participant_id": "bo", "reason": "no_reply"}],
                "localTimes": [],
            }
        ],
        "more": 0,
        "alternatives": [],
    }
    assert json.loads(json.dumps(answer)) == answer


def test_find_takes_tuples_for_lists() -> None:
    assert find({"estimatedTime": 3600, "slots": (SLOT,), "participants": ("ann",)})["reason"] == "no_answers"


def test_find_changes_nothing_in_its_document() -> None:
    document = {"estimatedTime": "1h", "slots": [SLOT], "participants": [{"id": "ann", "slots": [SLOT]}]}
    before = json.dumps(document)
    find(document)
    assert json.dumps(document) == before


def test_the_answer_does_not_depend_on_the_order_of_participants() -> None:
    people = [{"id": name, "slots": [SLOT], "timeZone": "Asia/Tokyo"} for name in ("ann", "bo", "cy")]
    document = {"estimatedTime": "1h", "slots": [SLOT]}
    assert find(document | {"participants": people}) == find(document | {"participants": people[::-1]})


@pytest.mark.parametrize(
    ("limit", "alternatives", "recommended", "more", "added"),
    [
        pytest.param(50, 0, 3, 0, 0, id="default"),
        pytest.param(1, 0, 1, 2, 0, id="limit"),
        pytest.param(1, 1, 1, 2, 1, id="both"),
        pytest.param(500, 500, 3, 0, 2, id="most"),
    ],
)
def test_limit_and_alternatives_are_obeyed(
    limit: int, alternatives: int, recommended: int, more: int, added: int
) -> None:
    days = [f"{day} Jan 2025, 9:00 - 10:00 UTC" for day in range(13, 18)]
    people = [{"id": "ann", "slots": days}, {"id": "bo", "slots": days[:3]}]
    answer = find(
        {"estimatedTime": "1h", "slots": days, "participants": people, "limit": limit, "alternatives": alternatives}
    )
    assert (len(answer["recommendedTimeSlots"]), answer["more"], len(answer["alternatives"])) == (
        recommended,
        more,
        added,
    )


@pytest.mark.parametrize(("name", "value"), [("limit", 0), ("limit", 501), ("alternatives", -1), ("alternatives", 501)])
def test_a_number_out_of_bounds_is_refused(name: str, value: int) -> None:
    with pytest.raises(InvalidInput, match=name):
        find({"estimatedTime": "1h", "slots": [SLOT], name: value})
