"""A run of the load generator: in the foreground, or beside what else a test does."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import urlsplit

from load_ledger import PEOPLE, Ledger
from load_loop import OpenLoop, Planned
from load_report import Report
from load_traffic import MIX, Traffic

_LEAST_EVENTS = 20
_HTTP_PORT = 80
_PRIORITY = -10


@dataclass(frozen=True, slots=True)
class Load:
    """Requests that are sent at times fixed in advance, whatever becomes of those before.

    They arrive as those of many clients who know nothing of each other do (a Poisson process), bursts included; times
    and kinds are the same in every run with the same seed.
    """

    url: str
    """The API's address, such as ``http://127.0.0.1:8080``."""
    rate: float
    """Requests a second."""
    seconds: float
    mix: Mapping[str, int] = field(default_factory=lambda: MIX)
    """How often each kind of request comes, as parts of a whole."""
    seed: int = 1
    is_even: bool = False
    """Whether all requests have the same distance instead."""
    keeps: bool = False
    """Whether connections are used again, instead of a new one for each request."""
    retries: bool = False
    """Whether a request is repeated once with the same key, after a lost connection or a status from 500 on."""
    deadline: float = 20.0
    """Seconds after its time at which a request has failed."""

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme != "http" or not urlsplit(self.url).hostname:
            raise ValueError(f"an address is http://host:port, not {self.url!r}")
        if not (self.rate > 0 and self.seconds > 0 and self.deadline > 0):
            raise ValueError("rate, seconds and deadline are above 0")
        if not self.mix or set(self.mix) - set(MIX) or min(self.mix.values()) < 0 or not any(self.mix.values()):
            raise ValueError(f"a mix has parts of {', '.join(MIX)}")

    def plan(self) -> list[Planned]:
        """Return what is to be sent when."""
        chance = random.Random(self.seed)  # noqa: S311
        total = round(self.rate * self.seconds)
        times = (
            [i / self.rate for i in range(total)]
            if self.is_even
            else sorted(chance.random() * self.seconds for _ in range(total))
        )
        kinds = chance.choices(list(self.mix), list(self.mix.values()), k=total)
        return [Planned(at, kind) for at, kind in zip(times, kinds, strict=True)]

    def run(self) -> Report:
        """Make some events, send all that is planned, and wait for the answers.

        Raises:
            RuntimeError: The server does not make events before the run.
            OSError: It cannot be reached then.
        """
        with self.running() as running:
            pass
        return running.report

    @contextmanager
    def running(self) -> Iterator[Running]:
        """Send beside what else is done inside the ``with``, at whose end this waits for the end of the plan.

        Raises:
            RuntimeError: The server does not make events before the run.
            OSError: It cannot be reached then.
        """
        plan = self.plan()
        traffic = Traffic(self.url, self.keeps, random.Random(self.seed))  # noqa: S311
        traffic.prepare(self._events_needed(plan))
        place = urlsplit(self.url)
        address = (place.hostname or "", place.port or _HTTP_PORT)
        running = Running(
            self, OpenLoop(address, traffic.call, self.deadline, self.retries, self.keeps), traffic.ledger
        )
        thread = Thread(target=running.run, args=(plan,), name="load")
        thread.start()
        try:
            yield running
        except BaseException:
            running.stop()
            raise
        finally:
            thread.join()
        if running.failed:
            raise running.failed

    def _events_needed(self, plan: list[Planned]) -> int:
        """Return how many events must be there before, so that there is always one to answer and to change.

        Half of those that the run itself makes are counted on, and nothing for as long as a deadline.
        """
        window = min(1.0, self.deadline / self.seconds)
        total = {kind: sum(each.kind == kind for each in plan) for kind in MIX}
        short = max(0.0, total["answer"] / PEOPLE - total["create"] / 2)
        return _LEAST_EVENTS + round(short + window * max(total["answer"] / PEOPLE, total["change"]))


@dataclass(slots=True)
class Running:
    """A load that is being sent."""

    load: Load
    loop: OpenLoop
    ledger: Ledger
    """What has been acknowledged so far."""
    failed: Exception | None = None
    _over: Event = field(default_factory=Event)
    _report: Report | None = None

    @property
    def sent(self) -> int:
        """How many requests have been sent."""
        return self.loop.sent

    @property
    def answered(self) -> int:
        """How many requests are at an end."""
        return self.loop.answered

    def stop(self) -> None:
        """Send nothing more; what is on its way is waited for."""
        self._over.set()

    @property
    def report(self) -> Report:
        """What it has shown, once it is over.

        Raises:
            RuntimeError: It is not.
        """
        if self._report is None:
            raise RuntimeError("the load is still being sent")
        return self._report

    def run(self, plan: list[Planned]) -> None:
        """Send what is planned, before what else this machine does if it lets us: the servers may run on it too."""
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)  # on Linux, this thread's alone
        try:
            outcomes = self.loop.run(plan, self._over.is_set)
            passed = time.monotonic() - self.loop.began
            seconds = min(passed, self.load.seconds)
            self._report = Report.of(self.load.rate, seconds, self.loop.began, self.loop.cpu, outcomes)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self.failed = error
