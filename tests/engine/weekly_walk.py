"""Weekly hours by a definition of their own: what the clocks show at each instant, and no way back from there.

The hours of one date are the shortest stretch that holds every instant at which the clocks show a time of the
range. A zone's clocks are known piece by piece, from one change to the next, by :mod:`tests.engine.clock_changes`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import takewhile

from evsched.engine.weekly import WeeklyRule
from tests.engine.clock_changes import DAY, History

Pairs = list[tuple[int, int]]
_FAR = 3 * DAY
_DAY_ZERO = date(1970, 1, 1)


def hours_by_walking(rules: Iterable[WeeklyRule], history: History, within: Pairs) -> Pairs:
    """Return the hours inside disjoint stretches of time, merged and in order."""
    rules = list(rules)
    found = [
        (max(start, first), min(end, last))
        for first, last in within
        for start, end in _stretches(rules, history, first - _FAR, last + _FAR)
    ]
    merged: Pairs = []
    for start, end in sorted((start, end) for start, end in found if start < end):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _stretches(rules: list[WeeklyRule], history: History, first: int, last: int) -> Iterator[tuple[int, int]]:
    pieces = list(_pieces(history, first - _FAR, last + _FAR))
    for number in range(first // DAY, last // DAY + 1):
        day = _DAY_ZERO + timedelta(days=number)
        for rule in rules:
            excepted = any(begin <= day <= end for begin, end in rule.exceptions)
            if day.isoweekday() - 1 not in rule.days or excepted:
                continue
            for start, end in rule.ranges:
                shown = [
                    (max(begin, number * DAY + start - offset), min(until, number * DAY + end - offset))
                    for begin, until, offset in pieces
                ]
                shown = [(begin, until) for begin, until in shown if begin < until]
                if shown:
                    yield min(begin for begin, _ in shown), max(until for _, until in shown)


def _pieces(history: History, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and offset of what lies between two changes."""
    begin, offset = first, history.offset(first)
    passed = bisect_right(history.changes, first, key=lambda change: change.instant)
    for change in takewhile(lambda change: change.instant < last, history.changes[passed:]):
        yield begin, change.instant, offset
        begin, offset = change.instant, change.after
    yield begin, last, offset
