"""One call, nothing stored: the question and the answer are JSON documents."""

from __future__ import annotations

from evsched.document.question import read_question
from evsched.document.writing import Document, recommendation_document
from evsched.engine.recommend import recommend
from evsched.limits import UNLIMITED, Limits


def find(document: object, limits: Limits = UNLIMITED) -> Document:
    """Return when a meeting works, for an event and its answers given in one document.

    >>> answer = find({
    ...     "estimatedTime": "1h",
    ...     "slots": ["12 Jan 2025, 2 - 4PM EST"],
    ...     "participants": [{"id": "ann", "slots": ["12 Jan 2025, 20:00 - 23:00 Europe/Berlin"]}, "bo"],
    ... })
    >>> answer["everyone"], answer["recommendedTimeSlots"][0]["slot"]["start_time"]
    (False, '2025-01-12T19:00:00Z')
    >>> answer["recommendedTimeSlots"][0]["unavailable"]
    [{'participant_id': 'bo', 'reason': 'no_reply'}]

    Args:
        document: The one-call document as parsed from JSON: an object, as ``evsched find`` reads it.
        limits: What it may hold; nothing is limited if not given.

    Returns:
        The answer, ready for JSON.

    Raises:
        InvalidInput: A member that is missing, unknown or not acceptable; the message says which.
    """
    question = read_question(document, limits)
    best = recommend(
        question.event,
        question.free,
        declined=question.declined,
        if_needed=question.if_needed,
        **question.options,
    )
    return recommendation_document(question.event, best)
