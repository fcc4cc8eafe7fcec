"""The zones of one calendar: those that everybody knows, and those whose rules it brings itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from evsched.calendar.components import Component
from evsched.calendar.limits import Work
from evsched.calendar.property_values import read_offset, read_time, split_line
from evsched.calendar.rules import Rule, read_rule
from evsched.calendar.walking import local_starts
from evsched.calendar.zones import NamedZone, Onset, WrittenZone, Zone, known_zone
from evsched.engine.interval import EPOCH, to_datetime, to_seconds
from evsched.errors import InvalidInput, shown

_FIRST = datetime.combine(date(1960, 1, 1), time())
"""Some years before the first instant that can be asked about: what the clocks were last set to counts then."""
_AFTERWARDS = timedelta(days=400)
_SECOND = timedelta(seconds=1)
_MOST_ZONES = 500
_MOST_OBSERVANCES = 500


class UnknownZone(InvalidInput):
    """A TZID that nobody knows, and the calendar neither."""


class ZoneBook:
    """Which zone a TZID means in one calendar.

    Args:
        calendar: With its time zones among its parts.
        until: The last instant that is asked about, in seconds since the epoch.
        default: The zone of local times without one, unless the calendar names its own.
        work: What it may cost.

    Attributes:
        floating: The zone of dates, and of local times without a zone.

    Raises:
        UnknownZone: The calendar names a zone of its own that nobody knows.
    """

    def __init__(self, calendar: Component, until: int, default: str, work: Work) -> None:
        self._until = until
        self._work = work
        self._written: dict[str, Component] = {}
        self._found: dict[str, Zone | None] = {}
        self._stand_in: Zone | None = None
        for part in calendar.parts:
            if part.kind == "VTIMEZONE":
                with part.blamed():
                    line = part.only("TZID")
                    if line is not None:
                        self._written.setdefault(split_line(line).value, part)
        self.floating: Zone = NamedZone(default)
        with calendar.blamed():
            own = calendar.only("X-WR-TIMEZONE") or calendar.only("TZID")
            identifier = split_line(own).value if own else ""
            if identifier:
                self.floating = self.zone(identifier)

    @contextmanager
    def unknown_zones_as(self, zone: Zone) -> Iterator[None]:
        """Take what nobody knows for another zone meanwhile."""
        self._stand_in = zone
        try:
            yield
        finally:
            self._stand_in = None

    def zone(self, identifier: str) -> Zone:
        """Return the zone that a TZID means: the one that is known by this name, else that of the calendar's own rules.

        Raises:
            UnknownZone: It is neither.
            InvalidInput: The rules cannot be read, or it is one zone too many.
        """
        if identifier not in self._found:
            if len(self._found) == _MOST_ZONES:
                raise InvalidInput(f"up to here the calendar names more than {_MOST_ZONES} time zones: leave fewer")
            self._found[identifier] = known_zone(identifier) or self._own_zone(identifier)
        found = self._found[identifier] or self._stand_in
        if found is None:
            raise UnknownZone(
                f'the time zone "{shown(identifier)}" is unknown and the calendar brings no rules for it (VTIMEZONE): '
                "export the calendar with its time zones, or write one such as Europe/Berlin"
            )
        return found

    def _own_zone(self, identifier: str) -> WrittenZone | None:
        if identifier not in self._written:
            return None
        component = self._written[identifier]
        with component.blamed():
            if not component.parts:
                raise InvalidInput("has no rules: neither STANDARD nor DAYLIGHT")
            if len(component.parts) > _MOST_OBSERVANCES:
                raise InvalidInput(
                    f"has {len(component.parts):,} observances, and {_MOST_OBSERVANCES:,} are read: name a zone "
                    "such as Europe/Berlin instead"
                )
            return WrittenZone(shown(identifier), [onset for part in component.parts for onset in self._onsets(part)])

    def _onsets(self, observance: Component) -> list[Onset]:
        with observance.blamed():
            before = _offset(observance, "TZOFFSETFROM")
            after = _offset(observance, "TZOFFSETTO")
            start = _local(observance)
            local_times = {start}
            last = to_datetime(self._until).replace(tzinfo=None) + _AFTERWARDS
            for line in observance.every("RRULE"):
                rule = read_rule(split_line(line).value, "RRULE", self._work)
                for local_time in local_starts(rule, start, _FIRST, last, self._work):
                    if _is_past(local_time, rule, before):
                        break
                    local_times.add(local_time)
                    self._refuse_many(len(local_times))
            for line in observance.every("RDATE"):
                texts = split_line(line).value.split(",")
                self._work.take_dates(len(texts))
                local_times.update(_as_local(read_time(text.partition("/")[0], "RDATE")) for text in texts)
            return [Onset(_seconds(local_time) - before, before, after) for local_time in local_times]

    def _refuse_many(self, number: int) -> None:
        most = self._work.limits.occurrences
        if number > most:
            raise InvalidInput(
                f"changes the clocks more than {most:,} times: name a zone such as Europe/Berlin instead"
            )


def _offset(observance: Component, name: str) -> int:
    line = observance.only(name)
    if line is None:
        raise InvalidInput(f"has no {name}")
    return read_offset(split_line(line).value, name) // _SECOND


def _local(observance: Component) -> datetime:
    line = observance.only("DTSTART")
    if line is None:
        raise InvalidInput("has no DTSTART")
    return _as_local(read_time(split_line(line).value, "DTSTART"))


def _as_local(read: date | datetime) -> datetime:
    if not isinstance(read, datetime):
        return datetime.combine(read, time())
    return read.replace(tzinfo=None)


def _is_past(local_time: datetime, rule: Rule, before: int) -> bool:
    until = rule.until
    if until is None:
        return False
    if isinstance(until, datetime) and until.tzinfo is not None:
        return _seconds(local_time) - before > to_seconds(until)
    return local_time > (until if isinstance(until, datetime) else datetime.combine(until, time.max))


def _seconds(local_time: datetime) -> int:
    return (local_time - EPOCH.replace(tzinfo=None)) // _SECOND
