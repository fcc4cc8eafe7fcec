"""Hours that come again every week, and the instants that they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from evsched.engine.calendar_names import WEEKDAYS, date_text
from evsched.engine.interval import IntervalSet
from evsched.engine.zone_names import parse_place
from evsched.engine.zones import clock, end_instant, start_instant, steady_midnight
from evsched.errors import InvalidInput

MOST_RULES = 50
MOST_RANGES = 20
MOST_RANGES_A_DAY = 50
MOST_EXCEPTIONS = 100
"""Rules of one person at most, time ranges of one rule and of one day of the week, and runs of exceptions in all."""

DAY_SECONDS = 86_400

_DAY = timedelta(days=1)
_FARTHEST_BACK = timedelta(hours=6)
"""More than any clock has been put back within a day since 1970; three hours are the most."""

_Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """Time ranges on some days of the week.

    Raises:
        InvalidInput: No day or no such day, no range or too many, a range that is none or is longer than a day,
            exceptions that end before they start.
    """

    days: frozenset[int]
    """On which a range starts; 0 is Monday."""
    ranges: _Ranges
    """Start and end of each, in seconds since local midnight by the wall clock; past 86,400 is the next day."""
    exceptions: tuple[tuple[date, date], ...] = ()
    """First and last date of each run of dates on which no range starts.

    An exception takes all of a range that starts on its date, also the part after midnight.
    """

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", frozenset(self.days))
        object.__setattr__(self, "ranges", tuple(sorted(set(self.ranges))))
        if not self.days or not self.days <= set(range(7)):
            raise InvalidInput(f"the days of weekly hours are 0 (Monday) to 6 (Sunday), not {sorted(self.days)}")
        if not 1 <= len(self.ranges) <= MOST_RANGES:
            raise InvalidInput(f"a rule of weekly hours has 1 to {MOST_RANGES} time ranges, not {len(self.ranges)}")
        for start, end in self.ranges:
            if not (0 <= start < DAY_SECONDS and start < end <= start + DAY_SECONDS):
                raise InvalidInput(f"{start} to {end} seconds since midnight is no time range of weekly hours")
        for first, last in self.exceptions:
            if last < first:
                raise InvalidInput(f"exceptions run from {date_text(first)} to {date_text(last)}, which is before it")
        object.__setattr__(self, "exceptions", _joined(self.exceptions))

    def starts_on(self, day: date) -> bool:
        """Tell whether the ranges of this rule start on a date."""
        return day.weekday() in self.days and not self.leaves_out(day)

    def leaves_out(self, day: date) -> bool:
        """Tell whether a date is an exception."""
        begun = bisect_right(self.exceptions, day, key=lambda run: run[0])
        return begun > 0 and day <= self.exceptions[begun - 1][1]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """When someone can attend, week after week, by the clocks of one place.

    >>> from evsched.engine.text import parse_weekly
    >>> hours = parse_weekly("Mon-Fri 9-12, 13-17 Europe/Berlin")
    >>> hours.zone, len(hours.rules)
    ('Europe/Berlin', 1)

    Raises:
        InvalidInput: No rule, or too many rules, ranges or exceptions; a zone that is no place, such as a fixed offset.
    """

    rules: tuple[WeeklyRule, ...]
    """Together they are the hours; they may overlap."""
    zone: str
    """An IANA key or UTC."""
    text: str
    """As typed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(self.rules))
        object.__setattr__(self, "zone", parse_place(self.zone))
        if not 1 <= len(self.rules) <= MOST_RULES:
            raise InvalidInput(f"weekly hours have 1 to {MOST_RULES} rules, not {len(self.rules)}")
        for day, name in enumerate(WEEKDAYS):
            if len({each for rule in self.rules if day in rule.days for each in rule.ranges}) > MOST_RANGES_A_DAY:
                raise InvalidInput(f"weekly hours have at most {MOST_RANGES_A_DAY} time ranges on a {name}")
        if sum(len(rule.exceptions) for rule in self.rules) > MOST_EXCEPTIONS:
            raise InvalidInput(f"weekly hours have at most {MOST_EXCEPTIONS} exceptions")


def expand(hours: WeeklyHours, within: IntervalSet) -> IntervalSet:
    """Return the instants of weekly hours inside a set of times.

    A range runs, on each of its days, from the first instant at which the clocks show its start or a later time to
    the last at which they show a time before its end. So 9:00 stays 9:00 on both sides of a clock change; where
    the clocks go forward, an edge that they skip is at the change, and a range that they skip is nothing; where
    they go back, a range that starts in the repeated hour starts in the first and one that ends in it ends in the
    second. One that ends where the repeated hour begins ends before it, as the day before midnight does.

    Only the days that ``within`` touches are looked at, however far apart they are.

    >>> from evsched.engine.text import parse_slots, parse_weekly
    >>> week = IntervalSet(parse_slots("7 Mar 2026 12:00 - 9 Mar 2026 20:00 America/New_York"))
    >>> expand(parse_weekly("Sat, Sun 13-18 America/New_York"), week)
    IntervalSet(2026-03-07T18:00:00Z/2026-03-07T23:00:00Z, 2026-03-08T17:00:00Z/2026-03-08T22:00:00Z)
    """
    return expand_rules(hours.rules, hours.zone, within)


@lru_cache(maxsize=256)
def expand_rules(rules: tuple[WeeklyRule, ...], zone: str, within: IntervalSet) -> IntervalSet:
    """Return the instants of rules by the clocks of a zone, which may be a fixed offset, as ``expand`` does."""
    merged: dict[tuple[bool, ...], _Ranges] = {}

    def ranges_on(day: date) -> _Ranges:
        """Return what the rules that apply on a date make together; few sets of rules do, on many dates."""
        applying = tuple(rule.starts_on(day) for rule in rules)
        if applying not in merged:
            chosen = (rule.ranges for rule, applies in zip(rules, applying, strict=True) if applies)
            merged[applying] = tuple(IntervalSet.of_seconds(each for ranges in chosen for each in ranges).pairs())
        return merged[applying]

    pairs: list[tuple[int, int]] = []
    for start, end in within.pairs():
        earliest = clock(start, zone).local_time - _FARTHEST_BACK
        latest = clock(end, zone).local_time + _FARTHEST_BACK
        for day in days_between(earliest.date() - _DAY, latest.date()):
            for first, last in _instants(ranges_on(day), day, zone):
                if first < end and last > start:
                    pairs.append((max(first, start), min(last, end)))
    return IntervalSet.of_seconds(pairs)


def _instants(ranges: _Ranges, day: date, zone: str) -> list[tuple[int, int]]:
    """Return the instants of the ranges that start on a date, but for those that the clocks skip."""
    if not ranges:
        return []
    midnight = steady_midnight(day, zone)
    if midnight is not None:  # as on most days
        return [(midnight + first, midnight + last) for first, last in ranges]
    local_midnight = datetime.combine(day, time())
    edges = (
        (
            start_instant(local_midnight + timedelta(seconds=first), zone),
            end_instant(local_midnight + timedelta(seconds=last), zone),
        )
        for first, last in ranges
    )
    return [(first, last) for first, last in edges if first < last]


def _joined(runs: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Return runs of dates in order, with those that touch or overlap made one."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(runs):
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def days_between(first: date, last: date) -> Iterator[date]:
    """Return the dates from the first to the last."""
    return (first + timedelta(days=i) for i in range((last - first).days + 1))
