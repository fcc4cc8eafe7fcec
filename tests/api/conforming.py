"""Holds every answer of an application against its own OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import falcon.testing
from jsonschema import Draft202012Validator

_UNDOCUMENTED = ("HEAD", "OPTIONS")
"""Methods that follow from the others."""


class ConformingApp:
    """A WSGI application whose answers must have a documented status, media type and schema."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.checked = 0

    @cached_property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = falcon.testing.simulate_get(self._app, "/openapi.json").json
        return document

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen.update(status=status[:3], headers={name.lower(): value for name, value in headers})
            return start_response(status, headers, *([exc_info] if exc_info else []))

        body = b"".join(self._app(environ, start))
        self._check(environ["REQUEST_METHOD"], environ["PATH_INFO"], seen["status"], seen["headers"], body)
        return [body]

    def _check(self, method: str, path: str, status: str, headers: dict[str, str], body: bytes) -> None:
        assert not status.startswith("5") or status == "503", f"{method} {path} answered {status}: {body!r}"
        media, _, _ = headers.get("content-type", "").partition(";")
        if status in ("404", "405") and media == "application/problem+json" and method != "HEAD":
            self._check_schema({"$ref": "#/components/schemas/Problem"}, body)
        template = self._template(path)
        if method in _UNDOCUMENTED or status == "405" or (status == "404" and template is None):
            return
        assert template is not None, f"{method} {path} answered {status} and is not documented"
        responses = self.document["paths"][template][method.lower()]["responses"]
        assert status in responses, f"{method} {template} answered {status}, which is not documented: {body!r}"
        content = responses[status].get("content", {})
        if not content:
            assert not body, f"{method} {template} answered {status} with a body"
            return
        assert media in content, f"{method} {template} answered {status} as {media}"
        if "schema" in content[media]:
            self._check_schema(content[media]["schema"], body)
        self.checked += 1

    def _check_schema(self, schema: dict[str, Any], body: bytes) -> None:
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole).validate(json.loads(body))

    def _template(self, path: str) -> str | None:
        for template in self.document["paths"]:
            if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
                return str(template)
        return None
