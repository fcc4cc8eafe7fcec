"""Choosing when an event will be, what that closes, and opening it again, on a real database."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from evsched.engine.interval import Interval
from evsched.errors import Changed, Closed, Forbidden, InvalidInput, NotFound, RequiredAbsent
from evsched.scheduler import Answer, EventChanges, Invitation, Once, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.scheduler.conftest import ANN, BO, CY, FIRST, HOUR, LATER, OFFERED, UNKNOWN, contents, token

TWO = datetime(2025, 1, 12, 19, tzinfo=UTC)
"""2 PM of the day on offer."""
THREE = TWO + HOUR
DEADLINE = FIRST + 10 * HOUR


@pytest.fixture
def answered(scheduler: Scheduler, review: str) -> str:
    """The event, which ann and bo can attend at two and bo alone at three; cy, who is optional, has not answered."""
    scheduler.set_availability(review, ANN, ["12 Jan 2025, 2 - 3PM EST"])
    scheduler.set_availability(review, BO, [OFFERED])
    return review


def chosen(scheduler: Scheduler, event_id: str) -> Interval | None:
    return scheduler.event(event_id).meeting


def test_a_chosen_time_is_kept_and_counts_as_a_change_of_the_event(scheduler: Scheduler, answered: str) -> None:
    before = scheduler.event(answered)
    after = scheduler.choose(answered, TWO)
    assert after.meeting == Interval(TWO, THREE)
    assert (after.version, after.sequence) == (before.version + 1, before.sequence + 1)
    assert after.event == before.event
    assert scheduler.event(answered) == after
    assert scheduler.state(answered).meeting == after.meeting


def test_the_same_choice_again_changes_nothing(store: SqliteStore, scheduler: Scheduler, answered: str) -> None:
    first = scheduler.choose(answered, TWO)
    before = contents(store)
    assert scheduler.choose(answered, TWO) == first
    assert contents(store) == before


def test_another_choice_takes_the_place_of_the_first(scheduler: Scheduler, answered: str) -> None:
    first = scheduler.choose(answered, TWO)
    second = scheduler.choose(answered, THREE, force=True)
    assert second.meeting == Interval(THREE, THREE + HOUR)
    assert second.sequence == first.sequence + 1


@pytest.mark.parametrize(
    ("start", "absent"),
    [
        pytest.param(THREE, ("ann",), id="partly"),
        pytest.param(TWO + timedelta(days=300), ("ann", "bo"), id="far-from-what-is-on-offer"),
    ],
)
def test_a_time_at_which_somebody_required_cannot_come_is_refused_unless_it_is_forced(
    store: SqliteStore, scheduler: Scheduler, answered: str, start: datetime, absent: tuple[str, ...]
) -> None:
    before = contents(store)
    with pytest.raises(RequiredAbsent) as refused:
        scheduler.choose(answered, start)
    assert refused.value.participants == absent
    assert str(refused.value) == (
        f"not everyone who is required can come then, or has answered: {', '.join(absent)}; "
        'choose another time, or insist on this one (--force, "force": true)'
    )
    assert pickle.loads(pickle.dumps(refused.value)).participants == absent  # noqa: S301 - our own
    assert contents(store) == before
    assert scheduler.choose(answered, start, force=True).meeting == Interval(start, start + HOUR)


def test_who_is_required_and_has_not_answered_stands_in_the_way_and_who_is_optional_does_not(
    scheduler: Scheduler, review: str
) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    with pytest.raises(RequiredAbsent, match="answered: bo;"):
        scheduler.choose(review, TWO)
    scheduler.set_availability(review, BO, [OFFERED])
    assert scheduler.choose(review, TWO).meeting is not None


def test_of_many_who_cannot_come_ten_are_named(scheduler: Scheduler) -> None:
    people = [f"p{number:02}" for number in range(30)]
    event = scheduler.create_event("Review", HOUR, [OFFERED]).id
    for each in people:
        scheduler.record_availability(event, Answer(ANN.__class__(each)))
    with pytest.raises(RequiredAbsent, match=r"p00, .*, p09 and 20 others;"):
        scheduler.choose(event, TWO)


def test_an_end_that_is_not_the_events_duration_after_the_start_is_refused(scheduler: Scheduler, answered: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        scheduler.choose(answered, TWO, end=THREE + HOUR)
    assert str(refused.value) == "end_time: the meeting lasts as long as the event says, 1 h"
    assert scheduler.choose(answered, TWO, end=THREE).meeting == Interval(TWO, THREE)


def test_a_choice_is_the_organizers(store: SqliteStore, scheduler: Scheduler, answered: str) -> None:
    scheduler.set_organizer_token(answered, token("organizer"))
    before = contents(store)
    for act in (lambda: scheduler.choose(answered, TWO, bearer=token("x")), lambda: reopened(scheduler, answered, "x")):
        with pytest.raises(Forbidden):
            act()
    assert contents(store) == before
    assert scheduler.choose(answered, TWO, bearer=token("organizer")).meeting
    assert reopened(scheduler, answered, "organizer") is None


def reopened(scheduler: Scheduler, event_id: str, organizer: str) -> Interval | None:
    return scheduler.reopen(event_id, bearer=token(organizer)).meeting


def test_a_choice_for_a_version_that_is_not_there_any_more_is_refused(scheduler: Scheduler, answered: str) -> None:
    version = scheduler.event(answered).version
    scheduler.update_event(answered, EventChanges(title="Retro"))
    with pytest.raises(Changed) as refused:
        scheduler.choose(answered, TWO, versions={version})
    assert refused.value.version == version + 1
    assert chosen(scheduler, answered) is None


def test_a_choice_that_comes_again_with_its_version_is_answered_as_the_first_time(
    scheduler: Scheduler, answered: str
) -> None:
    version = scheduler.event(answered).version
    first = scheduler.choose(answered, TWO, versions={version})
    assert scheduler.choose(answered, TWO, versions={version}) == first
    with pytest.raises(Changed):
        scheduler.choose(answered, THREE, force=True, versions={version})


def test_an_opening_for_a_version_that_is_not_there_any_more_is_refused(scheduler: Scheduler, answered: str) -> None:
    version = scheduler.event(answered).version
    scheduler.choose(answered, TWO)
    with pytest.raises(Changed):
        scheduler.reopen(answered, versions={version})
    opened = scheduler.reopen(answered, versions={version + 1})
    assert (opened.meeting, opened.version) == (None, version + 2)
    assert scheduler.reopen(answered, versions={version + 1}) == opened


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda scheduler: scheduler.choose(UNKNOWN, TWO), id="choose"),
        pytest.param(lambda scheduler: scheduler.reopen(UNKNOWN), id="reopen"),
    ],
)
def test_of_an_event_that_is_not_there_nothing_is_chosen(
    scheduler: Scheduler, act: Callable[[Scheduler], object]
) -> None:
    with pytest.raises(NotFound):
        act(scheduler)


ANSWERS = [
    pytest.param(lambda scheduler, event: scheduler.set_availability(event, ANN, [LATER]), id="set"),
    pytest.param(lambda scheduler, event: scheduler.change_availability(event, Answer(ANN, [LATER])), id="changed"),
    pytest.param(lambda scheduler, event: scheduler.record_availability(event, Answer(CY, [LATER])), id="first"),
]


@pytest.mark.parametrize("give", ANSWERS)
def test_an_event_with_a_chosen_time_takes_no_answers_until_it_is_reopened(
    store: SqliteStore, scheduler: Scheduler, answered: str, give: Callable[[Scheduler, str], object]
) -> None:
    scheduler.choose(answered, TWO)
    before = contents(store)
    with pytest.raises(Closed) as refused:
        give(scheduler, answered)
    assert str(refused.value) == (
        "the event takes no more answers, since its time is chosen: Sun 12 Jan 2025, 19:00–20:00 UTC; "
        "its organizer can reopen it (evsched event reopen)"
    )
    assert contents(store) == before
    scheduler.reopen(answered)
    give(scheduler, answered)


@pytest.mark.parametrize("give", ANSWERS)
def test_an_event_takes_no_answers_from_its_deadline_on_until_it_is_reopened(
    store: SqliteStore, give: Callable[[Scheduler, str], object]
) -> None:
    early, late = Scheduler(store, now=lambda: DEADLINE - timedelta(seconds=1)), Scheduler(store, now=lambda: DEADLINE)
    event = early.create_event("Review", HOUR, [OFFERED, LATER], [ANN, CY], deadline=DEADLINE).id
    early.set_availability(event, ANN, [OFFERED])
    before = contents(store)
    with pytest.raises(Closed) as refused:
        give(late, event)
    assert str(refused.value) == (
        "the event takes no more answers since Wed 1 Jan 2025, 10:00 UTC; "
        "its organizer can reopen it (evsched event reopen)"
    )
    assert contents(store) == before
    opened = late.reopen(event)
    assert (opened.event.deadline, opened.version) == (None, 2)
    give(late, event)


def test_an_answer_can_be_deleted_from_an_event_whose_time_is_chosen(scheduler: Scheduler, answered: str) -> None:
    before = scheduler.choose(answered, TWO)
    scheduler.delete_availability(answered, "ann")
    after = scheduler.event(answered)
    assert (after.meeting, after.sequence) == (before.meeting, before.sequence + 1)


def test_who_has_answered_is_not_told_to_change_an_answer_that_is_closed(scheduler: Scheduler, answered: str) -> None:
    scheduler.choose(answered, TWO)
    with pytest.raises(Closed):
        scheduler.record_availability(answered, Answer(ANN, [LATER]))


def test_a_first_answer_that_comes_again_is_found_though_the_event_is_closed_by_now(
    scheduler: Scheduler, answered: str
) -> None:
    once = Once("key-of-one-request", token("body"))
    first = scheduler.record_availability(answered, Answer(CY, [LATER]), once=once)
    scheduler.choose(answered, TWO)
    assert scheduler.record_availability(answered, Answer(CY, [LATER]), once=once) == first


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(EventChanges(duration=2 * HOUR), id="duration"),
        pytest.param(EventChanges(slots=[LATER]), id="slots"),
    ],
)
def test_what_the_chosen_time_was_chosen_from_stays(
    store: SqliteStore, scheduler: Scheduler, answered: str, changes: EventChanges
) -> None:
    scheduler.choose(answered, TWO)
    before = contents(store)
    with pytest.raises(Closed) as refused:
        scheduler.update_event(answered, changes)
    assert str(refused.value) == (
        "the time of the event is chosen, so its slots and its duration stay: reopen it before (evsched event reopen)"
    )
    assert contents(store) == before


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(EventChanges(title="Retro"), id="title"),
        pytest.param(EventChanges(participants=[Invitation("ann"), Invitation("dee")]), id="participants"),
        pytest.param(EventChanges(organizer="olga@example.com"), id="organizer"),
        pytest.param(EventChanges(title="Retro", slots=[LATER, OFFERED], duration=HOUR), id="the-same-times"),
    ],
)
def test_what_else_an_event_is_can_change_and_counts_for_calendars(
    scheduler: Scheduler, answered: str, changes: EventChanges
) -> None:
    before = scheduler.choose(answered, TWO)
    after = scheduler.update_event(answered, changes)
    assert (after.meeting, after.sequence) == (before.meeting, before.sequence + 1)


def test_a_deadline_that_has_passed_is_refused_for_a_new_event_and_for_one_that_is_changed(store: SqliteStore) -> None:
    scheduler = Scheduler(store, now=lambda: DEADLINE)
    with pytest.raises(InvalidInput) as refused:
        scheduler.create_event("Review", HOUR, [OFFERED], zone="Asia/Tokyo", deadline=DEADLINE)
    assert str(refused.value) == "deadline: it has passed already, at Wed 1 Jan 2025, 19:00 JST (UTC+9)"
    event = scheduler.create_event("Review", HOUR, [OFFERED], deadline=DEADLINE + HOUR).id
    with pytest.raises(InvalidInput, match=r"^deadline: it has passed already, at Wed 1 Jan 2025, 10:00 UTC$"):
        scheduler.update_event(event, EventChanges(deadline=DEADLINE))
    assert scheduler.event(event).event.deadline == DEADLINE + HOUR


def test_an_event_whose_deadline_has_passed_can_still_be_changed_with_the_deadline_it_has(store: SqliteStore) -> None:
    event = Scheduler(store, now=lambda: FIRST).create_event("Review", HOUR, [OFFERED], deadline=DEADLINE).id
    late = Scheduler(store, now=lambda: DEADLINE + HOUR)
    assert late.update_event(event, EventChanges(title="Retro", deadline=DEADLINE)).event.title == "Retro"
