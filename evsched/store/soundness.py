"""Whether a database is sound: what its system says of it, and each row, read as a command would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from evsched.engine.interval import to_datetime, to_seconds
from evsched.engine.model import LONGEST
from evsched.engine.names import participant_id, series_name
from evsched.errors import InvalidInput, StoreUnavailable, shown
from evsched.store.base import Store
from evsched.store.row_values import EVENT, PARTICIPANT, answer_from, event_from, meeting_from, participant_from
from evsched.store.tables import KINDS, Row

Watch: TypeAlias = Callable[[Iterable[Row]], Iterable[Row]]
"""Passes rows on, and may tell somebody how many there have been."""
_Values: TypeAlias = Mapping[str, Any]

_MOST_PROBLEMS = 100
_UNREADABLE = (InvalidInput, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError)
"""What reading a value that no evsched wrote can lead to."""


@dataclass(slots=True)
class Findings:
    """What a database holds, and what is wrong with it."""

    events: int = 0
    answers: int = 0
    problems: list[str] = field(default_factory=list)
    """A line each; none for a sound database, and not more than can be looked through."""


def watch_nothing(rows: Iterable[Row]) -> Iterable[Row]:
    """Pass rows on."""
    return rows


def examine(store: Store, watch: Watch = watch_nothing) -> Findings:
    """Read all that a database holds.

    Raises:
        StoreUnavailable: It cannot be read at all.
    """
    found = Findings(problems=store.check())
    try:
        with store.reading() as rows:
            for table in KINDS:
                for row in watch(rows.dump(table)):
                    found.events += table == "event"
                    found.answers += table == "availability"
                    if len(found.problems) < _MOST_PROBLEMS:
                        found.problems += _problems(table, row)
    except StoreUnavailable as error:
        found.problems.append(error.message)
    del found.problems[_MOST_PROBLEMS:]
    return found


def _problems(table: str, row: Row) -> Iterator[str]:
    kinds = KINDS[table]
    values = dict(zip(kinds, row, strict=True))
    whose = _WHOSE[table].format_map({name: shown(str(value)) for name, value in values.items()})
    for name, kind in kinds.items():
        if not isinstance(values[name], kind):
            yield f"{whose} has a {name} of a kind that evsched never writes"
            return  # what is made of it would mean nothing
    try:
        for contradiction in _RULES[table](values):
            yield f"{whose} {contradiction}"
    except _UNREADABLE as error:
        yield f"{whose} cannot be read ({shown(str(error))})"


_WHOSE = {
    "event": "the event {id}",
    "participant": 'the participant "{id}" of the event {event_id}',
    "availability": 'the answer of "{participant_id}" to the event {event_id}',
    "made": "the record of a request that made something of the event {event_id}",  # its key is a secret
    "burden": 'what the event {event_id} cost "{participant_id}"',
}


def _event(values: _Values) -> Iterator[str]:
    event = event_from([values[name] for name in EVENT], ())
    to_datetime(values["created"])
    if values["first_start"] != min(to_seconds(slot.start) for slot in event.slots):
        yield "starts at another time than its first slot"
    if values["open"] not in {0, 1} or values["version"] < 1 or values["answers_version"] < 0:
        yield "has a version or is open in a way that evsched never writes"
    start, end = values["meeting_start"], values["meeting_end"]
    if (start is None) != (end is None) or values["sequence"] < 0:
        yield "has a meeting or is counted in a way that evsched never writes"
    meeting_from(start, end)
    if values["series"] is not None:
        yield from _series(values)


def _participant(values: _Values) -> Iterator[str]:
    who = participant_from([values[name] for name in PARTICIPANT])
    if who.id != values["id"] or values["required"] not in {0, 1}:
        yield "is written in a way that evsched never does"


def _availability(values: _Values) -> Iterator[str]:
    answer = answer_from(values["participant_id"], values["slots"])
    if answer.typed.pack() != values["free"]:
        yield "has other free times than the slots that were typed"


def _made(values: _Values) -> Iterator[str]:
    to_datetime(values["at"])
    if values["gone"] not in {0, 1}:
        yield "is gone in a way that evsched never writes"


def _burden(values: _Values) -> Iterator[str]:
    yield from _series(values)
    is_possible = 0 <= values["seconds"] <= 2 * LONGEST.total_seconds()
    if participant_id(values["participant_id"]) != values["participant_id"] or not is_possible:
        yield "is counted in a way that evsched never does"


def _series(values: _Values) -> Iterator[str]:
    if series_name(values["series"]) != values["series"]:
        yield "names its series in a way that evsched never does"


_RULES: Mapping[str, Callable[[_Values], Iterator[str]]] = {
    "event": _event,
    "participant": _participant,
    "availability": _availability,
    "made": _made,
    "burden": _burden,
}
