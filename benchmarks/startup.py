"""How long whole commands take, side by side with an interpreter that does nothing.

Run by ``make bench`` with the Python of an environment in which evsched is installed as its users install
it. Every round runs each case once, so that a busy machine slows all of them alike; ratios of medians.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS = 40
PYTHON = sys.executable
EVSCHED = str(Path(PYTHON).with_name("evsched"))
PEOPLE = (
    "alice@America/New_York",
    "bob@Europe/Berlin",
    "chen@Asia/Shanghai",
    "dana@America/Los_Angeles",
    "emi@Asia/Tokyo",
)
SLOTS = "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"

BARE, TYPER = "bare Python", "an empty Typer command"
CASES = {
    BARE: ([PYTHON, "-c", "pass"], False, None),
    TYPER: ([PYTHON, "-c", "import typer; typer.run(lambda: None)"], False, None),
    "evsched recommend, piped": ([EVSCHED, "recommend", "last"], False, 8),
    "evsched recommend --json": ([EVSCHED, "recommend", "last", "--json"], False, 8),
    "evsched recommend, table": ([EVSCHED, "recommend", "last"], True, 11),
    "evsched event list, piped": ([EVSCHED, "event", "list"], False, 8),
    "evsched event list, table": ([EVSCHED, "event", "list"], True, 11),
    "evsched --help": ([EVSCHED, "--help"], False, 8),
}
"""Commands, whether on a terminal, and how many times as long as bare Python they may take."""


def main() -> None:
    """Print each case's median, how many times bare Python and an empty Typer command it is, and what its target is."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm-256color", "TZ": "UTC"}
        _prepare(environment)
        times: dict[str, list[float]] = {name: [] for name in CASES}
        for _ in range(ROUNDS):
            for name, (command, on_terminal, _) in CASES.items():
                times[name].append(_seconds(command, environment, on_terminal=on_terminal))
    medians = {name: median(taken) for name, taken in times.items()}
    print(f"medians of {ROUNDS} rounds, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(f"{'':28}{'ms':>8}{'x bare':>9}{'target':>9}{'x empty Typer':>16}")
    for name, (_, _, target) in CASES.items():
        taken = medians[name]
        of_bare, of_typer = taken / medians[BARE], taken / medians[TYPER]
        goal, verdict = (f"{target}", _verdict(of_bare, target)) if target else ("", "")
        print(f"{name:28}{taken * 1000:8.1f}{of_bare:9.2f}{goal:>9}{of_typer:16.2f}  {verdict}".rstrip())


def _verdict(ratio: float, target: int) -> str:
    return "met" if ratio <= target else f"misses by {ratio / target - 1:.0%}"


def _prepare(environment: dict[str, str]) -> None:
    """Make an event that five people have answered; the first run also compiles what was installed."""
    invited = [word for who in PEOPLE for word in ("--participant", who)]
    create = [EVSCHED, "event", "create", "Brainstorming meeting", "--duration", "1h", "--slot", SLOTS, *invited]
    subprocess.run(create, env=environment, check=True, capture_output=True)
    for who in PEOPLE:
        answer = [EVSCHED, "availability", "set", "last", who, "--slot", SLOTS]
        subprocess.run(answer, env=environment, check=True, capture_output=True)


def _seconds(command: list[str], environment: dict[str, str], *, on_terminal: bool) -> float:
    before = time.perf_counter()
    if on_terminal:
        _run_on_terminal(command, environment)
    else:
        subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return time.perf_counter() - before


def _run_on_terminal(command: list[str], environment: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        try:
            while os.read(ours, 65_536):
                pass
        except OSError:  # how Linux says that nobody holds the other end any more
            pass
        finally:
            os.close(ours)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)


if __name__ == "__main__":
    main()
