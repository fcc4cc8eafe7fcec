"""What nobody has foreseen is told to the log, and to the client only that it happened."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from falcon.testing import TestClient

from evsched.api import Settings, create_app
from evsched.scheduler import Scheduler
from evsched.store.base import Reading
from evsched.store.sqlite import SqliteStore
from tests.api.asking import UNKNOWN


class BrokenStore(SqliteStore):
    """A store with a bug."""

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        raise RuntimeError("SELECT secret FROM event")
        yield


def test_a_bug_is_a_problem_document_and_its_trace_is_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_app(Scheduler(BrokenStore(tmp_path / "events.db")), Settings(access="open")))
    with caplog.at_level(logging.ERROR, logger="evsched.api"):
        result = client.simulate_get(f"/events/{UNKNOWN}", headers={"X-Request-Id": "request-1"})
    assert result.status_code == 500
    assert result.headers["Content-Type"] == "application/problem+json"
    assert result.json["type"] == "urn:evsched:problem:bug"
    assert result.json["instance"] == "urn:evsched:request:request-1"
    assert "SELECT" not in result.text
    assert "Traceback" not in result.text
    (record,) = caplog.records
    logged = json.loads(record.getMessage())
    assert logged["request_id"] == "request-1"
    assert "RuntimeError: SELECT secret FROM event" in logged["traceback"]
