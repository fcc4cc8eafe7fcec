"""Is there a cover of so many sets?

The search takes an open element that the fewest sets hold: one of these has to be chosen. It tries one after
the other, the dearest first, and leaves those it has tried out of what follows. Before, at every node, it finds
prices for what is still open (:mod:`evsched.engine.cover.prices`), and drops the sets that are too cheap for as few
as may still be chosen. The last two need no prices.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest

from evsched.engine.cover.prices import SET, better_prices, first_prices
from evsched.engine.cover.problem import Problem, bits, common, lowest

_ROUNDS_AT_FIRST = 100
_ROUNDS = 5
"""Of looking for better prices, at first and at every node."""
_DEEPEST = 250
"""How many sets a search may choose, since each is a call inside the one before."""
_BREADTH = 200_000
"""How many sets the guess looks at for each set of its cover."""


class OutOfSteps(Exception):
    """The search would take longer than it may."""


class Steps:
    """How much may still be done; a step is about what it takes to look at one element of one set."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, steps: int) -> None:
        """Count some steps.

        Raises:
            OutOfSteps: There were not as many left.
        """
        if steps > self.left:
            self.left = 0
            raise OutOfSteps
        self.left -= steps


def guessed(problem: Problem) -> list[int]:
    """Return a cover that is small, if not always the smallest.

    It follows several choices side by side, each time those that leave the fewest elements open.
    """
    breadth = max(1, _BREADTH // len(problem.sets))
    beam: dict[int, tuple[int, ...]] = {problem.everything: ()}
    while True:
        following: dict[int, tuple[int, ...]] = {}
        for elements, chosen in beam.items():
            for number in bits(problem.holders[lowest(elements)]):
                rest = elements & ~problem.sets[number]
                if not rest:
                    return [*chosen, number]
                following.setdefault(rest, (*chosen, number))
        kept = nsmallest(breadth, following, key=lambda rest: (rest.bit_count(), rest))
        beam = {rest: following[rest] for rest in kept}


class Search:
    """Looks for covers of one problem.

    Args:
        problem: All of it.
        known: Sets of a cover that is known.
        steps: How much may still be done.
    """

    def __init__(self, problem: Problem, known: int, steps: Steps) -> None:
        self._sets, self._holders = problem.sets, problem.holders
        self._rows = [list(bits(each)) for each in problem.sets]
        self._steps = steps
        looks = sum(map(len, self._rows))
        rounds = min(_ROUNDS_AT_FIRST, steps.left // 4 // looks)
        steps.take(rounds * looks)
        first = first_prices(len(problem.holders), self._rows)
        self._prices = better_prices(first, range(len(first)), self._rows, known * SET, rounds) or first

    @property
    def fewest(self) -> int:
        """How many sets any cover has at least."""
        return -(-sum(self._prices) // SET)

    def cover(self, elements: int, sets: int, count: int) -> list[int] | None:
        """Return a cover of these elements by so many of these sets, or None where there is none.

        It must be known that fewer sets do not do.

        Raises:
            OutOfSteps: It is not found in time.
        """
        if count > _DEEPEST:
            raise OutOfSteps
        return self._cover(elements, sets, count, _without(self._prices, ~elements))

    def _cover(self, elements: int, sets: int, count: int, prices: list[int]) -> list[int] | None:
        if not count:
            return None if elements else []
        if count == 1:
            holders = self._holders_of_all(elements, sets)
            return [lowest(holders)] if holders else None
        if count == 2:
            return self._two(elements, sets)
        priced = self._priced(elements, sets, count, prices)
        if priced is None:
            return None
        prices, costs = priced
        sets = sum(1 << number for number in costs)
        for number in sorted(bits(self._fewest_holders(elements, sets)), key=lambda each: (-costs[each], each)):
            covered = self._sets[number]
            rest = self._cover(elements & ~covered, sets, count - 1, _without(prices, covered))
            if rest is not None:
                return [number, *rest]
            sets ^= 1 << number
        return None

    def _two(self, elements: int, sets: int) -> list[int] | None:
        for number in bits(self._fewest_holders(elements, sets)):
            holders = self._holders_of_all(elements & ~self._sets[number], sets)
            if holders:
                return [number, lowest(holders)]
            sets ^= 1 << number
        return None

    def _priced(
        self, elements: int, sets: int, count: int, prices: list[int]
    ) -> tuple[list[int], dict[int, int]] | None:
        """Return better prices, and the sets that are not too cheap at them, with their costs."""
        costs = self._dear_enough(bits(sets), count, prices)
        rows = [self._rows[number] for number in costs]
        self._steps.take(8 * len(prices) + 4 * sets.bit_count() + _ROUNDS * sum(map(len, rows)))
        better = better_prices(prices, list(bits(elements)), rows, count * SET, _ROUNDS)
        return None if better is None else (better, self._dear_enough(costs, count, better))

    def _dear_enough(self, sets: Iterable[int], count: int, prices: list[int]) -> dict[int, int]:
        """Return the sets after which one less than so many others can pay for the rest, with their costs."""
        least = sum(prices) - (count - 1) * SET
        price = prices.__getitem__
        costs = {number: sum(map(price, self._rows[number])) for number in sets}
        return {number: cost for number, cost in costs.items() if cost >= least}

    def _fewest_holders(self, elements: int, sets: int) -> int:
        """Return the sets that hold the element which the fewest of them hold."""
        self._steps.take(4 * elements.bit_count())
        return min((self._holders[element] & sets for element in bits(elements)), key=int.bit_count)

    def _holders_of_all(self, elements: int, sets: int) -> int:
        """Return those of the sets that hold all of the elements."""
        self._steps.take(8)
        return common(self._holders, elements, sets)


def _without(prices: list[int], elements: int) -> list[int]:
    return [0 if elements >> element & 1 else price for element, price in enumerate(prices)]
