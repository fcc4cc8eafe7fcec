"""The application: what answers where, around one scheduler."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import falcon

from evsched import __version__
from evsched.api.kept import KeptAnswers
from evsched.api.metrics import Metrics
from evsched.api.observing import Observer, log_line
from evsched.api.openapi import Document, openapi_document
from evsched.api.problems import on_bug, on_evsched_error, on_http_error
from evsched.api.resources.answers import EventAvailability, Participant, ParticipantEvent, Participants
from evsched.api.resources.documentation import Docs, OpenApi
from evsched.api.resources.door import Door
from evsched.api.resources.events import Event, EventReading, Events
from evsched.api.resources.meetings import EventCalendar, Meeting
from evsched.api.resources.recommendations import CommonSlots, OneCall
from evsched.api.resources.service import Figures, Health, Readiness
from evsched.api.settings import Settings
from evsched.engine import kernel
from evsched.errors import EvschedError
from evsched.scheduler import Scheduler

_ROUTES = (
    ("/event", Events),
    ("/events/{event_id}", EventReading),
    ("/event/{event_id}", Event),
    ("/event/{event_id}/availability", EventAvailability),
    ("/event/{event_id}/find-common-slots", CommonSlots),
    ("/event/{event_id}/meeting", Meeting),
    ("/event/{event_id}/calendar.ics", EventCalendar),
    ("/participant", Participants),
    ("/participant/{participant_id}", Participant),
    ("/participant/{participant_id}/event/{event_id}", ParticipantEvent),
    ("/find-common-slots", OneCall),
    ("/openapi.json", OpenApi),
    ("/docs", Docs),
    ("/healthz", Health),
    ("/readyz", Readiness),
    ("/metrics", Figures),
)
_EXPOSED = ("ETag", "Location", "Retry-After", "X-Request-Id")


def create_app(
    scheduler: Scheduler,
    settings: Settings | None = None,
    *,
    is_draining: Callable[[], bool] = lambda: False,
    log: Callable[[str], None] = log_line,
) -> falcon.App[falcon.Request, falcon.Response]:
    """Return the API as a WSGI application, to be served or to be mounted beside others.

    Args:
        scheduler: The use cases on a store; the settings' limits are put on them.
        settings: How it behaves; by default changes need tokens.
        is_draining: Tells whether the process is about to stop, so that it is not ready any more.
        log: Writes the line of JSON that each request leaves; by default the logger ``evsched.api`` does, at INFO.
    """
    kernel.load()
    settings = settings or Settings()
    metrics = Metrics(scheduler.figures, settings.zone_data, __version__, settings.replica)
    door = Door(scheduler.limited(settings.limits), settings, metrics, KeptAnswers(), _description(), is_draining)
    app: falcon.App[falcon.Request, falcon.Response] = falcon.App(middleware=[Observer(metrics, log)])
    if settings.cors_origins:
        app.add_middleware(_Origins(allow_origins=settings.cors_origins, expose_headers=_EXPOSED))
    app.req_options.auto_parse_qs_csv = False
    app.req_options.keep_blank_qs_values = True
    app.add_error_handler(Exception, on_bug)
    app.add_error_handler(falcon.HTTPError, on_http_error)
    app.add_error_handler(EvschedError, on_evsched_error)
    for path, resource in _ROUTES:
        app.add_route(path, resource(door))
    return app


class _Origins(falcon.CORSMiddleware):  # type: ignore[type-arg]
    """Lets the pages of some origins use the API; whoever keeps an answer keeps it for its origin."""

    def process_response(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        resource: object,
        req_succeeded: bool,  # noqa: FBT001 - as Falcon calls it
    ) -> None:
        """Add the headers that a browser looks for."""
        resp.append_header("Vary", "Origin")
        super().process_response(req, resp, resource, req_succeeded)


@cache
def _description() -> Document:
    """Return the OpenAPI document, which is the same for all applications and takes longer than all else to make."""
    return openapi_document(_ROUTES)
