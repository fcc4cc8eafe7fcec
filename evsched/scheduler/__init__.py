"""What can be done with events, whoever asks: load, ask the engine, save."""

from __future__ import annotations

from evsched.scheduler.answers import Answer
from evsched.scheduler.changes import EventChanges, Invitation
from evsched.scheduler.once import Once
from evsched.scheduler.use_cases import Scheduler

__all__ = ["Answer", "EventChanges", "Invitation", "Once", "Scheduler"]
