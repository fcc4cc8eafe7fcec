"""In which windows can how many attend, and who are they."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from typing import TYPE_CHECKING

from evsched.engine.crowd import Crowd
from evsched.engine.explain import explain as explain_with
from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.engine.kernel import kernel_for
from evsched.engine.model import Event
from evsched.engine.proposals import Proposals
from evsched.engine.ranking import best_first
from evsched.engine.recommendation import Reason, Recommendation, Window
from evsched.engine.starts import Candidate
from evsched.errors import InvalidInput

if TYPE_CHECKING:
    from evsched.engine.conditions import AtLeast, Quorum

MOST_WINDOWS = 500
"""Windows that one recommendation names at most."""


def recommend(  # noqa: PLR0913 - all but the first two by name, each of its own
    event: Event,
    free: Mapping[str, IntervalSet],
    *,
    declined: Set[str] | None = None,
    if_needed: Mapping[str, IntervalSet] | None = None,
    burdens: Mapping[str, timedelta] | None = None,
    limit: int = 50,
    alternatives: int = 0,
    quorum: Quorum | None = None,
    at_least: Sequence[AtLeast] = (),
    explain: bool = False,
) -> Recommendation:
    """Return the windows that work for everyone, or else for the most people.

    The order is: fewest required participants missing, most who can attend, fewest who would come only if needed, the
    kindest local time of the meeting that the window proposes, the earliest start.

    >>> from datetime import timedelta
    >>> from evsched.engine.model import Participant
    >>> from evsched.engine.text import parse_slots
    >>> noon = parse_slots("12 Jan 2025, 9:00 - 12:00 UTC")
    >>> event = Event("Review", timedelta(hours=1), noon, [Participant("ann"), Participant("bo")])
    >>> best = recommend(event, {"ann": IntervalSet(parse_slots("12 Jan 2025, 10:00 - 15:00 UTC"))})
    >>> [(window.interval, window.available) for window in best.windows]
    [(Interval(2025-01-12T10:00:00Z, 2025-01-12T12:00:00Z), ('ann',))]
    >>> best.windows[0].absences
    (Absence(participant_id='bo', reason='no_reply', longest=None),)

    Args:
        event: What is offered, and to whom.
        free: The merged availability of those who have answered, by id.
        declined: Ids of those who have answered with no time at all, and not just with none of what is offered; all
            whose availability is empty, if not given.
        if_needed: The part of their availability that they would give only if there is no other way, by id.
        burdens: The inconvenience that participants have carried in earlier meetings, by id.
        limit: Recommended windows to name, 1 to 500.
        alternatives: How many of the next best windows to add, 0 to 500.
        quorum: How many must be able to attend.
        at_least: How many of whom must be able to.
        explain: Say also why it does not work for everyone, and what would help.

    Raises:
        InvalidInput: A limit out of bounds, an answer by someone who is no participant, or a condition on one.
    """
    _check(limit, alternatives)
    if declined is None:
        declined = {each for each, times in free.items() if not times.bounds}
    crowd = kernel_for(free.values())(event, free, declined)
    offered = IntervalSet(event.slots)
    needs_all = explain or quorum is not None or bool(at_least)
    candidates = _candidates(crowd, offered, None if needs_all else alternatives)
    fitting, conditions = candidates, None
    if quorum or at_least:
        from evsched.engine.conditions import Conditions

        conditions = Conditions(event, free, quorum, at_least)
        fitting = [each for each in candidates if conditions.hold(each.first, each.attending)]
    proposals = Proposals(event, offered, crowd, if_needed or {}, burdens or {})
    ranked = best_first(fitting, limit, alternatives, proposals)
    explanation = None
    if explain:
        first = ranked.best[0] if ranked.best else None
        explanation = explain_with(event, free, candidates, proposals.start, first, conditions)
    return Recommendation(
        everyone=bool(ranked.best) and ranked.best[0].attending == len(event.participants),
        windows=tuple(_window(each, crowd, proposals, if_needed or {}) for each in ranked.best),
        more=ranked.more,
        alternatives=tuple(_window(each, crowd, proposals, if_needed or {}) for each in ranked.next_best),
        reason=None if ranked.best else "quorum" if candidates else _why_none(free, declined, offered),
        explanation=explanation,
    )


def _candidates(crowd: Crowd, offered: IntervalSet, others: int | None) -> list[Candidate]:
    is_required = [each.required for each in crowd.people]
    everyone = crowd.starts()
    needed = everyone if all(is_required) else crowd.starts(is_required)
    return everyone.candidates(offered, needed, sum(is_required), others)


def _window(candidate: Candidate, crowd: Crowd, proposals: Proposals, if_needed: Mapping[str, IntervalSet]) -> Window:
    """Return a window with its people."""
    first, end = candidate.first, candidate.last + crowd.length
    start = proposals.start(candidate)
    meeting_end = start + crowd.length
    available, absences = crowd.attendance(first, end)
    reluctant = {who for who, times in if_needed.items() if times.overlaps(start, meeting_end)}
    return Window(
        interval=Interval(to_datetime(first), to_datetime(end)),
        meeting=Interval(to_datetime(start), to_datetime(meeting_end)),
        available=available,
        absences=absences,
        if_needed=tuple(filter(reluctant.__contains__, available)) if reluctant else (),
        inconvenience=proposals.inconvenience(start),
    )


def _why_none(free: Mapping[str, IntervalSet], declined: Set[str], offered: IntervalSet) -> Reason:
    if free.keys() <= declined:
        return "no_answers"
    if not any(each & offered for each in free.values()):
        return "no_overlap_with_slots"
    return "too_short"


def _check(limit: int, alternatives: int) -> None:
    if not 1 <= limit <= MOST_WINDOWS:
        raise InvalidInput(f"limit is 1 to {MOST_WINDOWS}, not {limit}")
    if not 0 <= alternatives <= MOST_WINDOWS:
        raise InvalidInput(f"alternatives is 0 to {MOST_WINDOWS}, not {alternatives}")
