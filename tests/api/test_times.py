"""Weekly hours and busy times in answers: what they mean, and that what was read can be sent back."""

from __future__ import annotations

from typing import Any

import pytest
from falcon.testing import Result, TestClient

from tests.api.asking import EVENT, made, problem


def hours(start: str, end: str) -> dict[str, str]:
    """A slot of 13 January 2025, a Monday, in UTC."""
    return {"start_time": f"2025-01-13T{start}:00Z", "end_time": f"2025-01-13T{end}:00Z"}


MONDAY = hours("08:00", "18:00")
BERLIN = "Europe/Berlin"
NINE_TO_NOON = {"text": "Mon-Fri 9-12", "timeZone": "UTC"}
LUNCH = hours("10:00", "11:00")
IF_NEEDED = {**hours("09:00", "10:00"), "ifNeeded": True}

ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any], list[dict[str, str]]]] = {
    "slots": ({"slots": [LUNCH]}, {"availability": [LUNCH]}, [LUNCH]),
    "declined": ({"slots": []}, {"availability": []}, []),
    "no-weekly-hours": ({"weekly": []}, {"availability": []}, []),
    "weekly": (
        {"weekly": ["Mon-Fri 9-12 UTC", {"text": "Mon 14-16", "timeZone": BERLIN}]},
        {
            "availability": [],
            "weekly": [{"text": "Mon-Fri 9-12 UTC", "timeZone": "UTC"}, {"text": "Mon 14-16", "timeZone": BERLIN}],
        },
        [hours("09:00", "12:00"), hours("13:00", "15:00")],
    ),
    "busy": (
        {"busy": [LUNCH]},
        {"availability": [], "busy": [LUNCH]},
        [hours("08:00", "10:00"), hours("11:00", "18:00")],
    ),
    "never-busy": ({"busy": []}, {"availability": [MONDAY]}, [MONDAY]),
    "busy-as-text": (
        {"busy": ["13 Jan 2025, 10 - 11AM UTC", {"text": "13 Jan 2025, 17:00 - 19:00", "timeZone": BERLIN}]},
        {"availability": [], "busy": [LUNCH, hours("16:00", "18:00")]},
        [hours("08:00", "10:00"), hours("11:00", "16:00")],
    ),
    "busy-and-if-needed": (
        {"busy": [LUNCH, IF_NEEDED, {**hours("15:00", "16:00"), "ifNeeded": False}]},
        {"availability": [], "busy": [LUNCH, IF_NEEDED, hours("15:00", "16:00")]},
        [hours("08:00", "10:00"), hours("11:00", "15:00"), hours("16:00", "18:00")],
    ),
    "slots-if-needed": (
        {
            "slots": [LUNCH, IF_NEEDED, {"text": "13 Jan 2025, 16:00 - 17:00", "timeZone": BERLIN, "ifNeeded": True}],
            "timeZone": "UTC",
        },
        {"availability": [LUNCH, IF_NEEDED, {**hours("15:00", "16:00"), "ifNeeded": True}]},
        [hours("09:00", "11:00"), hours("15:00", "16:00")],
    ),
    "busy-if-needed-as-text": (
        {"busy": [{"text": "13 Jan 2025, 8 - 10AM UTC, 13 Jan 2025, 5 - 6PM UTC", "ifNeeded": True}, LUNCH]},
        {
            "availability": [],
            "busy": [
                {**hours("08:00", "10:00"), "ifNeeded": True},
                {**hours("17:00", "18:00"), "ifNeeded": True},
                LUNCH,
            ],
        },
        [hours("08:00", "10:00"), hours("11:00", "18:00")],
    ),
    "weekly-without-busy": (
        {"weekly": [NINE_TO_NOON], "busy": [LUNCH]},
        {"availability": [], "weekly": [NINE_TO_NOON], "busy": [LUNCH]},
        [hours("09:00", "10:00"), hours("11:00", "12:00")],
    ),
    "all-at-once": (
        {"slots": [hours("16:00", "18:00")], "weekly": [NINE_TO_NOON], "busy": [LUNCH, hours("17:00", "18:00")]},
        {
            "availability": [hours("16:00", "18:00")],
            "weekly": [NINE_TO_NOON],
            "busy": [LUNCH, hours("17:00", "18:00")],
        },
        [hours("09:00", "10:00"), hours("11:00", "12:00"), hours("16:00", "17:00")],
    ),
    "null": ({"slots": None, "weekly": None, "busy": [MONDAY]}, {"availability": [], "busy": [MONDAY]}, []),
}
"""What is sent, what is read, and when they are free by it."""
CASES = [pytest.param(*case, id=name) for name, case in ANSWERS.items()]


