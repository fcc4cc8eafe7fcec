"""The best windows of very many people, found without sorting everything: the same as by sorting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from random import Random

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from evsched.engine import rough
from evsched.engine.interval import IntervalSet
from evsched.engine.rough import RoughStarts
from evsched.engine.starts import Candidate, Starts

DAY = 86_400
pieces = st.tuples(st.integers(0, 60), st.integers(1, 40))


@contextmanager
def cells_of(seconds: int) -> Iterator[None]:
    """Have cells be so long, and used however few of the pieces they leave out."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rough, "_CELL", seconds)
        patched.setattr(rough, "_LEAST_A_CELL", 0)
        patched.setattr(rough, "_MOST_GOOD", 1)
        yield


def times(pairs: Sequence[tuple[int, int]]) -> IntervalSet:
    return IntervalSet.of_seconds((start, start + lasting) for start, lasting in pairs)


def by_sorting(
    free: list[IntervalSet], is_required: list[bool], offered: IntervalSet, length: int, others: int | None
) -> list[Candidate]:
    everyone = Starts(free, length)
    needed = everyone if all(is_required) else Starts(compress(free, is_required), length)
    return everyone.candidates(offered, needed, sum(is_required), others)


@settings(max_examples=1_000, deadline=None)
@given(
    people=st.lists(st.tuples(st.lists(pieces, max_size=3), st.booleans()), max_size=25),
    slots=st.lists(pieces, min_size=1, max_size=3),
    length=st.integers(1, 15),
    others=st.sampled_from([0, 1, 2, 5]),
    cell=st.sampled_from([2, 3, 5, 8, 13]),
)
@example(  # the cells that are good enough have one window, and another is asked for
    people=[([], False), ([(22, 16)], False), ([(52, 30)], True)], slots=[(32, 45)], length=4, others=1, cell=5
)
@example(  # the one asked for beside it is in a cell that is not good enough
    people=[([(33, 25)], True), ([(14, 29)], False)], slots=[(20, 33)], length=13, others=1, cell=2
)
def test_windows_that_cells_tell_of_are_those_of_all_instants_sorted(
    people: list[tuple[list[tuple[int, int]], bool]],
    slots: list[tuple[int, int]],
    length: int,
    others: int,
    cell: int,
) -> None:
    free, is_required = [times(each) for each, _ in people], [each for _, each in people]
    everyone, offered = RoughStarts(free, length), times(slots)
    needed = everyone if all(is_required) else RoughStarts(compress(free, is_required), length)
    with cells_of(cell):
        found = everyone._best(offered, needed, sum(is_required), others)
    event("cells tell" if found is not None else "cells do not tell")
    assert found in (None, by_sorting(free, is_required, offered, length, others))


@pytest.mark.parametrize("all_required", [True, False])
@pytest.mark.parametrize(
    ("others", "days", "sorts_all"),
    [
        pytest.param(9, 2, False, id="best"),
        pytest.param(None, 2, True, id="all"),
        pytest.param(500, 2, True, id="nearly-all"),
        pytest.param(9, 40, True, id="few-to-each-cell"),
    ],
)
def test_of_very_many_people_not_all_instants_are_sorted_where_it_helps(
    all_required: bool, others: int | None, days: int, sorts_all: bool
) -> None:
    random = Random(7)  # noqa: S311
    starts = [random.randrange(DAY) for _ in range(rough._MANY + 10_000)]
    free = [IntervalSet.of_seconds([(start, start + random.randrange(7_200, 30_000))]) for start in starts]
    is_required = [all_required or random.random() < 0.5 for _ in free]
    offered = IntervalSet.of_seconds([(0, days * DAY)])
    groups = [RoughStarts(free, 3_600)] + [RoughStarts(compress(free, is_required), 3_600)] * (not all_required)
    found = groups[0].candidates(offered, groups[-1], sum(is_required), others)
    assert found == by_sorting(free, is_required, offered, 3_600, others)
    assert [{"_starts", "_ends"} <= vars(each).keys() for each in groups] == [sorts_all] * len(groups)
