"""``/event``, ``/event/{event_id}`` and ``/events/{event_id}``."""

from __future__ import annotations

import falcon

from evsched.api import schemas
from evsched.api.etags import version_etag, versions_in
from evsched.api.operations import operation
from evsched.api.requests import bearer, expected_tags, once, parsed, read_source
from evsched.api.resources.door import DoorResource, write_json, write_kept
from evsched.document.requests import read_event, read_event_changes
from evsched.document.writing import event_document
from evsched.tokens import digest, new_organizer_token


class Events(DoorResource):
    """Where events are made."""

    @operation(
        "Create an event",
        {201: schemas.EventCreated},
        description="Without participants anyone may answer. The answer has the token that may change the event.",
        body=schemas.EventGiven,
        repeatable=True,
        problems=frozenset({503}),
    )
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Keep a new event."""
        source = read_source(req, self._door.settings)
        key = once(req, source)
        event = read_event(parsed(source, self._door.settings), self._door.settings.limits)
        token = new_organizer_token()
        stored = self._door.scheduler.keep_event(event, token=digest(token), once=key)
        resp.status = falcon.HTTP_201
        resp.set_header("Location", f"{req.root_path}/events/{stored.id}")
        resp.set_header("ETag", version_etag(stored.version))
        document = {
            "message": f"Event created successfully with ID: {stored.id}",
            **event_document(stored),
            "organizerToken": token,
        }
        write_json(resp, document, has_token=True)


class EventReading(DoorResource):
    """An event, to be read."""

    @operation(
        "Read an event",
        {200: schemas.Event, 304: None},
        conditional="read",
        problems=frozenset({404, 503}),
    )
    def on_get(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Answer with an event."""
        # The tag is read before the event, so it can be older than what it is put on, and never newer.
        etag = version_etag(self._door.scheduler.state(event_id).version)
        write_kept(
            req, resp, self._door.kept, (event_id, etag), lambda: event_document(self._door.scheduler.event(event_id))
        )


class Event(EventReading):
    """An event, to be read, changed and deleted."""

    @operation(
        "Change an event",
        {200: schemas.EventUpdated},
        description=(
            "The event is given whole. Without `participants` they stay; with them, someone left out loses "
            "invitation and answer. Repeated with the same If-Match before anything else has changed, it is answered "
            "as the first time and made once."
        ),
        body=schemas.EventGiven,
        key="organizer",
        conditional="write",
        problems=frozenset({404, 409, 503}),
    )
    def on_put(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Change an event."""
        source = read_source(req, self._door.settings)
        token = bearer(req, self._door.settings)
        versions = versions_in(expected_tags(req))
        changes = read_event_changes(parsed(source, self._door.settings), self._door.settings.limits)
        stored = self._door.scheduler.update_event(event_id, changes, bearer=token, versions=versions)
        resp.set_header("ETag", version_etag(stored.version))
        write_json(resp, {"message": "Event updated successfully", **event_document(stored)})

    @operation(
        "Delete an event with its answers",
        {204: None},
        key="organizer",
        conditional="write",
        problems=frozenset({404, 503}),
    )
    def on_delete(self, req: falcon.Request, resp: falcon.Response, event_id: str) -> None:
        """Delete an event."""
        token = bearer(req, self._door.settings)
        self._door.scheduler.delete_event(event_id, bearer=token, versions=versions_in(expected_tags(req)))
        resp.status = falcon.HTTP_204
