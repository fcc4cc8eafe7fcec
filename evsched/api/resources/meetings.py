"""``/event/{event_id}/meeting`` and ``/event/{event_id}/calendar.ics``: when an event will be."""

from __future__ import annotations

import falcon

from evsched.api import schemas
from evsched.api.etags import version_etag, versions_in
from evsched.api.operations import operation
from evsched.api.requests import bearer, expected_tags, parsed, read_source
from evsched.api.resources.door import DoorResource, recommendation_etag, write_json, write_tagged
from evsched.document.calendars import calendar_of
from evsched.document.requests import read_choice
from evsched.document.writing import event_document
from evsched.store.values import StoredEvent


class Meeting(DoorResource):
    """The time that the organizer has chosen."""

    @operation(
        "Choose when the event will be",
        {200: schemas.MeetingChosen},
        description=(
            "In place of any earlier choice. It is refused if somebody required cannot come, or has not answered, "
            "unless `force` is true. The event takes no more answers from then on."
        ),
        body=schemas.MeetingGiven,
        key="organizer",
        conditional="write",
        problems=frozenset({404, 409, 503}),
    )
    def on_put(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Fix the meeting."""
        source = read_source(req, self._door.settings)
        token = bearer(req, self._door.settings)
        versions = versions_in(expected_tags(req))
        choice = read_choice(parsed(source, self._door.settings))
        stored = self._door.scheduler.choose(
            event_id, choice.start, end=choice.end, force=choice.force, bearer=token, versions=versions
        )
        _write_event(resp, "Meeting chosen successfully", stored)

    @operation(
        "Reopen the event",
        {200: schemas.EventReopened},
        description="It takes answers again: the chosen time and the deadline are gone.",
        key="organizer",
        conditional="write",
        problems=frozenset({404, 503}),
    )
    def on_delete(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Take the choice and the deadline back."""
        token = bearer(req, self._door.settings)
        versions = versions_in(expected_tags(req))
        stored = self._door.scheduler.reopen(event_id, bearer=token, versions=versions)
        _write_event(resp, "Event reopened successfully", stored)


class EventCalendar(DoorResource):
    """An event as calendars take it."""

    @operation(
        "Read the event as a calendar",
        {200: "text/calendar", 304: None},
        description=(
            "An iCalendar object: the invitation to the chosen time, or, before a choice, the recommended windows, "
            "tentatively."
        ),
        conditional="read",
        problems=frozenset({404, 409, 503}),
    )
    def on_get(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Answer with the meeting or the windows."""
        scheduler = self._door.scheduler
        # It also says when it was written, so that two answers of one version are alike only in what they mean.
        etag = recommendation_etag(self._door, scheduler.state(event_id), "ics")

        def content() -> bytes:
            made = calendar_of(scheduler.event(event_id), lambda: scheduler.recommend(event_id)[1], scheduler.now())
            resp.content_type = made.media_type
            resp.set_header("Content-Disposition", 'inline; filename="event.ics"')
            return made.content

        write_tagged(req, resp, etag, content, is_weak=True)


def _write_event(resp: falcon.Response, message: str, stored: StoredEvent) -> None:
    resp.set_header("ETag", version_etag(stored.version))
    write_json(resp, {"message": message, **event_document(stored)})
