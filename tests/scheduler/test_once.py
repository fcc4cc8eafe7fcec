"""Requests that come twice and make one thing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from evsched.engine.model import Availability, Event, Participant
from evsched.engine.text import parse_slots
from evsched.errors import AlreadyAnswered, Conflict, Forbidden, InvalidInput, KeyReused, NotFound
from evsched.limits import Limits
from evsched.scheduler import Answer, EventChanges, Once, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.scheduler.conftest import ANN, BO, CY, FIRST, HOUR, LATER, OFFERED, UNKNOWN, contents, token

DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)
THREADS = 8
REVIEW = Event("Review", HOUR, parse_slots(OFFERED), [ANN, BO])
RETRO = Event("Retro", HOUR, parse_slots(LATER))
ONCE = Once("key", token("the body"))
OTHER_BODY = Once("key", token("another body"))


class Clock:
    """Shows the time that a test sets."""

    def __init__(self) -> None:
        self.now: datetime = FIRST

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scheduler(store: SqliteStore, clock: Clock) -> Scheduler:
    return Scheduler(store, now=clock)


# Events


def test_the_same_request_makes_one_event(scheduler: Scheduler) -> None:
    first = scheduler.keep_event(REVIEW, once=ONCE)
    assert scheduler.keep_event(REVIEW, once=ONCE) == scheduler.keep_event(REVIEW, once=ONCE) == first
    assert [each.id for each in scheduler.events()] == [first.id]


def test_requests_without_a_key_or_with_other_keys_make_events_of_their_own(scheduler: Scheduler) -> None:
    keys = [None, None, ONCE, Once("KEY", ONCE.body), Once("key ", ONCE.body)]
    made = [scheduler.keep_event(REVIEW, once=once).id for once in keys]
    assert len(set(made)) == len(keys) == len(scheduler.events())


def test_a_request_that_comes_again_has_the_new_token_open_the_event_in_place_of_the_first(
    scheduler: Scheduler,
) -> None:
    made = scheduler.keep_event(REVIEW, token=token("first"), once=ONCE)
    assert scheduler.keep_event(REVIEW, token=token("second"), once=ONCE) == made
    scheduler.all_availability(made.id, token("second"))
    with pytest.raises(Forbidden):
        scheduler.all_availability(made.id, token("first"))


def test_a_request_that_comes_again_without_a_token_changes_nothing(store: SqliteStore, scheduler: Scheduler) -> None:
    scheduler.keep_event(REVIEW, token=token("first"), once=ONCE)
    before = contents(store)
    scheduler.keep_event(REVIEW, once=ONCE)
    assert contents(store) == before


def test_an_event_comes_back_as_it_is_by_now(scheduler: Scheduler) -> None:
    made = scheduler.keep_event(REVIEW, once=ONCE)
    scheduler.set_availability(made.id, ANN, [])
    changed = scheduler.update_event(made.id, EventChanges(title="Renamed", remove=["bo"]))
    assert scheduler.keep_event(REVIEW, once=ONCE) == changed
    assert changed.version == 2


def test_a_key_with_another_body_makes_no_event_and_changes_nothing(store: SqliteStore, scheduler: Scheduler) -> None:
    scheduler.keep_event(REVIEW, token=token("first"), once=ONCE)
    before = contents(store)
    with pytest.raises(KeyReused, match="use a new one"):
        scheduler.keep_event(RETRO, token=token("second"), once=OTHER_BODY)
    assert contents(store) == before


def test_the_key_of_an_event_that_was_deleted_makes_none_again(store: SqliteStore, scheduler: Scheduler) -> None:
    scheduler.delete_event(scheduler.keep_event(REVIEW, once=ONCE).id)
    before = contents(store)
    with pytest.raises(Conflict, match="has been deleted since"):
        scheduler.keep_event(REVIEW, token=token("second"), once=ONCE)
    assert contents(store) == before
    with pytest.raises(KeyReused):
        scheduler.keep_event(RETRO, once=OTHER_BODY)
    assert contents(store) == before


def test_one_request_sent_at_once_many_times_makes_one_event(store: SqliteStore, scheduler: Scheduler) -> None:
    together = Barrier(THREADS)

    def send(_number: int) -> str:
        together.wait()
        made = scheduler.keep_event(REVIEW, once=ONCE)
        store.close()
        return made.id

    with ThreadPoolExecutor(THREADS) as threads:
        made = set(threads.map(send, range(THREADS)))
    assert made == {each.id for each in scheduler.events()}
    assert len(made) == 1


# Answers


@pytest.fixture
def event_id(scheduler: Scheduler) -> str:
    return scheduler.keep_event(REVIEW).id


@pytest.fixture
def other_id(scheduler: Scheduler) -> str:
    return scheduler.keep_event(RETRO).id


def test_the_same_request_records_one_answer(scheduler: Scheduler, event_id: str) -> None:
    first = scheduler.record_availability(event_id, Answer(CY, [OFFERED]), once=ONCE)
    state = scheduler.state(event_id)
    assert scheduler.record_availability(event_id, Answer(CY, [OFFERED]), once=ONCE) == first
    assert scheduler.state(event_id) == state
    assert scheduler.availability(event_id)[1] == [first]


def test_the_same_request_has_the_new_token_open_the_answer_in_place_of_the_first(
    scheduler: Scheduler, event_id: str
) -> None:
    for holder in ("first", "second"):
        scheduler.record_availability(event_id, Answer(CY, [OFFERED]), token=token(holder), once=ONCE)
    assert scheduler.answers_of("cy", token("first")) == []
    assert [each for each, _ in scheduler.answers_of("cy", token("second"))] == [event_id]


def test_an_answer_comes_back_as_it_is_by_now(scheduler: Scheduler, event_id: str) -> None:
    scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), once=ONCE)
    changed = scheduler.change_availability(event_id, Answer(ANN, [LATER]))
    assert scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), once=ONCE) == changed


def test_a_key_with_another_body_records_no_answer_and_changes_nothing(
    store: SqliteStore, scheduler: Scheduler, event_id: str
) -> None:
    scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), token=token("first"), once=ONCE)
    before = contents(store)
    for who in (ANN, BO, CY):
        with pytest.raises(KeyReused):
            scheduler.record_availability(event_id, Answer(who, [LATER]), token=token("second"), once=OTHER_BODY)
    assert contents(store) == before


@pytest.mark.parametrize("gone", ["answer", "participant", "event"])
def test_the_key_of_an_answer_that_was_deleted_records_none_again(
    store: SqliteStore, scheduler: Scheduler, event_id: str, gone: str
) -> None:
    scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), once=ONCE)
    if gone == "answer":
        scheduler.delete_availability(event_id, "ann")
    elif gone == "participant":
        scheduler.update_event(event_id, EventChanges(remove=["ann"]))
    else:
        scheduler.delete_event(event_id)
    before = contents(store)
    with pytest.raises(NotFound if gone == "event" else Conflict):
        scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), token=token("second"), once=ONCE)
    assert contents(store) == before


def test_the_key_of_a_deleted_answer_does_not_open_the_one_given_after_it(
    store: SqliteStore, scheduler: Scheduler, event_id: str
) -> None:
    scheduler.record_availability(event_id, Answer(ANN, []), token=token("impostor"), once=ONCE)
    scheduler.delete_availability(event_id, "ann")
    scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), token=token("ann"))
    before = contents(store)
    with pytest.raises(Conflict):
        scheduler.record_availability(event_id, Answer(ANN, []), token=token("impostor again"), once=ONCE)
    assert contents(store) == before


@pytest.mark.parametrize(
    ("who", "elsewhere"),
    [
        pytest.param(ANN, True, id="same-participant-of-another-event"),
        pytest.param(BO, True, id="another-participant-of-another-event"),
        pytest.param(BO, False, id="another-participant"),
    ],
)
def test_a_key_gives_nobody_the_token_of_an_answer_that_it_did_not_make(
    scheduler: Scheduler, event_id: str, other_id: str, who: Participant, elsewhere: bool
) -> None:
    target = other_id if elsewhere else event_id
    scheduler.record_availability(event_id, Answer(ANN, []), token=token("thief"), once=ONCE)
    scheduler.record_availability(target, Answer(who, [OFFERED]), token=token("owner"))
    with suppress(InvalidInput, Conflict):
        scheduler.record_availability(target, Answer(who, []), token=token("thief again"), once=ONCE)
    assert scheduler.answers_of(who.id, token("thief again")) in ([], [(event_id, Availability("ann", []))])
    assert scheduler.answers_of(who.id, token("owner")) == [(target, Availability(who.id, parse_slots(OFFERED)))]


def test_keys_of_events_and_of_answers_are_apart(scheduler: Scheduler) -> None:
    made = scheduler.keep_event(REVIEW, once=ONCE)
    answer = scheduler.record_availability(made.id, Answer(ANN, []), once=OTHER_BODY)
    assert scheduler.keep_event(REVIEW, once=ONCE).id == made.id
    assert scheduler.record_availability(made.id, Answer(ANN, []), once=OTHER_BODY) == answer


def test_one_answer_sent_at_once_many_times_is_recorded_once(
    store: SqliteStore, scheduler: Scheduler, event_id: str
) -> None:
    together = Barrier(THREADS)

    def send(_number: int) -> Availability:
        together.wait()
        answer = scheduler.record_availability(event_id, Answer(CY, [OFFERED]), once=ONCE)
        store.close()
        return answer

    with ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(send, range(THREADS))) == [Availability("cy", parse_slots(OFFERED))] * THREADS
    assert scheduler.state(event_id).answers_version == 1


# How long a key is kept


@pytest.mark.parametrize("passed", [timedelta(0), HOUR, DAY - SECOND, DAY], ids=str)
def test_a_key_is_kept_for_24_hours(scheduler: Scheduler, clock: Clock, passed: timedelta) -> None:
    made = scheduler.keep_event(REVIEW, once=ONCE)
    answer = scheduler.record_availability(made.id, Answer(ANN, []), once=ONCE)
    clock.now += passed
    scheduler.keep_event(RETRO, once=Once("other", b""))
    assert scheduler.keep_event(REVIEW, once=ONCE).id == made.id
    assert scheduler.record_availability(made.id, Answer(ANN, []), once=ONCE) == answer


@pytest.mark.parametrize("another", ["event", "answer"])
def test_a_key_is_forgotten_after_24_hours_once_another_is_kept(
    scheduler: Scheduler, clock: Clock, another: str
) -> None:
    made = scheduler.keep_event(REVIEW, once=ONCE)
    scheduler.record_availability(made.id, Answer(ANN, []), once=ONCE)
    clock.now += DAY + SECOND
    if another == "event":
        scheduler.keep_event(RETRO, once=Once("other", b""))
    else:
        scheduler.record_availability(made.id, Answer(BO, []), once=Once("other", b""))
    assert scheduler.keep_event(RETRO, once=OTHER_BODY).id != made.id
    with pytest.raises(AlreadyAnswered):
        scheduler.record_availability(made.id, Answer(ANN, []), once=ONCE)


def test_a_request_that_comes_again_does_not_have_its_key_kept_any_longer(scheduler: Scheduler, clock: Clock) -> None:
    made = scheduler.keep_event(REVIEW, once=ONCE)
    clock.now += DAY
    assert scheduler.keep_event(REVIEW, once=ONCE).id == made.id
    clock.now += SECOND
    scheduler.keep_event(RETRO, once=Once("other", b""))
    assert scheduler.keep_event(REVIEW, once=ONCE).id != made.id


# Requests that are refused


def an_answer_given_already(scheduler: Scheduler, event_id: str) -> None:
    with pytest.raises(AlreadyAnswered):
        scheduler.record_availability(event_id, Answer(BO, [LATER]), once=ONCE)


def an_event_not_there(scheduler: Scheduler, _event_id: str) -> None:
    with pytest.raises(NotFound):
        scheduler.record_availability(UNKNOWN, Answer(ANN, [LATER]), once=ONCE)


def a_slot_not_understood(scheduler: Scheduler, event_id: str) -> None:
    with pytest.raises(InvalidInput):
        scheduler.record_availability(event_id, Answer(ANN, ["when it suits"]), once=ONCE)


def an_answer_too_large(scheduler: Scheduler, event_id: str) -> None:
    with pytest.raises(InvalidInput):
        scheduler.limited(Limits(slots=1)).record_availability(event_id, Answer(ANN, [OFFERED, LATER]), once=ONCE)


def a_participant_too_many(scheduler: Scheduler, event_id: str) -> None:
    with pytest.raises(InvalidInput):
        scheduler.limited(Limits(participants=2)).record_availability(event_id, Answer(CY, []), once=ONCE)


def an_event_too_large(scheduler: Scheduler, _event_id: str) -> None:
    with pytest.raises(InvalidInput):
        scheduler.limited(Limits(participants=1)).keep_event(REVIEW, once=ONCE)


@pytest.mark.parametrize(
    "refused",
    [
        an_answer_given_already,
        an_event_not_there,
        a_slot_not_understood,
        an_answer_too_large,
        a_participant_too_many,
        an_event_too_large,
    ],
)
def test_a_request_that_is_refused_keeps_nothing_and_its_key_is_as_new(
    store: SqliteStore, scheduler: Scheduler, event_id: str, refused: Callable[[Scheduler, str], None]
) -> None:
    scheduler.set_availability(event_id, BO, [OFFERED])
    before = contents(store)
    refused(scheduler, event_id)
    assert contents(store) == before
    scheduler.keep_event(RETRO, once=OTHER_BODY)
    scheduler.record_availability(event_id, Answer(ANN, [OFFERED]), once=OTHER_BODY)
