"""What can be asked of series: meetings that come again, and what each has cost the people in them."""

from __future__ import annotations

from evsched.engine.names import series_name
from evsched.not_found import no_series
from evsched.scheduler.base import UseCases
from evsched.store.values import Burden


class SeriesUseCases(UseCases):
    """Reading what people carry in a series."""

    def series(self, name: str) -> list[Burden]:
        """Return what the meetings chosen in a series have cost each who could attend them, the most first.

        Raises:
            NotFound: There is no such series.
        """
        name = series_name(name)
        with self._store.reading() as rows:
            carried = rows.burdens(name)
            if not carried and name not in (names := rows.series_names()):
                raise no_series(name, names)
        return sorted(carried, key=lambda each: (-each.total, each.participant_id))

    def series_names(self) -> list[str]:
        """Return the names of all series, sorted: those of the events that there are, and of meetings chosen before."""
        with self._store.reading() as rows:
            return rows.series_names()
