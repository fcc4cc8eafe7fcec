"""Servers that cannot be reached, are slow, or are no evsched: one clear error, in time."""

from __future__ import annotations

import json
import shutil
import subprocess
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from evsched.engine.text import parse_slots
from evsched.errors import (
    Changed,
    InvalidInput,
    NotFound,
    ServerUnreachable,
    StoreUnavailable,
)
from evsched.remote import RemoteScheduler, TokenFile
from evsched.scheduler import EventChanges
from evsched.tokens import new_organizer_token
from tests.remote.strangers import (
    EVENT,
    ID,
    Behaviour,
    answer,
    check,
    closed_port,
    drips,
    failure_of,
    floods,
    late,
    says,
    says_nothing,
    serving,
)

JSON_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

STRANGE: dict[str, Behaviour] = {
    "closes-at-once": says(b""),
    "garbage": says(b"\x00\xff\xfe garbage\r\n\r\n"),
    "another-protocol": says(b"220 mail.example.org ESMTP\r\n"),
    "a-status-that-is-none": says(b"HTTP/1.1 abc OK\r\n\r\n"),
    "a-header-without-end": says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"),
    "headers-without-end": says(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"),
    "html": answer("<html>Welcome</html>", kind="text/html"),
    "html-that-is-not-found": answer("<html>404</html>", "404 Not Found", "text/html"),
    "html-that-is-unavailable": answer("<html>503</html>", "503 Service Unavailable", "text/html"),
    "plain-text": answer(json.dumps(EVENT), kind="text/plain"),
    "redirects": answer("", "301 Moved Permanently", headers="Location: http://127.0.0.1:1/events\r\n"),
    "redirects-with-json": answer("{}", "307 Temporary Redirect", headers="Location: /\r\n"),
    "nothing": answer(""),
    "no-content": answer("", "204 No Content"),
    "no-json": answer("{"),
    "no-utf-8": answer(b'{"title": "\xff\xfe"}'),
    "a-byte-order-mark": answer("\ufeff" + json.dumps(EVENT)),
    "a-member-twice": answer('{"id": "1", "id": "2"}'),
    "nested-without-end": answer("[" * 1_000_000),
    "a-number-without-end": answer('{"id": ' + "9" * 10_000 + "}"),
    "not-a-number": answer('{"id": NaN}'),
    "a-list": answer("[]"),
    "null": answer("null"),
    "breaks-off": says(JSON_HEAD + b"Content-Length: 1000\r\n\r\n{"),
    "breaks-off-in-a-chunk": says(JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"),
    "chunks-that-are-none": says(JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}"),
    "larger-than-it-may-be": floods(JSON_HEAD + b"Content-Length: 99999999999\r\n\r\n"),
    "larger-in-one-go": floods(JSON_HEAD + b"\r\n"),
    "an-error-of-its-own": answer('{"error": "no"}', "500 Internal Server Error"),
    "a-teapot": answer("{}", "418 I'm a teapot", "application/problem+json"),
    "a-problem-of-another": answer('{"type": "about:blank"}', "404 Not Found", "application/problem+json"),
    "an-address-below-it-where-nothing-is": answer(
        '{"type": "urn:evsched:problem:not-found", "message": "Not Found"}',
        "404 Not Found",
        "application/problem+json",
    ),
    "a-problem-that-is-a-list": answer("[]", "404 Not Found", "application/problem+json"),
}

SLOW: dict[str, Behaviour] = {
    "never-answers": says_nothing,
    "drips-its-status": drips(b"HTTP/1.1 2", b"0"),
    "drips-headers": drips(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "drips-its-body": drips(JSON_HEAD + b"Content-Length: 1000\r\n\r\n{", b" "),
    "drips-without-a-length": drips(JSON_HEAD + b"\r\n{", b" "),
    "drips-a-chunk": drips(JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\n500\r\n{", b" "),
    "continues-for-ever": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("behaviour", STRANGE.values(), ids=STRANGE.keys())
def test_a_server_that_is_no_evsched_is_said_to_be_none(tokens: TokenFile, behaviour: Behaviour) -> None:
    with serving(behaviour) as url:
        error, seconds = failure_of(lambda: RemoteScheduler(url, tokens).event(ID))
    check(error, url)
    assert seconds < 5


def test_a_server_that_is_too_slow_is_left_within_five_seconds(tokens: TokenFile) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(len(SLOW)) as pool:
        urls = {name: stack.enter_context(serving(behaviour)) for name, behaviour in SLOW.items()}
        asked = {name: pool.submit(failure_of, RemoteScheduler(url, tokens).health) for name, url in urls.items()}
        for name, each in asked.items():
            error, seconds = each.result()
            check(error, urls[name])
            assert "within 4.5 seconds" in error.message
            assert seconds < 5, name


def test_a_port_on_which_nobody_listens_is_said_to_refuse(tokens: TokenFile) -> None:
    with closed_port() as url:
        error, seconds = failure_of(lambda: RemoteScheduler(url, tokens).event(ID))
    check(error, url)
    assert "is it running" in error.message
    assert seconds < 5


def test_a_name_that_nobody_has_is_said_to_be_unknown(tokens: TokenFile) -> None:
    error, seconds = failure_of(lambda: RemoteScheduler("http://evsched.invalid", tokens).event(ID))
    check(error, "http://evsched.invalid")
    assert seconds < 5


def test_a_server_without_tls_is_said_to_have_none(tokens: TokenFile) -> None:
    with serving(says(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as url:
        secure = url.replace("http:", "https:")
        error, _ = failure_of(lambda: RemoteScheduler(secure, tokens).event(ID))
    check(error, secure)
    assert "TLS" in error.message


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine that nobody has signed, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(path), "-out", str(path) + ".crt")
    subprocess.run([openssl, "req", "-x509", *made, *subject], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_a_certificate_that_nobody_has_signed_is_not_trusted(tokens: TokenFile, certificate: Path) -> None:
    with serving(answer(json.dumps(EVENT)), certificate=certificate) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).event(ID))
    check(error, url)
    assert "certificate" in error.message


def test_a_certificate_that_the_machine_knows_is_trusted(
    tokens: TokenFile, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    refusal = answer("{}", "401 Unauthorized", "application/problem+json")
    with serving(answer(json.dumps(EVENT)), refusal, certificate=certificate) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).event(ID))
    assert "status 401" in error.message
    assert [each.title for each in tokens.events(url)] == ["Review"]


@pytest.mark.parametrize("etag", ['"\u00ff"', "none", '"a"\r\n b: c', '"' + "x" * 60_000])
def test_a_tag_that_is_none_is_not_sent_back(tokens: TokenFile, etag: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: {etag}\r\n\r\n".encode("latin-1")
    with serving(says(head, json.dumps(EVENT).encode()), answer("<html>", "403 Forbidden", "text/html")) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).update_event(ID, EventChanges(title="New")))
    check(error, url)
    assert "status 403" in error.message


def test_an_event_that_changes_all_the_time_is_given_up(tokens: TokenFile) -> None:
    problem = json.dumps({"type": "urn:evsched:problem:changed", "detail": "changed"})
    changed = answer(problem, "412 Precondition Failed", "application/problem+json")
    event = answer(json.dumps(EVENT), headers='ETag: "1"\r\n')
    with serving(*(event, changed) * 5, event) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).update_event(ID, EventChanges(title="New")))
    assert type(error) is Changed


def test_a_server_that_fails_within_a_list_is_not_waited_for_once_for_each_event(tokens: TokenFile) -> None:
    with serving(says_nothing) as url:
        for number in range(50):
            tokens.remember(url, f"{number:026}", "Review")
        error, seconds = failure_of(RemoteScheduler(url, tokens).events)
    check(error, url)
    assert seconds < 5


def test_a_server_that_says_in_time_that_it_is_busy_is_heard(tokens: TokenFile) -> None:
    problem = json.dumps({"type": "urn:evsched:problem:store-unavailable", "detail": "try again"})
    busy = answer(problem, "503 Service Unavailable", "application/problem+json")
    with serving(late(4.2, busy)) as url:
        error, seconds = failure_of(lambda: RemoteScheduler(url, tokens).event(ID))
    assert isinstance(error, StoreUnavailable)
    assert seconds < 5


def test_what_a_server_does_not_find_is_left_out_of_the_list_and_not_forgotten(tokens: TokenFile) -> None:
    token = new_organizer_token()
    problem = {"type": "urn:evsched:problem:not-found", "detail": "no event", "message": "Event not found"}
    with serving(answer(json.dumps(problem), "404 Not Found", "application/problem+json")) as url:
        tokens.keep_organizer(url, ID, "Review", token)
        assert RemoteScheduler(url, tokens).events() == []
        with pytest.raises(NotFound):
            RemoteScheduler(url, tokens).delete_event(ID)
    assert tokens.event(url, ID).organizer == token


@pytest.mark.parametrize("behaviour", [says(b""), answer("<html>", kind="text/html"), answer("[]")])
def test_a_list_of_nothing_says_that_there_is_a_server(tokens: TokenFile, behaviour: Behaviour) -> None:
    with serving(behaviour) as url:
        error, _ = failure_of(RemoteScheduler(url, tokens).events)
    check(error, url)


def test_a_detail_without_end_is_cut_off(tokens: TokenFile) -> None:
    problem = json.dumps({"type": "urn:evsched:problem:invalid-input", "detail": "x" * 1_000_000})
    with serving(answer(problem, "400 Bad Request", "application/problem+json")) as url:
        error, _ = failure_of(lambda: RemoteScheduler(url, tokens).delete_availability(ID, "ann"))
    assert len(error.message) <= 600


def test_a_refusal_that_comes_before_all_was_sent_is_understood(tokens: TokenFile) -> None:
    problem = json.dumps({"type": "urn:evsched:problem:too-large", "detail": "the body is too large"})
    slots = parse_slots("12 Jan 2025, 2 - 4PM EST") * 200_000
    with serving(answer(problem, "413 Content Too Large", "application/problem+json")) as url:
        scheduler = RemoteScheduler(url, tokens)
        error, _ = failure_of(lambda: scheduler.create_event("Large", timedelta(hours=1), slots))
    # The system may drop what was answered when the rest of the request comes in; more than a line is never said.
    assert isinstance(error, InvalidInput | ServerUnreachable)


@pytest.mark.parametrize("behaviour", STRANGE.values(), ids=STRANGE.keys())
def test_no_error_names_a_token(tokens: TokenFile, behaviour: Behaviour) -> None:
    token = new_organizer_token()
    with serving(behaviour) as url:
        scheduler = RemoteScheduler(url, tokens, token)
        with suppress(ServerUnreachable):
            scheduler.delete_availability(ID, "ann")
        error, _ = failure_of(lambda: scheduler.event(ID))
    assert token not in "".join(traceback.format_exception(error)) + repr(error) + repr(scheduler)


@pytest.mark.parametrize("given", ["evo_short", 5, None, "Bearer x"])
def test_a_token_that_is_none_is_not_kept_and_not_repeated(tokens: TokenFile, given: object) -> None:
    made = {**EVENT, "message": "Event created", "organizerToken": given}
    with serving(answer(json.dumps(made), "201 Created")) as url:
        scheduler = RemoteScheduler(url, tokens)
        slots = parse_slots("12 Jan 2025, 2 - 4PM EST")
        error, _ = failure_of(lambda: scheduler.create_event("Review", timedelta(hours=1), slots))
    check(error, url)
    assert str(given) not in error.message.replace(url, "")
    assert tokens.events(url) == []
