"""Who waits for whom in PostgreSQL: for the same event and the same key, and never in a circle."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from random import Random
from threading import Event as Signal

import pytest

from evsched.engine.model import Participant
from evsched.errors import EvschedError, StoreUnavailable
from evsched.scheduler import Answer, EventChanges, Once, Scheduler
from evsched.store.base import Writing
from evsched.store.postgres import PostgresStore
from evsched.store.values import Made
from tests.postgres import Cluster, name_of
from tests.store.contract import (
    ANN,
    BO,
    CREATED,
    CY,
    EVENING,
    ID,
    MORNING,
    NOON,
    OTHER,
    an_event,
    answer,
    event_id,
    state,
)
from tests.store.contract_shared import MINE, YOURS
from tests.stress.children import size, tell

SHORT = 0.2
"""Seconds of patience of who is not to wait at all."""
THREADS = 12

WRITES = [
    pytest.param(lambda rows: rows.event(ID), id="event"),
    pytest.param(lambda rows: rows.event(ID, with_participants=False), id="event-alone"),
    pytest.param(lambda rows: rows.state(ID), id="state"),
    pytest.param(lambda rows: rows.answered(ID), id="answered"),
    pytest.param(lambda rows: rows.participant(ID, "ann"), id="participant"),
    pytest.param(lambda rows: rows.count_participants(ID), id="count"),
    pytest.param(lambda rows: rows.availability(ID), id="answers"),
    pytest.param(lambda rows: rows.availability(ID, "ann"), id="answer"),
    pytest.param(lambda rows: rows.free(ID), id="free"),
    pytest.param(lambda rows: rows.participant_token(ID, "ann"), id="participant-token"),
    pytest.param(lambda rows: rows.update_event(ID, an_event("Retro")), id="update"),
    pytest.param(lambda rows: rows.delete_event(ID), id="delete"),
    pytest.param(lambda rows: rows.close_event(ID), id="close"),
    pytest.param(lambda rows: rows.put_participant(ID, CY), id="put-participant"),
    pytest.param(lambda rows: rows.delete_participant(ID, "bo"), id="delete-participant"),
    pytest.param(lambda rows: rows.put_availability(ID, answer("ann", NOON)), id="put-answer"),
    pytest.param(lambda rows: rows.put_burdens(ID, "sync", {"ann": timedelta(hours=1)}), id="put-burdens"),
    pytest.param(lambda rows: rows.event_in_series(ID), id="event-in-series"),
    pytest.param(lambda rows: rows.raise_versions(ID, event=True), id="raise-versions"),
    pytest.param(lambda rows: rows.put_organizer_token(ID, MINE), id="put-organizer-token"),
    pytest.param(lambda rows: rows.put_participant_token(ID, "ann", MINE), id="put-participant-token"),
]
"""All that a writer can do first with an event."""


@pytest.fixture
def store(postgres: Cluster) -> Iterator[PostgresStore]:
    """A store with two events; ann has answered both, and bo one."""
    opened = PostgresStore(postgres.emptied())
    with opened.writing() as rows:
        for each in (ID, OTHER):
            rows.insert_event(each, an_event("Review", ANN, BO), CREATED)
            rows.put_availability(each, answer("ann", MORNING))
        rows.put_availability(ID, answer("bo", MORNING))
        rows.put_participant_token(ID, "ann", YOURS)
        rows.put_participant_token(OTHER, "ann", YOURS)
    yield opened
    opened.close()


@pytest.fixture
def hasty(postgres: Cluster, store: PostgresStore) -> Iterator[PostgresStore]:
    """The same database for who does not wait."""
    opened = PostgresStore(postgres.address(name_of(store.address)), SHORT)
    yield opened
    opened.close()


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], None]], Future[None]]]:
    """What runs something in a thread of its own."""
    with ThreadPoolExecutor(THREADS) as threads:
        yield threads.submit


def write(store: PostgresStore, *writes: Callable[[Writing], object]) -> None:
    with store.writing() as rows:
        for each in writes:
            each(rows)


def put_noon(rows: Writing, where: str) -> None:
    rows.put_availability(where, answer("ann", NOON))


def title(rows: Writing) -> str:
    event = rows.event(ID)
    assert event is not None
    return event.title


# One event


@pytest.mark.parametrize("theirs", WRITES)
def test_whoever_does_anything_with_an_event_waits_for_the_one_who_has_begun(
    postgres: Cluster,
    store: PostgresStore,
    beside: Callable[[Callable[[], None]], Future[None]],
    theirs: Callable[[Writing], object],
) -> None:
    with store.writing() as rows:
        state(rows, ID)
        waiting = beside(partial(write, store, theirs))
        postgres.until_blocked()
        assert not waiting.done()
        rows.raise_versions(ID, event=True)
    waiting.result(30)


@pytest.mark.parametrize("mine", WRITES)
def test_what_is_read_or_written_of_an_event_is_held_to_the_end(
    store: PostgresStore, hasty: PostgresStore, mine: Callable[[Writing], object]
) -> None:
    with store.writing() as rows:
        mine(rows)
        with pytest.raises(StoreUnavailable, match="is busy: another has held what is needed too long; try again"):
            write(hasty, lambda each: each.update_event(ID, an_event("Theirs")))
    with store.reading() as reading:
        event = reading.event(ID)
        assert event is None or event.title != "Theirs"


def test_who_has_waited_sees_what_the_other_wrote(
    postgres: Cluster, store: PostgresStore, beside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    def append() -> None:
        with store.writing() as rows:
            rows.update_event(ID, an_event(f"{title(rows)}, then mine"))

    with store.writing() as rows:
        assert title(rows) == "Review"
        waiting = beside(append)
        postgres.until_blocked()
        rows.update_event(ID, an_event("Theirs"))
    waiting.result(30)
    with store.reading() as reading:
        assert reading.event(ID) == an_event("Theirs, then mine", ANN, BO)


def test_an_event_that_is_deleted_meanwhile_is_gone_for_who_has_waited(
    postgres: Cluster, store: PostgresStore, beside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    found: list[object] = []
    with store.writing() as rows:
        rows.delete_event(ID)
        waiting = beside(partial(write, store, lambda each: found.extend([each.state(ID), each.event(ID)])))
        postgres.until_blocked()
    waiting.result(30)
    assert found == [None, None]


def test_other_events_new_ones_and_readers_do_not_wait(store: PostgresStore, hasty: PostgresStore) -> None:
    with store.writing() as rows:
        rows.update_event(ID, an_event("Retro"))
        rows.put_availability(ID, answer("ann", NOON))
        write(
            hasty,
            lambda each: each.insert_event(event_id(3), an_event("New", ANN), CREATED),
            lambda each: each.put_availability(OTHER, answer("ann", NOON)),
        )
        with hasty.reading() as reading:
            assert reading.event(ID) == an_event("Review", ANN, BO)
            assert reading.availability(ID, "ann") == [answer("ann", MORNING)]
            assert len(reading.answers_of("ann", None)) == 2


WAITS = """
    import sys
    from evsched.store.postgres import PostgresStore
    try:
        with PostgresStore(sys.argv[1]).writing() as rows:
            rows.delete_event(sys.argv[2])
            rows.delete_event(sys.argv[3])
    except KeyboardInterrupt:
        sys.exit(130)
