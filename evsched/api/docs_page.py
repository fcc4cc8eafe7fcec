"""The OpenAPI document as one page of HTML: no script, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FIRST_STEPS = (
    ("post", "/event", "Create an event, and keep the `id` and the `organizerToken` of the answer:"),
    ("post", "/participant", "Give a participant's availability; everybody who is invited does so:"),
    ("get", "/event/{event_id}/find-common-slots", "Ask when the event could be:"),
)
_SERVER = "# where this page is, without /docs\nAPI=http://127.0.0.1:8080"
_MADE = "EVENT=…  # the id\nTOKEN=…  # the organizerToken"
_VARIABLES = {"{event_id}": "$EVENT", "{participant_id}": "alice"}
_LONGEST_LINE = 88
_REFERENCE = re.compile(r"#/components/schemas/(\w+)")
_EVENT_ID = re.compile(r'("event_id": )"\w*"')
_FOR_THE_SHELL = re.compile(r"[\\$`]")
_CODE = re.compile(r"`([^`]*)`")
_STYLE = """
:root { color-scheme: light dark; --link: light-dark(#0a58a8, #85bdff);
  --line: light-dark(#d5dae1, #3a4048); --soft: light-dark(#f4f6f8, #1d2126); --faint: light-dark(#57606a, #9aa4b0);
  --get: light-dark(#0a58a8, #85bdff); --post: light-dark(#12703a, #6fd196);
  --put: light-dark(#8a5300, #f0b45c); --delete: light-dark(#b3261e, #ff9a91);
  background: light-dark(#fff, #14171a); color: light-dark(#1b1f24, #e4e8ec); }
* { box-sizing: border-box; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0; overflow-wrap: anywhere; }
main { max-width: 58rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
a { color: var(--link); } h1 { margin: 0; line-height: 1.2; } h2 { margin: 2.5rem 0 0.25rem; }
h2 + p, header p:last-child { color: var(--faint); margin-top: 0; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.85rem; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem 1rem;
  line-height: 1.5; overflow: auto; overflow-wrap: normal; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1.25rem 0; }
ol { padding-left: 1.4rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; }
details > div { border-top: 1px solid var(--line); padding: 0.25rem 1rem; scroll-margin-top: 4rem; }
summary { cursor: pointer; padding: 0.55rem 1rem; display: flex; flex-wrap: wrap; gap: 0 0.75rem; }
summary:hover, details[open] > summary { background: var(--soft); }
summary > :first-child { font-weight: 600; }
.method { width: 4.5rem; white-space: nowrap; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
.delete { color: var(--delete); } .what { color: var(--faint); }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
td, th { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: 0.35rem 1rem 0.35rem 0; }
th { border: 0; color: var(--faint); font-weight: 600; } td:first-child { min-width: 6rem; white-space: nowrap; }
td + td { width: 80%; }
"""


def docs_page(document: Document) -> str:
    """Return a page that shows an OpenAPI document to people."""
    info, schemas = document["info"], document["components"]["schemas"]
    groups = [*document["tags"], {"name": "Documents", "description": "What requests and answers are made of."}]
    body = [
        f"<header><h1>{escape(info['title'])}</h1>",
        *(f"<p>{_prose(part)}</p>" for part in info["description"].split("\n\n")),
        f"<p>Version {escape(info['version'])}, described for programs in <a href='openapi.json'>openapi.json</a></p>",
        "</header><nav>",
        *(f"<a href='#{_anchor(group)}'>{escape(group['name'])}</a>" for group in groups),
        "</nav><h2>First steps</h2>",
        f"<p>In a shell, with curl 7.82 or newer. {_prose(_tokens(document))}</p>",
        _first_steps(document),
    ]
    for group in groups:
        body.append(f"<h2 id='{_anchor(group)}'>{escape(group['name'])}</h2><p>{_prose(group['description'])}</p>")
        body += [
            _operation(method, path, operation, schemas)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if group["name"] in operation["tags"]
        ]
    body += [_schema(name, each) for name, each in sorted(schemas.items())]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body><main>"
        + "\n".join(body)
        + "</main></body></html>\n"
    )


def _tokens(document: Document) -> str:
    return f"A token is {document['components']['securitySchemes']['token']['description']}"


def _first_steps(document: Document) -> str:
    """Return the commands that lead from nothing to the times that work."""
    steps = [f"<li>Say where the server is: {_command(_SERVER)}</li>"]
    for method, path, what in _FIRST_STEPS:
        operation = document["paths"].get(path, {}).get(method)
        if operation:
            command = _command(_curl(method, path, operation, document["components"]["schemas"]))
            made = _command(_MADE) if path == "/event" else ""
            steps.append(f"<li>{_prose(what)} {command}{made}</li>")
    return f"<ol>{''.join(steps)}</ol>"


def _operation(method: str, path: str, operation: Document, schemas: Document) -> str:
    described = operation.get("description")
    return "".join(
        [
            f"<details><summary><span class='method {method}'>{method.upper()}</span>",
            f"<code>{escape(path)}</code><span class='what'>{escape(operation['summary'])}</span></summary>",
            f"<div id='{escape(operation['operationId'])}'>",
            f"<p>{_prose(described)}</p>" if described else "",
            _key(operation),
            _command(_curl(method, path, operation, schemas)),
            _table("Parameter", _parameter_rows(operation)),
            _body(operation),
            _table("Answer", _response_rows(operation["responses"])),
            "</div></details>",
        ]
    )


def _key(operation: Document) -> str:
    needed = operation.get("security", [{}])
    if {} in needed:
        return ""
    return f"<p>{_prose('It takes the token of the ' + ' or the '.join(needed[0]['token']))}.</p>"


def _command(text: str) -> str:
    return f"<pre><code>{escape(text)}</code></pre>"


def _curl(method: str, path: str, operation: Document, schemas: Document) -> str:
    """Return a command that does the operation, its body filled with examples."""
    for parameter, variable in _VARIABLES.items():
        path = path.replace(parameter, variable)
    method = f"-X {method.upper()} " if method in ("put", "delete") else ""
    command = f'curl {method}"$API{path}"'
    if operation.get("security"):
        command += ' \\\n  -H "Authorization: Bearer $TOKEN"'
    if "requestBody" not in operation:
        return command
    example = _example(operation["requestBody"]["content"]["application/json"]["schema"], schemas)
    body = _EVENT_ID.sub(r'\1"$EVENT"', _FOR_THE_SHELL.sub(r"\\\g<0>", _json(example)))
    return f"{command} --json @- <<END\n{body}\nEND"


def _json(value: Any, indent: str = "") -> str:
    """Return JSON with a line for each thing that fits into one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent + line) <= _LONGEST_LINE or not value or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        opening, closing, parts = "[", "]", [_json(each, inner) for each in value]
    else:
        opening, closing = "{", "}"
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {_json(each, inner)}" for name, each in value.items()]
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closing}"


def _example(schema: Document, schemas: Document) -> Any:
    """Return a value that a schema allows: its example, its first kind, the members that must be there."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], schemas)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas)]
    members = schema.get("properties", {})
    return {name: _example(members[name], schemas) for name in schema.get("required", ())}


def _parameter_rows(operation: Document) -> Iterator[tuple[str, str]]:
    for each in operation["parameters"]:
        described = each.get("description") or each["schema"].get("description", "")
        yield f"<code>{escape(each['name'])}</code>", f"{_kind(each['schema'])}. {_prose(described)}"


def _body(operation: Document) -> str:
    if "requestBody" not in operation:
        return ""
    return f"<p>The body is {_kinds(operation['requestBody']['content'])}.</p>"


def _response_rows(responses: Document) -> Iterator[tuple[str, str]]:
    for status, response in sorted(responses.items()):
        kinds = _kinds(response.get("content", {}))
        yield f"<code>{escape(status)}</code>", f"{_prose(response['description'])} {kinds}"


def _kinds(content: Document) -> str:
    return " or ".join(_kind(each["schema"]) if "schema" in each else escape(media) for media, each in content.items())


def _schema(name: str, schema: Document) -> str:
    required = schema.get("required", ())
    rows = [
        (
            f"<code>{escape(member)}</code>",
            f"{_kind(each)}{'' if member in required else ', optional'}. {_prose(each.get('description', ''))}",
        )
        for member, each in schema.get("properties", {}).items()
        if not each.get("readOnly")
    ]
    what = f"<span class='what'>{_prose(schema.get('description', ''))}</span>"
    table = _table("Member", rows)
    return (
        f"<details><summary><code>{escape(name)}</code>{what}</summary>"
        f"<div id='{escape(name)}'>{table or '<p>No members.</p>'}</div></details>"
    )


def _kind(schema: Document) -> str:
    """Return what a schema allows, in a few words, with links to the documents it is made of."""
    if found := _REFERENCE.fullmatch(schema.get("$ref", "")):
        return f"<a href='#{found[1]}'>{found[1]}</a>"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(each) for each in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    return escape(str(schema.get("type", "anything")))


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"<tr><td>{name}</td><td>{what}</td></tr>" for name, what in rows]
    return f"<table><tr><th>{title}</th><th></th></tr>{''.join(lines)}</table>" if lines else ""


def _anchor(group: Document) -> str:
    return "group-" + re.sub(r"\W+", "-", group["name"].lower())


def _prose(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
