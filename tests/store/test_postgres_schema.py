"""How the tables of a PostgreSQL database are made, taken from one version to the next, and looked through."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Event as Signal
from time import monotonic

import psycopg
import pytest

from evsched.errors import StoreUnavailable
from evsched.scheduler import Scheduler
from evsched.store.postgres import PostgresStore
from evsched.store.postgres_schema import STEPS, VERSION, Step, migrate, why_unfit
from evsched.store.tables import COLUMNS
from tests.postgres import Cluster, name_of
from tests.store.contract import ANN, CREATED, ID, NOON, OTHER, an_event, answer
from tests.store.contract_maintained import fill, tables
from tests.stress.children import size, tell

PROCESSES = 4
THREADS = 4
NOT_SET_UP = "has not been set up for this evsched: run evsched db migrate"
NEWER = "was migrated by a newer evsched: upgrade this one"
ADDS_A_PLACE = "ALTER TABLE event ADD COLUMN place text"


@pytest.fixture
def empty(postgres: Cluster) -> str:
    """The address of a database without tables."""
    return postgres.database()


@pytest.fixture
def store(postgres: Cluster) -> Iterator[PostgresStore]:
    """A store of the newest version with something of every kind."""
    opened = PostgresStore(postgres.database(migrated=True))
    fill(opened)
    yield opened
    opened.close()


def connected(address: str) -> psycopg.Connection:
    return psycopg.connect(address, autocommit=True)


def run(address: str, statement: str) -> None:
    with connected(address) as connection:
        connection.execute(statement)


def relations(address: str) -> set[str]:
    """All that was made in a database."""
    with connected(address) as connection:
        query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        return {name for (name,) in connection.execute(query)}


def versions(address: str) -> list[tuple[object, ...]]:
    with connected(address) as connection:
        return connection.execute("SELECT version, least FROM evsched_schema").fetchall()


def refusal(use: Callable[[], object]) -> str:
    with pytest.raises(StoreUnavailable) as refused:
        use()
    return refused.value.message.partition('" ')[2]


def uses(store: PostgresStore) -> list[Callable[[], object]]:
    """A look at whether the store can be used, a reading, and a writing."""

    def write() -> None:
        with store.writing() as rows:
            rows.insert_event(OTHER, an_event(), CREATED)

    def write_what_was_read() -> None:
        with store.writing() as rows:
            rows.event(ID)

    return [Scheduler(store).check_ready, Scheduler(store).events, write, write_what_was_read]


# Steps


def test_the_version_is_the_number_of_steps_and_no_step_asks_for_more_than_is_known() -> None:
    assert len(STEPS) == VERSION
    assert all(1 <= step.least <= number for number, step in enumerate(STEPS, 1))


def test_an_empty_database_is_migrated_once(empty: str) -> None:
    with closing(PostgresStore(empty)) as store:
        assert store.migrate() == (0, VERSION)
        made = relations(empty)
        fill(store)
        before = tables(store)
        assert store.migrate() == (VERSION, VERSION)
        assert (relations(empty), tables(store)) == (made, before)
        assert versions(empty) == [(VERSION, STEPS[-1].least)]
        assert store.check() == []


def test_the_tables_have_the_columns_of_all_stores_and_compare_texts_by_their_bytes(empty: str) -> None:
    with closing(PostgresStore(empty)) as store:
        store.migrate()
    query = "SELECT column_name, data_type, collation_name FROM information_schema.columns WHERE table_name = %s"
    with connected(empty) as connection:
        for table, columns in COLUMNS.items():
            found = {name: (kind, collation) for name, kind, collation in connection.execute(query, (table,))}
            assert found.keys() == {*columns, "number"}
            assert {collation for kind, collation in found.values() if kind == "text"} == {"C"}
            assert {kind for kind, _ in found.values()} <= {"text", "bigint", "boolean", "bytea"}


def test_only_the_steps_that_a_database_lacks_are_taken_and_rows_are_kept(store: PostgresStore) -> None:
    before = tables(store)
    with connected(store.address) as connection:
        steps = [*STEPS, Step(VERSION, ADDS_A_PLACE), Step(VERSION, "CREATE TABLE note (id text)")]
        assert migrate(connection, steps) == (VERSION, VERSION + 2)
        assert migrate(connection, steps) == (VERSION + 2, VERSION + 2)
    assert "note" in relations(store.address)
    assert tables(store) == before


def test_a_step_that_fails_leaves_the_old_version_whole(store: PostgresStore) -> None:
    before = tables(store), relations(store.address), versions(store.address)
    much = "CREATE TABLE note (id text); UPDATE event SET title = 'torn'; DELETE FROM availability"
    with connected(store.address) as connection, pytest.raises(psycopg.errors.DivisionByZero):
        migrate(connection, [*STEPS, Step(1, much), Step(1, "SELECT 1 / 0")])
    assert (tables(store), relations(store.address), versions(store.address)) == before


# Programs and tables of different versions


def test_a_database_without_tables_is_not_set_up_until_it_is_and_that_is_noticed_without_a_restart(empty: str) -> None:
    with closing(PostgresStore(empty)) as store:
        for use in uses(store):
            assert refusal(use) == NOT_SET_UP
        with closing(PostgresStore(empty)) as another:
            another.migrate()
        for use in uses(store):
            use()


@pytest.mark.parametrize("table", [*COLUMNS, "evsched_schema"])
def test_a_table_that_is_missing_is_noticed_by_what_needs_it_and_by_the_check(store: PostgresStore, table: str) -> None:
    run(store.address, f"DROP TABLE {table} CASCADE")
    assert refusal(lambda: tables(store)) == NOT_SET_UP
    if table in COLUMNS:
        assert store.check()[0] == f"the table {table} is missing: restore it from a backup"
        assert refusal(store.migrate) == f"has lost the table {table}: restore it from a backup"
    else:
        assert refusal(store.check) == NOT_SET_UP
        assert refusal(store.migrate) == "is another program's: name another"


def test_a_column_that_is_missing_is_a_table_of_another_version(store: PostgresStore) -> None:
    run(store.address, "ALTER TABLE event DROP COLUMN token")
    assert refusal(lambda: tables(store)) == NOT_SET_UP


def test_the_tables_of_another_program_are_left_alone(empty: str) -> None:
    run(empty, "CREATE TABLE event (theirs text)")
    with closing(PostgresStore(empty)) as store:
        assert refusal(store.migrate) == "is another program's: name another"
    assert relations(empty) == {"event"}


def test_a_newer_version_that_this_program_may_use_is_used_and_one_that_it_may_not_is_refused_from_then_on(
    store: PostgresStore,
) -> None:
    before = tables(store)
    with connected(store.address) as connection:
        migrate(connection, [*STEPS, Step(VERSION, ADDS_A_PLACE)])
        assert tables(store) == before
        assert store.migrate() == (VERSION + 1, VERSION + 1)
        assert store.check() == []
        with store.writing() as rows:
            rows.delete_event(OTHER)
        newest = Step(VERSION + 1, "ALTER TABLE event DROP COLUMN place")
        migrate(connection, [*STEPS, Step(VERSION, ADDS_A_PLACE), newest])
    for use in [*uses(store), store.migrate, store.check]:
        assert refusal(use) == NEWER


def test_tables_of_an_older_version_are_too_old_however_little_they_ask_for() -> None:
    assert why_unfit(VERSION - 1, 1) == NOT_SET_UP
    assert why_unfit(VERSION, VERSION) is None


def test_tables_that_say_nothing_of_their_version_are_not_set_up(store: PostgresStore) -> None:
    run(store.address, "DELETE FROM evsched_schema")
    assert refusal(uses(store)[0]) == NOT_SET_UP


def test_a_database_without_rights_says_so(postgres: Cluster, empty: str) -> None:
    with postgres.administrator(name_of(empty)) as connection:
        connection.execute("ALTER SCHEMA public OWNER TO CURRENT_USER; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with closing(PostgresStore(empty)) as store:
        assert refusal(store.migrate) == "does not let its user do this: grant them the tables, or use their owner"


# At once, and killed


MIGRATE = """
    import os, sys
    from evsched.store.postgres import PostgresStore
    store = PostgresStore(sys.argv[1])
    os.write(1, b"!")
    sys.stdin.read(1)
    print(store.migrate())
