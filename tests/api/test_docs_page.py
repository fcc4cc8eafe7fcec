"""``/docs``: whole, safe, and with commands that work when pasted."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from copy import deepcopy
from html.parser import HTMLParser
from typing import Any

import pytest
from falcon.testing import TestClient

from evsched.api.docs_page import docs_page

_VOID = {"meta", "br", "hr", "img", "link", "input"}
_HOSTILE = "</pre><script>alert(1)</script>`<img src=x onerror=alert(2)>`&amp;\"'"


class Page(HTMLParser):
    """A page taken apart; every element must be closed, in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.commands: list[str] = []
        self.style = ""
        self.text = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "pre":
            self.commands.append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.style += data
            return
        self.text += data
        if "pre" in self._open:
            self.commands[-1] += data

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(attribute)) is not None]


@pytest.fixture
def page(client: TestClient) -> Page:
    return Page(client.simulate_get("/docs").text)


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.simulate_get("/openapi.json").json
    return document


def typed(command: str, variables: dict[str, str]) -> tuple[list[str], str]:
    """Return the words and the standard input that a shell gives to curl, which is not run."""
    script = f'curl() {{ printf "%s\\0" "$@"; [ "${{*%--json @-}}" = "$*" ] || cat; }}\n{command}\n'
    done = subprocess.run(["sh", "-c", script], env=variables, capture_output=True, text=True, check=True)  # noqa: S607
    *words, body = done.stdout.split("\0")
    return words, body


def run(client: TestClient, command: str, variables: dict[str, str]) -> Any:
    """Do what a command of the page does, and return the answer."""
    words, body = typed(command, variables)
    given = argparse.ArgumentParser()
    given.add_argument("address")
    given.add_argument("-X", default="POST" if body else "GET")
    given.add_argument("-H", default="X-Nothing: 0")
    given.add_argument("--json")
    asked = given.parse_args(words)
    return client.simulate_request(
        asked.X,
        asked.address,
        body=body,
        content_type="application/json" if asked.json else None,
        headers=dict([asked.H.split(": ", 1)]),
    )


def test_the_page_is_whole(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(each) for each in ("html", "head", "title", "body", "main", "h1")] == [1] * 6
    assert dict(page.elements)["html"] == {"lang": "en"}
    assert len({*page.values("id")}) == len(page.values("id"))


def test_the_page_loads_nothing_and_runs_nothing(client: TestClient, page: Page) -> None:
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not page.values("src")
    assert all(link == "openapi.json" or link.startswith("#") for link in page.values("href"))
    assert not re.search(r"url\(|@import", page.style)
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith(("on", "style"))]
    policy = client.simulate_get("/docs").headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "base-uri 'none'", "frame-ancestors 'none'"} <= {*policy}


def test_every_operation_and_every_document_has_its_place(page: Page, document: dict[str, Any]) -> None:
    ids = {*page.values("id")}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["operationId"] in ids
            assert operation["summary"] in page.text
            assert path in page.text
    assert document["components"]["schemas"].keys() <= ids


def test_every_link_inside_the_page_leads_somewhere(page: Page) -> None:
    inside = {link[1:] for link in page.values("href") if link.startswith("#")}
    assert inside
    assert inside <= {*page.values("id")}


def test_the_main_path_comes_first(page: Page) -> None:
    addresses = [found[0] for command in page.commands if (found := re.search(r"\$API[^\"]*", command))]
    assert addresses[:3] == ["$API/event", "$API/participant", "$API/event/$EVENT/find-common-slots"]


def test_members_that_requests_ignore_are_not_shown_as_members_of_requests(page: Page) -> None:
    assert "Ignored" not in page.text


def test_every_command_works_when_it_is_pasted(guarded: TestClient, page: Page) -> None:
    commands = [*dict.fromkeys(command for command in page.commands if command.startswith("curl"))]
    deletions = [command for command in commands if "-X DELETE" in command]
    choices = [command for command in commands if "-X PUT" in command and "/meeting" in command]
    variables = {"API": ""}
    made = run(guarded, commands[0], variables).json
    variables |= {"EVENT": made["id"], "TOKEN": made["organizerToken"]}
    others = [each for each in commands[1:] if each not in (*deletions, *choices)]
    for command in [*others, *choices, *reversed(deletions)]:  # once a time is chosen, no answer is taken
        answer = run(guarded, command, variables)
        assert answer.status_code in (200, 201, 204), f"{command}\n{answer.text}"


def test_every_command_fits_on_a_page(page: Page) -> None:
    assert max(len(line) for command in page.commands for line in command.splitlines()) <= 100


def test_what_a_shell_would_obey_in_an_example_is_taken_as_it_stands(document: dict[str, Any]) -> None:
    hostile = deepcopy(document)
    (example,) = hostile["components"]["schemas"]["EventGiven"]["examples"]
    example["title"] = '$(touch x) `touch x` \\ "x" $HOME'
    (command, *_) = (each for each in Page(docs_page(hostile)).commands if "touch" in each)
    assert json.loads(typed(command, {"HOME": "wrong"})[1]) == example


def test_hostile_text_in_a_description_is_only_text(document: dict[str, Any]) -> None:
    def poisoned(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {each: poisoned(inner, each) for each, inner in value.items()}
        if isinstance(value, list):
            return [poisoned(inner, name) for inner in value]
        kept = ("$ref", "type", "operationId", "tags", "name", "in")
        return value + _HOSTILE if isinstance(value, str) and name not in kept else value

    page = Page(docs_page(poisoned(document)))
    assert not {tag for tag, _ in page.elements} & {"script", "img"}
    assert not page.values("onerror")
    assert "<script>alert(1)</script>" in page.text
