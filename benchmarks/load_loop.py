"""An open loop: requests are sent when their time has come, whatever has become of those before.

One thread, sockets that never block, no framework: so the generator takes little from the machine that it shares
with the server, and is not late itself.
"""

from __future__ import annotations

import gc
import resource
import select
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

from load_exchange import Answer, Exchange, failure_of, is_ours
from load_report import Outcome

PAUSE = 0.1
"""Seconds before a request is repeated where the server does not say how many."""
_LONGEST_PAUSE = 5.0
_TURN = 0.05
"""Seconds after which it is looked at the latest whether somebody wants an end, or a deadline is over."""
_IDLE = 256
"""Connections that are kept."""


@dataclass(slots=True)
class Call:
    """A request that can be sent, and who wants to know what came of it."""

    source: bytes
    done: Callable[[Answer | None], str]
    """Takes the answer, None where there was none; returns what failed, if anything."""


class Planned(NamedTuple):
    """When to send what."""

    at: float
    """Seconds after the beginning."""
    kind: str


@dataclass(slots=True)
class _Attempt:
    number: int
    call: Call
    late: float
    attempts: int = 0
    exchange: Exchange | None = None


@dataclass(slots=True)
class OpenLoop:
    """Sends requests on a schedule.

    Args:
        address: The server's name or address, and its port.
        calls: Makes a request of a kind at the time when it is sent; None where none can be made.
        deadline: Seconds after its time at which a request has failed.
        retries: Whether a request is repeated, once, after a lost connection or a status from 500 on.
        keeps: Whether connections are used again.
    """

    address: tuple[str, int]
    calls: Callable[[str], Call | None]
    deadline: float
    retries: bool = False
    keeps: bool = False
    sent: int = 0
    answered: int = 0
    """How many requests are at an end."""
    began: float = 0.0
    cpu: float = 0.0
    """Seconds of a processor that it has used."""
    _family: int = 0
    _plan: Sequence[Planned] = ()
    _next: int = 0
    _running: dict[int, _Attempt] = field(default_factory=dict)
    _waiting: list[tuple[float, int, _Attempt]] = field(default_factory=list)
    """Those that will be repeated."""
    _outcomes: dict[int, Outcome] = field(default_factory=dict)
    _idle: list[socket.socket] = field(default_factory=list)
    _ready: select.epoll = field(default_factory=select.epoll)
    _next_look: float = 0.0

    def run(self, plan: Sequence[Planned], is_over: Callable[[], bool]) -> list[Outcome]:
        """Send what is planned until somebody wants an end; return what became of what was to be sent by then.

        Args:
            plan: In order of time.
            is_over: Whether nothing more shall be sent; what runs is finished.
        """
        self._family, _, _, _, place = socket.getaddrinfo(*self.address, type=socket.SOCK_STREAM)[0]
        self.address = (str(place[0]), int(place[1]))
        self._plan = plan
        with _many_sockets(), _no_collection():
            self.began, cpu_before = time.monotonic(), time.thread_time()
            while self._next < len(self._plan) or self._running or self._waiting:
                if self._next < len(self._plan) and is_over():
                    self._plan = self._plan[: self._next]
                self._send_what_is_due()
                self._wait()
            self.cpu = time.thread_time() - cpu_before
            for each in self._idle:
                each.close()
            self._ready.close()
        return [self._outcomes[number] for number in range(len(self._plan))]

    def _send_what_is_due(self) -> None:
        while self._next < len(self._plan) and self._now() >= (planned := self._plan[self._next]).at:
            number, self._next = self._next, self._next + 1
            call = self.calls(planned.kind)
            if call is None:
                self._outcomes[number] = Outcome(planned.kind, planned.at, 0.0, 0.0, "no event to send it to", 0)
                continue
            self.sent += 1
            self._start(_Attempt(number, call, self._now() - planned.at))
        while self._waiting and self._waiting[0][0] <= self._now():
            self._start(heappop(self._waiting)[2])

    def _start(self, attempt: _Attempt) -> None:
        attempt.attempts += 1
        kept = self._idle.pop() if self._idle else None
        try:
            attempt.exchange = Exchange(attempt.call.source, self._family, self.address, kept)
        except OSError as error:
            if is_ours(error):  # whatever the server would have done
                attempt.attempts = 0
            self._end(attempt, None, failure_of(error))
            return
        number = attempt.exchange.connection.fileno()
        self._running[number] = attempt
        wanted = select.EPOLLIN if attempt.exchange.is_sent else select.EPOLLIN | select.EPOLLOUT
        self._ready.register(number, wanted)

    def _wait(self) -> None:
        """Wait until a request is due or something comes, and take what has come."""
        now = self._now()
        wait = _TURN
        if self._next < len(self._plan):
            wait = min(wait, self._plan[self._next].at - now)
        if self._waiting:
            wait = min(wait, self._waiting[0][0] - now)
        # epoll itself counts in milliseconds and rounds up.
        if (self._running or wait > 0) and select.select([self._ready], [], [], max(0.0, wait))[0]:
            for number, what in self._ready.poll(0):
                self._take(self._running[number], number, what)
        if (now := self._now()) >= self._next_look:
            self._next_look = now + _TURN
            self._give_up(now)

    def _take(self, attempt: _Attempt, number: int, what: int) -> None:
        exchange = attempt.exchange
        if exchange is None:  # as nothing that runs is
            return
        try:
            if what & select.EPOLLOUT and not exchange.is_sent:
                exchange.send()
                if exchange.is_sent:
                    self._ready.modify(number, select.EPOLLIN)
            answer = exchange.receive() if what & ~select.EPOLLOUT else None
        except (OSError, ValueError) as error:
            self._forget(attempt, None)
            self._end(attempt, None, failure_of(error))
            return
        if answer is not None:
            self._forget(attempt, answer)
            self._end(attempt, answer, "")

    def _give_up(self, now: float) -> None:
        """End what has taken too long."""
        before = now - self.deadline
        late = [each for each in self._running.values() if self._plan[each.number].at <= before]
        for each in late:
            self._forget(each, None)
            self._finish(each, None, f"no answer in {self.deadline:g} s")

    def _forget(self, attempt: _Attempt, answer: Answer | None) -> None:
        """Take the connection away from an attempt that is over."""
        if attempt.exchange is None:
            return
        connection, attempt.exchange = attempt.exchange.connection, None
        del self._running[connection.fileno()]
        self._ready.unregister(connection.fileno())
        if self.keeps and answer and not answer.ends_connection and len(self._idle) < _IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _end(self, attempt: _Attempt, answer: Answer | None, failure: str) -> None:
        """Repeat what may be repeated, and else be done with it."""
        is_lost = answer is None or answer.status >= 500
        again = self._now() + _pause(answer)
        if self.retries and is_lost and attempt.attempts == 1 and again < self._plan[attempt.number].at + self.deadline:
            heappush(self._waiting, (again, attempt.number, attempt))
        else:
            self._finish(attempt, answer, failure)

    def _finish(self, attempt: _Attempt, answer: Answer | None, failure: str) -> None:
        at, kind = self._plan[attempt.number]
        took = self._now() - at
        failure = attempt.call.done(answer) or failure
        self._outcomes[attempt.number] = Outcome(kind, at, attempt.late, took, failure, attempt.attempts)
        self.answered += 1

    def _now(self) -> float:
        return time.monotonic() - self.began


def _pause(answer: Answer | None) -> float:
    after = answer.header(b"retry-after") if answer else None
    return min(_LONGEST_PAUSE, float(after)) if after and after.isdigit() else PAUSE


@contextmanager
def _many_sockets() -> Iterator[None]:
    """Let as many sockets be open as may be: a server that hangs has one for each request waiting."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Have Python not stop to look for cycles while requests are due."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
