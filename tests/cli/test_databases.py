"""``--db`` and what stands in the environment for it: files, addresses, servers, and no passwords."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Asked
from tests.cli.test_main import Complete, complete
from tests.conftest import Command, Finished
from tests.postgres import PASSWORD, Cluster

__all__ = ["complete"]  # a fixture

SLOT = "12 Jan 2025, 2 - 4PM EST"
CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT, "--participant", "ann")


def titles(done: Finished) -> list[str]:
    assert (done.code, done.err) == (0, "")
    return [each["title"] for each in json.loads(done.out)]


@pytest.mark.parametrize("address", ["{}", "sqlite:///{}"])
def test_a_path_and_an_address_name_the_same_file(evsched: Command, tmp_path: Path, address: str) -> None:
    named = address.format(tmp_path / "other.db")
    assert evsched(*CREATE, "--db", named).code == 0
    assert (tmp_path / "other.db").is_file()
    for options in (("event", "list", "--db", named), ("--db", str(tmp_path / "other.db"), "event", "list")):
        assert titles(evsched(*options, "--json")) == ["Lunch"]


def test_a_relative_path_is_seen_from_where_the_command_is_run(
    evsched: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for each in ("a.db", "sqlite:///b.db", "~"):
        assert evsched(*CREATE, "--db", each).code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.db", "b.db", "~"]


def test_all_commands_work_on_a_server(evsched: Command, asked: Asked, postgres: Cluster) -> None:
    address = postgres.database(migrated=True)
    made = asked(*CREATE, "--db", address)
    assert evsched("--db", address, "availability", "set", "last", "ann", "--slot", SLOT).code == 0
    assert asked("recommend", made["id"][:4], "--db", address)
    assert asked("event", "show", "last", "--db", address)["answered"] == ["ann"]
    facts = asked("doctor", "--db", address)
    assert (facts["events"], facts["problems"]) == (1, [])
    assert facts["database"].startswith("postgresql://")
    assert evsched("event", "delete", "last", "--yes", "--db", address).code == 0


# The environment


def test_the_url_in_the_environment_comes_before_the_file(
    evsched: Command, asked: Asked, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVSCHED_DATABASE_URL", f"sqlite:///{tmp_path / 'url.db'}")
    asked(*CREATE)
    assert (tmp_path / "url.db").is_file()
    assert not Path(environment["EVSCHED_DB"]).exists()
    monkeypatch.setenv("EVSCHED_DATABASE_URL", "")
    assert titles(evsched("event", "list", "--json")) == []
    asked(*CREATE)
    assert Path(environment["EVSCHED_DB"]).is_file()


def test_what_is_typed_comes_before_the_environment(
    evsched: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVSCHED_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    typed = str(tmp_path / "typed.db")
    assert evsched(*CREATE, "--db", typed).code == 0
    assert titles(evsched("--db", typed, "event", "list", "--json")) == ["Lunch"]
    inner = str(tmp_path / "inner.db")
    assert evsched("--db", typed, *CREATE, "--db", inner).code == 0
    assert titles(evsched("event", "list", "--json", "--db", inner)) == ["Lunch"]


@pytest.mark.parametrize(
    "options", [("--db", "", "event", "list"), ("event", "list", "--db", ""), ("event", "list", "--db=")]
)
def test_an_empty_name_is_no_database_and_not_the_usual_one(evsched: Command, options: tuple[str, ...]) -> None:
    """As where a script's variable is not set."""
    done = evsched(*options)
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: --db names no database: leave it out for the one in your data folder\n"


@pytest.mark.parametrize("address", ["mysql://h/d", "sqlite://events.db", "postgresql:/h/d", "file:events.db"])
def test_an_address_of_nothing_is_exit_code_2_and_makes_nothing(
    evsched: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = evsched(*CREATE, "--db", address)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: a database is a file, sqlite:///path or postgresql://user@host/name, not ")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_exit_code_5(evsched: Command) -> None:
    done = evsched("event", "list", "--db", "postgresql://evsched@127.0.0.1:1/evsched")
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith('Error: the database "postgresql://evsched@127.0.0.1:1/evsched" cannot be reached')
    assert done.err.count("\n") == 1


# Passwords


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://evsched:geheim@127.0.0.1:1/evsched",
        "postgres://evsched:ge/heim@127.0.0.1:1/evsched",
        "postgresql://127.0.0.1:1/evsched?user=evsched&password=geheim",
        "mysql://evsched:geheim@127.0.0.1/evsched",
    ],
)
@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_password_on_the_command_line_is_refused_and_not_repeated(evsched: Command, address: str, place: str) -> None:
    done = evsched("--db", address, "db", "check") if place == "before" else evsched("db", "check", "--db", address)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: --db takes no password: ")
    assert "EVSCHED_DATABASE_URL" in done.err
    assert "EVSCHED_DATABASE_PASSWORD_FILE" in done.err
    assert "heim" not in done.err


def test_a_password_in_the_environment_is_taken_and_never_shown(
    evsched: Command, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVSCHED_DATABASE_URL", "postgresql://evsched:geheim@127.0.0.1:1/evsched")
    for command in (
        ("event", "list"),
        ("db", "check"),
        ("db", "backup", "x"),
        ("doctor",),
        ("--debug", "event", "list"),
    ):
        done = evsched(*command)
        assert done.code == 5
        assert "geheim" not in done.out + done.err
    assert asked("find", "-", stdin=json.dumps({"estimatedTime": "1h", "slots": [SLOT]}))


def test_a_password_comes_from_a_file(
    evsched: Command, asked: Asked, postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.address_with_password(postgres.database(migrated=True))
    done = evsched("event", "list", "--db", address)
    assert done.code == 5
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    monkeypatch.setenv("EVSCHED_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    assert asked("event", "list", "--db", address) == []
    facts = asked("doctor", "--db", address)
    assert PASSWORD not in json.dumps(facts, ensure_ascii=False)
    assert evsched("db", "backup", str(tmp_path / "x.bak"), "--db", address).code == 0
    monkeypatch.setenv("EVSCHED_DATABASE_PASSWORD_FILE", str(tmp_path / "nothing"))
    done = evsched("event", "list", "--db", address)
    assert (done.code, done.out) == (5, "")
    assert f'password, "{tmp_path}/nothing": No such file' in done.err


# Completion


def test_a_shell_completes_ids_from_a_server(complete: Complete, asked: Asked, postgres: Cluster) -> None:
    address = postgres.database(migrated=True)
    made = asked(*CREATE, "--db", address)["id"]
    assert complete(f"evsched event show --db {address} ") == [made]
    assert complete(f"evsched --db {address} event show ") == [made]


@pytest.mark.parametrize(
    "address", ["postgresql://evsched@127.0.0.1:1/evsched", "postgresql://evsched:geheim@127.0.0.1:1/e", "mysql://h/d"]
)
def test_a_shell_gets_nothing_where_there_is_no_database(complete: Complete, address: str) -> None:
    assert complete(f"evsched event show --db {address} ") == []
