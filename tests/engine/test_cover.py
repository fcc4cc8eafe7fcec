"""Smallest covers, against trying all."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.cover import Cover, Steps, smallest_cover


def union(sets: list[int]) -> int:
    held = 0
    for each in sets:
        held |= each
    return held


def first_of_the_smallest(sets: list[int]) -> tuple[int, ...]:
    return next(
        chosen
        for count in range(len(sets) + 1)
        for chosen in combinations(range(len(sets)), count)
        if union([sets[number] for number in chosen]) == union(sets)
    )


def drawn_by_chance(elements: int, count: int, share: float, seed: int) -> list[int]:
    """Sets that hold each element with a certain probability."""
    chance = Random(seed)  # noqa: S311
    return [sum((chance.random() < share) << element for element in range(elements)) for _ in range(count)]


@st.composite
def random_sets(draw: st.DrawFn) -> list[int]:
    """Sets of about one size: few are a part of others."""
    share, seed = draw(st.sampled_from([0.15, 0.25, 0.35])), draw(st.integers(0, 10**6))
    return drawn_by_chance(draw(st.integers(4, 20)), draw(st.integers(4, 15)), share, seed)


any_sets = st.integers(1, 12).flatmap(lambda elements: st.lists(st.integers(0, 2**elements - 1), max_size=12))


@settings(max_examples=1000, deadline=None)
@given(any_sets | random_sets())
def test_the_cover_is_the_first_of_the_smallest(sets: list[int]) -> None:
    assert smallest_cover(sets) == Cover(first_of_the_smallest(sets), is_minimal=True)


@settings(max_examples=200, deadline=None)
@given(any_sets | random_sets(), st.integers(0, 3000))
def test_however_early_the_search_ends_it_gives_a_cover_and_knows_whether_it_is_a_smallest(
    sets: list[int], most_steps: int
) -> None:
    cover, fewest = smallest_cover(sets, Steps(most_steps)), len(first_of_the_smallest(sets))
    assert union([sets[number] for number in cover.chosen]) == union(sets)
    assert len(cover.chosen) == len(set(cover.chosen)) >= fewest
    assert len(cover.chosen) == fewest or not cover.is_minimal


@pytest.mark.parametrize(
    ("sets", "chosen"),
    [
        pytest.param([], (), id="none"),
        pytest.param([0, 0], (), id="nothing-to-hold"),
        pytest.param([0b01, 0b10, 0b11], (2,), id="one-that-holds-all"),
        pytest.param([0b11, 0b11], (0,), id="the-first-of-two-alike"),
        pytest.param([0b0011, 0b0110, 0b1100, 0b1001], (0, 2), id="the-earliest-of-several"),
        pytest.param([0b000111, 0b010101, 0b101010, 0b111000], (0, 3), id="the-earliest-first-then-the-second"),
        pytest.param([0b00011, 0b00110, 0b00101, 0b01000, 0b10000], (0, 1, 3, 4), id="parts-that-share-nothing"),
    ],
)
def test_the_order_of_the_sets_is_one_of_preference(sets: list[int], chosen: tuple[int, ...]) -> None:
    assert smallest_cover(sets) == Cover(chosen, is_minimal=True)


def lines_of_a_plane() -> list[int]:
    """The lines of the plane of order 3: 13 points, 4 on each line, any two lines with one in common."""
    return [sum(1 << (first + step) % 13 for step in (0, 1, 3, 9)) for first in range(13)]


def test_a_plane_needs_as_many_lines_as_trying_all_finds() -> None:
    assert smallest_cover(lines_of_a_plane()) == Cover(first_of_the_smallest(lines_of_a_plane()), is_minimal=True)


@pytest.mark.parametrize(
    ("share", "count"),
    [pytest.param(0.05, 14, id="sparse"), pytest.param(0.1, 9, id="hard"), pytest.param(0.3, 4, id="dense")],
)
def test_sixty_people_and_two_hundred_windows_are_no_guess(share: float, count: int) -> None:
    sets = drawn_by_chance(60, 200, share, seed=2)
    cover = smallest_cover(sets)
    assert (len(cover.chosen), cover.is_minimal) == (count, True)
    assert union([sets[number] for number in cover.chosen]) == union(sets)


def test_the_search_ends_by_its_steps_alone_and_says_so() -> None:
    sets = drawn_by_chance(60, 200, 0.1, seed=1)
    guess = smallest_cover(sets, Steps(0))
    assert not guess.is_minimal
    assert union([sets[number] for number in guess.chosen]) == union(sets)
    assert smallest_cover(sets, Steps(0)) == guess


def test_a_search_finds_what_no_guess_does() -> None:
    sets = drawn_by_chance(60, 200, 0.07, seed=32)
    guess, cover = smallest_cover(sets, Steps(0)), smallest_cover(sets)
    assert (len(guess.chosen), guess.is_minimal) == (12, False)
    assert (len(cover.chosen), cover.is_minimal) == (11, True)
    assert union([sets[number] for number in cover.chosen]) == union(sets)


def test_a_ring_of_very_many_is_covered_without_a_search_that_deep() -> None:
    people = 600
    ring = [1 << person | 1 << (person + 1) % people for person in range(people)]
    cover = smallest_cover(ring)
    assert (len(cover.chosen), cover.is_minimal) == (people // 2, True)
    assert union([ring[number] for number in cover.chosen]) == union(ring)


def test_a_long_row_in_which_each_choice_settles_the_next_is_covered() -> None:
    people = 61
    row = [1 << person | 1 << person + 1 for person in range(people - 1)]
    sets = [0b101, *row]
    cover = smallest_cover(sets)
    assert (len(cover.chosen), cover.is_minimal) == (31, True)
    assert union([sets[number] for number in cover.chosen]) == union(sets)
