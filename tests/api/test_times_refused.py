"""Weekly hours and busy times that are refused, each at its place, whatever they are sent in."""

from __future__ import annotations

from typing import Any

import pytest
from falcon.testing import Result, TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, LATER, OFFERED, UNKNOWN, kept, made, problem

UNZONED = "13 Jan 2025, 2 - 3PM"
NO_PLACE = (
    'cannot read "Mon 9-17": it names no time zone; write a place behind the hours, such as Europe/Berlin, '
    "or give one for all (--tz, timeZone)"
)
NO_ZONE = (
    f'cannot read "{UNZONED}": it names no time zone; write one behind the time, such as EST, Europe/Berlin or UTC+1, '
    "or give one for all (--tz, timeZone)"
)
OFFSET = (
    '"UTC+05:30" is no zone for weekly hours: an offset does not change with the clocks; '
    "write a place such as Asia/Kolkata"
)
NO_WEEKLY = 'cannot read "soon": days such as Mon-Fri or Mon,Wed stand here, as in Mon-Fri 9:00-17:00'
NO_DATE = 'cannot read "later": a date such as 12 Jan 2025 stands here'
NO_HOURS = "weekly hours are a text, or an object with text and timeZone, not a number"
TOO_MANY = "201 slots are too many: the limit is 200"

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "weekly-no-list": ({"weekly": "Mon 9-17 UTC"}, "/weekly", "a list stands here, not a text"),
    "weekly-number": ({"weekly": ["Mon 9-17 UTC", 5]}, "/weekly/1", NO_HOURS),
    "weekly-misspelt": (
        {"weekly": [{"text": "Mon 9-17", "timezone": "UTC"}]},
        "/weekly/0",
        'there is no member "timezone": did you mean "timeZone"?',
    ),
    "weekly-without-text": ({"weekly": [{"timeZone": "UTC"}]}, "/weekly/0", 'the member "text" is missing'),
    "weekly-text-number": ({"weekly": [{"text": 5}]}, "/weekly/0/text", "a text stands here, not a number"),
    "weekly-unreadable": ({"weekly": ["soon"]}, "/weekly/0", NO_WEEKLY),
    "weekly-unreadable-in-an-object": ({"weekly": [{"text": "soon"}]}, "/weekly/0/text", NO_WEEKLY),
    "weekly-no-zone": (
        {"weekly": [{"text": "Mon 9-17", "timeZone": "Mars"}]},
        "/weekly/0/timeZone",
        '"Mars" is not a time zone: write one such as Europe/Berlin, UTC or UTC+5:30',
    ),
    "weekly-zone-missing": ({"weekly": ["Mon 9-17 UTC", "Mon 9-17"]}, "/weekly/1", NO_PLACE),
    "weekly-zone-missing-in-an-object": ({"weekly": [{"text": "Mon 9-17"}]}, "/weekly/0/text", NO_PLACE),
    "weekly-in-an-offset": ({"weekly": ["Mon 9-17"], "timeZone": "UTC+5:30"}, "/weekly/0", OFFSET),
    "weekly-in-an-offset-of-its-own": (
        {"weekly": [{"text": "Mon 9-17", "timeZone": "UTC+5:30"}]},
        "/weekly/0/text",
        OFFSET,
    ),
    "weekly-too-many": ({"weekly": ["Mon 9-17 UTC"] * 6}, "/weekly", "6 weekly texts are too many: the limit is 5"),
    "busy-no-list": ({"busy": {}}, "/busy", "a list stands here, not an object"),
    "busy-number": (
        {"busy": [5]},
        "/busy/0",
        "a slot is a text, or an object with start_time and end_time, not a number",
    ),
    "busy-unreadable": ({"busy": ["later"]}, "/busy/0", NO_DATE),
    "busy-unreadable-in-an-object": ({"busy": [OFFERED, {"text": "later"}]}, "/busy/1/text", NO_DATE),
    "busy-zone-missing": ({"busy": [UNZONED]}, "/busy/0", NO_ZONE),
    "busy-zone-missing-in-an-object": ({"busy": [OFFERED, {"text": UNZONED}]}, "/busy/1/text", NO_ZONE),
    "busy-half": ({"busy": [{"start_time": OFFERED["start_time"]}]}, "/busy/0", 'the member "end_time" is missing'),
    "busy-without-an-offset": (
        {"busy": [{**OFFERED, "end_time": "2025-01-12T16:00:00"}], "timeZone": "UTC"},
        "/busy/0/end_time",
        '"2025-01-12T16:00:00" is no RFC 3339 time with an offset, such as 2025-01-12T14:00:00Z',
    ),
    "busy-backwards": (
        {"busy": [{**OFFERED, "end_time": OFFERED["start_time"], "ifNeeded": True}]},
        "/busy/0",
        "the end 2025-01-12T14:00:00Z is not after the start 2025-01-12T14:00:00Z",
    ),
    "if-needed-text": (
        {"busy": [OFFERED, {**OFFERED, "ifNeeded": "yes"}]},
        "/busy/1/ifNeeded",
        "true or false stands here, not a text",
    ),
    "if-needed-with-a-text": (
        {"busy": [{"text": f"{UNZONED} UTC", "ifNeeded": None}]},
        "/busy/0/ifNeeded",
        "true or false stands here, not null",
    ),
    "if-needed-zone-missing": ({"busy": [{"text": UNZONED, "ifNeeded": True}]}, "/busy/0/text", NO_ZONE),
    "if-needed-slot": (
        {"slots": [OFFERED, {**OFFERED, "ifNeeded": 1}]},
        "/slots/1/ifNeeded",
        "true or false stands here, not a number",
    ),
    "if-needed-slot-zone-missing": ({"slots": [{"text": UNZONED, "ifNeeded": True}]}, "/slots/0/text", NO_ZONE),
    "if-needed-misspelt": (
        {"slots": [{**OFFERED, "ifneeded": True}]},
        "/slots/0",
        'there is no member "ifneeded": did you mean "ifNeeded"?',
    ),
    "usual-no-list": (
        {"slots": [], "usualHours": "Mon 9-17 UTC"},
        "/usualHours",
        "a list stands here, not a text",
    ),
    "usual-number": ({"slots": [], "usualHours": ["Mon 9-17 UTC", 5]}, "/usualHours/1", NO_HOURS),
    "usual-unreadable": ({"slots": [], "usualHours": [{"text": "soon"}]}, "/usualHours/0/text", NO_WEEKLY),
    "usual-zone-missing": ({"slots": [], "usualHours": ["Mon 9-17"]}, "/usualHours/0", NO_PLACE),
    "usual-in-an-offset": ({"slots": [], "usualHours": ["Mon 9-17"], "timeZone": "UTC+5:30"}, "/usualHours/0", OFFSET),
    "usual-too-many": (
        {"slots": [], "usualHours": ["Mon 9-17 UTC"] * 6},
        "/usualHours",
        "6 weekly texts are too many: the limit is 5",
    ),
    "busy-too-many": ({"busy": [OFFERED] * 2001}, "/busy", "2,001 busy times are too many: the limit is 2,000"),
    "busy-too-many-in-texts": (
        {"busy": ["13 Jan 2025, 2 - 3PM UTC, 14 Jan 2025, 2 - 3PM UTC"] * 1001},
        "/busy",
        "2,002 busy times are too many: the limit is 2,000",
    ),
}
CASES = [pytest.param(*case, id=name) for name, case in REFUSED.items()]
SENDERS = ("POST", "PUT", "one-call")


