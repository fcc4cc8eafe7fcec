"""From an error to a problem document (RFC 9457), once for all that can go wrong.

Beside the members of the RFC each has ``message``, the words that the seed's clients know.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import falcon

from evsched.api.etags import version_etag
from evsched.errors import (
    AlreadyAnswered,
    Changed,
    Conflict,
    EvschedError,
    Forbidden,
    InvalidInput,
    InvalidInputs,
    KeyReused,
    NotFound,
    RequiredAbsent,
    StoreUnavailable,
    TokenMissing,
    shown,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "1"
"""Seconds after which a busy store is worth asking again."""

_STATUS: Sequence[tuple[type[EvschedError], int]] = (
    (KeyReused, 422),
    (InvalidInput, 400),
    (NotFound, 404),
    (Changed, 412),
    (Conflict, 409),
    (TokenMissing, 401),
    (Forbidden, 403),
    (StoreUnavailable, 503),
)
_MISSING = {
    "event": "Event not found",
    "participant": "Participant not found",
    "answer": "Participant or event not found",
}
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Where versions of Python do not agree."""
_LARGEST = 4000
_LONGEST_DETAIL = 900
_MOST_PARTICIPANTS = 20

_log = logging.getLogger("evsched.api")


def problem_document(
    status: int,
    detail: str,
    *,
    request_id: str,
    slug: str = "",
    message: str = "",
    errors: Sequence[InvalidInput] = (),
    participants: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a problem document of less than 4 kB; without a slug of its own it is the title's.

    Args:
        status: What HTTP calls it.
        detail: What was wrong, and what to do instead.
        request_id: The request's.
        slug: The kind of the error.
        message: The words that the seed's clients know, where there are any.
        errors: What is wrong at which places of the body.
        participants: Ids of those who are in the way.
    """
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    document: dict[str, Any] = {
        "type": f"urn:evsched:problem:{slug or title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": "",
        "message": message or title,
        "instance": f"urn:evsched:request:{request_id}",
    }
    for longest in range(_LONGEST_DETAIL, 0, -100):
        document["detail"] = shown(detail, longest)
        if _fits(document):
            break
    if errors:
        found = [{"pointer": _pointer(each.path), "detail": each.problem} for each in errors]
        document["errors"] = _fitting(document, "errors", found)
    if participants:
        document["participants"] = _fitting(document, "participants", participants[:_MOST_PARTICIPANTS])
    return document


def write_problem(resp: falcon.Response, status: int, document: dict[str, Any]) -> None:
    """Answer with a problem document."""
    resp.status = status
    resp.content_type = MEDIA_TYPE
    resp.text = json.dumps(document)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        resp.set_header("Retry-After", RETRY_AFTER)
    if status == HTTPStatus.UNAUTHORIZED:
        resp.set_header("WWW-Authenticate", "Bearer")


def on_evsched_error(req: falcon.Request, resp: falcon.Response, error: EvschedError, _params: object) -> None:
    """Answer for what evsched refuses or cannot do."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    message = ""
    errors: Sequence[InvalidInput] = ()
    if isinstance(error, InvalidInput):
        message = "Invalid input"
        errors = error.errors if isinstance(error, InvalidInputs) else (error,) if error.path else ()
    elif isinstance(error, NotFound):
        message = _MISSING[error.missing]
    elif isinstance(error, AlreadyAnswered):
        message = "This availability has already been recorded"
    if isinstance(error, Changed) and error.version is not None:
        resp.set_header("ETag", version_etag(error.version))
    detail = error.message
    if isinstance(error, StoreUnavailable):
        _log.error("%s", json.dumps({"request_id": req.context.request_id, "error": detail}))
        detail = "the database cannot be used now: try again"
    document = problem_document(
        status,
        detail,
        request_id=req.context.request_id,
        slug=error.slug,
        message=message,
        errors=errors,
        participants=error.participants if isinstance(error, RequiredAbsent) else (),
    )
    write_problem(resp, status, document)


def on_http_error(req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, _params: object) -> None:
    """Answer for what HTTP itself refuses."""
    status = error.status_code
    for name, value in dict(error.headers or {}).items():
        resp.set_header(name, value)
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        detail = f"{shown(req.method)} is not for this address; it takes {resp.get_header('Allow')}"
    elif isinstance(error, falcon.HTTPRouteNotFound):
        detail = "there is nothing at this address; /docs has all that there are"
    else:
        detail = error.description or HTTPStatus(status).phrase
    message = "Invalid input" if status == HTTPStatus.BAD_REQUEST else ""
    write_problem(resp, status, problem_document(status, detail, request_id=req.context.request_id, message=message))


def on_bug(req: falcon.Request, resp: falcon.Response, error: Exception, _params: object) -> None:
    """Answer for what nobody has foreseen, and log it with the request's id, in one line as all that is logged."""
    request_id = req.context.request_id
    trace = "".join(traceback.format_exception(error))
    _log.error("%s", json.dumps({"request_id": request_id, "error": "a bug in evsched", "traceback": trace}))
    detail = "a bug in evsched; whoever runs this server finds it in the log under the request's id"
    write_problem(resp, 500, problem_document(500, detail, request_id=request_id, slug="bug"))


def _fits(document: dict[str, Any]) -> bool:
    return len(json.dumps(document)) <= _LARGEST


def _fitting(document: dict[str, Any], name: str, found: Sequence[Any]) -> list[Any]:
    """Return as many of a list as a document has room for in a member."""
    return next(fitting for n in range(len(found), -1, -1) if _fits({**document, name: (fitting := [*found[:n]])}))


def _pointer(path: Sequence[str | int]) -> str:
    """Return a JSON Pointer (RFC 6901)."""
    return "".join("/" + shown(str(step)).replace("~", "~0").replace("/", "~1") for step in path)
