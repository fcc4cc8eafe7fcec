"""From a server's problem document to the error that it stands for."""

from __future__ import annotations

from collections.abc import Mapping

from evsched.errors import (
    AlreadyAnswered,
    Changed,
    Closed,
    Conflict,
    EvschedError,
    Forbidden,
    InvalidInput,
    Missing,
    NotFound,
    RequiredAbsent,
    StoreUnavailable,
    TokenMissing,
    shown,
)
from evsched.remote.address import Address
from evsched.remote.http import Reply, strange

_TYPE = "urn:evsched:problem:"
_LONGEST_DETAIL = 600
_WHERE_TOKENS_COME_FROM = "name a file that holds the token with --token, or set EVSCHED_TOKEN"
_MISSING: Mapping[str, Missing] = {
    "Event not found": "event",
    "Participant not found": "participant",
    "Participant or event not found": "answer",
}
"""By the words of the API's contract, which tell them from an address where nothing is."""
_KINDS: Mapping[int, type[EvschedError]] = {
    **dict.fromkeys((400, 413, 415, 422, 429), InvalidInput),
    401: TokenMissing,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Changed,
    503: StoreUnavailable,
}
_CONFLICTS: Mapping[str, type[Conflict]] = {each.slug: each for each in (AlreadyAnswered, Closed)}


def error_of(server: Address, reply: Reply) -> EvschedError:
    """Return the error that a server's refusal stands for."""
    problem = reply.document
    if reply.media_type != "application/problem+json" or not isinstance(problem, dict):
        return strange(server, f"status {reply.status} without a reason")
    slug, detail = (str(problem.get(name, "")) for name in ("type", "detail"))
    kind = _KINDS.get(reply.status)
    if kind is None or not slug.startswith(_TYPE):
        return strange(server, f"status {reply.status}")
    said = shown(detail, _LONGEST_DETAIL) or f"refused with status {reply.status}"
    if kind is TokenMissing:
        return TokenMissing(f"the server {server} wants a token for this: {_WHERE_TOKENS_COME_FROM}")
    if kind is Forbidden:
        return Forbidden(f"{said}; {_WHERE_TOKENS_COME_FROM}")
    if kind is StoreUnavailable:
        return StoreUnavailable(f"the server {server}: {said}")
    if kind is NotFound:
        missing = _MISSING.get(str(problem.get("message")))
        return strange(server, "status 404") if missing is None else NotFound(said, missing)
    if kind is Conflict:
        return _conflict(slug.removeprefix(_TYPE), said, problem.get("participants"))
    return kind(said)


def _conflict(slug: str, said: str, participants: object) -> Conflict:
    if slug == RequiredAbsent.slug:
        names = participants if isinstance(participants, list) else []
        return RequiredAbsent(said, [shown(each) for each in names if isinstance(each, str)])
    return _CONFLICTS.get(slug, Conflict)(said)
