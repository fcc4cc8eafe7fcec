"""Rows of very many events, as the API would have made them, and which of them to ask for."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evsched import Availability, Event, Slot
from evsched.event_ids import new_event_id
from evsched.store.row_values import event_row, slots_to_text
from evsched.store.tables import COLUMNS, Row
from evsched.tokens import digest, new_participant_token

PEOPLE, OFFERED, FREE = 6, 5, 3
"""Of an event: participants, all of whom have answered, and its slots; slots of an answer."""
ASKED = 2000
"""Events that requests ask for, evenly spread; fewer where there are fewer."""

_AT_ONCE = 5000
_KINDS = 500
"""Events and answers that differ; people share them."""
_FIRST_DAY = datetime(2027, 1, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """An event that requests ask for."""

    event_id: str
    participant_id: str
    token: str
    """The participant's."""


class Volume:
    """Makes rows, so many events at a time.

    Args:
        total: Events in all, in the end.
    """

    def __init__(self, total: int) -> None:
        self._chance = random.Random(20)  # noqa: S311
        self._total = total
        self._events = [event_row(_event(self._chance)) for _ in range(_KINDS)]
        self._answers = [_answer(self._chance) for _ in range(_KINDS)]
        self._made = 0
        self._now = int(time.time())
        self.asked: list[Asked] = []

    def until(self, events: int) -> Iterator[dict[str, list[Row]]]:
        """Yield rows by table until there are so many events, some thousand events at a time."""
        while self._made < events:
            rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
            for _ in range(min(_AT_ONCE, events - self._made)):
                self._add_event(rows)
            yield rows

    def _add_event(self, rows: dict[str, list[Row]]) -> None:
        number, self._made = self._made, self._made + 1
        event_id, created = new_event_id(), self._now
        *told, organizer, deadline, first_start = self._events[number % _KINDS]
        organizers = self._chance.randbytes(32)
        chosen = (organizer, deadline, None, None, 0)
        rows["event"].append((event_id, *told, first_start, created, 0, 1, PEOPLE, organizers, *chosen))
        rows["made"].append(self._once("event", event_id, None, created))
        people = self._chance.sample(range(max(self._total // 4, PEOPLE)), PEOPLE)
        for person in (f"person{each}@example.com" for each in people):
            free, slots = self._answers[self._chance.randrange(_KINDS)]
            rows["participant"].append((event_id, person, None, 1))
            rows["availability"].append((event_id, person, free, slots, self._chance.randbytes(32)))
            rows["made"].append(self._once("availability", event_id, person, created))
        if number % max(1, self._total // ASKED) == 0 or number < ASKED // 10:
            token = new_participant_token()
            rows["availability"][-1] = (*rows["availability"][-1][:-1], digest(token))
            self.asked.append(Asked(event_id, person, token))

    def _once(self, what: str, event_id: str, person: str | None, at: int) -> Row:
        key = f"{self._chance.getrandbits(128):032x}"
        return (what, key, self._chance.randbytes(32), event_id, person, 0, at)


def _event(chance: random.Random) -> Event:
    first = chance.randrange(60)
    title = f"Planning of the {chance.choice(('first', 'second', 'third', 'next'))} week, part {chance.randrange(100)}"
    return Event(title, timedelta(hours=1), [_slot(first + day, 9, 8) for day in range(OFFERED)], (), "Europe/Berlin")


def _answer(chance: random.Random) -> tuple[bytes, str]:
    days = sorted(chance.sample(range(60), FREE))
    slots = [_slot(day, chance.randrange(9, 14), chance.randrange(1, 5)) for day in days]
    return Availability("nobody", slots).typed.pack(), slots_to_text(slots)


def _slot(day: int, hour: int, hours: int) -> Slot:
    start = _FIRST_DAY + timedelta(days=day, hours=hour)
    return Slot(start, start + timedelta(hours=hours))
