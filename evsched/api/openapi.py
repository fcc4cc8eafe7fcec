"""The OpenAPI 3.1 document, made of the routes that the application answers and of their operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from evsched import __version__
from evsched.api import schemas
from evsched.api.operations import Operation, Resource
from evsched.api.problems import MEDIA_TYPE

Routes: TypeAlias = Sequence[tuple[str, type[Resource]]]
"""What answers at each address."""
Document: TypeAlias = dict[str, Any]
_Header: TypeAlias = tuple[str, str, Document]

_SCHEMA_PLACE = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"{(\w+)}")
_PARAMETERS = {"event_id": schemas.EventId, "participant_id": schemas.ParticipantId}
_TAG = r'(W/)?"[!#-~]*"'
_IF_MATCH: _Header = (
    "If-Match",
    "Change only what still has one of these entity tags, else 412.",
    {"type": "string", "pattern": rf"^(\*|{_TAG}( *, *{_TAG})*)$", "examples": ["*"]},
)
_IF_NONE_MATCH: _Header = ("If-None-Match", "Answer 304 if it still has one of these entity tags.", {"type": "string"})
_KEY: _Header = (
    "Idempotency-Key",
    "The same request again within 24 hours makes nothing new; it gets a new token for what is there.",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,128}$"},
)
_WHY = {
    400: "The request is not understood; `errors` says where.",
    401: "There is no readable token where one is needed.",
    403: "The token does not open this.",
    404: "There is no such event, participant or answer.",
    409: "It is there already, or what the event is at now forbids it.",
    412: "It has changed meanwhile; `ETag` is what it has now, where it has one.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The idempotency key came with another request before.",
    503: "The database cannot be used now.",
}
_HEADERS = {
    "ETag": "Of what is answered, for If-Match and If-None-Match.",
    "Location": "Where the event is read.",
    "Retry-After": "Seconds after which it is worth asking again.",
    "WWW-Authenticate": "That a bearer token is wanted.",
}
_SENT = {
    schemas.EventCreated: ("ETag", "Location"),
    **dict.fromkeys((schemas.EventUpdated, schemas.MeetingChosen, schemas.EventReopened), ("ETag",)),
}
_SENT_WITH_PROBLEM = {401: ("WWW-Authenticate",), 503: ("Retry-After",)}
_LINKS = {
    schemas.EventCreated: {"event_id": "$response.body#/id"},
    schemas.AnswerCreated: {"participant_id": "$response.body#/id", "event_id": "$response.body#/event_id"},
}
"""Where in an answer stand the parameters of the operations on what was made."""
_GROUPS = {
    "Events": "What the organizer wants to hold: a title, a duration, the slots on offer.",
    "Answers": "When each participant is free.",
    "Times that work": "For everyone, or else for the most people.",
    "Service": "What the service tells of itself.",
}
_INTRODUCTION = (
    "Find the times that work for everyone in a team spread over the globe, or else for the most people.\n\n"
    "An organizer creates an event: a title, the slots on offer, a duration. Participants give their availability. "
    "`find-common-slots` says when the event could be. Times are instants in UTC, or texts such as "
    "`12 Jan 2025, 2 - 4PM EST`."
)


class _AsWritten(GenerateJsonSchema):
    """Leaves the members, above all of examples, in the order in which people have put them."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:  # noqa: ARG002
        return value


def openapi_document(routes: Routes) -> Document:
    """Return the document of all routes."""
    models = {_name(each): each for _, operation in _operations(routes) for each in _types(operation)}
    inputs, definitions = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(model)) for name, model in models.items()],
        ref_template=_SCHEMA_PLACE,
        schema_generator=_AsWritten,
    )
    schemas_by_name = {name: schema for (name, _), schema in inputs.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "evsched",
            "version": __version__,
            "description": _INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [{"name": name, "description": description} for name, description in _GROUPS.items()],
        "paths": _paths(routes, schemas_by_name),
        "components": {
            "schemas": definitions.get("$defs", {}),
            "headers": {
                name: {"description": description, "required": True, "schema": {"type": "string"}}
                for name, description in _HEADERS.items()
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "`evo_…`, the organizer's, or `evp_…`, a participant's; not asked for in open mode.",
                }
            },
        },
    }


