"""Finding common slots beside the server that evsched re-implements: what its own call took, as published.

That server is written in Go and keeps everything in memory. Its times were measured on another machine of two cores; it
is not run here, so a ratio to them says less than one of two things run in turn. It tells who is free at any time in a
slot. Asked what evsched answers, for whom which starts work, it took the times of ``EVERY_START``.
"""

from __future__ import annotations

from collections.abc import Mapping

OWN_CALL: Mapping[int, float] = {5: 0.079, 50: 0.33, 1_000: 4.9, 10_000: 77}
EVERY_START: Mapping[int, float] = {5: 0.98, 50: 7.5, 1_000: 236}
"""Milliseconds by participants."""

UNCHANGED, CHANGED = "slots, unchanged", "slots, changed"
TARGETS: Mapping[str, tuple[str, Mapping[int, float], Mapping[int, float]]] = {
    "unchanged": (UNCHANGED, OWN_CALL, {5: 0.5, 50: 2, 1_000: 25, 10_000: 200}),
    "first after a change": (CHANGED, OWN_CALL, {5: 0.2, 50: 0.6, 1_000: 2, 10_000: 3}),
    "the same, every start": (CHANGED, EVERY_START, {5: 2, 50: 10, 1_000: 100}),
}
"""What of ours is set against which of its times, and how many times as fast it is to be, by participants."""


def print_beside_seed(ours: Mapping[tuple[str, int], float]) -> None:
    """Print how many times as fast as the seed's own call ours is.

    Args:
        ours: Seconds of a request, by what is asked and participants.
    """
    print("\nfind-common-slots, p50 of 1 client over HTTP, beside the seed's own call: the Go server that evsched")
    print("re-implements, as published, on another machine of 2 cores. x seed: how many times as fast ours is")
    print(f"{'':24}{'people':>7}{'ours ms':>10}{'its ms':>9}{'x seed':>9}{'target':>8}")
    for title, (what, its, targets) in TARGETS.items():
        for size, goal in targets.items():
            milliseconds = ours[what, size] * 1000
            faster = its[size] / milliseconds
            verdict = "met" if faster >= goal else f"misses by {1 - faster / goal:.0%}"
            print(f"{title:24}{size:7,}{milliseconds:10.2f}{its[size]:9.3f}{faster:9.2f}{goal:8}  {verdict}")
