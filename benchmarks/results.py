"""Run all benchmarks, and write what they print.

    python benchmarks/results.py

prints as it goes, and writes RESULTS.md beside this file: on what it was run, all targets, and the tables. Parts can be
named, such as ``engine stores``; then nothing is written.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TextIO

import machine
from api_servers import LIMITS
from misses import WHY
from printed_targets import READ, printed_targets
from targets import Target

PARTS: Mapping[str, str] = {
    "startup": "Start of a command",
    "api": "API",
    "engine": "Engine",
    "stores": "Store",
    "calendars": "Calendars",
    "sessions": "Sessions",
}
"""The modules with their titles, in the order in which they are run."""
RESULTS = Path(__file__).with_name("RESULTS.md")


class Part(NamedTuple):
    """What one benchmark has found."""

    title: str
    printed: str
    targets: Sequence[Target]


class _Both(io.TextIOBase):
    """Writes to a stream and keeps what is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._kept = io.StringIO()

    def write(self, text: str, /) -> int:
        self._stream.write(text)
        return self._kept.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def kept(self) -> str:
        return self._kept.getvalue()


def main() -> None:
    """Run the parts that are named, or all and write their results."""
    named = sys.argv[1:]
    del sys.argv[1:]  # what is named is not for the parts
    unknown = set(named) - PARTS.keys()
    if unknown:
        sys.exit(f"there is no part {', '.join(sorted(unknown))}: name some of {', '.join(PARTS)}")
    parts = []
    for name in named or PARTS:
        print(f"\n== {PARTS[name]} ==\n", flush=True)
        parts.append(run(name, import_module(name).main))
    if not named:
        RESULTS.write_text(written(machine.described(), parts), encoding="utf-8")


def run(name: str, measure: Callable[[], Sequence[Target] | None]) -> Part:
    """Run a benchmark, which prints, and return what it has found; targets it returns, or has in its tables."""
    both = _Both(sys.stdout)
    with redirect_stdout(both):
        targets = measure()
    if targets is None:
        targets = printed_targets(both.kept(), READ.get(name, ()))
    return Part(PARTS[name], both.kept(), targets)


def written(described: Mapping[str, str], parts: Sequence[Part]) -> str:
    """Return results in Markdown.

    Args:
        described: On what and with what they were measured.
        parts: What was found.
    """
    targets = [(part.title, each) for part in parts for each in part.targets]
    met = sum(each.is_met for _, each in targets)
    limits = " and ".join(f"`{name}={value}`" for name, value in LIMITS.items())
    lines = [
        "# Results of the benchmarks",
        "",
        "Written by `make bench`. What is compared took turns on one machine, so ratios hold where times do not.",
        f"The servers ran with {limits}: without these settings nobody could make or answer the largest events.",
        "The library sets no limit on participants.",
        "",
        *_table([("", ""), *described.items()]),
        "",
        "## Targets",
        "",
        f"{met} of {len(targets)} are met.",
        "",
        *_table([("", "", "measured", "target", ""), *((title, *each.cells()) for title, each in targets)]),
    ]
    for part in parts:
        lines += ["", f"## {part.title}"]
        if part.title in WHY and not all(each.is_met for each in part.targets):
            lines += ["", "Why targets are missed:", WHY[part.title].strip("\n")]
        lines += ["", "```", part.printed.strip("\n"), "```"]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in Markdown, of which the first row is the head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return [head, "|---" * len(rows[0]) + "|", *body]


if __name__ == "__main__":
    main()
