"""What the tests have measured, a row each, for the table at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.stress.children import tell


class Row(NamedTuple):
    """What was done to the stack, what must hold then, and what was seen."""

    fault: str
    invariant: str
    figure: str


@dataclass
class Figures:
    """The rows of one run of the tests."""

    rows: list[Row] = field(default_factory=list)

    def add(self, fault: str, invariant: str, figure: str) -> None:
        """Keep a row, and show it at once where output is shown."""
        self.rows.append(Row(fault, invariant, figure))
        tell(f"{fault} | {invariant} | {figure}")

    def table(self) -> list[str]:
        """Return all rows as lines, in columns."""
        rows = [Row("fault", "invariant", "measured"), *self.rows]
        first, second = (max(len(row[column]) for row in rows) for column in range(2))
        return [f"{row.fault:{first}}  {row.invariant:{second}}  {row.figure}".rstrip() for row in rows]


def milliseconds(seconds: float) -> str:
    """Return a time for people."""
    return re.sub(r"\.0$", "", f"{seconds * 1000:.1f}") + " ms"
