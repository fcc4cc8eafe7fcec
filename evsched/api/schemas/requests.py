"""The bodies of requests."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from evsched.api.schemas.values import Duration, EventId, Instant, Model, ParticipantId, SlotText, Title, Zone

Ignored = Annotated[
    Any, Field(json_schema_extra={"readOnly": True}, description="Ignored in requests, so that an answer can be sent.")
]


class InstantSlot(Model):
    """A slot by its instants: 1 minute to 31 days."""

    start_time: Instant
    end_time: Instant


class TextSlot(Model):
    """A slot, or several, as text."""

    text: SlotText
    timeZone: Zone | None = None


class Invited(Model):
    """Someone to invite; what is left out of somebody known stays as it is."""

    id: ParticipantId
    required: bool | None = None
    timeZone: Zone | None = None


_EVENT = "3v7k9x2m5q8r1t4w6y0a2b4c6d"
_SLOT = {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"}
Slots = list[SlotText | TextSlot | InstantSlot]
BodyZone = Annotated[Zone | None, Field(description="In force for texts that name no zone.")]


def _example(**members: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [members]})


class EventGiven(Model):
    """An event."""

    model_config = _example(
        title="Brainstorming meeting",
        estimatedTime="1h",
        timeZone="America/New_York",
        slots=["12 Jan 2025, 2 - 4PM EST", _SLOT],
        participants=["alice", {"id": "bob", "timeZone": "Europe/Berlin"}],
    )

    title: Title
    estimatedTime: Duration
    slots: Annotated[Slots, Field(min_length=1)]
    participants: list[ParticipantId | Invited] | None = None
    timeZone: BodyZone = None
    id: Ignored = None
    message: Ignored = None
    participantDetails: Ignored = None
    open: Ignored = None
    version: Ignored = None
    organizerToken: Ignored = None


class _AnswerGiven(Model):
    event_id: EventId
    slots: Annotated[Slots, Field(description="When they are free; none to decline.")]
    timeZone: Annotated[
        Zone | None, Field(description="The participant's: remembered, and in force for texts that name no zone.")
    ] = None
    id: Ignored = None
    message: Ignored = None
    availability: Ignored = None
    participantToken: Ignored = None
    answered: Ignored = None


class FirstAnswer(_AnswerGiven):
    """A participant's first answer to an event."""

    model_config = _example(
        participant_id="alice",
        event_id=_EVENT,
        slots=["12 Jan 2025, 2 - 4PM EST", {"text": "15 Jan 2025, 9 - 10:30AM", "timeZone": "Asia/Tokyo"}],
    )

    participant_id: ParticipantId


class ChangedAnswer(_AnswerGiven):
    """An answer in place of an earlier one."""

    model_config = _example(event_id=_EVENT, slots=["12 Jan 2025, 3 - 4PM EST"])

    participant_id: Ignored = None


class AskedParticipant(Model):
    """A participant of the one-call question; without slots they have not answered, with none they have declined."""

    id: ParticipantId
    required: bool = True
    timeZone: Zone | None = None
    slots: Slots | None = None


class Question(Model):
    """An event and the answers to it in one document."""

    model_config = _example(
        title="Brainstorming meeting",
        estimatedTime="PT1H",
        slots=["12 Jan 2025, 2 - 4PM EST", _SLOT],
        participants=[
            {"id": "alice", "slots": ["12 Jan 2025, 2 - 4PM EST"]},
            {
                "id": "bob",
                "timeZone": "Europe/Berlin",
                "slots": [{"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:30:00Z"}],
            },
            {"id": "chen", "timeZone": "Asia/Shanghai"},
        ],
        alternatives=1,
    )

    title: Title = "Untitled"
    estimatedTime: Duration
    slots: Annotated[Slots, Field(min_length=1)]
    participants: list[ParticipantId | AskedParticipant] = []
    timeZone: BodyZone = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    alternatives: Annotated[int, Field(ge=0, le=500)] = 0