def _operations(routes: Routes) -> Iterator[tuple[tuple[str, str], Operation]]:
    for path, resource in routes:
        for method in ("get", "post", "put", "delete"):
            responder = getattr(resource, f"on_{method}", None)
            if responder is not None:
                yield (path, method), responder.operation


def _paths(routes: Routes, schema_of: Mapping[str, Document]) -> Document:
    paths: Document = {}
    for (path, method), operation in _operations(routes):
        document = _operation(path, method, operation, schema_of)
        for status, answer in operation.answers.items():
            if answer in _LINKS:
                document["responses"][str(status)]["links"] = _links(routes, _LINKS[answer])
        paths.setdefault(path, {})[method] = document
    return paths


def _links(routes: Routes, values: Mapping[str, str]) -> Document:
    """Return the links to all operations whose parameters in the path are known."""
    return {
        _id(path, method): {
            "operationId": _id(path, method),
            "parameters": {name: values[name] for name in _PARAMETER.findall(path)},
        }
        for (path, method), _ in _operations(routes)
        if (wanted := {*_PARAMETER.findall(path)}) and wanted <= values.keys()
    }


def _id(path: str, method: str) -> str:
    return "_".join((method, *re.findall("[a-z]+", path)))


def _group(path: str) -> str:
    if path.endswith("/find-common-slots"):
        return "Times that work"
    return "Events" if path.startswith("/event") else "Answers" if path.startswith("/participant") else "Service"


def _operation(path: str, method: str, operation: Operation, schema_of: Mapping[str, Document]) -> Document:
    document: Document = {
        "operationId": _id(path, method),
        "tags": [_group(path)],
        "summary": operation.summary,
        "parameters": _parameters(path, operation),
        "responses": _responses(operation, schema_of),
    }
    if operation.description:
        document["description"] = operation.description
    if operation.body:
        schema = schema_of[_name(operation.body)]
        document["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if operation.key:
        whose = ["organizer"] if operation.key == "organizer" else ["organizer", "participant"]
        document["security"] = [{"token": whose}, *([{}] if operation.key == "optional" else [])]
    return document


def _parameters(path: str, operation: Operation) -> Sequence[Document]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": TypeAdapter(_PARAMETERS[name]).json_schema()}
        for name in _PARAMETER.findall(path)
    ]
    found += [
        {"name": name, "in": "query", "description": description, "schema": schema}
        for name, description, schema in operation.query
    ]
    headers = [_IF_MATCH] if operation.conditional == "write" else []
    headers += [_IF_NONE_MATCH] if operation.conditional == "read" else []
    headers += [_KEY] if operation.repeatable else []
    return found + [
        {"name": name, "in": "header", "description": description, "schema": schema}
        for name, description, schema in headers
    ]


def _responses(operation: Operation, schema_of: Mapping[str, Document]) -> Document:
    responses: Document = {}
    for status, answer in operation.answers.items():
        responses[str(status)] = {"description": HTTPStatus(status).phrase, **_headers(_SENT.get(answer, ()))}
        if operation.conditional == "read":
            responses[str(status)] |= _headers(("ETag",))
        if isinstance(answer, str):
            responses[str(status)]["content"] = {answer: {}}
        elif answer is not None:
            responses[str(status)]["content"] = {"application/json": {"schema": schema_of[_name(answer)]}}
    problem = {MEDIA_TYPE: {"schema": schema_of[_name(schemas.Problem)]}}
    for status in operation.all_problems():
        responses[str(status)] = {
            "description": _WHY[status],
            **_headers(_SENT_WITH_PROBLEM.get(status, ())),
            "content": problem,
        }
    return responses


def _headers(names: Sequence[str]) -> Document:
    return {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names}} if names else {}


def _types(operation: Operation) -> Iterator[Any]:
    yield schemas.Problem
    if operation.body:
        yield operation.body
    yield from (answer for answer in operation.answers.values() if answer is not None and not isinstance(answer, str))


def _name(model: Any) -> str:
    return str(model)
