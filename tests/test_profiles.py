"""The file of profiles: what it keeps of people, and what happens to it when several write at once."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evsched.engine.model import Participant
from evsched.engine.text import parse_weekly
from evsched.errors import InvalidInput, NotFound, StoreUnavailable
from evsched.profiles import Profile, Profiles, profile_document

BERLIN, TOKYO = "Europe/Berlin", "Asia/Tokyo"
HOURS = (parse_weekly("Mon-Fri 9-17", BERLIN), parse_weekly("Sat 10:00 - 12:00", TOKYO))
ALICE = Profile("alice", BERLIN, HOURS)
PROCESSES, CHANGES = 5, 10

PUT = """
import sys
from pathlib import Path
from evsched.profiles import Profile, Profiles
path, name, count = sys.argv[1:]
for number in range(int(count)):
    Profiles(Path(path)).put(Profile(f"{name}-{number}", "Europe/Berlin"))
"""
ADD = """
import sys
from dataclasses import replace
from pathlib import Path
from evsched.engine.text import parse_weekly
from evsched.profiles import Profiles
path, hour, count = sys.argv[1:]
for _ in range(int(count)):
    more = parse_weekly(f"Mon {hour}:00 - {hour}:30", "UTC")
    Profiles(Path(path)).change("alice", lambda noted: replace(noted, weekly=(*noted.weekly, more)))
