"""What the load generator asks of the API, and what it makes of the answers."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlsplit

from load_exchange import Answer
from load_ledger import Ledger, Made, answer_slots
from load_loop import Call

MIX: Mapping[str, int] = {"create": 8, "answer": 32, "read": 30, "slots": 25, "change": 5}
"""How often each kind of request comes, of 100: to an event of six come about four answers before somebody asks."""

_WRITES = frozenset({"create", "answer", "change"})
_GOOD = {"create": 201, "answer": 200, "read": 200, "slots": 200, "change": 200}


@dataclass(slots=True)
class Traffic:
    """Makes requests about the events of a ledger.

    Args:
        url: The API's address.
        keeps: Whether connections are used again.
        chance: Chooses events.
    """

    url: str
    keeps: bool
    chance: random.Random
    ledger: Ledger = field(init=False)
    _seats: deque[tuple[Made, str]] = field(default_factory=deque)
    """Who can answer what."""
    _at_rest: deque[Made] = field(default_factory=deque)
    """Events that nobody is changing."""
    _numbers: count[int] = field(default_factory=count)
    _host: str = field(init=False)
    _prefix: str = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.url)
        self._host, self._prefix = urlsplit(self.url).netloc, urlsplit(self.url).path.rstrip("/")

    def prepare(self, events: int) -> None:
        """Make events one after the other, to have some before the first request is due.

        Raises:
            RuntimeError: The server does not make them.
        """
        connection = HTTPConnection(self._host, timeout=30)
        try:
            for number in (next(self._numbers) for _ in range(events)):
                head = {"Content-Type": "application/json", "Connection": "close"}
                head["Idempotency-Key"] = self.ledger.key("create", number)
                connection.request("POST", f"{self._prefix}/event", self.ledger.event_body(number), head)
                reply = connection.getresponse()
                body = reply.read()
                if reply.status != 201:
                    raise RuntimeError(f"an event is not made before the run: {reply.status} {body[:300]!r}")
                self.ledger.acknowledged["create"] += 1
                self._know(self.ledger.add(number, body))
            self.chance.shuffle(self._seats)
        finally:
            connection.close()

    def call(self, kind: str) -> Call | None:
        """Make a request; None where there is no event to send it to."""
        return getattr(self, f"_{kind}")()  # type: ignore[no-any-return]

    def _create(self) -> Call:
        number = next(self._numbers)
        body = self.ledger.event_body(number)
        source = self._written("POST", "/event", body, f"Idempotency-Key: {self.ledger.key('create', number)}\r\n")
        return Call(source, self._then("create", lambda answer: self._know(self.ledger.add(number, answer.body))))

    def _answer(self) -> Call | None:
        if not self._seats:
            return None
        (event, person), number = self._seats.popleft(), next(self._numbers)
        body = {"participant_id": person, "event_id": event.id, "slots": answer_slots(number)}
        key = f"Idempotency-Key: {self.ledger.key('answer', number)}\r\n"
        source = self._written("POST", "/participant", json.dumps(body).encode(), key)
        return Call(source, self._then("answer", lambda _: event.answers.update({person: number})))

    def _read(self) -> Call | None:
        return self._get("read", "")

    def _slots(self) -> Call | None:
        return self._get("slots", "/find-common-slots")

    def _get(self, kind: str, below: str) -> Call | None:
        if not self.ledger.events:
            return None
        path = f"/event/{self.chance.choice(self.ledger.events).id}{below}"
        return Call(self._written("GET", path), self._then(kind, lambda _: None))

    def _change(self) -> Call | None:
        if not self._at_rest:
            return None
        event = self._at_rest.popleft()
        title = f"{self.ledger.title(event.number)} at {event.version}"
        seen = f'If-Match: "{event.version}"\r\nAuthorization: Bearer {event.token}\r\n'
        source = self._written("PUT", f"/event/{event.id}", self.ledger.event_body(event.number, title), seen)
        return Call(source, partial(self._changed, event, title))

    def _changed(self, event: Made, title: str, answer: Answer | None) -> str:
        failure = self._then("change", lambda _: None)(answer)
        if not failure and answer:
            event.version, event.title = event.version + 1, title
            self._at_rest.append(event)
        elif answer is None or answer.status >= 500:
            event.maybe = title
        else:
            self._at_rest.append(event)
        return failure

    def _then(self, kind: str, keep: Callable[[Answer], object]) -> Callable[[Answer | None], str]:
        """Return what takes the answer to a request of a kind, and keeps what was acknowledged."""

        def done(answer: Answer | None) -> str:
            if answer and answer.status == _GOOD[kind]:
                if kind in _WRITES:
                    self.ledger.acknowledged[kind] += 1
                keep(answer)
                return ""
            if kind in _WRITES and (answer is None or answer.status >= 500):
                self.ledger.unsure[kind] += 1
            return _refusal(answer) if answer else ""

        return done

    def _know(self, event: Made) -> None:
        self._seats.extend((event, person) for person in self.ledger.people(event.number))
        self._at_rest.append(event)

    def _written(self, method: str, path: str, body: bytes = b"", more: str = "") -> bytes:
        content = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        closing = "" if self.keeps else "Connection: close\r\n"
        head = (
            f"{method} {self._prefix}{path} HTTP/1.1\r\nHost: {self._host}\r\nAccept: */*\r\n{closing}{content}{more}"
        )
        return f"{head}\r\n".encode() + body


def _refusal(answer: Answer) -> str:
    is_told_when = answer.status != 503 or answer.header(b"retry-after") is not None
    return str(answer.status) if is_told_when else "503 without Retry-After"
