"""From a server's answer to the question when back to the recommendation that it was written from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from evsched.document.members import at
from evsched.engine.interval import Interval
from evsched.engine.model import LONGEST
from evsched.engine.names import participant_id
from evsched.engine.recommendation import Absence, AbsenceReason, Explanation, Reason, Recommendation, Window
from evsched.engine.remedies import Blocker, Session, Sessions, Shorter
from evsched.remote.reply_members import (
    duration_of,
    elements_of,
    ids_of,
    member_of,
    members_of,
    optional_of,
    span_of,
    spans_of,
    word_of,
)

_MOST_INCONVENIENT = 2 * LONGEST
"""All of a meeting, were it at night."""


def read_recommendation(document: object) -> Recommendation:
    """Return a recommendation."""
    has_reason = members_of(document).get("reason") is not None
    return Recommendation(
        everyone=member_of(document, "everyone", bool),
        windows=_windows(document, "recommendedTimeSlots"),
        more=member_of(document, "more", int),
        alternatives=_windows(document, "alternatives"),
        reason=word_of(get_args(Reason), document, "reason") if has_reason else None,
        explanation=_explanation(document) if "certain" in members_of(document) else None,
    )


def _windows(document: object, name: str) -> tuple[Window, ...]:
    with at(name):
        return tuple(_window(each) for each in elements_of(member_of(document, name, list)))


def _window(document: object) -> Window:
    return Window(
        span_of(member_of(document, "slot", dict), Interval),
        span_of(member_of(document, "meeting", dict), Interval),
        tuple(ids_of(document, "availableParticipants")),
        tuple(_absence(each) for each in elements_of(member_of(document, "unavailable", list))),
        tuple(ids_of(document, "ifNeededParticipants")) if "ifNeededParticipants" in members_of(document) else (),
        dict(_inconveniences(document)),
    )


def _inconveniences(document: object) -> Iterator[tuple[str, timedelta]]:
    """Yield what the meeting costs everyone of whom that is known; servers of before it was say nothing."""
    with at("localTimes"):
        for each in elements_of(members_of(document).get("localTimes", [])):
            if "inconvenience" in members_of(each):
                who = participant_id(member_of(each, "participant_id", str))
                yield who, duration_of(each, "inconvenience", _MOST_INCONVENIENT)


def _absence(document: object) -> Absence:
    return Absence(
        participant_id(member_of(document, "participant_id", str)),
        word_of(get_args(AbsenceReason), document, "reason"),
        duration_of(document, "longest") if "longest" in members_of(document) else None,
    )


def _explanation(document: object) -> Explanation:
    shorter, sessions = optional_of(document, "shorter", dict), optional_of(document, "sessions", dict)
    with at("blockers"):
        blockers = tuple(_blocker(each) for each in elements_of(member_of(document, "blockers", list)))
    with at("shorter"):
        fitting = None if shorter is None else _shorter(shorter)
    with at("sessions"):
        several = None if sessions is None else _sessions(sessions)
    return Explanation(blockers, fitting, several, member_of(document, "certain", bool))


def _blocker(document: object) -> Blocker:
    who = participant_id(member_of(document, "participant_id", str))
    return Blocker(who, tuple(spans_of(document, "slots", Interval)))


def _shorter(document: object) -> Shorter:
    return Shorter(duration_of(document, "estimatedTime"), span_of(member_of(document, "slot", dict), Interval))


def _sessions(document: object) -> Sessions:
    with at("meetings"):
        meetings = tuple(_session(each) for each in elements_of(member_of(document, "meetings", list)))
    return Sessions(meetings, tuple(ids_of(document, "unreachable")), member_of(document, "minimal", bool))


def _session(document: object) -> Session:
    return Session(span_of(member_of(document, "meeting", dict), Interval), tuple(ids_of(document, "participants")))
