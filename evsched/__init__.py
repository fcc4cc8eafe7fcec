"""Find the times that work for everyone in a team spread over the globe, or for the most people.

>>> from evsched import Event, IntervalSet, Participant, parse_duration, parse_slots, recommend
>>> event = Event(
...     "Brainstorming meeting",
...     parse_duration("1h"),
...     parse_slots("12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"),
...     [Participant("alice"), Participant("bob", zone="Europe/Berlin")],
... )
>>> free = {
...     "alice": IntervalSet(parse_slots("12 Jan 2025, 2 - 4PM EST")),
...     "bob": IntervalSet(parse_slots("12 Jan 2025, 20:30 - 23:00", zone="Europe/Berlin")),
... }
>>> best = recommend(event, free)
>>> best.everyone, best.windows[0].meeting
(True, Interval(2025-01-12T20:00:00Z, 2025-01-12T21:00:00Z))
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own takes longer to import than all of this, before a Ctrl-C can be minded

if TYPE_CHECKING:
    from typing import Any

    from evsched.engine.conditions import AtLeast, Quorum
    from evsched.engine.interval import Interval, IntervalSet
    from evsched.engine.model import Availability, Event, Participant, Slot
    from evsched.engine.recommend import recommend
    from evsched.engine.recommendation import Absence, Recommendation, Window
    from evsched.engine.text.durations import parse_duration
    from evsched.engine.text.slots import parse_slots
    from evsched.engine.text.weekly import parse_weekly
    from evsched.engine.weekly import WeeklyHours, expand
    from evsched.errors import (
        AlreadyAnswered,
        Changed,
        Closed,
        Conflict,
        EvschedError,
        Forbidden,
        InvalidInput,
        InvalidInputs,
        KeyReused,
        NotFound,
        RequiredAbsent,
        ServerUnreachable,
        StoreUnavailable,
        TokenMissing,
        UnreadableText,
        ZoneMissing,
    )
    from evsched.limits import Limits
    from evsched.one_call import find
    from evsched.scheduler import Answer, EventChanges, Invitation, Once, Scheduler
    from evsched.scheduler.interface import Scheduling
    from evsched.store.addresses import open_store
    from evsched.store.sqlite import SqliteStore
    from evsched.store.values import EventSummary, StoredEvent

__version__ = "0.1.0"

__all__ = [
    "Absence",
    "AlreadyAnswered",
    "Answer",
    "AtLeast",
    "Availability",
    "Blocker",
    "Changed",
    "Closed",
    "Conflict",
    "Event",
    "EventChanges",
    "EventSummary",
    "EvschedError",
    "Explanation",
    "Forbidden",
    "Interval",
    "IntervalSet",
    "InvalidInput",
    "InvalidInputs",
    "Invitation",
    "KeyReused",
    "Limits",
    "NotFound",
    "Once",
    "Participant",
    "Quorum",
    "Recommendation",
    "RequiredAbsent",
    "Scheduler",
    "Scheduling",
    "ServerUnreachable",
    "Session",
    "Sessions",
    "Shorter",
    "Slot",
    "SqliteStore",
    "StoreUnavailable",
    "StoredEvent",
    "TokenMissing",
    "UnreadableText",
    "WeeklyHours",
    "Window",
    "ZoneMissing",
    "expand",
    "find",
    "open_store",
    "parse_duration",
    "parse_slots",
    "parse_weekly",
    "recommend",
]

_HOMES = {
    "engine.interval": ("Interval", "IntervalSet"),
    "engine.conditions": ("AtLeast", "Quorum"),
    "engine.model": ("Availability", "Event", "Participant", "Slot"),
    "engine.recommend": ("recommend",),
    "engine.recommendation": ("Absence", "Explanation", "Recommendation", "Window"),
    "engine.remedies": ("Blocker", "Session", "Sessions", "Shorter"),
    "engine.text": ("parse_duration", "parse_slots", "parse_weekly"),
    "engine.weekly": ("WeeklyHours", "expand"),
    "errors": (
        "AlreadyAnswered",
        "Changed",
        "Closed",
        "Conflict",
        "EvschedError",
        "Forbidden",
        "InvalidInput",
        "InvalidInputs",
        "KeyReused",
        "NotFound",
        "RequiredAbsent",
        "ServerUnreachable",
        "StoreUnavailable",
        "TokenMissing",
        "UnreadableText",
        "ZoneMissing",
    ),
    "limits": ("Limits",),
    "one_call": ("find",),
    "scheduler": ("Answer", "EventChanges", "Invitation", "Once", "Scheduler"),
    "scheduler.interface": ("Scheduling",),
    "store.addresses": ("open_store",),
    "store.sqlite": ("SqliteStore",),
    "store.values": ("EventSummary", "StoredEvent"),
}
"""Where each public name lives: it is imported when it is asked for, so that a command loads only what it needs."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"evsched.{module}"), name)
    raise AttributeError(f"module 'evsched' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
