"""``/openapi.json`` and ``/docs``: the API described by itself."""

from __future__ import annotations

import falcon

from evsched.api.docs_page import PAGE_POLICY, docs_page
from evsched.api.operations import operation
from evsched.api.resources.door import DoorResource, as_json


class OpenApi(DoorResource):
    """The API as an OpenAPI document."""

    @operation("Read this description", {200: "application/json"}, description="An OpenAPI 3.1 document.")
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the document, its addresses as the client sees them."""
        resp.data = as_json({**self._door.description, "servers": [{"url": req.root_path or "/"}]})


class Docs(DoorResource):
    """The API as a page for people."""

    @operation("Read this description as a page", {200: "text/html"}, description="It loads nothing from elsewhere.")
    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the page."""
        resp.content_type = "text/html; charset=utf-8"
        resp.set_header("Content-Security-Policy", PAGE_POLICY)
        resp.data = docs_page(self._door.description).encode()
