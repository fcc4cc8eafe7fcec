"""Choosing when an event will be, and opening it again: what is answered, to whom, on what condition."""

from __future__ import annotations

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from tests.api.asking import DEADLINE, EVENT, World, bearer, kept, made, problem
from tests.api.choosing import CHOSEN, FOUR, THREE, choose, put, read, reopen


def test_a_time_is_chosen_and_the_event_is_opened_again(client: TestClient, review: str) -> None:
    before = read(client, review)
    assert (before["meeting"], before["sequence"], before["version"]) == (None, 0, 1)
    chosen = choose(client, review)
    after = {**before, "meeting": CHOSEN, "version": 2, "sequence": 1}
    assert (chosen.status_code, chosen.headers["ETag"]) == (200, '"2"')
    assert chosen.json == {"message": "Meeting chosen successfully", **after}
    assert read(client, review) == client.simulate_get(f"/events/{review}").json == after
    opened = reopen(client, review)
    assert (opened.status_code, opened.headers["ETag"]) == (200, '"3"')
    assert opened.json == {"message": "Event reopened successfully", **before, "version": 3, "sequence": 2}
    assert read(client, review) == {**before, "version": 3, "sequence": 2}
    assert choose(client, review).json["sequence"] == 3


def test_an_event_is_made_with_its_organizer_and_its_deadline(client: TestClient) -> None:
    created = made(client, organizer="olga@example.com", deadline="2199-01-01T01:00:00.75+01:00")
    for each in (created, read(client, created["id"])):
        assert (each["organizer"], each["deadline"]) == ("olga@example.com", DEADLINE)
        assert (each["meeting"], each["sequence"]) == (None, 0)
    assert (made(client)["organizer"], made(client, deadline=None, organizer=None)["deadline"]) == (None, None)


def test_an_event_is_given_an_organizer_and_a_deadline_and_keeps_them(client: TestClient, review: str) -> None:
    path = f"/event/{review}"
    given = {"organizer": "olga@example.com", "deadline": DEADLINE}
    assert {**given, **client.simulate_put(path, json={**EVENT, **given}).json}.items() >= given.items()
    kept_on = client.simulate_put(path, json={**EVENT, "title": "New"}).json
    assert {name: kept_on[name] for name in given} == given
    sooner = {"organizer": "otto@example.com", "deadline": "2198-01-01T00:00:00Z"}
    assert client.simulate_put(path, json={**EVENT, **sooner}).status_code == 200
    assert read(client, review).items() >= sooner.items()


def test_what_answers_say_of_the_choice_is_no_order_in_a_request(client: TestClient, review: str) -> None:
    choose(client, review)
    seen = read(client, review)
    created = client.simulate_post("/event", json=seen).json
    assert (created["meeting"], created["sequence"], created["version"]) == (None, 0, 1)
    faked = {**seen, "meeting": {"start_time": THREE, "end_time": FOUR}, "sequence": 70, "version": 70}
    changed = client.simulate_put(f"/event/{review}", json=faked).json
    assert (changed["meeting"], changed["sequence"], changed["version"]) == (CHOSEN, 2, 3)
    assert client.simulate_put(f"/event/{review}/meeting", json=changed["meeting"]).json["meeting"] == CHOSEN


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("2025-01-12T15:00:00+01:00", id="another-offset"),
        pytest.param("2025-01-12t14:00:00.9z", id="fraction"),
    ],
)
def test_an_instant_is_one_however_it_is_written(client: TestClient, review: str, start: str) -> None:
    assert choose(client, review, start, end_time=THREE).json["meeting"] == CHOSEN


def test_another_choice_takes_the_place_of_the_first(client: TestClient, review: str) -> None:
    choose(client, review)
    other = choose(client, review, THREE, force=True).json
    assert (other["meeting"], other["sequence"]) == ({"start_time": THREE, "end_time": FOUR}, 2)


def test_a_time_may_lie_outside_of_what_was_offered(client: TestClient, review: str) -> None:
    problem(choose(client, review, "2030-01-01T00:00:00Z"), 409)
    forced = choose(client, review, "2030-01-01T00:00:00Z", force=True)
    assert forced.json["meeting"] == {"start_time": "2030-01-01T00:00:00Z", "end_time": "2030-01-01T01:00:00Z"}


def test_choosing_is_the_organizers(guarded: TestClient, world: World) -> None:
    for token, status in ((world.bo, 403), (world.other_organizer, 403), (world.organizer, 200)):
        chosen = choose(guarded, world.event, force=True, headers=bearer(token))
        opened = reopen(guarded, world.event, headers=bearer(token))
        assert (chosen.status_code, opened.status_code) == (status, status)
        for each in (chosen, opened):
            assert not any(secret in each.text for secret in world.tokens())
            assert "no-store" not in each.headers["Cache-Control"]


def test_the_same_request_again_changes_nothing(client: TestClient, store: SqliteStore, review: str) -> None:
    seen = {"If-Match": client.simulate_get(f"/event/{review}").headers["ETag"]}
    for ask in (choose, reopen):
        first = ask(client, review, headers=seen)
        before = kept(store)
        for headers in (seen, None, {"If-Match": first.headers["ETag"]}, {"If-Match": "*"}):
            again = ask(client, review, headers=headers)
            assert (again.status_code, again.json, again.headers["ETag"]) == (200, first.json, first.headers["ETag"])
        assert kept(store) == before
        seen = {"If-Match": first.headers["ETag"]}


def test_a_choice_by_what_others_have_changed_is_refused(client: TestClient, store: SqliteStore, review: str) -> None:
    seen = {"If-Match": client.simulate_get(f"/event/{review}").headers["ETag"]}
    client.simulate_put(f"/event/{review}", json={**EVENT, "title": "New"})
    before = kept(store)
    refused = choose(client, review, headers=seen)
    problem(refused, 412)
    assert refused.headers["ETag"] == client.simulate_get(f"/event/{review}").headers["ETag"] == '"2"'
    assert kept(store) == before
    choose(client, review, force=True)
    client.simulate_put(f"/event/{review}", json={**EVENT, "title": "Newer"})
    for stale in (seen, {"If-Match": '"3"'}):
        problem(choose(client, review, force=True, headers={"If-Match": '"1"'}), 412)
        problem(reopen(client, review, headers=stale), 412)
    assert read(client, review)["meeting"] == CHOSEN


def test_answers_do_not_stand_in_the_way_of_a_choice_by_its_tag(client: TestClient, review: str) -> None:
    seen = {"If-Match": client.simulate_get(f"/event/{review}").headers["ETag"]}
    put(client, review, "bo")
    assert choose(client, review, headers=seen, force=True).status_code == 200


def test_a_kept_answer_is_never_one_of_before_the_choice(client: TestClient, review: str) -> None:
    paths = (f"/event/{review}", f"/events/{review}", f"/event/{review}/find-common-slots")
    for act in (choose, reopen, choose):
        tags = {path: client.simulate_get(path).headers["ETag"] for path in paths}
        act(client, review)
        for path, tag in tags.items():
            again = client.simulate_get(path, headers={"If-None-Match": tag})
            assert (again.status_code, again.headers["ETag"] == tag) == (200, False)
        assert read(client, review)["meeting"] == (CHOSEN if act is choose else None)
