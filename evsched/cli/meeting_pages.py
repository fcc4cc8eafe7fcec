"""What a person sees of the time that was chosen for an event."""

from __future__ import annotations

import shlex

from evsched.cli.event_pages import CANCELLED, event_page, local_time_of
from evsched.cli.page import Page
from evsched.cli.typed import shown_zone
from evsched.engine.addresses import address_of
from evsched.engine.calendar_names import duration_text
from evsched.engine.interval import Interval, IntervalSet, to_seconds
from evsched.engine.show import interval_text
from evsched.store.values import StoredEvent

_MOST_ROWS = 25


def chosen_page(stored: StoredEvent, zone: str | None, reference: str) -> Page:
    """Return what a person sees of an event whose time was just chosen, and by what it was called."""
    event, meeting = stored.event, stored.meeting
    page = Page()
    if meeting is None:  # somebody has reopened it meanwhile
        return event_page(stored, zone)
    seen_from = shown_zone(zone, event.zone)
    page.line(f"{event.title} · {duration_text(event.duration)}", "bold")
    page.line(f"Chosen: {interval_text(meeting, seen_from)}", "green")
    if not IntervalSet(event.slots).covers(to_seconds(meeting.start), to_seconds(meeting.end)):
        page.line("This is in no slot on offer.", "yellow")
    if any(who.zone for who in event.participants):
        rows = [(who.id, local_time_of(who, meeting, seen_from)) for who in event.participants[:_MOST_ROWS]]
        page.table(("Participant", "Their local time"), rows)
        if len(event.participants) > _MOST_ROWS:
            page.line(f"… and {len(event.participants) - _MOST_ROWS:,} other participants.")
    if stored.series is not None:
        page.line(f"What it costs whom is counted: evsched series show {shlex.quote(stored.series)}")
    page.line(f"It takes no more answers; evsched event reopen {shlex.quote(reference)} takes the choice back.")
    page.line()
    page.line(f"Next: evsched event ics {shlex.quote(reference)} -o meeting.ics", "dim")
    return page


def reopened_page(stored: StoredEvent, before: Interval | None, cancellation: str | None) -> Page:
    """Return what a person sees of an event that takes answers again.

    Args:
        stored: The event.
        before: When it was to be, if that was chosen.
        cancellation: The file that its cancellation was written to.
    """
    page = Page()
    page.line(f"{stored.event.title} takes answers: no time is chosen, and there is no deadline.")
    if before is not None:
        page.line(f"It was to be: {interval_text(before, shown_zone(stored.event.zone))}")
    if cancellation is not None:
        page.line(CANCELLED.format(cancellation))
    elif before is not None:
        page.line("Calendars that have this time keep it until the next is chosen, and sent by evsched event ics.")
        page.line("To cancel it before, choose it again, and reopen with --ics FILE.")
    return page


def calendar_page(file: str, stored: StoredEvent, method: str, reference: str) -> Page:
    """Return what a person sees of a calendar that was written, of an event that was called so."""
    page = Page()
    what = {
        "REQUEST": "the invitation, to be sent to everyone it names",
        "PUBLISH": "the chosen time" if stored.meeting else "the recommended windows, tentatively",
    }[method]
    page.line(f"Wrote {file}: {what}.")
    if (
        stored.meeting
        and stored.event.organizer is None
        and any(address_of(who.id) for who in stored.event.participants)
    ):
        hint = f"evsched event update {shlex.quote(reference)} --organizer ADDRESS"
        page.line(f"It invites nobody, since no organizer is known: {hint}")
    return page
