"""What a client gets through nginx: the API's answers as they are, and nginx's own in the same form."""

from __future__ import annotations

import re
import time

import pytest

from tests.api.asking import EVENT, LARGEST_BODY, LATER, answer, bearer
from tests.api.serving import Reply
from tests.api.test_server import ACCEPTABLE, CHUNKED, GET, NONSENSE, chunk
from tests.stack.containers import Container
from tests.stack.door import Door, new_id
from tests.stack.stack import Stack
from tests.waiting import until

pytestmark = pytest.mark.stack

_DROPPED = {"no-colon"}
"""What nginx takes out of a header and does not pass on."""
_NO_SUCH_THING = {501, 505}
"""What nginx says of an encoding and a version of HTTP that it does not know."""
_SPOOFED = "203.0.113.9"


def check_headers(reply: Reply) -> None:
    """Hold an answer against what is true of every one."""
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", reply.headers["X-Request-Id"])
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] in {"no-store", "private, no-cache"}
    assert not re.search(r"\d", reply.headers.get("Server", ""))
    assert len(reply.headers.get_all("X-Request-Id", [])) == 1


def check_problem(reply: Reply, status: int) -> None:
    """Hold a refusal against what is true of every one."""
    check_headers(reply)
    assert reply.problem(status)["instance"] == f"urn:evsched:request:{reply.headers['X-Request-Id']}"


def record_of(container: Container, request_id: str, since: float) -> dict[str, object]:
    """Return what a container has logged of a request."""

    def find() -> dict[str, object] | None:
        return next((each for each in container.records(since) if each["request_id"] == request_id), None)

    return until(find, f"request {request_id} in the log of {container.hostname}")


@pytest.mark.parametrize("name", NONSENSE)
def test_what_is_no_http_is_never_the_servers_fault(door: Door, name: str) -> None:
    reply = door.raw(NONSENSE[name])
    assert reply.status < 500 or reply.status in _NO_SUCH_THING
    assert name in ACCEPTABLE | _DROPPED or reply.status >= 400
    if reply.status >= 400:
        check_problem(reply, reply.status)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(NONSENSE["one-word"], 400, id="nonsense"),
        pytest.param(NONSENSE["length-and-encoding"], 400, id="length-and-encoding"),
        pytest.param(NONSENSE["no-host"], 400, id="no-host"),
        pytest.param(NONSENSE["trace"], 405, id="trace"),
        pytest.param(GET.replace(b"/healthz", b"/metrics") + b"\r\n", 404, id="metrics"),
        pytest.param(GET.replace(b"/healthz", b"/readyz") + b"\r\n", 404, id="readyz"),
        pytest.param(GET.replace(b"/healthz", b"/./x/../%72eadyz") + b"\r\n", 404, id="readyz-in-disguise"),
        pytest.param(GET.replace(b"/healthz", b"/nothing") + b"\r\n", 404, id="nothing"),
        pytest.param(NONSENSE["9-kB-address"], 414, id="9-kB-address"),
        pytest.param(NONSENSE["40-kB-header"], 431, id="40-kB-header"),
        pytest.param(NONSENSE["many-headers"], 431, id="many-headers"),
        pytest.param(CHUNKED + chunk(b" " * (LARGEST_BODY + 1)) + b"0\r\n\r\n", 413, id="large-in-chunks"),
        pytest.param(
            CHUNKED.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d" % (LARGEST_BODY + 1)), 413, id="large"
        ),
    ],
)
def test_a_refusal_is_a_problem_document_whoever_makes_it(door: Door, request_: bytes, status: int) -> None:
    check_problem(door.raw(request_), status)


def test_the_metrics_are_for_inside(stack: Stack) -> None:
    """What nginx shows nobody answers in the container, where whoever runs the stack reads it."""
    source = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/{}').read().decode())"
    for replica in stack.replicas():
        assert f'replica="{replica.hostname}"' in replica.run("python", "-c", source.format("metrics")).out
        assert replica.run("python", "-c", source.format("readyz")).code == 0


