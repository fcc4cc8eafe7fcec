"""JSON text to values, with nothing let pass that two readers could understand differently."""

from __future__ import annotations

import json
from typing import NoReturn

from evsched.errors import InvalidInput, shown


def load_json(source: bytes) -> object:
    """Return the value that a JSON text in UTF-8 holds.

    Raises:
        InvalidInput: Not UTF-8, a byte order mark, not JSON, a member twice, NaN or Infinity, a number or a
            nesting without end.
    """
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"the document is not UTF-8: byte {error.start + 1} is no character") from None
    if text.startswith("\ufeff"):
        raise InvalidInput("the document starts with a byte order mark: save it as UTF-8 without one")
    if not text.strip():
        raise InvalidInput("the document is empty")
    try:
        return json.loads(text, object_pairs_hook=_members, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"the document is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise InvalidInput("the document is nested too deeply") from None
    except ValueError:
        raise InvalidInput("the document has a number with thousands of figures") from None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        first_places = {name: i for i, (name, _) in reversed([*enumerate(pairs)])}
        twice = next(name for i, (name, _) in enumerate(pairs) if first_places[name] < i)
        raise InvalidInput(f'the document has the member "{shown(twice)}" twice in one object')
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidInput(f"the document has {name}, which is no JSON number")
