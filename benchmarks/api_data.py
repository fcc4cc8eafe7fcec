"""Events of many sizes in a database, and the requests that are sent about them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path

from api_load import Request

from evsched import Availability, Event, Participant, Slot, SqliteStore
from evsched.engine.interval import iso
from evsched.event_ids import new_event_id

ANSWERED, OFFERED = 20, 30
"""Slots of an answer, and of an event."""

_FIRST_DAY = datetime(2025, 1, 6, tzinfo=UTC)
_KINDS = 500
"""Answers that differ; people share them, so that a database fills quickly."""
_GROWTH = 5
"""An event takes new answers up to one for so many that it has, so that its size stays what it is said to be."""


class Data:
    """A database with an event to read for each size, and others to answer.

    Args:
        path: Where it is made.
        sizes: How many participants each event has, all of whom have answered.
        answers: How many new answers will be sent to the events of one size.
    """

    def __init__(self, path: Path, sizes: tuple[int, ...], answers: int) -> None:
        chance = random.Random(20)  # noqa: S311
        self._kinds = [_answer(chance) for _ in range(_KINDS)]
        self._new = count()
        self._read: dict[int, str] = {}
        self._answered: dict[int, list[str]] = {}
        with closing(SqliteStore(path)) as store, store.writing() as rows:
            for size in sizes:
                ids = [new_event_id() for _ in range(1 + -(-answers * _GROWTH // size))]
                self._read[size], *self._answered[size] = ids
                for event_id in ids:
                    rows.insert_event(event_id, event(size), datetime.now(UTC))
                    for i, person in enumerate(_people(size)):
                        rows.put_availability(event_id, Availability(person, self._kinds[i % _KINDS]))
                    rows.raise_versions(event_id, answers=True)

    def post_event(self, size: int) -> Iterator[Request]:
        """Yield requests that make an event."""
        return cycle([Request(written("POST", "/event", event_document(size)))])

    def get_event(self, size: int) -> Iterator[Request]:
        """Yield requests that read an event."""
        return cycle([Request(written("GET", f"/event/{self._read[size]}"))])

    def post_participant(self, size: int) -> Iterator[Request]:
        """Yield requests by which somebody new answers an event."""
        for event_id, i in zip(cycle(self._answered[size]), self._new, strict=False):
            body = {"participant_id": f"new{i}@example.com", "event_id": event_id, "slots": self._slots_of(i)}
            yield Request(written("POST", "/participant", json.dumps(body).encode()))

    def unchanged(self, size: int) -> Iterator[Request]:
        """Yield requests for the common slots of an event that stays as it is."""
        return cycle([Request(self._find(size))])

    def known(self, size: int, etag: str) -> Iterator[Request]:
        """Yield requests for the same by who has the answer that bears a tag."""
        return cycle([Request(self._find(size).replace(b"\r\n\r\n", f"\r\nIf-None-Match: {etag}\r\n\r\n".encode()))])

    def put_participant(self, size: int) -> Iterator[Request]:
        """Yield requests by which somebody changes an answer."""
        return (Request(each.source) for each in self.changed(size) if not each.is_measured)

    def changed(self, size: int) -> Iterator[Request]:
        """Yield requests for the common slots of an event, each after an answer has changed."""
        event_id, (person, *_) = self._read[size], _people(size)
        find = Request(self._find(size))
        for i in self._new:
            body = json.dumps({"event_id": event_id, "slots": self._slots_of(i)}).encode()
            yield Request(written("PUT", f"/participant/{person}", body), is_measured=False)
            yield find

    def _find(self, size: int) -> bytes:
        return written("GET", f"/event/{self._read[size]}/find-common-slots")

    def _slots_of(self, i: int) -> list[dict[str, str]]:
        return _written(self._kinds[i % _KINDS])


def event(size: int, slots: int = OFFERED) -> Event:
    """Return an event for so many people, with so many slots."""
    people = [Participant(each) for each in _people(size)]
    return Event("Planning", timedelta(hours=1), [_slot(day, 9 * 60, 8 * 60) for day in range(slots)], people)


def event_document(size: int, slots: int = OFFERED) -> bytes:
    """Return the body of a request that makes the same event."""
    offered = _written(event(1, slots).slots)
    whole = {"title": "Planning", "estimatedTime": 3600, "slots": offered, "participants": _people(size)}
    return json.dumps(whole).encode()


def written(method: str, path: str, body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    content = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if method != "GET" else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n{content}\r\n".encode() + body


def constant(method: str, size: int, body: bytes = b"") -> Iterator[Request]:
    """Yield requests for a constant of so many bytes."""
    return cycle([Request(written(method, f"/{size}", body))])


def _people(size: int) -> list[str]:
    return [f"person{i}@example.com" for i in range(size)]


def _answer(chance: random.Random) -> list[Slot]:
    days = sorted(chance.sample(range(OFFERED), ANSWERED))
    return [_slot(day, chance.randrange(8 * 4, 15 * 4) * 15, chance.randrange(4, 20) * 15) for day in days]


def _slot(day: int, first_minute: int, minutes: int) -> Slot:
    start = _FIRST_DAY + timedelta(days=day, minutes=first_minute)
    return Slot(start, start + timedelta(minutes=minutes))


def _written(slots: Sequence[Slot]) -> list[dict[str, str]]:
    return [{"start_time": iso(each.start), "end_time": iso(each.end)} for each in slots]
