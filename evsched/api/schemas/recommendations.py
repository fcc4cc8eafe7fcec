"""What is answered to the question when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evsched.api.schemas.values import Instant, Interval, Model, ParticipantId, Seconds, Zone

_EXPLAINED = "There when an explanation was asked for, and then always."


class Absence(Model):
    """Why somebody cannot attend in a window."""

    participant_id: ParticipantId
    reason: Literal["no_reply", "declined", "outside", "too_short"]
    longest: Annotated[
        int, Field(description="With too_short: the longest stretch they have in the window, in seconds.")
    ] = 0


class LocalTimes(Model):
    """The meeting on a participant's clock."""

    participant_id: ParticipantId
    start_time: Instant
    end_time: Instant
    timeZone: Zone
    inconvenience: Annotated[
        int, Field(description="How much of it is outside their usual hours, in seconds; at night each counts twice.")
    ] = 0


class Window(Model):
    """An interval in which the same people can attend, and the meeting that is proposed in it."""

    slot: Interval
    meeting: Interval
    availableParticipants: list[ParticipantId]
    ifNeededParticipants: Annotated[
        list[ParticipantId], Field(description="Of these, who would come only if there is no other way.")
    ]
    unavailableParticipants: list[ParticipantId]
    unavailable: list[Absence]
    localTimes: list[LocalTimes]


class Blocker(Model):
    """Somebody required without whom all others who are required, and gave some time, have a window."""

    participant_id: ParticipantId
    slots: Annotated[list[Interval], Field(description="Those windows.")]


class Shorter(Model):
    """The longest meeting, in whole minutes, that would fit all who are required and gave some time."""

    estimatedTime: Seconds
    slot: Annotated[Interval, Field(description="The earliest window in which it does.")]


class Session(Model):
    """One of several meetings."""

    meeting: Interval
    participants: Annotated[list[ParticipantId], Field(description="All who can attend it.")]


class Sessions(Model):
    """The fewest meetings that together reach everyone whom any meeting reaches."""

    meetings: list[Session]
    unreachable: Annotated[list[ParticipantId], Field(description="Who can attend none.")]
    minimal: Annotated[bool, Field(description="Whether it is known that fewer do not do.")]


class Recommendation(Model):
    """When the event could be."""

    everyone: Annotated[bool, Field(description="Whether the recommended times work for every participant.")]
    reason: Annotated[
        Literal["no_answers", "no_overlap_with_slots", "too_short", "quorum"] | None,
        Field(description="Why there is none."),
    ]
    recommendedTimeSlots: list[Window]
    more: Annotated[int, Field(description="How many others are as good.")]
    alternatives: list[Window]
    blockers: Annotated[list[Blocker], Field(description=f"Who stands in the way. {_EXPLAINED}")] = []
    shorter: Annotated[Shorter | None, Field(description=f"A meeting that would fit. {_EXPLAINED}")] = None
    sessions: Annotated[
        Sessions | None,
        Field(description=f"Several meetings in place of one, where these are not too many to find. {_EXPLAINED}"),
    ] = None
    certain: Annotated[
        bool,
        Field(description=f"Whether the first stays the first whatever those say who have not answered. {_EXPLAINED}"),
    ] = False
