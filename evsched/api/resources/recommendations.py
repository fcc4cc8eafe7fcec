"""The common slots of an event, and those of one document."""

from __future__ import annotations

import falcon

from evsched.api import schemas
from evsched.api.operations import operation
from evsched.api.requests import parsed, read_source
from evsched.api.resources.door import DoorResource, as_json, recommendation_etag, write_json, write_kept, write_tagged
from evsched.document.options import query_of, read_options
from evsched.document.writing import Document, recommendation_document
from evsched.engine.recommend import MOST_WINDOWS
from evsched.one_call import find

_OPTIONS = (
    (
        "limit",
        "How many of the recommended windows to give.",
        {"type": "integer", "minimum": 1, "maximum": MOST_WINDOWS, "default": 50},
    ),
    (
        "alternatives",
        "How many of the next best windows to add.",
        {"type": "integer", "minimum": 0, "maximum": MOST_WINDOWS, "default": 0},
    ),
    (
        "quorum",
        "How many must be able to attend: `4`, or `60%` of all participants, rounded up.",
        {"type": "string", "format": "quorum-text", "examples": ["4", "60%"]},
    ),
    (
        "atLeast",
        (
            "How many of whom must be able to attend: `2 of alice, bob, chen`. All such conditions hold. An id that "
            'has commas stands in JSON: `{"count": 1, "of": ["Chen, Li"]}`.'
        ),
        {
            "type": "array",
            "items": {"type": "string", "format": "condition-text"},
            "examples": [["2 of alice, bob, chen"], ['{"count": 1, "of": ["Chen, Li", "dana"]}']],
        },
    ),
    (
        "explain",
        "Whether to say what stands in the way where it does not work for everyone, and what would help.",
        {"type": "boolean", "default": False},
    ),
)


class CommonSlots(DoorResource):
    """The times that work for everyone, or else for the most people."""

    @operation(
        "Find the times that work",
        {200: schemas.Recommendation, 304: None},
        description=(
            "For everyone, or else for the most people, with the names of those for whom they do not. Of those who can "
            "come, `ifNeededParticipants` would rather not."
        ),
        query=_OPTIONS,
        conditional="read",
        problems=frozenset({404, 503}),
    )
    def on_get(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Answer with the recommended times of an event, kept while nothing changes."""
        options = read_options(req.params, self._door.settings.limits)
        state = self._door.scheduler.state(event_id)
        # As for an event, the tag may be older than what it is put on.
        etag = recommendation_etag(self._door, state, query_of(options))

        def answer() -> Document:
            with self._door.metrics.recommendation_seconds.time():
                event, best = self._door.scheduler.recommend(event_id, **options)
            return recommendation_document(event, best)

        if state.series is None:
            write_kept(req, resp, self._door.kept, (event_id, etag), answer)
        else:  # what others of the series cost may change meanwhile, and change back: then the tag is of another answer
            write_tagged(req, resp, etag, lambda: as_json(answer()))


class OneCall(DoorResource):
    """An event and its answers in one document, and nothing stored."""

    @operation(
        "Find the times that work in one document",
        {200: schemas.Recommendation},
        description="Nothing is stored.",
        body=schemas.Question,
    )
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer one document with another."""
        question = parsed(read_source(req, self._door.settings), self._door.settings)
        with self._door.metrics.recommendation_seconds.time():
            answer = find(question, self._door.settings.limits)
        write_json(resp, answer)
