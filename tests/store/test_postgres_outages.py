"""A PostgreSQL server that is away, comes back, or hangs: what was acknowledged is there, and nobody waits for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event as Signal
from time import monotonic

import pytest

from evsched.errors import StoreUnavailable
from evsched.store.base import Writing
from evsched.store.postgres import PostgresStore
from evsched.store.postgres_errors import IN_USE, SILENT
from tests.postgres import Cluster, cluster
from tests.store.contract import ANN, CREATED, ID, NOON, OTHER, an_event, answer, event_id
from tests.stress.children import size, tell

PATIENCE = 1.5
LONGEST = 2.0
GRACE = 1.0
"""Seconds that a busy machine may add."""
AT_ONCE = 0.1
"""Seconds in which whoever need not wait is refused, on a busy machine."""
THREADS = 4


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of these tests' own."""
    with cluster() as made:
        yield made


@pytest.fixture
def running(server: Cluster) -> Iterator[Cluster]:
    """The server, which runs at first and is made to run again afterwards."""
    yield server
    if not server.runs():
        server.start()


@pytest.fixture
def store(running: Cluster) -> Iterator[PostgresStore]:
    """A store as the API has it, which has not connected yet; with one event."""
    opened = PostgresStore(running.emptied(), PATIENCE, LONGEST)
    with opened.writing() as rows:
        rows.insert_event(ID, an_event("Review", ANN), CREATED)
    opened.close()
    yield opened
    opened.close()


def read(store: PostgresStore) -> None:
    with store.reading() as rows:
        assert rows.latest_id() == ID


def look(store: PostgresStore) -> None:
    with store.reading():
        pass


def write(store: PostgresStore) -> None:
    with store.writing() as rows:
        rows.put_availability(ID, answer("ann", NOON))


USES = [pytest.param(read, id="reading"), pytest.param(write, id="writing")]


def refused(use: Callable[[PostgresStore], None], store: PostgresStore) -> tuple[float, str]:
    """How long it took until a use of the store was refused, and why it was."""
    began = monotonic()
    with pytest.raises(StoreUnavailable) as error:
        use(store)
    return monotonic() - began, error.value.message


def first_success(use: Callable[[PostgresStore], None], store: PostgresStore) -> float:
    """How long it takes until a use of the store is not refused any more."""
    began = monotonic()
    while True:
        try:
            use(store)
        except StoreUnavailable:
            assert monotonic() - began < 10
        else:
            return monotonic() - began


@pytest.mark.parametrize("use", USES)
def test_a_store_starts_without_its_server_and_is_of_use_once_that_is_there(
    running: Cluster, store: PostgresStore, use: Callable[[PostgresStore], None]
) -> None:
    running.kill()
    waited, why = refused(use, store)
    assert why.endswith("cannot be reached: see that its server runs and that the address is right, and try again")
    assert waited < GRACE
    running.start()
    took = first_success(use, store)
    tell(f"the first {use.__name__} of a store that was started before its server: {took * 1000:.0f} ms")
    assert took < 2


@pytest.mark.parametrize("use", USES)
def test_requests_are_refused_at_once_while_the_server_is_away_and_served_soon_after_it_is_back(
    running: Cluster, store: PostgresStore, use: Callable[[PostgresStore], None]
) -> None:
    running.kill()
    until = monotonic() + size(2, 30)
    waits = []
    while monotonic() < until:
        waits.append(refused(use, store)[0])
    running.start()
    took = first_success(use, store)
    tell(
        f"server killed: {len(waits)} refused, the slowest after {max(waits) * 1000:.0f} ms;"
        f" {use.__name__} works {took * 1000:.0f} ms after it is back"
    )
    assert sorted(waits)[-2] < GRACE
    assert took < 2


@pytest.mark.parametrize("use", USES)
def test_connections_that_were_closed_while_nobody_looked_are_replaced_unnoticed(
    running: Cluster, store: PostgresStore, use: Callable[[PostgresStore], None]
) -> None:
    use(store)
    running.kill()
    running.start()
    use(store)


