"""The API against its own OpenAPI document, with requests that Schemathesis makes of it and all of its checks.

The coverage phase goes through every keyword of every schema, then come generated requests, and then
operations one after another along the links of the document: all of them once, and then any.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import falcon.testing
import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis import Case, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import BaseSchema

from evsched.api import Settings, create_app
from evsched.api.settings import Access
from evsched.limits import Limits
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore
from tests.api.asking import CHANGED_ANSWER, EVENT, MEETING, answer, bearer
from tests.api.generating import FORMATS, made_a_meeting, made_sane

EXCEPTIONS: dict[str, Any] = {
    # A request can be as described and too late: 412, the entity tag in If-Match is not the present one.
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "412"]},
    },
    # This check repeats with a wrong token what has succeeded; after a DELETE that finds nothing, 404. A test
    # below does it in the other order.
    "operations": [{"include-method": "DELETE", "checks": {"ignored_auth": {"enabled": False}}}],
}
"""What is not asked of the API, and why. Beside them, open mode is tried without the security of the document,
since no token is asked for in it.
"""
CONFIGURATION: dict[str, Any] = {
    **EXCEPTIONS,
    "generation": {
        "deterministic": True,
        "max-examples": 15,
        "database": "none",
        # NUL is no character anywhere in the API, which a schema does not say.
        "allow-x00": False,
    },
    # Literals of the source put in place of strings would be in no format.
    "analysis": {"constants": {"enabled": False}},
}
SLOT = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}

for name, strategy in FORMATS.items():
    schemathesis.openapi.format(name, strategy)


class Server:
    """A WSGI application with a database of its own, once it has a place for it."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self.asks_tokens = access == "tokens"
        self._keys = count()
        self.client = falcon.testing.TestClient(self)
        self.keep_in(Path("nowhere.db"))

    def keep_in(self, path: Path) -> None:
        # How much is too much is a setting, which the descriptions do not tell of.
        settings = Settings(access=self._access, limits=Limits(days=10_000, weekly=200))
        self._app = create_app(Scheduler(SqliteStore(path, patience=1.0)), settings)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self._app(environ, start_response)

    def made(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the parameters of an event with an answer, and the token of each of the two."""
        event = self.client.simulate_post("/event", json={"title": "T", "estimatedTime": 3600, "slots": [SLOT]}).json
        answer = {"participant_id": "p0", "event_id": event["id"], "slots": [SLOT]}
        given = self.client.simulate_post("/participant", json=answer).json
        tokens = {"event": event["organizerToken"], "participant": given["participantToken"]}
        return {"event_id": event["id"], "participant_id": "p0"}, tokens

    def aim(self, case: Case[Any]) -> dict[str, str]:
        """Point a request at what there is, and return the headers that open it.

        What is wrong on purpose stays so, and a wrong body is all that is wrong, so that nothing else can be
        the cause of a refusal.
        """
        has_wrong_body = is_wrong(case, ParameterLocation.BODY)
        self.make_sane(case)
        body: Any = case.body
        asks_event = isinstance(body, dict) and isinstance(body.get("event_id"), str)
        headers: dict[str, str] = {}
        if case.path_parameters or asks_event:
            values, tokens = self.made()
            if not is_wrong(case, ParameterLocation.PATH):
                case.path_parameters = {name: values[name] for name in case.path_parameters or {}}
            if asks_event:
                body["event_id"] = values["event_id"]
            if is_guarded(case) and (has_wrong_body or not is_wrong(case, ParameterLocation.HEADER)):
                whose = "participant" if case.path.startswith("/participant") else "event"
                headers = {"Authorization": f"Bearer {tokens[whose]}"}
        if has_wrong_body:
            case.headers.clear()
            case.headers.update(headers)
        return headers

    def make_sane(self, case: Case[Any]) -> None:
        """Give a request what it needs to be accepted and no schema can say."""
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = f"generated-{next(self._keys):08}"
        if not is_wrong(case, ParameterLocation.BODY) and isinstance(case.body, dict):
            is_choice = case.path.endswith("/meeting")
            case.body = made_a_meeting(case.body) if is_choice else made_sane(case.body)
        if not is_wrong(case, ParameterLocation.QUERY) and "atLeast" in case.query:
            case.query["atLeast"] = ["1 of p0"]


def is_wrong(case: Case[Any], place: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(place)


def is_guarded(case: Case[Any]) -> bool:
    return bool(case.operation.definition.raw.get("security"))


def schema_of(server: Server) -> BaseSchema:
    document = server.client.simulate_get("/openapi.json").json
    if not server.asks_tokens:
        for operations in document["paths"].values():
            for operation in operations.values():
                operation.pop("security", None)
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(CONFIGURATION))
    schema.app = server
    return schema


OPEN, GUARDED = Server("open"), Server("tokens")
open_schema, guarded_schema = schema_of(OPEN), schema_of(GUARDED)


@pytest.fixture(scope="module", autouse=True)
def databases(tmp_path_factory: pytest.TempPathFactory) -> None:
    for server in (OPEN, GUARDED):
        server.keep_in(tmp_path_factory.mktemp("database") / "events.db")


@open_schema.parametrize()
def test_every_operation_keeps_to_its_description_in_open_mode(case: Case[Any]) -> None:
    case.call_and_validate(headers=OPEN.aim(case))


@guarded_schema.parametrize()
def test_every_operation_keeps_to_its_description_in_tokens_mode(case: Case[Any]) -> None:
    case.call_and_validate(headers=GUARDED.aim(case))


@pytest.mark.parametrize(
    "path", ["/event/{event_id}", "/event/{event_id}/meeting", "/participant/{participant_id}/event/{event_id}"]
)
def test_a_deletion_without_the_right_token_deletes_nothing(path: str) -> None:
    values, tokens = GUARDED.made()
    address = path.format(**values)
    assert GUARDED.client.simulate_delete(address).status_code == 401
    for token in ("evo_wrong", GUARDED.made()[1]["event"]):
        wrong = {"Authorization": f"Bearer {token}"}
        assert GUARDED.client.simulate_delete(address, headers=wrong).status_code == 403
    right = {"Authorization": f"Bearer {tokens['event']}"}
    assert GUARDED.client.simulate_delete(address, headers=right).status_code in (200, 204)


STEPS: tuple[tuple[str, Mapping[str, Any] | None], ...] = (
    ("POST /event", EVENT),
    ("GET /event/{event_id}", None),
    ("GET /events/{event_id}", None),
    ("PUT /event/{event_id}", EVENT),
    ("POST /participant", answer("ann")),
    ("GET /participant/{participant_id}", None),
    ("PUT /participant/{participant_id}", CHANGED_ANSWER),
    ("GET /event/{event_id}/availability", None),
    ("GET /event/{event_id}/find-common-slots", None),
    ("PUT /event/{event_id}/meeting", MEETING),
    ("GET /event/{event_id}/calendar.ics", None),
    ("DELETE /event/{event_id}/meeting", None),
    ("DELETE /participant/{participant_id}/event/{event_id}", None),
    ("DELETE /event/{event_id}", None),
)
"""What makes an event or an answer, and whatever has a link to it, in an order in which each must succeed."""


def test_every_link_leads_to_an_operation_that_succeeds() -> None:
    paths = GUARDED.client.simulate_get("/openapi.json").json["paths"]
    headers: dict[str, str] = {}
    links: dict[str, dict[str, Any]] = {}
    followed: set[str] = set()
    for label, given in STEPS:
        method, path = label.split()
        document = paths[path][method.lower()]
        body = {**given, **links["get_event_event_id"]} if given and "event_id" in given else dict(given or {})
        case = guarded_schema[path][method].Case(
            path_parameters=links.get(document["operationId"], {}), body=body if given else NOT_SET
        )
        response = case.call_and_validate(headers=headers)
        assert response.status_code < 300, (label, response.text)
        links |= values_at_links(document["responses"][str(response.status_code)], response)
        followed.add(document["operationId"])
        if label == "POST /event":
            headers = bearer(response.json()["organizerToken"])
    assert links.keys() <= followed


def values_at_links(document: Mapping[str, Any], response: Response) -> dict[str, dict[str, Any]]:
    """Return the parameters that an answer gives to operations, by their ids."""
    return {
        link["operationId"]: {
            name: response.json()[place.removeprefix("$response.body#/")] for name, place in link["parameters"].items()
        }
        for link in document.get("links", {}).values()
    }


class Journey(guarded_schema.as_state_machine()):  # type: ignore[misc]
    """Operations one after another along the links, by one who has the tokens of the events they made."""

    opened: ClassVar[set[str]] = set()

    def setup(self) -> None:
        values, tokens = GUARDED.made()
        self.event_id = values["event_id"]
        self.tokens = {self.event_id: tokens["event"]}

    def before_call(self, case: Case[Any]) -> None:
        GUARDED.make_sane(case)
        if not is_wrong(case, ParameterLocation.QUERY):
            case.query.pop("atLeast", None)  # who is asked to these events is not known
        if isinstance(case.body, dict) and isinstance(case.body.get("event_id"), str):
            case.body["event_id"] = self.event_id
        if isinstance(case.body, dict) and "estimatedTime" in case.body and not is_wrong(case, ParameterLocation.BODY):
            case.body["estimatedTime"] = 3600
        if (
            case.path.endswith("/meeting")
            and isinstance(case.body, dict)
            and not is_wrong(case, ParameterLocation.BODY)
        ):
            case.body["force"] = True

    def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
        token = self.tokens.get((case.path_parameters or {}).get("event_id", self.event_id))
        return {"headers": {"Authorization": f"Bearer {token}"} if token and is_guarded(case) else {}}

    def after_call(self, response: Response, case: Case[Any]) -> None:
        super().after_call(response, case)
        if response.status_code < 300 and is_guarded(case):
            Journey.opened.add(case.operation.label)
        if case.operation.label == "POST /event" and response.status_code == 201:
            made = response.json()
            self.event_id = made["id"]
            self.tokens[self.event_id] = made["organizerToken"]

    def validate_response(self, response: Response, case: Case[Any], *_: Any, **kwargs: Any) -> None:
        case.validate_response(response, headers=kwargs["headers"], transport_kwargs=kwargs, recorder=self.recorder)


def test_operations_in_sequence_keep_to_their_descriptions() -> None:
    Journey.run(
        settings=hypothesis.settings(
            max_examples=50,
            stateful_step_count=12,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=[*HealthCheck],
        )
    )
    assert Journey.opened  # else no link was followed, or no token fitted what it led to
