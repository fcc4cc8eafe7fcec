"""The occurrences of an event: all versions and changed occurrences with one UID together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from evsched.calendar.asked import Asked
from evsched.calendar.events import Event, Start, Times
from evsched.calendar.limits import Work
from evsched.calendar.property_values import Span
from evsched.calendar.rules import Rule
from evsched.calendar.walking import local_starts, shifted
from evsched.engine.interval import to_seconds
from evsched.errors import InvalidInput

_SLACK = timedelta(hours=26)
"""More than any change of the clocks can move anything."""
_NO_TIME = timedelta(0)


class Occurrence(NamedTuple):
    """One time of an event, in seconds since the epoch."""

    start: int
    end: int
    event: Event


def latest_versions(events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """Return the events of one UID without those that a version with a higher SEQUENCE replaces, and the latter.

    Versions with equal numbers are all kept: some programs give one UID to different events.
    """
    if len(events) == 1:
        return list(events), []
    identities = [_identity(each) for each in events]
    newest: dict[tuple[int, bool] | None, int] = {}
    for identity, each in zip(identities, events, strict=True):
        newest[identity] = max(each.sequence, newest.get(identity, 0))
    kept: list[Event] = []
    superseded: list[Event] = []
    for identity, each in zip(identities, events, strict=True):
        (kept if each.sequence == newest[identity] else superseded).append(each)
    return kept, superseded


def _identity(event: Event) -> tuple[int, bool] | None:
    return None if event.replaces is None else (event.replaces.instant, event.and_following)


class _Following(NamedTuple):
    """A change of one occurrence and all that follow it."""

    since: int
    event: Event
    times: Times | None
    """None where they are cancelled."""
    shift: timedelta

    def moved(self, occurrence: Start, times: Times) -> Start:
        """Return where an occurrence is moved."""
        return times.start._replace(local_time=shifted(occurrence.local_in(times.start.zone), self.shift))


def _following(event: Event, replaces: Start) -> _Following:
    times = event.times
    shift = _NO_TIME if times is None else _shift(replaces, times.start)
    return _Following(replaces.instant, event, times, shift)


def _shift(replaces: Start, start: Start) -> timedelta:
    """Return how much later the clocks have a change; what they skip is told from afar by what they show instead."""
    gap = _NO_TIME if replaces.zone == start.zone else start.gap
    return start.local_time + gap - replaces.local_in(start.zone)


class Series:
    """Events with one UID: the event itself, if the calendar has it, and changed occurrences.

    Args:
        events: The latest version of each.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self._whole = [(each, each.times) for each in events if each.replaces is None and each.times is not None]
        replaced = [each.replaces for each in events if each.replaces is not None]
        self._changed = [(each, each.replaces.instant) for each in events if each.replaces is not None]
        following = [_following(each, each.replaces) for each in events if each.replaces and each.and_following]
        self._following = sorted(following, key=lambda each: each.since)
        self._replaced = {instant for _, instant in self._changed}
        self._replaced_dates = {each.local_time.date() for each in replaced if each.is_date}

    def occurrences(self, asked: Asked, work: Work) -> Iterator[Occurrence]:
        """Yield the occurrences that may reach into what is asked about, in no order; others may be among them.

        Raises:
            InvalidInput: The steps of the calendar are used up.
        """
        excluded: set[int] = set()
        for event, times in self._whole:
            with event.component.blamed():
                excluded.update(each.instant for each in times.excluded_dates)
                if self._may_take_time(event):
                    yield from self._unchanged(event, times, asked, work)
        for event, instant in self._changed:
            if event.times is not None and instant not in excluded:
                start = event.times.start
                yield Occurrence(start.instant, start.end(event.times.span), event)

    def _may_take_time(self, event: Event) -> bool:
        """Tell whether it is worth looking for occurrences: what is marked as free may take time since a change."""
        return event.taking != "transparent" or bool(self._following)

    def _unchanged(self, event: Event, times: Times, asked: Asked, work: Work) -> Iterator[Occurrence]:
        for instant, (start, span) in self._instances(times, asked, work).items():
            if instant in self._replaced or start.local_time.date() in self._replaced_dates:
                continue
            following = bisect_right(self._following, instant, key=lambda each: each.since)
            change = self._following[following - 1] if following else None
            if change is None:
                yield Occurrence(instant, start.end(span), event)
            elif change.times is not None:
                moved = change.moved(start, change.times)
                yield Occurrence(moved.instant, moved.end(change.times.span), change.event)

    def _instances(self, times: Times, asked: Asked, work: Work) -> dict[int, tuple[Start, Span]]:
        if times.comes_again():
            return _Instances(times, self._reach(times, asked), asked, work).all()
        return {times.start.instant: (times.start, times.span)}

    def _reach(self, times: Times, asked: Asked) -> tuple[datetime, datetime]:
        """Return from when to when an occurrence must start, by the event's clocks, to reach into what is asked."""
        spans = [times.span, *(span for _, span in times.dates)]
        spans += [change.times.span for change in self._following if change.times is not None]
        longest = max(sum(span, _NO_TIME) for span in spans)
        shift = max((abs(change.shift) for change in self._following), default=_NO_TIME) + _SLACK
        zone = times.start.zone
        first, last = zone.local_time(asked.start), zone.local_time(asked.end)
        return shifted(shifted(first, -longest), -shift), shifted(last, shift)


class _Instances:
    """The times that rules and lists of one event give, before any of them is changed."""

    def __init__(self, times: Times, reach: tuple[datetime, datetime], asked: Asked, work: Work) -> None:
        self._times = times
        self._first, self._last = reach
        self._asked = asked
        self._work = work

    def all(self) -> dict[int, tuple[Start, Span]]:
        times = self._times
        found: dict[int, tuple[Start, Span]] = {}
        if self._has_start():
            found[times.start.instant] = (times.start, times.span)
        for rule in times.rules:
            for instant, start in self._starts(rule):
                found[instant] = (start, times.span)
        for start, span in times.dates:
            found[start.instant] = (start, span)
        for rule in times.excluded_rules:
            for instant, _ in self._starts(rule):
                found.pop(instant, None)
        for start in times.excluded_dates:
            found.pop(start.instant, None)
        days = times.excluded_days()
        return {key: each for key, each in found.items() if each[0].local_time.date() not in days} if days else found

    def _has_start(self) -> bool:
        """Tell whether the first time is one: it is, even if no rule gives it, but not once all rules have ended."""
        start, rules = self._times.start, self._times.rules
        return not rules or any(rule.until is None or start.instant <= _until(rule.until, start) for rule in rules)

    def _starts(self, rule: Rule) -> Iterator[tuple[int, Start]]:
        start = self._times.start
        latest = None if rule.until is None else _until(rule.until, start)
        inside = 0
        for local_time in local_starts(rule, start.local_time, self._first, self._last, self._work):
            found = Start(local_time, start.zone, start.is_date)
            instant = found.instant
            if latest is not None and instant > latest:
                return
            if self._asked.meets(instant, found.end(self._times.span)):
                inside += 1
                self._refuse_many(inside)
            yield instant, found

    def _refuse_many(self, inside: int) -> None:
        most = self._work.limits.occurrences
        if inside > most:
            raise InvalidInput(
                f"comes more than {most:,} times in what was asked about: ask about a shorter time, or take it out"
            )


def _until(until: date, start: Start) -> int:
    """Return the instant of an UNTIL: of a date, that of its last second; of a local time, by the event's clocks."""
    if not isinstance(until, datetime):
        return start.zone.instant(datetime.combine(until, time.max))
    return start.zone.instant(until) if until.tzinfo is None else to_seconds(until)
