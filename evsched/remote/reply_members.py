"""The members of a server's documents, each of the kind it must be; any other says that this is none of evsched's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from evsched.document.members import at
from evsched.engine.interval import Interval
from evsched.engine.model import LONGEST
from evsched.engine.names import participant_id
from evsched.errors import InvalidInput

Value = TypeVar("Value")
Span = TypeVar("Span", bound=Interval)


def duration_of(document: object, name: str, longest: timedelta = LONGEST) -> timedelta:
    """Return the whole seconds that a member holds, which are no more than there can be."""
    seconds = member_of(document, name, int)
    if not 0 <= seconds <= longest.total_seconds():
        raise InvalidInput("no duration", (name,))
    return timedelta(seconds=seconds)


def ids_of(document: object, name: str) -> Iterator[str]:
    """Yield the ids of participants that a member lists."""
    for each in elements_of(member_of(document, name, list)):
        if not isinstance(each, str):
            raise InvalidInput("no text", (name,))
        yield participant_id(each)


def spans_of(document: object, name: str, kind: Callable[[datetime, datetime], Span]) -> Sequence[Span]:
    """Return the intervals that a member lists."""
    with at(name):
        return [span_of(each, kind) for each in elements_of(member_of(document, name, list))]


def span_of(document: object, kind: Callable[[datetime, datetime], Span]) -> Span:
    """Return the interval that an object is."""
    return kind(instant_of(document, "start_time"), instant_of(document, "end_time"))


def instant_of(document: object, name: str) -> datetime:
    """Return the instant that a member holds."""
    try:
        return datetime.fromisoformat(member_of(document, name, str))
    except ValueError:
        raise InvalidInput("no time", (name,)) from None


def word_of(words: tuple[Value, ...], document: object, name: str) -> Value:
    """Return which of some words a member holds."""
    found = member_of(document, name, str)
    for word in words:
        if word == found:
            return word
    raise InvalidInput("a word that is not known", (name,))


def member_of(document: object, name: str, kind: type[Value]) -> Value:
    """Return a member that must be there and of a kind; a boolean is no number."""
    found = members_of(document).get(name)
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise InvalidInput("missing or of another kind", (name,))
    return found


def optional_of(document: object, name: str, kind: type[Value]) -> Value | None:
    """Return a member of a kind; None where it is null or not there."""
    return None if members_of(document).get(name) is None else member_of(document, name, kind)


def members_of(document: object) -> dict[str, Any]:
    """Return the members of an object."""
    if not isinstance(document, dict):
        raise InvalidInput("no object")
    return document


def elements_of(document: object) -> list[Any]:
    """Return the elements of a list."""
    if not isinstance(document, list):
        raise InvalidInput("no list")
    return document
