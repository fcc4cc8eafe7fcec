"""Calendars as files that a person names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from evsched.cli.files import STANDARD, read_source
from evsched.config import calendar_limits
from evsched.errors import InvalidInput, shown

if TYPE_CHECKING:
    from evsched.calendar.reading import CalendarTimes
    from evsched.engine.interval import IntervalSet


def read_calendar_file(file: str, within: IntervalSet, zone: str) -> CalendarTimes:
    """Return when the owner of a calendar is busy, in some times.

    Args:
        file: An .ics file, or ``-`` for standard input.
        within: What is asked about.
        zone: In force for what the calendar leaves open.

    Raises:
        InvalidInput: It cannot be read, or is no calendar that is understood.
    """
    from evsched.calendar.reading import read_calendar

    limits = calendar_limits(os.environ)
    source = read_source(file, limits.size)
    try:
        return read_calendar(source, within, zone, limits)
    except InvalidInput as error:
        raise error.within(place_of(file)) from None


def place_of(file: str) -> str:
    """Return how people are told of a file."""
    return "standard input" if file == STANDARD else shown(file)
