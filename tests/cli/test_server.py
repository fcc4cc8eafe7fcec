"""``--server``: the same commands on a server as on a file, and no token in any output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from evsched import __version__, config
from evsched.api.settings import Access
from evsched.tokens import new_organizer_token
from tests.calendar.writing import calendar, event
from tests.conftest import Command, Finished
from tests.remote.running import running
from tests.remote.strangers import answer, closed_port, says_nothing, serving

SLOT = "12 Jan 2025, 2 - 4PM EST"
TWO = "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"
CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", SLOT)
REVIEW = (
    *("event", "create", "Review", "--duration", "1h", "--tz", "America/New_York", "--slot", TWO),
    *("--participant", "alice", "--participant", "bob@example.com@Europe/Berlin"),
)
SET = ("availability", "set", "last")

DAY: Sequence[Sequence[str]] = (
    REVIEW,
    ("event", "show", "last"),
    ("event", "show", "last", "--tz", "Asia/Tokyo"),
    (*SET, "alice", "--slot", "12 Jan 2025, 2 - 4PM"),
    (*SET, "bob@example.com", "--slot", "12 Jan 2025, 20:30 - 23:00"),
    (*SET, "alice", "--slot", TWO),
    (*SET, "alcie", "--none"),
    (*SET, "zoe@Asia/Tokyo", "--add", "--none"),
    (*SET, "zoe", "--slot", "Monday"),
    ("event", "show", "last"),
    ("event", "list"),
    ("availability", "show", "last"),
    ("availability", "show", "last", "bob@example.com", "--tz", "Europe/Berlin"),
    ("availability", "show", "last", "bbo"),
    ("recommend", "last"),
    ("recommend", "last", "--alternatives", "3", "--limit", "1"),
    ("recommend", "last", "--quorum", "60%", "--at-least", "1 of alice, bob@example.com", "--no-explain"),
    ("recommend", "last", "--at-least", "1 of nobody"),
    ("heatmap", "last"),
    ("heatmap", "last", "--svg", "-"),
    ("availability", "delete", "last", "zoe"),
    ("availability", "delete", "last", "zoe"),
    ("event", "update", "last", "--title", "Retro", "--participant", "carol@Asia/Tokyo", "--remove", "alice"),
    ("event", "update", "last", "--remove", "nobody"),
    ("event", "update", "last", "--slot", "13 Jan 2025, 9:00 - 10:00", "--duration", "45m"),
    ("event", "update", "last"),
    ("event", "show", "0" * 26),
    ("event", "show", "zz"),
    CREATE,
    (*SET, "eve", "--slot", SLOT),
    ("event", "update", "last", "--title", "Dinner", "--remove", "eve"),
    (*SET, "eve", "--none"),
    ("event", "list"),
    (*SET, "eve", "--weekly", "Sun 14-16 America/New_York", "--busy", "12 Jan 2025, 2 - 2:30PM EST"),
    (*SET, "eve", "--busy", "Monday"),
    ("availability", "show", "last"),
    ("event", "update", "last", "--organizer", "ann@example.com", "--deadline", "1 Jan 2150", "--tz", "Asia/Tokyo"),
    ("event", "update", "last", "--deadline", "2 Jan 2150"),
    ("event", "update", "last", "--deadline", "2 Jan 2020"),
    ("event", "choose", "last", "2"),
    ("event", "choose", "last", "12 Jan 2025, 2PM EST"),
    ("event", "choose", "last", "12 Jan 2025, 2PM EST", "--force"),
    ("event", "choose", "last"),
    ("event", "show", "last"),
    ("recommend", "last"),
    (*SET, "eve", "--none"),
    ("event", "update", "last", "--duration", "2h"),
    ("event", "reopen", "last"),
    ("event", "reopen", "last"),
    ("event", "delete", "last", "--ics", "cancelled.ics"),
    ("event", "delete", "last"),
    ("event", "delete", "last", "--yes"),
)


@pytest.fixture(params=["tokens", "open"])
def access(request: pytest.FixtureRequest) -> Access:
    """Whether a change on the server needs a token."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def url(tmp_path: Path, access: Access) -> Iterator[str]:
    """Where a server is."""
    with running(tmp_path / "server.db", access) as running_url:
        yield running_url


@pytest.fixture
def token_file(environment: dict[str, str]) -> Path:
    """Where tokens are kept."""
    return config.token_file(environment)


