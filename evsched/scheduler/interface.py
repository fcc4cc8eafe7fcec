"""What the command line asks for, be it of a local database or of a server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from evsched.engine.interval import Interval
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.recommendation import Recommendation
from evsched.engine.slot_input import SlotInput, WeeklyInput
from evsched.scheduler.changes import EventChanges
from evsched.store.values import EventSummary, StoredEvent

if TYPE_CHECKING:
    from typing import Unpack

    from evsched.engine.conditions import Options


class Scheduling(Protocol):
    """Events and answers, and what the engine makes of them; each method is described at ``Scheduler``."""

    def create_event(  # noqa: PLR0913 - all that an event is made of
        self,
        title: str,
        duration: timedelta,
        slots: Iterable[SlotInput],
        participants: Iterable[Participant] = (),
        *,
        zone: str | None = None,
        fallback_zone: str | None = None,
        organizer: str | None = None,
        deadline: datetime | None = None,
        series: str | None = None,
    ) -> StoredEvent:
        """Keep a new event and return it with its id."""
        ...

    def events(self) -> list[EventSummary]:
        """Return every event that is known, the newest first."""
        ...

    def resolve(self, reference: str) -> str:
        """Return the id that a person means by an id, the beginning of one, or ``last``."""
        ...

    def event(self, event_id: str) -> StoredEvent:
        """Return an event and who has answered."""
        ...

    def update_event(self, event_id: str, changes: EventChanges, *, fallback_zone: str | None = None) -> StoredEvent:
        """Change an event, all of it or none, and return it."""
        ...

    def delete_event(self, event_id: str) -> StoredEvent:
        """Remove an event with its answers, and return what it was."""
        ...

    def set_availability(
        self,
        event_id: str,
        participant: Participant,
        slots: Iterable[SlotInput] = (),
        *,
        weekly: Iterable[WeeklyInput] = (),
        busy: Iterable[SlotInput] | None = None,
        add: bool = False,
        zone: str | None = None,
        fallback_zone: str | None = None,
    ) -> tuple[Event, Participant, Availability]:
        """Record a participant's answer in place of any earlier one."""
        ...

    def availability(self, event_id: str, participant_id: str | None = None) -> tuple[StoredEvent, list[Availability]]:
        """Return an event and the answers to it, or one participant's, sorted by id."""
        ...

    def delete_availability(self, event_id: str, participant_id: str) -> None:
        """Remove a participant's answer, and them from the event."""
        ...

    def recommend(self, event_id: str, **options: Unpack[Options]) -> tuple[Event, Recommendation]:
        """Return an event and the times that work for everyone, or else for the most people."""
        ...

    def meeting(self, event_id: str) -> Interval | None:
        """Return when an event will be; None where no time is chosen."""
        ...

    def choose(self, event_id: str, start: datetime, *, force: bool = False) -> StoredEvent:
        """Fix when an event will be, in place of any earlier choice; it takes no more answers then."""
        ...

    def reopen(self, event_id: str) -> StoredEvent:
        """Have an event take answers again: without a chosen time, and without a deadline."""
        ...
