"""evsched's own server beside Granian, on one database, in the same rounds.

    pip install '.[api,postgres]' granian
    python benchmarks/servers.py postgresql://evsched@/evsched

in an environment of its own; evsched does not depend on Granian. The database's tables are made if they are not there,
and it keeps what is written. A round asks each server in turn, so that a busy machine slows all alike; clients keep
their connections and send the next request when they have the answer to the last.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from api_data import event_document, written
from api_load import Clients, Figures, Request
from api_servers import Address

from evsched import open_store

CLIENTS = (1, 8)
ROUNDS, SECONDS, LEAST = 7, 0.5, 10
PEOPLE, SLOTS = 5, 5
_PATIENCE = 20.0

WAITRESS = "evsched serve, 4 threads"
SERVERS: dict[str, tuple[str, ...]] = {
    WAITRESS: ("evsched.api",),
    "Granian, 1 thread": ("granian", "--workers", "1", "--blocking-threads", "1"),
    "Granian, 4 threads": ("granian", "--workers", "1", "--blocking-threads", "4"),
    "Granian, 2 processes": ("granian", "--workers", "2", "--blocking-threads", "2"),
}
"""Each is run with ``python -m``; all but the first with the application of servers_wsgi.py."""


def main() -> None:
    """Print the table."""
    if len(sys.argv) != 2 or "://" not in sys.argv[1]:
        sys.exit(__doc__)
    database = sys.argv[1]
    with closing(open_store(database, 30.0)) as store:
        store.migrate()
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; medians of {ROUNDS} rounds of {SECONDS} s; an event "
        f"of {PEOPLE} who have answered"
    )
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(running(program, database)) for name, program in SERVERS.items()}
        requests = _requests(addresses[WAITRESS])
        for count in CLIENTS:
            clients = {name: stack.enter_context(closing(Clients(each, count))) for name, each in addresses.items()}
            for what, request in requests.items():
                _print(what, count, _measured(clients, request))


def _measured(clients: dict[str, Clients], request: bytes) -> dict[str, list[Figures]]:
    """Return the figures of each round of each server."""
    found: dict[str, list[Figures]] = {name: [] for name in clients}
    same = cycle([Request(request)])
    for each in clients.values():
        each.round(same, 0, LEAST)  # whose connections and answers are made
    for _ in range(ROUNDS):
        for name, each in clients.items():
            found[name].append(each.round(same, SECONDS, LEAST))
    return found


def _print(what: str, count: int, found: dict[str, list[Figures]]) -> None:
    title = f"{what}, {count} client{'s' if count > 1 else ''}"
    print(f"\n{title:36}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'x evsched serve':>17}")
    for name, rounds in found.items():
        ratio = median(one.per_second / other.per_second for one, other in zip(rounds, found[WAITRESS], strict=True))
        all_of_it = Figures.over(rounds)
        times = f"{all_of_it.p50 * 1000:9.2f}{all_of_it.p99 * 1000:9.2f}"
        print(f"{name:36}{all_of_it.per_second:11,.0f}{times}{ratio:17.2f}", flush=True)


def _requests(address: Address) -> dict[str, bytes]:
    """Make an event that everyone answers, and return what is asked again and again."""
    new = event_document(PEOPLE, SLOTS)
    event = _sent(address, "/event", new)
    slots = event["slots"]
    for person in event["participants"]:
        answer = {"participant_id": person, "event_id": event["id"], "slots": slots[1:]}
        _sent(address, "/participant", json.dumps(answer).encode())
    return {
        "GET event": written("GET", f"/event/{event['id']}"),
        "find-common-slots": written("GET", f"/event/{event['id']}/find-common-slots"),
        "POST event": written("POST", "/event", new),
    }


def _sent(address: Address, path: str, body: bytes) -> Any:
    with closing(HTTPConnection(*address, timeout=_PATIENCE)) as connection:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        document = json.loads(reply.read())
        if reply.status >= 300:
            raise RuntimeError(f"POST {path} was answered with {document}")
        return document


@contextmanager
def running(program: tuple[str, ...], database: str) -> Iterator[Address]:
    """Run a server until the end of the ``with``; what it logs goes to nobody."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address: Address = free.getsockname()[:2]
    command = [sys.executable, "-m", *program]
    if program[0] == "granian":
        command += ["--interface", "wsgi", "--no-ws", "--host", address[0], "--port", str(address[1])]
        command.append("servers_wsgi:app")
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parent,
        env={**os.environ, "TZ": "UTC", "EVSCHED_DATABASE_URL": database, "EVSCHED_PORT": str(address[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            _wait_for(address, running)
            yield address
        finally:
            running.terminate()


def _wait_for(address: Address, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            with closing(HTTPConnection(*address, timeout=_PATIENCE)) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{running.args!r} does not serve")


if __name__ == "__main__":
    main()
