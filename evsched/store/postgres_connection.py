"""A connection to a PostgreSQL server on which nobody waits without end."""

from __future__ import annotations

import math
import select
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from evsched.store.postgres_errors import NoAnswer

_T = TypeVar("_T")

_INTERVAL = 0.05
"""Seconds between looks at the deadline, and for a Ctrl-C, while the server says nothing."""


class Connection(psycopg.Connection[TupleRow]):
    """A connection on which nothing waits past a deadline.

    Neither the server's own timeouts nor those of TCP end the wait for a server that is hung: its system goes on
    acknowledging what it is sent.
    """

    deadline = math.inf
    """By the monotonic clock."""
    lender: ConnectionPool[Connection] | None = None
    """Where it is given back to."""
    was_silent = False
    """Whether a deadline was over before the server answered."""

    def wait(self, gen: PQGen[_T], interval: float = _INTERVAL, *rest: Any) -> _T:
        """Wait for the server as psycopg does, until the deadline.

        Raises:
            NoAnswer: The deadline is over; the connection is closed.
        """
        try:
            return super().wait(_ending(gen, self.deadline), interval, *rest)
        except NoAnswer:
            self.was_silent = True
            self.close()
            raise

    def is_quiet(self) -> bool:
        """Tell whether the server has said nothing unasked, such as that it ends."""
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return not poll.poll(0)


def _ending(waits: PQGen[_T], deadline: float) -> PQGen[_T]:
    """Pass on a generator that waits; it is asked to go on every now and then, ready or not."""
    if monotonic() >= deadline:
        raise NoAnswer
    ready: Any = None
    try:
        while True:
            ready = yield waits.send(ready)
            if not ready and monotonic() >= deadline:
                raise NoAnswer
    except StopIteration as done:
        value: _T = done.value
        return value
