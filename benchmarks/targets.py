"""What is wanted of a measurement, and whether it is so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Target:
    """A limit that a measurement is to keep."""

    what: str
    measured: float
    limit: Literal["at least", "at most"]
    goal: float
    unit: str = ""
    """Behind both numbers."""

    @property
    def is_met(self) -> bool:
        """Whether it is kept."""
        return self.measured >= self.goal if self.limit == "at least" else self.measured <= self.goal

    @property
    def verdict(self) -> str:
        """Whether it is kept, or by how much it is not."""
        if self.is_met:
            return "met"
        return f"misses by {abs(self.measured - self.goal) / self.goal:.0%}"

    def cells(self) -> tuple[str, str, str, str]:
        """Return what it is about, what was measured, what was wanted, and the verdict, as texts."""
        return (
            self.what,
            f"{_number(self.measured)}{self.unit}",
            f"{self.limit} {_number(self.goal)}{self.unit}",
            self.verdict,
        )


def print_targets(targets: list[Target]) -> None:
    """Print a line for each target."""
    print(f"\n{'':66}{'measured':>11}  {'target':18}")
    for what, measured, wanted, verdict in (each.cells() for each in targets):
        print(f"{what:66}{measured:>11}  {wanted:18} {verdict}")


def _number(value: float) -> str:
    """Return a number with two decimals where it is small, and with fewer where it is not."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".removesuffix(".00")
