"""What would help, by examples."""

from datetime import UTC, datetime, timedelta

import pytest

from evsched.engine.conditions import AtLeast, Conditions, Quorum
from evsched.engine.explain import explain
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommendation import Explanation
from evsched.engine.remedies import Blocker, Session, Sessions, Shorter
from evsched.engine.sessions import MOST_PEOPLE, MOST_WINDOWS, sessions
from evsched.engine.starts import Candidate

pytestmark = pytest.mark.usefixtures("each_kernel")

HOUR = 3600
DAY = datetime(2025, 1, 12, tzinfo=UTC)


def interval(text: str) -> Interval:
    """``09:00-10:30`` on 12 Jan 2025, UTC; hours past 24 are on the days after."""
    ends = (tuple(map(int, end.split(":"))) for end in text.split("-"))
    start, end = (DAY + timedelta(hours=hour, minutes=minute) for hour, minute in ends)
    return Interval(start, end)


def times(text: str) -> IntervalSet:
    return IntervalSet(interval(each) for each in text.split())


def seconds(clock_time: str) -> int:
    return int(interval(f"{clock_time}-99:00").start.timestamp())


def review(slots: str, names: str, *, minutes: int = 60) -> Event:
    """An event; who is optional has a question mark."""
    people = [Participant(name.strip("?"), required=not name.endswith("?")) for name in names.split()]
    offered = [Slot(each.start, each.end) for each in map(interval, slots.split())]
    return Event("Review", timedelta(minutes=minutes), offered, people)


def window(text: str, attending: int, required_missing: int, *, minutes: int = 60) -> Candidate:
    start, end = text.split("-")
    return Candidate(seconds(start), seconds(end) - minutes * 60, attending, required_missing)


def explained(
    event: Event,
    windows: list[Candidate],
    *,
    first: Candidate | None,
    quorum: Quorum | None = None,
    at_least: tuple[AtLeast, ...] = (),
    free: dict[str, str],
) -> Explanation:
    times_of = {name: times(text) for name, text in free.items()}
    return explain(
        event,
        times_of,
        windows,
        lambda each: each.first,
        first,
        Conditions(event, times_of, quorum, at_least),
    )


def test_the_example_of_one_call_names_chen_as_in_the_way_and_two_sessions() -> None:
    event = review("19:00-21:00 71:00-74:00", "alice bob chen dana?")
    windows = [window("19:00-20:30", 2, 1), window("72:00-73:30", 1, 2)]
    answers = {"alice": "19:00-21:00", "bob": "19:00-20:30", "chen": "72:00-73:30"}
    proposed = {windows[0]: seconds("19:00"), windows[1]: seconds("72:30")}
    free = {name: times(text) for name, text in answers.items()}
    answer = explain(event, free, windows, proposed.__getitem__, windows[0], None)
    assert answer == Explanation(
        blockers=(Blocker("chen", (interval("19:00-20:30"),)),),
        shorter=None,
        sessions=Sessions(
            (Session(interval("19:00-20:00"), ("alice", "bob")), Session(interval("72:30-73:30"), ("chen",))),
            unreachable=("dana",),
            minimal=True,
        ),
        certain=True,
    )


def test_the_worked_example_of_the_design_has_two_who_are_in_the_way() -> None:
    windows = [window("09:00-10:30", 2, 1), window("10:30-12:00", 2, 1)]
    answer = explained(
        review("09:00-12:00", "A B C"),
        windows,
        first=windows[0],
        free={"A": "09:00-12:00", "B": "09:00-10:30", "C": "10:30-12:00"},
    )
    assert answer.blockers == (Blocker("B", (interval("10:30-12:00"),)), Blocker("C", (interval("09:00-10:30"),)))
    assert answer.shorter is None
    assert answer.sessions is not None
    assert [each.participants for each in answer.sessions.meetings] == [("A", "B"), ("A", "C")]
    assert answer.certain


