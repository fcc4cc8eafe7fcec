"""What the use cases stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from evsched.limits import UNLIMITED, Limits
from evsched.store.base import Store


class UseCases:
    """A store, a clock and limits."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: Limits = UNLIMITED,
    ) -> None:
        self._store = store
        self._now = now
        self._limits = limits

    def now(self) -> datetime:
        """Return the time, as the use cases know it."""
        return self._now()

    def check_ready(self) -> None:
        """See that the store can be read.

        Raises:
            StoreUnavailable: It cannot.
        """
        with self._store.reading() as rows:
            rows.latest_id()

    def figures(self) -> Mapping[str, float]:
        """Return what can be measured of the store now."""
        return self._store.figures()
