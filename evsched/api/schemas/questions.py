"""The one-call document."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evsched.api.schemas.requests import OFFERED, BodyZone, BusyTimes, GivenSlots, Slots, UsualHours, Weekly, example_of
from evsched.api.schemas.values import Duration, Model, ParticipantId, Title, Zone
from evsched.document.options import MOST_PEOPLE


class AskedParticipant(Model):
    """A participant of the one-call question; without any member of times they have not answered."""

    id: ParticipantId
    required: bool = True
    timeZone: Zone | None = None
    usualHours: UsualHours | None = None
    slots: GivenSlots | None = None
    weekly: Weekly | None = None
    busy: BusyTimes | None = None


class Condition(Model):
    """How many of some participants must be able to attend."""

    model_config = example_of(count=2, of=["alice", "bob", "chen"])

    count: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    of: Annotated[list[ParticipantId], Field(min_length=1)]


class Question(Model):
    """An event and the answers to it in one document."""

    model_config = example_of(
        title="Brainstorming meeting",
        estimatedTime="PT1H",
        slots=["12 Jan 2025, 2 - 4PM EST", OFFERED],
        participants=[
            {"id": "alice", "slots": ["12 Jan 2025, 2 - 4PM EST"]},
            {
                "id": "bob",
                "timeZone": "Europe/Berlin",
                "usualHours": ["Mon-Fri 10:00-19:00"],
                "slots": [{"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:30:00Z", "ifNeeded": True}],
            },
            {
                "id": "chen",
                "timeZone": "Asia/Shanghai",
                "weekly": ["Mon-Fri 8:00-18:00"],
                "busy": ["15 Jan 2025 9:30 - 10:00"],
            },
        ],
        alternatives=1,
        quorum="50%",
        atLeast=[{"count": 1, "of": ["alice", "bob"]}],
        explain=True,
    )

    title: Title = "Untitled"
    estimatedTime: Duration
    slots: Annotated[Slots, Field(min_length=1)]
    participants: list[ParticipantId | AskedParticipant] = []
    timeZone: BodyZone = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    alternatives: Annotated[int, Field(ge=0, le=500)] = 0
    quorum: Annotated[
        Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
        | Annotated[str, Field(json_schema_extra={"format": "quorum-text"}, examples=["60%"])]
        | None,
        Field(description="How many must be able to attend: a number, or a percentage of all, rounded up."),
    ] = None
    atLeast: Annotated[list[Condition], Field(description="All of these must hold of a window.")] = []
    explain: Annotated[
        bool,
        Field(
            description="Whether to say what stands in the way if it does not work for everyone, and what would help."
        ),
    ] = False
