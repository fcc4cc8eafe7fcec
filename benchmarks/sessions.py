"""How long it takes to find the fewest sessions, side by side with the recommendation itself.

    python benchmarks/sessions.py

makes events of 60 people and 200 slots, in which everyone is free at each slot with the same probability: windows in
which nothing is regular are the hardest to choose from. For each probability it tells how many steps of the search
were done, of how many events the answer is known to be minimal, and the time as multiples of the recommendation.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TypeVar

from evsched.engine.cover import Steps, smallest_cover
from evsched.engine.cover.smallest import MOST_STEPS
from evsched.engine.interval import IntervalSet, to_seconds
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommend import recommend
from evsched.engine.sessions import sessions
from evsched.engine.starts import Candidate

PEOPLE, WINDOWS, EVENTS = 60, 200, 12
SHARES = (0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.5)
HOUR = timedelta(hours=1)
FIRST_DAY = datetime(2027, 1, 4, tzinfo=UTC)

Value = TypeVar("Value")


def main() -> None:
    """Print a row for each probability; medians, and the worst time."""
    print(f"{EVENTS} events of {PEOPLE} people and {WINDOWS} slots each; at most {MOST_STEPS:,} steps")
    columns = ("free", "sessions", "steps", "minimal", "s", "s, worst", "x recommend", "worst")
    print("".join(f"{title:>12}" for title in columns))
    for share in SHARES:
        rows = [_measured(share, seed) for seed in range(EVENTS)]
        counts, steps, minimal, searching, recommending = zip(*rows, strict=True)
        ratios = [one / other for one, other in zip(searching, recommending, strict=True)]
        print(
            f"{share:12.0%}{median(counts):12.0f}{median(steps):12,.0f}{sum(minimal):9}/{EVENTS}"
            f"{median(searching):12.2f}{max(searching):12.2f}{median(ratios):12.1f}{max(ratios):12.1f}",
            flush=True,
        )


def _measured(share: float, seed: int) -> tuple[int, int, bool, float, float]:
    """Return how many sessions, steps, whether it is minimal, and the seconds of the search and the recommendation."""
    slots = [Slot(FIRST_DAY + 2 * number * HOUR, FIRST_DAY + (2 * number + 1) * HOUR) for number in range(WINDOWS)]
    chance = random.Random(seed)  # noqa: S311
    chosen = {f"p{number:02}": [slot for slot in slots if chance.random() < share] for number in range(PEOPLE)}
    free = {name: IntervalSet(theirs) for name, theirs in chosen.items()}
    event = Event("Town hall", HOUR, slots, [Participant(name) for name in free])
    attending = [[name for name in free if slot in chosen[name]] for slot in slots]
    windows = [
        Candidate(to_seconds(slot.start), to_seconds(slot.start), len(there), PEOPLE - len(there))
        for slot, there in zip(slots, attending, strict=True)
        if there
    ]
    _, recommending = _timed(lambda: recommend(event, free))
    found, searching = _timed(lambda: sessions([*free], free, windows, lambda window: window.first, 3600))
    if found is None:
        raise SystemExit("there are too many people or windows to tell")
    return len(found.meetings), _steps(windows, attending), found.minimal, searching, recommending


def _steps(windows: list[Candidate], attending: list[list[str]]) -> int:
    """Return how many steps the search takes, in the order in which the engine prefers windows."""
    in_order = sorted(
        zip(windows, filter(None, attending), strict=True), key=lambda each: (-each[0].attending, each[0])
    )
    steps = Steps(MOST_STEPS)
    smallest_cover([sum(1 << int(name[1:]) for name in there) for _, there in in_order], steps)
    return MOST_STEPS - steps.left


def _timed(make: Callable[[], Value]) -> tuple[Value, float]:
    started = time.perf_counter()
    value = make()
    return value, time.perf_counter() - started


if __name__ == "__main__":
    main()
