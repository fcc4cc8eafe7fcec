"""JSON text to values, with nothing let pass that two readers could understand differently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NoReturn

from evsched.errors import InvalidInput, shown

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def load_json(source: bytes, deepest: int | None = None) -> object:
    """Return the value that a JSON text in UTF-8 holds.

    Args:
        source: The text.
        deepest: How deeply lists and objects may be nested; None for as deeply as Python can.

    Raises:
        InvalidInput: Not UTF-8, a byte order mark, not JSON, a member twice, NaN or Infinity, half a character
            or NUL in a text, a number or a nesting without end.
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
        value: object = _decode(text)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"the document is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise InvalidInput("the document is nested too deeply") from None
    except ValueError:
        raise InvalidInput("the document has a number with thousands of figures") from None
    if deepest is not None and text.count("[") + text.count("{") > deepest:
        _check_depth(value, deepest)
    if "\\u" in text:
        _check_texts(value)
    return value


def _check_depth(value: object, deepest: int) -> None:
    level = [value]
    for _ in range(deepest):
        level = [inner for each in level for inner in _inner(each) if isinstance(inner, dict | list)]
        if not level:
            return
    raise InvalidInput(f"the document is nested more than {deepest} deep")


def _check_texts(value: object) -> None:
    """Refuse what only an escape can bring in: NUL, and halves of characters."""
    rest = [value]
    while rest:
        each = rest.pop()
        if isinstance(each, dict):
            rest += each.keys()
        rest += _inner(each)
        if isinstance(each, str) and (found := _UNKEEPABLE.search(each)):
            raise InvalidInput(f"the document has a text with {ascii(found[0])[1:-1]}, which is no character")


def _inner(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        first_places = {name: i for i, (name, _) in reversed([*enumerate(pairs)])}
        twice = next(name for i, (name, _) in enumerate(pairs) if first_places[name] < i)
        raise InvalidInput(f'the document has the member "{shown(twice)}" twice in one object')
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidInput(f"the document has {name}, which is no JSON number")


_decode = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant).decode
"""What ``json.loads`` would make anew for each text."""
