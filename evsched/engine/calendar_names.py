"""The names of months and days that evsched reads and writes, whatever the machine's language."""

from __future__ import annotations

from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In the order of :meth:`datetime.date.weekday`."""


def date_text(day: date) -> str:
    """Return ``12 Jan 2025``."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def weekday_text(day: date) -> str:
    """Return ``Sun``."""
    return WEEKDAYS[day.weekday()][:3]


def plural(count: int, noun: str) -> str:
    """Return ``1 day`` or ``2 days``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
