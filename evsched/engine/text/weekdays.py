"""The days of weekly hours: ``Mon-Fri``, ``Mon,Wed``, ``weekends``, ``every day``."""

from __future__ import annotations

from evsched.engine.calendar_names import WEEKDAYS
from evsched.engine.text.dates import RANGE_WORDS, WEEKDAY_NUMBERS
from evsched.engine.text.tokens import Cursor, Token

EXAMPLE = "Mon-Fri 9:00-17:00"
_EVERY = ("every", "each")
_ALL_DAYS, _WEEKDAYS, _WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset({5, 6})
_GROUPS = {
    **dict.fromkeys(("daily", "everyday"), _ALL_DAYS),
    **dict.fromkeys(("weekday", "weekdays"), _WEEKDAYS),
    **dict.fromkeys(("weekend", "weekends"), _WEEKEND),
}


def joint_length(cursor: Cursor) -> int:
    """Return how many tokens join what was read to what follows: those of ``,`` or ``and`` or ``, and``, or none."""
    if cursor.peek().text == ",":
        return 2 if cursor.peek(1).text == "and" else 1
    return 1 if cursor.peek().text == "and" else 0


def read_weekdays(cursor: Cursor) -> frozenset[int]:
    """Read ``Mon,Wed`` or ``Mon-Fri and Sun``; return them as 0 (Monday) to 6."""
    days = _read_item(cursor)
    while (joint := joint_length(cursor)) and starts_weekdays(cursor.peek(joint)):
        cursor.skip(joint)
        days |= _read_item(cursor)
    return days


def _read_item(cursor: Cursor) -> frozenset[int]:
    """Read ``Mon``, ``Mon-Fri``, ``weekends`` or ``every day``."""
    begin = cursor.peek().start
    if cursor.accept(*_EVERY) and cursor.accept("day"):
        return _ALL_DAYS
    if cursor.peek().text in _GROUPS:
        return _GROUPS[cursor.take().text]
    first = _read_day(cursor)
    if not cursor.accept(*RANGE_WORDS):
        return frozenset({first})
    last = _read_day(cursor)
    if first == last:
        name = WEEKDAYS[first][:3]
        cursor.fail(f"is this one day or the whole week? Write {name} or daily", begin)
    return frozenset((first + i) % 7 for i in range((last - first) % 7 + 1))


def _read_day(cursor: Cursor) -> int:
    day = _day_number(cursor.peek())
    if day is None:
        cursor.fail(f"days such as Mon-Fri or Mon,Wed stand here, as in {EXAMPLE}")
    cursor.take()
    cursor.accept(".")
    return day


def _day_number(token: Token) -> int | None:
    return WEEKDAY_NUMBERS.get(token.text, WEEKDAY_NUMBERS.get(token.text.removesuffix("s")))


def starts_weekdays(token: Token) -> bool:
    """Tell whether days of the week begin with a token."""
    return _day_number(token) is not None or token.text in (*_GROUPS, *_EVERY)