def send(client: TestClient, how: str, event: str, times: dict[str, Any]) -> Result:
    """Send an answer of bo's; in one document it is the second participant's."""
    if how == "one-call":
        question = {**EVENT, "participants": ["ann", {"id": "bo", **times}]}
        return client.simulate_post("/find-common-slots", json=question)
    if how == "PUT":
        return client.simulate_put("/participant/bo", json={"event_id": event, **times})
    return client.simulate_post("/participant", json={"participant_id": "bo", "event_id": event, **times})


def event_for(client: TestClient, how: str, **members: Any) -> str:
    """Make an event that bo is asked to, and has answered if that is to be changed."""
    event = str(made(client, participants=["ann", "bo"], **members)["id"])
    if how == "PUT":
        assert send(client, "POST", event, {"slots": [LATER]}).status_code == 200
    return event


@pytest.mark.parametrize("how", SENDERS)
@pytest.mark.parametrize(("times", "pointer", "detail"), CASES)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_kept(
    client: TestClient, store: SqliteStore, how: str, times: dict[str, Any], pointer: str, detail: str
) -> None:
    event = event_for(client, how)
    before = kept(store)
    (error,) = problem(send(client, how, event, times), 400, "Invalid input")["errors"]
    assert error == {"pointer": f"/participants/1{pointer}" if how == "one-call" else pointer, "detail": detail}
    assert kept(store) == before


