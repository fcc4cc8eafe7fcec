"""Intervals and sets of them; the algebra is checked against sets of plain integers."""

from array import array
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsched.engine.interval import (
    EPOCH,
    LATEST,
    Interval,
    IntervalSet,
    _swapped,
    iso,
    to_datetime,
    to_seconds,
)
from evsched.errors import InvalidInput

Pairs = list[tuple[int, int]]
NINE = datetime(2025, 1, 12, 9, tzinfo=UTC)
TEN = datetime(2025, 1, 12, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)

pairs_of_seconds = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=8
)


def cells(pairs: Pairs) -> set[int]:
    return {second for start, end in pairs for second in range(start, end)}


def runs(seconds: set[int]) -> Pairs:
    starts = sorted(second for second in seconds if second - 1 not in seconds)
    ends = sorted(second + 1 for second in seconds if second + 1 not in seconds)
    return list(zip(starts, ends, strict=True))


def test_an_interval_keeps_both_ends_in_utc_whatever_zone_they_come_in() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    interval = Interval(datetime(2025, 1, 12, 14, 45, tzinfo=kathmandu), TEN)
    assert (interval.start, interval.end) == (NINE, TEN)
    assert interval.start.tzinfo is UTC
    assert interval.end.tzinfo is UTC


def test_an_end_in_the_repeated_hour_is_the_one_that_its_fold_says() -> None:
    # Berlin, 26 Oct 2025: the clocks go from 03:00 back to 02:00.
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2025, 10, 26, 2, 30, tzinfo=berlin)
    assert repr(Interval(first, first.replace(fold=1))) == "Interval(2025-10-26T00:30:00Z, 2025-10-26T01:30:00Z)"


def test_fractions_of_a_second_are_cut_off() -> None:
    interval = Interval(NINE + timedelta(microseconds=999_999), TEN + timedelta(microseconds=1))
    assert interval == Interval(NINE, TEN)


