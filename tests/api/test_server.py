"""The server as a process: what it does when it is to stop, when the database is busy, and with what is no HTTP."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Semaphore
from time import monotonic

import pytest

from tests.api.asking import EVENT, LARGEST_BODY
from tests.api.serving import PATIENCE, Server, serving
from tests.waiting import until

SIGNALS = [pytest.param(number, id=number.name) for number in (signal.SIGTERM, signal.SIGINT)]
WAITING = 4
SENT = 16
SOURCE = json.dumps(EVENT).encode()
CHUNKED = b"POST /event HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


@pytest.fixture
def server(environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    with serving(environment, tmp_path, threads="8") as server:
        yield server


@contextmanager
def held(server: Server) -> Iterator[None]:
    """Have another program write to the database, and not come to an end."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.rollback()


def ids(server: Server) -> set[str]:
    with closing(sqlite3.connect(server.database)) as connection:
        return {str(event) for (event,) in connection.execute("SELECT id FROM event")}


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


# The end


@pytest.mark.parametrize("number", SIGNALS)
def test_requests_that_run_are_answered_before_the_end(server: Server, number: signal.Signals) -> None:
    server.made()
    with ExitStack() as stack:
        clients = [stack.enter_context(server.client()) for _ in range(WAITING)]
        with held(server):
            for client in clients:
                client.send("POST", "/event", EVENT)
            deadline = monotonic() + PATIENCE
            while server.figure("evsched_store_writers") < WAITING and monotonic() < deadline:
                pass  # until each request has come as far as the database
            assert server.figure("evsched_store_writers") == WAITING
            server.process.send_signal(number)
        replies = [client.receive() for client in clients]
    assert [reply.status for reply in replies] == [201] * WAITING
    assert server.end(None)[0] == 0
    assert {reply.json["id"] for reply in replies} <= ids(server)


@pytest.mark.parametrize("number", SIGNALS)
def test_requests_that_were_sent_before_the_signal_are_answered(server: Server, number: signal.Signals) -> None:
    """The process is stopped meanwhile, so that it can have read none of them when the signal comes."""
    with ExitStack() as stack:
        clients = [stack.enter_context(server.client()) for _ in range(SENT)]
        clients[0].ask("GET", "/healthz")
        server.process.send_signal(signal.SIGSTOP)
        for client in clients:
            client.send("POST", "/event", EVENT)
        server.process.send_signal(number)
        server.process.send_signal(signal.SIGCONT)
        answered = 0
        for client in clients:
            try:
                answered += client.receive().status == 201
            except (OSError, HTTPException):
                continue
    assert server.end(None)[0] == 0
    assert len(ids(server)) == answered, "a request was done and not answered"
    assert answered == SENT, "a request that had been sent was not answered"


@pytest.mark.stress
@pytest.mark.parametrize("number", SIGNALS)
def test_whatever_was_done_until_the_end_was_acknowledged(server: Server, number: signal.Signals) -> None:
    some = Semaphore(0)

    def write() -> list[str]:
        acknowledged: list[str] = []
        with server.client() as client:
            while True:
                try:
                    reply = client.ask("POST", "/event", EVENT)
                except (OSError, HTTPException):
                    return acknowledged
                assert reply.status == 201
                acknowledged.append(str(reply.json["id"]))
                some.release()

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write) for _ in range(8)]
        for _ in range(40):
            assert some.acquire(timeout=PATIENCE)
        began = monotonic()
        code, said = server.end(number)
        took = monotonic() - began
        acknowledged = [event for writer in writers for event in writer.result()]
    assert (code, said.splitlines()[-1]) == (0, "Stopped.")
    assert ids(server) == {*acknowledged}
    assert took < 5, "clients that go on asking over their connections keep the process from its end"


@pytest.mark.parametrize("number", SIGNALS)
def test_an_idle_connection_does_not_delay_the_end(server: Server, number: signal.Signals) -> None:
    with server.client() as client:
        client.ask("GET", "/healthz")
        began = monotonic()
        code, said = server.end(number)
        assert monotonic() - began < 5
    assert (code, "Traceback" in said) == (0, False)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_comes_as_soon_as_the_address_is_told_is_minded(server: Server, number: signal.Signals) -> None:
    code, said = server.end(number)
    assert (code, said.splitlines()[-1:]) == (0, ["Stopped."])


# A busy database


