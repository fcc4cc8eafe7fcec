"""Usual hours, kept with a participant: whose zone they are in, and that what was read can be sent back."""

from __future__ import annotations

from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import EVENT, OFFERED, answered, kept, made, problem

TOKYO, BERLIN = "Asia/Tokyo", "Europe/Berlin"
LATE = "Mon-Fri 10:00-19:00"
NO_PLACE = (
    f'cannot read "{LATE}": it names no time zone; write a place behind the hours, such as Europe/Berlin, '
    "or give one for all (--tz, timeZone)"
)


def details(client: TestClient, event: str) -> dict[str, Any]:
    """What is known of ann."""
    found: list[dict[str, Any]] = client.simulate_get(f"/event/{event}").json["participantDetails"]
    return {each["id"]: each for each in found}["ann"]


def usual(client: TestClient, event: str) -> list[tuple[str, str]]:
    """The texts of ann's usual hours, and their zones."""
    return [(each["text"], each["timeZone"]) for each in details(client, event)["usualHours"]]


def change(client: TestClient, event: str, who: object, **members: Any) -> Any:
    result = client.simulate_put(f"/event/{event}", json={**EVENT, "participants": [who, "bo"], **members})
    assert result.status_code == 200, result.text
    return result.json


@pytest.mark.parametrize(
    ("members", "own", "hours", "zone"),
    [
        pytest.param({}, {}, f"{LATE} Asia/Tokyo", TOKYO, id="in-the-text"),
        pytest.param({"timeZone": "UTC"}, {"timeZone": BERLIN}, f"{LATE} Asia/Tokyo", TOKYO, id="in-the-text-first"),
        pytest.param({}, {"timeZone": BERLIN}, {"text": LATE, "timeZone": TOKYO}, TOKYO, id="beside-the-text"),
        pytest.param({"timeZone": TOKYO}, {"timeZone": BERLIN}, LATE, BERLIN, id="then-the-participants"),
        pytest.param({"timeZone": TOKYO}, {}, {"text": LATE}, TOKYO, id="then-the-events"),
    ],
)
@pytest.mark.parametrize("how", ["POST", "PUT"])
def test_an_event_is_given_usual_hours_in_the_nearest_zone(
    client: TestClient, how: str, members: dict[str, Any], own: dict[str, Any], hours: object, zone: str
) -> None:
    who = {"id": "ann", **own, "usualHours": [hours]}
    if how == "POST":
        event = str(made(client, participants=[who, "bo"], **members)["id"])
    else:
        event = str(made(client)["id"])
        change(client, event, who, **members)
    text = hours if isinstance(hours, str) else LATE
    assert usual(client, event) == [(text, zone)]


def test_a_change_reads_usual_hours_in_the_zone_that_is_known_of_their_owner(client: TestClient) -> None:
    event = str(made(client, participants=[{"id": "ann", "timeZone": BERLIN}, "bo"])["id"])
    change(client, event, {"id": "ann", "usualHours": [LATE]}, timeZone=TOKYO)
    assert usual(client, event) == [(LATE, BERLIN)]


@pytest.mark.parametrize(
    ("event_zone", "known", "sent", "zone"),
    [
        pytest.param("UTC", None, None, "UTC", id="the-events"),
        pytest.param("UTC", BERLIN, None, BERLIN, id="the-participants"),
        pytest.param("UTC", BERLIN, TOKYO, TOKYO, id="the-requests"),
    ],
)
def test_an_answer_has_usual_hours_in_the_nearest_zone(
    client: TestClient, event_zone: str, known: str | None, sent: str | None, zone: str
) -> None:
    event = str(made(client, timeZone=event_zone, participants=[{"id": "ann", "timeZone": known}])["id"])
    answered(client, event, "ann", usualHours=[LATE], **({"timeZone": sent} if sent else {}))
    assert usual(client, event) == [(LATE, zone)]


def test_what_is_not_said_of_usual_hours_leaves_them_and_an_empty_list_forgets_them(client: TestClient) -> None:
    event = str(made(client, participants=[{"id": "ann", "usualHours": [f"{LATE} UTC"]}, "bo"])["id"])
    known = [(f"{LATE} UTC", "UTC")]
    for who in ("ann", {"id": "ann"}, {"id": "ann", "usualHours": None}):
        change(client, event, who)
        assert usual(client, event) == known
    answered(client, event, "ann")
    assert usual(client, event) == known
    change(client, event, {"id": "ann", "usualHours": []})
    assert usual(client, event) == []
    body = {"event_id": event, "slots": [OFFERED]}
    for hours, then in (([f"{LATE} UTC"], known), (None, known), ([], [])):
        client.simulate_put("/participant/ann", json={**body, "usualHours": hours})
        assert usual(client, event) == then


def test_what_was_read_of_participants_can_be_sent_back_and_means_the_same(client: TestClient) -> None:
    people = [
        {"id": "ann", "timeZone": BERLIN, "required": False, "usualHours": [LATE, "Sat 9-12 UTC"]},
        {"id": "bo", "usualHours": []},
    ]
    event = str(made(client, participants=people)["id"])
    read = client.simulate_get(f"/event/{event}").json
    sent = client.simulate_put(f"/event/{event}", json={**read, "participants": read["participantDetails"]})
    assert sent.json["participantDetails"] == read["participantDetails"]
    copied = made(client, participants=read["participantDetails"])
    assert copied["participantDetails"] == read["participantDetails"]
    assert usual(client, event) == [(LATE, BERLIN), ("Sat 9-12 UTC", "UTC")]


def test_a_change_of_usual_hours_is_a_change_of_the_event(client: TestClient) -> None:
    event = str(made(client)["id"])
    paths = (f"/event/{event}", f"/event/{event}/find-common-slots")
    tags = [[client.simulate_get(path).headers["ETag"] for path in paths]]
    for hours in ([f"{LATE} UTC"], ["Mon-Fri 7-15 UTC"], []):
        change(client, event, {"id": "ann", "usualHours": hours})
        tags.append([client.simulate_get(path).headers["ETag"] for path in paths])
    assert [len({*column}) for column in zip(*tags, strict=True)] == [4, 4]


@pytest.mark.parametrize(
    ("hours", "place", "detail"),
    [
        pytest.param({}, "", "a list stands here, not an object", id="no-list"),
        pytest.param(["Mon 9-17 UTC"] * 6, "", "6 weekly texts are too many: the limit is 5", id="too-many"),
        pytest.param(
            ["Mon 9-17 UTC", 5],
            "/1",
            "weekly hours are a text, or an object with text and timeZone, not a number",
            id="number",
        ),
        pytest.param([{"text": LATE}], "/0/text", NO_PLACE, id="no-zone"),
        pytest.param(
            ["Mon 9-17 UTC", "soon"],
            "/1",
            'cannot read "soon": days such as Mon-Fri or Mon,Wed stand here, as in Mon-Fri 9:00-17:00',
            id="unreadable",
        ),
    ],
)
@pytest.mark.parametrize("how", ["POST", "PUT"])
def test_usual_hours_of_an_event_that_are_none_are_told_at_their_place(
    client: TestClient, store: SqliteStore, how: str, hours: object, place: str, detail: str
) -> None:
    event = str(made(client)["id"])
    before = kept(store)
    body = {**EVENT, "participants": ["bo", {"id": "ann", "usualHours": hours}]}
    path = "/event" if how == "POST" else f"/event/{event}"
    (error,) = problem(client.simulate_request(how, path, json=body), 400, "Invalid input")["errors"]
    assert error == {"pointer": f"/participants/1/usualHours{place}", "detail": detail}
    assert kept(store) == before
