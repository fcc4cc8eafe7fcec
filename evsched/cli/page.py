"""What a command shows to a person: drawn on a terminal, plain text where it is piped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from rich.table import Table as RichTable

IN_ASCII = str.maketrans({"–": "-", "−": "-", "·": "-", "…": "...", "⋮": ":"})
"""What stands for the marks that evsched writes, where there is ASCII alone."""
_DRAWN = "▁▄█░▓…–−·⋮"


class Line(NamedTuple):
    """A line of text; its style is one of rich's."""

    text: str
    style: str = ""


class Parts(NamedTuple):
    """A line of text whose parts have styles of their own."""

    parts: Sequence[Line]


class Table(NamedTuple):
    """Rows under column names."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


class Page:
    """Blocks from top to bottom."""

    def __init__(self) -> None:
        self.blocks: list[Line | Parts | Table] = []

    def line(self, text: str = "", style: str = "") -> None:
        """Add a line."""
        self.blocks.append(Line(text, style))

    def parts(self, *parts: Line) -> None:
        """Add a line that is made of several."""
        self.blocks.append(Parts(parts))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table."""
        self.blocks.append(Table(columns, rows))


def print_page(page: Page, out: TextIO) -> None:
    """Print a page the way its reader can use it."""
    blocks = page.blocks if prints_unicode(out) else [_in_ascii(block) for block in page.blocks]
    if out.isatty():
        _draw(blocks, out)
    else:
        for block in blocks:
            out.writelines(f"{line}\n" for line in _lines(block))


def prints_unicode(out: TextIO) -> bool:
    """Tell whether the marks that evsched writes can be printed on a stream."""
    try:
        _DRAWN.encode(out.encoding or "utf-8")  # a text in memory has none
    except UnicodeEncodeError:
        return False
    return True


def _in_ascii(block: Line | Parts | Table) -> Line | Parts | Table:
    """Return a block with ASCII for the marks that evsched writes; names stay as they are."""
    match block:
        case Line():
            return Line(block.text.translate(IN_ASCII), block.style)
        case Parts():
            return Parts([Line(part.text.translate(IN_ASCII), part.style) for part in block.parts])
        case _:
            return Table(block.columns, [[cell.translate(IN_ASCII) for cell in row] for row in block.rows])


def _lines(block: Line | Parts | Table) -> list[str]:
    match block:
        case Line():
            return [block.text]
        case Parts():
            return ["".join(part.text for part in block.parts).rstrip()]
        case _:
            return _aligned(block)


def _aligned(table: Table) -> list[str]:
    rows = [table.columns, *table.rows]
    widths = [max(text_width(row[i]) for row in rows) for i in range(len(table.columns))]
    padded = [
        [cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True)] for row in rows
    ]
    return ["  ".join(row).rstrip() for row in padded]


def text_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    shown = [character for character in text if category(character) not in ("Mn", "Me", "Cf")]
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in shown)


def _draw(blocks: Sequence[Line | Parts | Table], out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for block in blocks:
        if isinstance(block, Line):
            console.print(Text(block.text, style=block.style), soft_wrap=True)
        elif isinstance(block, Parts):
            console.print(Text.assemble(*block.parts), soft_wrap=True)
        else:
            console.print(_drawn(block))


def _drawn(table: Table) -> RichTable:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for name in table.columns:
        drawn.add_column(name, overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    return drawn