@pytest.fixture
def event(client: TestClient) -> str:
    """An event on that Monday that takes an hour; anyone may answer."""
    return str(made(client, slots=[MONDAY], participants=[])["id"])


def free_slots(client: TestClient, event: str) -> list[dict[str, str]]:
    """When the one who has answered can come, by what is recommended."""
    found = client.simulate_get(f"/event/{event}/find-common-slots").json
    return sorted((each["slot"] for each in found["recommendedTimeSlots"]), key=lambda slot: slot["start_time"])


def post(client: TestClient, event: str, times: dict[str, Any]) -> Result:
    return client.simulate_post("/participant", json={"participant_id": "ann", "event_id": event, **times})


def put(client: TestClient, event: str, times: dict[str, Any]) -> Result:
    return client.simulate_put("/participant/ann", json={"event_id": event, **times})


@pytest.mark.parametrize(("sent", "read", "free"), CASES)
def test_an_answer_is_read_as_it_was_given_and_means_what_it_says(
    client: TestClient, event: str, sent: dict[str, Any], read: dict[str, Any], free: list[dict[str, str]]
) -> None:
    given = post(client, event, sent)
    assert given.status_code == 200, given.text
    whole = {"id": "ann", "event_id": event, **read}
    assert {name: each for name, each in given.json.items() if name not in ("message", "participantToken")} == whole
    assert client.simulate_get("/participant/ann").json == [whole]
    times = {"slots": read["availability"], **{name: read[name] for name in read if name != "availability"}}
    everyone = client.simulate_get(f"/event/{event}/availability").json
    assert everyone == [{"participant_id": "ann", "answered": True, **times}]
    assert free_slots(client, event) == free


@pytest.mark.parametrize(("sent", "read", "free"), CASES)
def test_a_changed_answer_is_what_a_first_one_would_be(
    client: TestClient, event: str, sent: dict[str, Any], read: dict[str, Any], free: list[dict[str, str]]
) -> None:
    post(client, event, {"slots": [MONDAY], "weekly": ["daily 0-24 UTC"], "busy": []})
    changed = put(client, event, sent)
    assert changed.json == {"message": "Availability updated successfully", "id": "ann", "event_id": event, **read}
    assert client.simulate_get("/participant/ann").json == [{"id": "ann", "event_id": event, **read}]
    assert free_slots(client, event) == free


@pytest.mark.parametrize(("sent", "read", "free"), CASES)
@pytest.mark.parametrize("at", ["participant", "availability", "first-answer"])
def test_what_was_read_can_be_sent_back_and_means_the_same(
    client: TestClient, event: str, at: str, sent: dict[str, Any], read: dict[str, Any], free: list[dict[str, str]]
) -> None:
    given = post(client, event, sent).json
    path = f"/event/{event}/availability" if at == "availability" else "/participant/ann"
    (seen,) = [given] if at == "first-answer" else client.simulate_get(path).json
    assert put(client, event, {"slots": [MONDAY]}).status_code == 200
    assert put(client, event, {**seen, "event_id": event}).status_code == 200
    assert client.simulate_get("/participant/ann").json == [{"id": "ann", "event_id": event, **read}]
    assert free_slots(client, event) == free
    elsewhere = made(client, slots=[MONDAY], participants=[])["id"]
    assert post(client, elsewhere, {**seen, "event_id": elsewhere}).status_code == 200
    assert free_slots(client, elsewhere) == free


def test_slots_count_before_what_an_answer_calls_them(client: TestClient, event: str) -> None:
    assert post(client, event, {"slots": [LUNCH], "availability": [MONDAY]}).json["availability"] == [LUNCH]


@pytest.mark.parametrize(("sent", "_read", "free"), CASES)
def test_one_document_is_answered_as_what_is_kept(
    client: TestClient, event: str, sent: dict[str, Any], _read: object, free: list[dict[str, str]]
) -> None:
    post(client, event, sent)
    question = {**EVENT, "slots": [MONDAY], "participants": [{"id": "ann", **sent}]}
    found = client.simulate_post("/find-common-slots", json=question).json
    assert found == client.simulate_get(f"/event/{event}/find-common-slots").json
    assert sorted(each["slot"]["start_time"] for each in found["recommendedTimeSlots"]) == [
        each["start_time"] for each in free
    ]


