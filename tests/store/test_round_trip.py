"""Whatever is in a database, a backup of it restored is the same, but for versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.text import parse_weekly
from evsched.store.addresses import open_store
from evsched.store.backup import back_up
from evsched.store.base import Store, Writing
from evsched.store.restore import opened_backup, restore
from evsched.store.soundness import examine
from evsched.store.sqlite import SqliteStore
from evsched.store.values import Made
from tests.store.contract import event_id
from tests.store.contract_maintained import tables
from tests.store.test_restore import NOW, versions, without_versions
from tests.stress.children import size

EVENTS = 12
PEOPLE = ("ann", "bo@example.com", "José", "नमस्ते", "[|]", "0", "'; DROP TABLE event; --", "👩‍👩‍👧‍👦")
TITLES = ("Review", "会議", "%s'\"\\n", '=HYPERLINK("x")', "x" * 200)
SERIES = ("sync", "会議", "%s'\"\\n")
ZONES = (None, "Europe/Berlin", "UTC", "UTC+05:45", "America/Argentina/Buenos_Aires")
TEXTS = (None, "12 Jan 2025, 2 - 4PM EST", "\0\u2028 as it came \x1b[31m", "")
WEEKLY = (parse_weekly("Mon-Fri 9-17", "Europe/Berlin"), parse_weekly("sat 22:00 – 02:00 Asia/Tokyo except 1 Mar 2025"))
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
NOON = datetime(2025, 1, 2, 12, tzinfo=UTC)


class Life:
    """What may happen to a database, by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - to be the same each time

    def happen(self, rows: Writing, times: int) -> None:
        things: list[Callable[[Writing, str], None]] = [
            *(self.insert, self.insert, self.invite, self.answer, self.answer, self.answer, self.promise),
            *(self.change, self.remove, self.organize, self.count, self.delete, self.choose, self.close, self.burden),
        ]
        for _ in range(times):
            of = event_id(self._chance.randrange(EVENTS))
            self._chance.choice(things)(rows, of)

    def insert(self, rows: Writing, of: str) -> None:
        if rows.state(of) is None:
            people = self._chance.sample(PEOPLE, self._chance.randrange(5))
            invited = [Participant(each, usual=self._chance.choice(((), WEEKLY))) for each in people]
            rows.insert_event(of, self._event(invited), self._when(), self._chance.choice((None, *SERIES)))

    def change(self, rows: Writing, of: str) -> None:
        rows.update_event(of, self._event([]))

    def invite(self, rows: Writing, of: str) -> None:
        if rows.state(of):
            rows.put_participant(of, Participant(self._who(), self._chance.choice(ZONES), self._chance.random() < 0.5))

    def answer(self, rows: Writing, of: str) -> None:
        who = self._who()
        if rows.participant(of, who):
            asked = self._chance.choice((None, IntervalSet(self._slots(1))))
            busy = self._chance.choice((None, self._slots(0)))
            weekly = self._chance.choice(((), WEEKLY, WEEKLY[:1]))
            rows.put_availability(of, Availability(who, self._slots(0), weekly, busy, asked))
            if self._chance.random() < 0.5:
                rows.put_participant_token(of, who, self._chance.randbytes(32))

    def promise(self, rows: Writing, of: str) -> None:
        what, key = self._chance.choice(("event", "availability")), f"key-{self._chance.randrange(9)}"
        if rows.made(what, key) is None:
            made = Made(self._chance.randbytes(32), of, None if what == "event" else self._who())
            rows.put_made(what, key, made, self._when())

    def remove(self, rows: Writing, of: str) -> None:
        rows.delete_participant(of, self._who())

    def organize(self, rows: Writing, of: str) -> None:
        rows.put_organizer_token(of, self._chance.randbytes(32))

    def count(self, rows: Writing, of: str) -> None:
        rows.raise_versions(of, event=self._chance.random() < 0.5, answers=self._chance.random() < 0.5)

    def delete(self, rows: Writing, of: str) -> None:
        if self._chance.random() < 0.3:
            rows.delete_event(of)

    def choose(self, rows: Writing, of: str) -> None:
        start = self._when()
        rows.put_meeting(of, self._chance.choice((None, Interval(start, start + timedelta(hours=1)))))

    def burden(self, rows: Writing, of: str) -> None:
        seconds = self._chance.choice((0, 1, 86_400))
        people = self._chance.sample(PEOPLE, self._chance.randrange(3))
        rows.put_burdens(of, self._chance.choice(SERIES), dict.fromkeys(people, timedelta(seconds=seconds)))

    def close(self, rows: Writing, of: str) -> None:
        rows.close_event(of)

    def _event(self, people: list[Participant]) -> Event:
        title, zone = self._chance.choice(TITLES), self._chance.choice(ZONES)
        organizer, deadline = self._chance.choice((None, "o@example.com")), self._chance.choice((None, self._when()))
        minutes = timedelta(minutes=self._chance.randint(1, 600))
        return Event(title, minutes, self._slots(1), people, zone, organizer, deadline)

    def _slots(self, least: int) -> list[Slot]:
        """Slots that overlap, touch and repeat, in any order."""
        made = []
        for _ in range(self._chance.randint(least, 4)):
            start = NOON + timedelta(minutes=30 * self._chance.randrange(20))
            slot = start, start + timedelta(minutes=30 * self._chance.randint(1, 8))
            bounds = self._chance.choice((slot, slot, (FIRST, FIRST + timedelta(days=31)), (LAST - timedelta(1), LAST)))
            zone, text = self._chance.choice(ZONES), self._chance.choice(TEXTS)
            made.append(Slot(*bounds, zone, text, self._chance.random() < 0.5))
        return made

    def _who(self) -> str:
        return self._chance.choice(PEOPLE)

    def _when(self) -> datetime:
        """One of a few seconds: several events are of the same."""
        return NOON + timedelta(seconds=self._chance.randrange(3))


@pytest.fixture(params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two databases of a kind."""
    if request.param == "sqlite":
        addresses = [str(tmp_path / f"{each}.db") for each in "ab"]
    else:
        addresses = [request.getfixturevalue("postgres").database(migrated=True) for _ in "ab"]
    with closing(open_store(addresses[0], 5)) as one, closing(open_store(addresses[1], 5)) as other:
        yield one, other


def test_what_is_backed_up_and_restored_is_the_same_but_for_versions(pair: tuple[Store, Store], tmp_path: Path) -> None:
    one, other = pair
    for seed in range(size(15, 300)):
        life = Life(seed)
        with one.writing() as rows:
            if seed % 5 == 0:
                rows.clear()
            life.happen(rows, 20 * (seed % 10))
        path = back_up(one, tmp_path / "monday.bak", replace=True).path
        with closing(SqliteStore(path)) as backup:
            assert tables(backup) == tables(one)
        before = versions(other)
        with opened_backup(other, path) as opened:
            restore(other, opened, NOW)
        assert without_versions(tables(other)) == without_versions(tables(one))
        assert versions(other).isdisjoint(before | versions(one))
        assert len(versions(other)) == bool(tables(one)["event"])
        assert examine(other).problems == []
    assert all(tables(one).values())
