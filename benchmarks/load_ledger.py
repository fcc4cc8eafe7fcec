"""What the load generator knows of the events that it has made: what was acknowledged, and what is unsure."""

from __future__ import annotations

import json
import random
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

PEOPLE = 6
"""Participants of an event."""
_OFFERED = 5
_KINDS = 50
"""Answers that differ."""
_FIRST_DAY = datetime(2027, 1, 4, tzinfo=UTC)

Slots = list[dict[str, str]]


@dataclass(slots=True)
class Made:
    """An event whose making was acknowledged, and all that was acknowledged of it since."""

    number: int
    id: str
    token: str
    """The organizer's."""
    title: str
    version: int = 1
    maybe: str = ""
    """The title that a change with an unknown outcome may have given it; it is not changed again after that."""
    answers: dict[str, int] = field(default_factory=dict)
    """Who has answered, with which kind of answer."""


@dataclass(slots=True)
class Ledger:
    """The events of one run.

    Args:
        url: The API's address.
    """

    url: str
    run: str = field(default_factory=lambda: secrets.token_hex(8))
    """Part of all titles and keys, so that runs on one database do not meet."""
    events: list[Made] = field(default_factory=list)
    acknowledged: Counter[str] = field(default_factory=Counter)
    """How many writes of each kind were."""
    unsure: Counter[str] = field(default_factory=Counter)
    """How many writes of each kind may have happened or not, as no answer came, or one from 500 on."""

    def title(self, number: int) -> str:
        """Return the title of an event as it is made; no other request makes one with it."""
        return f"Planning {self.run} {number}"

    def key(self, kind: str, number: int) -> str:
        """Return an idempotency key."""
        return f"load-{kind}-{self.run}-{number}"

    def people(self, number: int) -> list[str]:
        """Return the ids of those who are invited to an event."""
        return [f"person{number % 1000 * PEOPLE + i}@example.com" for i in range(PEOPLE)]

    def event_body(self, number: int, title: str | None = None) -> bytes:
        """Return the body that makes an event, or changes its title."""
        document: dict[str, Any] = {"title": title or self.title(number), "estimatedTime": 3600, "slots": _OFFER}
        if title is None:
            document["participants"] = self.people(number)
        return json.dumps(document).encode()

    def add(self, number: int, document: bytes) -> Made:
        """Keep an event that the server has made.

        Args:
            number: The event's.
            document: The server's answer.
        """
        made = json.loads(document)
        event = Made(number, made["id"], made["organizerToken"], self.title(number))
        self.events.append(event)
        return event


def answer_slots(kind: int) -> Slots:
    """Return when somebody is free."""
    return _ANSWERS[kind % _KINDS]


def _slot(day: int, hour: int, hours: int) -> dict[str, str]:
    start = _FIRST_DAY + timedelta(days=day, hours=hour)
    end = start + timedelta(hours=hours)
    return {"start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end_time": f"{end:%Y-%m-%dT%H:%M:%SZ}"}


def _answer(chance: random.Random) -> Slots:
    days = sorted(chance.sample(range(_OFFERED), 3))
    return [_slot(day, chance.randrange(9, 14), chance.randrange(1, 5)) for day in days]


_OFFER = [_slot(day, 9, 8) for day in range(_OFFERED)]
_ANSWERS = [_answer(random.Random(kind)) for kind in range(_KINDS)]  # noqa: S311
