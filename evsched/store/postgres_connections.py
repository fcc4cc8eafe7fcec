"""Connections to a PostgreSQL server that are kept open, and lent to one transaction after another."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from threading import Event, Lock
from time import monotonic
from typing import Any

from psycopg import OperationalError
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from evsched.errors import StoreUnavailable
from evsched.store.postgres_connection import Connection
from evsched.store.postgres_errors import IN_USE, SILENT

# Whatever psycopg warns of is an error here, or follows from a Ctrl-C; without a handler it would be on stderr.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

MOST = 6
"""Connections at once; more requests wait for one."""
_LIFE = 3600.0
"""Seconds after which a connection makes place for a new one, so that a new password or server is taken."""
_LOOK = 0.05
"""Seconds after which who waits for a connection looks whether the server can be reached at all."""
_ATTEMPT = 0.5
"""Seconds that one request waits for an attempt to reach a server that is away; the others do not wait."""
_REST = 0.1
"""Seconds between such attempts."""
_END = 1.0
"""Seconds that the pool's threads have to end; one that connects just then ends by itself."""


class _Pool(ConnectionPool[Connection]):
    """A pool that asks the server nothing when it looks at a connection: a hung one would not answer."""

    @staticmethod
    def check_connection(conn: Connection) -> None:
        """Close a connection that the server has ended."""
        if not conn.is_quiet():
            conn.close()
            raise OperationalError


class _Made(Connection):
    """What the pool makes connections with."""

    @classmethod
    def connect(cls, conninfo: str = "", **settings: Any) -> Any:  # noqa: ARG003 - as the pool calls it
        return settings["make"]()


class Connections:
    """Connections that are kept open and lent, by psycopg's pool, which is opened by the first who takes one.

    While the server is away, one request at a time has the pool try again and waits a moment for that; all others are
    refused at once, so that they do not fill the threads of a server. The pool alone would have them wait in vain, keep
    their places in its queue for as long as the server is away, and make pauses that grow to minutes.

    Args:
        connect: Makes a connection; raises StoreUnavailable.
        unavailable: Makes an error of why the database cannot be used.
    """

    def __init__(self, connect: Callable[[], Connection], unavailable: Callable[[str], StoreUnavailable]) -> None:
        self._connect = connect
        self._unavailable = unavailable
        self._lock = Lock()
        self._looking = Lock()
        self._tried = Event()
        self._next_look = -math.inf
        self._lent = 0
        self._pool: _Pool | None = None
        self._failure: Exception | None = None

    def take(self, until: float) -> Connection:
        """Return a connection that nobody else has; it must be given back.

        Args:
            until: When to stop waiting for one, by the monotonic clock.

        Raises:
            StoreUnavailable: There was none until then, or the server cannot be reached.
        """
        self._look_if_away()
        while True:
            left = until - monotonic()
            pool = self._opened()
            try:
                connection = pool.getconn(min(left, _LOOK))
            except PoolClosed:
                continue  # by another thread, since it was opened
            except PoolTimeout:
                failure = self._failure
                if failure is not None and (self._is_away() or left <= _LOOK):
                    raise _again(failure) from None
                if left <= _LOOK and self._lent:
                    raise self._unavailable(IN_USE) from None
                if left <= _LOOK:  # it was still being connected to
                    self._failure = self._unavailable(SILENT)
                    raise _again(self._failure) from None
            else:
                connection.lender = pool
                with self._lock:
                    self._lent += 1
                return connection

    def _is_away(self) -> bool:
        """Tell whether the server cannot be used at all, rather than have no connection to spare."""
        failure = self._failure
        return failure is not None and (self._lent == 0 or str(failure).endswith(SILENT))

    def _look_if_away(self) -> None:
        """Have a server that is away be tried again, now and then and by one thread at a time.

        Raises:
            StoreUnavailable: It is still away.
        """
        failure = self._failure
        if failure is None or not self._is_away():
            return
        if self._looking.acquire(blocking=False):
            try:
                if monotonic() >= self._next_look:
                    self._tried.clear()
                    self._opened().check()  # which has an empty pool grow
                    self._tried.wait(_ATTEMPT)
                    self._next_look = monotonic() + _REST
            finally:
                self._looking.release()
        if self._is_away():
            raise _again(failure)

    def give_back(self, connection: Connection) -> None:
        """Take a connection back; one that is broken, or in the midst of something, is closed."""
        connection.deadline = math.inf
        with self._lock:
            self._lent -= 1
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
        with self._lock:
            pool, self._pool, self._failure = self._pool, None, None
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

    def _opened(self) -> _Pool:
        with self._lock:
            if self._pool is None:
                self._pool = _Pool(
                    connection_class=_Made,
                    kwargs={"make": self._make},
                    min_size=0,
                    max_size=MOST,
                    max_lifetime=_LIFE,
                    reconnect_timeout=0,  # the next request has it try again
                    check=_Pool.check_connection,
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
        else:
            self._failure = None
        finally:
            self._tried.set()
        return made

    def _distrust(self) -> None:
        """Close the idle connections of a server that does not answer, and refuse requests until it can be reached."""
        self._failure = self._unavailable(SILENT)
        with self._lock:
            if self._pool is not None:
                self._pool.drain()


def _again(failure: Exception) -> Exception:
    """Return an error for one more thread to raise."""
    return StoreUnavailable(failure.message) if isinstance(failure, StoreUnavailable) else failure
