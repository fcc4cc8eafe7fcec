"""Choices, organizers and deadlines that are refused, each with what is wrong, and nothing is kept of them."""

from __future__ import annotations

from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, LATER, OFFERED, answered, kept, made, problem
from tests.api.choosing import CHOSEN, FOUR, THREE, TWO, choose, read

NO_INSTANT = "is no RFC 3339 time with an offset, such as 2025-01-12T14:00:00Z"
LASTS = "the meeting lasts as long as the event says, 1 h"
REFUSED: dict[str, tuple[object, str | None, str]] = {
    "no-object": ([], None, "an object with start_time, end_time, force stands here, not a list"),
    "nothing": ({}, None, 'the member "start_time" is missing'),
    "misspelt": ({"start_time": TWO, "forced": True}, None, 'there is no member "forced": did you mean "force"?'),
    "null": ({"start_time": None}, "/start_time", "a text stands here, not null"),
    "number": ({"start_time": 1736690400}, "/start_time", "a text stands here, not a number"),
    "text-of-a-slot": ({"start_time": "12 Jan 2025, 2PM UTC"}, "/start_time", f'"12 Jan 2025, 2PM UTC" {NO_INSTANT}'),
    "without-an-offset": ({"start_time": "2025-01-12T14:00:00"}, "/start_time", f'"2025-01-12T14:00:00" {NO_INSTANT}'),
    "no-such-day": (
        {"start_time": "2025-02-30T14:00:00Z"},
        "/start_time",
        '"2025-02-30T14:00:00Z" is a time that no calendar or clock has',
    ),
    "before-1970": (
        {"start_time": "1969-12-31T23:59:59Z"},
        "/start_time",
        "1969-12-31T23:59:59Z is outside the years 1970 to 2199",
    ),
    "at-the-end-of-time": (
        {"start_time": "9999-12-31T23:59:59Z"},
        "/start_time",
        "9999-12-31T23:59:59Z is outside the years 1970 to 2199",
    ),
    "into-2200": (
        {"start_time": "2199-12-31T23:30:00Z"},
        "/start_time",
        "2200-01-01T00:30:00Z is outside the years 1970 to 2199",
    ),
    "end-too-late": ({"start_time": TWO, "end_time": FOUR}, "/end_time", LASTS),
    "end-too-early": ({"start_time": TWO, "end_time": "2025-01-12T14:59:59Z"}, "/end_time", LASTS),
    "end-before-the-start": ({"start_time": TWO, "end_time": "2025-01-12T13:00:00Z"}, "/end_time", LASTS),
    "end-at-the-end-of-time": (
        {"start_time": TWO, "end_time": "9999-12-31T23:59:59Z"},
        "/end_time",
        "9999-12-31T23:59:59Z is outside the years 1970 to 2199",
    ),
    "end-number": ({"start_time": TWO, "end_time": 0}, "/end_time", "a text stands here, not a number"),
    "force-text": ({"start_time": TWO, "force": "yes"}, "/force", "true or false stands here, not a text"),
    "force-number": ({"start_time": TWO, "force": 1}, "/force", "true or false stands here, not a number"),
    "force-null": ({"start_time": TWO, "force": None}, "/force", "true or false stands here, not null"),
}


@pytest.mark.parametrize(
    ("body", "pointer", "detail"), [pytest.param(*case, id=name) for name, case in REFUSED.items()]
)
def test_a_choice_that_is_not_understood_is_told_at_its_place(
    client: TestClient, store: SqliteStore, review: str, body: object, pointer: str | None, detail: str
) -> None:
    before = kept(store)
    refused = problem(client.simulate_put(f"/event/{review}/meeting", json=body), 400, "Invalid input")
    if pointer is None:
        assert refused["detail"] == detail
    else:
        assert refused["errors"] == [{"pointer": pointer, "detail": detail}]
    assert kept(store) == before