def tokens_in(path: Path) -> list[str]:
    return re.findall(r"ev[op]_[A-Za-z0-9_-]{43}", path.read_text()) if path.exists() else []


def without_ids(done: Finished, token_file: Path) -> Finished:
    """Return what was printed with every id as the first of its kind, and without what only a server has to say.

    A server is asked twice to change an open event and to have someone leave it, so its version is another.
    """
    ids = dict.fromkeys(re.findall(r"\b[0-9a-hjkmnp-tv-z]{26}\b", done.out + done.err))
    kept = re.compile(
        rf"(?:(?<=\n)\n)?The token that lets you change the (?:event|answer) is kept in {re.escape(str(token_file))}\n"
    )
    out, err = kept.sub("", done.out), done.err
    out = re.sub(r"evsched --server \S+ availability set \S+ \S+ --slot .*\n", "", out)
    for number, each in enumerate(ids):
        out, err = out.replace(each, f"id-{number}"), err.replace(each, f"id-{number}")
    return Finished(done.code, re.sub('"version": [0-9]+', '"version": N', out), err)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["page", "json"])
def test_a_day_of_commands_prints_the_same_on_a_server_as_on_a_file(
    evsched: Command, token_file: Path, url: str, form: Sequence[str]
) -> None:
    printed, given = "", set()
    for command in DAY:
        local, remote = evsched(*command, *form), evsched("--server", url, *command, *form)
        assert without_ids(remote, token_file) == without_ids(local, token_file), command
        printed += remote.out + remote.err
        given |= {*tokens_in(token_file)}
    assert len(given) == 7
    assert "evo_" not in printed
    assert "evp_" not in printed


def test_the_server_is_what_the_environment_names(
    evsched: Command, url: str, token_file: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVSCHED_SERVER", url)
    assert evsched(*CREATE).code == 0
    assert token_file.exists()
    assert not Path(environment["EVSCHED_DB"]).exists()


def test_a_database_that_is_named_comes_before_a_server_of_the_environments(
    evsched: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVSCHED_SERVER", "http://127.0.0.1:1")
    monkeypatch.setenv("EVSCHED_TOKEN", "not read")
    database = str(tmp_path / "named.db")
    assert evsched("--db", database, *CREATE).code == 0
    assert evsched("event", "show", "last", "--db", database).code == 0
    assert evsched("demo").code == 0


@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_database_and_a_server_are_not_named_both(evsched: Command, tmp_path: Path, place: str) -> None:
    database = ("--db", str(tmp_path / "named.db"))
    before, behind = (database, ()) if place == "before" else ((), database)
    done = evsched("--server", "http://127.0.0.1:1", *before, "event", "list", *behind)
    assert (done.code, done.out) == (2, "")
    assert "--db or --server, not both" in done.err


@pytest.mark.parametrize("address", ["localhost:8080", "ftp://a.example", "http://ann:secret@a.example", "http://"])
def test_an_address_that_is_none_is_bad_input(evsched: Command, address: str) -> None:
    for command in (("event", "list"), ("doctor",)):
        done = evsched("--server", address, *command)
        assert (done.code, done.out) == (2, "")
        assert "secret" not in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize("command", [CREATE, ("event", "list"), ("event", "show", "0" * 26), ("doctor",)])
def test_a_server_that_cannot_be_reached_is_exit_code_6(evsched: Command, command: Sequence[str]) -> None:
    with closed_port() as nobody:
        done = evsched("--server", nobody, *command)
    assert done.code == 6
    assert done.err.startswith(f"Error: cannot reach the server {nobody}: ")
    assert done.err.count("\n") == 1


def test_a_server_that_does_not_answer_is_exit_code_6(evsched: Command) -> None:
    with serving(says_nothing) as hanging:
        done = evsched("--server", hanging, *CREATE)
    assert (done.code, done.out) == (6, "")
    assert done.err.startswith(f"Error: the server {hanging} has not answered")


def test_a_server_that_is_something_else_is_exit_code_6(evsched: Command) -> None:
    with serving(answer("<html>", kind="text/html")) as other:
        done = evsched("--server", other, *CREATE)
    assert (done.code, done.out) == (6, "")
    assert "as no evsched does" in done.err


# Tokens


class Others(NamedTuple):
    """An event that somebody else has made, whose token is in a file of theirs."""

    id: str
    token: str


@pytest.fixture
def others(url: str, evsched: Command, tmp_path: Path) -> Others:
    """Such an event."""
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "others"))
        made = evsched("--server", url, *CREATE, "--json")
    (token,) = tokens_in(tmp_path / "others" / "evsched" / "tokens.json")
    return Others(json.loads(made.out)["id"], token)


