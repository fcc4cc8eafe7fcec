"""What is wanted of a recommendation: members of a document, or parameters of a query."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from evsched.document.members import Problems, at, boolean_of, each_of, kind, list_of, number_of, object_of, text_of
from evsched.document.strict_json import load_json
from evsched.engine.conditions import AtLeast, Options, Quorum, parse_at_least, parse_quorum
from evsched.engine.names import participant_id
from evsched.engine.recommend import MOST_WINDOWS
from evsched.errors import InvalidInput, shown
from evsched.limits import UNLIMITED, Limits

OPTIONS = ("limit", "alternatives", "quorum", "atLeast", "explain")
"""Members of a document, and parameters of a query."""
MOST_PEOPLE = 999_999_999
"""That a quorum is asked of: more than there can be, and no more than its text takes."""

_DEFAULT: Options = {"limit": 50, "alternatives": 0, "quorum": None, "at_least": (), "explain": False}
_LEAST = {"limit": 1, "alternatives": 0}
_AT_LEAST = ("count", "of")
_FIGURES = re.compile("[0-9]{1,9}")
_BOOLEANS = {"true": True, "false": False}
_DEEPEST = 4


def options_of(members: Mapping[str, object], limits: Limits = UNLIMITED) -> Options:
    """Return what the members of a document want.

    Raises:
        InvalidInput: One of them is of another kind or out of bounds; its path says which.
    """
    options: Options = {**_DEFAULT}
    problems = Problems()
    with problems.at("limit"):
        options["limit"] = _number(members, "limit", _DEFAULT["limit"])
    with problems.at("alternatives"):
        options["alternatives"] = _number(members, "alternatives", _DEFAULT["alternatives"])
    with problems.at("quorum"):
        options["quorum"] = None if members.get("quorum") is None else _quorum(members["quorum"])
    with problems.at("atLeast"):
        options["at_least"] = each_of(members.get("atLeast", []), _at_least, partial(limits.check, "conditions"))
    with problems.at("explain"):
        options["explain"] = boolean_of(members.get("explain", _DEFAULT["explain"]))
    problems.check()
    return options


def check_named(members: Mapping[str, object], known: Collection[str]) -> None:
    """Refuse conditions of a document on somebody who is no participant, each at its place.

    Args:
        members: Those that ``options_of`` has read.
        known: The ids of all participants.
    """
    problems = Problems()
    for i, condition in enumerate(list_of(members.get("atLeast", []))):
        for j, each in enumerate(list_of(object_of(condition, _AT_LEAST)["of"])):
            if participant_id(text_of(each)) not in known:
                problems.note(
                    InvalidInput(f'"{shown(text_of(each))}" is no participant of the event', ("atLeast", i, "of", j))
                )
    problems.check()


def read_options(query: Mapping[str, str | Sequence[str]], limits: Limits = UNLIMITED) -> Options:
    """Return what a query wants.

    Raises:
        InvalidInput: A parameter is unknown, given twice, or has no acceptable value.
    """
    for name in query:
        if name not in OPTIONS:
            raise InvalidInput(f'there is no query parameter "{shown(name)}": known are {", ".join(OPTIONS)}')
    quorum, conditions = query.get("quorum"), query.get("atLeast", [])
    texts = [conditions] if isinstance(conditions, str) else conditions
    limits.check("conditions", len(texts))
    return {
        "limit": _figure(query, "limit", _DEFAULT["limit"]),
        "alternatives": _figure(query, "alternatives", _DEFAULT["alternatives"]),
        "quorum": None if quorum is None else parse_quorum(_only("quorum", quorum)),
        "at_least": [_condition(text) for text in texts],
        "explain": _truth(_only("explain", query.get("explain", "false"))),
    }


def query_of(options: Options) -> list[tuple[str, str]]:
    """Return the query that wants just this, the same one for all that want the same.

    >>> query_of({"limit": 5, "explain": True})
    [('limit', '5'), ('alternatives', '0'), ('explain', 'true')]
    """
    whole: Options = {**_DEFAULT, **options}
    query = [(name, str(whole[name])) for name in ("limit", "alternatives")]
    if whole["quorum"] is not None:
        query.append(("quorum", str(whole["quorum"])))
    query += [("atLeast", text) for text in sorted({_text(each) for each in whole["at_least"]})]
    if whole["explain"]:
        query.append(("explain", "true"))
    return query


def _number(members: Mapping[str, object], name: str, default: int) -> int:
    return number_of(members.get(name, default), _LEAST[name], MOST_WINDOWS)


def _quorum(value: object) -> Quorum:
    if isinstance(value, str):
        return parse_quorum(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"a quorum is a number of people, or a text such as 60%, not {kind(value)}")
    return Quorum(number_of(value, 1, MOST_PEOPLE))


def _at_least(value: object) -> AtLeast:
    members = object_of(value, _AT_LEAST, required=_AT_LEAST)
    problems = Problems()
    with problems.at("of"):
        people = each_of(members["of"], lambda each: participant_id(text_of(each)))
        if not people:
            raise InvalidInput("nobody is named of whom some are to attend")
    with problems.at("count"):
        count = number_of(members["count"], 1, MOST_PEOPLE)
    problems.check()
    with at("count"):
        return AtLeast(count, people)


def _figure(query: Mapping[str, str | Sequence[str]], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if isinstance(value, str) and _FIGURES.fullmatch(value) and _LEAST[name] <= int(value) <= MOST_WINDOWS:
        return int(value)
    raise InvalidInput(f'the query parameter "{name}" is one whole number from {_LEAST[name]} to {MOST_WINDOWS}')


def _only(name: str, value: str | Sequence[str]) -> str:
    if not isinstance(value, str):
        raise InvalidInput(f'the query parameter "{name}" is there {len(value)} times: give it once')
    return value


def _truth(text: str) -> bool:
    if text not in _BOOLEANS:
        raise InvalidInput(f'the query parameter "explain" is true or false, not "{shown(text)}"')
    return _BOOLEANS[text]


def _condition(text: str) -> AtLeast:
    """Return a condition given as text, or, for ids that have commas, as in a document."""
    if text.startswith("{"):
        return _at_least(load_json(text.encode(), _DEEPEST))
    return parse_at_least(text)


def _text(condition: AtLeast) -> str:
    text = str(condition)
    if _is_read_as(text, condition):
        return text
    return json.dumps({"count": condition.count, "of": list(condition.of)}, ensure_ascii=False)


def _is_read_as(text: str, condition: AtLeast) -> bool:
    try:
        return parse_at_least(text) == condition
    except InvalidInput:
        return False