@pytest.mark.parametrize(
    ("members", "pointer", "detail"),
    [
        pytest.param(
            {"organizer": "olga"},
            "/organizer",
            '"olga" is no mail address: write one such as ann@example.com, without a name beside it',
            id="no-address",
        ),
        pytest.param({"organizer": 5}, "/organizer", "a text stands here, not a number", id="organizer-number"),
        pytest.param(
            {"organizer": "olga@example.com\r\nATTENDEE:mailto:x@example.com"},
            "/organizer",
            '"olga@example.com\\r\\nATTENDEE:mailto:x@example.com" is no mail address: '
            "write one such as ann@example.com, without a name beside it",
            id="more-than-an-address",
        ),
        pytest.param({"deadline": "tomorrow"}, "/deadline", f'"tomorrow" {NO_INSTANT}', id="no-instant"),
        pytest.param({"deadline": 5}, "/deadline", "a text stands here, not a number", id="deadline-number"),
        pytest.param(
            {"deadline": "2200-01-02T00:00:00Z"},
            "/deadline",
            "2200-01-02T00:00:00Z is outside the years 1970 to 2199",
            id="too-far-away",
        ),
        pytest.param(
            {"deadline": "2025-01-06T12:00:00Z"},
            "/deadline",
            "it has passed already, at Mon 6 Jan 2025, 12:00 UTC",
            id="now",
        ),
        pytest.param(
            {"deadline": "2025-01-06T11:00:00Z", "timeZone": "Europe/Berlin"},
            "/deadline",
            "it has passed already, at Mon 6 Jan 2025, 12:00 CET (UTC+1)",
            id="passed",
        ),
    ],
)
def test_an_organizer_or_a_deadline_that_is_none_is_told_at_its_place(
    timed: TestClient, store: SqliteStore, members: dict[str, Any], pointer: str, detail: str
) -> None:
    event = made(timed)["id"]
    before = kept(store)
    for method, path in (("POST", "/event"), ("PUT", f"/event/{event}")):
        refused = problem(timed.simulate_request(method, path, json={**EVENT, **members}), 400, "Invalid input")
        assert refused["errors"] == [{"pointer": pointer, "detail": detail}]
    assert kept(store) == before


@pytest.mark.parametrize("required", [True, False])
def test_who_is_required_and_cannot_come_or_has_not_answered_is_named(client: TestClient, required: bool) -> None:
    event = str(made(client, participants=["ann", "bo", {"id": "cy", "required": required}])["id"])
    answered(client, event, "ann", slots=[CHOSEN])
    answered(client, event, "bo", slots=[LATER])
    absent = ["bo", "cy"] if required else ["bo"]
    refused = problem(choose(client, event), 409, "Conflict")
    assert (refused["type"], refused["participants"]) == ("urn:evsched:problem:required-absent", absent)
    assert refused["detail"] == (
        f"not everyone who is required can come then, or has answered: {', '.join(absent)}; "
        'choose another time, or insist on this one (--force, "force": true)'
    )
    assert read(client, event)["meeting"] is None
    assert choose(client, event, force=False).status_code == 409
    assert choose(client, event, force=True).json["meeting"] == CHOSEN


@pytest.mark.parametrize("character", ["x", "é", "🎉", '"'])
def test_a_crowd_that_cannot_come_fits_into_the_answer(client: TestClient, character: str) -> None:
    people = [f"{number:02}{character * 62}" for number in range(40)]
    refused = problem(choose(client, made(client, participants=people)["id"]), 409)
    named = refused.get("participants", [])
    assert named == people[: len(named)]
    assert len(named) <= 20
    assert people[0] in refused["detail"]
    assert character != "x" or "and 30 others" in refused["detail"]


def test_weekly_hours_and_busy_times_count_for_who_can_come(client: TestClient) -> None:
    event = made(client, participants=["ann"], slots=[OFFERED])["id"]
    answered(client, event, "ann", slots=[], weekly=["Sun 9-15 UTC"], busy=[{**CHOSEN, "ifNeeded": True}])
    problem(choose(client, event, THREE), 409)
    assert choose(client, event, TWO).status_code == 200