def test_a_document_of_four_is_answered_with_who_can_come_and_who_cannot(client: TestClient) -> None:
    first = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:30:00Z"}
    question = {
        "estimatedTime": "PT1H",
        "timeZone": "America/New_York",
        "slots": [
            "12 Jan 2025, 2 - 4PM EST",
            {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"},
        ],
        "participants": [
            {"id": "alice", "slots": ["12 Jan 2025, 2 - 4PM"]},
            {"id": "bob", "timeZone": BERLIN, "slots": [first]},
            {
                "id": "chen",
                "timeZone": "Asia/Shanghai",
                "weekly": ["Mon-Fri 8:00-18:00"],
                "busy": ["15 Jan 2025 9:30 - 10:00"],
            },
            {"id": "dana", "required": False},
        ],
        "alternatives": 5,
    }
    found = client.simulate_post("/find-common-slots", json=question).json
    assert [(each["slot"], each["availableParticipants"]) for each in found["recommendedTimeSlots"]] == [
        (first, ["alice", "bob"])
    ]
    assert {each["participant_id"]: each["reason"] for each in found["recommendedTimeSlots"][0]["unavailable"]} == {
        "chen": "outside",
        "dana": "no_reply",
    }
    theirs = {"start_time": "2025-01-15T00:00:00Z", "end_time": "2025-01-15T01:30:00Z"}
    assert (theirs, ["chen"]) in [(each["slot"], each["availableParticipants"]) for each in found["alternatives"]]


def test_weekly_hours_count_within_what_the_event_offers_now(client: TestClient, event: str) -> None:
    """The kept answer of before is not given again."""
    post(client, event, {"weekly": ["Mon, Tue 9-12 UTC"]})
    assert free_slots(client, event) == [hours("09:00", "12:00")]
    tuesday = {"start_time": "2025-01-14T11:00:00Z", "end_time": "2025-01-14T18:00:00Z"}
    client.simulate_put(f"/event/{event}", json={**EVENT, "slots": [MONDAY, tuesday], "participants": ["ann"]})
    assert free_slots(client, event) == [hours("09:00", "12:00"), {**tuesday, "end_time": "2025-01-14T12:00:00Z"}]


def test_of_what_is_offered_only_later_somebody_busy_has_said_nothing(client: TestClient, event: str) -> None:
    post(client, event, {"busy": [LUNCH]})
    tuesday = {"start_time": "2025-01-14T11:00:00Z", "end_time": "2025-01-14T18:00:00Z"}
    client.simulate_put(f"/event/{event}", json={**EVENT, "slots": [MONDAY, tuesday], "participants": ["ann"]})
    assert free_slots(client, event) == [hours("08:00", "10:00"), hours("11:00", "18:00")]
    (seen,) = client.simulate_get("/participant/ann").json
    put(client, event, seen)
    assert free_slots(client, event) == [hours("08:00", "10:00"), hours("11:00", "18:00"), tuesday]


def test_the_tag_of_an_answer_changes_with_its_weekly_hours_and_busy_times(client: TestClient, event: str) -> None:
    post(client, event, {"slots": [LUNCH]})
    tags = []
    more: dict[str, Any]
    for more in (
        {},
        {"weekly": [NINE_TO_NOON]},
        {"busy": [LUNCH]},
        {"busy": [{**LUNCH, "ifNeeded": True}]},
    ):
        put(client, event, {"slots": [LUNCH], **more})
        paths = ("/participant/ann", f"/event/{event}/availability", f"/event/{event}/find-common-slots")
        tags.append([client.simulate_get(path).headers["ETag"] for path in paths])
    assert [len({*column}) for column in zip(*tags, strict=True)] == [4, 4, 4]


def test_a_repeated_first_answer_is_answered_with_its_weekly_hours_again(client: TestClient, event: str) -> None:
    body = {"participant_id": "ann", "event_id": event, "weekly": [NINE_TO_NOON], "busy": [LUNCH]}
    first, again = (
        client.simulate_post("/participant", json=body, headers={"Idempotency-Key": "one-key-for-both-of-them"})
        for _ in range(2)
    )
    assert {**first.json, "participantToken": ""} == {**again.json, "participantToken": ""}
    other = client.simulate_post(
        "/participant", json={**body, "busy": []}, headers={"Idempotency-Key": "one-key-for-both-of-them"}
    )
    problem(other, 422)
