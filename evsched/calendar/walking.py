"""The local times of a recurrence rule, worked out by dateutil in a bounded number of steps.

dateutil looks at one year, month, week, day, hour, minute or second after the other until it finds one that
fits, if need be up to the year 9999. What it goes on by is the interval; so the interval that it is given here
counts, and ends the walk past the last time that is wanted, or when the calendar's steps are used up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import prod
from typing import Any

from evsched.calendar.limits import Work
from evsched.calendar.rules import DAILY, HOURLY, MINUTELY, MONTHLY, SECONDLY, WEEKLY, YEARLY, Rule

_SINGLE_DAY_PARTS = ("BYYEARDAY", "BYMONTHDAY")
_DAY_PARTS = (*_SINGLE_DAY_PARTS, "BYWEEKNO")
_KEYWORDS = {
    "BYMONTH": "bymonth",
    "BYMONTHDAY": "bymonthday",
    "BYYEARDAY": "byyearday",
    "BYWEEKNO": "byweekno",
    "BYSETPOS": "bysetpos",
    "BYHOUR": "byhour",
    "BYMINUTE": "byminute",
    "BYSECOND": "bysecond",
}
_LENGTHS = (
    timedelta(days=365),
    timedelta(days=28),
    timedelta(days=7),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
)
"""Of a year to a second, at the least."""
_STEPS = (45, 10, 5, 4, 4, 4, 4)
"""What dateutil takes to look at a year, a month, a week, a day, an hour, a minute or a second."""
_STEPS_BY_POSITION = (8, 2, 1, 1, 1, 1, 1)
_STEPS_OF_ONE = 6
"""What it takes to find a time, and to find its instant."""
_STEPS_TO_BEGIN = 40
EARLIEST, LATEST = datetime.combine(date.min, time.min), datetime.combine(date.max, time.max)
"""The first and the last local time there is."""
_MOST_MONTHS = 120_000
"""Over which dateutil leaps one by one, up to the year 9999."""


def local_starts(rule: Rule, start: datetime, first: datetime, last: datetime, work: Work) -> Iterator[datetime]:
    """Yield the local times of a rule from ``first`` to ``last``, ascending, whatever its UNTIL says.

    ``start`` is where the rule begins; it is among them only if the rule itself has it.

    Raises:
        InvalidInput: The steps of the calendar are used up.
    """
    from dateutil.rrule import rrule, weekday

    if not rule.numbers and not rule.weekdays and rule.count is not None and rule.frequency >= WEEKLY:
        last = min(last, _ahead(start, rule, rule.count - 1))
        rule = replace(rule, count=None)
    rule = _without_idle_count(_completed(rule, start), start, last)
    weekdays = _numbered_alike(rule)
    begin = start if rule.count is not None else _period_start(rule, start, first)
    if last < begin or (rule.weekdays and not weekdays):
        return
    parts: dict[str, Any] = {_KEYWORDS[part]: numbers for part, numbers in rule.numbers.items()}
    parts |= {"freq": rule.frequency, "dtstart": begin, "wkst": rule.week_start, "count": rule.count}
    if weekdays:
        parts["byweekday"] = [weekday(day, number or None) for day, number in weekdays]
    work.take_steps(_steps_to_begin(rule, begin))
    periods = _periods_between(rule, begin, last) // rule.interval
    interval = _CountedInterval(rule.interval, _counter(periods, _steps_of_period(rule), work))
    try:
        for local_time in rrule(interval=interval, **parts):
            if local_time > last:
                return
            work.take_steps(_STEPS_OF_ONE)
            if first <= local_time and start <= local_time:
                yield local_time
    except (_PastTheLast, ValueError):
        # A ValueError is how dateutil says that interval and BY… parts never meet.
        return


class _PastTheLast(Exception):
    """The walk has come past the last time that is wanted."""


class _CountedInterval(int):
    """An interval that tells when something is counted on by it."""

    _tell: Callable[[], None]

    def __new__(cls, interval: int, tell: Callable[[], None]) -> _CountedInterval:
        made = super().__new__(cls, interval)
        made._tell = tell
        return made

    def __radd__(self, other: int) -> int:
        self._tell()
        return other + int(self)

    def __mul__(self, other: int) -> int:
        self._tell()
        return int(self) * other


def _counter(most: int, cost: int, work: Work) -> Callable[[], None]:
    left = most

    def tell() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _PastTheLast
        work.take_steps(cost)

    return tell


def _completed(rule: Rule, start: datetime) -> Rule:
    """Return the rule with all that it leaves to its start (RFC 5545, 3.3.10), so that it may begin elsewhere."""
    numbers, weekdays = dict(rule.numbers), rule.weekdays
    if not weekdays and not any(part in numbers for part in _DAY_PARTS):
        if rule.frequency == YEARLY:
            numbers.setdefault("BYMONTH", (start.month,))
        if rule.frequency in {YEARLY, MONTHLY}:
            numbers["BYMONTHDAY"] = (start.day,)
        if rule.frequency == WEEKLY:
            weekdays = ((start.weekday(), 0),)
    elif not weekdays and rule.frequency == YEARLY and not any(part in numbers for part in _SINGLE_DAY_PARTS):
        weekdays = ((start.weekday(), 0),)
    for frequency, part, number in (
        (HOURLY, "BYHOUR", start.hour),
        (MINUTELY, "BYMINUTE", start.minute),
        (SECONDLY, "BYSECOND", start.second),
    ):
        if rule.frequency < frequency:
            numbers.setdefault(part, (number,))
    return replace(rule, numbers=numbers, weekdays=weekdays)


def _numbered_alike(rule: Rule) -> list[tuple[int, int]]:
    """Return the weekdays so that dateutil takes what is meant: all with numbers that may be, or all without.

    It takes ``MO,1TU`` for days that are both, and cannot look for a tenth Monday in a month.
    """
    if rule.frequency > MONTHLY or not any(number for _, number in rule.weekdays):
        return sorted({(day, 0) for day, _ in rule.weekdays})
    most = 53 if rule.frequency == YEARLY and "BYMONTH" not in rule.numbers else 5
    wanted = {(day, number) for day, number in rule.weekdays if 0 < abs(number) <= most}
    every = {(day, each) for day, number in rule.weekdays if not number for each in range(1, most + 1)}
    return sorted(wanted | every)


def _without_idle_count(rule: Rule, start: datetime, last: datetime) -> Rule:
    """Return the rule without its COUNT, if that cannot be used up by the last time that is wanted."""
    if rule.count is None or last < start:
        return rule
    periods = (last - start) // _LENGTHS[rule.frequency] // rule.interval + 2
    days = _LENGTHS[rule.frequency].days + 3
    return replace(rule, count=None) if rule.count >= periods * days * _times_in_period(rule) else rule


def _times_in_period(rule: Rule) -> int:
    """Return at how many times a completed rule comes on one day, or in one hour or minute if it goes by these."""
    return prod(
        len(rule.numbers[part]) for part in ("BYHOUR", "BYMINUTE", "BYSECOND")[max(0, rule.frequency - DAILY) :]
    )


def _steps_to_begin(rule: Rule, begin: datetime) -> int:
    """Return what it takes to lay out the times of a day, and to pass over those before the beginning."""
    days = {YEARLY: begin.timetuple().tm_yday, MONTHLY: begin.day}.get(rule.frequency, 1)
    return _STEPS_TO_BEGIN + _times_in_period(rule) * (days + 2) // 5


def _steps_of_period(rule: Rule) -> int:
    looking = _STEPS[rule.frequency] + _STEPS_BY_POSITION[rule.frequency] * len(rule.numbers.get("BYSETPOS", ()))
    months_leapt = (_LENGTHS[rule.frequency] * rule.interval).days // 30 if rule.frequency >= WEEKLY else 0
    return looking + min(months_leapt, _MOST_MONTHS) * 2


def _period_start(rule: Rule, start: datetime, first: datetime) -> datetime:
    """Return where to begin: the start, or that of the last of its years, months, … before ``first``."""
    if first <= start:
        return start
    periods = _periods_between(rule, start, first) // rule.interval * rule.interval
    if rule.frequency <= MONTHLY:
        year, month = (
            divmod(start.year * 12 + start.month - 1 + periods, 12)
            if rule.frequency == MONTHLY
            else (start.year + periods, 0)
        )
        begin = datetime.combine(date(year, month + 1, 1), time())
        return max(start, begin)
    return start + max(periods * _LENGTHS[rule.frequency] - _into_period(rule, start), timedelta(0))


def _periods_between(rule: Rule, start: datetime, end: datetime) -> int:
    """Return how many years, months, weeks, … on from that of one time another one lies."""
    years = end.year - start.year
    if rule.frequency == YEARLY:
        return years
    if rule.frequency == MONTHLY:
        return years * 12 + end.month - start.month
    return (end - start + _into_period(rule, start)) // _LENGTHS[rule.frequency]


def _into_period(rule: Rule, local_time: datetime) -> timedelta:
    """Return how much of its week, day, hour, minute or second has passed at a time."""
    midnight = datetime.combine(local_time.date(), time())
    if rule.frequency == WEEKLY:
        return timedelta(days=(local_time.weekday() - rule.week_start) % 7) + (local_time - midnight)
    return (local_time - midnight) % _LENGTHS[rule.frequency]


def shifted(local_time: datetime, by: timedelta) -> datetime:
    """Return a local time so much later, or the first or last there is."""
    try:
        return local_time + by
    except OverflowError:
        return EARLIEST if by < timedelta(0) else LATEST


def _ahead(start: datetime, rule: Rule, times: int) -> datetime:
    """Return the time so many intervals after the start, or the last of all."""
    try:
        return start + _LENGTHS[rule.frequency] * (rule.interval * times)
    except OverflowError:
        return LATEST
