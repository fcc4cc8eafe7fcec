"""How long a calendar takes to read, side by side with icalendar's own parsing, and what hostile ones cost.

    python benchmarks/calendars.py

prints two tables. In the first every round does each thing once, so that a busy machine slows both alike. In the
second every calendar is read by a process of its own, which may not take more than it is allowed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from calendar_busy import EVENTS, RECURRING, busy_calendar
from calendar_hostile import CASES
from icalendar import Calendar

from evsched.calendar.reading import read_calendar
from evsched.engine.interval import IntervalSet
from evsched.errors import InvalidInput

ROUNDS = 9
YEAR = IntervalSet.of_seconds([(1_735_689_600, 1_767_225_600)])
"""2025."""
ALLOWED_SECONDS, ALLOWED_MEBIBYTES = 2, 200
_GIVEN_UP = 20
"""Seconds of processor time after which a process is ended."""


def main() -> None:
    """Print both tables, or read one calendar if its file is named."""
    if len(sys.argv) > 1:
        _read_one(Path(sys.argv[1]))
        return
    _compare()
    _try_hostile()


def _compare() -> None:
    source = busy_calendar()
    doings: dict[str, Callable[[], object]] = {
        "icalendar, parsing alone": lambda: Calendar.from_ical(source),
        "evsched, when it is busy": lambda: read_calendar(source, YEAR, "Europe/Berlin"),
    }
    times: dict[str, list[float]] = {name: [] for name in doings}
    for _ in range(ROUNDS):
        for name, do in doings.items():
            before = time.perf_counter()
            do()
            times[name].append(time.perf_counter() - before)
    bare, *_ = (median(each) for each in times.values())
    found = read_calendar(source, YEAR, "Europe/Berlin")
    print(f"{EVENTS:,} events, {RECURRING} of them recurring, {len(source):,} bytes; {found.events:,} times taken")
    print(f"medians of {ROUNDS} rounds, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(f"{'':28}{'ms':>8}{'ratio':>8}{'target':>8}")
    for name, taken in times.items():
        target = "" if name.startswith("icalendar") else "1.5"
        print(f"{name:28}{median(taken) * 1000:8.0f}{median(taken) / bare:8.2f}{target:>8}")


def _try_hostile() -> None:
    print(f"\n{'hostile calendars (at most 2 s, 200 MiB)':50}{'s':>6}{'CPU s':>7}{'MiB':>5}  outcome")
    over = 0
    for name, make in CASES.items():
        seconds, processor, mebibytes, outcome = _run_one(make())
        over += seconds > ALLOWED_SECONDS or mebibytes > ALLOWED_MEBIBYTES
        print(f"{name:50}{seconds:6.2f}{processor:7.2f}{mebibytes:5.0f}  {outcome[:90]}", flush=True)
    print(f"{len(CASES)} cases, {over} of them over what is allowed")


def _run_one(source: bytes) -> tuple[float, float, float, str]:
    with tempfile.NamedTemporaryFile(suffix=".ics") as file:
        file.write(source)
        file.flush()
        before = time.perf_counter()
        done = subprocess.run(
            [sys.executable, __file__, file.name],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_limit,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        seconds = time.perf_counter() - before
    if done.returncode:
        return seconds, _GIVEN_UP, 0, f"FAILED: {done.stderr.strip().splitlines()[-1:]}"
    processor, mebibytes, outcome = done.stdout.split("\t")
    return seconds, float(processor), float(mebibytes), outcome.strip()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_GIVEN_UP, _GIVEN_UP))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def _read_one(path: Path) -> None:
    """Read one calendar and print the processor time and the memory of the whole process, and what came of it."""
    try:
        found = read_calendar(path.read_bytes(), YEAR, "Europe/Berlin")
        outcome = f"{found.events:,} occurrences, passed over: {', '.join(found.passed_over.words()) or 'nothing'}"
    except InvalidInput as error:
        outcome = f"refused: {error.message}"
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, _most_memory(), outcome, sep="\t")


def _most_memory() -> float:
    """Return the most memory that this process has had, in MiB; getrusage would count in its parent's."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
