"""What members are made of: instants, zones, ids, texts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-5][0-9])$"

Instant = Annotated[
    str,
    Field(
        pattern=_INSTANT,
        json_schema_extra={"format": "date-time"},
        examples=["2025-01-12T19:00:00Z"],
        description="An RFC 3339 time with an offset, from 1970 to 2199; fractions of a second are cut off.",
    ),
]
Zone = Annotated[
    str,
    Field(
        json_schema_extra={"format": "time-zone"},
        examples=["Europe/Berlin"],
        description="An IANA zone, UTC, or a fixed offset such as UTC+5:30.",
    ),
]
SlotText = Annotated[
    str,
    Field(
        json_schema_extra={"format": "slot-text"},
        examples=["12 Jan 2025, 2 - 4PM EST"],
        description="One slot as people write it, or several with commas between them.",
    ),
]
WeeklyText = Annotated[
    str,
    Field(
        json_schema_extra={"format": "weekly-text"},
        examples=["Mon-Fri 9:00-17:00 Europe/Berlin"],
        description="Days of the week and times, as people write them; they count within the event's slots.",
    ),
]
Address = Annotated[
    str,
    Field(
        max_length=254,
        json_schema_extra={"format": "mail-address"},
        examples=["olga@example.com"],
        description="The mail address from which invitations come.",
    ),
]
ParticipantId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        json_schema_extra={"format": "participant-id"},
        examples=["alice"],
        description='A name or an address without "/", compared exactly, in Unicode\'s NFC.',
    ),
]
EventId = Annotated[
    str,
    Field(examples=["3v7k9x2m5q8r1t4w6y0a2b4c6d"], description="26 characters; who knows it may read the event."),
]
Duration = Annotated[
    Annotated[int, Field(ge=60, le=2678400)]
    | Annotated[str, Field(json_schema_extra={"format": "duration-text"}, examples=["PT1H30M"])],
    Field(description="Whole seconds, ISO 8601, or a text such as 90m: 1 minute to 31 days.", examples=[3600, "90m"]),
]
Seconds = Annotated[int, Field(description="Seconds.", examples=[3600])]
IfNeeded = Annotated[bool, Field(description="Whether they could come then if there is no other way.")]
Title = Annotated[
    str,
    Field(min_length=1, max_length=200, json_schema_extra={"format": "title"}, examples=["Brainstorming meeting"]),
]


class Model(BaseModel):
    """One JSON object; other members than these it has not."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Interval(Model):
    """From an instant until before another, in UTC."""

    start_time: Instant
    end_time: Instant
