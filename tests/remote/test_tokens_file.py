"""The file of tokens: what it keeps, for whom, and what happens to it when several write at once."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from evsched.errors import StoreUnavailable
from evsched.remote import TokenFile
from evsched.tokens import new_organizer_token, new_participant_token

SERVER, OTHER = "https://a.example", "http://b.example:8080/evsched"
FIRST, SECOND = "1" * 26, "2" * 26
PROCESSES, EVENTS = 5, 10

KEEP = """
import sys
from pathlib import Path
from evsched.remote import TokenFile
from evsched.tokens import new_organizer_token
path, name, count = sys.argv[1:]
for number in range(int(count)):
    TokenFile(Path(path)).keep_organizer("https://a.example", f"{name}{number:025}", "Review", new_organizer_token())
"""
HOLD = """
import sys
from pathlib import Path
from evsched.remote import TokenFile
with TokenFile(Path(sys.argv[1]))._file.locked():
    print("held", flush=True)
    sys.stdin.read()
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_that_is_not_there_knows_nothing_and_is_not_made_by_reading(tokens: TokenFile) -> None:
    assert tokens.events(SERVER) == []
    assert tokens.event(SERVER, FIRST).organizer is None
    tokens.forget_event(SERVER, FIRST)
    tokens.forget_participant(SERVER, FIRST, "ann")
    assert not tokens.path.parent.exists()


def test_what_is_kept_is_there_for_the_next_process(tokens: TokenFile) -> None:
    organizer, participant = new_organizer_token(), new_participant_token()
    tokens.keep_organizer(SERVER, FIRST, "Review", organizer)
    tokens.keep_participant(SERVER, FIRST, "ann", participant)
    tokens.keep_participant(OTHER, FIRST, "bo", new_participant_token())
    known = TokenFile(tokens.path).event(SERVER, FIRST)
    assert (known.title, known.organizer, known.participants) == ("Review", organizer, {"ann": participant})
    assert TokenFile(tokens.path).event(OTHER, FIRST).organizer is None


def test_events_are_in_the_order_in_which_they_became_known_the_newest_first(tokens: TokenFile) -> None:
    tokens.remember(SERVER, FIRST, "One")
    tokens.remember(SERVER, SECOND, "Two")
    tokens.remember(OTHER, "3" * 26, "Three")
    tokens.remember(SERVER, FIRST, "One, renamed")
    assert [(each.id, each.title) for each in tokens.events(SERVER)] == [(SECOND, "Two"), (FIRST, "One, renamed")]


def test_a_new_token_takes_the_place_of_the_old_one(tokens: TokenFile) -> None:
    for token in (new_organizer_token(), new_organizer_token()):
        tokens.keep_organizer(SERVER, FIRST, "Review", token)
        assert tokens.event(SERVER, FIRST).organizer == token


def test_what_is_forgotten_is_gone(tokens: TokenFile) -> None:
    tokens.keep_participant(SERVER, FIRST, "ann", new_participant_token())
    tokens.keep_participant(SERVER, FIRST, "bo", new_participant_token())
    tokens.forget_participant(SERVER, FIRST, "ann")
    assert [*tokens.event(SERVER, FIRST).participants] == ["bo"]
    tokens.forget_event(SERVER, FIRST)
    assert tokens.events(SERVER) == []


def test_it_tells_whether_it_has_kept_a_token(tokens: TokenFile) -> None:
    tokens.remember(SERVER, FIRST, "Review")
    assert not tokens.has_kept
    tokens.keep_participant(SERVER, FIRST, "ann", new_participant_token())
    assert tokens.has_kept


def test_nobody_else_may_read_it_whatever_the_umask(tokens: TokenFile) -> None:
    before = os.umask(0)
    try:
        tokens.keep_organizer(SERVER, FIRST, "Review", new_organizer_token())
    finally:
        os.umask(before)
    assert mode(tokens.path) == 0o600
    assert mode(tokens.path.parent) == 0o700
    assert {mode(each) for each in tokens.path.parent.iterdir()} == {0o600}


def test_no_repr_shows_a_token(tokens: TokenFile) -> None:
    organizer, participant = new_organizer_token(), new_participant_token()
    tokens.keep_organizer(SERVER, FIRST, "Review", organizer)
    tokens.keep_participant(SERVER, FIRST, "ann", participant)
    text = repr(tokens) + repr(tokens.events(SERVER))
    assert organizer not in text
    assert participant not in text


def one_server(**members: object) -> str:
    """Return a file that knows one server."""
    return json.dumps({"version": 1, "servers": {SERVER: {"events": {}, "keys": {}, **members}}})


