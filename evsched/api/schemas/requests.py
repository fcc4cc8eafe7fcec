"""The bodies of requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from evsched.api.schemas.values import (
    Address,
    Duration,
    EventId,
    IfNeeded,
    Instant,
    Model,
    ParticipantId,
    SlotText,
    Title,
    WeeklyText,
    Zone,
)

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


class GivenInstants(InstantSlot):
    """When somebody is free, or busy, by its instants."""

    ifNeeded: IfNeeded = False


class GivenText(TextSlot):
    """When somebody is free, or busy, as text."""

    ifNeeded: IfNeeded = False


class TextHours(Model):
    """Weekly hours with their zone."""

    text: WeeklyText
    timeZone: Zone | None = None


UsualHours = Annotated[
    list[WeeklyText | TextHours],
    Field(
        description="When a meeting suits them, week by week, if not from 9:00 to 18:00 on weekdays.",
        examples=[["Mon-Fri 10:00-19:00 Europe/Berlin"]],
    ),
]


class Invited(Model):
    """Someone to invite; what is left out of somebody known stays as it is."""

    id: ParticipantId
    required: bool | None = None
    timeZone: Zone | None = None
    usualHours: UsualHours | None = None


_EVENT = "3v7k9x2m5q8r1t4w6y0a2b4c6d"
OFFERED = {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"}
Slots = list[SlotText | TextSlot | InstantSlot]
GivenSlots = list[SlotText | GivenText | GivenInstants]
BodyZone = Annotated[Zone | None, Field(description="In force for texts that name no zone.")]


def example_of(also: Mapping[str, Any] | None = None, /, **members: Any) -> ConfigDict:
    """Return what an example is, and what else is said of the schema."""
    return ConfigDict(json_schema_extra={**(also or {}), "examples": [members]})


class EventGiven(Model):
    """An event."""

    model_config = example_of(
        title="Brainstorming meeting",
        estimatedTime="1h",
        timeZone="America/New_York",
        slots=["12 Jan 2025, 2 - 4PM EST", OFFERED],
        participants=["alice", {"id": "bob", "timeZone": "Europe/Berlin", "required": False}],
    )

    title: Title
    estimatedTime: Duration
    slots: Annotated[Slots, Field(min_length=1)]
    participants: list[ParticipantId | Invited] | None = None
    timeZone: BodyZone = None
    organizer: Address | None = None
    deadline: Annotated[Instant | None, Field(description="When answers are taken no more.")] = None
    id: Ignored = None
    message: Ignored = None
    participantDetails: Ignored = None
    open: Ignored = None
    version: Ignored = None
    organizerToken: Ignored = None
    meeting: Ignored = None
    sequence: Ignored = None


Weekly = Annotated[
    list[WeeklyText | TextHours],
    Field(description="When they are free week by week, within the event's slots."),
]
BusyTimes = Annotated[
    list[SlotText | GivenText | GivenInstants],
    Field(description="What is taken out of these; alone, out of all that the event offers."),
]


_TIMES = ("slots", "weekly", "busy", "availability")
_ANY_TIMES = {"anyOf": [{"required": [name], "properties": {name: {"type": "array"}}} for name in _TIMES]}
"""One of these is there, and is not null."""


class _AnswerGiven(Model):
    event_id: EventId
    slots: Annotated[GivenSlots | None, Field(description="When they are free; with no times at all they decline.")] = (
        None
    )
    weekly: Weekly | None = None
    busy: BusyTimes | None = None
    timeZone: Annotated[
        Zone | None, Field(description="The participant's: remembered, and in force for texts that name no zone.")
    ] = None
    usualHours: Annotated[UsualHours | None, Field(description="The participant's: remembered.")] = None
    id: Ignored = None
    message: Ignored = None
    availability: Annotated[
        GivenSlots | None,
        Field(description="Taken for `slots` where these are missing, so that an answer can be sent."),
    ] = None
    participantToken: Ignored = None
    answered: Ignored = None


class FirstAnswer(_AnswerGiven):
    """A participant's first answer to an event."""

    model_config = example_of(
        _ANY_TIMES,
        participant_id="alice",
        event_id=_EVENT,
        slots=["12 Jan 2025, 2 - 4PM EST", {"text": "15 Jan 2025, 9 - 10:30AM", "timeZone": "Asia/Tokyo"}],
    )

    participant_id: ParticipantId


class ChangedAnswer(_AnswerGiven):
    """An answer in place of an earlier one."""

    model_config = example_of(_ANY_TIMES, event_id=_EVENT, slots=["12 Jan 2025, 3 - 4PM EST"])

    participant_id: Ignored = None


class MeetingGiven(Model):
    """When the event will be."""

    model_config = example_of(start_time="2025-01-12T20:00:00Z")

    start_time: Instant
    end_time: Annotated[Instant | None, Field(description="As long after as the event says; may be left out.")] = None
    force: Annotated[bool, Field(description="Choose it though somebody required cannot come.")] = False
