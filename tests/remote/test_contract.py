"""A database and a server are the same to the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evsched.remote import RemoteScheduler, TokenFile
from evsched.scheduler import Scheduler
from evsched.scheduler.interface import Scheduling
from evsched.store.sqlite import SqliteStore
from tests.remote.contract import SchedulingContract
from tests.remote.contract_fuller import FullerContract
from tests.remote.contract_meetings import MeetingContract


class TestDatabase(SchedulingContract, MeetingContract, FullerContract):
    @pytest.fixture
    def scheduler(self, tmp_path: Path) -> Iterator[Scheduling]:
        with closing(SqliteStore(tmp_path / "events.db")) as store:
            yield Scheduler(store)


@pytest.mark.parametrize("access", ["tokens", "open"])
class TestServer(SchedulingContract, MeetingContract, FullerContract):
    @pytest.fixture
    def scheduler(self, server: str, tokens: TokenFile) -> Scheduling:
        return RemoteScheduler(server, tokens)
