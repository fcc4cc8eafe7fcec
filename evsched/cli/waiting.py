"""Who has not answered an event yet, and what to send them."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime

from evsched.cli.page import Page
from evsched.cli.typed import shown_zone
from evsched.engine.calendar_names import duration_text, plural
from evsched.engine.model import Event, Participant
from evsched.engine.show import interval_text
from evsched.store.values import StoredEvent

_MOST_NAMES = 10
_MOST_SLOTS = 3


def name_of(who: Participant) -> str:
    """Return a participant's id, marked where they are optional."""
    return who.id if who.required else f"{who.id} (optional)"


def add_waiting(page: Page, stored: StoredEvent, server: str | None) -> None:
    """Add who has not answered, where that is known and the event takes answers, and a line to send them.

    Args:
        page: The page.
        stored: The event.
        server: The URL of the server that the event is on, where the others can answer themselves.
    """
    event = stored.event
    is_over = event.deadline is not None and event.deadline <= datetime.now(UTC)
    if stored.answered is None or stored.meeting is not None or is_over:
        return
    waiting = [who for who in event.participants if who.id not in stored.answered]
    if not waiting:
        return
    page.line()
    page.line(f"Waiting for {_names([name_of(who) for who in waiting])}. To send them:", "yellow")
    page.line(_question(event))
    if server is not None:
        name = shlex.quote(waiting[0].id) if len(waiting) == 1 else "NAME"
        page.line(f'evsched --server {shlex.quote(server)} availability set {stored.id} {name} --slot "..."')


def _question(event: Event) -> str:
    """Return a line that asks when somebody can come, in the event's zone."""
    zone = shown_zone(event.zone)
    slots = [interval_text(slot, zone) for slot in event.slots]
    more = [f"and {len(slots) - _MOST_SLOTS:,} more"] if len(slots) > _MOST_SLOTS else []
    when = "; ".join([*slots[:_MOST_SLOTS], *more])
    return f'Please tell me when you can make "{event.title}" ({duration_text(event.duration)}): {when}'


def _names(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        names = [*names[:_MOST_NAMES], plural(len(names) - _MOST_NAMES, "other")]
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
