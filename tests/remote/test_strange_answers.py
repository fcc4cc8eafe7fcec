"""Servers whose answers are not what they should be, or are older than this client, or newer."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest

from evsched.engine.recommendation import Explanation
from evsched.engine.text import parse_slots
from evsched.errors import (
    AlreadyAnswered,
    Changed,
    Closed,
    Conflict,
    EvschedError,
    Forbidden,
    InvalidInput,
    NotFound,
    RequiredAbsent,
    ServerUnreachable,
    StoreUnavailable,
    TokenMissing,
)
from evsched.remote import RemoteScheduler, TokenFile
from tests.remote.strangers import ANSWER, BEST, EVENT, ID, MEETING, answer, check, failure_of, serving

WRONG_MEMBERS = [
    pytest.param({"id": 1}, id="id"),
    pytest.param({"id": "../x"}, id="id-that-is-none"),
    pytest.param({"title": None}, id="title"),
    pytest.param({"title": "\x1b[31m"}, id="escape-in-the-title"),
    pytest.param({"estimatedTime": "PT1H"}, id="duration"),
    pytest.param({"estimatedTime": True}, id="boolean-for-a-number"),
    pytest.param({"estimatedTime": 10**30}, id="duration-without-end"),
    pytest.param({"timeZone": 5}, id="zone"),
    pytest.param({"timeZone": "Atlantis/Capital"}, id="unknown-zone"),
    pytest.param({"slots": {}}, id="slots"),
    pytest.param({"slots": []}, id="no-slots"),
    pytest.param({"slots": ["x"]}, id="slot"),
    pytest.param({"slots": [{"start_time": "2025-01-12T19:00:00Z"}]}, id="slot-without-an-end"),
    pytest.param({"slots": [{"start_time": "x", "end_time": "y"}]}, id="times"),
    pytest.param(
        {"slots": [{"start_time": "2025-01-12T19:00:00", "end_time": "2025-01-12T20:00:00"}]}, id="local-times"
    ),
    pytest.param({"slots": [{"start_time": 0, "end_time": 3600}]}, id="numbers-for-times"),
    pytest.param({"participantDetails": ["ann"]}, id="participant"),
    pytest.param({"participantDetails": [{"id": "a/b", "required": True}]}, id="participants-id"),
    pytest.param({"participantDetails": [{"id": "ann", "required": "yes"}]}, id="required"),
    *(
        pytest.param({"participantDetails": [{"id": "ann", "required": True, "usualHours": hours}]}, id=f"usual-{name}")
        for name, hours in (
            ("text", "Mon 9-17 UTC"),
            ("object", [{"text": "Mon 9-17"}]),
            ("elements", ["Mon 9-17 UTC"]),
        )
    ),
    pytest.param({"open": 0}, id="open"),
    pytest.param({"version": "1"}, id="version"),
    pytest.param({"organizer": 5}, id="organizer"),
    pytest.param({"organizer": "olga@example.com\r\nATTENDEE:x"}, id="organizer-that-is-no-address"),
    pytest.param({"deadline": 5}, id="deadline"),
    pytest.param({"deadline": "soon"}, id="deadline-that-is-none"),
    pytest.param({"deadline": "2025-01-12T19:00:00"}, id="local-deadline"),
    pytest.param({"meeting": "2025-01-12T19:00:00Z"}, id="meeting"),
    pytest.param({"meeting": {}}, id="meeting-without-times"),
    pytest.param({"meeting": {"start_time": MEETING["end_time"], "end_time": MEETING["start_time"]}}, id="backwards"),
    pytest.param({"sequence": "1"}, id="sequence"),
    pytest.param({"sequence": True}, id="sequence-boolean"),
    pytest.param({"sequence": -1}, id="sequence-below-zero"),
    pytest.param({"sequence": 2**31}, id="sequence-too-large"),
]


@pytest.mark.parametrize("members", WRONG_MEMBERS)
def test_an_event_with_a_member_of_another_kind_is_none(tokens: TokenFile, members: dict[str, object]) -> None:
    with serving(answer(json.dumps({**EVENT, **members}))) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).event(ID))
    check(error, url)


WINDOW = BEST["recommendedTimeSlots"][0]
EXPLAINED: dict[str, object] = {"blockers": [], "shorter": None, "sessions": None, "certain": True}


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"everyone": "yes"}, id="everyone"),
        pytest.param({"reason": "weather"}, id="reason"),
        pytest.param({"recommendedTimeSlots": None}, id="windows"),
        pytest.param({"recommendedTimeSlots": [{**WINDOW, "meeting": []}]}, id="meeting"),
        pytest.param({"recommendedTimeSlots": [{**WINDOW, "availableParticipants": [5]}]}, id="available"),
        pytest.param({"recommendedTimeSlots": [{**WINDOW, "availableParticipants": ["\x1b"]}]}, id="escape"),
        pytest.param(
            {"recommendedTimeSlots": [{**WINDOW, "unavailable": [{"participant_id": "bo", "reason": "lazy"}]}]},
            id="reason-of-an-absence",
        ),
        pytest.param({"more": None}, id="more"),
        pytest.param({"alternatives": 0}, id="alternatives"),
        pytest.param({"recommendedTimeSlots": [{**WINDOW, "ifNeededParticipants": "ann"}]}, id="if-needed"),
        pytest.param({"recommendedTimeSlots": [{**WINDOW, "localTimes": {}}]}, id="local-times"),
        pytest.param({"recommendedTimeSlots": [{**WINDOW, "localTimes": ["ann"]}]}, id="local-time"),
        pytest.param(
            {"recommendedTimeSlots": [{**WINDOW, "localTimes": [{"participant_id": "ann", "inconvenience": -1}]}]},
            id="inconvenience",
        ),
        pytest.param(
            {"recommendedTimeSlots": [{**WINDOW, "localTimes": [{"participant_id": "\x1b", "inconvenience": 1}]}]},
            id="escape-in-local-times",
        ),
        pytest.param({**EXPLAINED, "certain": "yes"}, id="certain"),
        pytest.param({**EXPLAINED, "blockers": None}, id="blockers"),
        pytest.param({**EXPLAINED, "blockers": [{"participant_id": "ann"}]}, id="blocker-without-slots"),
        pytest.param({**EXPLAINED, "blockers": [{"participant_id": "\x1b", "slots": []}]}, id="escape-in-a-blocker"),
        pytest.param({**EXPLAINED, "shorter": []}, id="shorter"),
        pytest.param({**EXPLAINED, "shorter": {"estimatedTime": "1h", "slot": MEETING}}, id="shorter-as-text"),
        pytest.param({**EXPLAINED, "shorter": {"estimatedTime": 60, "slot": None}}, id="shorter-without-a-slot"),
        pytest.param({**EXPLAINED, "sessions": "none"}, id="sessions"),
        pytest.param({**EXPLAINED, "sessions": {"meetings": [], "minimal": True}}, id="sessions-without-unreachable"),
        pytest.param(
            {**EXPLAINED, "sessions": {"meetings": [{}], "unreachable": [], "minimal": True}}, id="session-of-nothing"
        ),
        pytest.param(
            {**EXPLAINED, "sessions": {"meetings": [], "unreachable": [], "minimal": 1}}, id="sessions-minimal"
        ),
    ],
)
def test_a_recommendation_with_a_member_of_another_kind_is_none(tokens: TokenFile, members: dict[str, object]) -> None:
    with serving(answer(json.dumps(EVENT)), answer(json.dumps({**BEST, **members}))) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).recommend(ID))
    check(error, url)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"slots": None}, id="slots"),
        pytest.param({"slots": [{**MEETING, "ifNeeded": 1}]}, id="slot-if-needed"),
        pytest.param({"weekly": "Mon 9-17"}, id="weekly"),
        pytest.param({"weekly": ["Mon 9-17 UTC"]}, id="weekly-text"),
        pytest.param({"weekly": [{"text": "Mon 9-17"}]}, id="weekly-without-a-zone"),
        pytest.param({"weekly": [{"text": "soon", "timeZone": "UTC"}]}, id="weekly-unreadable"),
        pytest.param({"weekly": [{"text": "Mon 9-17\x1b[31m", "timeZone": "UTC"}]}, id="escape-in-weekly"),
        pytest.param({"weekly": [{"text": "Mon 9-17", "timeZone": "UTC+1"}]}, id="weekly-in-an-offset"),
        pytest.param({"busy": {}}, id="busy"),
        pytest.param({"busy": ["12 Jan 2025, 2 - 4PM EST"]}, id="busy-text"),
        pytest.param({"busy": [{**MEETING, "ifNeeded": "yes"}]}, id="if-needed"),
        pytest.param({"answered": "yes"}, id="answered"),
        pytest.param({"participant_id": "\x1b"}, id="escape"),
    ],
)
def test_an_answer_with_a_member_of_another_kind_is_none(tokens: TokenFile, members: dict[str, object]) -> None:
    with serving(answer(json.dumps(EVENT)), answer(json.dumps([{**ANSWER, **members}]))) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).availability(ID))
    check(error, url)


def test_a_server_of_before_there_were_meetings_is_understood(tokens: TokenFile) -> None:
    with serving(answer(json.dumps(EVENT)), answer(json.dumps([ANSWER]))) as url:
        stored, (given,) = RemoteScheduler(url, tokens).availability(ID)
    assert (stored.meeting, stored.sequence, stored.event.organizer, stored.event.deadline) == (None, 0, None, None)
    assert (len(given.slots), given.weekly, given.busy) == (1, (), None)


def test_a_server_of_before_there_were_meetings_cannot_choose_one(tokens: TokenFile) -> None:
    nothing = {
        "type": "urn:evsched:problem:not-found",
        "detail": "there is nothing at this address",
        "message": "Not Found",
    }
    refusal = answer(json.dumps(nothing), "404 Not Found", "application/problem+json")
    start = parse_slots("12 Jan 2025, 2 - 4PM EST")[0].start
    for act in (lambda scheduler: scheduler.choose(ID, start), lambda scheduler: scheduler.reopen(ID)):
        with serving(answer(json.dumps(EVENT)), refusal) as url:
            error, _ = failure_of(partial(act, RemoteScheduler(url, tokens)))
        check(error, url)


@pytest.mark.parametrize("names", [["ann", "\x1b[31m", 5, None], "ann", None, {}])
def test_who_stands_in_the_way_of_a_choice_is_named_where_the_server_names_them(
    tokens: TokenFile, names: object
) -> None:
    problem = {"type": "urn:evsched:problem:required-absent", "detail": "ann cannot come", "participants": names}
    refusal = answer(json.dumps(problem), "409 Conflict", "application/problem+json")
    start = parse_slots("12 Jan 2025, 2 - 4PM EST")[0].start
    with serving(answer(json.dumps(EVENT)), refusal) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).choose(ID, start))
    assert isinstance(error, RequiredAbsent)
    assert error.message == "ann cannot come"
    assert error.participants == (("ann", "\\x1b[31m") if isinstance(names, list) else ())


def test_members_that_are_not_known_are_let_pass(tokens: TokenFile) -> None:
    newer = {**EVENT, "mood": "good", "slots": [{**EVENT["slots"][0], "ifNeeded": True}]}
    with serving(answer(json.dumps(newer)), answer(json.dumps({**BEST, "mood": "good"}))) as url:
        event, best = RemoteScheduler(url, tokens).recommend(ID)
    assert event.title == "Review"
    assert best.windows[0].available == ("ann",)


@pytest.mark.parametrize(
    "strangers",
    [
        pytest.param({"blockers": [{"participant_id": "zoe", "slots": [MEETING]}]}, id="blocker"),
        pytest.param({"sessions": {"meetings": [], "unreachable": ["zoe"], "minimal": True}}, id="unreachable"),
        pytest.param(
            {
                "sessions": {
                    "meetings": [{"meeting": MEETING, "participants": ["ann", "zoe"]}],
                    "unreachable": [],
                    "minimal": True,
                }
            },
            id="session",
        ),
    ],
)
def test_an_explanation_that_names_others_than_the_events_participants_is_asked_for_again(
    tokens: TokenFile, strangers: dict[str, object]
) -> None:
    event, whole = answer(json.dumps(EVENT)), {**BEST, **EXPLAINED}
    before = answer(json.dumps({**whole, **strangers}))
    with serving(event, before, event, answer(json.dumps(whole))) as url:
        best = RemoteScheduler(url, tokens).recommend(ID, explain=True)[1]
    assert best.explanation == Explanation((), None, None, certain=True)


def test_a_series_is_refused_before_a_server_is_asked(tokens: TokenFile) -> None:
    scheduler = RemoteScheduler("http://127.0.0.1:9", tokens)
    with pytest.raises(InvalidInput, match="a series is kept in a database, not on a server"):
        scheduler.create_event("Sync", timedelta(hours=1), ["12 Jan 2025, 2 - 4PM EST"], series="Sync")


def test_a_recommendation_for_others_than_the_events_participants_is_asked_for_again(tokens: TokenFile) -> None:
    before = {**BEST, "recommendedTimeSlots": [{**WINDOW, "availableParticipants": ["zoe"]}]}
    event = answer(json.dumps(EVENT))
    with serving(event, answer(json.dumps(before)), event, answer(json.dumps(BEST))) as url:
        assert RemoteScheduler(url, tokens).recommend(ID)[1].windows[0].available == ("ann",)
    with serving(*(event, answer(json.dumps(before))) * 5) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).recommend(ID))
    assert isinstance(error, Conflict)


@pytest.mark.parametrize(
    ("status", "slug", "kind", "part"),
    [
        pytest.param("400 Bad Request", "invalid-input", InvalidInput, "the reason", id="400"),
        pytest.param("413 Content Too Large", "too-large", InvalidInput, "the reason", id="413"),
        pytest.param("415 Unsupported Media Type", "media-type", InvalidInput, "the reason", id="415"),
        pytest.param("422 Unprocessable", "idempotency-key-reused", InvalidInput, "the reason", id="422"),
        pytest.param("429 Too Many Requests", "too-many", InvalidInput, "the reason", id="429"),
        pytest.param("401 Unauthorized", "token-missing", TokenMissing, "EVSCHED_TOKEN", id="401"),
        pytest.param("403 Forbidden", "forbidden", Forbidden, "--token", id="403"),
        pytest.param("404 Not Found", "not-found", NotFound, "the reason", id="404"),
        pytest.param("409 Conflict", "conflict", Conflict, "the reason", id="409"),
        pytest.param("409 Conflict", "closed", Closed, "the reason", id="409-closed"),
        pytest.param("409 Conflict", "required-absent", RequiredAbsent, "the reason", id="409-absent"),
        pytest.param("409 Conflict", "already-answered", AlreadyAnswered, "the reason", id="409-answered"),
        pytest.param("412 Precondition Failed", "changed", Changed, "the reason", id="412"),
        pytest.param("503 Service Unavailable", "store-unavailable", StoreUnavailable, "the server http", id="503"),
        pytest.param("500 Internal Server Error", "bug", ServerUnreachable, "as no evsched does", id="500"),
    ],
)
def test_a_problem_is_the_error_that_a_database_would_have_raised(
    tokens: TokenFile, status: str, slug: str, kind: type[EvschedError], part: str
) -> None:
    problem = {"type": f"urn:evsched:problem:{slug}", "detail": "the reason\x1b[31m", "message": "Event not found"}
    refusal = answer(json.dumps(problem), status, "application/problem+json")
    with serving(refusal) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).delete_availability(ID, "ann"))
    assert type(error) is kind
    assert part in error.message
    assert error.message.isprintable()
