"""The JSON of the API as pydantic models: the OpenAPI document is made of them.

Bodies are read by :mod:`evsched.document`, which the command line and the library share; the tests hold the
two against each other.
"""

from __future__ import annotations

from evsched.api.schemas.answers import (
    Answer,
    AnswerCreated,
    AnswerDeleted,
    AnswerUpdated,
    Event,
    EventCreated,
    EventReopened,
    EventUpdated,
    Health,
    MeetingChosen,
    ParticipantAvailability,
    Problem,
    Readiness,
)
from evsched.api.schemas.questions import Question
from evsched.api.schemas.recommendations import Recommendation
from evsched.api.schemas.requests import ChangedAnswer, EventGiven, FirstAnswer, MeetingGiven
from evsched.api.schemas.values import EventId, ParticipantId

__all__ = [
    "Answer",
    "AnswerCreated",
    "AnswerDeleted",
    "AnswerUpdated",
    "ChangedAnswer",
    "Event",
    "EventCreated",
    "EventGiven",
    "EventId",
    "EventReopened",
    "EventUpdated",
    "FirstAnswer",
    "Health",
    "MeetingChosen",
    "MeetingGiven",
    "ParticipantAvailability",
    "ParticipantId",
    "Problem",
    "Question",
    "Readiness",
    "Recommendation",
]
