"""When an event could be: what the engine makes of the answers that a store has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsched.engine.model import Event
from evsched.scheduler.base import UseCases
from evsched.scheduler.rows import in_series

if TYPE_CHECKING:
    from typing import Unpack

    from evsched.engine.conditions import Options
    from evsched.engine.recommendation import Recommendation


class RecommendUseCases(UseCases):
    """Recommending the times of events."""

    def recommend(self, event_id: str, **options: Unpack[Options]) -> tuple[Event, Recommendation]:
        """Return an event and the times that work for everyone, or else for the most people.

        In a series, what its other meetings have cost people counts for the order.

        Args:
            event_id: The event.
            options: What is wanted, as :func:`evsched.engine.recommend.recommend` takes it.

        Raises:
            NotFound: There is no such event.
            InvalidInput: ``limit`` is not 1 to 500, ``alternatives`` not 0 to 500, or a condition on somebody who is no
                participant.
        """
        from evsched.engine.recommend import recommend

        with self._store.reading() as rows:
            event, series = in_series(rows, event_id)
            free = rows.free(event_id)
            carried = [] if series is None else rows.burdens(series, but_of=event_id)
        burdens = {each.participant_id: each.total for each in carried}
        best = recommend(
            event, free.times, declined=free.declined, if_needed=free.if_needed, burdens=burdens, **options
        )
        return event, best
