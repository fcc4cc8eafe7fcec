"""A heat map on a terminal, or in text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from evsched.cli.canvas import Canvas
from evsched.cli.heat_picture import LEVELS, ON_LEVELS, HeatPicture, day_labels, row_label, span_text
from evsched.cli.page import Line, Page
from evsched.engine.calendar_names import duration_text
from evsched.engine.day_sheet import Row

_USUAL_WIDTH = 80
_NARROWEST = 6
_SKIPPED = "--"


class _Widths(NamedTuple):
    label: int
    column: int


def heat_page(picture: HeatPicture, canvas: Canvas) -> Page:
    """Return what a person sees of a heat map.

    Args:
        picture: What is shown.
        canvas: What can be drawn; days that do not fit its width are in a block below.
    """
    page = Page()
    page.line(f"{picture.event.title} · {duration_text(picture.event.duration)}", "bold")
    page.line(f"How many can, by the clocks of {picture.heat.zone}:")
    shown = [_cell(picture, day, row).strip() for day in picture.days for row in picture.rows([day])]
    widths = _Widths(
        label=max(len(row_label(row)) for row in picture.rows(picture.days)),
        column=max(_NARROWEST, *(len(text) for text in shown)),
    )
    room = (canvas.width or _USUAL_WIDTH) - widths.label
    for days in picture.blocks(max(1, room // (widths.column + 1))):
        page.line()
        page.line(canvas.text(span_text(days)), "dim")
        _add_block(page, picture, days, widths, canvas)
    page.line()
    page.parts(*_scale(picture))
    for note in picture.notes():
        page.line(canvas.text(note))
    return page


def _add_block(page: Page, picture: HeatPicture, days: Sequence[date], widths: _Widths, canvas: Canvas) -> None:
    headings = [day_labels(day) for day in days]
    for line in range(len(headings[0])):
        columns = (f" {heading[line]:^{widths.column}}" for heading in headings)
        page.line(f"{'':{widths.label}}{''.join(columns)}".rstrip(), "dim")
    rows = picture.rows(days)
    for number, row in enumerate(rows):
        if number and picture.leaves_out(rows[number - 1], row):
            page.line("⋮" if canvas.in_unicode else ":", "dim")
        parts = [Line(f"{row_label(row):{widths.label}}", "dim")]
        for day in days:
            parts += [Line(" "), Line(f"{_cell(picture, day, row):^{widths.column}}", _style(picture, day, row))]
        page.parts(*parts)


def _cell(picture: HeatPicture, day: date, row: Row) -> str:
    figure = picture.figures.get((day, row))
    if figure is None:
        return _SKIPPED if (day, row) in picture.heat.sheet.skipped else ""
    return f"[{figure.text}]" if figure.is_recommended else figure.text


def _style(picture: HeatPicture, day: date, row: Row) -> str:
    figure = picture.figures.get((day, row))
    if figure is None or not figure.level:
        return "dim"
    bold = "bold " if figure.is_recommended else ""
    return bold + _level_style(figure.level)


def _level_style(level: int) -> str:
    return f"{ON_LEVELS[level - 1]} on {LEVELS[level - 1]}"


def _scale(picture: HeatPicture) -> Iterator[Line]:
    """Yield what the colours mean, and the brackets."""
    yield Line(f"Of {len(picture.event.participants):,}:")
    for level, counts in picture.scale():
        yield Line(" ")
        yield Line(f" {counts} ", _level_style(level) if level else "dim")
    if any(figure.is_recommended for figure in picture.figures.values()):
        yield Line("   [ ] recommended")
