"""A heat map as a picture: an SVG that needs nothing else, for a mail or a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from textwrap import wrap

from evsched.cli.heat_picture import LEVELS, ON_LEVELS, Figure, HeatPicture, day_labels, row_label, span_text
from evsched.engine.calendar_names import date_text, duration_text, plural, weekday_text
from evsched.engine.day_sheet import Row
from evsched.engine.show import interval_text

_MARGIN = 16
_LABEL = 92
_COLUMN = 56
_ROW = 26
_LINE = 20
_HEADING = 44
_BREAK = 12
_MOST_COLUMNS = 14
_NARROWEST = 560
_LONG = 6
"""Characters of a figure above which it is written smaller."""
_LONGEST_LINE = 76
_CHARACTER = 9
"""How wide a character is at most, as a rule."""
_STYLE = """
text { font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1f2328 }
.title { font-size: 18px; font-weight: 600 }
.dim { fill: #59636e }
.figure, .day { text-anchor: middle }
.best { font-weight: 700 }
.long { font-size: 11px }
.paper { fill: #ffffff }
.none { fill: none; stroke: #c4ccd4 }
.skipped { fill: #d8dee4 }
.mark { stroke: #000000 }
.inner { stroke: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .dim { fill: #9aa5b1 }
  .paper { fill: #0d1117 }
  .none { stroke: #3d444d }
  .skipped { fill: #30363d }
  .mark { stroke: #ffffff }
  .inner { stroke: #000000 }
}
"""


def heat_svg(picture: HeatPicture) -> str:
    """Return a heat map as an SVG document."""
    drawing = _Drawing()
    drawing.text(picture.event.title, "title")
    zone = picture.heat.zone
    drawing.text(f"{duration_text(picture.event.duration)}. How many can, by the clocks of {zone}.", "dim")
    for days in picture.blocks(_MOST_COLUMNS):
        _draw_block(drawing, picture, days)
    drawing.down(_LINE // 2)
    _draw_scale(drawing, picture)
    for note in picture.notes():
        drawing.text(note)
    return drawing.document(f"{picture.event.title}: how many can when", _description(picture))


class _Drawing:
    """An SVG that grows downwards."""

    def __init__(self) -> None:
        self.y = _MARGIN
        self._width = _NARROWEST
        self._parts: list[str] = []

    def add(self, element: str, right: int = 0) -> None:
        """Add an element that reaches so far to the right."""
        self._parts.append(element)
        self._width = max(self._width, right + _MARGIN)

    def down(self, by: int) -> None:
        """Go on further below."""
        self.y += by

    def text(self, text: str, style: str = "") -> None:
        """Add a text, in as many lines as it needs, and go on below."""
        for line in wrap(text, _LONGEST_LINE):
            self.down(_LINE)
            self.add(_text(_MARGIN, self.y - 5, line, style), _MARGIN + _CHARACTER * len(line))

    def document(self, title: str, description: str) -> str:
        """Return all of it, with what it is for those who cannot see it."""
        height = self.y + _MARGIN
        size = f'width="{self._width}" height="{height}" viewBox="0 0 {self._width} {height}"'
        named = 'role="img" aria-labelledby="title desc"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>',
                f'<title id="title">{_escaped(title)}</title>',
                f'<desc id="desc">{_escaped(description)}</desc>',
                f"<style>{_STYLE}</style>",
                f'<rect class="paper" width="{self._width}" height="{height}" fill="#ffffff"/>',
                *self._parts,
                "</svg>\n",
            ]
        )


def _draw_block(drawing: _Drawing, picture: HeatPicture, days: Sequence[date]) -> None:
    drawing.down(_LINE // 2)
    drawing.text(span_text(days), "dim")
    for column, day in enumerate(days):
        for line, label in enumerate(day_labels(day)):
            drawing.add(_text(_middle(column), drawing.y + 18 + 16 * line, label, "day"), _left(column + 1))
    drawing.down(_HEADING)
    rows = picture.rows(days)
    for number, row in enumerate(rows):
        if number and picture.leaves_out(rows[number - 1], row):
            drawing.add(_text(_MARGIN + 14, drawing.y + _BREAK - 1, "⋮", "dim"))
            drawing.down(_BREAK)
        drawing.add(_text(_MARGIN, drawing.y + 18, row_label(row), "dim"))
        for column, day in enumerate(days):
            _draw_cell(drawing, picture, day, row, column)
        drawing.down(_ROW)


def _draw_cell(drawing: _Drawing, picture: HeatPicture, day: date, row: Row, column: int) -> None:
    figure = picture.figures.get((day, row))
    left, top = _left(column), drawing.y
    if figure is None:
        if (day, row) in picture.heat.sheet.skipped:
            drawing.add(_box(left, top, "skipped", "#d8dee4"))
            drawing.add(_text(_middle(column), top + 18, "--", "figure dim"))
        return
    drawing.add(f"<g><title>{_escaped(_cell_text(day, row, figure))}</title>")
    if figure.level:
        drawing.add(_box(left, top, "", LEVELS[figure.level - 1]))
    else:
        drawing.add(_box(left, top, "none", "none"))
    style = f"figure{' best' if figure.is_recommended else ''}{' long' if len(figure.text) > _LONG else ''}"
    colour = ON_LEVELS[figure.level - 1] if figure.level else None
    drawing.add(_text(_middle(column), top + 18, figure.text, style, colour))
    if figure.is_recommended:
        drawing.add(_mark(left, top))
    drawing.add("</g>")


def _draw_scale(drawing: _Drawing, picture: HeatPicture) -> None:
    drawing.down(_LINE // 2)
    drawing.add(_text(_MARGIN, drawing.y + 18, f"Of {len(picture.event.participants):,}:"))
    steps = picture.scale()
    for column, (level, counts) in enumerate(steps):
        drawing.add(_box(_left(column), drawing.y, "" if level else "none", LEVELS[level - 1] if level else "none"))
        colour = ON_LEVELS[level - 1] if level else None
        drawing.add(_text(_middle(column), drawing.y + 18, counts, "figure", colour), _left(column + 1))
    if any(figure.is_recommended for figure in picture.figures.values()):
        left = _left(len(steps)) + 16
        drawing.add(_mark(left, drawing.y))
        drawing.add(_text(left + _COLUMN + 8, drawing.y + 18, "recommended"), left + _COLUMN + 100)
    drawing.down(_ROW + 6)


def _description(picture: HeatPicture) -> str:
    """Return in words what there is to see."""
    everyone = len(picture.event.participants)
    parts = [f"Days across, times of day down: {span_text(picture.days)}, by the clocks of {picture.heat.zone}."]
    parts.append(f"At most {picture.most:,} of {everyone:,} can." if picture.most else "Nobody can at any time.")
    if picture.recommended:
        first = interval_text(picture.recommended[0], picture.heat.zone)
        count = plural(len(picture.recommended), "recommended window")
        parts.append(f"{count}, the first {first}." if len(picture.recommended) > 1 else f"Recommended: {first}.")
    return " ".join([*parts, *picture.notes()])


def _cell_text(day: date, row: Row, figure: Figure) -> str:
    when = f"{weekday_text(day)} {date_text(day)}, {row_label(row)}"
    surely = f"{figure.available - figure.if_needed} can"
    more = f", {figure.if_needed} more if needed" if figure.if_needed else ""
    return f"{when}: {surely}{more}{', recommended' if figure.is_recommended else ''}"


def _left(column: int) -> int:
    return _MARGIN + _LABEL + column * _COLUMN


def _middle(column: int) -> int:
    return _left(column) + (_COLUMN - 2) // 2


def _box(left: int, top: int, style: str, fill: str) -> str:
    named = f'class="{style}" ' if style else ""
    return f'<rect {named}x="{left}" y="{top}" width="{_COLUMN - 2}" height="{_ROW - 2}" rx="3" fill="{fill}"/>'


def _mark(left: int, top: int) -> str:
    """Return a frame of two lines, one of which can be seen on any colour."""
    return _frame(left, top, 1, "mark", "#000000") + _frame(left, top, 3, "inner", "#ffffff")


def _frame(left: int, top: int, inset: int, style: str, stroke: str) -> str:
    width, height = _COLUMN - 2 - 2 * inset, _ROW - 2 - 2 * inset
    place = f'x="{left + inset}" y="{top + inset}" width="{width}" height="{height}" rx="{4 - inset}"'
    return f'<rect class="{style}" {place} fill="none" stroke="{stroke}" stroke-width="2"/>'


def _text(x: int, y: int, text: str, style: str = "", colour: str | None = None) -> str:
    named = f' class="{style}"' if style else ""
    # What stands on a coloured cell keeps its colour on a dark page, so it goes before the sheet's rules.
    coloured = f' style="fill: {colour}"' if colour else ""
    return f'<text x="{x}" y="{y}"{named}{coloured}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    return escape(text, quote=False)
