"""The bodies of answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evsched.api.schemas.values import (
    Address,
    EventId,
    IfNeeded,
    Instant,
    Interval,
    Model,
    ParticipantId,
    Seconds,
    WeeklyText,
    Zone,
)


class Hours(Model):
    """Weekly hours as they were typed."""

    text: WeeklyText
    timeZone: Zone


class ParticipantDetails(Model):
    """What is known of a participant."""

    id: ParticipantId
    required: bool
    timeZone: Zone | None
    usualHours: Annotated[list[Hours], Field(description="Where these are not 9:00 to 18:00 on weekdays.")]


class Event(Model):
    """An event."""

    id: EventId
    title: str
    estimatedTime: Seconds
    timeZone: Zone | None
    slots: list[Interval]
    participants: list[ParticipantId]
    participantDetails: list[ParticipantDetails]
    open: Annotated[bool, Field(description="Nobody was ever invited.")]
    version: Annotated[int, Field(ge=1, description="The ETag without its quotes.")]
    organizer: Address | None
    deadline: Annotated[Instant | None, Field(description="When answers are taken no more.")]
    meeting: Annotated[Interval | None, Field(description="When it will be, once that is chosen.")]
    sequence: Annotated[int, Field(ge=0, description="How often it has changed, as calendars count.")]


class EventCreated(Event):
    """A new event, with the token that may change it."""

    message: Annotated[str, Field(examples=["Event created successfully with ID: 3v7k9x2m5q8r1t4w6y0a2b4c6d"])]
    organizerToken: Annotated[str, Field(examples=["evo_…"], description="Given once.")]


class EventUpdated(Event):
    """A changed event."""

    message: Literal["Event updated successfully"]


class MeetingChosen(Event):
    """An event whose time is chosen."""

    message: Literal["Meeting chosen successfully"]


class EventReopened(Event):
    """An event that takes answers again."""

    message: Literal["Event reopened successfully"]


class GivenTime(Interval):
    """When somebody is free, or busy."""

    ifNeeded: IfNeeded = False


class _Times(Model):
    weekly: Annotated[list[Hours], Field(description="There where the answer has them.")] = []
    busy: Annotated[list[GivenTime], Field(description="There where the answer has them.")] = []


class Answer(_Times):
    """A participant's answer to an event."""

    id: ParticipantId
    event_id: EventId
    availability: list[GivenTime]


class AnswerCreated(Answer):
    """A first answer, with the token that may change it."""

    message: Literal["Availability created successfully"]
    participantToken: Annotated[str, Field(examples=["evp_…"], description="Given once.")]


class AnswerUpdated(Answer):
    """A changed answer."""

    message: Literal["Availability updated successfully"]


class AnswerDeleted(Model):
    """An answer is gone, and the participant with it."""

    message: Literal["All slots for this event deleted successfully"]


class ParticipantAvailability(_Times):
    """A participant's answer, or that there is none."""

    participant_id: ParticipantId
    answered: bool
    slots: list[GivenTime]


class ProblemPlace(Model):
    """A place in the body that is wrong."""

    pointer: Annotated[str, Field(description="A JSON Pointer.", examples=["/slots/0/start_time"])]
    detail: str


class Problem(Model):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(examples=["urn:evsched:problem:invalid-input"])]
    title: str
    status: int
    detail: str
    message: str
    instance: Annotated[str, Field(description="The request.", examples=["urn:evsched:request:0123456789abcdef"])] = ""
    errors: Annotated[list[ProblemPlace], Field(max_length=20)] = []
    participants: Annotated[
        list[ParticipantId],
        Field(max_length=20, description="With required-absent: who cannot come, or has not answered."),
    ] = []


class Health(Model):
    """The process and what it works with."""

    status: Literal["ok"]
    version: str
    zoneData: Annotated[str, Field(description="The version of the time-zone database.", examples=["2026f"])]


class Readiness(Model):
    """Whether requests are served."""

    status: Literal["ready"]
