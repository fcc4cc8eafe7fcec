"""Reads targets off the tables that benchmarks print: those that have a column ``target``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from targets import Target


class Column(NamedTuple):
    """A column that a table's targets are about."""

    title: str
    limit: Literal["at least", "at most"]
    unit: str = ""
    """Behind its numbers."""


READ: Mapping[str, Sequence[Column]] = {
    "startup": (Column("x bare", "at most", "x bare Python"),),
    "api": (
        Column("ours before", "at most", " µs"),
        Column("x bare", "at least", "x bare Falcon"),
        Column("x seed", "at least", "x the seed's call"),
    ),
    "calendars": (Column("ratio", "at most", "x parsing"),),
}
"""What the targets of each benchmark's tables are about; the first that a table has."""

_TARGET, _PEOPLE = "target", "people"


def printed_targets(printed: str, columns: Sequence[Column]) -> list[Target]:
    """Return the targets in what a benchmark has printed."""
    found: list[Target] = []
    for table in re.split(r"\n\s*\n", printed):
        column = next((each for each in columns if each.title in table), None)
        if column is not None:
            found += _of_table(table.splitlines(), column)
    return found


def _of_table(lines: Sequence[str], column: Column) -> Iterator[Target]:
    head = next((line for line in lines if column.title in line and _TARGET in line), None)
    if head is None:
        return
    for row in lines[lines.index(head) + 1 :]:
        measured, goal = (_number(row, _end(head, title)) for title in (column.title, _TARGET))
        if measured is not None and goal is not None:
            yield Target(_label(row, head), measured, column.limit, goal, column.unit)


def _end(head: str, title: str) -> int:
    return head.index(title) + len(title)


def _number(row: str, end: int) -> float | None:
    """Return the number that ends where its column does; None where there is none."""
    found = re.search(r"[\d.,]+$", row[:end]) if len(row) >= end else None
    return float(found[0].replace(",", "")) if found else None


def _label(row: str, head: str) -> str:
    """Return what a row is about: its first cell, and how many people, if that is said."""
    label = re.split(r"\s{2,}", row.strip())[0]
    people = _number(row, _end(head, _PEOPLE)) if _PEOPLE in head else None
    return label if people is None else f"{label}, {people:,.0f} people"