"""


def test_a_ctrl_c_ends_the_wait_at_once_and_undoes_all(
    postgres: Cluster, store: PostgresStore, hasty: PostgresStore
) -> None:
    with store.writing() as rows:
        state(rows, ID)
        program = [sys.executable, "-c", textwrap.dedent(WAITS), store.address, OTHER, ID]
        waiting = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        postgres.until_blocked()
        waiting.send_signal(signal.SIGINT)
        said, _ = waiting.communicate(timeout=10)
        assert (waiting.returncode, said) == (130, b"")
        write(hasty, lambda theirs: theirs.raise_versions(OTHER, event=True))
    with store.reading() as reading:
        assert len(reading.summaries()) == 2


# Keys


def test_a_second_request_with_a_key_waits_for_the_first_and_finds_what_it_made(
    postgres: Cluster, store: PostgresStore, beside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    found: list[Made | None] = []
    with store.writing() as rows:
        assert rows.made("event", "key") is None
        waiting = beside(partial(write, store, lambda each: found.append(each.made("event", "key"))))
        postgres.until_blocked()
        rows.put_made("event", "key", Made(MINE, ID, None), CREATED)
    waiting.result(30)
    assert found == [Made(MINE, ID, None)]


def test_other_keys_and_the_same_key_for_something_else_do_not_wait(store: PostgresStore, hasty: PostgresStore) -> None:
    with store.writing() as rows:
        rows.made("event", "key")
        write(hasty, lambda each: each.made("event", "yek"), lambda each: each.made("availability", "key"))
        with hasty.reading() as reading:
            assert reading.made("event", "key") is None


def test_what_is_being_forgotten_is_not_waited_for(store: PostgresStore, hasty: PostgresStore) -> None:
    write(store, lambda rows: rows.put_made("availability", "old", Made(MINE, ID, "ann"), CREATED))
    later = CREATED + timedelta(days=1)
    with store.writing() as rows:
        rows.forget_made(later)
        rows.state(OTHER)
        write(hasty, lambda each: each.delete_participant(ID, "ann"), lambda each: each.forget_made(later))
    with store.reading() as reading:
        assert reading.made("availability", "old") is None


def test_what_is_being_marked_as_gone_is_not_forgotten_meanwhile(store: PostgresStore, hasty: PostgresStore) -> None:
    write(store, lambda rows: rows.put_made("availability", "old", Made(MINE, ID, "ann"), CREATED))
    with store.writing() as rows:
        rows.delete_participant(ID, "ann")
        rows.state(OTHER)
        write(hasty, lambda each: each.forget_made(CREATED + timedelta(days=1)))
    with store.reading() as reading:
        assert reading.made("availability", "old") == Made(MINE, ID, "ann", is_gone=True)


# One participant's answers to all events


@pytest.mark.parametrize("bearer", [pytest.param(None, id="all"), pytest.param(YOURS, id="opened-by-a-token")])
def test_the_answers_of_a_participant_are_held_each_and_nothing_else_of_their_events(
    store: PostgresStore, hasty: PostgresStore, bearer: bytes | None
) -> None:
    with store.writing() as rows:
        assert len(rows.answers_of("ann", bearer)) == 2
        for each in (ID, OTHER):
            with pytest.raises(StoreUnavailable, match="is busy"):
                write(hasty, partial(put_noon, where=each))
        write(hasty, lambda theirs: theirs.put_availability(ID, answer("bo", NOON)))
        write(hasty, lambda theirs: theirs.update_event(OTHER, an_event("Retro")))


def test_who_has_waited_for_answers_reads_the_new_ones(
    postgres: Cluster, store: PostgresStore, beside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    found: list[object] = []
    with store.writing() as rows:
        rows.put_availability(OTHER, answer("ann", EVENING))
        rows.answered(OTHER)
        waiting = beside(partial(write, store, lambda each: found.extend(each.answers_of("ann", None))))
        postgres.until_blocked()
    waiting.result(30)
    assert found == [(ID, answer("ann", MORNING)), (OTHER, answer("ann", EVENING))]


# All there is


def test_who_empties_the_database_waits_for_all_writers_and_lets_none_in(
    postgres: Cluster, store: PostgresStore, beside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    cleared, go_on = Signal(), Signal()

    def replace() -> None:
        with store.writing() as rows:
            rows.clear()
            assert rows.summaries() == []
            cleared.set()
            assert go_on.wait(30)
            rows.insert_event(OTHER, an_event("Restored"), CREATED)

    with store.writing() as rows:
        rows.put_availability(ID, answer("ann", NOON))
        replacing = beside(replace)
        postgres.until_blocked()
    assert cleared.wait(30)
    with store.reading() as reading:
        assert len(reading.summaries()) == 2
    late = beside(partial(write, store, lambda rows: rows.insert_event(event_id(3), an_event("Late"), CREATED)))
    postgres.until_blocked()
    go_on.set()
    replacing.result(30)
    late.result(30)
    with store.reading() as reading:
        assert [each.title for each in reading.summaries()] == ["Late", "Restored"]


# No circles


def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(
    store: PostgresStore, beside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    """No use case does so; a program that uses the store by itself may."""
    mine, theirs = Signal(), Signal()

    def write_both(first: str, second: str, begun: Signal, other: Signal) -> None:
        with store.writing() as rows:
            state(rows, first)
            begun.set()
            assert other.wait(30)
            state(rows, second)

    both = [(ID, OTHER, mine, theirs), (OTHER, ID, theirs, mine)]
    failures = [each.exception(30) for each in [beside(partial(write_both, *each)) for each in both]]
    (failure,) = filter(None, failures)
    assert isinstance(failure, StoreUnavailable)
    assert failure.message.endswith("is busy: it took too long; try again")


def test_use_cases_in_a_crowd_never_wait_for_each_other_in_a_circle(store: PostgresStore) -> None:
    scheduler, numbers = Scheduler(store, lambda: CREATED), count()
    events = [scheduler.keep_event(an_event(f"Event {each}", ANN)).id for each in range(4)]
    people = ["ann", "bo", "cy"]
    times = size(40, 1000)

    def once(dice: Random) -> Once:
        return Once(f"key-{dice.randrange(20)}" if dice.random() < 0.5 else f"new-{next(numbers)}", bytes(32))

    def one(dice: Random) -> None:
        where, who = dice.choice(events), dice.choice(people)
        theirs = Answer(Participant(who), [NOON])
        use_cases: list[Callable[[], object]] = [
            lambda: scheduler.record_availability(where, theirs, token=MINE, once=once(dice)),
            lambda: scheduler.change_availability(where, theirs, bearer=dice.choice([None, MINE]), seen=bool),
            lambda: scheduler.delete_availability(where, who, seen=bool),
            lambda: scheduler.update_event(where, EventChanges(title="New", invite=[Participant(who)])),
            lambda: scheduler.keep_event(an_event("New", ANN), token=MINE, once=once(dice)),
            lambda: scheduler.delete_event(scheduler.keep_event(an_event("Short", ANN)).id),
            lambda: scheduler.set_organizer_token(where, MINE),
            lambda: scheduler.answers_of(who, None),
            lambda: write(store, lambda rows: rows.forget_made(CREATED + timedelta(days=2))),
        ]
        dice.choice(use_cases)()

    def many(seed: int) -> list[str]:
        dice, failures = Random(seed), []  # noqa: S311 - the same dice each time
        for _ in range(times):
            try:
                with suppress(*REFUSALS):
                    one(dice)
            except StoreUnavailable as error:
                failures.append(error.message)
        return failures

    with ThreadPoolExecutor(THREADS) as threads:
        failures = [each for some in threads.map(many, range(THREADS)) for each in some]
    tell(f"{THREADS} threads with {times} use cases each: {len(failures)} failed or waited in a circle")
    assert failures == []


REFUSALS = tuple(each for each in EvschedError.__subclasses__() if each is not StoreUnavailable)
"""What a use case may answer when another was quicker."""
