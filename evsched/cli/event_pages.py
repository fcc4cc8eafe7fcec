"""What a person sees of events."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from evsched.cli.page import Page
from evsched.cli.typed import shown_zone
from evsched.engine.calendar_names import date_text, duration_text, plural, weekday_text
from evsched.engine.interval import IntervalSet, to_seconds
from evsched.engine.model import Participant
from evsched.engine.show import interval_text
from evsched.engine.zones import clock
from evsched.store.base import EventSummary, StoredEvent

_SHORTEST_ID = 6


def event_page(stored: StoredEvent, zone: str | None) -> Page:
    """Return what a person sees of an event."""
    event = stored.event
    seen_from = shown_zone(zone, event.zone)
    page = Page()
    page.line(f"{event.title} · {duration_text(event.duration)}", "bold")
    page.line(f"Id: {stored.id}", "dim")
    page.line()
    page.line("Slots:")
    for slot in event.slots:
        page.line(f"  {interval_text(slot, seen_from)}")
    if all(end - start < event.duration.total_seconds() for start, end in IntervalSet(event.slots).pairs()):
        page.line("No slot is as long as the meeting: offer longer ones, or shorten it.", "yellow")
    page.line()
    if event.participants:
        rows = [(who.id, who.zone or "", _answer(who, stored)) for who in event.participants]
        page.table(("Participant", "Time zone", "Answer"), rows)
    if stored.is_open:
        page.line("Nobody was invited: anyone may answer.")
    return page


def _answer(who: Participant, stored: StoredEvent) -> str:
    if stored.answered is None:
        return "?"
    return "answered" if who.id in stored.answered else "not yet"


def answers_text(stored: StoredEvent) -> str:
    """Return how many answers an event has, in words."""
    if stored.answered is None:
        return "its answers"
    return plural(len(stored.answered), "answer")


def created_page(stored: StoredEvent, kept_in: Path | None) -> Page:
    """Return what a person sees of an event that was just made, and of where its token was kept."""
    page = event_page(stored, None)
    if kept_in is not None:
        page.line()
        page.line(f"The token that lets you change the event is kept in {kept_in}")
    who = stored.event.participants[0].id if stored.event.participants else "NAME"
    page.line()
    page.line(f"Next: evsched availability set last {shlex.quote(who)} --slot ...", "dim")
    return page


def listing_page(summaries: Sequence[EventSummary], known: int | None) -> Page:
    """Return the list of events.

    Args:
        summaries: The events.
        known: How many of the server's this computer knows; None where there is no server.
    """
    page = Page()
    if not summaries:
        for line in _nothing(known):
            page.line(line)
        return page
    ids = [each.id for each in summaries]
    length = _unique_length(ids) if sys.stdout.isatty() else len(ids[0])
    rows = [
        (
            each.id[:length],
            each.title,
            duration_text(each.duration),
            _first_day(each),
            f"{'?' if each.answered is None else each.answered} of {each.participants}",
        )
        for each in summaries
    ]
    page.table(("Id", "Title", "Duration", "From", "Answered"), rows)
    return page


def _nothing(known: int | None) -> Sequence[str]:
    if known is None:
        return ["No events yet. Make one with: evsched event create"]
    if known:
        return [
            f"The server finds nothing of what this computer knows: {plural(known, 'event')}. Nothing is forgotten."
        ]
    return [
        "This computer knows no event of this server yet.",
        "Make one with: evsched event create",
        "Or show one by the id that somebody sent you: evsched event show ID",
    ]


def _unique_length(ids: Sequence[str]) -> int:
    """Return how many first characters tell all ids apart."""
    length = _SHORTEST_ID
    while len({each[:length] for each in ids}) < len(ids):
        length += 1
    return length


def _first_day(summary: EventSummary) -> str:
    local_time = clock(to_seconds(summary.first_start), shown_zone(summary.zone)).local_time
    return f"{weekday_text(local_time)} {date_text(local_time)}"


def deleted_page(stored: StoredEvent) -> Page:
    """Return what a person sees of an event that is gone."""
    page = Page()
    page.line(f"Deleted {stored.event.title} ({stored.id}) with {answers_text(stored)}.")
    return page


def token_page(token: str) -> Page:
    """Return an organizer's new token, alone on its line."""
    page = Page()
    page.line(token)
    return page
