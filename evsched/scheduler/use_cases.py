"""The use cases together, on one store."""

from __future__ import annotations

from evsched.limits import Limits
from evsched.scheduler.answers import AnswerUseCases
from evsched.scheduler.events import EventUseCases
from evsched.scheduler.meetings import MeetingUseCases
from evsched.scheduler.recommendations import RecommendUseCases
from evsched.scheduler.series import SeriesUseCases


class Scheduler(EventUseCases, AnswerUseCases, RecommendUseCases, MeetingUseCases, SeriesUseCases):
    """Events and answers in a store, and what the engine makes of them.

    A ``bearer`` is the digest of the token that somebody presented; it must open what they ask for, or Forbidden
    is raised. Without one it is asked by whoever holds the database, who may do everything.

    Args:
        store: Where they are kept.
        now: Asked for the time at which an event is made.
        limits: What one event may hold; nothing is limited if not given.
    """

    def limited(self, limits: Limits) -> Scheduler:
        """Return the same use cases with other limits."""
        return Scheduler(self._store, self._now, limits)
