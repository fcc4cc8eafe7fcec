"""What can be done with events, whoever asks: load, ask the engine, save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsched.scheduler.once import Once
from evsched.scheduler.use_cases import Scheduler

if TYPE_CHECKING:
    from evsched.scheduler.answer import Answer
    from evsched.scheduler.changes import EventChanges, Invitation

__all__ = ["Answer", "EventChanges", "Invitation", "Once", "Scheduler"]

_HOMES = {"Answer": "answer", "EventChanges": "changes", "Invitation": "changes"}
"""Where the values live that only who writes has to load."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(f"evsched.scheduler.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'evsched.scheduler' has no attribute {name!r}")