def test_nothing_is_explained_where_everyone_can_attend() -> None:
    both = window("09:00-11:00", 2, 0)
    answer = explained(review("09:00-11:00", "A B"), [both], first=both, free={"A": "09:00-11:00", "B": "09:00-11:00"})
    assert answer == Explanation(blockers=(), shorter=None, sessions=None, certain=True)


def test_only_those_required_who_gave_some_time_are_in_the_way() -> None:
    both = window("09:00-11:00", 2, 2)
    answer = explained(
        review("09:00-11:00", "A B optional? silent declined"),
        [both],
        first=both,
        free={"A": "09:00-11:00", "B": "09:00-11:00", "optional": "15:00-16:00", "declined": ""},
    )
    assert (answer.blockers, answer.shorter) == ((), None)
    assert answer.sessions is not None
    assert answer.sessions.unreachable == ("declined", "optional", "silent")


@pytest.mark.parametrize(
    ("answers", "blockers"),
    [
        pytest.param({"A": "09:00-10:00"}, {}, id="one-alone"),
        pytest.param({"A": "09:00-09:30"}, {}, id="one-alone-who-has-no-window"),
        pytest.param({"A": "09:00-10:00", "B": "11:00-12:00"}, {"A": "11:00-12:00", "B": "09:00-10:00"}, id="two"),
        pytest.param({"A": "09:00-10:00", "B": "11:00-11:30"}, {"B": "09:00-10:00"}, id="two-one-without-a-window"),
        pytest.param({"A": "09:00-10:00", "B": "09:00-11:00"}, {}, id="two-who-fit"),
        pytest.param(
            {"A": "09:00-12:00", "B": "09:00-12:00", "C": "09:30-10:15 10:45-11:00"},
            {"C": "09:00-12:00"},
            id="one-whose-time-is-too-short-for-others-who-could-all-morning",
        ),
        pytest.param(
            {"A": "08:00-09:30 10:00-11:00 11:30-13:00", "B": "08:00-13:00", "C": ""},
            {},
            id="who-declined-is-not-in-the-way",
        ),
        pytest.param(
            {"A": "08:00-09:30 10:00-11:00 11:30-13:00", "B": "08:00-13:00", "C": "20:00-21:00"},
            {"C": "09:00-09:30 10:00-11:00 11:30-12:00"},
            id="every-window-of-the-others-in-what-is-offered",
        ),
        pytest.param(
            {"A": "09:00-10:00", "B": "10:00-11:00", "C": "11:00-12:00"}, {}, id="three-of-whom-any-two-do-not-fit"
        ),
    ],
)
def test_in_the_way_is_without_whom_all_the_others_have_a_window(
    answers: dict[str, str], blockers: dict[str, str]
) -> None:
    minutes = 30 if "20:00-21:00" in answers.values() else 60
    answer = explained(review("09:00-12:00", "A B C", minutes=minutes), [], first=None, free=answers)
    found = {each.participant_id: [*each.windows] for each in answer.blockers}
    assert found == {name: [*times(text)] for name, text in blockers.items()}


@pytest.mark.parametrize(
    ("answers", "minutes", "shorter"),
    [
        pytest.param({"A": "09:00-10:00", "B": "09:30-11:00"}, 60, ("09:30-10:00", 30), id="the-overlap"),
        pytest.param({"A": "09:00-10:00", "B": "09:30-11:00"}, 30, None, id="they-fit-already"),
        pytest.param({"A": "09:00-10:00", "B": "10:00-11:00"}, 60, None, id="no-overlap"),
        pytest.param({"A": "09:00-09:45"}, 60, ("09:00-09:45", 45), id="one-alone"),
        pytest.param({"A": "11:30-14:00"}, 60, ("11:30-12:00", 30), id="cut-to-what-is-offered"),
        pytest.param({}, 60, None, id="nobody"),
        pytest.param(
            {"A": "09:00-12:00", "B": "09:00-09:20 10:00-10:30 11:00-11:30"},
            60,
            ("10:00-10:30", 30),
            id="the-earliest-of-the-longest",
        ),
    ],
)
def test_shorter_is_the_longest_that_fits_all(
    answers: dict[str, str], minutes: int, shorter: tuple[str, int] | None
) -> None:
    answer = explained(review("09:00-12:00", "A B", minutes=minutes), [], first=None, free=answers)
    expected = shorter and Shorter(timedelta(minutes=shorter[1]), interval(shorter[0]))
    assert answer.shorter == expected


