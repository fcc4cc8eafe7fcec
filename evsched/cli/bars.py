"""Bars of hours: what a meeting is by the clocks of those who are to come."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Literal

from evsched.cli.canvas import Canvas
from evsched.cli.page import Line
from evsched.engine.interval import Interval, IntervalSet, to_seconds
from evsched.engine.kindness import night_within, usual_within
from evsched.engine.model import Participant
from evsched.engine.weekly import WeeklyHours

Hour = Literal["night", "day", "usual"]
"""What an hour is to somebody: in their usual hours, or else at night, from 22:00 to 7:00, or neither."""

BAR_WIDTH = 26
"""Columns of a bar: 24 hours, and a mark on either side of the meeting."""

_HOURS = 24
_LONGEST = timedelta(hours=12)
_HOUR = 3600
_SAMPLE = 300
_WORST_FIRST: tuple[Hour, ...] = ("night", "day", "usual")
_MARKS: dict[Hour, tuple[str, str, str]] = {
    "night": ("▁", ".", "blue"),
    "day": ("▄", ":", "yellow"),
    "usual": ("█", "#", "green"),
}
"""In Unicode, in ASCII, and the colour; the higher a mark, the better."""
_MEANING: dict[Hour, str] = {"night": "night, 22:00 to 7:00", "day": "day", "usual": "usual hours"}


def has_bar(meeting: Interval) -> bool:
    """Tell whether a meeting is short enough for the hours of a day to say something of it."""
    return meeting.end - meeting.start <= _LONGEST


def bar(meeting: Interval, who: Participant, canvas: Canvas) -> list[Line]:
    """Return the 24 hours around a meeting, as they are for a participant; nothing where their zone is not known.

    An hour is one mark. The hours are the same for everyone, so one bar can be read below another.
    """
    if who.zone is None:
        return []
    start, end = to_seconds(meeting.start), to_seconds(meeting.end)
    hours = hours_around(start, end, who.zone, tuple(who.usual))
    during = -(-(end - start) // _HOUR)
    before = (_HOURS - during) // 2
    return [
        *_drawn(hours[:before], canvas),
        Line("[", "bold"),
        *_drawn(hours[before : before + during], canvas, "bold "),
        Line("]", "bold"),
        *_drawn(hours[before + during :], canvas),
    ]


def legend(canvas: Canvas) -> list[Line]:
    """Return what the marks of bars mean."""
    parts: list[Line] = []
    for hour in _WORST_FIRST:
        parts += [*_drawn((hour,), canvas), Line(f" {_MEANING[hour]}  ", "dim")]
    return [*parts, Line("[ ] the meeting", "dim")]


def hours_around(start: int, end: int, zone: str, usual: tuple[WeeklyHours, ...]) -> tuple[Hour, ...]:
    """Return what each of the 24 hours around a meeting is to somebody.

    As much of an hour as any other makes it what it is; of two halves, the worse one does. Of the meeting's own hours
    only the meeting counts.

    Args:
        start: When the meeting starts, in seconds since the epoch.
        end: When it ends, at most 12 hours later.
        zone: Where they are.
        usual: Their usual hours.
    """
    first = start - (_HOURS - -(-(end - start) // _HOUR)) // 2 * _HOUR
    within = IntervalSet.of_seconds([(first, first + _HOURS * _HOUR)])
    known: dict[Hour, IntervalSet] = {
        "night": night_within(zone, within),
        "usual": usual_within(zone, usual, within),  # comes last, since it is usual rather than night
    }
    samples: list[Hour] = ["day"] * _samples_before(_HOURS * _HOUR)
    for hour, times in known.items():
        for piece in times.pairs():
            begin, stop = (_samples_before(instant - first) for instant in piece)
            samples[begin:stop] = [hour] * (stop - begin)

    def most_of(number: int) -> Hour:
        begin = number * _HOUR
        stop = begin + _HOUR
        if begin < end - first < stop:
            stop = end - first
        of_hour = samples[_samples_before(begin) : _samples_before(stop)]
        return max(_WORST_FIRST, key=of_hour.count)

    return tuple(map(most_of, range(_HOURS)))


def _samples_before(seconds: int) -> int:
    """Return how many samples are taken before so many seconds have passed."""
    return -(-seconds // _SAMPLE)


def _drawn(hours: tuple[Hour, ...], canvas: Canvas, emphasis: str = "") -> list[Line]:
    parts = []
    for hour, run in groupby(hours):
        in_unicode, in_ascii, colour = _MARKS[hour]
        parts.append(Line((in_unicode if canvas.in_unicode else in_ascii) * len(list(run)), emphasis + colour))
    return parts
