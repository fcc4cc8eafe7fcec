"""Connections to a PostgreSQL server that nobody waits for without end."""

from __future__ import annotations

import logging
import math
import select
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import OperationalError
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from evsched.errors import StoreUnavailable
from evsched.store.postgres_errors import IN_USE, SILENT, NoAnswer

_T = TypeVar("_T")

# Whatever psycopg warns of is an error here, or follows from a Ctrl-C; without a handler it would be on stderr.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

MOST = 6
"""Connections at once; more requests wait for one."""
_LIFE = 3600.0
"""Seconds after which a connection makes place for a new one, so that a new password or server is taken."""
_LOOK = 0.05
"""Seconds after which who waits for a connection looks whether the server can be reached at all."""
_MOMENT = 0.01
"""The same, where it could not be reached before."""
_END = 1.0
"""Seconds that the pool's threads have to end; one that connects just then ends by itself."""
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


class _Made(Connection):
    """What the pool makes connections with."""

    @classmethod
    def connect(cls, conninfo: str = "", **settings: Any) -> Any:  # noqa: ARG003 - as the pool calls it
        return settings["make"]()


def _check(connection: Connection) -> None:
    if not connection.is_quiet():
        connection.close()
        raise OperationalError


class Connections:
    """Connections that are kept open and lent, by psycopg's pool, which is opened by the first who takes one.

    While the server cannot be reached all requests are refused at once, so that they do not fill the threads of a
    server; each of them has the pool try again. The pool alone would have them wait in vain, and make pauses between
    its attempts that grow to minutes.

    Args:
        connect: Makes a connection; raises StoreUnavailable.
        unavailable: Makes an error of why the database cannot be used.
    """

    def __init__(self, connect: Callable[[], Connection], unavailable: Callable[[str], StoreUnavailable]) -> None:
        self._connect = connect
        self._unavailable = unavailable
        self._opening = Lock()
        self._pool: ConnectionPool[Connection] | None = None
        self._failure: Exception | None = None
        self._was_reached = False

    def take(self, until: float) -> Connection:
        """Return a connection that nobody else has; it must be given back.

        Args:
            until: When to stop waiting for one, by the monotonic clock.

        Raises:
            StoreUnavailable: There was none until then, or the server cannot be reached.
        """
        while True:
            left = until - monotonic()
            pool = self._opened()
            try:
                connection = pool.getconn(min(left, _LOOK if self._failure is None else _MOMENT))
            except PoolClosed:
                continue  # by another thread, since it was opened
            except PoolTimeout:
                if self._failure is not None:
                    raise _again(self._failure) from None
                if left <= _LOOK:
                    raise self._unavailable(IN_USE if self._was_reached else SILENT) from None
            else:
                connection.lender = pool
                return connection

    def give_back(self, connection: Connection) -> None:
        """Take a connection back; one that is broken, or in the midst of something, is closed."""
        connection.deadline = math.inf
        if connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._failure = None  # the server has just answered
        else:
            connection.close()
        if connection.lender is not None:
            connection.lender.putconn(connection)
        if connection.was_silent:
            self._distrust()

    def close(self) -> None:
        """Close all connections, those that are lent as soon as they are given back."""
        with self._opening:
            pool, self._pool, self._failure, self._was_reached = self._pool, None, None, False
        if pool is not None:
            pool.close(_END)

    def figures(self) -> dict[str, float]:
        """Return how many connections are open, how many of them idle, and how many threads wait for one."""
        pool = self._pool
        stats = pool.get_stats() if pool is not None else {}
        return {
            "connections": stats.get("pool_size", 0),
            "connections_idle": stats.get("pool_available", 0),
            "waiting": stats.get("requests_waiting", 0),
        }

    def _opened(self) -> ConnectionPool[Connection]:
        with self._opening:
            if self._pool is None:
                self._pool = ConnectionPool(
                    connection_class=_Made,
                    kwargs={"make": self._make},
                    min_size=0,
                    max_size=MOST,
                    max_lifetime=_LIFE,
                    reconnect_timeout=0,  # the next request has it try again
                    check=_check,
                    open=True,
                )
            return self._pool

    def _make(self) -> Connection:
        """Connect, in a thread of the pool's; what goes wrong is for those who wait."""
        try:
            made = self._connect()
        except Exception as error:
            self._failure = error
            raise
        self._failure, self._was_reached = None, True
        return made

    def _distrust(self) -> None:
        """Close the idle connections of a server that does not answer, and refuse requests until it can be reached."""
        self._failure = self._unavailable(SILENT)
        with self._opening:
            if self._pool is not None:
                self._pool.drain()


def _again(failure: Exception) -> Exception:
    """Return an error for one more thread to raise."""
    return StoreUnavailable(failure.message) if isinstance(failure, StoreUnavailable) else failure
