"""What has to be searched for a smallest cover, and what need not be.

Elements and sets are known by their numbers; many of them at once are an integer, a bit a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_ROUNDS = 10
"""Of reductions; each makes room for others, but what is left after so many is small already or never will be."""


class Problem(NamedTuple):
    """Sets, of which some have to be chosen, and elements, all of which have to be in one that is."""

    sets: Sequence[int]
    """The elements of each set."""
    holders: Sequence[int]
    """The sets that hold each element."""
    numbers: Sequence[int]
    """What the sets were called when they were given; ascending."""

    @property
    def everything(self) -> int:
        """All elements."""
        return (1 << len(self.holders)) - 1

    @property
    def all_sets(self) -> int:
        """All sets, by their positions here."""
        return (1 << len(self.sets)) - 1


def bits(number: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, ascending."""
    while number:
        lowest_bit = number & -number
        yield lowest_bit.bit_length() - 1
        number ^= lowest_bit


def lowest(number: int) -> int:
    """Return the position of the lowest bit that is set."""
    return (number & -number).bit_length() - 1


def common(values: Sequence[int], positions: int, within: int) -> int:
    """Return what the values at some positions have in common within something."""
    for position in bits(positions):
        within &= values[position]
        if not within:
            break
    return within


def all_of(sets: Sequence[int]) -> int:
    """Return what any of the sets holds."""
    union = 0
    for each in sets:
        union |= each
    return union


def reduced(sets: Sequence[int]) -> tuple[list[int], list[Problem]]:
    """Return the sets that are chosen in any case, and the problems that are left, which have nothing in common.

    What is left out changes neither how many sets are needed nor which are the first of those that do: an element that
    is in every set that holds a certain other one, and a set all of which is in an earlier one.
    """
    holders = _holders(sets, all_of(sets))
    chosen: list[int] = []
    open_elements, open_sets = all_of(sets), (1 << len(sets)) - 1
    for _ in range(_ROUNDS):
        before = open_elements, open_sets
        for element in bits(open_elements):
            if not open_elements >> element & 1:
                continue
            held_by = holders[element] & open_sets
            implied = common(sets, held_by, open_elements ^ 1 << element)
            if held_by & (held_by - 1):
                open_elements ^= implied
            else:
                chosen += bits(held_by)
                open_sets ^= held_by
                open_elements &= ~sets[chosen[-1]]
        for number in bits(open_sets):
            rest = sets[number] & open_elements
            if not rest or common(holders, rest, open_sets & ((1 << number) - 1)):
                open_sets ^= 1 << number
        if before == (open_elements, open_sets):
            break
    return chosen, list(_parts(sets, holders, open_elements, open_sets))


def _parts(sets: Sequence[int], holders: Sequence[int], elements: int, open_sets: int) -> Iterator[Problem]:
    """Yield a problem for each part of the elements that no set connects with others."""
    while elements:
        part, found, new = 0, 0, elements & -elements
        while new:
            part |= new
            for element in bits(new):
                found |= holders[element] & open_sets
            new = all_of([sets[number] for number in bits(found)]) & elements & ~part
        yield _problem(sets, holders, part, found)
        elements &= ~part


def _problem(sets: Sequence[int], holders: Sequence[int], elements: int, numbers: int) -> Problem:
    """Return a problem with elements numbered anew: the fewest sets hold the first."""
    by_rarity = sorted(bits(elements), key=lambda each: ((holders[each] & numbers).bit_count(), each))
    position = {element: number for number, element in enumerate(by_rarity)}
    own_sets = [sum(1 << position[each] for each in bits(sets[number] & elements)) for number in bits(numbers)]
    return Problem(own_sets, _holders(own_sets, (1 << len(by_rarity)) - 1), list(bits(numbers)))


def _holders(sets: Sequence[int], elements: int) -> list[int]:
    holders = [0] * elements.bit_length()
    for number, each in enumerate(sets):
        for element in bits(each):
            holders[element] |= 1 << number
    return holders
