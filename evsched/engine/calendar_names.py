"""Dates and durations in words, the same whatever the machine's language."""

from __future__ import annotations

from datetime import date, timedelta

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


def duration_text(duration: timedelta) -> str:
    """Return a duration as evsched writes it, and reads it again: ``1 h 30 min``.

    >>> duration_text(timedelta(minutes=90))
    '1 h 30 min'
    """
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} {'day' if days == 1 else 'days'}"] if days else []
    parts += [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if count]
    return " ".join(parts) or "0 min"
