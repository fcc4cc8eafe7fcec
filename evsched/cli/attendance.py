"""For whom a window works: a line a participant, with their hours around the meeting."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from evsched.cli.bars import BAR_WIDTH, bar, has_bar, legend
from evsched.cli.canvas import Canvas, padded
from evsched.cli.event_pages import local_time_of
from evsched.cli.page import Line, Page, text_width
from evsched.engine.calendar_names import duration_text, plural
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.kindness import night_within, usual_within
from evsched.engine.model import Event, Participant
from evsched.engine.recommendation import Absence, Window

MOST_NAMES = 10
_MOST_ROWS = 25
"""What a person reads of a window; programs get all of it."""

_LONGEST_NAME = 20
_SHORTEST_NAME = 12
_COLUMNS = ("Participant", "The 24 hours around it", "Their local time", "Can attend")
_WHY_ABSENT = {
    "no_reply": "has not answered",
    "declined": "declined",
    "outside": "not free then",
    "too_short": "free for {longest} only",
}


class _Row(NamedTuple):
    mark: str
    name: str
    hours: Sequence[Line]
    local_time: str
    note: str


def add_attendance(page: Page, window: Window, event: Event, zone: str, canvas: Canvas, *, explained: bool) -> None:
    """Add for whom a window works, with their local times; where there are very many, of the first ones.

    Where a line has no room for words, a mark before the name says who can attend.

    Args:
        page: What it is added to.
        window: The window.
        event: The event.
        zone: What local times are compared with.
        canvas: What can be drawn.
        explained: Whether the marks are.
    """
    absences = {absence.participant_id: absence for absence in window.absences}
    rows = [
        _Row(
            _mark(who, window, absences.keys()),
            who.id,
            bar(window.meeting, who, canvas) if has_bar(window.meeting) else (),
            canvas.text(local_time_of(who, window.meeting, zone)),
            "; ".join(_notes(who, window, absences.get(who.id))),
        )
        for who in event.participants[:_MOST_ROWS]
    ]
    layout = _layout(rows, canvas)
    name, hours, local_time, attends = _COLUMNS
    page.parts(*layout.line("", name, [Line(hours, "dim")], local_time, attends, "dim"))
    for row in rows:
        page.parts(*layout.line(row.mark, canvas.shortened(row.name, layout.name), *row[2:]))
    if len(event.participants) > _MOST_ROWS:
        page.line(f"… and {len(event.participants) - _MOST_ROWS:,} other participants; --json has them all.")
    if explained:
        _add_legend(page, layout, canvas)


def _add_legend(page: Page, layout: _Layout, canvas: Canvas) -> None:
    if not layout.in_words:
        page.line("+ can attend   ~ only if needed   - cannot", "dim")
    if layout.bar:
        page.parts(*legend(canvas))


def why(absence: Absence) -> str:
    """Return in words why somebody cannot attend."""
    longest = duration_text(absence.longest) if absence.longest else ""
    return _WHY_ABSENT[absence.reason].format(longest=longest)


def names_text(names: Sequence[str]) -> str:
    """Return names in a row, but no more than a person reads."""
    others = f" and {plural(len(names) - MOST_NAMES, 'other')}" if len(names) > MOST_NAMES else ""
    return f"{', '.join(names[:MOST_NAMES])}{others}"


def _mark(who: Participant, window: Window, absent: Container[str]) -> str:
    if who.id in absent:
        return "-"
    return "~" if who.id in window.if_needed else "+"


def _notes(who: Participant, window: Window, absence: Absence | None) -> Iterator[str]:
    if absence:
        yield why(absence)
    else:
        yield "yes, if needed" if who.id in window.if_needed else "yes"
    if not who.required:
        yield "optional"
    cost = window.inconvenience.get(who.id)
    if cost and has_bar(window.meeting):
        yield _inconvenience(cost, window.meeting, who)


def _inconvenience(cost: timedelta, meeting: Interval, who: Participant) -> str:
    """Return in words how inconvenient a meeting is for a participant; what it costs counts the night twice."""
    zone, whole = who.zone or "UTC", IntervalSet([meeting])
    at_night = _length(night_within(zone, whole) - usual_within(zone, who.usual, whole))
    length = meeting.end - meeting.start
    if at_night == length:
        return "at night"
    if at_night:
        return f"{duration_text(at_night)} of it at night"
    if cost == length:
        return "outside usual hours"
    return f"{duration_text(cost)} outside usual hours"


def _length(times: IntervalSet) -> timedelta:
    return sum((each.end - each.start for each in times), timedelta())


class _Layout(NamedTuple):
    """How wide the columns are, without the gaps between them."""

    name: int
    bar: int
    """0 where no bars are drawn."""
    local_time: int
    in_words: bool
    """Whether there is room to say in words who can attend."""

    @property
    def width(self) -> int:
        """All columns but the words."""
        return (0 if self.in_words else 2) + self.name + 2 + (self.bar + 2 if self.bar else 0) + self.local_time

    def line(
        self, mark: str, name: str, hours: Sequence[Line], local_time: str, note: str, style: str = ""
    ) -> Iterator[Line]:
        """Yield the columns of a line."""
        yield Line(f"{padded(name, self.name)}  " if self.in_words else f"{mark:1} {padded(name, self.name)}  ", style)
        if self.bar:
            yield from hours
            yield Line(" " * (self.bar - sum(text_width(part.text) for part in hours) + 2))
        yield Line(padded(local_time, self.local_time), style)
        if self.in_words:
            yield Line(f"  {note}", style)


def _layout(rows: Sequence[_Row], canvas: Canvas) -> _Layout:
    """Return columns that fit: without words where it must be, then with shorter names, then without bars."""
    name = max(text_width(text) for text in (_COLUMNS[0], *(row.name for row in rows)))
    local_time = max(text_width(text) for text in (_COLUMNS[2], *(row.local_time for row in rows)))
    drawn = BAR_WIDTH if any(row.hours for row in rows) else 0
    if canvas.width is None:
        return _Layout(name, drawn, local_time, in_words=True)
    note = max(text_width(row.note) for row in rows)
    for shown_name in (name, min(name, _LONGEST_NAME)):
        layout = _Layout(shown_name, drawn, local_time, in_words=True)
        if layout.width + 2 + note <= canvas.width:
            return layout
    for bar_width in (drawn, 0):
        layout = layout._replace(bar=bar_width, in_words=False)
        excess = max(0, layout.width - canvas.width)
        if layout.name - excess >= min(layout.name, _SHORTEST_NAME):
            break
    return layout._replace(name=max(layout.name - excess, min(layout.name, _SHORTEST_NAME)))
