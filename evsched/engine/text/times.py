"""The clock times of a typed slot, and what an AM or PM at one end says about the other."""

from __future__ import annotations

from dataclasses import dataclass

from evsched.engine.text.tokens import Cursor

_HOUR = 3600
_HALF_DAY = 12 * _HOUR
_DAY = 24 * _HOUR
_NAMED = {"noon": ("pm", 12), "midday": ("pm", 12), "midnight": ("am", 12)}


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time as written; which half of the day may still be open."""

    hour: int
    past: int
    """Seconds past the hour."""
    mark: str | None
    """``am`` or ``pm``."""
    figures: bool
    """Written with minutes."""
    named: bool
    """Noon or midnight: its mark is meant for bare hours only."""
    start: int
    """Where it stands in the text."""
    text: str

    @property
    def settled(self) -> bool:
        """Whether no mark at the other end can change it."""
        return self.mark is not None or self.hour == 0 or self.hour > 12

    @property
    def open(self) -> bool:
        """Whether it is a bare hour that can be in the morning or in the evening."""
        return not self.settled and not self.figures

    def advice(self) -> str:
        """Return what to write instead of a bare hour."""
        return (
            f"is {self.text.strip()} morning or evening? "
            f"Write {self.hour}AM, {self.hour}PM or {self.hour:02}:00 (24-hour)"
        )

    def seconds(self, mark: str | None = None) -> int:
        """Return the seconds since local midnight, with a mark taken over from the other end."""
        mark = self.mark or mark
        hour = self.hour if mark is None else self.hour % 12 + (12 if mark == "pm" else 0)
        return hour * _HOUR + self.past


def starts_time(cursor: Cursor, ahead: int = 0) -> bool:
    """Tell whether a time stands here or so many tokens ahead, given that no date does."""
    token = cursor.peek(ahead)
    return token.kind == "number" or token.text in _NAMED


def read_time(cursor: Cursor) -> ClockTime:
    """Read ``2``, ``2PM``, ``14:00``, ``14:00:30``, ``noon`` or ``midnight``."""
    token = cursor.peek()
    if token.text in _NAMED:
        cursor.take()
        mark, hour = _NAMED[token.text]
        return ClockTime(hour, 0, mark, False, True, token.start, token.text)
    if token.kind != "number" or len(token.text) > 2:
        figures = token.text.zfill(4)
        mend = f"; write {figures[:2]}:{figures[2:]}" if len(figures) == 4 and token.kind == "number" else ""
        cursor.fail(f"a time such as 2PM or 14:00 stands here{mend}")
    cursor.take()
    hour = int(token.text)
    parts: list[int] = []
    while len(parts) < 2 and (cursor.accept(":") or (cursor.peek(1).kind == "number" and cursor.accept("."))):
        part = cursor.peek()
        if part.kind != "number" or len(part.text) != 2 or int(part.text) > 59:
            cursor.fail("minutes and seconds are two figures from 00 to 59", token.start)
        parts.append(int(cursor.take().text))
    if len(parts) == 2 and cursor.peek(1).kind == "number" and cursor.accept("."):
        cursor.take()  # a fraction of a second
    marked = cursor.take().text.replace(".", "") if cursor.peek().kind == "mark" else None
    minutes, seconds = (*parts, 0, 0)[:2]
    past = minutes * 60 + seconds
    if marked and not 1 <= hour <= 12:
        cursor.fail(f"with AM or PM the hour is from 1 to 12; write {hour:02}:{minutes:02} without it", token.start)
    if hour > 24 or (hour == 24 and past):
        cursor.fail("a day has the hours 0 to 24", token.start)
    text = cursor.text[token.start : cursor.last_end()]
    return ClockTime(hour, past, marked, bool(parts), False, token.start, text)


def span(cursor: Cursor, first: ClockTime, last: ClockTime) -> tuple[int, int]:
    """Return two ends as seconds since local midnight; the second may come before the first.

    One mark serves both ends where that gives less than twelve hours forward; otherwise the unmarked
    end takes the other mark. ``midnight`` and ``24:00`` as an end are the end of the day.
    """
    for one, other in ((first, last), (last, first)):
        if one.open and other.mark is None:
            cursor.fail(one.advice(), first.start)
    if first.hour == 24:
        cursor.fail("24:00 is the end of a day; write 00:00 of the next for a start", first.start)
    start, end = first.seconds(), last.seconds()
    if _takes_mark(last, first):
        end = last.seconds(first.mark)
        end = end if 0 < end - start < _HALF_DAY else last.seconds(_other(first.mark))
    elif last.named and last.mark == "am":
        end = _DAY
    if _takes_mark(first, last):
        start = first.seconds(last.mark)
        start = start if 0 < end - start < _HALF_DAY else first.seconds(_other(last.mark))
    return start, end


def borrow_marks(first: ClockTime, last: ClockTime) -> bool:
    """Tell whether the mark at one end says which half of the day the other is in."""
    return _takes_mark(first, last) or _takes_mark(last, first)


def _takes_mark(one: ClockTime, other: ClockTime) -> bool:
    return not one.settled and other.mark is not None and not (one.figures and other.named)


def _other(mark: str | None) -> str:
    return "am" if mark == "pm" else "pm"
