"""``evsched doctor``: versions, zone data, and whether the database is sound."""

from __future__ import annotations

import json
import platform
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import tzdata

from evsched import __version__
from evsched.cli.doctor import _age
from tests.cli.conftest import Asked
from tests.conftest import Command


def test_doctor_names_versions_zone_data_and_the_database(asked: Asked, environment: dict[str, str]) -> None:
    facts = asked("doctor")
    assert facts["evsched"] == __version__
    assert facts["python"] == platform.python_version()
    assert facts["sqlite"] == sqlite3.sqlite_version
    assert facts["zoneDataOfPackage"] == tzdata.IANA_VERSION
    assert facts["zoneData"] >= tzdata.IANA_VERSION
    assert Path(facts["zoneDataFrom"]).is_dir()
    assert facts["machineZone"] == "UTC"
    assert facts["database"] == environment["EVSCHED_DB"]
    assert {"typer", "rich", "sqlite-utils", "python-dateutil", "tzdata"} <= facts.keys()


def test_doctor_makes_no_database(evsched: Command, asked: Asked, environment: dict[str, str]) -> None:
    facts = asked("doctor")
    assert (facts["events"], facts["problems"]) == (None, [])
    assert "does not exist yet" in evsched("doctor").out
    assert not Path(environment["EVSCHED_DB"]).exists()


@pytest.mark.usefixtures("review")
def test_doctor_says_that_a_database_is_sound(evsched: Command, asked: Asked) -> None:
    facts = asked("doctor")
    assert (facts["events"], facts["problems"]) == (1, [])
    assert "The database is sound." in evsched("doctor").out


@pytest.mark.usefixtures("review")
def test_doctor_says_what_is_wrong_with_a_damaged_database(evsched: Command, environment: dict[str, str]) -> None:
    connection = sqlite3.connect(environment["EVSCHED_DB"])
    connection.execute("UPDATE participant SET event_id = 'gone'")
    connection.commit()
    connection.close()
    done = evsched("doctor")
    assert done.code == 5
    assert "The database is damaged." in done.out
    assert done.err.startswith("Error: the database is damaged: a row of participant has lost its event")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("database", ["/etc/passwd", ".", "postgresql://evsched@127.0.0.1:1/evsched"])
def test_doctor_tells_of_the_rest_where_the_database_cannot_be_used(evsched: Command, database: str) -> None:
    done = evsched("doctor", "--db", database)
    assert done.code == 5
    assert "The database cannot be used." in done.out
    assert tzdata.IANA_VERSION in done.out
    assert done.err.startswith(f'Error: the database "{database}" ')
    facts = json.loads(evsched("doctor", "--json", "--db", database).out)
    assert facts["events"] is None
    assert done.err == f"Error: {facts['problems'][0]}\n"


@pytest.mark.parametrize(
    ("version", "year", "age"),
    [
        pytest.param("2026a", 2026, "this year", id="new"),
        pytest.param("2026a", 2025, "this year", id="the-machines-clock-is-behind"),
        pytest.param("2025b", 2026, "1 year ago", id="last-year"),
        pytest.param("2020a", 2026, "6 years ago: upgrade tzdata", id="old"),
    ],
)
def test_the_age_of_zone_data_is_counted_in_years(version: str, year: int, age: str) -> None:
    assert age in _age(version, year)


def test_doctor_says_that_the_machine_has_no_zone(
    evsched: Command, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "EST5EDT")
    assert asked("doctor")["machineZone"] is None
    assert "none" in evsched("doctor").out


def test_a_row_that_no_evsched_wrote_is_found(evsched: Command, environment: dict[str, str], review: str) -> None:
    with closing(sqlite3.connect(environment["EVSCHED_DB"])) as connection:
        connection.execute("UPDATE event SET slots = 'x' WHERE id = ?", (review,))
        connection.commit()
    done = evsched("doctor", "--json")
    assert done.code == 5
    assert f"the event {review} cannot be read" in json.loads(done.out)["problems"][0]
