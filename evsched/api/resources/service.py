"""What tells of the service itself: its health, its metrics, its documentation."""

from __future__ import annotations

import falcon

from evsched import __version__
from evsched.api import metrics, schemas
from evsched.api.operations import operation
from evsched.api.resources.door import DoorResource, write_json


class Health(DoorResource):
    """Whether the process lives; it does not look at the database."""

    @operation("Tell whether the process lives", {200: schemas.Health}, description="Does not look at the database.")
    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer while the process lives."""
        document = {"status": "ok", "version": __version__, "zoneData": self._door.settings.zone_data}
        write_json(resp, document)


class Readiness(DoorResource):
    """Whether requests are served: the database can be reached, and the process is not about to stop."""

    @operation("Tell whether requests are served", {200: schemas.Readiness}, problems=frozenset({503}))
    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with 200 when requests are served, else with 503."""
        if self._door.is_draining():
            raise falcon.HTTPServiceUnavailable(description="this process is about to stop")
        self._door.scheduler.check_ready()
        write_json(resp, {"status": "ready"})


class Figures(DoorResource):
    """What Prometheus reads."""

    @operation("Read the metrics", {200: "text/plain"}, description="In the format of Prometheus.")
    def on_get(self, _req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the metrics."""
        resp.content_type = metrics.MEDIA_TYPE
        resp.data = self._door.metrics.text()
