"""The main path through nginx, with every request at another replica than the one before."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.api.serving import Reply
from tests.stack.containers import Container
from tests.stack.door import new_id
from tests.stack.figures import Figures
from tests.stack.stack import REPLICAS, Stack

pytestmark = pytest.mark.stack

SCENARIOS = Path(__file__).parent.parent / "data" / "seed"
_TRIES = 40


@dataclass
class Round:
    """Goes round the replicas: each request is repeated until the next of them has answered it."""

    stack: Stack
    replicas: list[Container]
    answered: list[str] = field(default_factory=list)
    """The replica of each request, of those whose answer was taken."""
    requests: int = 0

    def ask(self, method: str, path: str, body: object = None) -> Reply:
        """Send a GET, or a POST with the same key each time."""
        wanted, key = self.replicas[len(self.answered) % len(self.replicas)], new_id()
        for _ in range(_TRIES):
            began, request_id = time.time() - 1, new_id()
            headers = {"X-Request-Id": request_id, **({"Idempotency-Key": key} if method == "POST" else {})}
            reply = self.stack.door.ask(method, path, body, headers)
            self.requests += 1
            assert (reply.status < 300, reply.headers["X-Request-Id"]) == (True, request_id), reply
            if self.stack.replica_of(request_id, began) == wanted:
                self.answered.append(wanted.hostname)
                return reply
        raise AssertionError(f"nginx has sent none of {_TRIES} requests to {wanted.hostname}")


def _asked(around: Round, document: dict[str, Any]) -> list[dict[str, Any]]:
    """Do what a scenario says, and return the times that were found."""
    event = around.ask("POST", "/event", document["event"]).json["id"]
    for each in document["participants"]:
        recorded = around.ask("POST", "/participant", {**each, "event_id": event})
        assert recorded.json["message"] == "Availability created successfully"
    assert around.ask("GET", f"/events/{event}").json["participants"] == document["event"]["participants"]
    found = around.ask("GET", f"/event/{event}/find-common-slots").json["recommendedTimeSlots"]
    names = document["expected"]["recommendedTimeSlots"][0]
    return [{name: each[name] for name in names} for each in found]


def test_both_scenarios_of_the_seed_work_with_every_request_at_another_replica(stack: Stack, figures: Figures) -> None:
    around = Round(stack, stack.replicas())
    for scenario in ("scenario1", "scenario2"):
        document = json.loads((SCENARIOS / f"{scenario}.json").read_text(encoding="utf-8"))
        assert _asked(around, document) == document["expected"]["recommendedTimeSlots"]
    before = ["", *around.answered]
    assert all(replica != last for replica, last in zip(around.answered, before, strict=False))
    assert len(set(around.answered)) == REPLICAS
    steps = f"{len(around.answered)} steps in turn by {len(set(around.answered))} replicas ({around.requests} requests)"
    figures.add("each request at another replica", "both seed scenarios give what they gave", steps)
