"""Weekly hours against a walk through what the clocks show, in every zone and around every change of 2000 to 2039."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.interval import IntervalSet
from evsched.engine.weekly import WeeklyHours, WeeklyRule, expand
from tests.engine.clock_changes import DAY, SCANNED_FROM, SCANNED_UNTIL, day_of, every_history, histories
from tests.engine.weekly_walk import Pairs, hours_by_walking

pytestmark = pytest.mark.zones

HOUR = 3600
MINUTE = 60
DAILY = frozenset(range(7))

STARTS = st.integers(0, 95).map(lambda quarter: quarter * 900) | st.integers(0, DAY - 1)
LENGTHS = st.integers(1, 96).map(lambda quarter: quarter * 900) | st.integers(1, DAY)
RANGES = st.tuples(STARTS, LENGTHS).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))
NEAR = st.integers(-3 * 96, 3 * 96).map(lambda quarter: quarter * 900) | st.integers(-3 * DAY, 3 * DAY)


@st.composite
def anchors(draw: st.DrawFn) -> tuple[str, int]:
    """Draw a zone and an instant, most often a clock change of that zone."""
    key = draw(st.sampled_from(sorted(histories())))
    changes = [change.instant for change in histories()[key].changes]
    anywhere = st.integers(SCANNED_FROM + 8 * DAY, SCANNED_UNTIL - 8 * DAY)
    return key, draw(st.sampled_from(changes) | anywhere if changes else anywhere)


@st.composite
def rules_near(draw: st.DrawFn, day: date) -> WeeklyRule:
    """Draw a rule with exceptions in the days about a date."""
    firsts = st.integers(-4, 4).map(lambda days: day + timedelta(days=days))
    runs = st.tuples(firsts, st.integers(0, 3)).map(lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1])))
    days = draw(st.just(DAILY) | st.frozensets(st.integers(0, 6), min_size=1))
    return WeeklyRule(
        days, tuple(draw(st.lists(RANGES, min_size=1, max_size=4))), tuple(draw(st.lists(runs, max_size=2)))
    )


@settings(deadline=None, max_examples=600)
@given(st.data(), anchors())
def test_weekly_hours_are_what_a_walk_through_the_clocks_finds(data: st.DataObject, anchor: tuple[str, int]) -> None:
    key, instant = anchor
    rules = tuple(data.draw(st.lists(rules_near(day_of(instant)), min_size=1, max_size=3)))
    pieces = data.draw(st.lists(st.tuples(NEAR, st.integers(1, 4 * DAY)), min_size=1, max_size=4))
    within = IntervalSet.of_seconds((instant + start, instant + start + length) for start, length in pieces)
    found = expand(WeeklyHours(rules, key, ""), within)
    assert [*found.pairs()] == hours_by_walking(rules, histories()[key], [*within.pairs()])


RULES = (
    WeeklyRule(DAILY, ((0, 30 * MINUTE), (90 * MINUTE, 2 * HOUR), (150 * MINUTE, 170 * MINUTE), (3 * HOUR, 4 * HOUR))),
    WeeklyRule(frozenset({5, 6}), ((22 * HOUR, 23 * HOUR), (1410 * MINUTE, DAY))),
    WeeklyRule(frozenset({0, 2, 4}), ((22 * HOUR, 26 * HOUR),)),
)


def test_in_every_zone_the_hours_around_every_change_are_what_a_walk_finds() -> None:
    wrong = []
    for key, history in every_history().items():
        near = [(change.instant - 20 * HOUR, change.instant + 20 * HOUR) for change in history.changes]
        within = IntervalSet.of_seconds(near)
        if [*expand(WeeklyHours(RULES, key, ""), within).pairs()] != hours_by_walking(
            RULES, history, [*within.pairs()]
        ):
            wrong.append(key)
    assert not wrong


def shows(rule: WeeklyRule, local_time: datetime) -> bool:
    """Tell whether a clock that shows a local time shows one of a rule's hours."""
    return any(
        start <= (local_time - datetime.combine(day, datetime.min.time())).total_seconds() < end
        for day in (local_time.date(), local_time.date() - timedelta(days=1))
        for start, end in rule.ranges
        if day.weekday() in rule.days
    )


@pytest.mark.parametrize(
    ("key", "middle"),
    [
        pytest.param("America/New_York", "2025-11-02", id="new-york-back"),
        pytest.param("America/New_York", "2025-03-09", id="new-york-forward"),
        pytest.param("Australia/Lord_Howe", "2025-04-05", id="lord-howe-back"),
        pytest.param("Antarctica/Troll", "2019-10-27", id="troll-back"),
        pytest.param("America/Sao_Paulo", "2018-02-18", id="sao-paulo-back"),
        pytest.param("Pacific/Apia", "2011-12-30", id="apia-skips-a-day"),
        pytest.param("Africa/Casablanca", "2019-05-05", id="casablanca-ramadan"),
        pytest.param("Asia/Kolkata", "2025-01-01", id="kolkata"),
    ],
)
@pytest.mark.parametrize("start", range(0, 24 * HOUR, 2 * HOUR + 30 * MINUTE))
@pytest.mark.parametrize("length", [20 * MINUTE, 9 * HOUR])
def test_minute_by_minute_a_clock_that_shows_the_hours_is_in_them_and_no_other_but_in_a_repeated_hour(
    key: str, middle: str, start: int, length: int
) -> None:
    rule = WeeklyRule(DAILY, ((start, start + length),))
    noon = int(datetime.fromisoformat(f"{middle}T12:00").replace(tzinfo=UTC).timestamp())
    within: Pairs = [(noon - 30 * HOUR, noon + 30 * HOUR)]
    found = expand(WeeklyHours((rule,), key, ""), IntervalSet.of_seconds(within))
    zone = zoneinfo.ZoneInfo(key)
    for instant in range(*within[0], MINUTE):
        there = datetime.fromtimestamp(instant, zone)
        inside, local_time = found.covers(instant, instant + 1), there.replace(tzinfo=None, fold=0)
        is_repeated = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
        assert inside == shows(rule, local_time) or (inside and is_repeated), there
