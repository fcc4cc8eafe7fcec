"""The members of a JSON object, each of the kind it must be, or an error that says where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput, InvalidInputs, shown

_T = TypeVar("_T")

MOST_PROBLEMS = 20
"""How many errors of one document are reported."""

_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null", float: "a fraction"}


class Problems:
    """Gathers what is wrong in several places of a document, to say all of it at once.

    >>> problems = Problems()
    >>> with problems.at("title"):
    ...     text_of(7)
    >>> problems.check()
    Traceback (most recent call last):
    ...
    evsched.errors.InvalidInput: title: a text stands here, not a number
    """

    def __init__(self) -> None:
        self._found: list[InvalidInput] = []

    def at(self, step: str | int) -> _Noting:
        """Note an error that arises at a member."""
        return _Noting(step, self)

    def note(self, error: InvalidInput) -> None:
        """Note an error."""
        self._found += error.errors if isinstance(error, InvalidInputs) else [error]

    @property
    def is_full(self) -> bool:
        """Whether there are as many as are reported."""
        return len(self._found) >= MOST_PROBLEMS

    def check(self) -> None:
        """Raise what was found.

        Raises:
            InvalidInput: The one error, or InvalidInputs where there are several.
        """
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            raise InvalidInputs(self._found[:MOST_PROBLEMS])


class at:  # noqa: N801 - used as a function
    """Say in an error at which member it arose."""

    # A generator would make the reading of a valid document take half as long again.
    __slots__ = ("_step",)

    def __init__(self, step: str | int) -> None:
        self._step = step

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, InvalidInput):
            raise error.within(self._step) from None


class _Noting:
    """Note an error that arises at a member, and let the reading of the others go on."""

    __slots__ = ("_problems", "_step")

    def __init__(self, step: str | int, problems: Problems) -> None:
        self._step = step
        self._problems = problems

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, InvalidInput):
            return False
        self._problems.note(error.within(self._step))
        return True


def object_of(
    value: object,
    names: Sequence[str],
    required: Sequence[str] = (),
    known: Sequence[str] = (),
    ignored: Sequence[str] = (),
) -> Mapping[str, object]:
    """Return an object whose members are all known, or say which name may have been meant.

    Args:
        value: The object.
        names: The members that it may have.
        required: Those among them that it must have.
        known: The names to propose instead of an unknown one, if not ``names``.
        ignored: Members that may be there and mean nothing here.
    """
    if not isinstance(value, dict):
        raise InvalidInput(f"an object with {', '.join(known or names)} stands here, not {kind(value)}")
    unknown = [name for name in value if name not in names and name not in ignored]
    missing = [name for name in required if name not in value]
    if unknown or missing:
        problems = Problems()
        for name in unknown:
            problems.note(InvalidInput(_unknown(str(name), known or names)))
        problems.check()  # a name that is misspelt is missing too, which need not be said
        for name in missing:
            problems.note(InvalidInput(f'the member "{name}" is missing'))
        problems.check()
    return value


def list_of(value: object) -> Sequence[object]:
    """Return a list."""
    if not isinstance(value, list | tuple):
        raise InvalidInput(f"a list stands here, not {kind(value)}")
    return value


def each_of(
    value: object, read: Callable[[object], _T], check_count: Callable[[int], None] = lambda _: None
) -> list[_T]:
    """Return what is read of each element of a list, or what is wrong with as many as are reported.

    Args:
        value: The list.
        read: Reads one element.
        check_count: Refuses a list that is too long, before any of it is read.
    """
    elements = list_of(value)
    check_count(len(elements))
    found: list[_T] = []
    problems = Problems()
    for i, each in enumerate(elements):
        try:
            found.append(read(each))
        except InvalidInput as error:
            problems.note(error.within(i))
            if problems.is_full:
                break
    problems.check()
    return found


def check_distinct(ids: Iterable[str]) -> None:
    """Refuse a list in which a participant is named twice."""
    seen: set[str] = set()
    for i, each in enumerate(ids):
        if each in seen:
            raise InvalidInput(f'"{shown(each)}" is named twice; each participant has an id of their own', (i,))
        seen.add(each)


def text_of(value: object) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise InvalidInput(f"a text stands here, not {kind(value)}")
    return value


def boolean_of(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise InvalidInput(f"true or false stands here, not {kind(value)}")
    return value


def number_of(value: object, least: int, most: int) -> int:
    """Return a whole number within bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"a whole number stands here, not {kind(value)}")
    if not least <= value <= most:
        raise InvalidInput(f"a number from {least} to {most} stands here")
    return value


def zone_of(members: Mapping[str, object]) -> str | None:
    """Return the zone that the member ``timeZone`` names; None without one."""
    value = members.get("timeZone")
    if value is None:
        return None
    with at("timeZone"):
        return parse_zone(text_of(value))


def _unknown(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), {each.casefold(): each for each in names}, n=1, cutoff=0.6)
    meant = next((each for each in names if near and each.casefold() == near[0]), None)
    mend = f'did you mean "{meant}"?' if meant else f"known here are {', '.join(names)}"
    return f'there is no member "{shown(name)}": {mend}'


def kind(value: object) -> str:
    """Return what a value is, in words."""
    return _KINDS.get(type(value), "a number")
