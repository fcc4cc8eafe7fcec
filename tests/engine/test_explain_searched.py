"""What is explained, against asking everyone about everything."""

from collections.abc import Iterable
from random import Random
from typing import TypeVar

from hypothesis import event as seen
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.conditions import AtLeast, Conditions, Quorum
from evsched.engine.explain import explain
from evsched.engine.recommendation import Explanation
from tests.engine.explained import BruteForce, Case, Pairs, Person

Item = TypeVar("Item")
NAMES = ("dee", "Zoë", "ann", "[bo]", "Émile", "cy", "[al]")


def pairs_within(span: int, fewest: int, most: int, shortest: int = 1) -> st.SearchStrategy[Pairs]:
    edges = st.tuples(st.integers(0, span - shortest), st.integers(shortest, span))
    pair = edges.map(lambda drawn: (drawn[0], max(drawn[0] + shortest, min(span, drawn[0] + drawn[1]))))
    return st.lists(pair, min_size=fewest, max_size=most)


@st.composite
def cases(draw: st.DrawFn, answers: st.SearchStrategy[Pairs], span: int, people: tuple[int, int], silent: int) -> Case:
    count = draw(st.integers(*people))
    missing = draw(st.integers(0, silent))
    given_answers = [draw(answers) for _ in range(count)]
    drawn = zip(NAMES, [*given_answers, *[None] * missing], strict=False)
    everyone = [Person(name, draw(st.sampled_from([True, True, False])), answer) for name, answer in drawn]
    names = st.lists(st.sampled_from([each.id for each in everyone] or ["nobody"]), min_size=1, unique=True)
    of_names = names.flatmap(lambda of: st.builds(AtLeast, st.integers(1, len(of)), st.just(of)))
    quorums = st.builds(Quorum, st.integers(1, 4)) | st.builds(Quorum, st.integers(1, 100), st.just(value=True))
    return Case(
        length=draw(st.integers(3, 9)),
        slots=draw(pairs_within(span, 1, 3, shortest=3)),
        people=everyone,
        quorum=draw(st.none() | quorums),
        at_least=tuple(draw(st.lists(of_names, max_size=2)) if everyone else []),
    )


plain_cases = cases(pairs_within(40, 0, 4), span=40, people=(0, 6), silent=1)
tight_cases = cases(pairs_within(30, 1, 4, shortest=8), span=30, people=(2, 6), silent=0)
cases_with_silent_people = cases(pairs_within(13, 0, 2, shortest=3), span=13, people=(0, 4), silent=2)


def explained(case: Case) -> Explanation:
    brute = BruteForce(case)
    candidates = [brute.candidate(run) for run in brute.windows]
    first = None if brute.first is None else brute.candidate(brute.first)
    return explain(
        case.event(),
        case.free(),
        candidates,
        lambda candidate: candidate.last,
        first,
        Conditions(case.event(), case.free(), case.quorum, case.at_least),
    )


def check(case: Case) -> None:
    expected = BruteForce(case).explanation()
    seen(f"blockers: {min(2, len(expected.blockers))}, shorter: {expected.shorter is not None}")
    seen(f"sessions: {None if expected.sessions is None else len(expected.sessions.meetings)}")
    seen(f"certain: {expected.certain}")
    assert explained(case) == expected


@settings(max_examples=500, deadline=None)
@given(plain_cases)
def test_what_is_explained_is_what_asking_everyone_about_everything_finds(case: Case) -> None:
    check(case)


@settings(max_examples=500, deadline=None)
@given(tight_cases)
def test_where_many_nearly_fit_it_is_what_asking_everyone_about_everything_finds(case: Case) -> None:
    check(case)


@settings(max_examples=500, deadline=None)
@given(cases_with_silent_people)
def test_it_is_certain_where_no_answer_of_those_who_are_silent_makes_another_start_better(case: Case) -> None:
    check(case)


@settings(max_examples=200, deadline=None)
@given(plain_cases | tight_cases, st.randoms(use_true_random=False))
def test_what_is_explained_does_not_depend_on_the_order_of_participants_slots_or_answers(
    case: Case, random: Random
) -> None:
    def shuffled(items: Iterable[Item]) -> list[Item]:
        return sorted(items, key=lambda _: random.random())

    everyone = [
        Person(each.id, each.required, None if each.answer is None else shuffled(each.answer))
        for each in shuffled(case.people)
    ]
    other = Case(case.length, shuffled(case.slots), everyone, case.quorum, tuple(shuffled(case.at_least)))
    assert explained(other) == explained(case)
