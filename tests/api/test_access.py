"""Who may do what in tokens mode: every guarded request with every wrong credential, and with every right one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import pytest
from falcon.testing import TestClient

from evsched.store.sqlite import SqliteStore
from evsched.tokens import new_organizer_token, new_participant_token
from tests.api.asking import EVENT, WITH_BODY, WRITES, Asked, World, bearer, kept, made, problem

Headers = list[tuple[str, str]]
Credential = Callable[[World], Headers]

GUARDED = {**WRITES, "GET-availability": Asked("GET", "/event/{event}/availability")}
PARTICIPANT = Asked("GET", "/participant/bo")
LONGEST_HEADER = 200
FREE = {
    "POST-event": WITH_BODY["POST-event"],
    "GET-event": Asked("GET", "/event/{event}"),
    "GET-events": Asked("GET", "/events/{event}"),
    "GET-common-slots": Asked("GET", "/event/{event}/find-common-slots"),
    "GET-calendar": Asked("GET", "/event/{event}/calendar.ics"),
    "POST-answer": WITH_BODY["POST-answer"],
    "one-call": WITH_BODY["one-call"],
}


def header(value: str) -> Headers:
    return [("Authorization", value)]


def token(choose: Callable[[World], str]) -> Credential:
    return lambda world: header(f"Bearer {choose(world)}")


UNREADABLE: dict[str, Credential] = {
    "none": lambda _: [],
    "empty": lambda _: header(""),
    "basic": lambda _: header("Basic Ym86c2VjcmV0"),
    "basic-with-the-token": lambda world: header(f"Basic {world.organizer}"),
    "the-token-alone": lambda world: header(world.organizer),
    "scheme-alone": lambda _: header("Bearer"),
    "two-tokens": lambda world: header(f"Bearer {world.organizer} {world.organizer}"),
    "two-tokens-with-a-comma": lambda world: header(f"Bearer {world.organizer}, Bearer {world.organizer}"),
    "two-headers": lambda world: header(f"Bearer {world.organizer}") + header(f"Bearer {world.organizer}"),
    "two-headers-of-two-kinds": lambda world: header("Basic Ym86c2VjcmV0") + header(f"Bearer {world.organizer}"),
    "over-200-characters": lambda _: header("Bearer " + "x" * (LONGEST_HEADER - 6)),
    "10-kB": lambda world: header(f"Bearer {world.organizer}" + "x" * 10_000),
    "not-ascii": lambda world: header(f"Bearer {world.organizer}\u00e9"),
    "quoted": lambda world: header(f'Bearer "{world.organizer}"'),
    "percent": lambda world: header(f"Bearer %65{world.organizer[1:]}"),
}
WRONG: dict[str, Credential] = {
    "other-events-organizer": token(lambda world: world.other_organizer),
    "other-events-participant": token(lambda world: world.other_bo),
    "other-participant": token(lambda world: world.ann),
    "random-organizer": token(lambda _: new_organizer_token()),
    "random-participant": token(lambda _: new_participant_token()),
    "200-characters": token(lambda _: "x" * (LONGEST_HEADER - 7)),
    "one-character": token(lambda _: "x"),
    "cut-short": token(lambda world: world.organizer[:-1]),
    "lengthened": token(lambda world: world.organizer + "="),
    "in-capitals": token(lambda world: world.organizer.upper()),
    "without-its-kind": token(lambda world: world.organizer.removeprefix("evo_")),
    "of-the-other-kind": token(lambda world: "evp_" + world.organizer.removeprefix("evo_")),
    "what-is-stored-of-it": token(lambda world: hashlib.sha256(world.organizer.encode()).hexdigest()),
    "id-of-the-event": token(lambda world: world.event),
    "name-of-the-participant": token(lambda _: "bo"),
}
WRONG_ROLE: dict[str, Credential] = {"participant": token(lambda world: world.bo)}
RIGHT = {
    "organizer": token(lambda world: world.organizer),
    "participant": token(lambda world: world.bo),
    "organizer-in-another-case": lambda world: header(f"bearer {world.organizer}"),
    "organizer-after-blanks": lambda world: header(f"BEARER   {world.organizer}"),
}


def wrong() -> Iterator[object]:
    """Every guarded request with every credential that does not open it, and the status that it deserves."""
    for name, asked in GUARDED.items():
        is_event = "answer" not in name
        for credential, make in UNREADABLE.items():
            yield pytest.param(asked, make, 401, id=f"{name}-{credential}")
        for credential, make in {**WRONG, **(WRONG_ROLE if is_event else {})}.items():
            yield pytest.param(asked, make, 403, id=f"{name}-{credential}")
    for credential, make in {**UNREADABLE, **WRONG}.items():
        if not credential.startswith("other-events"):  # these open a row of their own
            yield pytest.param(PARTICIPANT, make, 404, id=f"GET-participant-{credential}")


def right() -> Iterator[object]:
    for name, asked in {**GUARDED, "GET-participant": PARTICIPANT}.items():
        for credential, make in RIGHT.items():
            if credential != "participant" or name.endswith(("answer", "participant")):
                yield pytest.param(asked, make, id=f"{name}-{credential}")


@pytest.mark.parametrize(("asked", "credential", "status"), list(wrong()))
def test_a_wrong_credential_is_refused_and_changes_nothing(
    guarded: TestClient, store: SqliteStore, world: World, asked: Asked, credential: Credential, status: int
) -> None:
    before = kept(store)
    result = asked.send(guarded, world.event, credential(world))
    problem(result, status, "Participant not found" if status == 404 else None)
    assert result.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)
    assert kept(store) == before
    assert not any(each in result.text for each in world.tokens())


@pytest.mark.parametrize(("asked", "credential"), list(right()))
def test_a_right_credential_opens(
    guarded: TestClient, store: SqliteStore, world: World, asked: Asked, credential: Credential
) -> None:
    before = kept(store)
    result = asked.send(guarded, world.event, credential(world))
    assert result.status_code in (200, 204), result.text
    assert (kept(store) == before) == (asked.method == "GET")


@pytest.mark.parametrize("asked", [pytest.param(asked, id=name) for name, asked in FREE.items()])
def test_what_needs_no_token_looks_at_none(guarded: TestClient, store: SqliteStore, world: World, asked: Asked) -> None:
    before = store.path.read_bytes()
    for name, credential in {**UNREADABLE, **WRONG}.items():
        assert asked.send(guarded, world.event, credential(world)).status_code in (200, 201), name
        store.path.write_bytes(before)


@pytest.mark.parametrize(
    "asked", [pytest.param(each, id=name) for name, each in {**GUARDED, "GET": PARTICIPANT}.items()]
)
def test_open_mode_looks_at_no_credential(client: TestClient, store: SqliteStore, world: World, asked: Asked) -> None:
    before = store.path.read_bytes()
    for name, credential in {**UNREADABLE, **WRONG}.items():
        assert asked.send(client, world.event, credential(world)).status_code in (200, 204), name
        store.path.write_bytes(before)


def test_a_participants_answers_are_those_that_the_token_opens(guarded: TestClient, world: World) -> None:
    opened = {
        name: [each["event_id"] for each in guarded.simulate_get("/participant/bo", headers=bearer(held)).json]
        for name, held in {
            "bo": world.bo,
            "organizer": world.organizer,
            "bo elsewhere": world.other_bo,
            "organizer elsewhere": world.other_organizer,
        }.items()
    }
    assert opened == {
        "bo": [world.event],
        "organizer": [world.event],
        "bo elsewhere": [world.other_event],
        "organizer elsewhere": [world.other_event],
    }


def test_nobody_reads_answers_under_a_name_that_is_not_theirs(guarded: TestClient, world: World) -> None:
    problem(guarded.simulate_get("/participant/ann", headers=bearer(world.bo)), 404, "Participant not found")
    problem(guarded.simulate_get("/participant/cy", headers=bearer(world.organizer)), 404, "Participant not found")


def test_a_participants_token_ends_with_the_answer(guarded: TestClient, store: SqliteStore, world: World) -> None:
    """Neither the same name nor the same event makes it right again."""
    WRITES["DELETE-answer"].send(guarded, world.event, bearer(world.organizer))
    WITH_BODY["POST-answer"].send(guarded, world.event)
    again = guarded.simulate_post("/participant", json={"participant_id": "bo", "event_id": world.event, "slots": []})
    assert again.status_code == 200
    before = kept(store)
    problem(WRITES["PUT-answer"].send(guarded, world.event, bearer(world.bo)), 403)
    assert kept(store) == before
    assert WRITES["PUT-answer"].send(guarded, world.event, bearer(again.json["participantToken"])).status_code == 200


def test_an_organizers_token_ends_with_the_event(guarded: TestClient, world: World) -> None:
    assert WRITES["DELETE-event"].send(guarded, world.event, bearer(world.organizer)).status_code == 204
    for asked in (*GUARDED.values(), PARTICIPANT):
        problem(asked.send(guarded, world.event, bearer(world.organizer)), 404)


def test_each_event_and_each_answer_has_a_token_of_its_own(guarded: TestClient, world: World) -> None:
    assert len({*world.tokens(), *(made(guarded, **EVENT)["organizerToken"] for _ in range(10))}) == 15
