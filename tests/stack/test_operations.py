"""What whoever runs the stack does in its containers, as docs/operations.md says it, while it serves."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from threading import Barrier

import pytest
from load import Load, verify

from tests.api.asking import EVENT, answer, bearer
from tests.conftest import Finished
from tests.stack.containers import Container
from tests.stack.door import Door
from tests.stack.faults import shown
from tests.stack.figures import Figures
from tests.stack.stack import Stack
from tests.stress.children import size

pytestmark = pytest.mark.stack

_BACKUP = "/tmp/tried.db"  # noqa: S108 - in a container, and memory
_RATE = 20


def evsched(stack: Stack, *arguments: str) -> str:
    """Run the program in a replica, and return what it prints."""
    return stack.compose("exec", "-T", "api", "evsched", *arguments)


def test_the_database_is_sound(stack: Stack) -> None:
    assert json.loads(evsched(stack, "db", "check", "--json"))


def test_events_are_listed_where_the_database_is(stack: Stack, door: Door) -> None:
    event = door.made(title="Listed")
    assert event in evsched(stack, "event", "list", "--json")


def test_a_lost_token_is_replaced_where_the_database_is(stack: Stack, door: Door) -> None:
    event = door.made()
    token = evsched(stack, "event", "token", event).strip()
    assert door.ask("PUT", f"/event/{event}", EVENT, bearer(token)).status == 200
    assert door.ask("PUT", f"/event/{event}", EVENT, bearer(door.tokens[event])).status == 403


def test_a_backup_made_and_restored_under_load_is_one_moment(shaken: Stack, figures: Figures) -> None:
    """What was there before the backup is there after it; what came later is gone, and nothing is in between."""
    door, replica = shaken.door, shaken.replicas()[0]
    event = door.made(participants=[])
    assert door.ask("POST", "/participant", answer("before", event)).status == 200
    with Load(door.url, _RATE, 600, {"create": 1, "read": 1, "slots": 1}).running() as running:
        _succeeded(replica.run("evsched", "db", "backup", _BACKUP))
        assert door.ask("POST", "/participant", answer("after", event)).status == 200
        later = door.made()
        running.stop()
    assert running.report.total.failed == 0
    assert verify(running.ledger).is_sound
    stored = len(shaken.rows("SELECT id FROM event"))
    size_of_it = int(replica.run("stat", "--format=%s", _BACKUP).out)
    seen = door.ask("GET", f"/event/{event}").json["version"]
    _succeeded(replica.run("evsched", "db", "restore", _BACKUP, "--yes"))
    _succeeded(replica.run("rm", _BACKUP))
    assert door.ask("GET", f"/event/{later}").status == 404
    found = door.ask("GET", f"/event/{event}/availability", headers=bearer(door.tokens[event])).json
    assert [each["participant_id"] for each in found] == ["before"]
    assert door.ask("GET", f"/event/{event}").json["version"] > seen
    kept = len(shaken.rows("SELECT id FROM event"))
    assert kept < stored
    assert json.loads(evsched(shaken, "db", "check", "--json"))
    figures.add(
        "db backup under load, db restore",
        "0 failed; all of one moment and nothing later",
        f"{shown(running.report.total)}; {kept} of {stored} events restored from {size_of_it:,} bytes",
    )


def _succeeded(done: Finished) -> None:
    assert done.code == 0, done.err


def test_two_who_migrate_an_empty_database_at_once_make_it_once(stack: Stack, figures: Figures) -> None:
    replicas, rounds = stack.replicas()[:2], size(3, 30)
    for number in range(rounds):
        name = f"tried_{number}"
        stack.sql(f"CREATE DATABASE {name} OWNER evsched")
        try:
            together = Barrier(len(replicas))
            with ThreadPoolExecutor(len(replicas)) as pool:
                done = list(pool.map(_migrated, replicas, repeat(name), repeat(together)))
            assert [each.code for each in done] == [0, 0], done
            assert _on(replicas[0], name, "check").code == 0
        finally:
            stack.sql(f"DROP DATABASE {name} WITH (FORCE)")
    figures.add(
        "evsched db migrate in two containers at once", "both succeed, the tables are sound", f"{rounds} of {rounds}"
    )


def _migrated(replica: Container, database: str, together: Barrier) -> Finished:
    together.wait(30)
    return _on(replica, database, "migrate")


def _on(replica: Container, database: str, command: str) -> Finished:
    url = f"postgresql://evsched@db:5432/{database}"
    return replica.run("evsched", "db", command, settings={"EVSCHED_DATABASE_URL": url})
