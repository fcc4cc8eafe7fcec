"""The dates of a typed slot: one day, or a run of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from evsched.engine.calendar_names import MONTHS, WEEKDAYS, date_text, weekday_text
from evsched.engine.text.tokens import Cursor, Token

RANGE_WORDS = ("-", "to", "until", "till", "through")
"""What stands between the two ends of a range."""

MOST_DAYS = 200
"""Days in one run at most: each is a slot."""

_EXAMPLE = "12 Jan 2025"
_EACH_WEEK = frozenset({"every", "each", "daily", "weekdays", "weekends"})
_DATE_SIGNS = ("-", "/", ".")
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2199
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_MONTH_NUMBERS = {name.lower()[:n]: i for i, name in enumerate(MONTHS, 1) for n in {3, len(name)}} | {"sept": 9}
WEEKDAY_NUMBERS = {name.lower()[:n]: i for i, name in enumerate(WEEKDAYS) for n in {3, len(name)}} | {
    "tues": 1,
    "wednes": 2,
    "thur": 3,
    "thurs": 3,
}


@dataclass(slots=True)
class _Written:
    """A date as it was read so far; a range may complete the first from the second."""

    start: int
    day: int
    month: int | None
    year: int | None
    weekday: int | None


def starts_date(cursor: Cursor, ahead: int = 0) -> bool:
    """Tell whether the tokens from here on are a date rather than a time; looks at most five ahead."""
    first, second, third = (cursor.peek(ahead + i) for i in range(3))
    if first.kind == "word":
        return first.text in WEEKDAY_NUMBERS or first.text in _MONTH_NUMBERS
    if first.kind != "number":
        return False
    if len(first.text) == 4:
        return _starts_year_first(cursor, ahead)
    if second.text in (*_ORDINALS, *_MONTH_NUMBERS) or (second.text in _DATE_SIGNS and third.text in _MONTH_NUMBERS):
        return True
    if second.text in ("/", "."):
        return cursor.peek(ahead + 3).text == second.text
    if second.text not in RANGE_WORDS:
        return False
    if third.text in WEEKDAY_NUMBERS:
        return True
    after = cursor.peek(ahead + 3)
    if after.text in _ORDINALS:
        after = cursor.peek(ahead + 4)
    return third.kind == "number" and (after.text in _MONTH_NUMBERS or (second.text == "-" == after.text))


def starts_weekly(cursor: Cursor) -> bool:
    """Tell whether days of each week stand here rather than a date; looks at most three ahead."""
    first = cursor.peek()
    following = cursor.peek(2 if cursor.peek(1).text in (".", ",") else 1)
    is_dated = following.kind == "number" or following.text in _MONTH_NUMBERS
    return first.text in _EACH_WEEK or (first.text in WEEKDAY_NUMBERS and not is_dated)


def _starts_year_first(cursor: Cursor, ahead: int) -> bool:
    year, sign, month = (cursor.peek(ahead + i) for i in range(3))
    return _is_year(year) and sign.text in _DATE_SIGNS and month.kind == "number" and len(month.text) <= 2


def read_days(cursor: Cursor) -> list[date]:
    """Read ``12 Jan 2025``, ``2025-01-12`` or a run such as ``13 - 17 Jan 2025``."""
    first = _read_written(cursor)
    if not (cursor.peek().text in RANGE_WORDS and _range_goes_on(cursor, first)):
        return [_to_date(cursor, first)]
    cursor.take()
    last = _read_written(cursor)
    first.year = last.year if first.year is None else first.year
    first.month = last.month if first.month is None else first.month
    last.month = first.month if last.month is None else last.month
    start, end = _to_date(cursor, first), _to_date(cursor, last)
    if end < start:
        cursor.fail(f"the range ends before it starts, {date_text(end)} before {date_text(start)}", first.start)
    count = (end - start).days + 1
    if count > MOST_DAYS:
        cursor.fail(f"these are {count:,} days; a range has at most {MOST_DAYS}", first.start)
    return [start + timedelta(days=i) for i in range(count)]


def read_day(cursor: Cursor) -> date:
    """Read one date."""
    return _to_date(cursor, _read_written(cursor))


def _range_goes_on(cursor: Cursor, first: _Written) -> bool:
    """Tell whether a second date follows the range word; ``Jan 13 - 17, 2025`` leaves its month out."""
    if starts_date(cursor, 1):
        return True
    following, last = cursor.peek(2), cursor.peek(3)
    year = last if following.text == "," else following
    return first.year is None and cursor.peek(1).kind == "number" and _is_year(year)


def _read_written(cursor: Cursor) -> _Written:
    start = cursor.peek().start
    weekday = None
    if cursor.peek().text in WEEKDAY_NUMBERS:
        weekday = WEEKDAY_NUMBERS[cursor.take().text]
        cursor.accept(".")
        cursor.accept(",")
    if cursor.peek().kind == "number" and len(cursor.peek().text) == 4:
        return _read_year_first(cursor, start, weekday)
    month = _accept_month(cursor)
    day = _read_day_number(cursor)
    if month is None:
        if cursor.peek(1).text in _MONTH_NUMBERS:
            cursor.accept("of", *_DATE_SIGNS)
        month = _accept_month(cursor)
    if month is None and _is_numeric(cursor):
        _refuse_numeric(cursor, start, day)
    return _Written(start, day, month, _accept_year(cursor), weekday)


def _read_year_first(cursor: Cursor, start: int, weekday: int | None) -> _Written:
    year = int(cursor.take().text)
    parts = []
    for _ in range(2):
        if not cursor.accept(*_DATE_SIGNS) or cursor.peek().kind != "number" or len(cursor.peek().text) > 2:
            cursor.fail(f"after a year come the month and the day, as in {year}-01-12")
        parts.append(int(cursor.take().text))
    return _Written(start, day=parts[1], month=parts[0], year=year, weekday=weekday)


def _accept_month(cursor: Cursor) -> int | None:
    month = _MONTH_NUMBERS.get(cursor.peek().text)
    if month is not None:
        cursor.take()
        cursor.accept(".")
    return month


def _read_day_number(cursor: Cursor) -> int:
    token = cursor.peek()
    if token.kind != "number" or len(token.text) > 2:
        cursor.fail(f"a date such as {_EXAMPLE} stands here")
    cursor.take()
    cursor.accept(*_ORDINALS)
    return int(token.text)


def _accept_year(cursor: Cursor) -> int | None:
    if cursor.peek().text in (",", "-", "/") and _is_year(cursor.peek(1)) and not _starts_year_first(cursor, 1):
        cursor.take()
    return int(cursor.take().text) if _is_year(cursor.peek()) else None


def _is_year(token: Token) -> bool:
    return token.kind == "number" and len(token.text) == 4


def _is_numeric(cursor: Cursor) -> bool:
    sign, second, again = (cursor.peek(i) for i in range(3))
    return sign.text in ("/", ".", "-") and second.kind == "number" and again.text == sign.text


def _refuse_numeric(cursor: Cursor, start: int, day: int) -> NoReturn:
    cursor.take()
    other = cursor.take()
    cursor.take()
    year = cursor.take().text if cursor.peek().kind == "number" else ""
    second = int(other.text) if len(other.text) <= 2 else 0
    readings = [
        f"{d} {MONTHS[m - 1][:3]} {year}" for d, m in dict.fromkeys(((day, second), (second, day))) if 1 <= m <= 12
    ]
    if len(year) == 4 and second and readings:
        which = "this can be read two ways" if len(readings) == 2 else "the order of day and month differs by country"
        cursor.fail(f"{which}: write {' or '.join(readings)}", start)
    cursor.fail(f"write the month as a word, as in {_EXAMPLE}, or the year first, as in 2025-01-12", start)


def _to_date(cursor: Cursor, written: _Written) -> date:
    if written.month is None:
        cursor.fail(f"a date such as {_EXAMPLE} stands here", written.start)
    if written.year is None:
        month = MONTHS[written.month - 1][:3]
        cursor.fail(f"write the year too, with four figures, as in {written.day} {month} 2025", written.start)
    if not _EARLIEST_YEAR <= written.year <= _LATEST_YEAR:
        cursor.fail(f"the years are {_EARLIEST_YEAR} to {_LATEST_YEAR}", written.start)
    try:
        day = date(written.year, written.month, written.day)
    except ValueError:
        cursor.fail("the calendar has no such day", written.start)
    if written.weekday is not None and day.weekday() != written.weekday:
        meant = day + timedelta(days=(written.weekday - day.weekday() + 3) % 7 - 3)
        cursor.fail(
            f"{date_text(day)} is a {WEEKDAYS[day.weekday()]}: write {weekday_text(day)} {date_text(day)} "
            f"or {weekday_text(meant)} {date_text(meant)}",
            written.start,
        )
    return day
