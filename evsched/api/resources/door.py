"""What all resources work with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import falcon

from evsched import __version__
from evsched.api.etags import content_digest, names_any, names_weakly
from evsched.api.kept import KeptAnswers
from evsched.api.metrics import Metrics
from evsched.api.operations import Resource
from evsched.api.settings import Settings
from evsched.scheduler import Scheduler
from evsched.store.values import EventState

_as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Door:
    """One application's parts."""

    scheduler: Scheduler
    settings: Settings
    metrics: Metrics
    kept: KeptAnswers
    description: Mapping[str, Any]
    """The OpenAPI document."""
    is_draining: Callable[[], bool]


class DoorResource(Resource):
    """What answers at an address by means of these parts."""

    def __init__(self, door: Door) -> None:
        self._door = door


def recommendation_etag(door: Door, state: EventState, asked: object) -> str:
    """Return the tag of what is recommended for an event.

    Args:
        door: What is asked.
        state: What the event is now.
        asked: What is wanted of it, the same for all who want the same; ready for JSON.
    """
    carried = [] if state.series is None else door.scheduler.series(state.series)
    burdens = [(each.participant_id, each.total.total_seconds()) for each in carried]
    wanted = content_digest(as_json([asked, burdens]))
    return f'"{state.version}.{state.answers_version}-{wanted}-{door.settings.zone_data}-{__version__}"'


def as_json(document: object) -> bytes:
    """Return a document as the bytes of an answer."""
    return _as_json(document).encode()


def write_json(resp: falcon.Response, document: object, *, has_token: bool = False) -> None:
    """Answer with a document; one with a token is for nobody to keep."""
    resp.data = as_json(document)
    if has_token:
        resp.set_header("Cache-Control", "no-store")


def write_kept(
    req: falcon.Request,
    resp: falcon.Response,
    kept: KeptAnswers,
    version: tuple[str, str],
    answer: Callable[[], object],
) -> None:
    """Answer with a document that is made once for each version.

    Args:
        req: The request.
        resp: Its answer.
        kept: Where documents are kept.
        version: The id of an event, and the entity tag that stands for what of it is asked, and when.
        answer: Makes the document.
    """
    write_tagged(req, resp, version[1], lambda: kept.get(version) or kept.keep(version, as_json(answer())))


def write_tagged(
    req: falcon.Request, resp: falcon.Response, etag: str, content: Callable[[], bytes], *, is_weak: bool = False
) -> None:
    """Answer with content and its entity tag, or with the tag alone if the client has that content.

    Where there is no content after all, and ``content`` raises why, no tag stands on the refusal.
    """
    seen = req.get_header("If-None-Match")
    if names_weakly(seen, etag):
        resp.status = falcon.HTTP_304
    else:
        made = content()
        if names_any(seen):
            resp.status = falcon.HTTP_304
            resp.delete_header("Content-Type")
        else:
            resp.data = made
    resp.set_header("ETag", f"W/{etag}" if is_weak else etag)