def test_what_is_for_everyone_is_served(door: Door) -> None:
    for path, text in {"/healthz": b"zone", "/docs": b"<html", "/openapi.json": b'"openapi"'}.items():
        reply = door.ask("GET", path)
        assert (reply.status, text in reply.body) == (200, True)
        check_headers(reply)


def test_a_request_has_one_id_in_the_answer_and_in_both_logs(stack: Stack) -> None:
    since, given = time.time() - 1, new_id()
    reply = stack.door.ask("POST", "/event", EVENT, {"X-Request-Id": given})
    assert (reply.status, reply.headers["X-Request-Id"]) == (201, given)
    check_headers(reply)
    record = record_of(stack.replica_of(given, since), given, since)
    assert (record["method"], record["route"], record["status"]) == ("POST", "/event", 201)
    assert record_of(stack.one("nginx"), given, since)["status"] == 201


@pytest.mark.parametrize("given", ["evo_" + "x" * 43, "short", "with blank", "x" * 65], ids=len)
def test_an_id_that_is_none_is_replaced_by_one_that_both_logs_have(stack: Stack, given: str) -> None:
    since = time.time() - 1
    used = stack.door.ask("GET", "/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert used != given
    stack.replica_of(used, since)
    record_of(stack.one("nginx"), used, since)


def test_who_asked_is_what_nginx_saw_and_not_what_the_client_says(stack: Stack) -> None:
    since, given = time.time() - 1, new_id()
    spoofed = {"X-Forwarded-For": _SPOOFED, "X-Real-IP": _SPOOFED, "Forwarded": f"for={_SPOOFED}"}
    stack.door.ask("GET", "/healthz", headers={"X-Request-Id": given, **spoofed})
    seen = record_of(stack.one("nginx"), given, since)["from"]
    assert record_of(stack.replica_of(given, since), given, since)["from"] == seen
    assert seen not in {_SPOOFED, *stack.one("nginx").addresses()}


def test_a_change_of_what_has_changed_is_refused_at_any_replica(door: Door) -> None:
    path = f"/event/{door.made()}"
    for version in range(1, 7):
        seen = door.ask("GET", path).headers["ETag"]
        assert seen == f'"{version}"'
        assert door.ask("GET", path, headers={"If-None-Match": seen}).status == 304
        assert door.ask("PUT", path, {**EVENT, "title": f"Now {version}"}, {"If-Match": seen}).status == 200
        refused = door.ask("PUT", path, EVENT, {"If-Match": seen})
        check_problem(refused, 412)
        assert refused.headers["ETag"] == f'"{version + 1}"'


def test_a_key_makes_one_event_whichever_replica_is_asked(door: Door) -> None:
    key = {"Idempotency-Key": new_id()}
    replies = [door.ask("POST", "/event", EVENT, key) for _ in range(6)]
    assert {reply.status for reply in replies} == {201}
    assert len({reply.json["id"] for reply in replies}) == 1
    assert {reply.headers["Cache-Control"] for reply in replies} == {"no-store"}
    check_problem(door.ask("POST", "/event", {**EVENT, "title": "Another"}, key), 422)
    last = replies[-1].json
    changed = door.ask("PUT", f"/event/{last['id']}", EVENT, bearer(last["organizerToken"]))
    assert changed.status == 200


def test_the_recommendation_is_of_all_answers_whichever_replica_has_kept_an_older_one(door: Door) -> None:
    event = door.made(participants=[])
    for number in range(1, 7):
        for _ in range(3):
            door.ask("GET", f"/event/{event}/find-common-slots")
        assert door.ask("POST", "/participant", answer(f"p{number}", event)).status == 200
        for _ in range(3):
            (best,) = door.ask("GET", f"/event/{event}/find-common-slots").json["recommendedTimeSlots"]
            assert len(best["availableParticipants"]) == number


def test_a_change_without_the_token_is_refused_through_nginx(door: Door) -> None:
    event = door.made()
    assert door.ask("POST", "/participant", answer("ann", event)).status == 200
    body = {"event_id": event, "slots": [LATER]}
    check_problem(door.ask("PUT", "/participant/ann", body), 401)
    check_problem(door.ask("PUT", "/participant/ann", body, bearer("evp_" + "x" * 43)), 403)
