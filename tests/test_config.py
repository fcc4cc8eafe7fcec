"""What is read from the machine: its zone, its folders, its copies of the time-zone database."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import sys
import zoneinfo
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import tzdata

from evsched.config import ZoneData, default_database, machine_zone, use_newest_zone_data
from evsched.engine import zones
from tests.conftest import Command

NEW_LAW = "2027-01-12T19:00:00Z"
OLD_LAW = "2027-01-12T20:00:00Z"
"""Noon of 12 January 2027 in Vancouver, which keeps UTC-7 through the winter from 2026 on, and did not before."""


# The zone of the machine


@pytest.mark.parametrize(
    ("value", "zone"),
    [
        pytest.param("Europe/Berlin", "Europe/Berlin", id="key"),
        pytest.param(":Europe/Berlin", "Europe/Berlin", id="colon"),
        pytest.param("UTC", "UTC", id="utc"),
        pytest.param("", "UTC", id="empty"),
        pytest.param(":", "UTC", id="colon-alone"),
        pytest.param("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", id="three-parts"),
        pytest.param("Etc/GMT+3", "Etc/GMT+3", id="key-with-a-sign"),
        pytest.param("EST5EDT,M3.2.0,M11.1.0", None, id="posix-rule"),
        pytest.param("EST5EDT", None, id="posix-name"),
        pytest.param("<+03>-3", None, id="posix-figures"),
        pytest.param(":/etc/localtime", None, id="file"),
        pytest.param("../../etc/passwd", None, id="outside"),
        pytest.param("Europe", None, id="folder"),
        pytest.param("Atlantis/Capital", None, id="unknown"),
        pytest.param("x" * 5000, None, id="long"),
        pytest.param("\udcff", None, id="not-utf-8"),
    ],
)
@pytest.mark.zones
def test_tz_names_the_zone_or_none_that_is_a_place(tmp_path: Path, value: str, zone: str | None) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/timezone").write_text("Asia/Tokyo\n")
    assert machine_zone({"TZ": value}, tmp_path) == zone


@pytest.mark.parametrize(("value", "zone"), [("GMT-3", "UTC+03:00"), ("UTC+5:30", "UTC-05:30"), ("UTC-8", "UTC+08:00")])
def test_a_posix_sign_is_never_read_the_other_way(value: str, zone: str) -> None:
    """In TZ the sign counts hours west: ``TZ=GMT-3 date +%z`` prints +0300."""
    assert machine_zone({"TZ": value}) in (None, zone)


@pytest.mark.parametrize(
    ("target", "zone"),
    [
        pytest.param("/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin", id="absolute"),
        pytest.param("../usr/share/zoneinfo/Asia/Kolkata", "Asia/Kolkata", id="relative"),
        pytest.param("/var/db/timezone/zoneinfo/America/New_York", "America/New_York", id="mac"),
        pytest.param("/usr/share/zoneinfo/Etc/UTC", "Etc/UTC", id="utc"),
        pytest.param("/usr/share/zoneinfo/Atlantis/Capital", None, id="unknown"),
        pytest.param("/srv/clock", None, id="elsewhere"),
    ],
)
@pytest.mark.zones
def test_localtime_names_the_zone_by_where_it_points(tmp_path: Path, target: str, zone: str | None) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").symlink_to(target)
    assert machine_zone({}, tmp_path) == zone


@pytest.mark.zones
def test_where_localtime_points_comes_before_what_timezone_says(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    (tmp_path / "etc/timezone").write_text("Asia/Tokyo\n")
    assert machine_zone({}, tmp_path) == "Europe/Berlin"


@pytest.mark.parametrize(
    ("content", "zone"),
    [
        pytest.param(b"Asia/Tokyo\n", "Asia/Tokyo", id="key"),
        pytest.param(b"Etc/UTC", "Etc/UTC", id="no-line-end"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"Mars\n", None, id="unknown"),
        pytest.param(b"\xff\xfe", None, id="not-text"),
    ],
)
@pytest.mark.parametrize("copied", [False, True], ids=["no-localtime", "localtime-is-a-copy"])
@pytest.mark.zones
def test_timezone_names_the_zone_where_localtime_does_not(
    tmp_path: Path, content: bytes, zone: str | None, copied: bool
) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/timezone").write_bytes(content)
    if copied:
        (tmp_path / "etc/localtime").write_bytes(b"TZif2")
    assert machine_zone({}, tmp_path) == zone


def test_a_machine_that_does_not_say_has_no_zone(tmp_path: Path) -> None:
    assert machine_zone({}, tmp_path) is None


# Where the database is


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac keeps data elsewhere")
@pytest.mark.parametrize(
    ("environment", "path"),
    [
        pytest.param({"XDG_DATA_HOME": "/data", "HOME": "/home/ann"}, "/data/evsched/evsched.db", id="data-home"),
        pytest.param({"HOME": "/home/ann"}, "/home/ann/.local/share/evsched/evsched.db", id="home"),
        pytest.param(
            {"XDG_DATA_HOME": "", "HOME": "/home/ann"}, "/home/ann/.local/share/evsched/evsched.db", id="empty"
        ),
    ],
)
def test_the_database_lies_in_the_users_data_folder(environment: dict[str, str], path: str) -> None:
    assert default_database(environment) == Path(path)


@pytest.mark.parametrize("environment", [{}, {"HOME": ""}], ids=["unset", "empty"])
def test_without_home_the_database_lies_in_the_folder_that_the_system_knows(environment: dict[str, str]) -> None:
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert default_database(environment).is_relative_to(home)
    assert default_database(environment) == default_database({"HOME": str(home)})


# The time-zone database


@pytest.fixture
def system_copy(tmp_path: Path) -> Path:
    """A system's copy in which Vancouver still keeps the clocks of Los Angeles, as it did until 2026."""
    folder = tmp_path / "zoneinfo"
    with as_file(files("tzdata") / "zoneinfo" / "America" / "Los_Angeles") as rules:
        (folder / "America").mkdir(parents=True)
        shutil.copy(rules, folder / "America" / "Vancouver")
    return folder


