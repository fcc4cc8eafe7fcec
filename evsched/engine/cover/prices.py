"""How many sets are needed at least: what the elements cost.

Give every element a price such that the elements of no set cost more than a set, which is :data:`SET`. Then the
sets that hold all elements cost as much as all elements together, or more: that is a bound on how many are
needed. It also tells which sets do not come into question: who chooses a cheap one has more left to
pay than the others can. The best prices are the dual solution of the linear program of the cover; a few
rounds of a subgradient method come close. All of it is in whole numbers, so that it is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

SET = 1 << 24
"""What the elements of one set may cost together."""

Rows = Sequence[Sequence[int]]
"""Of each set, its elements."""


def first_prices(count: int, rows: Rows) -> list[int]:
    """Return a price for each of so many elements: a share in the largest set that holds it."""
    largest = [1] * count
    for row in rows:
        for element in row:
            largest[element] = max(largest[element], len(row))
    return [SET // size for size in largest]


def better_prices(
    prices: list[int], open_elements: Sequence[int], rows: Rows, most: int, rounds: int
) -> list[int] | None:
    """Return prices that sum up to more, or at least to about as much; None where no cover costs so little.

    Args:
        prices: Of all elements; 0 for those that are not open.
        open_elements: Those that have to be in some set.
        rows: The sets that come into question.
        most: What a cover may cost.
        rounds: How often to try.
    """
    best, best_bound = prices, sum(prices)
    tried, stride = prices, 8
    for _ in range(rounds):
        times_too_dear = [0] * len(prices)
        bound, price = sum(tried), tried.__getitem__
        for row in rows:
            cost = sum(map(price, row))
            if cost > SET:
                bound -= cost - SET
                for element in row:
                    times_too_dear[element] += 1
        if bound > most:
            return None
        if bound > best_bound:
            best, best_bound = tried, bound
        elif tried is not prices:
            stride -= stride // 3
        slopes = [1 - times_too_dear[element] for element in open_elements]
        steepness = sum(slope * slope for slope in slopes)
        if not steepness:
            break
        step = max(most - best_bound, SET // 10) * stride // 12 // steepness
        tried = best[:]
        for element, slope in zip(open_elements, slopes, strict=True):
            tried[element] = max(0, best[element] + step * slope)
    return _raised(_affordable(best, rows), open_elements, rows)


def _affordable(prices: list[int], rows: Rows) -> list[int]:
    """Return prices at which no set costs too much."""
    prices = prices[:]
    for row in rows:
        cost = sum(map(prices.__getitem__, row))
        if cost > SET:
            for element in row:
                prices[element] = prices[element] * SET // cost
    return prices


def _raised(prices: list[int], open_elements: Sequence[int], rows: Rows) -> list[int]:
    """Return prices none of which can be raised alone; those that few sets hold are raised first."""
    left = [SET - sum(map(prices.__getitem__, row)) for row in rows]
    holders: dict[int, list[int]] = {element: [] for element in open_elements}
    for number, row in enumerate(rows):
        for element in row:
            if element in holders:
                holders[element].append(number)
    for element in sorted(open_elements, key=lambda each: len(holders[each])):
        by = min([left[number] for number in holders[element]], default=0)
        if by:
            prices[element] += by
            for number in holders[element]:
                left[number] -= by
    return prices
