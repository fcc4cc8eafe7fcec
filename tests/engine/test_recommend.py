"""The recommendation, against a brute force that is written from the prose of the design alone.

The brute force shares no code with the engine. It cuts time into cells of half a unit (so that the open
gaps between two whole starts are seen as well), asks of every person and every start whether all the cells
of the meeting are free, and reads runs, windows, absences and meetings off the answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Literal, TypeVar

import pytest
from hypothesis import event as seen
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommend import recommend
from evsched.engine.recommendation import Absence, AbsenceReason, Reason, Recommendation, Window
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("each_kernel")

Item = TypeVar("Item")
Pairs = list[tuple[int, int]]
MINUTE = 60
NAMES = ("dee", "Zoë", "ann", "[bo]", "Émile")
"""Not sorted; capitals come before small letters, and both before letters with a mark."""
OFFSETS = {
    None: 0,
    "UTC": 0,
    "Asia/Kolkata": 19_800,
    "America/St_Johns": -12_600,
    "Asia/Kathmandu": 20_700,
    "UTC+00:02:10": 130,
}
"""What the zones are from UTC in January 2025, in seconds."""


@dataclass(frozen=True)
class Person:
    id: str
    required: bool
    answer: Pairs | None
    """In units; None without an answer."""


@dataclass(frozen=True)
class Case:
    """An event in plain integers: units since its origin."""

    unit: Literal[1, 60]
    """Seconds."""
    origin: int
    """Seconds past noon of 12 Jan 2025, UTC."""
    length: int
    slots: Pairs
    people: list[Person]
    zone: str | None = None

    def at(self, units: int) -> datetime:
        return datetime(2025, 1, 12, 12, tzinfo=UTC) + timedelta(seconds=self.origin + units * self.unit)

    def interval(self, start: int, end: int) -> Interval:
        return Interval(self.at(start), self.at(end))

    def event(self) -> Event:
        return Event(
            "Review",
            timedelta(seconds=self.length * self.unit),
            [Slot(self.at(start), self.at(end)) for start, end in self.slots],
            [Participant(person.id, required=person.required) for person in self.people],
            zone=self.zone,
        )

    def free(self) -> dict[str, IntervalSet]:
        return {
            person.id: IntervalSet(self.interval(start, end) for start, end in person.answer)
            for person in self.people
            if person.answer is not None
        }


@dataclass(frozen=True)
class Run:
    """Neighbouring starts, in half units, from which the same people can attend."""

    first: int
    last: int
    people: frozenset[str]


class BruteForce:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.size = 2 * max(end for pairs in (case.slots, *self.answers()) for _, end in pairs)
        self.length = 2 * case.length
        self.offered = self.cells(case.slots)
        self.free = {person.id: self.cells(person.answer or []) for person in case.people}

    def answers(self) -> list[Pairs]:
        return [person.answer for person in self.case.people if person.answer]

    def cells(self, pairs: Pairs) -> bytearray:
        """One cell for each half unit: 1 where some pair covers it."""
        cells = bytearray(self.size)
        for start, end in pairs:
            cells[2 * start : 2 * end] = b"\1" * (2 * end - 2 * start)
        return cells

    def fits(self, cells: bytearray, start: int) -> bool:
        return cells[start : start + self.length] == b"\1" * self.length

    def runs_of_slots(self) -> list[list[Run]]:
        """The runs of each merged slot that holds a meeting."""
        slots: list[list[Run]] = []
        for start in range(self.size):
            if not self.fits(self.offered, start):
                continue
            people = frozenset(name for name, cells in self.free.items() if self.fits(cells, start))
            if not slots or slots[-1][-1].last != start - 1:
                slots.append([Run(start, start, people)])
            elif slots[-1][-1].people == people:
                slots[-1][-1] = Run(slots[-1][-1].first, start, people)
            else:
                slots[-1].append(Run(start, start, people))
        return slots

    def windows(self) -> list[Run]:
        windows = []
        for runs in self.runs_of_slots():
            for number, run in enumerate(runs):
                neighbours = runs[max(0, number - 1) : number] + runs[number + 1 : number + 2]
                if run.people and not any(run.people < neighbour.people for neighbour in neighbours):
                    assert run.first % 2 == run.last % 2 == 0, "a window's starts are a closed interval"
                    windows.append(run)
        return windows

    def value(self, run: Run) -> tuple[int, int]:
        missing = sum(person.required and person.id not in run.people for person in self.case.people)
        return missing, -len(run.people)

    def longest(self, name: str, run: Run) -> int:
        """The longest stretch that someone has inside the window, in half units."""
        inside = self.free[name][run.first : run.last + self.length]
        return max((len(list(stretch)) for covered, stretch in groupby(inside) if covered), default=0)

    def absence(self, person: Person, run: Run) -> Absence:
        reason: AbsenceReason
        longest = self.longest(person.id, run)
        if person.answer is None:
            reason = "no_reply"
        elif not person.answer:
            reason = "declined"
        elif not longest:
            reason = "outside"
        else:
            return Absence(person.id, "too_short", timedelta(seconds=longest * self.case.unit / 2))
        return Absence(person.id, reason)

    def meeting(self, run: Run) -> int:
        """The start to propose, in seconds past the origin."""
        first, last = run.first * self.case.unit // 2, run.last * self.case.unit // 2
        past = self.case.origin + OFFSETS[self.case.zone]
        candidates = [start for start in range(first, last + 1) if start == first or (past + start) % 300 == 0]
        sizes = (3600, 1800, 900, 300, 1)
        return min(candidates, key=lambda start: (-max(size for size in sizes if (past + start) % size == 0), start))

    def window(self, run: Run) -> Window:
        length = timedelta(seconds=self.case.length * self.case.unit)
        meeting = self.case.at(0) + timedelta(seconds=self.meeting(run))
        by_id = sorted(self.case.people, key=lambda person: person.id)
        return Window(
            interval=self.case.interval(run.first // 2, (run.last + self.length) // 2),
            meeting=Interval(meeting, meeting + length),
            available=tuple(person.id for person in by_id if person.id in run.people),
            absences=tuple(self.absence(person, run) for person in by_id if person.id not in run.people),
        )

    def reason(self) -> Reason:
        if not self.answers():
            return "no_answers"
        if not any(
            mine and offered for cells in self.free.values() for mine, offered in zip(cells, self.offered, strict=True)
        ):
            return "no_overlap_with_slots"
        return "too_short"

    def recommendation(self, limit: int, alternatives: int) -> Recommendation:
        windows = sorted(self.windows(), key=lambda run: (self.value(run), run.first))
        if not windows:
            return Recommendation(everyone=False, reason=self.reason())
        best = [run for run in windows if self.value(run) == self.value(windows[0])]
        return Recommendation(
            everyone=len(best[0].people) == len(self.case.people),
            windows=tuple(self.window(run) for run in best[:limit]),
            more=len(best[limit:]),
            alternatives=tuple(self.window(run) for run in windows[len(best) :][:alternatives]),
        )


def pairs_within(span: int, shortest: int, longest: int, step: int = 1) -> st.SearchStrategy[tuple[int, int]]:
    """Pairs on a grid, or a unit beside it."""
    beside = st.integers(-1, 1) if step > 1 else st.just(0)
    edges = st.tuples(st.integers(0, span // step), beside).map(lambda edge: max(0, edge[0] * step + edge[1]))
    return (
        st.tuples(edges, edges)
        .map(sorted)
        .map(lambda ends: (ends[0], min(max(ends[1], ends[0] + shortest), ends[0] + longest)))
    )


def people(
    answers: st.SearchStrategy[Pairs | None], fewest: int, required: tuple[bool, ...] = (True, True, False)
) -> st.SearchStrategy[list[Person]]:
    each = st.lists(st.tuples(st.sampled_from(required), answers), min_size=fewest, max_size=len(NAMES))
    return each.map(lambda drawn: [Person(name, *one) for name, one in zip(NAMES, drawn, strict=False)])


any_pairs = st.lists(pairs_within(40, 1, 40), min_size=1, max_size=4)
origins = st.sampled_from([0, -20 * MINUTE, -33 * MINUTE, 10 * MINUTE])
zones = st.sampled_from([None, "UTC", "Asia/Kolkata", "America/St_Johns", "Asia/Kathmandu"])
cases_in_minutes = st.builds(
    Case,
    unit=st.just(60),
    origin=origins,
    length=st.integers(1, 12),
    slots=any_pairs,
    people=people(st.one_of(any_pairs, any_pairs, any_pairs, st.none(), st.just([])), fewest=1),
    zone=zones,
)
crowded_cases = st.builds(
    Case,
    unit=st.just(60),
    origin=origins,
    length=st.integers(1, 5),
    slots=st.just([(0, 40)]) | st.just([(0, 17), (16, 21), (22, 40)]),
    people=people(st.lists(pairs_within(40, 4, 14), min_size=2, max_size=5), fewest=3),
    zone=zones,
)
cases_in_seconds = st.builds(
    Case,
    unit=st.just(1),
    origin=st.sampled_from([-190, -7, 0, 13, 1700]),
    length=st.integers(60, 64) | st.integers(88, 92),
    slots=st.lists(pairs_within(360, 60, 360, step=30), min_size=1, max_size=3),
    people=people(st.lists(pairs_within(360, 1, 300, step=30), min_size=1, max_size=4), fewest=2),
    zone=st.sampled_from([None, "America/St_Johns", "UTC+00:02:10"]),
)
limits = st.integers(1, 3) | st.just(50)
counts_of_alternatives = st.integers(0, 3) | st.just(50)


def check(case: Case, limit: int, alternatives: int) -> None:
    expected = BruteForce(case).recommendation(limit, alternatives)
    seen(f"{expected.reason or len(expected.windows)}, everyone: {expected.everyone}")
    assert recommend(case.event(), case.free(), limit=limit, alternatives=alternatives) == expected


@settings(max_examples=1000, deadline=None)
@given(cases_in_minutes, limits, counts_of_alternatives)
def test_the_recommendation_is_the_one_that_asking_everyone_about_every_minute_finds(
    case: Case, limit: int, alternatives: int
) -> None:
    check(case, limit, alternatives)


@settings(max_examples=1000, deadline=None)
@given(crowded_cases, limits, counts_of_alternatives)
def test_many_windows_with_many_people_are_those_that_asking_everyone_about_every_minute_finds(
    case: Case, limit: int, alternatives: int
) -> None:
    check(case, limit, alternatives)


@settings(max_examples=400, deadline=None)
@given(cases_in_seconds, limits, counts_of_alternatives)
def test_the_recommendation_is_the_one_that_asking_everyone_about_every_second_finds(
    case: Case, limit: int, alternatives: int
) -> None:
    check(case, limit, alternatives)


@settings(max_examples=200, deadline=None)
@given(cases_in_minutes | crowded_cases, st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order_of_participants_slots_or_answers(case: Case, random: Random) -> None:
    def shuffled(items: Iterable[Item]) -> list[Item]:
        return sorted(items, key=lambda _: random.random())

    everyone = [
        Person(each.id, each.required, None if each.answer is None else shuffled(each.answer))
        for each in shuffled(case.people)
    ]
    other = Case(case.unit, case.origin, case.length, shuffled(case.slots), everyone, case.zone)
    free = dict(shuffled(other.free().items()))
    assert recommend(other.event(), free, alternatives=50) == recommend(case.event(), case.free(), alternatives=50)


def at(clock_time: str) -> datetime:
    hour, minute, second = (*map(int, clock_time.split(":")), 0)[:3]
    return datetime(2025, 1, 12, tzinfo=UTC) + timedelta(hours=hour, minutes=minute, seconds=second)


def hours(*texts: str) -> list[Slot]:
    """``09:00-10:30`` on 12 Jan 2025, UTC."""
    return [Slot(at(text[:5]), at(text[-5:])) for text in texts]


def hours_of(window: str, meeting: str) -> tuple[Interval, Interval]:
    return Interval(at(window[:5]), at(window[-5:])), Interval(at(meeting[:5]), at(meeting[-5:]))


def free(**texts: str) -> dict[str, IntervalSet]:
    """Availability by id: ranges with a blank between them, or nothing."""
    return {name: IntervalSet(hours(*text.split())) for name, text in texts.items()}


def review(slots: str, *participants: str | Participant, minutes: int = 60, zone: str | None = None) -> Event:
    invited = [each if isinstance(each, Participant) else Participant(each) for each in participants]
    return Event("Review", timedelta(minutes=minutes), hours(*slots.split()), invited, zone)


def span(interval: Interval) -> str:
    return f"{interval.start:%H:%M}-{interval.end:%H:%M}"


def test_the_worked_example_of_the_design_gives_both_of_its_windows() -> None:
    best = recommend(review("09:00-12:00", "A", "B", "C"), free(A="09:00-12:00", B="09:00-10:30", C="10:30-12:00"))
    assert best == Recommendation(
        everyone=False,
        windows=(
            Window(*hours_of("09:00-10:30", "09:00-10:00"), ("A", "B"), (Absence("C", "outside"),)),
            Window(*hours_of("10:30-12:00", "11:00-12:00"), ("A", "C"), (Absence("B", "outside"),)),
        ),
    )


def test_two_people_who_share_exactly_one_meeting_get_exactly_one_start() -> None:
    best = recommend(review("08:00-12:00", "A", "B", minutes=30), free(A="09:00-10:00", B="09:30-10:30"))
    assert best.everyone
    assert [(span(each.interval), span(each.meeting)) for each in best.windows] == [("09:30-10:00", "09:30-10:00")]


@pytest.mark.parametrize(
    ("slots", "answer"),
    [
        pytest.param("14:00-15:00 15:00-16:00", "14:30-15:30", id="two-slots"),
        pytest.param("14:00-16:00", "14:30-15:00 15:00-15:30", id="two-pieces-of-availability"),
        pytest.param("15:00-16:00 14:00-15:00", "15:00-15:30 14:30-15:00", id="both-and-out-of-order"),
        pytest.param("14:00-15:20 15:00-16:00", "14:30-15:20 15:10-15:30", id="overlapping"),
    ],
)
def test_a_meeting_may_straddle_what_touches(slots: str, answer: str) -> None:
    best = recommend(review(slots, "A"), free(A=answer))
    assert [span(each.interval) for each in best.windows] == ["14:30-15:30"]


def test_a_meeting_does_not_straddle_a_gap_of_one_second() -> None:
    slots = [Slot(at("14:00"), at("15:00")), Slot(at("15:00:01"), at("16:00"))]
    event = Event("Review", timedelta(minutes=61), slots, [Participant("A")])
    assert recommend(event, free(A="14:00-16:00")).reason == "too_short"


def test_a_partial_overlap_is_not_attendance_and_names_the_longest_stretch() -> None:
    best = recommend(
        review("09:00-12:00", "A", "B", "C", "D", minutes=90),
        free(A="09:00-12:00", B="09:00-10:00 10:30-10:45 11:45-13:00", C="07:00-09:00 12:00-14:00", D=""),
    )
    assert [each.absences for each in best.windows] == [
        (Absence("B", "too_short", timedelta(hours=1)), Absence("C", "outside"), Absence("D", "declined")),
    ]


def test_a_window_with_everyone_is_the_only_recommendation_and_the_others_are_alternatives() -> None:
    event = review("09:00-11:00 13:00-15:00", "A", "B")
    answers = free(A="09:00-11:00 13:00-15:00", B="13:00-15:00")
    best = recommend(event, answers, alternatives=5)
    assert best.everyone
    assert [span(each.interval) for each in best.windows] == ["13:00-15:00"]
    assert [span(each.interval) for each in best.alternatives] == ["09:00-11:00"]
    assert recommend(event, answers).alternatives == ()


def test_everyone_is_also_the_optional_ones_and_those_who_have_not_replied() -> None:
    for other in (Participant("B", required=False), Participant("B")):
        best = recommend(review("09:00-11:00", "A", other), free(A="09:00-11:00"))
        assert not best.everyone
        assert [each.absences for each in best.windows] == [(Absence("B", "no_reply"),)]


def test_a_required_participant_counts_for_more_than_any_number_of_optional_ones() -> None:
    optional = [Participant(name, required=False) for name in ("x", "y", "z")]
    best = recommend(
        review("09:00-10:00 13:00-14:00", "A", *optional),
        free(A="13:00-14:00", x="09:00-10:00", y="09:00-10:00", z="09:00-10:00"),
        alternatives=1,
    )
    assert [(each.available, span(each.interval)) for each in best.windows] == [(("A",), "13:00-14:00")]
    assert [each.available for each in best.alternatives] == [("x", "y", "z")]


def test_a_window_of_optional_participants_alone_is_a_window() -> None:
    best = recommend(review("09:00-10:00", Participant("A", required=False), "B"), free(A="09:00-10:00"))
    assert [each.available for each in best.windows] == [("A",)]


def test_an_interval_that_leaves_the_slot_is_cut_to_it() -> None:
    best = recommend(review("09:00-11:00", "A"), free(A="08:00-12:00"))
    assert [span(each.interval) for each in best.windows] == ["09:00-11:00"]


@pytest.mark.parametrize(
    ("slots", "invited", "answers", "reason"),
    [
        pytest.param("09:00-11:00", "", {}, "no_answers", id="no-participants"),
        pytest.param("09:00-11:00", "AB", {}, "no_answers", id="nobody-has-replied"),
        pytest.param("09:00-11:00", "AB", {"A": "", "B": ""}, "no_answers", id="all-have-declined"),
        pytest.param("09:00-09:30", "A", {}, "no_answers", id="no-answers-before-too-short"),
        pytest.param("09:00-11:00", "AB", {"A": "12:00-14:00", "B": ""}, "no_overlap_with_slots", id="elsewhere"),
        pytest.param("09:00-11:00", "A", {"A": "08:00-09:00 11:00-14:00"}, "no_overlap_with_slots", id="only-touching"),
        pytest.param(
            "09:00-09:30", "A", {"A": "10:00-14:00"}, "no_overlap_with_slots", id="elsewhere-before-too-short"
        ),
        pytest.param("09:00-11:00", "A", {"A": "09:00-09:59"}, "too_short", id="a-minute-short"),
        pytest.param("09:00-11:00", "A", {"A": "08:00-09:59"}, "too_short", id="a-minute-short-in-the-slot"),
        pytest.param("09:00-11:00", "AB", {"A": "09:00-09:40", "B": "09:40-10:20"}, "too_short", id="not-pooled"),
        pytest.param("09:00-09:59", "A", {"A": "08:00-14:00"}, "too_short", id="fits-no-slot"),
    ],
)
def test_without_a_window_the_reason_is_the_first_that_holds(
    slots: str, invited: str, answers: dict[str, str], reason: Reason
) -> None:
    best = recommend(review(slots, *invited), free(**answers), alternatives=500)
    assert best == Recommendation(everyone=False, windows=(), more=0, alternatives=(), reason=reason)


def test_a_meeting_of_31_days_fits_a_slot_of_31_days_exactly() -> None:
    start, end = at("00:00"), at("00:00") + timedelta(days=31)
    event = Event("Retreat", timedelta(days=31), [Slot(start, end)], [Participant("A")])
    best = recommend(event, {"A": IntervalSet([Interval(start, end)])})
    assert [(each.interval, each.meeting) for each in best.windows] == [(Interval(start, end), Interval(start, end))]


FIVE_SLOTS = "01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 09:00-10:00"


@pytest.mark.parametrize(
    ("limit", "alternatives", "starts", "more", "next_starts"),
    [
        pytest.param(1, 0, [3], 2, [], id="one"),
        pytest.param(2, 1, [3, 5], 1, [1], id="alternatives-come-after-all-of-the-best"),
        pytest.param(3, 2, [3, 5, 9], 0, [1, 7], id="all"),
        pytest.param(500, 500, [3, 5, 9], 0, [1, 7], id="the-most-that-can-be-asked-for"),
    ],
)
def test_the_best_are_named_up_to_the_limit_and_the_others_of_them_counted(
    limit: int, alternatives: int, starts: list[int], more: int, next_starts: list[int]
) -> None:
    event = review(FIVE_SLOTS, "A", "B", "C")
    answers = free(A=FIVE_SLOTS, B="03:00-04:00 05:00-06:00 09:00-10:00")
    best = recommend(event, answers, limit=limit, alternatives=alternatives)
    assert [each.interval.start.hour for each in best.windows] == starts
    assert best.more == more
    assert [each.interval.start.hour for each in best.alternatives] == next_starts


def test_fifty_are_named_unless_asked_otherwise() -> None:
    slots = [Slot(at("00:00") + timedelta(hours=hour), at("00:30") + timedelta(hours=hour)) for hour in range(60)]
    event = Event("Review", timedelta(minutes=30), slots, [Participant("A")])
    best = recommend(event, {"A": IntervalSet(slots)})
    assert (len(best.windows), best.more, best.alternatives) == (50, 10, ())


@pytest.mark.parametrize(
    ("limit", "alternatives", "message"),
    [
        pytest.param(0, 0, "limit is 1 to 500, not 0", id="no-limit"),
        pytest.param(-1, 0, "limit is 1 to 500, not -1", id="limit-below-nothing"),
        pytest.param(501, 0, "limit is 1 to 500, not 501", id="limit-too-large"),
        pytest.param(50, -1, "alternatives is 0 to 500, not -1", id="fewer-alternatives-than-none"),
        pytest.param(50, 501, "alternatives is 0 to 500, not 501", id="too-many-alternatives"),
    ],
)
@pytest.mark.parametrize(
    "answers", [pytest.param({}, id="nothing-to-find"), pytest.param({"A": "09:00-11:00"}, id="found")]
)
def test_a_limit_out_of_bounds_is_refused_whatever_there_is_to_find(
    answers: dict[str, str], limit: int, alternatives: int, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        recommend(review("09:00-11:00", "A"), free(**answers), limit=limit, alternatives=alternatives)


@pytest.mark.parametrize(
    ("stranger", "named"),
    [
        pytest.param("b", '"b" has answered but is no participant', id="nearly-the-same-name"),
        pytest.param("B\x1b[2J", r'"B\x1b[2J" has answered but is no participant', id="nothing-a-terminal-obeys"),
    ],
)
def test_an_answer_by_someone_who_is_no_participant_is_refused(stranger: str, named: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        recommend(review("09:00-11:00", "B"), {stranger: IntervalSet(hours("09:00-11:00")), "z": IntervalSet()})
    assert named in str(refusal.value)


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        pytest.param(None, "10:00", id="utc-without-a-zone"),
        pytest.param("UTC", "10:00", id="utc"),
        pytest.param("Asia/Kolkata", "09:30", id="kolkata-15:00"),
        pytest.param("Asia/Kathmandu", "10:15", id="kathmandu-16:00"),
        pytest.param("America/St_Johns", "09:30", id="st-johns-06:00"),
        pytest.param("UTC+00:02:10", "09:57:50", id="an-offset-with-seconds"),
    ],
)
def test_the_meeting_starts_at_the_roundest_clock_time_in_the_zone_of_the_event(zone: str | None, start: str) -> None:
    best = recommend(review("09:17-12:00", "A", zone=zone), free(A="09:17-11:25"))
    assert [each.meeting.start for each in best.windows] == [at(start)]


def test_ids_are_sorted_by_code_point_among_the_available_and_the_absent() -> None:
    names = ["é", "z", "a", "B", "अ"]
    everyone = recommend(review("09:00-10:00", *names), dict.fromkeys(names, IntervalSet(hours("09:00-10:00"))))
    assert everyone.windows[0].available == ("B", "a", "z", "é", "अ")
    one = recommend(review("09:00-10:00", *names), free(z="09:00-10:00"))
    assert [absence.participant_id for absence in one.windows[0].absences] == ["B", "a", "é", "अ"]


def test_who_is_free_at_other_times_alone_has_not_declined() -> None:
    event = Event(
        "Review",
        timedelta(hours=1),
        parse_slots("12 Jan 2025, 9:00 - 12:00 UTC"),
        [Participant(each) for each in "abc"],
    )
    free = {"a": IntervalSet(), "b": IntervalSet(), "c": IntervalSet(event.slots)}
    best = recommend(event, free, declined={"b"})
    assert best.windows[0].absences == (Absence("a", "outside"), Absence("b", "declined"))
    assert recommend(event, free | {"c": IntervalSet()}, declined={"b"}).reason == "no_overlap_with_slots"
    assert recommend(event, free | {"c": IntervalSet()}, declined={"a", "b", "c"}).reason == "no_answers"
