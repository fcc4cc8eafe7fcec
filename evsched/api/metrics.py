"""What Prometheus reads of one process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts and times of the requests to one application."""

    def __init__(self, figures: Callable[[], Mapping[str, float]], zone_data: str, version: str, replica: str) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "evsched_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "evsched_request_seconds",
            "Time from a request's arrival to its answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.recommendation_seconds = Histogram(
            "evsched_recommendation_seconds",
            "Time to read an event with its answers and recommend times.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        about = ("version", "zone_data", "replica")
        Gauge("evsched_info", "What runs here.", about, registry=self._registry).labels(
            version, zone_data, replica
        ).set(1)
        self._registry.register(_StoreFigures(figures))
        self._of = cache(self._labelled)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        requests, times = self._of(method, route, status)
        requests.inc()
        times.observe(seconds)

    def _labelled(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, route, status), self._seconds.labels(method, route)

    def text(self) -> bytes:
        """Return all of it in Prometheus's format."""
        return generate_latest(self._registry)


class _StoreFigures(Collector):
    """The store's own figures, asked for when they are read."""

    def __init__(self, figures: Callable[[], Mapping[str, float]]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        for name, value in self._figures().items():
            yield GaugeMetricFamily(f"evsched_store_{name}", f"The store's {name.replace('_', ' ')} now.", value)
