"""Chosen times and deadlines on a server: who may, by which clock, and when answers are lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evsched.engine.interval import Interval
from evsched.engine.model import Participant
from evsched.errors import Closed, Forbidden, TokenMissing
from evsched.remote import RemoteScheduler, TokenFile
from evsched.scheduler import EventChanges
from evsched.tokens import new_organizer_token
from tests.remote.running import running

HOUR = timedelta(hours=1)
OFFERED = "12 Jan 2025, 2 - 4PM EST"
TWO = datetime(2025, 1, 12, 19, tzinfo=UTC)
ANN = Participant("ann")
DEADLINE = datetime(2199, 1, 1, tzinfo=UTC)


def test_choosing_is_the_organizers(server: str, tokens: TokenFile, tmp_path: Path) -> None:
    organizer = RemoteScheduler(server, tokens)
    event = organizer.create_event("Review", HOUR, [OFFERED], [ANN]).id
    ann = RemoteScheduler(server, TokenFile(tmp_path / "ann" / "tokens.json"))
    ann.set_availability(event, ANN, [OFFERED])
    wrong = RemoteScheduler(server, tokens, new_organizer_token())
    for somebody, kind in ((ann, TokenMissing), (wrong, Forbidden)):
        with pytest.raises(kind, match=r"--token.*EVSCHED_TOKEN"):
            somebody.choose(event, TWO)
        with pytest.raises(kind, match=r"--token.*EVSCHED_TOKEN"):
            somebody.reopen(event)
    assert organizer.choose(event, TWO).meeting == Interval(TWO, TWO + HOUR)
    assert ann.meeting(event) == ann.event(event).meeting == Interval(TWO, TWO + HOUR)
    with pytest.raises(Closed):
        ann.set_availability(event, ANN, [])
    with pytest.raises(TokenMissing):
        ann.reopen(event)
    given = RemoteScheduler(server, TokenFile(tmp_path / "x.json"), tokens.event(server, event).organizer)
    assert given.reopen(event).meeting is None
    ann.set_availability(event, ANN, [])


def test_a_deadline_passes_by_the_servers_clock(tmp_path: Path, tokens: TokenFile) -> None:
    with running(tmp_path / "server.db", "open") as url:
        event = RemoteScheduler(url, tokens).create_event("Review", HOUR, [OFFERED], [ANN], deadline=DEADLINE).id
        RemoteScheduler(url, tokens).set_availability(event, ANN, [])
    with running(tmp_path / "server.db", "open", now=lambda: DEADLINE) as url:
        scheduler = RemoteScheduler(url, tokens)
        for who in (ANN, Participant("bo")):
            with pytest.raises(Closed, match="takes no more answers since Mon 31 Dec 2198, 24:00 UTC"):
                scheduler.set_availability(event, who, [OFFERED], add=True)
        assert scheduler.update_event(event, EventChanges(title="New")).event.deadline == DEADLINE
        scheduler.choose(event, TWO, force=True)
        assert scheduler.reopen(event).event.deadline is None
        scheduler.set_availability(event, ANN, [OFFERED])
        assert scheduler.event(event).answered == frozenset({"ann"})
