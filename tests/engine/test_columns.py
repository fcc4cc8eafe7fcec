"""The kernel that counts in columns: the same answers as the plain one, and loaded only where it pays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine import kernel
from evsched.engine.columns import ColumnCrowd, ColumnStarts
from evsched.engine.conditions import AtLeast, Quorum
from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet, to_datetime
from evsched.engine.kernel import kernel_for
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommend import recommend
from evsched.engine.recommendation import Recommendation
from evsched.engine.starts import Starts

DAY = 86_400
MONDAY = 1_736_726_400
"""13 Jan 2025, UTC."""
FIRST_DAYS = (MONDAY, (2**32 - 2**22) // DAY * DAY, 2**32 // DAY * DAY)
"""The others are in 2105 and 2106: instants come to need more than 32 bits, or nearly so."""
ZONES = (None, "Asia/Tokyo", "Europe/Berlin", "America/New_York")


def crowded(people: int, first_day: int, days: int, step: int, random: Random) -> tuple[Event, dict[str, IntervalSet]]:
    """An event of so many days, and answers with times that are multiples of a step, in seconds."""
    slots = [
        Slot(to_datetime(first_day + day * DAY + 8 * 3600), to_datetime(first_day + day * DAY + 16 * 3600))
        for day in range(days)
    ]
    members = [
        Participant(f"person{number}", random.choice(ZONES), required=random.random() < 0.9) for number in range(people)
    ]
    random.shuffle(members)
    free = {}
    for member in members:
        if random.random() < 0.1:
            continue
        starts = [first_day + random.randrange(days * DAY // step) * step for _ in range(random.randrange(3 * days))]
        free[member.id] = IntervalSet.of_seconds(
            (start, start + random.randrange(1, 6 * 3600 // step) * step) for start in starts
        )
    return Event("Review", timedelta(minutes=random.choice([15, 60, 90])), slots, members), free


@contextmanager
def counting_by(intervals: int) -> Iterator[None]:
    """Have NumPy be used from so many intervals on."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernel, "WORTH_USING", intervals)
        patched.setattr(kernel, "WORTH_LOADING", intervals)
        yield


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([1, 5, 40, 300]),
    st.sampled_from(FIRST_DAYS),
    st.sampled_from([1, 3, 10]),
    st.sampled_from([1, 60, 900]),
    st.booleans(),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_both_kernels_recommend_the_same(
    people: int, first_day: int, days: int, step: int, explain: bool, is_conditional: bool, random: Random
) -> None:
    event, free = crowded(people, first_day, days, step, random)
    someone = [each.id for each in event.participants[:3]]
    reluctant = {who: times & IntervalSet(event.slots[:1]) for who, times in free.items() if random.random() < 0.2}
    limit, alternatives = random.choice([1, 5, 50]), random.choice([0, 3, 50])

    def asked() -> Recommendation:
        return recommend(
            event,
            free,
            if_needed={who: times for who, times in reluctant.items() if times},
            burdens={who: timedelta(minutes=30) for who in someone[:2]},
            limit=limit,
            alternatives=alternatives,
            quorum=Quorum(50, is_percentage=True) if is_conditional else None,
            at_least=[AtLeast(1, someone)] if is_conditional else [],
            explain=explain,
        )

    with counting_by(sys.maxsize):
        plain = asked()
    with counting_by(0):
        assert asked() == plain


def in_columns(free: Sequence[IntervalSet], length: int) -> Iterator[ColumnStarts]:
    """Yield from where people could start a meeting, in narrow columns and in wide ones."""
    all_bounds = [bound for each in free for bound in each.bounds]
    for bounds in (np.array(all_bounds, np.uint32), np.array(all_bounds, np.int64)):
        yield ColumnStarts(bounds[::2], bounds[1::2], length)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4), max_size=8),
    st.integers(1, 25),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), max_size=3),
    st.sampled_from([1, 7, 10**6]),
)
def test_both_kernels_find_the_same_windows(
    people: list[list[tuple[int, int]]], length: int, slots: list[tuple[int, int]], step: int
) -> None:
    def times(pairs: list[tuple[int, int]]) -> IntervalSet:
        return IntervalSet.of_seconds((start * step, (start + lasting) * step) for start, lasting in pairs)

    free, offered = [times(each) for each in people], times(slots)
    plain = Starts(free, length * step)
    for columns in in_columns(free, length * step):
        assert list(columns.windows(offered)) == list(plain.windows(offered))
        for start in range(0, 100 * step, max(1, step // 2)):
            assert columns.attending(start) == plain.attending(start)


@pytest.mark.parametrize("step", [1, 900], ids=["any-second", "quarter-hours"])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 999))
def test_of_thousands_of_people_as_many_attend_as_are_free(step: int, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    starts = [random.randrange(DAY // step) * step for _ in range(6_000)]
    pairs = [(start, start + random.randrange(1, 18_000 // step) * step) for start in starts]
    free = [IntervalSet.of_seconds([pair]) for pair in pairs]
    kernels = [Starts(free, 3_600), *in_columns(free, 3_600)]
    for start in range(0, 110_000, 997):
        attending = sum(begin <= start and start + 3_600 <= end for begin, end in pairs)
        assert [each.attending(start) for each in kernels] == [attending] * 3


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param(kernel.WORTH_USING - 1, Crowd, id="few"),
        pytest.param(kernel.WORTH_USING, ColumnCrowd, id="enough"),
    ],
)
def test_where_numpy_is_loaded_it_counts_for_events_that_are_not_small(people: int, expected: type[Crowd]) -> None:
    assert kernel_for([IntervalSet.of_seconds([(0, 3600)])] * people) is expected


def test_where_numpy_is_not_installed_any_event_is_counted_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evsched.engine.columns", None)
    assert kernel_for([IntervalSet.of_seconds([(0, 3600)])] * kernel.WORTH_LOADING) is Crowd


PROGRAM = """
import sys
{before}
from evsched.engine.interval import IntervalSet
from evsched.engine.kernel import kernel_for
kernel = kernel_for([IntervalSet.of_seconds([(0, 3600), (7200, 9000)])] * {people})
print(kernel.__name__, sys.modules.get("numpy") is not None)
"""


@pytest.mark.parametrize(
    ("before", "people", "expected"),
    [
        pytest.param("", kernel.WORTH_LOADING // 2 - 1, "Crowd False", id="not-worth-it"),
        pytest.param("", kernel.WORTH_LOADING // 2, "ColumnCrowd True", id="worth-it"),
        pytest.param("import numpy", kernel.WORTH_USING // 2, "ColumnCrowd True", id="loaded-already"),
        pytest.param("sys.modules['numpy'] = None", kernel.WORTH_LOADING, "Crowd False", id="not-installed"),
    ],
)
def test_numpy_is_loaded_where_that_pays_and_done_without_where_it_is_not_installed(
    before: str, people: int, expected: str
) -> None:
    program = PROGRAM.format(before=before, people=people)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == f"{expected}\n"
