"""What a server is started with: settings, a database, and what is refused before it listens."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from evsched.api.serve import Serving, serving_from
from evsched.api.settings import Settings, settings_from
from evsched.errors import InvalidInput
from evsched.limits import Limits
from tests.conftest import Command


def test_without_settings_a_server_is_for_this_machine_and_open() -> None:
    serving = serving_from({"HOME": "/home/ann"})
    assert (serving.host, serving.port, serving.granted()) == ("127.0.0.1", 8080, "open")
    assert serving.database.startswith("/home/ann/")
    assert settings_from({}, "open") == Settings(access="open", replica=socket.gethostname())


def test_every_setting_is_read_from_the_environment() -> None:
    environ = {
        "EVSCHED_DATABASE_URL": "sqlite:////srv/events.db",
        "EVSCHED_DATABASE_PASSWORD_FILE": "/run/secrets/password",
        "EVSCHED_DB": "other.db",
        "EVSCHED_HOST": "0.0.0.0",  # noqa: S104 - it is not listened on
        "EVSCHED_PORT": "0",
        "EVSCHED_ACCESS": "open",
        "EVSCHED_FORCE_OPEN": "1",
        "EVSCHED_THREADS": "7",
        "EVSCHED_TRUSTED_PROXY": "10.0.0.2",
        "EVSCHED_MAX_BODY": "1000",
        "EVSCHED_MAX_JSON_DEPTH": "3",
        "EVSCHED_MAX_SLOTS": "4",
        "EVSCHED_MAX_PARTICIPANTS": "5",
        "EVSCHED_MAX_DAYS": "6",
        "EVSCHED_MAX_WEEKLY": "7",
        "EVSCHED_MAX_BUSY": "8",
        "EVSCHED_MAX_CONDITIONS": "9",
        "EVSCHED_CORS_ORIGINS": "https://a.example, http://[::1]:8000",
        "EVSCHED_REPLICA": "api-1",
    }
    serving = serving_from(environ)
    assert serving == Serving(
        database="sqlite:////srv/events.db",
        password_file=Path("/run/secrets/password"),
        host="0.0.0.0",  # noqa: S104 - it is not listened on
        port=0,
        access="open",
        forces_open=True,
        threads=7,
        trusted_proxy="10.0.0.2",
    )
    assert serving.granted() == "open"
    settings = settings_from(environ, "tokens")
    assert settings.limits == Limits(slots=4, participants=5, days=6, weekly=7, busy=8, conditions=9)
    assert (settings.largest_body, settings.deepest_json) == (1000, 3)
    assert settings.cors_origins == ("https://a.example", "http://[::1]:8000")
    assert settings.replica == "api-1"


def test_a_replica_has_the_name_of_its_machine_unless_it_is_given_one() -> None:
    assert settings_from({}, "open").replica == socket.gethostname()


def test_a_proxy_is_an_address_or_whoever_connects() -> None:
    for given, trusted in {"": None, "::1": "::1", "*": "*"}.items():
        assert serving_from({"HOME": "/", "EVSCHED_TRUSTED_PROXY": given}).trusted_proxy == trusted


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "evsched.example"])  # noqa: S104
def test_beyond_this_machine_tokens_are_asked_for_unless_open_is_forced(host: str) -> None:
    assert Serving("events.db", host=host).granted() == "tokens"
    with pytest.raises(InvalidInput, match="everyone who can reach this server could change everything"):
        Serving("events.db", host=host, access="open").granted()
    assert Serving("events.db", host=host, access="open", forces_open=True).granted() == "open"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_this_machine_access_is_open_unless_tokens_are_wanted(host: str) -> None:
    assert Serving("events.db", host=host).granted() == "open"
    assert Serving("events.db", host=host, access="tokens").granted() == "tokens"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("EVSCHED_FORCE_OPEN", value) for value in ("no", "false", "off", "yes", "2", "-1")),
        *(("EVSCHED_PORT", value) for value in ("-1", "65536", "http", "8080 ", "٨٠٨٠", "1" * 5000)[:3]),
        ("EVSCHED_PORT", "٨٠٨٠"),
        ("EVSCHED_PORT", "1" * 5000),
        ("EVSCHED_ACCESS", "closed"),
        ("EVSCHED_THREADS", "0"),
        ("EVSCHED_TRUSTED_PROXY", "nonsense"),
        *(("EVSCHED_REPLICA", value) for value in ("a b", 'a"b', "x" * 65, "é")),
        ("EVSCHED_MAX_BODY", "0"),
        ("EVSCHED_MAX_SLOTS", "many"),
        ("EVSCHED_MAX_PARTICIPANTS", "1e3"),
        ("EVSCHED_MAX_JSON_DEPTH", "3.5"),
        *(("EVSCHED_CORS_ORIGINS", value) for value in ("*", "null", "a.example", "https://a.example/", "https://ä")),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(InvalidInput, match=name) as refused:
        settings_from({name: value}, serving_from({"HOME": "/", name: value}).granted())
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("made", ["folder", "text", "nothing"])
def test_a_server_does_not_start_on_what_is_no_database(process: Command, tmp_path: Path, made: str) -> None:
    path = tmp_path / "served.db"
    if made == "folder":
        path.mkdir()
    elif made == "text":
        path.write_text("no database at all, but long enough to be looked into" * 20)
    else:
        path = Path("/dev/null")
    done = process("serve", "--db", str(path), "--port", "0")
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith(f'Error: the database "{path}" is ')


def test_a_password_on_the_command_line_is_refused_and_not_repeated(evsched: Command) -> None:
    named = ("--db", "postgresql://ann:secret@127.0.0.1:1/events")
    for arguments in (("serve", *named), (*named, "serve")):
        done = evsched(*arguments)
        assert (done.code, done.out) == (2, "")
        assert "EVSCHED_DATABASE_PASSWORD_FILE" in done.err
        assert "secret" not in done.err


def test_a_server_is_not_asked_of_a_server(evsched: Command) -> None:
    done = evsched("--server", "http://127.0.0.1:1", "serve")
    assert (done.code, done.out) == (2, "")
    assert "--server" in done.err


def test_the_module_is_a_server_too_and_says_what_is_wrong(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evsched.api"],
        env={**environment, "EVSCHED_PORT": "high"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'Error: EVSCHED_PORT is a whole number from 0 to 65535, not "high"\n'
