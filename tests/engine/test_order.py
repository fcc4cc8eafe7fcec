"""The order by all five keys, and conditions, against a brute force that is written from the prose of the design.

It shares no code with the engine: it walks over starts five minutes apart, asks the standard library's zones what the
clocks show in each minute of a meeting, and sorts.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import ceil
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event as seen
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.conditions import AtLeast, Quorum
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.kindness import inconvenience
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommend import recommend
from evsched.engine.recommendation import Recommendation
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("each_kernel")

STEP = timedelta(minutes=5)
MONDAYS = [datetime(2025, 1, 13, tzinfo=UTC), datetime(2025, 3, 29, tzinfo=UTC), datetime(2025, 11, 1, tzinfo=UTC)]
"""A quiet week, and two days with clock changes in Berlin and in New York."""
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]
WORKING = (frozenset(range(5)), 9, 18)
OTHER_HOURS = [(frozenset(range(5)), 10, 19), (frozenset(range(7)), 6, 12), (frozenset({5, 6}), 13, 23)]
DAYS = {frozenset(range(5)): "Mon-Fri", frozenset(range(7)): "daily", frozenset({5, 6}): "Sat, Sun"}
NAMES = ("dee", "Zoë", "ann", "bo")


@dataclass(frozen=True)
class Person:
    id: str
    required: bool
    zone: str | None
    usual: tuple[frozenset[int], int, int] | None
    burden: int
    """Minutes."""
    free: frozenset[int] | None
    """Cells of five minutes; None without an answer."""
    rather_not: frozenset[int]
    """Those of them that they would give only if there is no other way."""

    def participant(self) -> Participant:
        usual = []
        if self.usual and self.zone:
            days, start, end = self.usual
            usual = [parse_weekly(f"{DAYS[days]} {start}-{end}", self.zone)]
        return Participant(self.id, self.zone, self.required, usual)


@dataclass(frozen=True)
class Case:
    origin: datetime
    offered: frozenset[int]
    length: int
    """In cells, as all else."""
    people: list[Person]
    quorum: Quorum | None
    at_least: list[tuple[int, frozenset[str]]]

    def times(self, cells: frozenset[int]) -> IntervalSet:
        return IntervalSet(Interval(self.at(cell), self.at(cell + 1)) for cell in cells)

    def at(self, cell: int) -> datetime:
        return self.origin + cell * STEP

    def asked(self, random: Random | None = None, alternatives: int = 500) -> Recommendation:
        people = [*self.people]
        if random:
            random.shuffle(people)
        slots = [Slot(each.start, each.end) for each in self.times(self.offered)]
        return recommend(
            Event("Review", self.length * STEP, slots, [each.participant() for each in people]),
            {each.id: self.times(each.free) for each in people if each.free is not None},
            if_needed={each.id: self.times(each.rather_not) for each in people if each.rather_not},
            burdens={each.id: timedelta(minutes=each.burden) for each in people},
            quorum=self.quorum,
            at_least=[AtLeast(count, [*names]) for count, names in self.at_least],
            limit=500,
            alternatives=alternatives,
        )


def cost(person: Person, start: datetime, minutes: int) -> int:
    """Minutes outside the usual hours, those at night twice."""
    days, first, last = person.usual or WORKING
    total = 0
    for minute in range(minutes):
        there = (start + timedelta(minutes=minute)).astimezone(ZoneInfo(person.zone or "UTC"))
        if not (there.weekday() in days and first <= there.hour < last):
            total += 2 if there.hour >= 22 or there.hour < 7 else 1
    return total


class BruteForce:
    def __init__(self, case: Case) -> None:
        self.case = case

    def people_at(self, start: int) -> frozenset[str]:
        meeting = self.meeting(start)
        return frozenset(each.id for each in self.case.people if each.free is not None and meeting <= each.free)

    def meeting(self, start: int) -> frozenset[int]:
        return frozenset(range(start, start + self.case.length))

    def windows(self) -> list[list[int]]:
        """The starts of each window: all change at whole cells, so the runs between them are parts of both."""
        starts = [start for start in sorted(self.case.offered) if self.meeting(start) <= self.case.offered]
        slots: list[list[int]] = []
        for start in starts:
            if slots and slots[-1][-1] == start - 1:
                slots[-1].append(start)
            else:
                slots.append([start])
        found = []
        for slot in slots:
            # Between two neighbouring starts only those can attend who can at both.
            runs = [(people, [*run]) for people, run in groupby(slot, self.people_at)]
            for number, (people, run) in enumerate(runs):
                neighbours = [runs[i][0] for i in (number - 1, number + 1) if 0 <= i < len(runs)]
                if people and not any(people < each for each in neighbours):
                    found.append(run)
        return found

    def keys(self, start: int) -> tuple[int, int, int]:
        case, people = self.case, self.people_at(start)
        there = [each for each in case.people if each.id in people]
        placed = [each for each in there if each.zone]
        costs = {each.id: cost(each, case.at(start), 5 * case.length) for each in placed}
        return (
            sum(bool(self.meeting(start) & each.rather_not) for each in there),
            max((each.burden + costs[each.id] for each in placed), default=0),
            sum(costs.values()),
        )

    def proposed(self, window: list[int]) -> int:
        def roundness(start: int) -> int:
            minute = self.case.at(start).minute
            return min(rank for rank, size in enumerate((60, 30, 15, 5)) if minute % size == 0)

        return min(window, key=lambda start: (self.keys(start), roundness(start), start))

    def holds(self, window: list[int]) -> bool:
        people, quorum = self.people_at(window[0]), self.case.quorum
        needed = 0
        if quorum:
            needed = ceil(quorum.number * len(self.case.people) / 100) if quorum.is_percentage else quorum.number
        return len(people) >= needed and all(len(people & names) >= count for count, names in self.case.at_least)

    def in_order(self) -> list[tuple[tuple[int, int], list[int], int]]:
        """Value, starts and proposed start of each window that meets the conditions, the best first."""
        ranked = []
        for window in self.windows():
            if self.holds(window):
                people = self.people_at(window[0])
                missing = sum(each.required and each.id not in people for each in self.case.people)
                start = self.proposed(window)
                ranked.append(((missing, -len(people)), self.keys(start), window, start))
        ranked.sort(key=lambda each: (each[0], each[1], each[2][0]))
        return [(value, window, start) for value, _, window, start in ranked]


@st.composite
def cells(draw: st.DrawFn, size: int, most: int) -> frozenset[int]:
    """A few stretches of hours, their edges at any five minutes."""
    found: set[int] = set()
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, size - 1))
        found |= {*range(start, min(size, start + draw(st.integers(1, 60))))}
    return frozenset(found)


@st.composite
def people(draw: st.DrawFn, size: int) -> list[Person]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    return [
        Person(
            id=name,
            required=draw(st.integers(0, 3)) > 0,
            zone=draw(st.sampled_from([None, *ZONES])),
            usual=draw(st.sampled_from([None, None, *OTHER_HOURS])),
            burden=draw(st.sampled_from([0, 0, 30, 300])),
            free=(free := draw(st.none() | cells(size, 3) | st.just(frozenset(range(size))))),
            rather_not=draw(cells(size, 2)) & (free or frozenset()),
        )
        for name in names
    ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    size = 288
    everybody = draw(people(size))
    names = [each.id for each in everybody]
    groups = draw(st.lists(st.frozensets(st.sampled_from(names), min_size=1), max_size=2))
    quorums = st.integers(1, 3).map(Quorum) | st.sampled_from([1, 40, 50, 67, 100]).map(lambda n: Quorum(n, True))
    return Case(
        origin=draw(st.sampled_from(MONDAYS)),
        offered=draw(cells(size, 3).filter(bool) | st.just(frozenset(range(size)))),
        length=draw(st.integers(1, 24)),
        people=everybody,
        quorum=draw(st.none() | quorums),
        at_least=[(draw(st.integers(1, len(group))), group) for group in groups],
    )


@settings(deadline=None, max_examples=150)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_and_the_meetings_are_those_of_the_definitions(case: Case, random: Random) -> None:
    expected = BruteForce(case).in_order()
    best = case.asked(random)
    found = [*best.windows, *best.alternatives]
    assert [(each.interval.start, each.meeting.start) for each in found] == [
        (case.at(window[0]), case.at(start)) for _, window, start in expected
    ]
    if expected:
        assert len(best.windows) == sum(value == expected[0][0] for value, _, _ in expected)
    else:
        seen("nothing is recommended")
        assert (best.reason == "quorum") == bool(BruteForce(case).windows())
    for each in found:
        start = (each.meeting.start - case.origin) // STEP
        cells_of_it = BruteForce(case).meeting(start)
        by_id = {person.id: person for person in case.people}
        assert [*each.if_needed] == [who for who in each.available if by_id[who].rather_not & cells_of_it]
        assert each.inconvenience == {
            who: timedelta(minutes=cost(person, each.meeting.start, 5 * case.length))
            for who, person in by_id.items()
            if person.zone
        }


@settings(deadline=None, max_examples=50)
@given(cases(), st.integers(0, 3))
def test_fewer_alternatives_are_the_first_of_many(case: Case, alternatives: int) -> None:
    best = case.asked()
    assert case.asked(alternatives=alternatives) == replace(best, alternatives=best.alternatives[:alternatives])


@pytest.mark.parametrize(
    ("text", "usual", "minutes"),
    [
        pytest.param("Tue 14 Jan 2025, 9:00 - 18:00", None, 0, id="the-usual-hours"),
        pytest.param("Tue 14 Jan 2025, 8:00 - 9:30", None, 60, id="before-them"),
        pytest.param("Tue 14 Jan 2025, 17:00 - 19:00", None, 60, id="after-them"),
        pytest.param("Tue 14 Jan 2025, 21:00 - 23:00", None, 180, id="into-the-night"),
        pytest.param("Tue 14 Jan 2025, 6:00 - 8:00", None, 180, id="out-of-the-night"),
        pytest.param("Sat 18 Jan 2025, 10:00 - 12:00", None, 120, id="the-weekend"),
        pytest.param("Sat 18 Jan 2025, 23:00 - 24:00", None, 120, id="a-night-of-the-weekend"),
        pytest.param("Sun 30 Mar 2025, 1:00 - 4:00", None, 240, id="a-night-with-an-hour-less"),
        pytest.param("Sun 26 Oct 2025, 1:00 - 4:00", None, 480, id="a-night-with-an-hour-more"),
        pytest.param("Tue 14 Jan 2025, 21:00 - 23:00", "daily 20-24", 0, id="usual-hours-at-night-are-usual"),
    ],
)
def test_the_inconvenience_of_a_meeting_in_berlin(text: str, usual: str | None, minutes: int) -> None:
    zone = "Europe/Berlin"
    (meeting,) = parse_slots(text, zone)
    who = Participant("ann", zone, usual=[parse_weekly(usual, zone)] if usual else [])
    assert inconvenience(meeting, who) == timedelta(minutes=minutes)


def test_a_fixed_offset_has_usual_hours_too() -> None:
    (meeting,) = parse_slots("Tue 14 Jan 2025, 8:00 - 9:00 UTC")
    assert inconvenience(meeting, Participant("ann", "UTC+05:30")) == timedelta(0)
    assert inconvenience(meeting, Participant("ann", "UTC-05:30")) == timedelta(hours=2)
    assert inconvenience(meeting, Participant("ann")) is None


def test_a_condition_on_a_stranger_is_refused() -> None:
    (noon,) = parse_slots("12 Jan 2025, 12:00 - 14:00 UTC")
    event = Event("Review", timedelta(hours=1), [noon], [Participant("ann")])
    with pytest.raises(InvalidInput, match='"bo", whom a condition names, is no participant'):
        recommend(event, {}, at_least=[AtLeast(1, ["ann", "bo"])])
