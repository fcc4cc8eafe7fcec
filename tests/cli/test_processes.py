"""The command line as a process: its streams, its database and its surroundings are not what it would like."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Finished

SLOT = "12 Jan 2025, 2 - 4PM EST"
CREATE = f"event create Lunch --duration 1h --slot '{SLOT}' --participant ann"
DOCUMENT = f'{{"estimatedTime": "1h", "slots": ["{SLOT}"]}}'

Shell = Callable[..., Finished]


@pytest.fixture
def shell(environment: dict[str, str]) -> Shell:
    """A line of sh in which ``evsched`` is the command; what it leaves behind is its exit code."""

    def run(line: str | bytes, stdin: bytes = b"", **changed: str | None) -> Finished:
        named = {name: value for name, value in {**environment, **changed}.items() if value is not None}
        script = b'evsched() { "$PYTHON" -m evsched "$@"; }\n' + (line.encode() if isinstance(line, str) else line)
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            input=stdin,
            capture_output=True,
            env={**named, "PYTHON": sys.executable},
            cwd=Path(__file__).parents[2],
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def check_line(err: str, *parts: str) -> None:
    assert err.startswith("Error: ")
    assert err.removesuffix("\n").isprintable()
    assert "a bug in evsched" not in err
    for part in parts:
        assert part in err


@pytest.mark.parametrize(
    ("database", "why"),
    [
        pytest.param("{tmp_path}", "is not a file", id="folder"),
        pytest.param("/etc/passwd", "no evsched database", id="another-file"),
        pytest.param("/etc/passwd/events.db", "cannot be opened", id="below-a-file"),
        pytest.param("/proc/nothing/events.db", "cannot be opened", id="folder-that-cannot-be"),
        pytest.param("{tmp_path}/a\x1b[31m", r"\x1b[31m", id="escape-in-its-name"),
    ],
)
def test_a_database_that_cannot_be_one_is_exit_code_5(shell: Shell, tmp_path: Path, database: str, why: str) -> None:
    before = Path("/etc/passwd").read_bytes()
    if "\x1b" in database:
        Path(database.format(tmp_path=tmp_path)).write_bytes(b"no database" * 100)
    done = shell(CREATE.join(("evsched ", "")), EVSCHED_DB=database.format(tmp_path=tmp_path))
    assert (done.code, done.out) == (5, "")
    check_line(done.err, why)
    assert Path("/etc/passwd").read_bytes() == before


def test_a_database_that_may_not_grow_is_exit_code_5_and_loses_nothing(shell: Shell) -> None:
    assert shell(f"evsched {CREATE}").code == 0
    slots = " ".join(
        f"--slot '{day} Jan 2025, {hour}:00 - {hour + 1}:00 UTC'" for day in range(1, 29) for hour in range(9)
    )
    done = shell(f'ulimit -f "$(($(wc -c <"$EVSCHED_DB") / 512))"; evsched event create Long --duration 1h {slots}')
    assert (done.code, done.out) == (5, "")
    check_line(done.err, "the database")
    assert shell("evsched event list --json").out.count('"id"') == 1
    assert shell("evsched doctor").code == 0


def test_a_database_of_another_program_is_left_alone(shell: Shell, environment: dict[str, str]) -> None:
    path = Path(environment["EVSCHED_DB"])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE music (title)")
        connection.commit()
    before = path.read_bytes()
    done = shell(f"evsched {CREATE}")
    assert (done.code, done.out) == (5, "")
    check_line(done.err, "another program")
    assert path.read_bytes() == before


def test_a_database_of_a_newer_evsched_is_left_alone(shell: Shell, environment: dict[str, str]) -> None:
    assert shell(f"evsched {CREATE}").code == 0
    path = Path(environment["EVSCHED_DB"])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for line in ("evsched event list", f"evsched {CREATE}"):
        done = shell(line)
        assert (done.code, done.out) == (5, "")
        check_line(done.err, "newer")
    assert path.read_bytes() == before


def test_a_read_only_database_can_be_read_and_not_written(shell: Shell, environment: dict[str, str]) -> None:
    # Root may write what nobody may, until it gives that right away.
    mortal = ""
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root, and no setpriv to become less")
        mortal = 'evsched() { setpriv --bounding-set -dac_override "$PYTHON" -m evsched "$@"; }; '
    assert shell(f"evsched {CREATE}").code == 0
    path = Path(environment["EVSCHED_DB"])
    path.chmod(0o444)
    before = path.read_bytes()
    assert "Lunch" in shell(f"{mortal}evsched event list").out
    done = shell(f"{mortal}evsched {CREATE}")
    assert (done.code, done.out) == (5, "")
    check_line(done.err, "cannot be written", "permissions")
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["event list", "--help", "--version", f"find - <<'END'\n{DOCUMENT}\nEND\n", "demo"])
def test_output_to_a_full_disk_is_exit_code_5(shell: Shell, command: str) -> None:
    redirected = command.replace("find -", "find - >/dev/full") if "find" in command else f"{command} >/dev/full"
    done = shell(f"evsched {redirected}")
    assert done.code == 5
    check_line(done.err, "the output cannot be written")


def test_an_error_that_cannot_be_printed_still_has_its_exit_code(shell: Shell) -> None:
    assert shell("evsched event show nothing 2>/dev/full").code == 3


@pytest.mark.parametrize("command", ["demo", "--help", "doctor --json"])
def test_a_reader_who_has_seen_enough_is_no_error(shell: Shell, command: str) -> None:
    done = shell(f'{{ evsched {command}; echo "$?" >&3; }} 3>"$HOME/code" | head -1; cat "$HOME/code" >&2')
    assert done.out.count("\n") == 1
    assert done.err == "0\n"


def test_a_reader_who_has_gone_is_no_error(shell: Shell) -> None:
    done = shell('{ evsched demo; echo "$?" >&3; } 3>"$HOME/code" | true; cat "$HOME/code"')
    assert (done.out, done.err) == ("0\n", "")


def test_a_closed_standard_output_is_no_error(shell: Shell) -> None:
    done = shell(f"evsched {CREATE} >&-")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert "Lunch" in shell("evsched event list").out


def test_a_closed_standard_error_leaves_the_exit_code(shell: Shell) -> None:
    done = shell("evsched event show nothing 2>&-")
    assert (done.code, done.out, done.err) == (3, "", "")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param("event delete last", 0, id="delete"),
        pytest.param("event update last --slot -", 2, id="slots"),
        pytest.param("find -", 2, id="find"),
    ],
)
def test_a_closed_standard_input_is_an_empty_one(shell: Shell, command: str, code: int) -> None:
    assert shell(f"evsched {CREATE}").code == 0
    done = shell(f"evsched {command} <&-")
    assert done.code == code
    assert "a bug in evsched" not in done.err


@pytest.mark.parametrize(
    "surroundings",
    [
        pytest.param({"LC_ALL": "C"}, id="c"),
        pytest.param({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="posix-without-utf-8"),
        pytest.param({"PYTHONIOENCODING": "ascii"}, id="ascii"),
        pytest.param({"PYTHONIOENCODING": "latin-1:strict"}, id="latin-1"),
    ],
)
def test_output_never_fails_on_a_character(shell: Shell, surroundings: dict[str, str]) -> None:
    assert shell("evsched event create नमस्ते --duration 1h --slot '12 Jan 2025, 2 - 4PM EST'").code == 0
    shown = shell("evsched event show last | LC_ALL=C tr -d '\\200-\\377'", **surroundings)
    assert (shown.code, shown.err) == (0, "")
    assert "Sun 12 Jan 2025" in shown.out
    assert shell("evsched event show last --json | LC_ALL=C tr -d '\\200-\\377'", **surroundings).code == 0
    refused = shell("evsched event show नमस्ते 2>/dev/null", **surroundings)
    assert (refused.code, refused.out) == (3, "")


def test_where_there_is_ascii_alone_marks_are_ascii_and_names_are_escaped(shell: Shell) -> None:
    slot = "--tz America/New_York --slot '12 Jan 2025, 2 - 4PM EST'"
    assert shell(f"evsched event create Zoë --duration 1h {slot}").code == 0
    shown = shell("evsched event show last", PYTHONIOENCODING="ascii:backslashreplace").out
    assert shown.startswith("Zo\\xeb - 1 h\n")
    assert "  Sun 12 Jan 2025, 14:00-16:00 EST (UTC-5)\n" in shown


@pytest.mark.parametrize(
    "command", [b"event show \xff", b"availability show last \xff", b"event show last --db /etc/passwd/\xff"]
)
def test_arguments_that_are_no_utf_8_get_one_line(shell: Shell, command: bytes) -> None:
    assert shell(f"evsched {CREATE}").code == 0
    done = shell(b"evsched " + command)
    assert done.code in {2, 3, 5}
    assert done.out == ""
    check_line(done.err)
    assert done.err.count("\n") == 1


def test_a_file_whose_name_is_no_utf_8_is_a_database_like_any_other(shell: Shell) -> None:
    assert shell(f'evsched {CREATE} --db "$HOME/'.encode() + b'\xff.db"').code == 0
    assert "Lunch" in shell(b'evsched event list --db "$HOME/\xff.db"').out


def test_without_a_home_the_database_is_in_the_home_that_the_system_knows(shell: Shell) -> None:
    done = shell("evsched doctor --json", HOME=None, EVSCHED_DB=None)
    assert done.code in {0, 5}, "whatever is in this machine's own database"
    assert "evsched.db" in done.out


def test_the_data_folder_is_the_one_that_the_environment_names(shell: Shell, tmp_path: Path) -> None:
    assert shell(f"evsched {CREATE}", EVSCHED_DB=None, XDG_DATA_HOME=str(tmp_path / "data")).code == 0
    assert (tmp_path / "data" / "evsched" / "evsched.db").is_file()