@pytest.mark.parametrize("use", USES)
def test_a_hung_server_is_given_up_in_time_and_later_requests_do_not_wait(
    running: Cluster, store: PostgresStore, use: Callable[[PostgresStore], None]
) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda _: use(store), range(THREADS)))
        with running.hung():
            first = list(threads.map(lambda _: refused(use, store), range(THREADS)))
            until = monotonic() + size(3, 30)
            later: list[float] = []
            while monotonic() < until:
                later += threads.map(lambda _: refused(use, store)[0], range(THREADS))
        took = first_success(use, store)
    longest = max(waited for waited, _ in first)
    slow = sum(waited > AT_ONCE for waited in later)
    tell(
        f"server hung: the first were refused after {longest:.2f} s, then {len(later)}, {slow} of them after more than"
        f" {AT_ONCE * 1000:.0f} ms, the slowest after {max(later) * 1000:.0f} ms;"
        f" {use.__name__} works {took * 1000:.0f} ms after it goes on"
    )
    assert longest < LONGEST + GRACE
    # Who waited for a connection that another had is told of just that.
    assert SILENT in {why.partition('" ')[2] for _, why in first} <= {SILENT, IN_USE}
    assert max(later) < GRACE
    assert slow < len(later) / 10
    assert took < 2


def test_a_server_that_hangs_when_it_is_first_asked_is_given_up_in_time(running: Cluster, store: PostgresStore) -> None:
    with running.hung():
        waited, why = refused(read, store)
        again, _ = refused(read, store)
    assert "does not answer" in why
    assert max(waited, again) < LONGEST + GRACE
    assert first_success(read, store) < 2


def test_a_server_that_hangs_at_the_commit_leaves_open_what_was_written(running: Cluster, store: PostgresStore) -> None:
    def write_and_hang() -> None:
        with store.writing() as rows:
            rows.put_availability(ID, answer("ann", NOON))
            assert rows.answered(ID) == {"ann"}
            hang.set()
            assert hung.wait(30)

    hang, hung = Signal(), Signal()
    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(write_and_hang)
        assert hang.wait(30)
        with running.hung():
            hung.set()
            with pytest.raises(StoreUnavailable, match="may or may not have been written; look before you repeat it"):
                writing.result(LONGEST + 10)
    assert first_success(read, store) < 2


def test_what_was_acknowledged_is_there_after_the_server_was_killed(running: Cluster, store: PostgresStore) -> None:
    numbers, acknowledged, unknown = count(10), set[str](), set[str]()
    rounds, per_round = size(2, 5), size(100, 2000)

    def write_on(stop: Signal) -> None:
        while not stop.is_set():
            made = event_id(next(numbers))
            try:
                with store.writing() as rows:
                    insert(rows, made)
            except StoreUnavailable:
                unknown.add(made)
            else:
                acknowledged.add(made)

    def insert(rows: Writing, made: str) -> None:
        rows.insert_event(made, an_event("Review", ANN), CREATED)
        rows.put_availability(made, answer("ann", NOON))

    slowest = 0.0
    for number in range(rounds):
        stop = Signal()
        with ThreadPoolExecutor(THREADS) as threads:
            writers = [threads.submit(write_on, stop) for _ in range(THREADS)]
            while len(acknowledged) < per_round * (number + 1):
                assert not any(each.done() for each in writers)
            running.kill()
            stop.set()
            running.start()
            slowest = max(slowest, first_success(look, store))
    with store.reading() as rows:
        found = {each.id: (each.participants, each.answered) for each in rows.summaries() if each.id not in {ID, OTHER}}
    tell(
        f"server killed {rounds} times under writes: {len(acknowledged)} acknowledged, 0 lost;"
        f" of {len(unknown)} others {len(unknown & found.keys())} written; in use again after {slowest * 1000:.0f} ms"
    )
    assert acknowledged <= found.keys() <= acknowledged | unknown
    assert set(found.values()) == {(1, 1)}