def test_equal_intervals_have_one_hash_and_show_their_ends_in_utc() -> None:
    same = Interval(NINE.astimezone(timezone(timedelta(hours=-5))), TEN)
    assert {Interval(NINE, TEN), same} == {same}
    assert Interval(NINE, TEN) != Interval(NINE, TEN + SECOND)
    assert repr(same) == "Interval(2025-01-12T09:00:00Z, 2025-01-12T10:00:00Z)"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(EPOCH, EPOCH + SECOND, id="the-first-second"),
        pytest.param(to_datetime(LATEST) - SECOND, to_datetime(LATEST), id="the-last-second"),
        pytest.param(EPOCH, to_datetime(LATEST), id="all-of-it"),
    ],
)
def test_an_interval_may_reach_the_bounds_of_1970_to_2199(start: datetime, end: datetime) -> None:
    assert (Interval(start, end).start, Interval(start, end).end) == (start, end)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        pytest.param(NINE.replace(tzinfo=None), TEN, "the start of an interval is a datetime with a zone", id="naive"),
        pytest.param(
            NINE, TEN.replace(tzinfo=None), "the end of an interval is a datetime with a zone", id="naive-end"
        ),
        pytest.param("2025-01-12T09:00:00Z", TEN, "a datetime with a zone, not '2025-01-12T09:00:00Z'", id="text"),
        pytest.param(NINE.date(), TEN, "the start of an interval is a datetime with a zone", id="date"),
        pytest.param(NINE, None, "the end of an interval is a datetime with a zone, not None", id="nothing"),
        pytest.param(
            TEN, NINE, "the end 2025-01-12T09:00:00Z is not after the start 2025-01-12T10:00:00Z", id="turned"
        ),
        pytest.param(NINE, NINE, "the end 2025-01-12T09:00:00Z is not after the start", id="empty"),
        pytest.param(NINE, NINE + SECOND / 2, "is not after the start", id="empty-once-cut-to-seconds"),
        pytest.param(EPOCH - SECOND, TEN, "1969-12-31T23:59:59Z is outside the years 1970 to 2199", id="before-1970"),
        pytest.param(NINE, to_datetime(LATEST + 1), "is outside the years 1970 to 2199", id="after-2199"),
        pytest.param(
            datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
            TEN,
            "outside the years",
            id="before-the-calendar",
        ),
        pytest.param(
            NINE,
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
            "outside the years",
            id="past-the-calendar",
        ),
    ],
)
def test_what_is_no_interval_is_refused(start: datetime, end: datetime, message: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Interval(start, end)
    assert message in str(refusal.value)


@given(st.integers(-(10**9), LATEST), st.integers(0, 999_999))
def test_seconds_and_instants_are_each_others_inverse(seconds: int, microseconds: int) -> None:
    instant = to_datetime(seconds)
    assert instant.utcoffset() == timedelta(0)
    assert to_seconds(instant) == seconds
    assert to_seconds(instant + timedelta(microseconds=microseconds)) == seconds


def test_an_instant_is_written_as_rfc_3339_with_a_z() -> None:
    assert iso(NINE) == "2025-01-12T09:00:00Z"


@given(pairs_of_seconds)
def test_a_set_is_sorted_disjoint_and_has_touching_pieces_made_one(pairs: Pairs) -> None:
    made = IntervalSet.of_seconds(pairs)
    assert list(made.pairs()) == runs(cells(pairs))
    assert len(made) == len(runs(cells(pairs)))
    assert all(earlier < later for earlier, later in zip(made.bounds, made.bounds[1:], strict=False))


@given(pairs_of_seconds)
def test_a_set_of_intervals_is_that_of_their_seconds_in_any_order(pairs: Pairs) -> None:
    intervals = [Interval(to_datetime(start), to_datetime(end)) for start, end in pairs]
    made = IntervalSet(intervals)
    assert made == IntervalSet(reversed(intervals)) == IntervalSet.of_seconds(pairs)
    assert [(to_seconds(each.start), to_seconds(each.end)) for each in made] == runs(cells(pairs))
    assert IntervalSet(made) == made


def test_touching_and_overlapping_intervals_are_one() -> None:
    assert list(IntervalSet.of_seconds([(14, 15), (15, 16)]).pairs()) == [(14, 16)]
    assert list(IntervalSet.of_seconds([(14, 20), (15, 16), (19, 21)]).pairs()) == [(14, 21)]
    assert list(IntervalSet.of_seconds([(14, 15), (16, 17)]).pairs()) == [(14, 15), (16, 17)]


ALGEBRA = [
    pytest.param(IntervalSet.__or__, set.__or__, id="either"),
    pytest.param(IntervalSet.__and__, set.__and__, id="both"),
    pytest.param(IntervalSet.__sub__, set.__sub__, id="one-without-the-other"),
]


@pytest.mark.parametrize(("of_sets", "of_integers"), ALGEBRA)
@given(mine=pairs_of_seconds, theirs=pairs_of_seconds)
def test_the_algebra_is_that_of_sets_of_seconds(
    of_sets: Callable[[IntervalSet, IntervalSet], IntervalSet],
    of_integers: Callable[[set[int], set[int]], set[int]],
    mine: Pairs,
    theirs: Pairs,
) -> None:
    one, other = IntervalSet.of_seconds(mine), IntervalSet.of_seconds(theirs)
    before = one.pack(), other.pack()
    result = of_sets(one, other)
    assert list(result.pairs()) == runs(of_integers(cells(mine), cells(theirs)))
    assert result == IntervalSet.of_seconds(result.pairs())
    assert (one.pack(), other.pack()) == before


@given(pairs_of_seconds, st.integers(-2, 55), st.integers(1, 20))
def test_a_stretch_is_covered_when_every_second_of_it_is(pairs: Pairs, start: int, length: int) -> None:
    stretch = set(range(start, start + length))
    assert IntervalSet.of_seconds(pairs).covers(start, start + length) == (stretch <= cells(pairs))


@given(pairs_of_seconds, st.integers(-2, 55), st.integers(1, 30))
def test_the_longest_stretch_within_is_the_longest_run_of_seconds(pairs: Pairs, start: int, length: int) -> None:
    inside = runs(cells(pairs) & set(range(start, start + length)))
    longest = max((run_end - run_start for run_start, run_end in inside), default=0)
    assert IntervalSet.of_seconds(pairs).longest_within(start, start + length) == longest


@given(pairs_of_seconds, st.integers(-2, 55), st.integers(1, 30))
def test_a_stretch_is_overlapped_when_any_second_of_it_is_inside(pairs: Pairs, start: int, length: int) -> None:
    overlaps = IntervalSet.of_seconds(pairs).overlaps(start, start + length)
    assert overlaps == bool(cells(pairs) & set(range(start, start + length)))


def test_what_only_touches_a_stretch_has_nothing_within_it() -> None:
    touching = IntervalSet.of_seconds([(0, 10), (20, 30)])
    assert touching.longest_within(10, 20) == 0
    assert touching.longest_within(9, 22) == 2


@given(pairs_of_seconds)
def test_a_packed_set_unpacks_to_the_same(pairs: Pairs) -> None:
    made = IntervalSet.of_seconds(pairs)
    assert IntervalSet.unpack(made.pack()) == made


def test_a_set_is_packed_as_little_endian_signed_64_bit_integers() -> None:
    made = IntervalSet.of_seconds([(1, 258), (2**33, LATEST)])
    assert made.pack() == b"".join(bound.to_bytes(8, "little", signed=True) for bound in (1, 258, 2**33, LATEST))
    assert IntervalSet().pack() == b""
    assert not IntervalSet.unpack(b"")


def test_a_big_endian_machine_turns_the_bytes_round_and_leaves_the_set_alone() -> None:
    bounds = array("q", (1, 258))
    turned = _swapped(bounds)
    assert list(turned) == [int.from_bytes(each.to_bytes(8, "little"), "big") for each in (1, 258)]
    assert list(bounds) == [1, 258]
    assert _swapped(turned) == bounds


def test_sets_of_the_same_times_are_equal_and_have_one_hash() -> None:
    hours = IntervalSet([Interval(NINE, TEN)])
    halves = IntervalSet([Interval(NINE + timedelta(minutes=30), TEN), Interval(NINE, NINE + timedelta(minutes=30))])
    assert {hours, halves} == {hours}
    assert hours != IntervalSet([Interval(NINE, TEN + SECOND)])
    assert hours != [Interval(NINE, TEN)]


def test_a_set_shows_its_pieces_and_is_false_when_empty() -> None:
    made = IntervalSet([Interval(TEN, TEN + SECOND), Interval(NINE, NINE + SECOND)])
    assert repr(made) == (
        "IntervalSet(2025-01-12T09:00:00Z/2025-01-12T09:00:01Z, 2025-01-12T10:00:00Z/2025-01-12T10:00:01Z)"
    )
    assert repr(IntervalSet()) == "IntervalSet()"
    assert made
    assert not IntervalSet()