"""
"""Tells when it is about to begin, and begins when it is told."""


def process(address: str) -> subprocess.Popen[bytes]:
    """A process that is about to migrate a database."""
    begun = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(MIGRATE), address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert begun.stdout is not None
    assert os.read(begun.stdout.fileno(), 1) == b"!"
    return begun


def tell_to_begin(begun: subprocess.Popen[bytes]) -> None:
    assert begun.stdin is not None
    begun.stdin.write(b"!")
    begun.stdin.flush()


def test_processes_that_migrate_at_once_migrate_once(empty: str) -> None:
    begun = [process(empty) for _ in range(PROCESSES)]
    for each in begun:
        tell_to_begin(each)
    done = [each.communicate() for each in begun]
    first, later = (f"({before}, {VERSION})\n".encode() for before in (0, VERSION))
    assert sorted(done) == sorted([(first, b""), *[(later, b"")] * (PROCESSES - 1)])
    with closing(PostgresStore(empty)) as store:
        assert store.check() == []
        fill(store)


def test_a_migration_killed_in_its_midst_leaves_all_or_nothing(postgres: Cluster) -> None:
    """At moments spread over the time that one takes."""
    wanted, whole = size(3, 20), 0
    undisturbed = process(postgres.database())
    told = monotonic()
    tell_to_begin(undisturbed)
    assert undisturbed.communicate()[1] == b""
    took = monotonic() - told
    for number in range(wanted):
        address = postgres.database()
        begun = process(address)
        tell_to_begin(begun)
        until = monotonic() + took * number / wanted
        while monotonic() < until:
            pass
        begun.kill()
        begun.communicate()
        with closing(PostgresStore(address)) as store:
            before, after = store.migrate()
            assert after == VERSION
            assert before in {0, VERSION}
            whole += before == VERSION
            assert store.check() == []
            fill(store)
            assert len(tables(store)["event"]) == 4
    tell(f"migration killed {wanted} times in {took * 1000:.0f} ms: {wanted - whole} left nothing, {whole} all, 0 torn")


def test_a_migration_waits_for_writers_and_they_for_it(store: PostgresStore) -> None:
    stop = Signal()

    def write_on(number: int) -> int:
        written = 0
        while not stop.is_set():
            with store.writing() as rows:
                rows.insert_event(f"{number}-{written}", an_event("Review", ANN), CREATED)
                rows.put_availability(f"{number}-{written}", answer("ann", NOON))
            with store.reading() as reading:
                assert reading.latest_id() is not None
            written += 1
        return written

    with ThreadPoolExecutor(THREADS) as threads, connected(store.address) as connection:
        writers = [threads.submit(write_on, number) for number in range(THREADS)]
        steps = [*STEPS]
        for number in range(size(5, 50)):
            steps.append(Step(VERSION, f"ALTER TABLE availability ADD COLUMN extra_{number} text"))
            assert migrate(connection, steps) == (len(steps) - 1, len(steps))
        stop.set()
        written = sum(each.result(30) for each in writers)
    assert len(tables(store)["event"]) == written + 4


# What can be wrong


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_lose_what_it_has_acknowledged_is_no_sound_one(
    postgres: Cluster, store: PostgresStore, name: str
) -> None:
    with postgres.administrator() as connection:
        try:
            connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
            until_set(connection, name, "off")
            store.close()
            expected = f"{name} is off: what was acknowledged can be lost when its machine fails"
            assert store.check() == [expected]
        finally:
            connection.execute(f"ALTER SYSTEM RESET {name}")
            connection.execute("SELECT pg_reload_conf()")
            until_set(connection, name, "on")


def until_set(connection: psycopg.Connection, name: str, value: str) -> None:
    while connection.execute("SELECT current_setting(%s)", (name,)).fetchone() != (value,):
        pass


def test_an_index_that_is_not_valid_and_a_rule_that_was_not_looked_at_are_found(
    postgres: Cluster, store: PostgresStore
) -> None:
    run(store.address, "ALTER TABLE event ADD CONSTRAINT long CHECK (duration > 0) NOT VALID")
    with postgres.administrator(name_of(store.address)) as connection:
        connection.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'event_newest'::regclass")
    assert store.check() == [
        "the index event_newest is not valid: REINDEX INDEX event_newest",
        "rows of event have not been checked against long: ALTER TABLE event VALIDATE CONSTRAINT long",
    ]


def test_an_encoding_that_lacks_characters_is_found(postgres: Cluster) -> None:
    address = postgres.database()
    with postgres.administrator() as connection, suppress(psycopg.errors.DuplicateDatabase):
        name = f"{name_of(address)}_latin"
        connection.execute(f"CREATE DATABASE {name} OWNER evsched ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
    with closing(PostgresStore(postgres.address(name))) as store:
        store.migrate()
        assert store.check() == ["its encoding is LATIN1: make it anew with UTF8, so that it can hold every name"]
        with store.writing() as rows:
            rows.insert_event(ID, an_event("José"), CREATED)
        with store.reading() as reading:
            assert reading.event(ID) == an_event("José")
        with pytest.raises(StoreUnavailable, match="has an encoding that lacks a character"):
            put_in_japanese(store)


def put_in_japanese(store: PostgresStore) -> None:
    with store.writing() as rows:
        rows.insert_event(OTHER, an_event("会議"), CREATED)