WITH_TOKENS = pytest.mark.parametrize("access", ["tokens"], indirect=True)


@WITH_TOKENS
def test_create_and_set_say_in_which_file_the_token_is(evsched: Command, url: str, token_file: Path) -> None:
    assert f"is kept in {token_file}\n" in evsched("--server", url, *CREATE).out
    assert f"is kept in {token_file}\n" in evsched("--server", url, *SET, "ann", "--none").out
    assert "kept" not in evsched("--server", url, *SET, "ann", "--slot", SLOT).out
    assert token_file.stat().st_mode & 0o777 == 0o600
    assert len(tokens_in(token_file)) == 2


@WITH_TOKENS
def test_without_a_token_a_change_is_exit_code_7_and_says_where_one_comes_from(
    evsched: Command, url: str, others: Others
) -> None:
    for command in (("event", "delete", others.id), ("event", "update", others.id, "--title", "Mine")):
        done = evsched("--server", url, *command)
        assert (done.code, done.out) == (7, "")
        assert "--token" in done.err
        assert "EVSCHED_TOKEN" in done.err


@WITH_TOKENS
@pytest.mark.parametrize("place", ["file", "standard-input", "environment"])
def test_a_token_comes_from_a_file_from_standard_input_or_from_the_environment(
    evsched: Command,
    url: str,
    others: Others,
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "token.txt"
    file.write_text(f"{others.token}\n")
    given = {"file": ("--token", str(file)), "standard-input": ("--token", "-"), "environment": ()}[place]
    if place == "environment":
        monkeypatch.setenv("EVSCHED_TOKEN", others.token)
    typed = f"{others.token}\n" if place == "standard-input" else ""
    done = evsched("--server", url, *given, "event", "update", others.id, "--title", "Ours", stdin=typed)
    assert (done.code, done.err) == (0, "")
    assert "Ours" in done.out
    assert others.token not in done.out


@WITH_TOKENS
def test_a_wrong_token_is_exit_code_7_and_not_repeated(
    evsched: Command, url: str, others: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = new_organizer_token()
    monkeypatch.setenv("EVSCHED_TOKEN", wrong)
    for before in ((), ("--debug",)):
        done = evsched(*before, "--server", url, "event", "delete", others.id)
        assert (done.code, done.out) == (7, "")
        assert "not the organizer's" in done.err
        assert wrong not in done.err


@pytest.mark.parametrize("start", ["evo_", "evp_"])
def test_a_token_on_the_command_line_is_refused_and_not_repeated(evsched: Command, start: str) -> None:
    token = start + new_organizer_token()[4:]
    done = evsched("--server", "http://127.0.0.1:1", "--token", token, "event", "list")
    assert (done.code, done.out) == (2, "")
    assert "takes the name of a file" in done.err
    assert token[4:] not in done.err


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(None, "cannot be read", id="no-file"),
        pytest.param(b"", "holds no token", id="empty"),
        pytest.param(b"secret\n", "holds no token", id="another-secret"),
        pytest.param(b"\xff\x1b[31m", "holds no token", id="no-text"),
        pytest.param(new_organizer_token().encode() * 2, "holds no token", id="two-tokens"),
    ],
)
def test_a_file_without_a_token_is_bad_input_and_not_repeated(
    evsched: Command, tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "token.txt"
    if content is not None:
        file.write_bytes(content)
    done = evsched("--server", "http://127.0.0.1:1", "--token", str(file), "event", "list")
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert "secret" not in done.err
    assert "evo_" not in done.err.replace("starts with evo_", "")


def test_an_environment_without_a_token_is_bad_input(evsched: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVSCHED_TOKEN", "secret")
    done = evsched("--server", "http://127.0.0.1:1", "event", "list")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: EVSCHED_TOKEN holds no token")
    assert "secret" not in done.err


def test_a_token_is_for_a_server(evsched: Command, tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text(new_organizer_token())
    done = evsched("--token", str(tmp_path / "token.txt"), "event", "list")
    assert (done.code, done.out) == (2, "")
    assert "--server" in done.err


def test_a_damaged_file_of_tokens_is_exit_code_5_and_left_alone(evsched: Command, token_file: Path) -> None:
    token_file.parent.mkdir(parents=True)
    token_file.write_text("evo_secret")
    token_file.chmod(0o600)
    for command in (CREATE, ("event", "list"), ("event", "show", "last")):
        done = evsched("--server", "http://127.0.0.1:1", *command)
        assert (done.code, done.out) == (5, "")
        assert str(token_file) in done.err
        assert "secret" not in done.err
    assert token_file.read_text() == "evo_secret"


# What is not known, and what is around


def test_a_computer_that_knows_no_event_of_a_server_says_so(evsched: Command, url: str, others: Others) -> None:
    done = evsched("--server", url, "event", "list")
    assert (done.code, done.err) == (0, "")
    assert "This computer knows no event of this server yet.\n" in done.out
    assert "event create" in done.out
    assert "event show ID" in done.out
    assert evsched("--server", url, "event", "list", "--json").out == "[]\n"
    done = evsched("--server", url, "event", "show", "last")
    assert (done.code, done.out) == (3, "")
    assert "this computer knows no event of this server" in done.err
    assert evsched("--server", url, "event", "show", others.id).code == 0
    assert "Lunch" in evsched("--server", url, "event", "list").out


@WITH_TOKENS
def test_events_that_the_server_does_not_find_are_left_out_and_not_forgotten(
    evsched: Command, url: str, token_file: Path, tmp_path: Path
) -> None:
    assert evsched("--server", url, *CREATE).code == 0
    assert evsched("--db", str(tmp_path / "server.db"), "event", "delete", "last").code == 0
    done = evsched("--server", url, "event", "list")
    assert (done.code, done.err) == (0, "")
    assert "The server finds nothing of what this computer knows: 1 event. Nothing is forgotten.\n" in done.out
    assert evsched("--server", url, "event", "list", "--json").out == "[]\n"
    assert len(tokens_in(token_file)) == 1


def test_a_limit_out_of_bounds_is_bad_input(evsched: Command, url: str) -> None:
    assert evsched("--server", url, *CREATE).code == 0
    done = evsched("--server", url, "recommend", "last", "--limit", "0")
    assert (done.code, done.out) == (2, "")
    assert "1 to 500" in done.err


@WITH_TOKENS
def test_who_has_answered_is_shown_as_not_known_to_others(
    evsched: Command, url: str, others: Others, tmp_path: Path
) -> None:
    on_server = ("--server", url)
    for name in ("ann", "bo"):
        with pytest.MonkeyPatch.context() as elsewhere:
            elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / name))
            assert evsched(*on_server, "availability", "set", others.id, name, "--none").code == 0
    assert evsched(*on_server, "availability", "set", others.id, "cy", "--none").code == 0
    rows = [line.split() for line in evsched(*on_server, "event", "show", "last").out.splitlines()]
    assert [row for row in rows if row[-1:] == ["?"]] == [["ann", "?"], ["bo", "?"], ["cy", "?"]]
    assert json.loads(evsched(*on_server, "event", "show", "last", "--json").out)["answered"] is None
    assert "? of 3" in evsched(*on_server, "event", "list").out
    assert json.loads(evsched(*on_server, "event", "list", "--json").out)[0]["answered"] is None
    shown = evsched(*on_server, "availability", "show", "last").out.splitlines()
    assert [line.split() for line in shown[1:]] == [["cy", "declined"], ["ann", "?"], ["bo", "?"]]
    answered = json.loads(evsched(*on_server, "availability", "show", "last", "--json").out)
    assert [(each["participant_id"], each["answered"]) for each in answered] == [
        ("cy", True),
        ("ann", None),
        ("bo", None),
    ]


def test_doctor_shows_the_server_instead_of_the_database(evsched: Command, url: str, token_file: Path) -> None:
    done = evsched("--server", f"{url}/", "doctor", "--json")
    assert (done.code, done.err) == (0, "")
    facts: dict[str, Any] = json.loads(done.out)
    assert (facts["server"], facts["serverVersion"], facts["tokens"]) == (url, __version__, str(token_file))
    assert facts["serverZoneData"] >= "2025"
    assert facts["problems"] == []
    assert not facts.keys() & {"database", "events"}
    assert "The server answers." in evsched("--server", url, "doctor").out


def test_doctor_says_that_the_server_does_not_answer(evsched: Command) -> None:
    with closed_port() as nobody:
        done = evsched("--server", nobody, "doctor")
    assert done.code == 6
    assert "The server does not answer." in done.out
    assert done.err.count("\n") == 1


def test_doctor_says_that_the_tokens_cannot_be_read(evsched: Command, url: str, token_file: Path) -> None:
    assert evsched("--server", url, *CREATE).code == 0
    token_file.chmod(0o644)
    done = evsched("--server", url, "doctor")
    assert done.code == 5
    assert "The server answers." in done.out
    assert "chmod 600" in done.err


def completed(evsched: Command, words: str) -> list[str]:
    with pytest.MonkeyPatch.context() as shell:
        shell.setenv("_EVSCHED_COMPLETE", "complete_bash")
        shell.setenv("COMP_WORDS", words)
        shell.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
        done = evsched()
    assert (done.code, done.err) == (0, "")
    return done.out.split()


def test_the_shell_completes_the_ids_that_are_known_without_the_server(
    evsched: Command, tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path / "server.db", "tokens") as url:
        made = [json.loads(evsched("--server", url, *CREATE, "--json").out)["id"] for _ in range(2)]
    assert completed(evsched, f"evsched --server {url} event show ") == made[::-1]
    assert completed(evsched, f"evsched --server {url} recommend {made[0][:10]}") == made[:1]
    assert completed(evsched, f"evsched --server {url}x event show ") == []
    assert completed(evsched, "evsched --server nowhere event show ") == []
    monkeypatch.setenv("EVSCHED_SERVER", url)
    assert completed(evsched, "evsched event show ") == made[::-1]
    assert completed(evsched, f"evsched event show --db {environment['EVSCHED_DB']} ") == []


@pytest.mark.usefixtures("evsched")
def test_a_command_on_a_file_loads_nothing_for_a_server(environment: dict[str, str]) -> None:
    program = f"from evsched.cli.main import run; assert run({[*CREATE]}) == 0; assert run(['recommend', 'last']) == 0"
    report = f"import json, sys; {program}; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", report], env=environment, capture_output=True, check=True, text=True)
    loaded = json.loads(done.stderr)
    assert not [each for each in loaded if each.startswith(("evsched.remote", "http", "ssl"))]


