"""The highest rate of requests that a server holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from load_report import Report

P99 = 0.100
"""Seconds that one of a hundred requests may take at most for a rate to hold."""
_RATES = (100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0)
_FINE = 0.1
"""It is known well enough when the next rate that does not hold is so little higher."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rate that was tried once."""

    report: Report
    why_not: str
    """Nothing for one that held."""

    def line(self) -> str:
        """Return it as a line for people."""
        total, schedule = self.report.total, self.report.schedule
        times = "".join(f"{each * 1000:9.1f}" for each in (total.p50, total.p90, total.p99, total.longest))
        late = f"{schedule.p99 * 1000:10.1f}"
        return f"{self.report.rate:10g}{total.requests:10,}{total.failed:8,}{times}{late}  {self.why_not or 'held'}"


HEADING = f"{'requests/s':>10}{'requests':>10}{'failed':>8}" + "".join(
    f"{each:>9}" for each in ("p50 ms", "p90 ms", "p99 ms", "max ms")
) + f"{'late p99':>10}"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Knee:
    """The highest rate that held, and all that were tried."""

    rate: float | None
    """None where the first did not hold."""
    next_rate: float
    """The lowest that was tried and did not hold."""
    why_not_next: str
    """What happened at it."""
    steps: tuple[Step, ...]

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        steps = [{**step.report.document(), "why_not": step.why_not} for step in self.steps]
        return {"rate": self.rate, "next_rate": self.next_rate, "why_not_next": self.why_not_next, "steps": steps}


def find_knee(run: Callable[[float], Report], told: Callable[[str], object] = lambda _: None) -> Knee:
    """Try higher and higher rates until one fails twice, and then some between that and the last one that held.

    A rate holds when in one of two runs no request fails, one of a hundred takes at most 100 ms, and the generator has
    kept its schedule.

    Args:
        run: Sends requests at a rate, as ``lambda rate: replace(load, rate=rate).run()`` does.
        told: Is told each step when it is over, in lines for people.
    """
    told(HEADING)
    search = _Search(run, told)
    held, broken = 0.0, None
    for rate in chain(_RATES, count(1000.0, 200.0)):
        if broken := search.why_not(rate):
            break
        held = rate
    above = rate
    while held and above > held * (1 + _FINE):
        rate = _round((held + above) / 2)
        if rate in {held, above}:
            break
        if why_not := search.why_not(rate):
            above, broken = rate, why_not
        else:
            held = rate
    return Knee(held or None, above, broken or "", tuple(search.steps))


@dataclass(slots=True)
class _Search:
    run: Callable[[float], Report]
    told: Callable[[str], object]
    steps: list[Step] = field(default_factory=list)

    def why_not(self, rate: float) -> str:
        """Try a rate, and once more if it does not hold; return why it does not, nothing where it does."""
        for _ in range(2):
            report = self.run(rate)
            self.steps.append(Step(report, _why_not(report)))
            self.told(self.steps[-1].line())
            if not self.steps[-1].why_not:
                break
        return self.steps[-1].why_not


def _why_not(report: Report) -> str:
    """Return why a rate does not hold; nothing where it does."""
    if report.total.failed:
        return "failed: " + ", ".join(f"{times} x {how}" for how, times in report.total.failures.items())
    if report.total.p99 > P99:
        return f"p99 is {report.total.p99 * 1000:.0f} ms"
    if not report.is_valid:
        return "the generator did not keep its schedule"
    return ""


def _round(rate: float) -> float:
    return round(rate / 10) * 10


def knee_text(knee: Knee) -> str:
    """Return the result as text for people; the steps have been told."""
    held = "no rate held" if knee.rate is None else f"the knee: {knee.rate:g} requests/s held"
    return f"{held}; at {knee.next_rate:g}: {knee.why_not_next}"