def test_a_shorter_meeting_lasts_whole_minutes_and_its_window_reaches_as_far_as_they_are_free() -> None:
    event = review("09:00-12:00", "A")
    start = seconds("09:00")
    for length, minutes in ((59, None), (60, 1), (119, 1), (1799, 29), (3599, 59)):
        free = {"A": IntervalSet.of_seconds([(start, start + length)])}
        answer = explain(event, free, [], lambda each: each.first, None, None)
        if minutes is None:
            assert answer.shorter is None
        else:
            [window_of_all] = free["A"]
            assert answer.shorter == Shorter(timedelta(minutes=minutes), window_of_all)


def test_without_windows_nobody_is_reached_by_no_session() -> None:
    answer = explained(review("09:00-12:00", "b a c?"), [], first=None, free={"a": "09:00-09:30"})
    assert answer.sessions == Sessions((), ("a", "b", "c"), minimal=True)


def test_among_as_few_sessions_those_with_the_better_window_are_named_in_times_order() -> None:
    windows = [window("09:00-10:00", 1, 3), window("11:00-12:00", 2, 2), window("13:00-14:00", 3, 1)]
    answer = explained(
        review("09:00-14:00", "A B C D"),
        windows,
        first=windows[2],
        free={
            "A": "09:00-10:00 11:00-12:00",
            "B": "11:00-12:00 13:00-14:00",
            "C": "13:00-14:00",
            "D": "13:00-14:00",
        },
    )
    assert answer.sessions is not None
    assert [each.meeting for each in answer.sessions.meetings] == [interval("11:00-12:00"), interval("13:00-14:00")]


def test_of_sessions_with_as_many_required_the_one_with_more_people_comes_before_the_earlier_one() -> None:
    windows = [window("09:00-10:00", 2, 0), window("11:00-12:00", 3, 0), window("13:00-14:00", 2, 1)]
    answer = explained(
        review("09:00-14:00", "A x? y? z?"),
        windows,
        first=windows[1],
        free={
            "A": "09:00-10:00 11:00-12:00",
            "x": "09:00-10:00 11:00-12:00",
            "y": "11:00-12:00 13:00-14:00",
            "z": "13:00-14:00",
        },
    )
    assert answer.sessions is not None
    assert [each.participants for each in answer.sessions.meetings] == [("A", "x", "y"), ("y", "z")]


@pytest.mark.parametrize(
    ("people", "windows", "told"),
    [
        pytest.param(MOST_PEOPLE, MOST_WINDOWS, True, id="as-many-as-may-be"),
        pytest.param(MOST_PEOPLE + 1, 1, False, id="too-many-people"),
        pytest.param(1, MOST_WINDOWS + 1, False, id="too-many-windows"),
    ],
)
def test_sessions_are_told_up_to_a_bound(people: int, windows: int, *, told: bool) -> None:
    ids = [f"p{number}" for number in range(people)]
    free = {"p0": IntervalSet.of_seconds([(0, windows * 2 * HOUR)])}
    candidates = [Candidate(number * 2 * HOUR, number * 2 * HOUR, 1, 0) for number in range(windows)]
    found = sessions(ids, free, candidates, lambda each: each.first, HOUR)
    assert (found is not None) == told
    if found is not None:
        assert [each.participants for each in found.meetings] == [("p0",)]
        assert found.unreachable == tuple(sorted(ids[1:]))


