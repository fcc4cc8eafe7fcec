"""What may be asked of a recommendation, in a query and in a document, and what is answered then."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.document.writing import interval_document
from evsched.engine.model import Participant
from evsched.engine.text import parse_slots
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from tests.api.asking import LATER, OFFERED, answered, made, problem

FIRST = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:30:00Z"}
QUESTION: dict[str, Any] = {
    "title": "Brainstorming meeting",
    "estimatedTime": "PT1H",
    "timeZone": "America/New_York",
    "slots": ["12 Jan 2025, 2 - 4PM EST", {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"}],
    "participants": [
        {"id": "alice", "slots": ["12 Jan 2025, 2 - 4PM"]},
        {"id": "bob", "timeZone": "Europe/Berlin", "slots": [{**FIRST, "ifNeeded": True}]},
        {
            "id": "chen",
            "timeZone": "Asia/Shanghai",
            "weekly": ["Mon-Fri 8:00-18:00"],
            "busy": ["15 Jan 2025 9:30 - 10:00"],
        },
        {"id": "dana", "required": False},
    ],
    "explain": True,
    "alternatives": 3,
}
CHENS = {"start_time": "2025-01-15T00:00:00Z", "end_time": "2025-01-15T01:30:00Z"}
MEETINGS = (
    {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:00:00Z"},
    {"start_time": "2025-01-15T00:30:00Z", "end_time": "2025-01-15T01:30:00Z"},
)
ANSWER: dict[str, Any] = {
    "everyone": False,
    "reason": None,
    "recommendedTimeSlots": [
        {
            "slot": FIRST,
            "meeting": MEETINGS[0],
            "availableParticipants": ["alice", "bob"],
            "ifNeededParticipants": ["bob"],
            "unavailableParticipants": ["chen", "dana"],
            "unavailable": [
                {"participant_id": "chen", "reason": "outside"},
                {"participant_id": "dana", "reason": "no_reply"},
            ],
            "localTimes": [
                {
                    "participant_id": "bob",
                    "start_time": "2025-01-12T20:00:00+01:00",
                    "end_time": "2025-01-12T21:00:00+01:00",
                    "timeZone": "Europe/Berlin",
                    "inconvenience": 3600,
                },
                {
                    "participant_id": "chen",
                    "start_time": "2025-01-13T03:00:00+08:00",
                    "end_time": "2025-01-13T04:00:00+08:00",
                    "timeZone": "Asia/Shanghai",
                    "inconvenience": 7200,
                },
            ],
        }
    ],
    "more": 0,
    "alternatives": [
        {
            "slot": CHENS,
            "meeting": MEETINGS[1],
            "availableParticipants": ["chen"],
            "ifNeededParticipants": [],
            "unavailableParticipants": ["alice", "bob", "dana"],
            "unavailable": [
                {"participant_id": "alice", "reason": "outside"},
                {"participant_id": "bob", "reason": "outside"},
                {"participant_id": "dana", "reason": "no_reply"},
            ],
            "localTimes": [
                {
                    "participant_id": "bob",
                    "start_time": "2025-01-15T01:30:00+01:00",
                    "end_time": "2025-01-15T02:30:00+01:00",
                    "timeZone": "Europe/Berlin",
                    "inconvenience": 7200,
                },
                {
                    "participant_id": "chen",
                    "start_time": "2025-01-15T08:30:00+08:00",
                    "end_time": "2025-01-15T09:30:00+08:00",
                    "timeZone": "Asia/Shanghai",
                    "inconvenience": 1800,
                },
            ],
        },
    ],
    "blockers": [{"participant_id": "chen", "slots": [FIRST]}],
    "shorter": None,
    "sessions": {
        "meetings": [
            {"meeting": MEETINGS[0], "participants": ["alice", "bob"]},
            {"meeting": MEETINGS[1], "participants": ["chen"]},
        ],
        "unreachable": ["dana"],
        "minimal": True,
    },
    "certain": True,
}
EXPLAINED = ("blockers", "shorter", "sessions", "certain")


def kept_question(client: TestClient) -> str:
    """Keep what the document asks as an event with its answers; return its id."""
    people = [
        {name: who[name] for name in ("id", "timeZone", "required") if name in who} for who in QUESTION["participants"]
    ]
    event = {name: QUESTION[name] for name in ("title", "estimatedTime", "timeZone", "slots")}
    made_event = str(made(client, **event, participants=people)["id"])
    for who in QUESTION["participants"]:
        times = {name: who[name] for name in ("slots", "weekly", "busy") if name in who}
        if times:
            result = client.simulate_post(
                "/participant", json={"participant_id": who["id"], "event_id": made_event, **times}
            )
            assert result.status_code == 200, result.text
    return made_event


def asked(client: TestClient, event: str, query: str) -> Any:
    result = client.simulate_get(f"/event/{event}/find-common-slots", query_string=query)
    assert result.status_code == 200, result.text
    return result.json


def test_the_document_of_the_design_has_its_answer(client: TestClient) -> None:
    found = client.simulate_post("/find-common-slots", json=QUESTION).json
    assert found == ANSWER
    assert [*found] == [*ANSWER]


def test_what_is_kept_is_answered_as_a_document_is(client: TestClient) -> None:
    event = kept_question(client)
    found = asked(client, event, "explain=true&alternatives=3")
    assert found == client.simulate_post("/find-common-slots", json=QUESTION).json


def test_an_explanation_is_there_when_it_is_asked_for_and_then_always(client: TestClient) -> None:
    event = kept_question(client)
    for query in ("", "explain=false"):
        assert not {*EXPLAINED} & asked(client, event, query).keys()
    nobody = made(client)["id"]
    everybody = made(client, participants=["ann"])["id"]
    answered(client, everybody, "ann")
    assert {name: asked(client, everybody, "explain=true")[name] for name in EXPLAINED} == {
        "blockers": [],
        "shorter": None,
        "sessions": None,
        "certain": True,
    }
    found = asked(client, nobody, "explain=true")
    assert found["reason"] == "no_answers"
    assert {*EXPLAINED} <= found.keys()


def test_a_shorter_meeting_is_told_where_one_would_fit(client: TestClient) -> None:
    event = str(made(client, participants=["ann", "bo"])["id"])
    half = {**OFFERED, "end_time": "2025-01-12T14:30:00Z"}
    answered(client, event, "ann")
    answered(client, event, "bo", slots=[half])
    assert asked(client, event, "explain=true")["shorter"] == {"estimatedTime": 1800, "slot": half}


@pytest.mark.parametrize(
    ("query", "document", "names"),
    [
        pytest.param("quorum=2", {"quorum": 2}, [["ann", "bo"]], id="number"),
        pytest.param("quorum=50%25", {"quorum": "50%"}, [["ann", "bo"]], id="percentage"),
        pytest.param("quorum=50%", {"quorum": "50%"}, [["ann", "bo"]], id="percentage-as-people-write-it"),
        pytest.param(
            "quorum=34%25&alternatives=9", {"quorum": "34%", "alternatives": 9}, [["ann", "bo"]], id="rounded"
        ),
        pytest.param("quorum=3", {"quorum": "3"}, None, id="too-many"),
        pytest.param(
            "atLeast=1%20of%20cy", {"atLeast": [{"count": 1, "of": ["cy"]}]}, [["cy"]], id="one-who-must-come"
        ),
        pytest.param(
            "atLeast=1+of+cy,ann&atLeast=1+of+bo",
            {"atLeast": [{"count": 1, "of": ["cy", "ann"]}, {"count": 1, "of": ["bo"]}]},
            [["ann", "bo"]],
            id="two-conditions",
        ),
        pytest.param("atLeast=2%20of%20bo,cy", {"atLeast": [{"count": 2, "of": ["bo", "cy"]}]}, None, id="together"),
    ],
)
def test_conditions_are_obeyed_in_a_query_and_in_a_document(
    client: TestClient, query: str, document: dict[str, Any], names: list[list[str]] | None
) -> None:
    slots = {"ann": [OFFERED], "bo": [OFFERED], "cy": [LATER]}
    event = str(made(client)["id"])
    for who, theirs in slots.items():
        answered(client, event, who, slots=theirs)
    found = asked(client, event, query)
    windows = [*found["recommendedTimeSlots"], *found["alternatives"]]
    assert ([each["availableParticipants"] for each in windows] or None) == names
    assert found["reason"] == (None if names else "quorum")
    people = [{"id": who, "slots": theirs} for who, theirs in slots.items()]
    question = {"estimatedTime": 3600, "slots": [OFFERED, LATER], "participants": people, **document}
    assert client.simulate_post("/find-common-slots", json=question).json == found


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        pytest.param("quorum=", 'cannot read the quorum "": write a number of people such as 4, or 60%', id="blank"),
        pytest.param("quorum=0", "a quorum is 1 or more people, or 1% to 100%, not 0", id="zero"),
        pytest.param("quorum=1&quorum=2", 'the query parameter "quorum" is there 2 times: give it once', id="twice"),
        pytest.param("explain=yes", 'the query parameter "explain" is true or false, not "yes"', id="explain"),
        pytest.param("atLeast=2", 'cannot read "2": write how many of whom, such as 2 of alice, bob, chen', id="whom"),
        pytest.param("atLeast=1 of zoe", '"zoe", whom a condition names, is no participant of the event', id="zoe"),
        pytest.param(
            "&".join(["atLeast=1 of ann"] * 21), "21 conditions are too many: the limit is 20", id="conditions"
        ),
        pytest.param(
            "at_least=1",
            'there is no query parameter "at_least": known are limit, alternatives, quorum, atLeast, explain',
            id="unknown",
        ),
    ],
)
def test_a_query_that_is_none_is_refused(client: TestClient, event_id: str, query: str, detail: str) -> None:
    result = client.simulate_get(f"/event/{event_id}/find-common-slots", query_string=query.replace(" ", "+"))
    assert problem(result, 400, "Invalid input")["detail"] == detail


def test_whom_a_condition_names_may_have_commas(client: TestClient) -> None:
    event = str(made(client, participants=["Chen, Li", "Chen"])["id"])
    answered(client, event, "Chen, Li")
    path = f"/event/{event}/find-common-slots"
    found = client.simulate_get(path, params={"atLeast": '{"count": 1, "of": ["Chen, Li"]}'}).json
    assert found["recommendedTimeSlots"][0]["availableParticipants"] == ["Chen, Li"]
    assert client.simulate_get(path, params={"atLeast": "1 of Chen"}).json["reason"] == "quorum"


def test_the_tag_is_of_what_is_wanted(client: TestClient) -> None:
    """What means the same has the same tag; nothing else has, whatever is in the ids."""
    event = str(made(client, participants=["a", "b", "a, b", "ä"])["id"])

    def tag(*query: tuple[str, str]) -> str:
        result = client.simulate_get(f"/event/{event}/find-common-slots", params=_joined(query))
        assert result.status_code == 200, result.text
        assert result.headers["ETag"].isascii()
        return str(result.headers["ETag"])

    alike = [
        [[], [("explain", "false")], [("limit", "50"), ("alternatives", "0")]],
        [[("explain", "true")]],
        [[("limit", "5")]],
        [[("alternatives", "5")]],
        [[("quorum", "2")], [("quorum", " 02")]],
        [[("quorum", "2%")]],
        [[("atLeast", "1 of a,b")], [("atLeast", "1 of b, a")], [("atLeast", '{"of": ["a", "b"], "count": 1}')]],
        [[("atLeast", '{"of": ["a, b"], "count": 1}')]],
        [[("atLeast", "2 of a, b")]],
        [[("atLeast", "1 of a"), ("atLeast", "1 of b")], [("atLeast", "1 of b"), ("atLeast", "1 of a")]],
        [[("atLeast", "1 of ä")], [("atLeast", "1 of a\u0308")]],
    ]
    tags = [{tag(*query) for query in queries} for queries in alike]
    assert [len(each) for each in tags] == [1] * len(alike)
    assert not any(one & other for one, other in combinations(tags, 2))


def _joined(query: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    return {name: [value for each, value in query if each == name] for name, _ in query}


def test_the_tag_is_of_what_the_series_has_cost(client: TestClient, store: SqliteStore) -> None:
    """What the meeting of one event has cost people decides for another which window comes first."""
    people = [Participant("ann", "Europe/Berlin"), Participant("bo", "America/New_York")]
    slots = parse_slots("14 Jan 2025, 13:00 - 14:00 UTC, 14 Jan 2025, 20:00 - 21:00 UTC")
    first, second, other = (
        Scheduler(store).create_event("Sync", timedelta(hours=1), slots, people, series=series).id
        for series in ("Sync", "Sync", None)
    )
    for event in (first, second, other):
        for who in people:
            answered(client, event, who.id, slots=[interval_document(slot) for slot in slots])
    path, query = "/event/{}/find-common-slots", "explain=true"
    before = {event: client.simulate_get(path.format(event), query_string=query) for event in (second, other)}
    chosen = client.simulate_put(f"/event/{first}/meeting", json={"start_time": "2025-01-14T13:00:00Z"})
    assert chosen.status_code == 200, chosen.text
    after = {
        event: client.simulate_get(
            path.format(event), query_string=query, headers={"If-None-Match": before[event].headers["ETag"]}
        )
        for event in (second, other)
    }
    assert (after[other].status_code, after[second].status_code) == (304, 200)
    windows = after[second].json["recommendedTimeSlots"]
    assert [each["slot"]["start_time"] for each in windows] == ["2025-01-14T20:00:00Z", "2025-01-14T13:00:00Z"]
    assert windows == before[second].json["recommendedTimeSlots"][::-1]
