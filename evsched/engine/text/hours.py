"""A time range of weekly hours, in which a bare hour is 24-hour."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, NoReturn

from evsched.engine.text.dates import RANGE_WORDS
from evsched.engine.text.times import ClockTime, read_time, span
from evsched.engine.text.tokens import Cursor
from evsched.engine.weekly import DAY_SECONDS

_HOUR = 3600
_HALF_DAY = 12 * _HOUR


class WrittenHours(NamedTuple):
    """A time range, and how it was written."""

    range: tuple[int, int]
    """Seconds since local midnight; the end is after the start, past 86,400 on the next day."""
    is_marked: bool
    """Written with AM or PM."""
    bare: ClockTime | None
    """An hour that would be another one with a mark, where nothing in the range tells that it is 24-hour."""
    begin: int
    end: int


def read_hours(cursor: Cursor) -> WrittenHours:
    """Read ``9-17``, ``9am-5pm`` or ``22:00-02:00``."""
    first = read_time(cursor)
    if not cursor.accept(*RANGE_WORDS):
        cursor.fail("the end of the hours is missing, as in 9:00-17:00", first.start)
    last = read_time(cursor)
    start, end = span(cursor, replace(first, figures=True), replace(last, figures=True))
    if end <= start and end + DAY_SECONDS - start > _HALF_DAY:
        _refuse_overnight(cursor, first.start, last, start, end)
    is_marked = any(each.mark and not each.named for each in (first, last))
    may_be_either = not is_marked and all(each.open or each.named for each in (first, last))
    bare = next((each for each in (first, last) if may_be_either and each.open), None)
    hours = (start, end if end > start else end + DAY_SECONDS)
    return WrittenHours(hours, is_marked, bare, first.start, cursor.last_end())


def _refuse_overnight(cursor: Cursor, begin: int, last: ClockTime, start: int, end: int) -> NoReturn:
    evening = end + _HALF_DAY
    if end == 0:
        mend = f"write {_figures(start)}-24:00"
    elif last.mark is None and _HOUR <= end <= start < _HALF_DAY + _HOUR and start < evening <= DAY_SECONDS:
        mend = f"write {_marked(start)}-{_marked(evening)} or {_figures(start)}-{_figures(evening)}"
    else:
        mend = f"if that is meant, write {_figures(start)}-24:00 and, as a rule of the days after, 0:00-{_figures(end)}"
    cursor.fail(f"this ends on the next day, and a night is at most twelve hours long: {mend}", begin)


def _figures(seconds: int) -> str:
    """Return ``9:00`` or ``17:00``."""
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _marked(seconds: int) -> str:
    """Return ``9am`` or ``5:30pm``."""
    half, past = divmod(seconds, _HALF_DAY)
    figures = _figures(past if past >= _HOUR else past + _HALF_DAY)
    return figures.removesuffix(":00") + ("pm" if half == 1 else "am")
