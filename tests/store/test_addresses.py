"""Which database an address names, and which address shows a password."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evsched.errors import InvalidInput
from evsched.store.addresses import holds_password, is_on_server, open_store
from evsched.store.postgres import PostgresStore
from evsched.store.sqlite import SqliteStore


@pytest.mark.parametrize(
    ("address", "path"),
    [
        pytest.param("events.db", "events.db", id="name"),
        pytest.param("/var/lib/events.db", "/var/lib/events.db", id="path"),
        pytest.param("../a b/ü.db", "../a b/ü.db", id="relative"),
        pytest.param("sqlite:///events.db", "events.db", id="relative-url"),
        pytest.param("sqlite:////var/lib/events.db", "/var/lib/events.db", id="absolute-url"),
        pytest.param("postgres", "postgres", id="a-file-called-so"),
        pytest.param("sqlite", "sqlite", id="another-file-called-so"),
        pytest.param("a:b@c", "a:b@c", id="colon-in-a-name"),
        pytest.param("odd\udcff.db", "odd\udcff.db", id="no-utf-8"),
    ],
)
def test_a_path_names_a_file(address: str, path: str) -> None:
    store = open_store(address, patience=1)
    assert isinstance(store, SqliteStore)
    assert store.path == Path(path)
    assert store.address == path
    assert not is_on_server(address)
    assert not holds_password(address)


@pytest.mark.parametrize(
    "address", ["postgresql://evsched@db.example/evsched", "postgres://evsched@db.example/evsched"]
)
def test_an_address_of_postgresql_names_a_database_on_a_server(address: str) -> None:
    assert isinstance(open_store(address, patience=1), PostgresStore)
    assert is_on_server(address)
    assert not holds_password(address)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        pytest.param("", '""', id="empty"),
        pytest.param("sqlite:///", '"sqlite:///"', id="no-path"),
        pytest.param("sqlite://events.db", '"sqlite://…"', id="two-slashes"),
        pytest.param("sqlite:events.db", '"sqlite:…"', id="no-slash"),
        pytest.param("file:events.db?mode=ro", '"file:…"', id="sqlites-own"),
        pytest.param("mysql://u:secret@h/d", '"mysql://…"', id="another-system"),
        pytest.param("postgresql+psycopg://u:secret@h/d", '"postgresql+psycopg://…"', id="another-librarys"),
        pytest.param("postgresql:/u:secret@h/d", '"postgresql:…"', id="one-slash"),
        pytest.param("PostgreSQL://u:secret@h/d", '"PostgreSQL://…"', id="capitals"),
        pytest.param("https://u:secret@h/d", '"https://…"', id="server"),
        pytest.param("sqlite:///postgresql://u:secret@h/d", '"postgresql://…"', id="both"),
    ],
)
def test_an_address_of_nothing_is_refused_and_no_password_repeated(address: str, named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_store(address, patience=1)
    assert refused.value.message == (
        f"a database is a file, sqlite:///path or postgresql://user@host/name, not {named}"
    )


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:secret@h/d",
        "postgres://u:secret@h:5432/d?sslmode=require",
        "postgresql://u:secret@h1,h2/d",
        "postgresql://u:se/cret@h/d",
        "postgresql://u:se?cret@h/d",
        "postgresql://u:se#cret@h/d",
        "postgresql://u:se@cret@h/d",
        "postgresql://u:%73ecret@h/d",
        "postgresql://:secret@h/d",
        "postgresql://u:@h/d",
        "postgresql://h/d?user=u&password=secret",
        "postgresql://h/d?PASSWORD=secret@x",
        "postgresql://u@h/d?sslpassword=secret",
        "PostgreSQL://u:secret@h/d",
        "mysql://u:secret@h/d",
        "postgresql://u:secret@[::1]/d",
    ],
)
def test_an_address_that_shows_a_password_is_known(address: str) -> None:
    assert holds_password(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u@h:5432/d",
        "postgresql://h:5432/d",
        "postgresql:///d",
        "postgresql://u@/d?host=/run/postgresql&port=5432",
        "postgresql://u@[::1]:5432/d",
        "postgresql://u@h1:5432,h2:5433/d",
        "postgresql://u@h/d?passfile=/run/secrets/pgpass",
        "a:b@c.db",
        "sqlite:////var/lib/events.db",
        "sqlite:////srv/a:b@c.db",
    ],
)
def test_an_address_without_a_password_is_known(address: str) -> None:
    assert not holds_password(address)


def test_a_server_without_its_packages_gets_a_line_that_says_how_to_install_them() -> None:
    program = """
import sys
sys.modules["psycopg"] = None
from evsched.errors import InvalidInput
from evsched.store.addresses import open_store
try:
    open_store("postgresql://h/d", 1)
except InvalidInput as error:
    print(error.message)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "psycopg is not installed: a PostgreSQL database needs pip install 'evsched[postgres]'\n"
