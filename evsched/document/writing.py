"""What evsched answers in JSON: the members and their names, once for every door.

Instants are UTC with a Z, durations whole seconds, lists of ids sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from evsched.engine.interval import Interval, iso, to_seconds
from evsched.engine.model import Availability, Event, Slot
from evsched.engine.weekly import WeeklyHours
from evsched.engine.zones import clock
from evsched.store.values import EventSummary, StoredEvent

if TYPE_CHECKING:
    from evsched.engine.recommendation import Absence, Explanation, Recommendation, Window
    from evsched.engine.remedies import Sessions, Shorter

Document = dict[str, Any]

_ID = attrgetter("id")
_NOTHING: Document = {}
_iso = lru_cache(maxsize=8192)(iso)
"""Of instants in UTC; those that are offered are answered and found again and again."""


def recommendation_document(event: Event, recommendation: Recommendation) -> Document:
    """Return the answer to the question when."""
    placed = {who.id: who.zone for who in sorted(event.participants, key=_ID) if who.zone}
    document = {
        "everyone": recommendation.everyone,
        "reason": recommendation.reason,
        "recommendedTimeSlots": [_window(each, placed) for each in recommendation.windows],
        "more": recommendation.more,
        "alternatives": [_window(each, placed) for each in recommendation.alternatives],
    }
    if recommendation.explanation is not None:
        document |= _explanation(recommendation.explanation)
    return document


def event_document(stored: StoredEvent) -> Document:
    """Return an event."""
    event = stored.event
    people = sorted(event.participants, key=_ID)
    return {
        "id": stored.id,
        "title": event.title,
        "estimatedTime": _seconds(event.duration),
        "timeZone": event.zone,
        "slots": [interval_document(slot) for slot in event.slots],
        "participants": [who.id for who in people],
        "participantDetails": [
            {
                "id": who.id,
                "required": who.required,
                "timeZone": who.zone,
                "usualHours": hours_document(who.usual),
            }
            for who in people
        ],
        "open": stored.is_open,
        "version": stored.version,
        "organizer": event.organizer,
        "deadline": None if event.deadline is None else iso(event.deadline),
        "meeting": None if stored.meeting is None else interval_document(stored.meeting),
        "sequence": stored.sequence,
    }


def summary_document(summary: EventSummary) -> Document:
    """Return a line of the list of events."""
    return {
        "id": summary.id,
        "title": summary.title,
        "estimatedTime": _seconds(summary.duration),
        "timeZone": summary.zone,
        "firstStart": iso(summary.first_start),
        "participants": summary.participants,
        "answered": summary.answered,
    }


def availability_document(availability: Availability) -> Document:
    """Return one participant's answer."""
    return {
        "participant_id": availability.participant_id,
        "answered": True,
        "slots": slots_document(availability.slots),
        **times_document(availability),
    }


def everyones_availability(stored: StoredEvent, answers: Iterable[Availability]) -> list[Document]:
    """Return the answers to an event, and then who has not answered."""
    document = [availability_document(each) for each in answers]
    waiting = sorted({who.id for who in stored.event.participants} - {each["participant_id"] for each in document})
    return document + [{"participant_id": who, "answered": False, "slots": []} for who in waiting]


def answer_document(event_id: str, availability: Availability) -> Document:
    """Return one participant's answer to one of several events."""
    return {
        "id": availability.participant_id,
        "event_id": event_id,
        "availability": slots_document(availability.slots),
        **times_document(availability),
    }


def times_document(availability: Availability) -> Document:
    """Return what an answer says beside its slots, where it does."""
    members: Document = {}
    if availability.weekly:
        members["weekly"] = hours_document(availability.weekly)
    if availability.busy is not None:
        members["busy"] = slots_document(availability.busy)
    return members


def hours_document(hours: Iterable[WeeklyHours]) -> list[Document]:
    """Return weekly hours as they were typed, with the zones that they are in."""
    return [{"text": each.text, "timeZone": each.zone} for each in hours]


def slots_document(slots: Iterable[Slot]) -> list[Document]:
    """Return the slots or the busy times of an answer by their instants."""
    return [{**interval_document(slot), **({"ifNeeded": True} if slot.if_needed else {})} for slot in slots]


def _window(window: Window, placed: Mapping[str, str]) -> Document:
    times = {zone: _local_times(window.meeting, zone) for zone in {*placed.values()}}
    costs = {who: {"inconvenience": _seconds(each)} for who, each in window.inconvenience.items()}
    return {
        "slot": interval_document(window.interval),
        "meeting": interval_document(window.meeting),
        "availableParticipants": list(window.available),
        "ifNeededParticipants": list(window.if_needed),
        "unavailableParticipants": [absence.participant_id for absence in window.absences],
        "unavailable": [_absence(absence) for absence in window.absences],
        "localTimes": [
            {"participant_id": who, **times[zone], **costs.get(who, _NOTHING)} for who, zone in placed.items()
        ],
    }


def _explanation(explanation: Explanation) -> Document:
    return {
        "blockers": [
            {"participant_id": each.participant_id, "slots": [interval_document(window) for window in each.windows]}
            for each in explanation.blockers
        ],
        "shorter": None if explanation.shorter is None else _shorter(explanation.shorter),
        "sessions": None if explanation.sessions is None else _sessions(explanation.sessions),
        "certain": explanation.certain,
    }


def _shorter(shorter: Shorter) -> Document:
    return {"estimatedTime": _seconds(shorter.duration), "slot": interval_document(shorter.window)}


def _sessions(sessions: Sessions) -> Document:
    return {
        "meetings": [
            {"meeting": interval_document(each.meeting), "participants": list(each.participants)}
            for each in sessions.meetings
        ],
        "unreachable": list(sessions.unreachable),
        "minimal": sessions.minimal,
    }


def _absence(absence: Absence) -> Document:
    members: Document = {"participant_id": absence.participant_id, "reason": absence.reason}
    if absence.longest is not None:
        members["longest"] = _seconds(absence.longest)
    return members


def _local_times(meeting: Interval, zone: str) -> Document:
    return {
        "start_time": _local_iso(meeting.start, zone),
        "end_time": _local_iso(meeting.end, zone),
        "timeZone": zone,
    }


def _local_iso(instant: datetime, zone: str) -> str:
    """Return a local time in RFC 3339, whose offsets have whole minutes; some of before 1972 had seconds."""
    minutes = int(clock(to_seconds(instant), zone).offset.total_seconds()) // 60
    return instant.astimezone(timezone(timedelta(minutes=minutes))).isoformat()


def interval_document(interval: Interval) -> Document:
    """Return an interval by its instants."""
    return {"start_time": _iso(interval.start), "end_time": _iso(interval.end)}


def _seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())
