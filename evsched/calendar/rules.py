"""A recurrence rule: what stands in it, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evsched.calendar.limits import Work
from evsched.calendar.property_values import read_time
from evsched.errors import InvalidInput, shown

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY = range(7)
"""As dateutil counts them."""
_RANGES = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
}
"""The least and the greatest number, and whether it may be counted from the end."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(rf"([+-]?[0-9]+)?({'|'.join(_WEEKDAYS)})", re.ASCII)
_MOST_WEEKS = 53
_OTHERS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "RSCALE", "SKIP"}
_SINGLE = ("INTERVAL", "COUNT", "WKST")
_STEPS_TO_READ = 25
_VALUE = re.compile(r"[0-9A-Z,+-]+", re.ASCII)
_FARTHEST_INTERVAL, _MOST_TIMES = 10**8, 2**31 - 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule.

    Attributes:
        frequency: From ``YEARLY`` to ``SECONDLY``.
        interval: Every how many of these; at least 1.
        count: How many times; None for ever.
        until: The last date, local time or instant; None for ever.
        week_start: The weekday on which weeks begin, 0 for Monday.
        weekdays: BYDAY: weekdays with their number in the month or year, 0 for all of them.
        numbers: The other BY… parts by their names.
    """

    frequency: int
    interval: int
    count: int | None
    until: date | datetime | None
    week_start: int
    weekdays: tuple[tuple[int, int], ...]
    numbers: Mapping[str, tuple[int, ...]]


def read_rule(text: str, name: str, work: Work) -> Rule:
    """Return the rule that RRULE or EXRULE has.

    Raises:
        InvalidInput: A part that is unknown, missing, there twice or out of its range; the message names it.
    """
    from icalendar.prop import vRecur

    work.take_steps(_STEPS_TO_READ + len(text) // 2)
    parts = _parts(text, name)
    until = read_time(parts["UNTIL"], f"the UNTIL of its {name}") if "UNTIL" in parts else None
    try:
        read = vRecur.from_ical(";".join(f"{part}={value}" for part, value in parts.items() if part != "UNTIL"))
    except ValueError as error:
        raise InvalidInput(f'{name} "{shown(text)}" is no recurrence rule: one part cannot be read') from error
    _refuse_other_calendars(parts, name)
    interval = read.get("INTERVAL", [1])[0]
    count = read["COUNT"][0] if "COUNT" in read else None
    for part, number, greatest in (("INTERVAL", interval, _FARTHEST_INTERVAL), ("COUNT", count, _MOST_TIMES)):
        if number is not None and not 1 <= number <= greatest:
            raise InvalidInput(f"the {part} of its {name} is {number:,}, not from 1 to {greatest:,}")
    return Rule(
        frequency=FREQUENCIES.index(parts["FREQ"]),
        interval=int(interval),
        count=None if count is None else int(count),
        until=until,
        week_start=_WEEKDAYS.index(parts.get("WKST", "MO")),
        weekdays=_weekdays(read.get("BYDAY", ()), name),
        numbers={part: _numbers(read[part], part, name) for part in _RANGES if part in read},
    )


def _parts(text: str, name: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for each in text.split(";"):
        if not each.strip():
            continue
        part, equals, value = (side.strip().upper() for side in each.partition("="))
        if not equals or not _VALUE.fullmatch(value):
            raise InvalidInput(f'"{shown(each)}" in its {name} is no NAME=VALUE')
        if part not in _RANGES and part not in _OTHERS:
            raise InvalidInput(f'"{shown(part)}" in its {name} is nothing that evsched knows: take it out')
        if part in parts:
            raise InvalidInput(f"{part} is in its {name} twice: leave one")
        if part in _SINGLE and "," in value:
            raise InvalidInput(f"{part} in its {name} has several values: leave one")
        parts[part] = value
    if parts.get("WKST", "MO") not in _WEEKDAYS:
        raise InvalidInput(f'the WKST of its {name} is "{shown(parts["WKST"])}", none of {", ".join(_WEEKDAYS)}')
    if parts.get("FREQ") not in FREQUENCIES:
        raise InvalidInput(f'{name} "{shown(text)}" has no FREQ, or one that is none of {", ".join(FREQUENCIES)}')
    return parts


def _refuse_other_calendars(parts: Mapping[str, str], name: str) -> None:
    leap_month = "L" in parts.get("BYMONTH", "")
    if leap_month or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.get("SKIP", "OMIT") != "OMIT":
        raise InvalidInput(f"its {name} counts by another calendar (RFC 7529), which evsched does not: take it out")


def _weekdays(found: Sequence[str], name: str) -> tuple[tuple[int, int], ...]:
    read = set()
    for text in found:
        match = _WEEKDAY.fullmatch(text)
        if match is None or not (match[1] is None or 1 <= abs(int(match[1])) <= _MOST_WEEKS):
            raise InvalidInput(f"the BYDAY of its {name} has {shown(text)}, and there is no such weekday")
        read.add((_WEEKDAYS.index(match[2]), int(match[1] or 0)))
    return tuple(sorted(read))


def _numbers(found: Sequence[int], part: str, name: str) -> tuple[int, ...]:
    least, greatest, backwards = _RANGES[part]
    for number in found:
        if not least <= (abs(number) if backwards else number) <= greatest:
            below = f", or from -{greatest} to -{least}" if backwards else ""
            raise InvalidInput(f"the {part} of its {name} has {number:,}, not from {least} to {greatest}{below}")
    return tuple(sorted({int(number) for number in found}))
