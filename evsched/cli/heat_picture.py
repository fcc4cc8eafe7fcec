"""What a heat map shows, however it is drawn: which days in which rows, with which figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from evsched.engine.calendar_names import date_text, duration_text, plural, weekday_text
from evsched.engine.day_sheet import Row
from evsched.engine.heat import HeatMap
from evsched.engine.interval import Interval, to_seconds
from evsched.engine.model import Event
from evsched.engine.zones import clock, offset_text

MOST_DAYS = 42
"""What a person looks at; programs get all days."""

LEVELS = ("#ffe97a", "#a8dcb5", "#45b3c2", "#2a5db0", "#20308a")
"""From few to many: from light to dark, and from yellow to blue, which everyone can tell apart.

On a terminal with 16 colours five different ones are nearest to them.
"""

ON_LEVELS = ("#000000", "#000000", "#000000", "#ffffff", "#ffffff")
"""What can be read on each."""


class Figure(NamedTuple):
    """What stands in a cell."""

    available: int
    if_needed: int
    """How many of the available would come only if there is no other way."""
    level: int
    """0 where nobody is; else 1 to 5."""
    is_recommended: bool

    @property
    def text(self) -> str:
        """How many can, and behind a plus how many more only if needed."""
        surely = str(self.available - self.if_needed)
        return f"{surely}+{self.if_needed}" if self.if_needed else surely


@dataclass(frozen=True)
class HeatPicture:
    """A heat map of an event, and all that is written around it."""

    event: Event
    heat: HeatMap
    recommended: Sequence[Interval]
    """The windows that are marked."""
    answered: int
    """How many participants have answered."""

    @cached_property
    def figures(self) -> dict[tuple[date, Row], Figure]:
        """What stands in each cell."""
        marked = [(to_seconds(each.start), to_seconds(each.end)) for each in self.recommended]
        cells = zip(self.heat.sheet.cells, self.heat.available, self.heat.if_needed, strict=True)
        return {
            (cell.day, cell.row): Figure(
                available,
                if_needed,
                -(-available * len(LEVELS) // self.most) if available else 0,
                any(start < cell.end and end > cell.start for start, end in marked),
            )
            for cell, available, if_needed in cells
        }

    @cached_property
    def most(self) -> int:
        """How many can at most."""
        return max(self.heat.available)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days that are drawn: the first ones, or those from the first with a recommended window."""
        days = self.heat.sheet.days
        marked = next((day for (day, _), figure in self.figures.items() if figure.is_recommended), days[0])
        first = days.index(marked)
        if first < MOST_DAYS:
            return days[:MOST_DAYS]
        first = min(first, len(days) - MOST_DAYS)
        return days[first : first + MOST_DAYS]

    def blocks(self, width: int) -> Iterator[tuple[date, ...]]:
        """Yield the days that are drawn, so many beside each other."""
        for start in range(0, len(self.days), width):
            yield self.days[start : start + width]

    def rows(self, days: Sequence[date]) -> list[Row]:
        """Return the rows that some days need: those with a cell, and those that the clocks skip between two cells."""
        filled = {day: [row for row in self.heat.sheet.rows if (day, row) in self.figures] for day in days}
        return [
            row
            for row in self.heat.sheet.rows
            if any(
                row in rows or ((day, row) in self.heat.sheet.skipped and rows[0] < row < rows[-1])
                for day, rows in filled.items()
            )
        ]

    def leaves_out(self, before: Row, after: Row) -> bool:
        """Tell whether there are hours between two rows that follow each other."""
        ends = before.minute + self.heat.minutes
        if after.is_first or after.after == before.after:
            return ends < after.minute
        return ends < after.after

    def scale(self) -> list[tuple[int, str]]:
        """Return each level that there may be, and how many can in it."""
        count = len(LEVELS)
        found = [(0, "0")]
        for level in range(1, count + 1):
            least, greatest = (level - 1) * self.most // count + 1, level * self.most // count
            if least <= greatest:
                found.append((level, str(least) if least == greatest else f"{least}-{greatest}"))
        return found

    def notes(self) -> Iterator[str]:
        """Yield what is to be said below the map, a sentence or two each."""
        length = duration_text(timedelta(minutes=self.heat.minutes))
        yield f"Each row is {length}; counted are those free for all of it that is on offer."
        if length != (meeting := duration_text(self.event.duration)):
            yield f"A meeting takes {meeting}: evsched recommend says who can attend all of it."
        if any(figure.if_needed for figure in self.figures.values()):
            yield "Behind a plus: how many more can, only if needed."
        for day in self.days:
            yield from self._changes(day)
        left_out = len(self.heat.sheet.days) - len(self.days)
        if left_out:
            yield f"… and {plural(left_out, 'other day')}; --json has them all."
        everyone = len(self.event.participants)
        if self.answered < everyone or not everyone:
            yield f"{self.answered:,} of {everyone:,} have answered." if self.answered else "Nobody has answered yet."

    def _changes(self, day: date) -> Iterator[str]:
        """Yield what the clocks do on a day, where the map shows it."""
        named = f"{weekday_text(day)} {date_text(day)}"
        if any((day, row) in self.heat.sheet.skipped for row in self.rows([day])):
            yield f"{named}: the clocks go forward, and skip what is marked --."
        again = [cell for cell in self.heat.sheet.cells if cell.day == day and not cell.row.is_first]
        if again:
            offset = offset_text(clock(again[0].start, self.heat.zone).offset)
            yield f"{named}: the clocks go back; what comes again does so in {offset}."


def row_label(row: Row) -> str:
    """Return what the clocks show when a row begins."""
    return f"{row.minute // 60:02}:{row.minute % 60:02}{'' if row.is_first else ' again'}"


def day_labels(day: date) -> tuple[str, str]:
    """Return a day's heading, in two lines."""
    return weekday_text(day), f"{day.day} {date_text(day).split()[1]}"


def span_text(days: Sequence[date]) -> str:
    """Return from when to when some days are."""
    first, last = (f"{weekday_text(day)} {date_text(day)}" for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first} – {last}"
