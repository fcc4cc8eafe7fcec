"""What a run of the load generator has shown, and the proof that it kept its schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

LATE = 0.010
"""Seconds after its time from which the sending of a request is late."""
TOLERATED = 0.005
"""The share of requests that may be late or not sent at all in a run that is valid.

Times count from when a request was to be sent, so who is late makes the server look worse, never better.
"""

_PERCENT = 100
_TIMES = ("p50 ms", "p90 ms", "p99 ms", "max ms")


class Outcome(NamedTuple):
    """What became of one request."""

    kind: str
    at: float
    """Seconds after the beginning at which it was to be sent."""
    late: float
    """Seconds after that at which it was sent."""
    took: float
    """Seconds from when it was to be sent to the end of the last answer, or of the waiting for one."""
    failure: str
    """Nothing for one that succeeded; else the status, or how the connection failed."""
    attempts: int
    """2 for one that was repeated, 0 for one that was not sent."""


def percentile(ordered: Sequence[float], percent: int) -> float:
    """Return the smallest value that so many percent of the values are not above; 0 where there are none.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 50), percentile([1.0, 2.0, 3.0, 4.0], 99)
    (2.0, 4.0)
    """
    return ordered[max(0, -(-len(ordered) * percent // _PERCENT) - 1)] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Whether requests were sent when they were to be sent; times are seconds."""

    planned: int
    late: int
    unsent: int
    p50: float
    p99: float
    longest: float
    late_after: float = LATE

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], late_after: float = LATE) -> Schedule:
        """Return how late the requests of a run were."""
        ordered = sorted(each.late for each in outcomes if each.attempts)
        late = sum(each > late_after for each in ordered)
        shown = (percentile(ordered, 50), percentile(ordered, 99), percentile(ordered, _PERCENT))
        return cls(len(outcomes), late, len(outcomes) - len(ordered), *shown, late_after)

    @property
    def is_kept(self) -> bool:
        """Whether nearly all requests were sent in time."""
        return self.planned > 0 and self.late + self.unsent <= self.planned * TOLERATED


@dataclass(frozen=True, slots=True)
class Figures:
    """The requests of one kind, or all; times are seconds, counted from when a request was to be sent."""

    kind: str
    requests: int
    failures: Mapping[str, int]
    """How many failed in each way."""
    retried: int
    p50: float
    """The percentiles are those of requests that succeeded."""
    p90: float
    p99: float
    longest: float
    """Of all requests, those that failed too."""

    @classmethod
    def of(cls, kind: str, outcomes: Sequence[Outcome]) -> Figures:
        """Return the figures of these requests."""
        good = sorted(each.took for each in outcomes if not each.failure)
        return cls(
            kind,
            len(outcomes),
            dict(Counter(each.failure for each in outcomes if each.failure)),
            sum(each.attempts > 1 for each in outcomes),
            percentile(good, 50),
            percentile(good, 90),
            percentile(good, 99),
            max((each.took for each in outcomes), default=0.0),
        )

    @property
    def failed(self) -> int:
        """How many requests failed."""
        return sum(self.failures.values())


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run has shown."""

    rate: float
    """Requests a second, as planned."""
    seconds: float
    """How long requests were sent."""
    began: float
    """When, on the clock of ``time.monotonic``."""
    cpu: float
    """Seconds of a processor that the generator has used."""
    outcomes: tuple[Outcome, ...]
    """In the order in which they were to be sent."""
    schedule: Schedule
    total: Figures
    kinds: tuple[Figures, ...]

    @classmethod
    def of(cls, rate: float, seconds: float, began: float, cpu: float, outcomes: Sequence[Outcome]) -> Report:
        """Return the report on these requests; what was not sent is in the schedule alone."""
        sent = [each for each in outcomes if each.attempts]
        kinds = sorted({each.kind for each in sent})
        return cls(
            rate,
            seconds,
            began,
            cpu,
            tuple(outcomes),
            Schedule.of(outcomes),
            Figures.of("all", sent),
            tuple(Figures.of(kind, [each for each in sent if each.kind == kind]) for kind in kinds),
        )

    @property
    def is_valid(self) -> bool:
        """Whether the generator did what it says, so that the figures are those of the server."""
        return self.schedule.is_kept

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it, without the single requests."""
        whole = {name: value for name, value in asdict(self).items() if name != "outcomes"}
        return {"valid": self.is_valid, **whole, "late_share_tolerated": TOLERATED}


def table(report: Report) -> str:
    """Return the report as text for people."""
    share = report.cpu / report.seconds * _PERCENT if report.seconds else 0.0
    lines = [
        f"{report.rate:g} requests/s for {report.seconds:.0f} s; the generator used {share:.0f} % of a core",
        f"{'':10}{'requests':>9}{'retried':>8}{'failed':>7}{''.join(f'{each:>9}' for each in _TIMES)}  failures",
        *map(_line, (*report.kinds, report.total)),
        _proof(report.schedule),
    ]
    return "\n".join(lines)


def _line(figures: Figures) -> str:
    times = (figures.p50, figures.p90, figures.p99, figures.longest)
    failures = ", ".join(f"{count} x {how}" for how, count in sorted(figures.failures.items()))
    cells = f"{figures.requests:9,}{figures.retried:8,}{figures.failed:7,}"
    return f"{figures.kind:10}{cells}{''.join(f'{each * 1000:9.1f}' for each in times)}  {failures}".rstrip()


def _proof(schedule: Schedule) -> str:
    late = f"p50 {schedule.p50 * 1000:.1f}, p99 {schedule.p99 * 1000:.1f}, max {schedule.longest * 1000:.1f} ms"
    missed = f"{schedule.late} of {schedule.planned:,} more than {schedule.late_after * 1000:g} ms late"
    verdict = "kept" if schedule.is_kept else "NOT KEPT: the figures above are not those of the server"
    return f"sent after their time: {late}; {missed}, {schedule.unsent} not sent; schedule {verdict}"