@pytest.mark.parametrize("how", SENDERS)
def test_everything_that_is_wrong_is_told_at_once(client: TestClient, how: str) -> None:
    times = {"slots": ["now"], "weekly": ["Mon 9-17 UTC", "soon"], "busy": [OFFERED, {"text": "later"}, 7]}
    errors = problem(send(client, how, event_for(client, how), times), 400)["errors"]
    prefix = "/participants/1" if how == "one-call" else ""
    assert [each["pointer"] for each in errors] == [
        f"{prefix}{place}" for place in ("/slots/0", "/weekly/1", "/busy/1/text", "/busy/2")
    ]


def test_what_is_wrong_in_any_zone_is_told_before_an_event_is_looked_for(client: TestClient) -> None:
    problem(send(client, "POST", UNKNOWN, {"weekly": ["Mon 9-17"], "busy": ["later"]}), 400)
    problem(send(client, "POST", UNKNOWN, {"weekly": ["Mon 9-17"], "busy": [UNZONED]}), 404, "Event not found")


@pytest.mark.parametrize("times", [{}, {"slots": None, "weekly": None, "busy": None}])
def test_an_answer_has_times_of_one_kind_at_least(client: TestClient, times: dict[str, Any]) -> None:
    for how in ("POST", "PUT"):
        refused = problem(send(client, how, event_for(client, how), times), 400)
        assert refused["detail"] == (
            'the member "slots" is missing, with the times at which they are free; or "weekly", or "busy"'
        )
    assert send(client, "one-call", "", times).json["reason"] == "no_answers"


@pytest.mark.parametrize(
    ("event", "sent", "zone"),
    [
        pytest.param({"timeZone": "America/New_York"}, {}, "America/New_York", id="the-events"),
        pytest.param(
            {"timeZone": "America/New_York", "participants": ["ann", {"id": "bo", "timeZone": "Europe/Berlin"}]},
            {},
            "Europe/Berlin",
            id="the-participants",
        ),
        pytest.param(
            {"participants": ["ann", {"id": "bo", "timeZone": "Europe/Berlin"}]},
            {"timeZone": "Asia/Tokyo"},
            "Asia/Tokyo",
            id="the-requests",
        ),
    ],
)
@pytest.mark.parametrize("how", ["POST", "PUT"])
def test_a_text_without_a_zone_waits_for_the_nearest(
    client: TestClient, how: str, event: dict[str, Any], sent: dict[str, Any], zone: str
) -> None:
    event_id = str(made(client, **event)["id"])
    if how == "PUT":
        send(client, "POST", event_id, {"slots": []})
    times = {"weekly": ["Mon 9-17", {"text": "Tue 9-12"}], "busy": [UNZONED, {"text": UNZONED}]}
    read = send(client, how, event_id, {**times, **sent}).json
    named = send(client, "PUT", event_id, {"busy": [{"text": UNZONED, "timeZone": zone}] * 2}).json
    assert read["weekly"] == [{"text": "Mon 9-17", "timeZone": zone}, {"text": "Tue 9-12", "timeZone": zone}]
    assert read["busy"] == named["busy"]


def test_weekly_hours_do_not_take_an_offset_from_the_event(client: TestClient) -> None:
    event = event_for(client, "POST", timeZone="UTC+5:30")
    (error,) = problem(send(client, "POST", event, {"weekly": [{"text": "Mon 9-17"}]}), 400)["errors"]
    assert error == {"pointer": "/weekly/0/text", "detail": OFFSET}
    assert send(client, "POST", event, {"weekly": ["Mon 9-17 Asia/Kolkata"]}).status_code == 200
