"""From lines to components: which of them a calendar holds, and what stands in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from evsched.calendar.lines import Line, Lines
from evsched.errors import InvalidInput, shown

_DATE_RULES = {"DTSTART", "RRULE", "RDATE", "EXDATE"}
_KEPT = {
    "VCALENDAR": {"X-WR-TIMEZONE", "TZID", "METHOD"},
    "VEVENT": _DATE_RULES
    | {"DTEND", "DURATION", "EXRULE", "RECURRENCE-ID", "UID", "SEQUENCE"}
    | {"STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"},
    "VFREEBUSY": {"FREEBUSY"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": _DATE_RULES | {"TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": _DATE_RULES | {"TZOFFSETFROM", "TZOFFSETTO"},
}
_PARENTS = {
    "VEVENT": "VCALENDAR",
    "VFREEBUSY": "VCALENDAR",
    "VTIMEZONE": "VCALENDAR",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
}
_WORDS = {
    "VCALENDAR": "the calendar",
    "VEVENT": "event",
    "VFREEBUSY": "free/busy list",
    "VTIMEZONE": "time zone",
    "STANDARD": "observance",
    "DAYLIGHT": "observance",
}
_DEEPEST = 20
_NESTED_FOR_EACH = 5
"""How many components may stand in others, such as alarms, for each that may be read."""


@dataclass(slots=True, eq=False)
class Component:
    """An event, a time zone or the like, with the lines of it that matter."""

    kind: str
    number: int
    """Its place among those of its kind, from 1."""
    place: int
    lines: Lines = field(repr=False)
    properties: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def only(self, name: str) -> str | None:
        """Return the one line of a property that may stand there once; None where there is none.

        Raises:
            InvalidInput: It stands there more often.
        """
        found = self.properties.get(name, ())
        if len(found) > 1:
            raise InvalidInput(f"has {name} {len(found):,} times: leave one")
        return found[0] if found else None

    def every(self, name: str) -> list[str]:
        """Return all lines of a property."""
        return self.properties.get(name, [])

    def named(self) -> str:
        """Return how messages call it: its number among its kind and its line, never its title.

        >>> Component("VEVENT", 3, 0, Lines(b"BEGIN:VEVENT", 100)).named()
        'event 3 (line 1)'
        """
        line = f"line {self.lines.number(self.place)}"
        word = _WORDS.get(self.kind, shown(self.kind))
        return f"{word} ({line})" if self.kind == "VCALENDAR" else f"{word} {self.number:,} ({line})"

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Put the name of the component before any error that comes up inside."""
        try:
            yield
        except InvalidInput as error:
            raise InvalidInput(f"{self.named()}: {error.problem}") from error


def read_components(lines: Lines, most: int) -> Component:
    """Return the calendar with its components as its parts; those of no interest have no properties.

    Raises:
        InvalidInput: Components that are not closed, closed twice or too many, or a second calendar.
    """
    return _Builder(lines, most).build()


class _Builder:
    def __init__(self, lines: Lines, most: int) -> None:
        self._lines = lines
        self._most = most
        self._open: list[Component] = []
        self._numbers: Counter[str] = Counter()
        self._nested = 0
        self._calendar: Component | None = None

    def build(self) -> Component:
        for line in self._lines:
            if line.name == "BEGIN":
                self._begin(line)
            elif line.name == "END":
                self._end(line)
            elif self._open and line.name in _KEPT.get(self._open[-1].kind, ()):
                self._open[-1].properties.setdefault(line.name, []).append(line.text)
        if self._open:
            raise InvalidInput(f"the file breaks off inside {self._open[-1].named()}: export or download it again")
        if self._calendar is None:
            raise InvalidInput("this is no calendar: it does not begin with BEGIN:VCALENDAR on a line of its own")
        return self._calendar

    def _begin(self, line: Line) -> None:
        kind = _kind(line)
        parent = self._open[-1] if self._open else None
        self._refuse_misplaced(kind, parent, line)
        self._numbers[kind] += 1
        made = Component(kind, self._numbers[kind], line.place, self._lines)
        if parent is None:
            self._calendar = made
        elif parent.kind in {"VCALENDAR", "VTIMEZONE"}:
            parent.parts.append(made)
            _refuse_many(parent, len(parent.parts), self._most, "components")
        else:
            self._nested += 1
            _refuse_many(self._open[0], self._nested, _NESTED_FOR_EACH * self._most, "alarms and the like")
        self._open.append(made)

    def _refuse_misplaced(self, kind: str, parent: Component | None, line: Line) -> None:
        if len(self._open) == _DEEPEST:
            raise InvalidInput(
                f"{self._lines.where(line)} nests components deeper than {_DEEPEST}: no calendar needs that"
            )
        if parent is None and kind == "VCALENDAR":
            if self._calendar is not None:
                raise InvalidInput(f"{self._lines.where(line)} begins a second calendar: give one at a time")
        elif parent is None or kind == "VCALENDAR" or _PARENTS.get(kind, parent.kind) != parent.kind:
            within = f"inside {parent.named()}" if parent else "outside of a calendar"
            raise InvalidInput(f"{self._lines.where(line)} begins {shown(kind)} {within}, where it cannot stand")

    def _end(self, line: Line) -> None:
        kind = _kind(line)
        if not self._open or self._open[-1].kind != kind:
            opened = f"in {self._open[-1].named()}" if self._open else "where nothing is open"
            raise InvalidInput(f"{self._lines.where(line)} ends {shown(kind)} {opened}: export or download it again")
        self._open.pop()


def _kind(line: Line) -> str:
    return line.text.partition(":")[2].strip().upper()


def _refuse_many(parent: Component, number: int, most: int, what: str) -> None:
    if number > most:
        raise InvalidInput(f"{parent.named()} holds more than {most:,} {what}: export a shorter time")
