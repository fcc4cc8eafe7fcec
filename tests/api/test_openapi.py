"""The OpenAPI document says what the application answers, all of it and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from falcon import inspect
from falcon.testing import TestClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from evsched.api import Settings, create_app
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore

IMPLIED = {"HEAD", "OPTIONS"}
"""Methods that no path of the document lists: the first is where GET is, the second everywhere."""

APP = create_app(Scheduler(SqliteStore(Path("nowhere.db"))), Settings(access="open"))
DOCUMENT: dict[str, Any] = TestClient(APP).simulate_get("/openapi.json").json
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def answered() -> dict[str, set[str]]:
    """Return the methods that the application's router answers, by path."""
    return {
        route.path: {method.method for method in route.methods if "method_not_allowed" not in method.function_name}
        for route in inspect.inspect_routes(APP)
    }


def examples(place: str, schema: Any) -> Iterator[Any]:
    """Return all examples in a schema, each with the schema that it is of, as parameters of a test."""
    if isinstance(schema, list):
        for i, each in enumerate(schema):
            yield from examples(f"{place}/{i}", each)
    elif isinstance(schema, dict):
        for i, example in enumerate(schema.get("examples", ())):
            yield pytest.param(schema, example, id=f"{place}/{i}")
        for name, each in schema.items():
            if name != "examples":
                yield from examples(f"{place}/{name}", each)


def requests() -> Iterator[Any]:
    for path, method, operation in operations():
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            for example in SCHEMAS[schema["$ref"].rpartition("/")[2]]["examples"]:
                yield pytest.param(method.upper(), path, example, id=operation["operationId"])


def test_the_document_is_valid() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert [*OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_the_document_has_every_route_of_the_application_and_no_other() -> None:
    described = {path: {method.upper() for method in methods} for path, methods in DOCUMENT["paths"].items()}
    assert described == {path: methods - IMPLIED for path, methods in answered().items()}


def test_where_there_is_get_there_is_head_and_options_everywhere() -> None:
    for path, methods in answered().items():
        assert "OPTIONS" in methods, path
        assert ("HEAD" in methods) == ("GET" in methods), path


def test_there_is_no_way_around_the_routes() -> None:
    assert not inspect.inspect_sinks(APP)
    assert not inspect.inspect_static_routes(APP)


def test_every_operation_says_what_it_does_and_answers() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    for path, method, operation in operations():
        assert operation["summary"][0].isupper(), (path, method)
        assert not operation["summary"].endswith("."), (path, method)
        assert len(operation["tags"]) == 1, (path, method)
        assert set(operation["tags"]) <= tags, (path, method)
        assert any(status.startswith("2") for status in operation["responses"]), (path, method)
        assert all(response["description"] for response in operation["responses"].values()), (path, method)


def test_every_operation_has_an_id_of_its_own() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len({*ids}) == len(ids)


def test_every_path_parameter_is_described() -> None:
    for path, method, operation in operations():
        in_path = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert in_path == {*re.findall(r"{(\w+)}", path)}, (path, method)


def test_every_refusal_is_a_problem_document() -> None:
    for path, method, operation in operations():
        for status, response in operation["responses"].items():
            if status >= "400":
                schema = response["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}, (path, method, status)


def test_what_needs_a_token_says_so_and_can_answer_that_it_is_missing_or_wrong() -> None:
    guarded = {(path, method) for path, method, each in operations() if {} not in each.get("security", [{}])}
    assert guarded == {
        ("/event/{event_id}", "put"),
        ("/event/{event_id}", "delete"),
        ("/event/{event_id}/availability", "get"),
        ("/event/{event_id}/meeting", "put"),
        ("/event/{event_id}/meeting", "delete"),
        ("/participant/{participant_id}", "put"),
        ("/participant/{participant_id}/event/{event_id}", "delete"),
    }
    for path, method, operation in operations():
        assert ({"401", "403"} <= operation["responses"].keys()) == ((path, method) in guarded), (path, method)


def test_every_link_gives_an_operation_exactly_the_parameters_of_its_path() -> None:
    paths = {operation["operationId"]: path for path, _, operation in operations()}
    links = [
        link
        for _, _, operation in operations()
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert links
    for link in links:
        assert {*link["parameters"]} == {*re.findall(r"{(\w+)}", paths[link["operationId"]])}


@pytest.mark.parametrize(("mounted_at", "server"), [("", "/"), ("/meetings", "/meetings"), ("/a/b", "/a/b")])
def test_the_document_names_the_place_where_the_application_is_mounted(mounted_at: str, server: str) -> None:
    document = TestClient(APP).simulate_get("/openapi.json", root_path=mounted_at).json
    assert document.pop("servers") == [{"url": server}]
    assert document == {name: value for name, value in DOCUMENT.items() if name != "servers"}


@pytest.mark.parametrize(("schema", "example"), [*examples("", DOCUMENT)])
def test_an_example_is_what_its_schema_allows(schema: dict[str, Any], example: object) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(example)


@pytest.mark.parametrize(("method", "path", "example"), [*requests()])
def test_the_example_of_a_body_is_accepted(client: TestClient, method: str, path: str, example: dict[str, Any]) -> None:
    event = client.simulate_post("/event", json=SCHEMAS["EventGiven"]["examples"][0]).json
    if method == "PUT":
        answer = {**SCHEMAS["FirstAnswer"]["examples"][0], "event_id": event["id"]}
        assert client.simulate_post("/participant", json=answer).status_code == 200
    if "event_id" in example:
        example = {**example, "event_id": event["id"]}
    address = path.format(event_id=event["id"], participant_id="alice")
    accepted = client.simulate_request(method, address, json=example)
    assert accepted.status_code in (200, 201), accepted.text


def test_the_example_of_the_one_call_question_has_an_answer_worth_reading(client: TestClient) -> None:
    answer = client.simulate_post("/find-common-slots", json=SCHEMAS["Question"]["examples"][0]).json
    assert len(answer["recommendedTimeSlots"]) == 1
    assert answer["recommendedTimeSlots"][0]["availableParticipants"] == ["alice", "bob"]