"""
HOLD = """
import sys
from pathlib import Path
from evsched.profiles import Profiles
with Profiles(Path(sys.argv[1]))._file.locked():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file is to be; its folder is not there yet."""
    return tmp_path / "data" / "profiles.json"


@pytest.fixture
def profiles(path: Path) -> Profiles:
    """Profiles of nobody, whose file is not there yet."""
    return Profiles(path)


def test_a_file_that_is_not_there_holds_nothing_and_is_not_made_by_reading(profiles: Profiles, path: Path) -> None:
    assert profiles.all() == []
    assert profiles.get("alice") == Profile("alice")
    assert profiles.placed([Participant("alice")]) == [Participant("alice")]
    with pytest.raises(NotFound, match=r'no profile of "alice"$'):
        profiles.delete("alice")
    assert not path.parent.exists()


def test_what_is_put_is_there_for_the_next_process(profiles: Profiles, path: Path) -> None:
    profiles.put(ALICE)
    profiles.put(Profile("bob", weekly=HOURS[1:]))
    assert Profiles(path).get("alice") == ALICE
    assert [each.id for each in Profiles(path).all()] == ["alice", "bob"]
    assert [(hours.text, hours.zone) for hours in Profiles(path).get("bob").weekly] == [("Sat 10:00 - 12:00", TOKYO)]


def test_profiles_are_sorted_by_id(profiles: Profiles) -> None:
    for name in ("Zoe", "émile", "bob", "alice"):
        profiles.put(Profile(name))
    assert [each.id for each in profiles.all()] == ["Zoe", "alice", "bob", "émile"]


def test_one_put_again_takes_the_place_of_the_first(profiles: Profiles) -> None:
    profiles.put(ALICE)
    profiles.put(Profile("alice", TOKYO))
    assert profiles.all() == [Profile("alice", TOKYO)]


def test_a_change_is_made_to_what_is_noted(profiles: Profiles) -> None:
    made = profiles.change("alice", lambda noted: replace(noted, weekly=HOURS))
    assert made == Profile("alice", None, HOURS)
    assert profiles.change("alice", lambda noted: replace(noted, zone=BERLIN)) == ALICE
    assert profiles.get("alice") == ALICE


def test_a_change_that_fails_changes_nothing(profiles: Profiles, path: Path) -> None:
    profiles.put(ALICE)
    before = path.read_bytes()
    with pytest.raises(InvalidInput):
        profiles.change("alice", lambda noted: replace(noted, zone="Europe/Atlantis"))
    assert path.read_bytes() == before


def test_what_is_deleted_is_gone(profiles: Profiles) -> None:
    profiles.put(ALICE)
    profiles.put(Profile("bob"))
    profiles.delete("alice")
    assert profiles.all() == [Profile("bob")]
    with pytest.raises(NotFound, match='no profile of "bop": did you mean bob'):
        profiles.delete("bop")


def test_a_name_is_compared_in_its_composed_form(profiles: Profiles) -> None:
    profiles.put(Profile("e\u0301va", BERLIN))
    assert profiles.get("\u00e9va").zone == profiles.get(" e\u0301va").zone == BERLIN
    profiles.change("e\u0301va", lambda noted: replace(noted, zone=TOKYO))
    assert profiles.all() == [Profile("\u00e9va", TOKYO)]
    profiles.delete("e\u0301va")
    assert profiles.all() == []


def test_a_noted_zone_and_hours_are_for_those_who_come_without_them(profiles: Profiles, path: Path) -> None:
    profiles.put(ALICE)
    profiles.put(Profile("bob", TOKYO))
    profiles.put(Profile("carol", weekly=HOURS))
    given = [
        Participant("zoe"),
        Participant("alice", required=False),
        Participant("bob", BERLIN),
        Participant("carol"),
        Participant("alice", TOKYO, usual=HOURS[1:]),
    ]
    placed = [
        given[0],
        Participant("alice", BERLIN, required=False, usual=ALICE.weekly),
        given[2],
        Participant("carol", usual=HOURS),
        given[4],
    ]
    assert profiles.placed(given) == placed
    path.write_text("damaged")
    assert profiles.placed(given[4:]) == given[4:], "the file is not read for nothing"
    assert profiles.placed([]) == []


HOSTILE = [
    "[bold]x",
    "'; DROP TABLE profiles; --",
    "null",
    "$(reboot)",
    "-x",
    "__proto__",
    "👩\u200d👧",
    "שלום",
    '"\\u0000',
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_kept_literally(profiles: Profiles, path: Path, name: str) -> None:
    profiles.put(Profile(name, BERLIN))
    assert [each.id for each in Profiles(path).all()] == [name]
    assert Profiles(path).get(name).zone == BERLIN


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "a\nb", "\ud83d", "x" * 65])
def test_a_name_that_no_participant_has_is_refused(profiles: Profiles, path: Path, name: str) -> None:
    for action in (lambda: Profile(name), lambda: profiles.get(name), lambda: profiles.delete(name)):
        with pytest.raises(InvalidInput, match="id of a participant"):
            action()
    assert not path.exists()


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Europe/Berlin"):
        Profile("alice", "Europe/berlin")


def test_nobody_else_may_read_it_whatever_the_umask(profiles: Profiles, path: Path) -> None:
    before = os.umask(0)
    try:
        profiles.put(ALICE)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_one_that_others_may_read_is_no_secret(profiles: Profiles, path: Path) -> None:
    profiles.put(ALICE)
    path.chmod(0o644)
    assert profiles.all() == [ALICE]


def file_of(**members: object) -> str:
    """Return a file with one profile."""
    return json.dumps({"version": 1, "profiles": [{**profile_document(ALICE), **members}]})


def hours(**members: object) -> str:
    """Return a file with one profile with one text of weekly hours."""
    return file_of(weekly=[{"text": "Mon 9-17", "timeZone": BERLIN, **members}])


DAMAGED = {
    "empty": ("", "the document is empty"),
    "cut-off": (file_of()[:30], "not JSON"),
    "no-json": ("profiles", "not JSON"),
    "not-utf-8": (b"\xff", "not UTF-8"),
    "a-list": ("[]", "an object with version, profiles"),
    "newer": ('{"version": 2, "profiles": []}', "version: a number from 1 to 1"),
    "no-profiles": ('{"version": 1}', '"profiles" is missing'),
    "profiles": ('{"version": 1, "profiles": {}}', "profiles: a list stands here"),
    "a-profile": ('{"version": 1, "profiles": [5]}', r"profiles\[0\]: an object"),
    "twice": (json.dumps({"version": 1, "profiles": [profile_document(ALICE)] * 2}), "named twice"),
    "more": (file_of(nick="al"), 'no member "nick"'),
    "an-id": (file_of(id="a/b"), r"profiles\[0\].id: the id of a participant"),
    "an-id-of-another-kind": (file_of(id=None), r"profiles\[0\].id: a text"),
    "a-zone": (file_of(timeZone="EST"), "America/New_York"),
    "weekly": (file_of(weekly=None), "weekly: a list stands here"),
    "hours": (file_of(weekly=["Mon 9-17"]), r"weekly\[0\]: an object"),
    "hours-without-a-zone": (hours(timeZone=None), "zone"),
    "hours-that-are-none": (hours(text="whenever"), "whenever"),
    "hours-of-another-kind": (hours(text=5), "a text stands here"),
    "an-escape": (file_of(id="\x1b[31m"), "cannot be shown"),
}


@pytest.mark.parametrize(("content", "why"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_left_alone_and_says_what_is_wrong_and_how_to_go_on(
    profiles: Profiles, path: Path, content: str | bytes, why: str
) -> None:
    path.parent.mkdir()
    written = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(written)
    for action in (
        profiles.all,
        lambda: profiles.get("alice"),
        lambda: profiles.placed([Participant("alice")]),
        lambda: profiles.put(ALICE),
        lambda: profiles.delete("alice"),
    ):
        with pytest.raises(StoreUnavailable, match=rf"is damaged.*\(.*{why}.*\).* move it away") as caught:
            action()
        assert str(path) in caught.value.message
        assert caught.value.message.isprintable()
    assert path.read_bytes() == written


def test_a_path_that_cannot_be_a_file_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    below_a_file, folder = Profiles(tmp_path / "file" / "profiles.json"), Profiles(tmp_path)
    for action in (lambda: below_a_file.put(ALICE), below_a_file.all, folder.all):
        with pytest.raises(StoreUnavailable, match=r"the file of profiles .* cannot be"):
            action()


def test_processes_that_write_at_once_lose_nothing(profiles: Profiles, path: Path) -> None:
    command = [sys.executable, "-c", PUT, str(path)]
    writers = [subprocess.Popen([*command, str(name), str(CHANGES)]) for name in range(PROCESSES)]
    assert [each.wait() for each in writers] == [0] * PROCESSES
    assert {each.id for each in profiles.all()} == {f"{i}-{j}" for i in range(PROCESSES) for j in range(CHANGES)}


def test_processes_that_change_one_profile_at_once_lose_nothing(profiles: Profiles, path: Path) -> None:
    command = [sys.executable, "-c", ADD, str(path)]
    writers = [subprocess.Popen([*command, str(10 + name), str(CHANGES)]) for name in range(PROCESSES)]
    assert [each.wait() for each in writers] == [0] * PROCESSES
    found = [each.text for each in profiles.get("alice").weekly]
    assert sorted(found) == sorted(f"Mon {10 + i}:00 - {10 + i}:30" for i in range(PROCESSES) for _ in range(CHANGES))


def test_a_writer_that_is_killed_leaves_the_old_file_and_no_lock(profiles: Profiles, path: Path) -> None:
    profiles.put(ALICE)
    before = path.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        new = path.with_name("profiles.json.new")
        new.write_text("half a fi")
        assert profiles.all() == [ALICE]
        with pytest.raises(StoreUnavailable, match="is busy"):
            profiles.put(Profile("bob"))
        holder.send_signal(signal.SIGKILL)
    assert path.read_bytes() == before
    profiles.put(Profile("bob"))
    assert profiles.all() == [ALICE, Profile("bob")]
    assert not new.exists()
