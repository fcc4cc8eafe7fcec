"""What stands in a line, read by icalendar; zones are left to :mod:`evsched.calendar.zones`.

icalendar resolves a TZID by what it has seen in any calendar of this process, and turns an unknown one into a
time without a zone; so it is never shown one.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from evsched.errors import InvalidInput, shown

_TIME = re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?", re.ASCII)
_DURATION = re.compile(r"[+-]?P(?=[0-9T])[0-9WDTHMS]{2,30}", re.ASCII)
_OFFSET = re.compile(r"[+-][0-9]{4}(?:[0-9]{2})?", re.ASCII)
_TIME_EXAMPLES = "such as 20250131, 20250131T090000 or 20250131T090000Z"
_DURATION_EXAMPLES = "such as PT1H30M or P1D"
_HEAD = re.compile(r'[^":]*(?:"[^"]*"[^":]*)*:')
"""Up to the colon that ends the parameters: the first one that is not in quotation marks."""
_LONGEST_HEAD = 2_000
_LONGEST_NUMBER = 9


class Written(NamedTuple):
    """The parts of a line."""

    name: str
    parameters: dict[str, str]
    """By their names in capital letters."""
    value: str


class Span(NamedTuple):
    """A length of time: first days on the calendar, which the clocks may lengthen, then hours that nothing does."""

    on_clocks: timedelta
    elapsed: timedelta


def split_line(line: str) -> Written:
    """Return the parts of a line.

    Raises:
        InvalidInput: A parameter without a value, a quotation mark too few and the like.
    """
    name, colon, value = line.partition(":")
    if colon and ";" not in name:
        return Written(name.strip().upper(), {}, value.strip())
    head = _HEAD.match(line)
    if head is None or head.end() > _LONGEST_HEAD:
        raise InvalidInput(f'cannot read the line "{shown(line)}": it is no NAME;PARAMETER=VALUE:VALUE')
    name, parameters = _split_head(head[0])
    return Written(name, parameters, line[head.end() :].strip())


@lru_cache(maxsize=1024)
def _split_head(head: str) -> tuple[str, dict[str, str]]:
    """Return the name and the parameters of a line that ends with the colon after them."""
    from icalendar.parser import Contentline

    try:
        name, parameters, _ = Contentline(head).raw_parts()
    except ValueError as error:
        raise InvalidInput(f'cannot read the line "{shown(head)}": it is no NAME;PARAMETER=VALUE:VALUE') from error
    texts = {key: each if isinstance(each, str) else ",".join(each) for key, each in parameters.items()}
    return name.upper(), texts


def read_time(text: str, name: str) -> date | datetime:
    """Return a date, a local time, or an instant in UTC.

    Raises:
        InvalidInput: It is none of these, or on no calendar.
    """
    from icalendar.prop import vDDDTypes

    try:
        if _TIME.fullmatch(text):
            read = vDDDTypes.from_ical(text)
            if isinstance(read, date):
                return read
    except ValueError as error:
        raise InvalidInput(f'{name} "{shown(text)}" is on no calendar or clock: write one {_TIME_EXAMPLES}') from error
    raise InvalidInput(f'{name} "{shown(text)}" is no date or time: write one {_TIME_EXAMPLES}')


def read_span(text: str, name: str) -> Span:
    """Return a duration; its weeks and days are days on the calendar, its hours are exact (RFC 5545, 3.3.6).

    Raises:
        InvalidInput: It is no duration, too long or below zero.
    """
    from icalendar.prop import vDuration

    try:
        if not _DURATION.fullmatch(text):
            raise ValueError(text)
        whole = vDuration.from_ical(text)
        days = vDuration.from_ical(text.partition("T")[0])
    except ValueError as error:
        raise InvalidInput(f'{name} "{shown(text)}" is no duration: write one {_DURATION_EXAMPLES}') from error
    if whole < timedelta(0):
        raise InvalidInput(f'{name} "{shown(text)}" is below zero: write one {_DURATION_EXAMPLES}')
    return Span(days, whole - days)


def read_offset(text: str, name: str) -> timedelta:
    """Return an offset from UTC.

    Raises:
        InvalidInput: It is none.
    """
    from icalendar.prop import vUTCOffset

    try:
        if _OFFSET.fullmatch(text):
            offset: timedelta = vUTCOffset.from_ical(text)
            return offset
    except ValueError:
        pass
    raise InvalidInput(f'{name} "{shown(text)}" is no offset: write one such as +0100')


def read_number(text: str, name: str) -> int:
    """Return a whole number that is not below zero.

    Raises:
        InvalidInput: It is none, or has more than nine figures.
    """
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    raise InvalidInput(f'{name} "{shown(text)}" is no whole number of up to {_LONGEST_NUMBER} figures')