@pytest.mark.parametrize(
    ("names", "noon", "certain"),
    [
        pytest.param("A B", "B", True, id="nobody-is-left-to-answer"),
        pytest.param("A B C", "A", True, id="one-can-only-draw-level"),
        pytest.param("A B C D", "A", False, id="two-can-make-another-better"),
        pytest.param("A B C? D?", "A", True, id="two-who-are-optional-cannot"),
        pytest.param("A B? C", "A", False, id="one-who-is-required-counts-for-more-than-one-who-is-not"),
        pytest.param("A B C D", "", True, id="two-who-come-to-nobody-can-only-draw-level"),
        pytest.param("A B C D E", "", False, id="three-can-meet-where-nobody-else-can"),
    ],
)
def test_it_is_certain_what_those_who_have_not_answered_cannot_change(names: str, noon: str, *, certain: bool) -> None:
    event = review("09:00-10:00 12:00-13:00", names)
    required = {each.id for each in event.participants if each.required}
    morning = window("09:00-10:00", 2, len(required - {"A", "B"}))
    windows = [morning, window("12:00-13:00", 1, len(required - {noon}))] if noon else [morning]
    answers = {"A": "09:00-10:00", "B": "09:00-10:00"}
    if noon:
        answers[noon] += " 12:00-13:00"
    assert explained(event, windows, first=morning, free=answers).certain == certain


@pytest.mark.parametrize(
    ("names", "certain"),
    [pytest.param("A B", True, id="nobody-is-left"), pytest.param("A B C", False, id="somebody-is-left")],
)
def test_that_nothing_is_recommended_is_certain_once_all_have_answered(names: str, *, certain: bool) -> None:
    answers = {"A": "09:00-09:30", "B": ""}
    assert explained(review("09:00-13:00", names), [], first=None, free=answers).certain == certain


@pytest.mark.parametrize(
    ("free", "certain"),
    [
        pytest.param({"A": "09:00-10:30", "B": "09:00-11:00"}, False, id="one-stays-after-it"),
        pytest.param({"A": "09:30-11:00", "B": "09:00-11:00"}, False, id="one-is-there-before-it"),
        pytest.param({"A": "09:00-11:00", "B": "09:00-11:00"}, True, id="it-is-all-of-the-slot"),
    ],
)
def test_right_beside_the_first_window_others_may_join_who_is_there_already(
    free: dict[str, str], *, certain: bool
) -> None:
    first = window("09:30-11:00" if free["A"].startswith("09:30") else free["A"], 2, 2)
    answer = explained(review("09:00-11:00", "A B C D"), [first], first=first, free=free)
    assert answer.certain == certain


@pytest.mark.parametrize(
    ("quorum", "at_least", "certain"),
    [
        pytest.param(None, (), False, id="no-condition"),
        pytest.param(Quorum(3), (), False, id="a-quorum-they-make"),
        pytest.param(Quorum(4), (), True, id="a-quorum-they-do-not-make"),
        pytest.param(Quorum(75, is_percentage=True), (), False, id="a-percentage-they-make"),
        pytest.param(Quorum(76, is_percentage=True), (), True, id="a-percentage-they-do-not-make"),
        pytest.param(None, (AtLeast(1, ["B"]),), True, id="somebody-is-needed-who-is-elsewhere"),
        pytest.param(None, (AtLeast(3, ["A", "C", "D"]),), False, id="those-who-come-are-counted"),
        pytest.param(None, (AtLeast(1, ["A", "B"]), AtLeast(2, ["A", "B", "C"])), False, id="all-conditions-hold"),
        pytest.param(None, (AtLeast(1, ["A"]), AtLeast(2, ["A", "B"])), True, id="one-of-two-conditions-fails"),
    ],
)
def test_a_start_that_fails_a_condition_even_with_all_who_are_silent_makes_nothing_uncertain(
    quorum: Quorum | None, at_least: tuple[AtLeast, ...], *, certain: bool
) -> None:
    windows = [window("09:00-10:00", 2, 2), window("12:00-13:00", 1, 3)]
    answer = explained(
        review("09:00-10:00 12:00-13:00", "A B C D"),
        windows,
        first=windows[0],
        quorum=quorum,
        at_least=at_least,
        free={"A": "09:00-10:00 12:00-13:00", "B": "09:00-10:00"},
    )
    assert answer.certain == certain
