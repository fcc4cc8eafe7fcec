"""``evsched profile``: where people are and when they usually are free."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evsched.config import profile_file
from tests.cli.conftest import Asked
from tests.conftest import Command

SET = ("profile", "set")
WEEK = ("--weekly", "Mon-Fri 9-17")
NOTHING = "Nothing is noted of anybody yet; evsched profile set does it.\n"


@pytest.fixture
def kept(environment: dict[str, str]) -> Path:
    """The file that profiles are kept in."""
    return profile_file(environment)


def hours(text: str, zone: str) -> dict[str, str]:
    return {"text": text, "timeZone": zone}


def test_what_is_noted_is_what_set_and_show_print(asked: Asked) -> None:
    alice = asked(*SET, "alice", "--tz", "Europe/Berlin", *WEEK, "--weekly", "Sat 10:00 - 12:00")
    assert alice == {
        "id": "alice",
        "timeZone": "Europe/Berlin",
        "weekly": [hours("Mon-Fri 9-17", "Europe/Berlin"), hours("Sat 10:00 - 12:00", "Europe/Berlin")],
    }
    bob = asked(*SET, "bob@example.com", "--tz", "UTC+5:30")
    assert bob == {"id": "bob@example.com", "timeZone": "UTC+05:30", "weekly": []}
    assert asked("profile", "show") == [alice, bob]
    assert asked("profile", "show", "alice") == [alice]


def test_what_is_noted_is_shown_to_people(evsched: Command) -> None:
    done = evsched(*SET, "alice", "--tz", "Europe/Berlin", *WEEK)
    assert (done.code, done.err) == (0, "")
    assert done.out == "alice is in Europe/Berlin.\nUsually free:\n  Mon-Fri 9-17 Europe/Berlin\n"
    evsched(*SET, "alice", *WEEK, "--weekly", "Sat 10:00 - 12:00 Asia/Tokyo")
    assert evsched(*SET, "bob", "--tz", "Asia/Tokyo").out == "bob is in Asia/Tokyo.\nNo weekly hours are noted.\n"
    assert evsched("profile", "show").out.splitlines() == [
        "Participant  Time zone      Usually free",
        "alice        Europe/Berlin  Mon-Fri 9-17 Europe/Berlin",
        "                            Sat 10:00 - 12:00 Asia/Tokyo",
        "bob          Asia/Tokyo     –",
    ]


def test_hours_of_several_lines_are_shown_as_such(evsched: Command) -> None:
    done = evsched(*SET, "alice@Europe/Berlin", "--weekly", "Mon 9-17\n\n Tue 9-12\n")
    assert done.out.splitlines()[1:] == ["Usually free:", "  Mon 9-17", "  Tue 9-12 Europe/Berlin"]
    rows = evsched("profile", "show").out.splitlines()[1:]
    assert [row.split("  ")[-1] for row in rows] == ["Mon 9-17", "Tue 9-12 Europe/Berlin"]


def test_what_is_not_given_stays(asked: Asked) -> None:
    asked(*SET, "alice", "--tz", "Europe/Berlin", *WEEK)
    moved = asked(*SET, "alice", "--tz", "Asia/Tokyo")
    assert moved == {"id": "alice", "timeZone": "Asia/Tokyo", "weekly": [hours("Mon-Fri 9-17", "Europe/Berlin")]}
    changed = asked(*SET, "alice", "--weekly", "Sat 10:00 - 12:00")
    assert changed == {"id": "alice", "timeZone": "Asia/Tokyo", "weekly": [hours("Sat 10:00 - 12:00", "Asia/Tokyo")]}
    cleared = asked(*SET, "alice", "--clear-weekly")
    assert cleared == {"id": "alice", "timeZone": "Asia/Tokyo", "weekly": []}


@pytest.mark.parametrize(
    ("name", "options", "text", "zone"),
    [
        pytest.param("alice", ("--tz", "Asia/Tokyo"), "Mon 9-17", "Asia/Tokyo", id="the-option"),
        pytest.param("alice@Asia/Tokyo", (), "Mon 9-17", "Asia/Tokyo", id="given-with-the-name"),
        pytest.param("alice", (), "Mon 9-17", "Europe/Berlin", id="the-profiles"),
        pytest.param("bob", (), "Mon 9-17", "Asia/Kolkata", id="the-machines"),
        pytest.param("alice", ("--tz", "UTC"), "Mon 9-17 Asia/Tokyo", "Asia/Tokyo", id="the-texts-own"),
    ],
)
def test_the_zone_in_force_is_the_options_then_the_profiles_then_the_machines(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, name: str, options: tuple[str, ...], text: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    asked(*SET, "alice", "--tz", "Europe/Berlin")
    assert asked(*SET, name, "--weekly", text, *options)["weekly"] == [hours(text, zone)]


def test_the_machines_zone_is_shown_where_it_is_taken_and_is_not_the_persons(
    evsched: Command, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    done = evsched(*SET, "alice", *WEEK)
    assert done.out == "No time zone is noted of alice.\nUsually free:\n  Mon-Fri 9-17 Asia/Kolkata\n"
    assert asked("profile", "show")[0]["timeZone"] is None


def test_where_the_machine_has_no_zone_either_one_is_asked_for(
    evsched: Command, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "EST5EDT")
    done = evsched(*SET, "alice", *WEEK)
    assert (done.code, done.out) == (2, "")
    assert "zone" in done.err
    assert not kept.exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(("alice",), "give --tz, --weekly or both", id="nothing"),
        pytest.param(("alice", *WEEK, "--clear-weekly"), "either --weekly", id="weekly-and-none"),
        pytest.param(("alice", "--tz", "EST"), "America/New_York", id="no-zone"),
        pytest.param(("alice@Asia/Tokyo", "--tz", "UTC"), "both in Asia/Tokyo and in UTC", id="two-zones"),
        pytest.param(("alice@Europe/Atlantis",), "Europe/Atlantis", id="no-zone-with-the-name"),
        pytest.param(("alice", "--weekly", "whenever"), "whenever", id="no-hours"),
        pytest.param(("alice", "--weekly", ""), "a blank text", id="blank-hours"),
        pytest.param((" ", "--tz", "UTC"), "blank", id="no-name"),
        pytest.param(("a/b", "--tz", "UTC"), "a/b", id="a-path"),
        pytest.param(("\x1b[31m", "--tz", "UTC"), r"\x1b[31m", id="an-escape"),
        pytest.param(("alice", "--tz", "UTC", "--db", "x.db"), "--db", id="a-database"),
    ],
)
def test_what_cannot_be_noted_is_refused_in_one_line(
    evsched: Command, kept: Path, arguments: tuple[str, ...], why: str
) -> None:
    done = evsched(*SET, *arguments)
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert done.err.removesuffix("\n").isprintable()
    assert not kept.exists()


def test_a_zone_given_twice_alike_is_one(asked: Asked) -> None:
    assert asked(*SET, "alice@Asia/Tokyo", "--tz", "Asia/Tokyo")["timeZone"] == "Asia/Tokyo"


def test_where_nothing_is_noted_show_says_so_and_makes_nothing(evsched: Command, asked: Asked, kept: Path) -> None:
    assert evsched("profile", "show").out == NOTHING
    assert asked("profile", "show") == []
    assert not kept.parent.exists()


@pytest.mark.parametrize("command", ["show", "delete"])
def test_somebody_of_whom_nothing_is_noted_is_not_found(evsched: Command, asked: Asked, command: str) -> None:
    done = evsched("profile", command, "alice")
    assert (done.code, done.out, done.err) == (3, "", 'Error: there is no profile of "alice"\n')
    asked(*SET, "alice", "--tz", "UTC")
    done = evsched("profile", command, "alcie")
    assert (done.code, done.out) == (3, "")
    assert "did you mean alice?" in done.err


def test_deleting_forgets_one_person(evsched: Command, asked: Asked) -> None:
    for name in ("alice", "bob", "carol"):
        asked(*SET, name, "--tz", "UTC")
    assert asked("profile", "delete", "alice") == {"id": "alice", "deleted": True}
    assert evsched("profile", "delete", "bob").out == "Forgot what was noted of bob.\n"
    assert [each["id"] for each in asked("profile", "show")] == ["carol"]


@pytest.mark.parametrize("name", ["[bold]x", "-x", "e\u0301va", "👩\u200d👧", "'; DROP TABLE x; --", "null"])
def test_a_name_is_kept_literally(evsched: Command, asked: Asked, name: str) -> None:
    assert evsched("profile", "set", "--tz", "UTC", "--", name).code == 0
    (found,) = asked("profile", "show")
    assert found["id"] == name.replace("e\u0301", "\u00e9")
    assert found["id"] in evsched("profile", "show", "--", name).out
    assert evsched("profile", "delete", "--", name).code == 0


def test_profiles_are_here_wherever_the_events_are(
    evsched: Command, asked: Asked, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVSCHED_SERVER", "http://127.0.0.1:1")
    asked(*SET, "alice", "--tz", "UTC")
    assert evsched("--server", "http://127.0.0.1:1", "profile", "show").out.count("alice") == 1
    assert kept.exists()


def test_the_group_alone_prints_its_help(evsched: Command) -> None:
    done = evsched("profile")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: evsched profile")


def test_a_damaged_file_is_exit_code_5_and_left_alone(evsched: Command, kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text('{"version": 1, "profiles": [')
    for arguments in (("show",), ("set", "alice", "--tz", "UTC"), ("delete", "alice")):
        done = evsched("profile", *arguments)
        assert (done.code, done.out) == (5, "")
        assert "is damaged" in done.err
        assert str(kept) in done.err
    assert kept.read_text() == '{"version": 1, "profiles": ['


def test_a_folder_that_may_not_be_written_is_exit_code_5(environment: dict[str, str], kept: Path) -> None:
    # Root may write what nobody may, until it gives that right away.
    less = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root, and no setpriv to become less")
        less = ["setpriv", "--bounding-set", "-dac_override"]
    kept.parent.mkdir(parents=True)
    kept.parent.chmod(0o500)
    done = subprocess.run(
        [*less, sys.executable, "-m", "evsched", *SET, "alice", "--tz", "UTC"],
        env=environment,
        capture_output=True,
        check=False,
    )
    kept.parent.chmod(0o700)
    assert (done.returncode, done.stdout) == (5, b"")
    assert b"the file of profiles" in done.stderr
    assert b"cannot be written" in done.stderr
    assert [*kept.parent.iterdir()] == []
