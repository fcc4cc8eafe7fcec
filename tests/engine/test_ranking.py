"""The order of windows, and the one meeting that each proposes."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet, to_datetime
from evsched.engine.model import Event, Slot
from evsched.engine.proposals import Proposals
from evsched.engine.ranking import Ranked, best_first
from evsched.engine.starts import Candidate

NOON = 1_736_683_200
"""12 Jan 2025, 12:00 UTC."""
OFFSETS = {None: 0, "UTC": 0, "Asia/Kolkata": 19_800, "America/St_Johns": -12_600, "UTC-00:44:30": -2670}


def proposals(zone: str | None = None) -> Proposals:
    """What an event in a zone proposes to people of whom nothing is known."""
    day = Slot(to_datetime(NOON), to_datetime(NOON + 3600))
    event = Event("Review", timedelta(hours=1), [day], zone=zone)
    return Proposals(event, IntervalSet([day]), Crowd(event, {}, set()), {}, {})


def meeting_start(candidate: Candidate, zone: str | None) -> int:
    return proposals(zone).start(candidate)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    firsts = draw(st.lists(st.integers(0, 30), min_size=1, max_size=12, unique=True))
    values = st.integers(0, 2)
    return [Candidate(first, first + draw(values), draw(values), draw(values)) for first in firsts]


def test_fewest_required_missing_comes_before_most_attending_and_that_before_the_earliest() -> None:
    one_missing = Candidate(0, 0, attending=9, required_missing=1)
    few, many, later = Candidate(10, 10, 2, 0), Candidate(20, 20, 3, 0), Candidate(30, 30, 3, 0)
    assert best_first([one_missing, few, later, many], 50, 50, proposals()) == Ranked(
        [many, later], 0, [few, one_missing]
    )


@given(candidates(), st.integers(1, 14), st.integers(0, 14), st.randoms(use_true_random=False))
def test_the_order_is_that_of_a_plain_sort_whatever_the_order_of_input(
    given_candidates: list[Candidate], limit: int, alternatives: int, random: Random
) -> None:
    in_order = sorted(given_candidates, key=lambda each: (each.required_missing, -each.attending, each.first))
    top = in_order[0]
    best = [each for each in in_order if each[2:] == top[2:]]
    random.shuffle(given_candidates)
    assert best_first(given_candidates, limit, alternatives, proposals()) == Ranked(
        best[:limit], len(best[limit:]), in_order[len(best) :][:alternatives]
    )


@settings(deadline=None)
@given(st.integers(-4000, 4000), st.integers(0, 5000), st.sampled_from([*OFFSETS]))
def test_the_meeting_is_the_roundest_of_the_first_start_and_the_five_minute_marks(
    first: int, length: int, zone: str | None
) -> None:
    starts = [
        start
        for start in range(NOON + first, NOON + first + length + 1)
        if start == NOON + first or (start + OFFSETS[zone]) % 300 == 0
    ]
    rounds = [[start for start in starts if (start + OFFSETS[zone]) % size == 0] for size in (3600, 1800, 900, 300, 1)]
    expected = next(each for each in rounds if each)[0]
    assert meeting_start(Candidate(NOON + first, NOON + first + length, 1, 0), zone) == expected


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("first", "last", "zone", "start"),
    [
        pytest.param("2025-01-12T09:00", "2025-01-12T12:00", None, "2025-01-12T09:00", id="the-first-of-several-hours"),
        pytest.param("2025-01-12T09:01", "2025-01-12T10:00", None, "2025-01-12T10:00", id="the-hour-is-the-last-start"),
        pytest.param("2025-01-12T09:01", "2025-01-12T09:59", None, "2025-01-12T09:30", id="the-half-hour"),
        pytest.param("2025-01-12T09:31", "2025-01-12T09:59", None, "2025-01-12T09:45", id="the-quarter"),
        pytest.param("2025-01-12T09:16", "2025-01-12T09:29", None, "2025-01-12T09:20", id="the-first-five-minutes"),
        pytest.param("2025-01-12T09:16", "2025-01-12T09:19", None, "2025-01-12T09:16", id="only-the-first-start"),
        pytest.param("2025-01-12T09:16:07", "2025-01-12T09:16:07", None, "2025-01-12T09:16:07", id="one-odd-second"),
        pytest.param(
            "2025-01-12T09:59:59", "2025-01-12T10:00", None, "2025-01-12T10:00", id="a-second-before-the-hour"
        ),
        # Berlin, 30 Mar 2025: at 01:00Z the clocks go from 02:00 to 03:00.
        pytest.param("2025-03-30T00:50", "2025-03-30T01:20", "Europe/Berlin", "2025-03-30T01:00", id="berlin-spring"),
        # Lord Howe, 6 Apr 2025: at 15:00Z the clocks go from 02:00 back to 01:30, so 15:30Z is their 02:00.
        pytest.param(
            "2025-04-05T14:50", "2025-04-05T15:40", "Australia/Lord_Howe", "2025-04-05T15:30", id="lord-howe-autumn"
        ),
        # Lord Howe, 6 Oct 2024: at 15:30Z the clocks go from 02:00 to 02:30, so 16:00Z is their 03:00.
        pytest.param(
            "2024-10-05T15:20", "2024-10-05T16:10", "Australia/Lord_Howe", "2024-10-05T16:00", id="lord-howe-spring"
        ),
        # St John's, 7 Nov 2010: at 02:31Z the clocks go from 00:01 back to 23:01, so 03:30Z is the second midnight.
        pytest.param(
            "2010-11-07T02:31", "2010-11-07T04:00", "America/St_Johns", "2010-11-07T03:30", id="st-johns-autumn"
        ),
    ],
)
def test_the_meeting_starts_at_the_roundest_time_that_the_clocks_of_the_zone_show(
    first: str, last: str, zone: str | None, start: str
) -> None:
    assert meeting_start(Candidate(at(first), at(last), 1, 0), zone) == at(start)