def test_a_busy_database_is_told_within_five_seconds(server: Server) -> None:
    event = server.made()
    with held(server):
        assert server.ask("GET", f"/events/{event}").status == 200
        began = monotonic()
        reply = server.ask("POST", "/event", EVENT)
        assert monotonic() - began < 5
        assert server.ask("GET", "/healthz").status == 200
    reply.problem(503)
    assert int(reply.headers["Retry-After"]) > 0
    assert str(server.database) not in reply.body.decode()
    assert server.ask("POST", "/event", EVENT).status == 201
    assert len(ids(server)) == 2


# What is no HTTP


NONSENSE = {
    "one-word": b"NONSENSE\r\n\r\n",
    "no-version-after-blanks": b"GET  \r\n\r\n",
    "lower-case-method": b"get /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "two-lengths": b"POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "length-and-encoding": CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n")
    + chunk(SOURCE)
    + b"0\r\n\r\n",
    "encoding-twice": CHUNKED.replace(b": chunked", b": chunked, chunked") + chunk(b"{}") + b"0\r\n\r\n",
    "negative-length": b"POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "length-of-words": b"POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n{}",
    "length-with-sign": b"POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
    "40-kB-header": GET + b"X-Large: " + b"q" * 40_000 + b"\r\n\r\n",
    "many-headers": GET + b"X-Many: q\r\n" * 4000 + b"\r\n",
    "40-kB-address": b"GET /" + b"q" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "9-kB-address": b"GET /events/" + b"q" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "no-host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two-hosts": b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no-colon": GET + b"nonsense\r\n\r\n",
    "blank-before-colon": GET + b"X-Blank : x\r\n\r\n",
    "folded": GET + b"X-Folded: x\r\n y\r\n\r\n",
    "NUL-in-a-header": GET + b"X-Request-Id: aaaa\0aaaa\r\n\r\n",
    "bare-CR": GET + b"X-Cr: a\rb\r\n\r\n",
    "escape-in-the-address": b"GET /events/\x1b[2J HTTP/1.1\r\nHost: x\r\n\r\n",
    "bad-chunk": CHUNKED + b"zz\r\n{}\r\n",
    "chunk-without-an-end": CHUNKED + b"2\r\n{}xx\r\n0\r\n\r\n",
    "unknown-method": b"FROBNICATE /event HTTP/1.1\r\nHost: x\r\n\r\n",
    "trace": b"TRACE /event HTTP/1.1\r\nHost: x\r\n\r\n",
    "connect": b"CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    "any-address": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "another-version": b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
    "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}
ACCEPTABLE = {
    "no-version-after-blanks",
    "lower-case-method",
    "encoding-twice",
    "length-and-encoding",
    "length-with-sign",
    "no-host",
    "two-hosts",
    "folded",
    "NUL-in-a-header",
    "bare-CR",
    "escape-in-the-address",
    "chunk-without-an-end",
    "connect",
    "any-address",
    "another-version",
    "http-2",
}
"""What may be refused, or understood as it can only be meant."""


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that all requests of this part are sent to, so that each finds it in the state the last has left."""
    folder = tmp_path_factory.mktemp("nonsense")
    with serving({"HOME": str(folder), "TZ": "UTC"}, folder) as server:
        yield server
        code, said = server.end()
    assert (code, "Traceback" in said, "Traceback" in server.log.read_text()) == (0, False, False)


@pytest.mark.parametrize("name", NONSENSE)
def test_what_is_no_http_is_never_the_servers_fault(shared_server: Server, name: str) -> None:
    reply = shared_server.raw(NONSENSE[name])
    assert reply.status < 500
    assert name in ACCEPTABLE or reply.status >= 400
    assert "Server" not in reply.headers
    if reply.status >= 400:
        reply.problem(reply.status, NONSENSE[name].decode("latin-1"))
    assert shared_server.ask("GET", "/readyz").status == 200


@pytest.mark.parametrize("name", ["length-and-encoding", "no-host", "two-hosts"])
def test_what_http_forbids_is_refused(shared_server: Server, name: str) -> None:
    shared_server.raw(NONSENSE[name]).problem(400)


def test_a_method_that_nobody_knows_is_refused(shared_server: Server) -> None:
    shared_server.raw(NONSENSE["unknown-method"]).problem(400)


@pytest.mark.parametrize("name", ["one-word", "40-kB-header", "bad-chunk", "two-lengths"])
def test_what_the_server_itself_refuses_has_the_headers_of_every_answer(shared_server: Server, name: str) -> None:
    reply = shared_server.raw(NONSENSE[name])
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.problem(reply.status)["instance"] == f"urn:evsched:request:{reply.headers['X-Request-Id']}"


@pytest.mark.parametrize("large", [LARGEST_BODY + 1, 8 * LARGEST_BODY], ids=["by-one-byte", "by-far"])
def test_a_body_over_the_limit_is_refused_however_it_is_sent(shared_server: Server, large: int) -> None:
    before, data = ids(shared_server) if shared_server.database.exists() else set(), b" " * large
    length = CHUNKED.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d" % large)
    for request in (
        CHUNKED + chunk(data) + b"0\r\n\r\n",
        CHUNKED + chunk(b" " * 4096) * (large // 4096 + 1),
        length + data,
    ):
        reply = shared_server.raw(request if request.endswith(b"0\r\n\r\n") else request + b"0\r\n\r\n")
        reply.problem(413)
    assert before == (ids(shared_server) if shared_server.database.exists() else set())


def test_a_body_in_chunks_is_read(shared_server: Server) -> None:
    reply = shared_server.raw(CHUNKED + chunk(SOURCE[:10]) + chunk(SOURCE[10:]) + b"0\r\n\r\n")
    assert reply.status == 201


def test_the_log_and_the_metrics_of_a_server_name_the_replica(environment: dict[str, str], tmp_path: Path) -> None:
    with serving(environment, tmp_path, replica="api-2") as server:
        server.ask("GET", "/healthz")
        server.raw(b"nonsense\r\n\r\n")
        figures = server.ask("GET", "/metrics").body.decode().splitlines()
        assert server.end()[0] == 0
    assert [line["replica"] for line in server.logged()] == ["api-2"] * 3
    assert [line for line in figures if line.startswith("evsched_info{") and 'replica="api-2"' in line]


def test_the_log_of_a_server_is_one_line_of_json_a_request(server: Server) -> None:
    event = server.made()
    server.ask("GET", f"/events/{event}?secret=x")
    server.ask("GET", "/nothing")
    assert server.end()[0] == 0
    logged = [(line["method"], line["route"], line["status"], line["from"]) for line in server.logged()]
    assert logged == [
        ("POST", "/event", 201, "127.0.0.1"),
        ("GET", "/events/{event_id}", 200, "127.0.0.1"),
        ("GET", "none", 404, "127.0.0.1"),
    ]
    assert event not in server.log.read_text()


def test_a_server_says_that_it_is_open(server: Server) -> None:
    assert server.ask("GET", "/healthz").status == 200
    assert "Access is open" in server.end()[1]


def test_what_the_network_does_not_take_at_once_is_sent_when_it_does(server: Server) -> None:
    expected, many = server.ask("GET", "/openapi.json").body, 100
    request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.socket() as connection:
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((server.host, server.port))
        connection.sendall(request * many + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        until(lambda: len(server.logged()) > many + 1, "all have been answered, more than the network takes")
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    headers = received.split(expected)
    assert len(headers) == many + 2
    assert all(each.startswith(b"HTTP/1.1 200 OK\r\n") for each in headers[:-1])
    assert headers[-1] == b""


def test_a_log_that_cannot_be_written_stops_no_request(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "served.log").symlink_to("/dev/full")
    with serving(environment, tmp_path) as server, server.client() as client:
        assert [client.ask("GET", "/healthz").status for _ in range(3)] == [200] * 3
        assert server.raw(b"nonsense\r\n\r\n").status == 400


def test_a_connection_is_kept_after_an_answer_without_a_body(server: Server) -> None:
    path = f"/event/{server.made()}"
    with server.client() as client:
        etag = client.ask("GET", path).headers["ETag"]
        kept = client.connection.sock
        for method, status in (("GET", 304), ("HEAD", 304), ("GET", 304), ("DELETE", 204), ("GET", 404)):
            reply = client.ask(method, path, headers={"If-None-Match": etag} if status == 304 else {})
            assert (reply.status, reply.headers["Connection"]) == (status, None)
            assert client.connection.sock is kept
        reply = client.ask("GET", "/healthz", headers={"Connection": "close"})
        assert (reply.status, reply.headers["Connection"]) == (200, "close")


@pytest.mark.parametrize("headers", [b"HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", b"HTTP/1.0\r\n"])
def test_an_answer_without_a_body_ends_a_connection_that_is_to_end(server: Server, headers: bytes) -> None:
    etag = server.ask("GET", path := f"/event/{server.made()}").headers["ETag"]
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as connection:
        connection.sendall(b"GET %s %sIf-None-Match: %s\r\n\r\n" % (path.encode(), headers, etag.encode()))
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert received.startswith(b"HTTP/1.%c 304 " % headers[7])
    assert b"\r\nConnection: close\r\n" in received
