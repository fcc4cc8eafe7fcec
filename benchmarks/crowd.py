"""Events of many sizes and everyone's free time, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from evsched import Event, Participant, Slot
from evsched.engine.interval import IntervalSet, to_seconds

Instants = Literal["any second", "quarter hours"]
"""On which instants free time starts and ends; quarter hours are what people type, any second is harder."""

MEETING = timedelta(minutes=30)
BYTES_AN_INTERVAL = 16
"""Of packed free time."""

_FIRST_DAY = datetime(2027, 1, 4, tzinfo=UTC)
_OFFERED_FROM, _OFFERED_UNTIL = 9 * 3600, 17 * 3600
_FREE_FROM, _FREE_UNTIL = 8 * 3600, 18 * 3600
"""Of each day, in seconds; people may be free where nothing is offered."""
_QUARTER = 900
_ZONES = (
    *("America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Europe/London", "Europe/Berlin"),
    *("Africa/Nairobi", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large an event is."""

    people: int
    intervals: int
    """Free intervals of each participant."""
    slots: int
    """Eight hours each, one a day."""

    @property
    def triples(self) -> int:
        """How many pairs of a slot and an interval there are."""
        return self.people * self.intervals * self.slots


@dataclass(frozen=True, slots=True)
class Crowd:
    """An event, and when everyone is free."""

    event: Event
    free: dict[str, IntervalSet]

    @property
    def packed(self) -> int:
        """The bytes of everyone's free time, packed."""
        return BYTES_AN_INTERVAL * sum(map(len, self.free.values()))


def crowd(shape: Shape, instants: Instants = "quarter hours", *, zones_known: bool = False) -> Crowd:
    """Return an event of a shape in which everyone has answered; always the same one.

    Args:
        shape: How large it is.
        instants: On which instants free time starts and ends.
        zones_known: Whether it is known where people are; then a meeting is kind to some and not to others.
    """
    chance = random.Random(f"{shape} {instants}")  # noqa: S311
    grid = _QUARTER if instants == "quarter hours" else 1
    free = {f"person{number}@example.com": _free(shape, grid, chance) for number in range(shape.people)}
    people = [
        Participant(name, _ZONES[number % len(_ZONES)] if zones_known else None) for number, name in enumerate(free)
    ]
    return Crowd(Event("Planning", MEETING, [_offered(day) for day in range(shape.slots)], people), free)


def _offered(day: int) -> Slot:
    midnight = _FIRST_DAY + timedelta(days=day)
    return Slot(midnight + timedelta(seconds=_OFFERED_FROM), midnight + timedelta(seconds=_OFFERED_UNTIL))


def _free(shape: Shape, grid: int, chance: random.Random) -> IntervalSet:
    """Return somebody's free intervals: one on each of some days, or some on each day, in equal parts of it."""
    parts = -(-shape.intervals // shape.slots)
    part = (_FREE_UNTIL - _FREE_FROM) // parts
    midnight = to_seconds(_FIRST_DAY) + _FREE_FROM
    places = sorted(chance.sample(range(shape.slots * parts), shape.intervals))
    return IntervalSet.of_seconds(
        _interval(midnight + place // parts * 86_400 + place % parts * part, part, grid, chance) for place in places
    )


def _interval(earliest: int, room: int, grid: int, chance: random.Random) -> tuple[int, int]:
    """Return an interval of an eighth to five eighths of the room that there is, on the grid."""
    length = int(room * (0.125 + chance.random() / 2))
    start = earliest + int((room - length) * chance.random())
    return start // grid * grid, -(-(start + length) // grid) * grid
