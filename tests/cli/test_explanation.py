"""Why it does not work for everyone, and what would help, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from evsched.cli.explanation import add_explanation
from evsched.cli.recommend import recommendation_page
from evsched.engine.model import Event, Participant
from evsched.engine.recommendation import Absence, Explanation, Recommendation, Window
from evsched.engine.remedies import Blocker, Session, Sessions, Shorter
from tests.cli.drawn import PIPE, between, event_of, text_of, window_of

NINE = [Participant(name) for name in ("ann", "bo", "cleo", "dan", "eve", "fay", "gus", "hal", "ida")]
EVENT = event_of(*NINE)
FIRST, SECOND = "2 Jan 2025, 9:00 - 10:00", "3 Jan 2025, 9:00 - 10:00"
NOTHING = Explanation(blockers=(), shorter=None, sessions=None, certain=True)


def sentences(explanation: Explanation | None, *, event: Event = EVENT, silent: Sequence[str] = ()) -> list[str]:
    """What is said of a recommendation in which cleo, and those who have not answered, cannot come."""
    absences = [Absence("cleo", "outside"), *(Absence(who, "no_reply") for who in silent)]
    return said(explanation, event, window_of(event, FIRST, absences))


def said(explanation: Explanation | None, event: Event, *windows: Window, more: int = 0) -> list[str]:
    best = Recommendation(everyone=False, windows=windows, more=more, explanation=explanation)
    return text_of(lambda page: add_explanation(page, event, best, "UTC"))


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert sentences(None) == []
    assert sentences(NOTHING) == []


def test_where_everyone_can_attend_nothing_is_said() -> None:
    best = Recommendation(everyone=True, windows=(window_of(EVENT, FIRST),), explanation=NOTHING)
    assert text_of(lambda page: add_explanation(page, EVENT, best, "UTC")) == []


def test_who_stands_in_the_way_is_named_with_the_first_time_of_all_others() -> None:
    blockers = (Blocker("cleo", (between(FIRST), between(SECOND))), Blocker("dan", (between(SECOND),)))
    assert sentences(Explanation(blockers, None, None, certain=True)) == [
        "",
        "All others who gave times could come",
        "  without cleo: 2 times, the first Thu 2 Jan 2025, 09:00–10:00 UTC",
        "  without dan: Fri 3 Jan 2025, 09:00–10:00 UTC",
    ]


def test_of_very_many_in_the_way_only_so_many_are_named() -> None:
    blockers = tuple(Blocker(f"p{number:02}", (between(FIRST),)) for number in range(14))
    shown = sentences(Explanation(blockers, None, None, certain=True))
    assert len(shown) == 13
    assert shown[-1] == "  … and without any one of 4 others; --json has them all."


@pytest.mark.parametrize(
    ("optional", "whom"),
    [((), "everyone who gave times"), (("ida",), "everyone required who gave times")],
    ids=["all-required", "one-optional"],
)
def test_the_longest_meeting_that_would_fit_is_said_with_its_time(optional: Sequence[str], whom: str) -> None:
    event = event_of(*(Participant(who.id, required=who.id not in optional) for who in NINE))
    shorter = Shorter(timedelta(minutes=45), between("2 Jan 2025, 9:00 - 9:45"))
    assert sentences(Explanation((), shorter, None, certain=True), event=event) == [
        "",
        f"45 min would fit {whom}: Thu 2 Jan 2025, 09:00–09:45 UTC",
    ]


def sessions(
    *attending: Sequence[str], unreachable: Sequence[str] = (), minimal: bool = True, certain: bool = True
) -> Explanation:
    starts = [f"{day} Jan 2025, 9:00 - 10:00" for day in range(2, 2 + len(attending))]
    meetings = (Session(between(start), tuple(who)) for start, who in zip(starts, attending, strict=True))
    return Explanation((), None, Sessions(tuple(meetings), tuple(unreachable), minimal), certain)


def test_sessions_that_reach_everyone_are_listed_with_who_comes() -> None:
    names = [who.id for who in NINE]
    assert sentences(sessions(names[:3], names[1:], names)) == [
        "",
        "3 sessions reach all 9:",
        "  Thu 2 Jan 2025, 09:00–10:00 UTC: ann, bo, cleo",
        "  Fri 3 Jan 2025, 09:00–10:00 UTC: all but ann",
        "  Sat 4 Jan 2025, 09:00–10:00 UTC: everyone",
    ]


def test_who_stays_unreachable_is_said_and_that_fewer_sessions_may_do() -> None:
    assert sentences(sessions(["ann", "bo"], ["cleo"], unreachable=["dan", "eve"], minimal=False)) == [
        "",
        "At most 2 sessions reach 7 of 9 (perhaps fewer would do):",
        "  Thu 2 Jan 2025, 09:00–10:00 UTC: ann, bo",
        "  Fri 3 Jan 2025, 09:00–10:00 UTC: cleo",
        "  No session reaches dan, eve.",
    ]


def test_one_session_is_the_recommendation_itself() -> None:
    assert sentences(sessions(["ann"], unreachable=["bo"])) == []


def test_of_very_many_sessions_only_so_many_are_listed() -> None:
    shown = sentences(sessions(*([who.id] for who in NINE * 2)))
    assert shown[-1] == "  … and 8 other sessions; --json has them all."
    assert len(shown) == 13


@pytest.mark.parametrize(
    ("silent", "certain", "more", "expected"),
    [
        pytest.param(["dan"], True, 0, "dan has not answered yet; this window stands whatever they say.", id="stands"),
        pytest.param(
            *(["dan", "eve"], True, 2),
            "dan, eve have not answered yet; the first window stays the first whatever they say.",
            id="stays-first",
        ),
        pytest.param(["dan"], False, 0, "dan has not answered yet: this may change when they do.", id="may-change"),
        pytest.param(
            *(["dan", "eve", "fay", "gus"], False, 0),
            "4 people have not answered yet: this may change when they do.",
            id="several",
        ),
    ],
)
def test_what_those_who_have_not_answered_can_change_is_said(
    silent: Sequence[str], certain: bool, more: int, expected: str
) -> None:
    window = window_of(EVENT, FIRST, [Absence(who, "no_reply") for who in silent])
    explanation = Explanation((), None, None, certain)
    assert said(explanation, EVENT, window, more=more) == ["", expected]


def test_an_explanation_is_given_where_nothing_is_recommended() -> None:
    shorter = Shorter(timedelta(minutes=45), between("2 Jan 2025, 9:00 - 9:45"))
    explanation = Explanation((), shorter, None, certain=False)
    best = Recommendation(everyone=False, reason="too_short", explanation=explanation)
    page = recommendation_page(EVENT, best, "UTC", None, "last", PIPE)
    shown = text_of(lambda empty: empty.blocks.extend(page.blocks))
    assert shown[1:] == [
        "Nobody is free for the whole 1 h in a slot: shorten the event, or offer longer slots.",
        "",
        "45 min would fit everyone who gave times: Thu 2 Jan 2025, 09:00–09:45 UTC",
    ]


@pytest.mark.parametrize(
    ("explanation", "or_wait"),
    [
        pytest.param(None, "", id="not-explained"),
        pytest.param(NOTHING, "", id="all-have-answered"),
        pytest.param(Explanation((), None, None, certain=False), ", or wait for more answers", id="some-have-not"),
    ],
)
def test_a_quorum_that_no_time_has_is_said(explanation: Explanation | None, or_wait: str) -> None:
    best = Recommendation(everyone=False, reason="quorum", explanation=explanation)
    page = recommendation_page(EVENT, best, "UTC", None, "last", PIPE)
    shown = text_of(lambda empty: empty.blocks.extend(page.blocks))
    assert shown[1:] == [f"No time has all the people that are asked for: ask for fewer{or_wait}."]


def test_where_nobody_is_required_it_works_for_nobody_who_is() -> None:
    event = event_of(Participant("ann", required=False), Participant("bo", required=False))
    window = window_of(event, FIRST, [Absence("bo", "outside")])
    page = recommendation_page(event, Recommendation(everyone=False, windows=(window,)), "UTC", None, "last", PIPE)
    shown = text_of(lambda empty: empty.blocks.extend(page.blocks))
    assert shown[1] == "No time works for everyone; 1 of 2 can attend, in 1 window:"


def test_a_window_says_who_comes_only_if_needed_and_whom_it_can_do_without() -> None:
    event = event_of(Participant("ann"), Participant("bo"), Participant("cleo", required=False), Participant("dan"))
    absences = [Absence("cleo", "outside"), Absence("dan", "too_short", timedelta(minutes=30))]
    window = window_of(event, FIRST, absences, ["bo"], interval="2 Jan 2025, 8:30 - 11:00")
    best = Recommendation(everyone=False, windows=(window,))
    page = recommendation_page(event, best, "UTC", None, "last", PIPE)
    assert text_of(lambda empty: empty.blocks.extend(page.blocks))[1:7] == [
        "No time works for everyone; 2 of 4 can attend, in 1 window:",
        "",
        "1. Thu 2 Jan 2025, 08:30–11:00 UTC  (2 of 4)",
        "   Meet Thu 2 Jan 2025, 09:00–10:00 UTC",
        "   Only if needed: bo",
        "   Without cleo (optional; not free then), dan (free for 30 min only)",
    ]