EVENT: dict[str, object] = {"title": "", "organizer": None, "participants": {}}
KEY = {"asked": "0" * 64, "since": 1, "until": 0, "process": 1}
DAMAGED = {
    "empty": "",
    "cut-off": '{"version": 1, "serv',
    "no-json": "tokens",
    "a-list": "[]",
    "newer": '{"version": 2, "servers": {}}',
    "no-servers": '{"version": 1}',
    "servers": '{"version": 1, "servers": []}',
    "a-server": '{"version": 1, "servers": {"https://a.example": 5}}',
    "no-keys": '{"version": 1, "servers": {"https://a.example": {"events": {}}}}',
    "events": one_server(events=5),
    "an-event": one_server(events={FIRST: {}}),
    "a-title": one_server(events={FIRST: {**EVENT, "title": 5}}),
    "a-token": one_server(events={FIRST: {**EVENT, "organizer": "evo_secret"}}),
    "tokens": one_server(events={FIRST: {**EVENT, "participants": {"a": 5}}}),
    "keys": one_server(keys=[]),
    "a-key": one_server(keys={"secret\r\nX: y": KEY}),
    "what-was-asked": one_server(keys={"k" * 16: {**KEY, "asked": "secret"}}),
    "a-time": one_server(keys={"k" * 16: {**KEY, "since": None}}),
    "a-time-without-end": one_server(keys={"k" * 16: {**KEY, "until": 10**30}}),
    "a-process": one_server(keys={"k" * 16: {**KEY, "process": True}}),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_left_alone_and_says_how_to_go_on(tokens: TokenFile, content: str) -> None:
    tokens.path.parent.mkdir()
    tokens.path.write_text(content)
    tokens.path.chmod(0o600)
    for action in (
        lambda: tokens.events(SERVER),
        lambda: tokens.keep_organizer(SERVER, FIRST, "Review", new_organizer_token()),
        lambda: tokens.asking(SERVER, b"").__enter__(),
    ):
        with pytest.raises(StoreUnavailable, match=r"is damaged.* move it away") as caught:
            action()
        assert str(tokens.path) in caught.value.message
        assert "secret" not in caught.value.message
    assert tokens.path.read_text() == content


@pytest.mark.parametrize("permissions", [0o644, 0o640, 0o660, 0o602])
def test_a_file_that_others_may_read_is_refused_with_the_mend(tokens: TokenFile, permissions: int) -> None:
    tokens.keep_organizer(SERVER, FIRST, "Review", new_organizer_token())
    before = tokens.path.read_bytes()
    tokens.path.chmod(permissions)
    for action in (lambda: tokens.events(SERVER), lambda: tokens.remember(SERVER, SECOND, "Two")):
        with pytest.raises(StoreUnavailable, match="chmod 600"):
            action()
    assert (tokens.path.read_bytes(), mode(tokens.path)) == (before, permissions)


def test_a_folder_that_cannot_be_one_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    tokens = TokenFile(tmp_path / "file" / "tokens.json")
    with pytest.raises(StoreUnavailable, match="cannot be"):
        tokens.remember(SERVER, FIRST, "Review")


def test_processes_that_write_at_once_lose_nothing(tokens: TokenFile) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", KEEP, str(tokens.path), str(name), str(EVENTS)])
        for name in range(PROCESSES)
    ]
    assert [each.wait() for each in writers] == [0] * PROCESSES
    known = [each.id for each in tokens.events(SERVER)]
    assert sorted(known) == [f"{name}{number:025}" for name in range(PROCESSES) for number in range(EVENTS)]
    assert all(each.organizer for each in tokens.events(SERVER))


def test_a_writer_that_is_killed_leaves_the_old_file_and_no_lock(tokens: TokenFile) -> None:
    tokens.keep_organizer(SERVER, FIRST, "Review", new_organizer_token())
    before = tokens.path.read_bytes()
    command = [sys.executable, "-c", HOLD, str(tokens.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        new = tokens.path.with_name("tokens.json.new")
        new.write_text("half a fi")
        assert tokens.events(SERVER)
        holder.send_signal(signal.SIGKILL)
    assert tokens.path.read_bytes() == before
    tokens.remember(SERVER, SECOND, "Two")
    assert [each.id for each in tokens.events(SERVER)] == [SECOND, FIRST]
    assert not new.exists()


def test_a_lock_that_is_not_let_go_is_waited_for_in_vain(tokens: TokenFile) -> None:
    command = [sys.executable, "-c", HOLD, str(tokens.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreUnavailable, match="is busy"):
            tokens.remember(SERVER, FIRST, "Review")
