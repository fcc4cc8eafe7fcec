"""The PostgreSQL store: the contract of every store, and what is particular to this one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from evsched.engine.model import Participant
from evsched.errors import InvalidInput, StoreUnavailable
from evsched.store.addresses import open_store
from evsched.store.base import Store
from evsched.store.postgres import PostgresStore
from tests.postgres import OWNER, PASSWORD, Cluster
from tests.store.contract import ANN, CREATED, ID, NOON, OTHER, StoreContract, an_event, answer
from tests.store.contract_maintained import MaintainingContract
from tests.store.contract_series import SeriesContract
from tests.store.contract_shared import SharingContract

NOWHERE = "postgresql://evsched@127.0.0.1:1/evsched"


class TestPostgresStore(StoreContract, SharingContract, SeriesContract, MaintainingContract):
    @pytest.fixture
    def opened(self, postgres: Cluster) -> Iterator[Callable[[], Store]]:
        address = postgres.emptied()
        stores: list[PostgresStore] = []

        def another() -> Store:
            stores.append(PostgresStore(address))
            return stores[-1]

        yield another
        for store in stores:
            store.close()


@pytest.fixture
def address(postgres: Cluster) -> str:
    return postgres.emptied()


@pytest.fixture
def store(address: str) -> Iterator[PostgresStore]:
    """A store with one event and one answer, which has one connection."""
    opened = PostgresStore(address)
    with opened.writing() as rows:
        rows.insert_event(ID, an_event("Review", ANN), CREATED)
        rows.put_availability(ID, answer("ann", NOON))
    yield opened
    opened.close()


@pytest.fixture
def with_password(postgres: Cluster, address: str, tmp_path: Path) -> Iterator[tuple[PostgresStore, Path]]:
    """A store that needs a password, and the file from which it takes it."""
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    opened = PostgresStore(postgres.address_with_password(address), password_file=file)
    yield opened, file
    opened.close()


def look(store: PostgresStore) -> None:
    with store.reading() as rows:
        rows.latest_id()


def setting(store: PostgresStore, name: str) -> object:
    with store._lent() as connection:
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    assert row is not None
    return row[0]


# Addresses and passwords


def test_a_store_is_opened_by_its_address(address: str) -> None:
    for each in (address, address.replace("postgresql://", "postgres://")):
        store = open_store(each, patience=5.0, longest=2.0)
        assert isinstance(store, PostgresStore)
        assert store.address == each
        with store.writing() as rows:
            rows.insert_event(ID, an_event(), CREATED)
            rows.delete_event(ID)
        store.close()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        pytest.param("postgresql://db/evsched", "postgresql://db/evsched", id="no-user"),
        pytest.param("postgresql://ann@db/evsched", "postgresql://ann@db/evsched", id="no-password"),
        pytest.param("postgresql://ann:s3cret@db/evsched", "postgresql://ann@db/evsched", id="password"),
        pytest.param("postgresql://ann:s3%40cret@db:5433/x", "postgresql://ann@db:5433/x", id="escaped-password"),
        pytest.param("postgresql://:s3cret@db/x", "postgresql://@db/x", id="password-alone"),
        pytest.param("postgresql://ann@db/x?password=s3cret", "postgresql://ann@db/x", id="in-the-query"),
        pytest.param("postgresql://db/x?p%61ssword=s3cret&user=ann", "postgresql://db/x?user=ann", id="escaped-name"),
        pytest.param("postgresql://db/x?sslpassword=s3cret", "postgresql://db/x", id="of-a-key"),
        pytest.param("postgresql://a@h1:1,[::1]:2/x?target_session_attrs=primary", None, id="several-hosts"),
        pytest.param("postgres:///evsched?host=/run/postgresql", None, id="socket"),
    ],
)
def test_an_address_is_shown_as_it_was_given_but_for_passwords(given: str, shown: str | None) -> None:
    store = PostgresStore(given)
    assert store.address == (shown or given)
    with suppress(StoreUnavailable):
        assert "s3cret" not in f"{store!r} {store._unavailable('is away')} {store._connections!r} {store._address!r}"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("postgresql://ann:s3cret@db/x?colour=red", id="unknown-parameter"),
        pytest.param("postgresql://ann:s3cret@db/x?password", id="parameter-without-value"),
        pytest.param("postgresql://ann:s3%zzcret@db/x", id="bad-escape"),
        pytest.param("postgresql://ann:s3/cret@db/x", id="slash-in-password"),
        pytest.param("postgresql://ann:s3cret@db:port/x", id="port-that-is-no-number"),
        pytest.param("postgresql://ann:s3cret@db:65536/x", id="port-that-is-too-high"),
        pytest.param("postgresql://ann:s3cret@[::1/x", id="open-bracket"),
    ],
)
def test_what_is_no_address_is_refused_without_a_word_of_it(given: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        PostgresStore(given)
    assert "cret" not in refused.value.message
    assert refused.value.__cause__ is None


def test_a_password_is_read_from_its_file(with_password: tuple[PostgresStore, Path]) -> None:
    look(with_password[0])


def test_a_password_in_the_address_is_taken_too(postgres: Cluster, address: str) -> None:
    whole = psycopg.conninfo.conninfo_to_dict(postgres.address_with_password(address))
    quoted = PASSWORD.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C").replace(" ", "%20")
    store = PostgresStore(f"postgresql://{whole['user']}:{quoted}@{whole['host']}:{whole['port']}/{whole['dbname']}")
    look(store)
    assert store.address == postgres.address_with_password(address)
    store.close()


def test_a_new_password_is_taken_by_the_next_connection(
    postgres: Cluster, with_password: tuple[PostgresStore, Path]
) -> None:
    store, file = with_password
    look(store)
    with postgres.administrator() as connection:
        try:
            connection.execute("ALTER ROLE evsched PASSWORD 'new'")
            look(store)  # on the connection that is open
            store.close()
            with pytest.raises(StoreUnavailable, match="refuses its user: check the user and the password"):
                look(store)
            file.write_text("new")
            until_used(store)
        finally:
            postgres.reset_password()


def until_used(store: PostgresStore) -> None:
    """Use a store that may have been refused a moment ago."""
    for _ in range(100_000):
        with suppress(StoreUnavailable):
            look(store)
            return
    look(store)


# Connections


def test_making_a_store_connects_to_nothing_and_starts_no_thread() -> None:
    before = threading.active_count()
    store = PostgresStore(NOWHERE, longest=1.0)
    assert threading.active_count() == before
    assert store.figures() == {"connections": 0, "connections_idle": 0, "waiting": 0}
    store.close()


def test_the_figures_tell_how_many_connections_are_open_idle_and_waited_for(
    postgres: Cluster, store: PostgresStore
) -> None:
    assert store.figures() == {"connections": 1, "connections_idle": 1, "waiting": 0}
    with store.reading(), store.reading():
        assert store.figures() == {"connections": 2, "connections_idle": 0, "waiting": 0}
    assert store.figures() == {"connections": 2, "connections_idle": 2, "waiting": 0}
    with postgres.administrator() as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'evsched'"
        assert connection.execute(query).fetchone() == (2,)
    store.close()
    assert store.figures() == {"connections": 0, "connections_idle": 0, "waiting": 0}


def test_one_connection_serves_one_transaction_after_another(store: PostgresStore) -> None:
    def fail() -> None:
        with store.writing() as rows:
            rows.delete_event(ID)
            raise RuntimeError

    for _ in range(20):
        look(store)
        with pytest.raises(RuntimeError):
            fail()
    assert store.figures()["connections"] == 1


def test_a_store_that_is_closed_leaves_no_thread(store: PostgresStore) -> None:
    store.close()
    before = threading.active_count()
    look(store)
    store.close()
    assert threading.active_count() == before


def test_more_transactions_than_connections_wait_their_turn_and_not_for_ever(address: str) -> None:
    hasty = PostgresStore(address, patience=0.2)

    def nest(depth: int) -> int:
        try:
            with hasty.reading():
                return nest(depth + 1)
        except StoreUnavailable as error:
            assert error.message.endswith("is busy: all connections to it are in use; try again")  # noqa: PT017
            return depth

    assert nest(0) == 6
    look(hasty)
    hasty.close()


def test_who_gets_no_connection_more_waits_for_one_of_those_there_are(postgres: Cluster, store: PostgresStore) -> None:
    with postgres.administrator() as connection, ThreadPoolExecutor(1) as thread:
        try:
            connection.execute(f"ALTER ROLE {OWNER} CONNECTION LIMIT 1")
            with store.reading():
                waiting = thread.submit(look, store)
                while not store.figures()["waiting"]:
                    assert not waiting.done()
                with pytest.raises(TimeoutError):
                    waiting.result(0.2)
            waiting.result(30)
        finally:
            connection.execute(f"ALTER ROLE {OWNER} CONNECTION LIMIT -1")


def test_a_connection_that_the_server_ends_is_replaced_unnoticed(postgres: Cluster, store: PostgresStore) -> None:
    with postgres.administrator() as connection:
        query = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'evsched'"
        assert connection.execute(query).fetchall() == [(True,)]
    look(store)


def test_a_closed_store_lets_transactions_end_and_opens_anew(store: PostgresStore) -> None:
    with store.writing() as rows:
        rows.raise_versions(ID, event=True)
        store.close()
        rows.raise_versions(ID, event=True)
    assert store.figures()["connections"] == 0
    with store.reading() as reading:
        found = reading.state(ID)
    assert found is not None
    assert found.version == 3


def test_a_session_is_set_up_as_a_server_needs_it_whatever_the_address_says(address: str) -> None:
    expected = {
        "timezone": "UTC",
        "application_name": "evsched",
        "client_encoding": "UTF8",
        "lock_timeout": "3s",
        "statement_timeout": "3600ms",
        "idle_in_transaction_session_timeout": "10s",
        "work_mem": "8MB",
    }
    store = PostgresStore(f"{address}&options=-c%20work_mem%3D8MB%20-c%20timezone%3DAsia/Tokyo", 3.0, 4.0)
    assert {name: setting(store, name) for name in expected} == expected
    store.close()


def test_a_command_may_take_its_time(address: str) -> None:
    store = PostgresStore(address)
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    assert [setting(store, name) for name in names] == ["30s", "0", "0"]
    store.close()


def test_a_reading_cannot_write_and_both_have_their_isolation(store: PostgresStore) -> None:
    for transaction, expected in (
        (store.reading, ("repeatable read", "on")),
        (store.writing, ("read committed", "off")),
    ):
        with transaction() as rows:
            names = ("transaction_isolation", "transaction_read_only")
            found = tuple(rows._one("SELECT current_setting(%s)", name)[0] for name in names)  # type: ignore[attr-defined]
        assert found == expected


# Texts that PostgreSQL does not keep


@pytest.mark.parametrize("text", [pytest.param("a\0b", id="NUL"), pytest.param("a\ud800", id="half-a-character")])
@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
def test_an_id_that_no_text_can_hold_is_nobodys(store: PostgresStore, text: str, writing: bool) -> None:
    with store.writing() if writing else store.reading() as rows:
        assert rows.event(text) is None
        assert rows.state(text) is None
        assert rows.participant(text, "ann") is rows.participant(ID, text) is None
        assert rows.availability(text) == rows.availability(ID, text) == []
        assert rows.answers_of(text, None) == rows.answers_of(text, bytes(32)) == []
        assert (rows.answered(text), rows.free(text).times, rows.count_participants(text)) == (frozenset(), {}, 0)
        assert rows.made(text, "key") is rows.made("event", text) is None
        assert rows.participant_token(text, "ann") is rows.participant_token(ID, text) is None
        assert rows.ids_starting_with(text, 9) == []
        assert rows.event(ID) == an_event("Review", ANN)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800"])
def test_no_value_holds_a_text_that_cannot_be_kept(text: str) -> None:
    for make in (an_event, Participant):
        with pytest.raises(InvalidInput, match="cannot be shown"):
            make(text)


# A program that swallows an error


def test_a_transaction_in_which_something_failed_is_not_committed_whoever_looked_away(store: PostgresStore) -> None:
    def write() -> None:
        with store.writing() as rows:
            rows.insert_event(OTHER, an_event("Other"), CREATED)
            with suppress(psycopg.errors.UniqueViolation):
                rows.insert_event(ID, an_event("Twice"), CREATED)

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        write()
    with store.reading() as reading:
        assert reading.event(OTHER) is None
