"""``/participant`` and what lies below it, and the availability of all of an event."""

from __future__ import annotations

from collections.abc import Sequence

import falcon

from evsched.api import schemas
from evsched.api.etags import content_etag
from evsched.api.operations import operation
from evsched.api.requests import bearer, expected_tags, once, parsed, presented_token, read_source
from evsched.api.resources.door import DoorResource, as_json, write_json, write_tagged
from evsched.document.requests import read_answer
from evsched.document.writing import answer_document, everyones_availability
from evsched.engine.model import Availability
from evsched.not_found import no_answers
from evsched.scheduler.answers import SeenAnswers
from evsched.tokens import digest, new_participant_token


class Participants(DoorResource):
    """Where first answers are given."""

    @operation(
        "Answer an event",
        {200: schemas.AnswerCreated},
        description=(
            "Somebody who was not invited becomes a participant. The answer has the token that may change it."
        ),
        body=schemas.FirstAnswer,
        repeatable=True,
        problems=frozenset({404, 503}),
    )
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Record a first answer."""
        source = read_source(req, self._door.settings)
        key = once(req, source)
        event_id, answer = read_answer(parsed(source, self._door.settings), self._door.settings.limits)
        token = new_participant_token()
        availability = self._door.scheduler.record_availability(event_id, answer, token=digest(token), once=key)
        document = {
            "message": "Availability created successfully",
            **answer_document(event_id, availability),
            "participantToken": token,
        }
        write_json(resp, document, has_token=True)


class Participant(DoorResource):
    """A participant's answers."""

    @operation(
        "Read a participant's answers",
        {200: list[schemas.Answer], 304: None},
        description="Those that the token opens: the participant's one, or the organizer's all to one event.",
        key="optional",
        conditional="read",
        problems=frozenset({400, 404, 503}),
    )
    def on_get(self, req: falcon.Request, resp: falcon.Response, participant_id: str) -> None:
        """Answer with all answers of a participant that may be read."""
        token = None
        if self._door.settings.access == "tokens" and (token := presented_token(req)) is None:
            raise no_answers(participant_id)
        answers = self._door.scheduler.answers_of(participant_id, token)
        if not answers:
            raise no_answers(participant_id)
        content = _content(answers)
        write_tagged(req, resp, content_etag(content), lambda: content)

    @operation(
        "Change an answer",
        {200: schemas.AnswerUpdated},
        description="If-Match takes the ETag of the participant's answers, read with the same token.",
        body=schemas.ChangedAnswer,
        key="answer",
        conditional="write",
        problems=frozenset({404, 409, 503}),
    )
    def on_put(self, req: falcon.Request, resp: falcon.Response, participant_id: str) -> None:
        """Record an answer in place of the earlier one."""
        source = read_source(req, self._door.settings)
        token = bearer(req, self._door.settings)
        seen = _seen(req, resp)
        event_id, answer = read_answer(parsed(source, self._door.settings), self._door.settings.limits, participant_id)
        availability = self._door.scheduler.change_availability(event_id, answer, bearer=token, seen=seen)
        write_json(resp, {"message": "Availability updated successfully", **answer_document(event_id, availability)})


class ParticipantEvent(DoorResource):
    """A participant's answer to one event."""

    @operation(
        "Delete an answer",
        {200: schemas.AnswerDeleted},
        description=(
            "The participant leaves the event. If-Match takes the ETag of the participant's answers, read with the "
            "same token."
        ),
        key="answer",
        conditional="write",
        problems=frozenset({404, 503}),
    )
    def on_delete(self, req: falcon.Request, resp: falcon.Response, participant_id: str, event_id: str) -> None:
        """Delete an answer, and the participant with it."""
        token = bearer(req, self._door.settings)
        self._door.scheduler.delete_availability(event_id, participant_id, bearer=token, seen=_seen(req, resp))
        write_json(resp, {"message": "All slots for this event deleted successfully"})


class EventAvailability(DoorResource):
    """Everyone's availability for an event."""

    @operation(
        "Read everyone's availability",
        {200: list[schemas.ParticipantAvailability], 304: None},
        description="Those who have answered, sorted by id, and then those who have not.",
        key="organizer",
        conditional="read",
        problems=frozenset({404, 503}),
    )
    def on_get(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Answer with everyone's availability."""
        token = bearer(req, self._door.settings)
        content = as_json(everyones_availability(*self._door.scheduler.all_availability(event_id, token)))
        write_tagged(req, resp, content_etag(content), lambda: content)


def _content(answers: Sequence[tuple[str, Availability]]) -> bytes:
    return as_json([answer_document(*each) for each in answers])


def _seen(req: falcon.Request, resp: falcon.Response) -> SeenAnswers | None:
    """Return what must hold of the answers before one is changed; where it does not, the refusal has their tag."""
    tags = expected_tags(req)
    if tags is None:
        return None

    def is_seen(answers: Sequence[tuple[str, Availability]]) -> bool:
        etag = content_etag(_content(answers))
        if etag not in tags:
            resp.set_header("ETag", etag)
        return etag in tags

    return is_seen
