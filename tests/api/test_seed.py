"""The nine routes of the Go server that evsched re-implements: its clients work unchanged in open mode."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import TestClient

from tests.api.asking import EVENT, LATER, MEETING, OFFERED, UNKNOWN, answer, answered, made, problem

SCENARIOS = Path(__file__).parent.parent / "data" / "seed"
PARTICIPANT_ROW = [{"id": "ann", "availability": [OFFERED]}]


@pytest.mark.parametrize("scenario", ["scenario1", "scenario2"])
def test_a_scenario_of_the_seed_gives_what_the_seed_gave(client: TestClient, scenario: str) -> None:
    document: dict[str, Any] = json.loads((SCENARIOS / f"{scenario}.json").read_text(encoding="utf-8"))
    created = client.simulate_post("/event", json=document["event"])
    assert created.status_code == 201
    event_id = created.json["message"].removeprefix("Event created successfully with ID: ")
    for each in document["participants"]:
        recorded = client.simulate_post("/participant", json={**each, "event_id": event_id})
        assert (recorded.status_code, recorded.json["message"]) == (200, "Availability created successfully")
    found = client.simulate_get(f"/event/{event_id}/find-common-slots")
    assert found.status_code == 200
    expected = document["expected"]["recommendedTimeSlots"]
    assert [{name: each[name] for name in expected[0]} for each in found.json["recommendedTimeSlots"]] == expected


def test_creating_an_event_gives_its_id(client: TestClient) -> None:
    result = client.simulate_post("/event", json=EVENT)
    assert result.status_code == 201
    found = re.fullmatch(r"Event created successfully with ID: ([0-9a-hjkmnp-tv-z]{26})", result.json["message"])
    assert found is not None
    event_id = found[1]
    assert result.json["id"] == event_id
    assert client.simulate_get(result.headers["Location"]).json["id"] == event_id
    assert re.fullmatch(r"evo_[A-Za-z0-9_-]{43}", result.json["organizerToken"])


@pytest.mark.parametrize("path", ["/events", "/event"])
def test_an_event_is_read_as_it_was_given(client: TestClient, event_id: str, path: str) -> None:
    result = client.simulate_get(f"{path}/{event_id}")
    assert result.status_code == 200
    assert {name: result.json[name] for name in EVENT} == EVENT
    assert result.json["id"] == event_id
    assert "message" not in result.json
    assert "organizerToken" not in result.json


def test_slots_of_an_event_are_given_in_their_order_and_participants_sorted(client: TestClient) -> None:
    created = made(client, slots=[LATER, OFFERED], participants=["bo", {"id": "ann", "required": False}])
    read = client.simulate_get(f"/events/{created['id']}").json
    assert read["slots"] == [LATER, OFFERED]
    assert read["participants"] == ["ann", "bo"]
    assert read["participantDetails"] == [
        {"id": "ann", "required": False, "timeZone": None, "usualHours": []},
        {"id": "bo", "required": True, "timeZone": None, "usualHours": []},
    ]


def test_changing_an_event_replaces_what_it_holds(client: TestClient, event_id: str) -> None:
    changed = {"title": "New", "estimatedTime": 1800, "slots": [LATER], "participants": ["ann"]}
    result = client.simulate_put(f"/event/{event_id}", json=changed)
    assert (result.status_code, result.json["message"]) == (200, "Event updated successfully")
    read = client.simulate_get(f"/events/{event_id}").json
    assert {name: read[name] for name in changed} == changed


def test_changing_an_event_without_participants_keeps_them_and_their_answers(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    changed = {name: EVENT[name] for name in EVENT if name != "participants"}
    result = client.simulate_put(f"/event/{event_id}", json=changed)
    assert result.json["participants"] == ["ann", "bo", "cy"]
    assert client.simulate_get("/participant/ann").json[0]["availability"] == [OFFERED]


def test_who_is_left_out_of_the_participants_loses_invitation_and_answer(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    answered(client, event_id, "bo")
    result = client.simulate_put(f"/event/{event_id}", json={**EVENT, "participants": ["bo"]})
    assert result.json["participants"] == ["bo"]
    problem(client.simulate_get("/participant/ann"), 404, "Participant not found")
    assert len(client.simulate_get("/participant/bo").json) == 1
    answered(client, event_id, "ann")


def test_what_was_read_of_an_event_can_be_put_back(client: TestClient, event_id: str) -> None:
    read = client.simulate_get(f"/events/{event_id}").json
    result = client.simulate_put(f"/event/{event_id}", json={**read, "title": "New"})
    assert result.status_code == 200
    assert client.simulate_get(f"/events/{event_id}").json == {
        **read,
        "title": "New",
        "version": result.json["version"],
        "sequence": read["sequence"] + 1,
    }


def test_deleting_an_event_leaves_nothing_of_it(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    result = client.simulate_delete(f"/event/{event_id}")
    assert (result.status_code, result.content) == (204, b"")
    problem(client.simulate_get(f"/events/{event_id}"), 404, "Event not found")
    problem(client.simulate_get("/participant/ann"), 404, "Participant not found")


def test_a_first_answer_is_recorded(client: TestClient, event_id: str) -> None:
    result = client.simulate_post("/participant", json=answer("ann", event_id))
    assert (result.status_code, result.json["message"]) == (200, "Availability created successfully")
    assert re.fullmatch(r"evp_[A-Za-z0-9_-]{43}", result.json["participantToken"])


def test_a_second_first_answer_is_refused(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    again = client.simulate_post("/participant", json=answer("ann", event_id, slots=[LATER]))
    problem(again, 409, "This availability has already been recorded")
    assert client.simulate_get("/participant/ann").json[0]["availability"] == [OFFERED]


def test_who_answers_uninvited_becomes_a_participant(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "dora")
    assert client.simulate_get(f"/events/{event_id}").json["participants"] == ["ann", "bo", "cy", "dora"]


def test_a_participant_is_read_as_a_list_of_answers_by_event(client: TestClient, event_id: str) -> None:
    other = made(client)["id"]
    answered(client, event_id, "ann")
    answered(client, other, "ann", slots=[])
    result = client.simulate_get("/participant/ann")
    assert result.status_code == 200
    assert result.json == sorted(
        [
            {"id": "ann", "event_id": event_id, "availability": [OFFERED]},
            {"id": "ann", "event_id": other, "availability": []},
        ],
        key=lambda each: str(each["event_id"]),
    )


def test_an_id_is_the_same_however_its_characters_are_composed(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "Zoe\u0308")
    for typed in ("/participant/Zo%C3%AB", "/participant/Zoe%CC%88"):
        assert client.simulate_get(typed).status_code == 200
        changed = client.simulate_put(typed, json={"event_id": event_id, "slots": [LATER]})
        assert changed.json["id"] == "Zo\u00eb"


def test_an_answer_is_changed(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    result = client.simulate_put("/participant/ann", json={"event_id": event_id, "slots": [LATER]})
    assert (result.status_code, result.json["message"]) == (200, "Availability updated successfully")
    assert client.simulate_get("/participant/ann").json[0]["availability"] == [LATER]


def test_deleting_an_answer_takes_the_person_off_the_event(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    result = client.simulate_delete(f"/participant/ann/event/{event_id}")
    assert (result.status_code, result.json) == (200, {"message": "All slots for this event deleted successfully"})
    assert client.simulate_get(f"/events/{event_id}").json["participants"] == ["bo", "cy"]
    problem(client.simulate_get("/participant/ann"), 404, "Participant not found")


def test_common_slots_name_those_who_cannot(client: TestClient, event_id: str) -> None:
    answered(client, event_id, "ann")
    answered(client, event_id, "bo")
    result = client.simulate_get(f"/event/{event_id}/find-common-slots")
    assert result.status_code == 200
    (found,) = result.json["recommendedTimeSlots"]
    assert (found["slot"], found["unavailableParticipants"]) == (OFFERED, ["cy"])


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        pytest.param("GET", f"/events/{UNKNOWN}", None, "Event not found", id="GET-event"),
        pytest.param("GET", f"/event/{UNKNOWN}", None, "Event not found", id="GET-event-singular"),
        pytest.param("PUT", f"/event/{UNKNOWN}", EVENT, "Event not found", id="PUT-event"),
        pytest.param("DELETE", f"/event/{UNKNOWN}", None, "Event not found", id="DELETE-event"),
        pytest.param("POST", "/participant", answer("ann", UNKNOWN), "Event not found", id="POST-answer"),
        pytest.param("GET", "/participant/nobody", None, "Participant not found", id="GET-participant"),
        pytest.param("PUT", "/participant/ann", answer("ann", UNKNOWN), "Event not found", id="PUT-answer-event"),
        pytest.param("DELETE", f"/participant/ann/event/{UNKNOWN}", None, "Event not found", id="DELETE-answer-event"),
        pytest.param("GET", f"/event/{UNKNOWN}/find-common-slots", None, "Event not found", id="GET-common-slots"),
        pytest.param("GET", f"/event/{UNKNOWN}/availability", None, "Event not found", id="GET-availability"),
        pytest.param("GET", f"/event/{UNKNOWN}/calendar.ics", None, "Event not found", id="GET-calendar"),
        pytest.param("PUT", f"/event/{UNKNOWN}/meeting", MEETING, "Event not found", id="PUT-meeting"),
        pytest.param("DELETE", f"/event/{UNKNOWN}/meeting", None, "Event not found", id="DELETE-meeting"),
    ],
)
def test_what_does_not_exist_is_not_found(
    client: TestClient, method: str, path: str, body: dict[str, Any] | None, message: str
) -> None:
    problem(client.simulate_request(method, path, json=body), 404, message)


@pytest.mark.parametrize("who", ["bo", "stranger"])
def test_without_an_answer_there_is_none_to_change_or_delete(client: TestClient, event_id: str, who: str) -> None:
    answered(client, event_id, "ann")
    message = "Participant or event not found"
    problem(client.simulate_put(f"/participant/{who}", json={"event_id": event_id, "slots": []}), 404, message)
    problem(client.simulate_delete(f"/participant/{who}/event/{event_id}"), 404, message)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("POST", "/event", id="POST-event"),
        pytest.param("PUT", "/event/{event}", id="PUT-event"),
        pytest.param("POST", "/participant", id="POST-answer"),
        pytest.param("PUT", "/participant/ann", id="PUT-answer"),
    ],
)
def test_a_body_that_is_not_understood_is_invalid_input(
    client: TestClient, event_id: str, method: str, path: str
) -> None:
    answered(client, event_id, "ann")
    result = client.simulate_request(method, path.replace("{event}", event_id), json={"slots": "whenever"})
    problem(result, 400, "Invalid input")


def test_an_id_is_never_given_twice(client: TestClient) -> None:
    """The seed counted its events, so that after a deletion the next one overwrote a live one."""
    first, second = made(client)["id"], made(client)["id"]
    client.simulate_delete(f"/event/{first}")
    third = made(client, title="Third")["id"]
    assert len({first, second, third}) == 3
    assert client.simulate_get(f"/events/{second}").json["title"] == "Review"
