"""What goes wrong with a PostgreSQL database, in one line that says what to do and gives nothing away."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from evsched.errors import StoreUnavailable
from evsched.store.base import Writing
from evsched.store.postgres import PostgresStore
from tests.postgres import OWNER, Cluster, name_of
from tests.store.contract import ANN, CREATED, ID, NOON, an_event, answer, event_id

SECRET = "s3cret"  # noqa: S105
NOT_SET_UP = "has not been set up for this evsched: run evsched db migrate"


@pytest.fixture
def address(postgres: Cluster) -> str:
    return postgres.emptied()


@pytest.fixture
def store(address: str) -> Iterator[PostgresStore]:
    """A store with one event and one answer."""
    opened = PostgresStore(address)
    with opened.writing() as rows:
        rows.insert_event(ID, an_event("Review", ANN), CREATED)
        rows.put_availability(ID, answer("ann", NOON))
    yield opened
    opened.close()


def look(store: PostgresStore) -> None:
    with store.reading() as rows:
        rows.latest_id()


def write(store: PostgresStore, put: Callable[[Writing], object]) -> None:
    with store.writing() as rows:
        put(rows)


def put_noon(rows: Writing) -> None:
    rows.put_availability(ID, answer("ann", NOON))


def refusal(store: PostgresStore, use: Callable[[PostgresStore], object] = look) -> str:
    """Why a use of the store is refused: one line that names the database."""
    with pytest.raises(StoreUnavailable) as refused:
        use(store)
    message = refused.value.message
    assert message.isprintable()
    assert SECRET not in f"{message} {refused.value!r}"
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    beginning = f'the database "{store.address}" '
    assert message.startswith(beginning)
    return message.removeprefix(beginning)


# No connection


def test_a_wrong_password_is_said_so_and_not_shown(postgres: Cluster, address: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(SECRET)
    with closing(PostgresStore(postgres.address_with_password(address), password_file=tmp_path / "password")) as store:
        assert refusal(store) == "refuses its user: check the user and the password"


def test_a_password_that_is_asked_for_in_vain_is_said_so(
    postgres: Cluster, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", "/dev/null")
    with closing(PostgresStore(postgres.address_with_password(address))) as store:
        assert refusal(store) == "asks for a password: name a file that holds it"


def test_a_password_file_that_cannot_be_read_is_said_so(postgres: Cluster, address: str, tmp_path: Path) -> None:
    missing = tmp_path / "none"
    with closing(PostgresStore(postgres.address_with_password(address), password_file=missing)) as store:
        why = f'cannot be opened: the file of its password, "{missing}": No such file or directory'
        assert refusal(store) == why


def test_a_password_file_that_holds_no_text_is_said_so(postgres: Cluster, address: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_bytes(b"s3cret\xff")
    with closing(PostgresStore(postgres.address_with_password(address), password_file=tmp_path / "password")) as store:
        assert refusal(store) == "cannot be opened: the file of its password holds no text"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(("evsched@", "nobody@"), "refuses its user: check the user and the password", id="user"),
        pytest.param(("@/shared", "@/nothing"), "does not exist: make it, or name another", id="database"),
    ],
)
def test_a_user_or_a_database_that_is_not_there_is_said_so(address: str, change: tuple[str, str], why: str) -> None:
    with closing(PostgresStore(address.replace(*change))) as store:
        assert refusal(store) == why


@pytest.mark.parametrize(
    ("nowhere", "why"),
    [
        pytest.param("postgresql:///x?host=/nowhere", "see that its server runs and that the address", id="socket"),
        pytest.param("postgresql://127.0.0.1:1/x", "see that its server runs and that the address", id="port"),
        pytest.param("postgresql://database.invalid/x", "the name of its host is not known here", id="host"),
        pytest.param("postgresql://database.invalid,127.0.0.1:1/x", "see that its server runs", id="several"),
    ],
)
def test_a_server_that_is_not_there_is_said_so(nowhere: str, why: str) -> None:
    with closing(PostgresStore(nowhere)) as store:
        assert refusal(store).startswith(f"cannot be reached: {why}")


def test_a_server_with_too_many_connections_says_so(postgres: Cluster, address: str) -> None:
    with postgres.administrator() as connection, closing(PostgresStore(address)) as store:
        try:
            connection.execute(f"ALTER ROLE {OWNER} CONNECTION LIMIT 0")
            assert refusal(store) == "has too many connections: try again, or raise its max_connections"
        finally:
            connection.execute(f"ALTER ROLE {OWNER} CONNECTION LIMIT -1")


# What a server reports


@pytest.mark.parametrize(
    ("state", "why"),
    [
        pytest.param("40001", "is busy: it took too long; try again", id="serialization"),
        pytest.param("40P01", "is busy: it took too long; try again", id="deadlock"),
        pytest.param("57014", "is busy: it took too long; try again", id="cancelled"),
        pytest.param("55P03", "is busy: another has held what is needed too long; try again", id="lock"),
        pytest.param("53100", "cannot grow: its disk is full; free some space and try again", id="disk-full"),
        pytest.param("53200", "is out of memory: try again", id="memory"),
        pytest.param("58030", "cannot be read or written: its disk reports an error", id="disk-error"),
        pytest.param("25006", "cannot be written: it is read-only, as a standby is; name the primary", id="read-only"),
        pytest.param("42501", "does not let its user do this: grant them the tables, or use their owner", id="rights"),
        pytest.param("57P01", "has closed the connection: see that its server runs, and try again", id="shutdown"),
        pytest.param("57P03", "is starting or stopping: try again in a moment", id="starting"),
        pytest.param("08006", "has closed the connection: see that its server runs, and try again", id="connection"),
        pytest.param("XX001", "is damaged, or its server has failed: see its log", id="damaged"),
        pytest.param("42P01", NOT_SET_UP, id="no-table"),
        pytest.param("42703", NOT_SET_UP, id="no-column"),
        pytest.param("22P05", "has an encoding that lacks a character: make it anew with UTF8", id="encoding"),
    ],
)
@pytest.mark.parametrize("writing", [False, True], ids=["reading", "writing"])
def test_an_error_is_told_by_its_code_alone(store: PostgresStore, state: str, why: str, writing: bool) -> None:
    def use(opened: PostgresStore) -> None:
        statement = f"DO $$ BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{state}', DETAIL = '{SECRET}'; END $$"
        with opened.writing() if writing else opened.reading() as rows:
            rows._run(statement)  # type: ignore[attr-defined]
            rows.latest_id()

    assert refusal(store, use) == why
    look(store)


def test_a_fault_of_evsched_itself_passes_through(store: PostgresStore) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        write(store, lambda rows: rows.put_availability(ID, answer("stranger", NOON)))
    with pytest.raises(psycopg.errors.SyntaxError), store.reading() as rows:
        rows._all("SELEKT")  # type: ignore[attr-defined]
    look(store)


def test_a_statement_that_takes_too_long_is_ended_by_the_server_and_the_connection_kept(address: str) -> None:
    def use(opened: PostgresStore) -> None:
        with opened.reading() as rows:
            rows._all("SELECT pg_sleep(60)")  # type: ignore[attr-defined]

    with closing(PostgresStore(address, patience=1.5, longest=1.5)) as store:
        assert refusal(store, use) == "is busy: it took too long; try again"
        assert store.figures()["connections"] == 1
        look(store)


def test_a_read_only_database_can_be_read_and_not_written(postgres: Cluster, store: PostgresStore) -> None:
    name = name_of(store.address)
    with postgres.administrator() as connection:
        try:
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            store.close()
            look(store)
            why = "cannot be written: it is read-only, as a standby is; name the primary"
            assert refusal(store, lambda opened: write(opened, put_noon)) == why
            assert refusal(store, lambda opened: write(opened, lambda rows: rows.clear())) == why
        finally:
            connection.execute(f"ALTER DATABASE {name} RESET ALL")


def test_a_session_that_is_ended_in_the_midst_of_a_transaction_writes_nothing(
    postgres: Cluster, store: PostgresStore
) -> None:
    def write_and_be_ended(opened: PostgresStore) -> None:
        with opened.writing() as rows:
            rows.delete_event(ID)
            assert rows.event(ID) is None
            with postgres.administrator() as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'evsched'"
                )
            rows.event(ID)

    assert refusal(store, write_and_be_ended).startswith("has closed the connection")
    with store.reading() as reading:
        assert reading.event(ID) == an_event("Review", ANN)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE availability SET slots = 'not what evsched writes'",
        "UPDATE availability SET slots = '[1]'",
        r"UPDATE availability SET free = '\x00'",
        r"UPDATE availability SET free = '\x0000000000000000'",
        "UPDATE event SET slots = '[]'",
        "UPDATE event SET title = ''",
        "UPDATE participant SET zone = 'Atlantis/Capital'",
    ],
)
def test_a_row_that_no_evsched_wrote_is_damage_in_one_line(
    postgres: Cluster, store: PostgresStore, damage: str
) -> None:
    with postgres.administrator(name_of(store.address)) as connection:
        connection.execute(damage)

    def read_all() -> None:
        with store.reading() as rows:
            rows.event(ID)
            rows.availability(ID)
            rows.free(ID)

    with pytest.raises(StoreUnavailable, match="holds a row that cannot be read") as refused:
        read_all()
    assert refused.value.message.isprintable()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param("participant", ("nothing", "ann", None, 1, None), id="of-no-event"),
        pytest.param("participant", (ID, "ann", None, 1, None), id="twice"),
        pytest.param("participant", (ID, None, None, 1, None), id="nobody"),
        pytest.param("participant", (ID, "a\0", None, 1, None), id="NUL"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_all_that_came_before(
    store: PostgresStore, table: str, row: tuple[str | int | bytes | None, ...]
) -> None:
    with pytest.raises(StoreUnavailable, match=rf"holds a row of {table} that does not fit the others \(") as refused:
        write(store, lambda rows: rows.load(table, [(ID, "bo", None, 1, None), row]))
    assert refused.value.message.isprintable()
    with store.reading() as reading:
        assert reading.count_participants(ID) == 1


# A full disk


@pytest.fixture
def small_disk(postgres: Cluster) -> Iterator[Path]:
    """A file system of a few megabytes that belongs to the server."""
    folder = postgres.folder / "small"
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("there is no mount here")
    folder.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=10m", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"only root may mount a small disk: {done.stderr.decode().strip()}")
    owner = postgres.folder.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    yield folder
    subprocess.run([umount, folder], check=True)


def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_else(postgres: Cluster, small_disk: Path) -> None:
    address = postgres.database(migrated=True, folder=small_disk)
    kept: list[str] = []

    def put_many(rows: Writing) -> None:
        for number in range(len(kept), len(kept) + 200):
            rows.insert_event(event_id(number), an_event("x" * 200), CREATED)

    def fill(opened: PostgresStore) -> None:
        while len(kept) < 50_000:
            write(opened, put_many)
            kept.extend(map(event_id, range(len(kept), len(kept) + 200)))

    with closing(PostgresStore(address)) as store:
        assert refusal(store, fill) == "cannot grow: its disk is full; free some space and try again"
        with store.reading() as rows:
            assert sorted(each.id for each in rows.summaries()) == kept
        with suppress(StoreUnavailable):
            write(store, lambda rows: rows.delete_event(kept[0]))
        assert store.check() == []
    assert kept
    postgres.drop(address)
