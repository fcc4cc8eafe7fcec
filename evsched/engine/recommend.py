"""In which windows can how many attend, and who are they."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import timedelta

from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.engine.model import Event, Participant
from evsched.engine.ranking import Candidate, best_first, meeting_start
from evsched.engine.recommendation import Absence, Reason, Recommendation, Window
from evsched.engine.starts import Starts
from evsched.errors import InvalidInput, shown

MOST_WINDOWS = 500
"""Windows that one recommendation names at most."""


def recommend(
    event: Event,
    free: Mapping[str, IntervalSet],
    *,
    declined: Set[str] | None = None,
    limit: int = 50,
    alternatives: int = 0,
) -> Recommendation:
    """Return the windows that work for everyone, or else for the most people.

    >>> from datetime import timedelta
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
        limit: Recommended windows to name, 1 to 500.
        alternatives: How many of the next best windows to add, 0 to 500.

    Raises:
        InvalidInput: A limit out of bounds, or an answer by someone who is no participant.
    """
    _check(event, free, limit, alternatives)
    if declined is None:
        declined = {each for each, times in free.items() if not times}
    length = int(event.duration.total_seconds())
    offered = IntervalSet(event.slots)
    candidates = list(_candidates(event.participants, free, offered, length))
    if not candidates:
        return Recommendation(everyone=False, reason=_why_none(free, declined, offered))
    ranked = best_first(candidates, limit, alternatives)
    people = sorted(event.participants, key=lambda participant: participant.id)
    return Recommendation(
        everyone=ranked.best[0].attending == len(people),
        windows=tuple(_window(each, event, people, free, declined) for each in ranked.best),
        more=ranked.more,
        alternatives=tuple(_window(each, event, people, free, declined) for each in ranked.next_best),
    )


def _candidates(
    participants: Iterable[Participant], free: Mapping[str, IntervalSet], offered: IntervalSet, length: int
) -> Iterator[Candidate]:
    everyone = Starts(free.values(), length)
    required = {participant.id for participant in participants if participant.required}
    all_required = len(required) == len(list(participants))
    needed = everyone if all_required else Starts((free[each] for each in required & free.keys()), length)
    for start, end in offered.pairs():
        if end - start >= length:
            for first, last, attending in everyone.windows(start, end - length):
                needed_attending = attending if all_required else needed.attending(first)
                yield Candidate(first, last, attending, len(required) - needed_attending)


def _window(
    candidate: Candidate,
    event: Event,
    people: Iterable[Participant],
    free: Mapping[str, IntervalSet],
    declined: Set[str],
) -> Window:
    length = int(event.duration.total_seconds())
    first, end = candidate.first, candidate.last + length
    available, absences = [], []
    for participant in people:
        theirs = free.get(participant.id)
        if theirs is not None and theirs.covers(first, first + length):
            available.append(participant.id)
        else:
            absences.append(
                Absence(participant.id, "declined")
                if participant.id in declined
                else _absence(participant.id, theirs, first, end)
            )
    start = meeting_start(candidate, event.zone)
    return Window(
        interval=Interval(to_datetime(first), to_datetime(end)),
        meeting=Interval(to_datetime(start), to_datetime(start + length)),
        available=tuple(available),
        absences=tuple(absences),
    )


def _absence(participant_id: str, theirs: IntervalSet | None, start: int, end: int) -> Absence:
    if theirs is None:
        return Absence(participant_id, "no_reply")
    longest = theirs.longest_within(start, end)
    if not longest:
        return Absence(participant_id, "outside")
    return Absence(participant_id, "too_short", timedelta(seconds=longest))


def _why_none(free: Mapping[str, IntervalSet], declined: Set[str], offered: IntervalSet) -> Reason:
    if free.keys() <= declined:
        return "no_answers"
    if not any(each & offered for each in free.values()):
        return "no_overlap_with_slots"
    return "too_short"


def _check(event: Event, free: Mapping[str, IntervalSet], limit: int, alternatives: int) -> None:
    if not 1 <= limit <= MOST_WINDOWS:
        raise InvalidInput(f"limit is 1 to {MOST_WINDOWS}, not {limit}")
    if not 0 <= alternatives <= MOST_WINDOWS:
        raise InvalidInput(f"alternatives is 0 to {MOST_WINDOWS}, not {alternatives}")
    strangers = free.keys() - {participant.id for participant in event.participants}
    if strangers:
        raise InvalidInput(f'"{shown(min(strangers))}" has answered but is no participant of the event')
