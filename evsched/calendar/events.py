"""An event as its component has it: when it starts, how long it takes, and how it comes again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from evsched.calendar.components import Component
from evsched.calendar.limits import Work
from evsched.calendar.property_values import Span, read_number, read_span, read_time, split_line
from evsched.calendar.rules import Rule, read_rule
from evsched.calendar.taking import Taking, read_taking
from evsched.calendar.walking import shifted
from evsched.calendar.zone_book import ZoneBook
from evsched.calendar.zones import UTC, Zone
from evsched.errors import InvalidInput

_NO_TIME = timedelta(0)
_SECOND = timedelta(seconds=1)
_MOMENT, _ONE_DAY = Span(_NO_TIME, _NO_TIME), Span(timedelta(days=1), _NO_TIME)


class Start(NamedTuple):
    """A time as it stands in a calendar; a date is the midnight that it begins with."""

    local_time: datetime
    zone: Zone
    is_date: bool = False

    @property
    def instant(self) -> int:
        """The instant in seconds since the epoch."""
        return self.zone.instant(self.local_time)

    @property
    def gap(self) -> timedelta:
        """How much later it is than written, where the clocks skip it; dates stay what they are."""
        return _NO_TIME if self.is_date else self.zone.gap(self.local_time)

    def local_in(self, zone: Zone) -> datetime:
        """Return what the clocks of a zone show then; in its own, what is written."""
        return self.local_time if zone == self.zone else zone.local_time(self.instant)

    def end(self, span: Span) -> int:
        """Return the instant at which something ends that takes so long from here.

        Where the clocks skip the start, the span counts from what they show instead: nothing is lost of it.
        """
        local_time = shifted(self.local_time, self.gap) if span.on_clocks else self.local_time
        return self.zone.instant(shifted(local_time, span.on_clocks)) + span.elapsed // _SECOND


class Times(NamedTuple):
    """When an event is: the first time, and how it comes again."""

    start: Start
    span: Span
    rules: tuple[Rule, ...]
    excluded_rules: tuple[Rule, ...]
    dates: tuple[tuple[Start, Span], ...]
    """RDATE, each with how long it takes then."""
    excluded_dates: tuple[Start, ...]

    def comes_again(self) -> bool:
        """Tell whether anything makes more or less of it than the first time."""
        return bool(self.rules or self.dates or self.excluded_dates)

    def excluded_days(self) -> set[date]:
        """Return the days that are wholly excluded, by dates in place of times."""
        return set() if self.start.is_date else {each.local_time.date() for each in self.excluded_dates if each.is_date}


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """An event, or one changed occurrence of an event.

    Attributes:
        component: Where it stands.
        uid: What the versions and changed occurrences of an event share; None where it has none.
        sequence: The number of this version.
        taking: Whether it takes its time.
        times: When it is; None for what is cancelled, which may leave them out.
        replaces: Which occurrence this stands in for; None for the event itself.
        and_following: Whether it stands in for all occurrences after that as well.
    """

    component: Component = field(repr=False)
    uid: str | None
    sequence: int
    taking: Taking
    times: Times | None
    replaces: Start | None
    and_following: bool


def read_event(component: Component, book: ZoneBook, work: Work, *, taken_back: bool = False) -> Event:
    """Return what a VEVENT says of its times.

    Args:
        component: Where it stands.
        book: The zones of the calendar.
        work: What it may cost.
        taken_back: Whether it is cancelled, whatever it says of that itself.

    Raises:
        InvalidInput: Something of it cannot be read.
    """
    return _Reader(component, book, work).event("cancelled" if taken_back else read_taking(component))


def read_periods(line: str, name: str, book: ZoneBook, beside: Zone) -> Iterator[tuple[Start, Span | None]]:
    """Yield the times of a list, and how long each takes where the list says so.

    Args:
        line: The line with the list.
        name: Of its property, for messages.
        book: The zones of the calendar.
        beside: The zone of local times without one.

    Raises:
        InvalidInput: One of them cannot be read, or ends before it starts.
    """
    written = split_line(line)
    zone = _zone_named(written.parameters, book) or beside
    for text in written.value.split(","):
        first, slash, second = text.strip().partition("/")
        start = _start(read_time(first, name), zone, book)
        if not slash:
            yield start, None
        elif second.startswith(("P", "+P", "-P")):
            yield start, read_span(second, name)
        else:
            yield start, _span_between(start, _start(read_time(second, name), zone, book), name)


class _Reader:
    def __init__(self, component: Component, book: ZoneBook, work: Work) -> None:
        self._component = component
        self._book = book
        self._work = work

    def event(self, taking: Taking) -> Event:
        start = self._start_of_event(taking)
        beside = self._book.floating if start is None else start.zone
        replaces = self._component.only("RECURRENCE-ID")
        written = None if replaces is None else split_line(replaces)
        uid, sequence = self._value("UID"), self._value("SEQUENCE")
        return Event(
            component=self._component,
            uid=uid or None,
            sequence=read_number(sequence, "SEQUENCE") if sequence else 0,
            taking=taking,
            times=None if start is None or taking == "cancelled" else self._times(start),
            replaces=None if replaces is None else self._time(replaces, "RECURRENCE-ID", beside),
            and_following=written is not None and written.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        )

    def _start_of_event(self, taking: Taking) -> Start | None:
        line = self._component.only("DTSTART")
        if line is None and taking == "cancelled":
            return None
        if line is None:
            raise InvalidInput("has no DTSTART: say when it starts, or take it out")
        return self._time(line, "DTSTART", self._book.floating)

    def _times(self, start: Start) -> Times:
        span = self._span(start)
        every = self._component.every
        return Times(
            start,
            span,
            tuple(read_rule(split_line(line).value, "RRULE", self._work) for line in every("RRULE")),
            tuple(read_rule(split_line(line).value, "EXRULE", self._work) for line in every("EXRULE")),
            tuple(self._further(start, span)),
            tuple(each for line in every("EXDATE") for each, _ in self._listed(line, "EXDATE", start)),
        )

    def _span(self, start: Start) -> Span:
        end, duration = self._component.only("DTEND"), self._component.only("DURATION")
        if end is not None and duration is not None:
            raise InvalidInput("has both DTEND and DURATION: leave one")
        if duration is not None:
            return read_span(split_line(duration).value, "DURATION")
        if end is None:
            return _ONE_DAY if start.is_date else _MOMENT
        found = self._time(end, "DTEND", start.zone)
        if found.is_date != start.is_date:
            raise InvalidInput("has a date for one of DTSTART and DTEND and a time for the other: write both alike")
        return _span_between(start, found, "DTEND") if found != start or not start.is_date else _ONE_DAY

    def _further(self, start: Start, span: Span) -> Iterator[tuple[Start, Span]]:
        for line in self._component.every("RDATE"):
            for each, own in self._listed(line, "RDATE", start):
                if each.is_date != start.is_date:
                    raise InvalidInput(
                        "has a date for one of DTSTART and RDATE and a time for the other: write both alike"
                    )
                yield each, own or span

    def _listed(self, line: str, name: str, start: Start) -> Iterator[tuple[Start, Span | None]]:
        self._work.take_dates(line.count(",") + 1)
        return read_periods(line, name, self._book, start.zone) if split_line(line).value else iter(())

    def _time(self, line: str, name: str, beside: Zone) -> Start:
        written = split_line(line)
        return _start(read_time(written.value, name), _zone_named(written.parameters, self._book) or beside, self._book)

    def _value(self, name: str) -> str:
        line = self._component.only(name)
        return "" if line is None else split_line(line).value


def _zone_named(parameters: dict[str, str], book: ZoneBook) -> Zone | None:
    identifier = parameters.get("TZID")
    return book.zone(identifier) if identifier else None


def _start(read: date | datetime, zone: Zone, book: ZoneBook) -> Start:
    """Return a time that was read; a Z counts for more than a TZID, and dates are the calendar's."""
    if not isinstance(read, datetime):
        return Start(datetime.combine(read, time()), book.floating, is_date=True)
    if read.tzinfo is not None:
        return Start(read.replace(tzinfo=None), UTC)
    return Start(read, zone)


def _span_between(start: Start, end: Start, name: str) -> Span:
    """Return how long something takes: what the clocks show in between, or what passes if they are two clocks.

    So what comes again from 22:00 to 6:00 ends at 6:00 on the night of a clock change too. Of a start that the
    clocks skip, the length is as written, 2:30 to 3:30 an hour, though the start is read as 3:30; against another
    clock it is what passes since the offset after the gap would have it start.
    """
    if start.zone == end.zone:
        span = Span(end.local_time - start.local_time, _NO_TIME)
    else:
        span = Span(_NO_TIME, timedelta(seconds=end.instant - start.instant) + start.gap)
    if sum(span, _NO_TIME) < _NO_TIME:
        raise InvalidInput(f"ends before it starts ({name}): put that right in the calendar, or take it out")
    return span
