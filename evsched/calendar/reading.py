"""From a calendar to when its owner is busy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from evsched.calendar.asked import Asked
from evsched.calendar.components import Component, read_components
from evsched.calendar.events import Event, read_event, read_periods
from evsched.calendar.file_kinds import refuse_other_kinds
from evsched.calendar.limits import NORMAL, CalendarLimits, Work
from evsched.calendar.lines import Lines
from evsched.calendar.property_values import split_line
from evsched.calendar.series import Series, latest_versions
from evsched.calendar.taking import takes_back
from evsched.calendar.tally import PassedOver
from evsched.calendar.zone_book import UnknownZone, ZoneBook
from evsched.calendar.zones import UTC
from evsched.engine.interval import IntervalSet
from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput

_NAMES = {"VTODO": "to_dos", "VJOURNAL": "journals"}
_FAR_OFF = 2 * 24 * 60 * 60
"""Seconds; more than the clocks of any two zones differ by."""


@dataclass(frozen=True, slots=True)
class CalendarTimes:
    """When the owner of a calendar is busy, inside what was asked about.

    Attributes:
        busy: Taken.
        tentative: Taken only by something that is not settled yet; disjoint from ``busy``.
        events: How many occurrences take these times.
        passed_over: What takes none of them, and why.
        zone: The zone of dates and of times without one: the calendar's own, else the one that was given.
    """

    busy: IntervalSet
    tentative: IntervalSet
    events: int
    passed_over: PassedOver
    zone: str


def read_calendar(source: bytes, within: IntervalSet, zone: str, limits: CalendarLimits = NORMAL) -> CalendarTimes:
    """Return when the owner of a calendar is busy.

    Args:
        source: The calendar, a .ics file (RFC 5545) in UTF-8.
        within: What is asked about.
        zone: Of dates and of local times without a zone, an IANA key or a fixed offset; a calendar that
            names its own zone comes before it.
        limits: How much is read.

    Raises:
        InvalidInput: Not a calendar, one that cannot be read without guessing, or one past the limits.
    """
    if find_spec("icalendar") is None:
        raise InvalidInput("reading calendars needs the extra ics: pip install 'evsched[ics]'")
    if len(source) > limits.size:
        raise InvalidInput(
            f"the calendar has {len(source):,} bytes, and {limits.size:,} are read at most: export a shorter time"
        )
    refuse_other_kinds(source)
    calendar = read_components(Lines(source, limits.line), limits.components)
    return _Reading(calendar, within, parse_zone(zone), Work(limits)).result()


class _Reading:
    def __init__(self, calendar: Component, within: IntervalSet, zone: str, work: Work) -> None:
        self._calendar = calendar
        self._asked = Asked(within)
        self._work = work
        self._book = ZoneBook(calendar, self._asked.end, zone, work)
        with calendar.blamed():
            self._taken_back = takes_back(calendar)
        self._taken: dict[str, list[tuple[int, int]]] = {"busy": [], "tentative": []}
        self._counts: Counter[str] = Counter()

    def result(self) -> CalendarTimes:
        events = []
        for part in self._calendar.parts:
            with part.blamed():
                if part.kind == "VEVENT":
                    events.append(self._event(part))
                elif part.kind == "VFREEBUSY":
                    self._take_free_busy(part)
                elif part.kind != "VTIMEZONE":
                    self._counts[_NAMES.get(part.kind, "others")] += 1
        for series in _by_uid(events):
            self._take_series(series)
        busy = IntervalSet.of_seconds(self._taken["busy"]) & self._asked.within
        tentative = (IntervalSet.of_seconds(self._taken["tentative"]) & self._asked.within) - busy
        return CalendarTimes(
            busy, tentative, self._counts["events"], PassedOver.of_counts(self._counts), self._book.floating.name
        )

    def _event(self, part: Component) -> Event:
        try:
            return read_event(part, self._book, self._work, taken_back=self._taken_back)
        except UnknownZone:
            found = self._event_in_any_zone(part)
            if found is None or not self._is_far_off(found):
                raise
            return found

    def _event_in_any_zone(self, part: Component) -> Event | None:
        """Return an event as if the zones that nobody knows were UTC, or nothing if it cannot be read so."""
        try:
            with self._book.unknown_zones_as(UTC):
                return read_event(part, self._book, self._work, taken_back=self._taken_back)
        except InvalidInput:
            return None

    def _is_far_off(self, event: Event) -> bool:
        """Tell whether an event is outside of what was asked about, whatever its zone may be."""
        times = event.times
        if times is None or times.comes_again() or event.replaces is not None:
            return False
        start, end = times.start.instant, times.start.end(times.span)
        return not self._asked.meets(start - _FAR_OFF, end + _FAR_OFF)

    def _take_series(self, events: list[Event]) -> None:
        latest, superseded = latest_versions(events)
        self._counts["superseded"] += len(superseded)
        inside: Counter[Event] = Counter()
        moments: set[Event] = set()
        for start, end, event in Series(latest).occurrences(self._asked, self._work):
            if event.taking not in self._taken:
                continue
            if start >= end:
                if self._asked.meets(start, start + 1):
                    moments.add(event)
            elif self._asked.meets(start, end):
                inside[event] += 1
                self._taken[event.taking].append((start, end))
        for event in latest:
            if event.taking not in self._taken:
                self._counts[event.taking] += 1
            elif event in inside:
                self._counts["events"] += inside[event]
            else:
                self._counts["moments" if event in moments else "outside"] += 1

    def _take_free_busy(self, part: Component) -> None:
        found = 0
        free = False
        for line in part.every("FREEBUSY"):
            self._work.take_dates(line.count(",") + 1)
            kind = split_line(line).parameters.get("FBTYPE", "BUSY").upper()
            free = free or kind == "FREE"
            if kind != "FREE":
                taken = self._taken["tentative" if kind == "BUSY-TENTATIVE" else "busy"]
                for start, span in read_periods(line, "FREEBUSY", self._book, self._book.floating):
                    if span is None:
                        raise InvalidInput("FREEBUSY has a time without an end: write it as START/END")
                    pair = (start.instant, start.end(span))
                    if pair[0] < pair[1] and self._asked.meets(*pair):
                        taken.append(pair)
                        found += 1
        self._counts["events"] += found
        if not found:
            self._counts["transparent" if free else "outside"] += 1


def _by_uid(events: list[Event]) -> Iterator[list[Event]]:
    together: dict[str, list[Event]] = {}
    for event in events:
        if event.uid is None:
            yield [event]
        else:
            together.setdefault(event.uid, []).append(event)
    yield from together.values()
