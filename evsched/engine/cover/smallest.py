"""The smallest cover, and the first of the smallest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from evsched.engine.cover.problem import Problem, reduced
from evsched.engine.cover.search import OutOfSteps, Search, Steps, guessed

MOST_STEPS = 8_000_000
"""Of one search: about a second, or a few where there are very many people and windows."""


class Cover(NamedTuple):
    """Sets that together hold everything."""

    chosen: tuple[int, ...]
    """Their positions, ascending."""
    is_minimal: bool
    """Whether it is known that fewer do not do."""


def smallest_cover(sets: Sequence[int], steps: Steps | None = None) -> Cover:
    """Return the fewest of some sets that together hold all that any of them holds.

    Of several such covers it is the one with the earliest set, then with the earliest second one, and so on: so
    the order of the sets is one of preference. The search may end before that is known, or even before it is
    known that the cover is as small as any; how far it goes depends on the sets alone.

    >>> smallest_cover([0b0011, 0b0111, 0b1001, 0b1100])
    Cover(chosen=(0, 3), is_minimal=True)

    Args:
        sets: Bits are elements.
        steps: How much may be done; :data:`MOST_STEPS` if not given. Afterwards it tells how much was left.
    """
    chosen, problems = reduced(sets)
    steps = steps or Steps(MOST_STEPS)
    found = [(problem, *_smallest(problem, steps)) for problem in problems]
    for problem, search, cover in found:
        earliest = cover if search is None else _earliest(problem, search, cover)
        chosen += [problem.numbers[number] for number in earliest]
    return Cover(tuple(sorted(chosen)), all(search is not None for _, search, _ in found))


def _smallest(problem: Problem, steps: Steps) -> tuple[Search | None, list[int]]:
    """Return a smallest cover and the search that knows it to be one, or a good guess without a search."""
    guess = guessed(problem)
    search = Search(problem, len(guess), steps)
    try:
        for count in range(search.fewest, len(guess)):
            cover = search.cover(problem.everything, problem.all_sets, count)
            if cover is not None:
                return search, cover
    except OutOfSteps:
        return None, guess
    return search, guess


def _earliest(problem: Problem, search: Search, cover: list[int]) -> list[int]:
    """Return the first of the covers that are as small as a smallest one, or as early a one as the steps allow."""
    cover, place, number, elements = sorted(cover), 0, 0, problem.everything
    while elements:
        rest = elements & ~problem.sets[number]
        if number != cover[place]:
            later = problem.all_sets >> number + 1 << number + 1
            try:
                others = search.cover(rest, later, len(cover) - place - 1)
            except OutOfSteps:
                break
            if others is not None:
                cover[place:] = [number, *sorted(others)]
        if number == cover[place]:
            elements = rest
            place += 1
        number += 1
    return cover