@pytest.fixture
def zone_data_on_path() -> Iterator[None]:
    """Puts back what Python reads zones from."""
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()
    zones.load.cache_clear()


def noon_in_vancouver(process: Command) -> str:
    slot = "12 Jan 2027, 12:00 - 13:00"
    arguments = ("--duration", "1h", "--slot", slot, "--tz", "America/Vancouver", "--json")
    done = process("event", "create", "Noon", *arguments)
    assert (done.code, done.err) == (0, "")
    return str(json.loads(done.out)["slots"][0]["start_time"])


@pytest.mark.parametrize(
    ("file", "content", "instant"),
    [
        pytest.param("tzdata.zi", "# version 2000a\n", NEW_LAW, id="older"),
        pytest.param("tzdata.zi", "# version 9999z\n", OLD_LAW, id="newer"),
        pytest.param("tzdata.zi", f"# version {tzdata.IANA_VERSION}\n", OLD_LAW, id="equal"),
        pytest.param("tzdata.zi", "nothing of the kind\xff\n", NEW_LAW, id="unreadable"),
        pytest.param("+VERSION", "2000a\n", NEW_LAW, id="older-on-bsd"),
        pytest.param("+VERSION", "9999z\n", OLD_LAW, id="newer-on-bsd"),
        pytest.param("leapseconds", "", NEW_LAW, id="does-not-say"),
    ],
)
@pytest.mark.zones
def test_a_command_reads_the_newer_of_the_packages_zone_data_and_the_systems(
    process: Command, environment: dict[str, str], system_copy: Path, file: str, content: str, instant: str
) -> None:
    (system_copy / file).write_text(content, encoding="latin-1")
    environment["PYTHONTZPATH"] = str(system_copy)
    assert noon_in_vancouver(process) == instant


@pytest.mark.zones
def test_a_command_reads_the_packages_zone_data_where_the_system_has_none(
    process: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["PYTHONTZPATH"] = str(tmp_path / "nothing")
    assert noon_in_vancouver(process) == NEW_LAW


@pytest.mark.usefixtures("zone_data_on_path")
@pytest.mark.parametrize(
    ("file", "content", "version"),
    [
        pytest.param("tzdata.zi", "# version 2000a\nR A\n", "2000a", id="older"),
        pytest.param("tzdata.zi", "# version 9999z\n", "9999z", id="newer"),
        pytest.param("+VERSION", "2000a\n", "2000a", id="bsd"),
        pytest.param("leapseconds", "", "", id="does-not-say"),
    ],
)
@pytest.mark.zones
def test_the_choice_tells_both_copies_and_which_is_used(
    system_copy: Path, file: str, content: str, version: str
) -> None:
    (system_copy / file).write_text(content, encoding="ascii")
    zoneinfo.reset_tzpath(to=[str(system_copy.with_name("nothing")), str(system_copy)])
    choice = use_newest_zone_data()
    assert choice.packaged == ZoneData(tzdata.IANA_VERSION, str(files("tzdata") / "zoneinfo"))
    assert choice.system == ZoneData(version, str(system_copy))
    assert choice.used == (choice.system if version == "9999z" else choice.packaged)
    assert ((choice.packaged.path,) == zoneinfo.TZPATH) == (choice.used == choice.packaged)


@pytest.mark.usefixtures("zone_data_on_path")
@pytest.mark.zones
def test_the_packages_own_folder_is_no_system_copy() -> None:
    zoneinfo.reset_tzpath(to=[str(files("tzdata") / "zoneinfo")])
    choice = use_newest_zone_data()
    assert choice.system is None
    assert choice.used == choice.packaged
    assert use_newest_zone_data() == choice
