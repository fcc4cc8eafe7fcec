"""What a store tells of events beside what they are."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Event


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as a store keeps it."""

    id: str
    event: Event
    answered: frozenset[str] | None
    """Ids of the participants who have answered, be it to decline; None where whoever asks may not know."""
    is_open: bool
    """Whether anyone may answer, because nobody was ever invited."""
    version: int = 1
    """Raised whenever the event changes or someone joins or leaves it; not by their answers."""
    meeting: Interval | None = None
    """When it will be, once the organizer has chosen."""
    sequence: int = 0
    """How often the event has changed, as calendars count; it never goes back, and has 31 bits."""
    series: str | None = None
    """The series of meetings that it is one of."""


class EventState(NamedTuple):
    """What a store knows of an event in one row, however large the event is."""

    version: int
    """As in StoredEvent; 1 at first."""
    answers_version: int
    """Raised by any change to an answer; 0 at first."""
    is_open: bool
    """As in StoredEvent."""
    organizer: bytes | None
    """The digest of the organizer's token; None where none was made."""
    deadline: datetime | None = None
    """When answers are taken no more."""
    meeting: Interval | None = None
    """As in StoredEvent."""
    sequence: int = 0
    """As in StoredEvent."""
    series: str | None = None
    """As in StoredEvent."""

    def __repr__(self) -> str:
        return f"EventState({self.version}, {self.answers_version}, is_open={self.is_open})"


class Made(NamedTuple):
    """What a request with an idempotency key has made."""

    body: bytes
    """The digest of the request's body."""
    event_id: str
    participant_id: str | None
    """For an answer, whose."""
    is_gone: bool = False
    """Whether the answer has been deleted since."""


@dataclass(frozen=True, slots=True)
class EventSummary:
    """A line of the list of events."""

    id: str
    title: str
    duration: timedelta
    first_start: datetime
    """When the earliest slot starts."""
    zone: str | None
    participants: int
    answered: int | None
    """None where whoever asks may not know."""


class Free(NamedTuple):
    """When those who have answered an event could sit in a meeting."""

    times: Mapping[str, IntervalSet]
    """By id; none where nothing of what they said lies in what the event offers."""
    declined: Set[str]
    """Ids of those who said that there is no time at all."""
    if_needed: Mapping[str, IntervalSet]
    """The part of ``times`` that they would give only if there is no other way, by id, where there is any."""


class Burden(NamedTuple):
    """What the meetings that were chosen in a series have cost somebody."""

    participant_id: str
    total: timedelta
    """The inconvenience of all these meetings: their time outside the usual hours, at night twice."""
    meetings: int
    """How many of them they could attend."""