def test_who_is_invited_on_a_server_answers_themselves_be_there_a_profile(evsched: Command, url: str) -> None:
    evsched("profile", "set", "alice@Europe/Berlin", "--weekly", "Mon-Sun 9-21")
    made = evsched("--server", url, *CREATE, "--participant", "alice")
    assert (made.code, made.err) == (0, "")
    assert "alice        Europe/Berlin  not yet" in made.out
    done = evsched("--server", url, *SET, "alice")
    assert "  Sun 12 Jan 2025, 20:00–21:00 CET (UTC+1)\n" in done.out


def test_calendars_go_to_a_server_and_come_from_it(
    evsched: Command, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVSCHED_SERVER", url)
    busy = calendar(event("DTSTART:20250112T190000Z\nDURATION:PT1H\nSUMMARY:Dentist"))
    people = ("--participant", "alice", "--participant", "bob@example.com", "--organizer", "ann@example.com")
    assert evsched(*CREATE, *people).code == 0
    assert evsched(*SET, "alice", "--ics", "-", stdin=busy).out.splitlines()[:3] == [
        "standard input: 1 event in the times on offer",
        "alice is free, of what is on offer:",
        "  Sun 12 Jan 2025, 20:00–21:00 UTC",
    ]
    assert evsched("availability", "show", "last", "alice").out.endswith("not Sun 12 Jan 2025, 19:00–20:00 UTC\n")
    assert evsched("event", "choose", "last", "1").code == 4
    assert evsched("event", "choose", "last", "1", "--force").code == 0
    invitation = evsched("event", "ics", "last").out
    assert "METHOD:REQUEST" in invitation
    assert "Dentist" not in invitation
    assert evsched("event", "delete", "last", "--ics", "a.ics").code == 0
    assert "METHOD:CANCEL" in Path("a.ics").read_text()
