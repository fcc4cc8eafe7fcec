"""``/openapi.json`` and ``/docs``: the API described by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import falcon

from evsched.api.docs_page import PAGE_POLICY, docs_page
from evsched.api.operations import Resource, operation
from evsched.api.resources.door import as_json


class OpenApi(Resource):
    """The API as an OpenAPI document."""

    def __init__(self) -> None:
        self._document: Mapping[str, Any] = {}

    def describe(self, document: Mapping[str, Any]) -> None:
        """Take the document, which is made when all routes are known, this one too."""
        self._document = document

    @operation("Read this description", {200: "application/json"}, description="An OpenAPI 3.1 document.")
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the document, its addresses as the client sees them."""
        resp.data = as_json({**self._document, "servers": [{"url": req.root_path or "/"}]})


class Docs(Resource):
    """The API as a page for people."""

    def __init__(self) -> None:
        self._page = b""

    def describe(self, document: Mapping[str, Any]) -> None:
        """Draw the page of a document."""
        self._page = docs_page(document).encode()

    @operation("Read this description as a page", {200: "text/html"}, description="It loads nothing from elsewhere.")
    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the page."""
        resp.content_type = "text/html; charset=utf-8"
        resp.set_header("Content-Security-Policy", PAGE_POLICY)
        resp.data = self._page
