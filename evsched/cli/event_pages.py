"""What a person sees of events."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from evsched.cli.availability_pages import weekly_lines
from evsched.cli.page import Page
from evsched.cli.typed import shown_zone
from evsched.cli.waiting import add_waiting, name_of
from evsched.document.writing import Document, event_document
from evsched.engine.calendar_names import date_text, duration_text, plural, weekday_text
from evsched.engine.interval import Interval, IntervalSet, to_seconds
from evsched.engine.model import Participant
from evsched.engine.show import end_text, interval_text, local_time_text
from evsched.engine.zones import clock
from evsched.store.values import EventSummary, StoredEvent

_SHORTEST_ID = 6
CANCELLED = "Wrote {}: it takes the chosen time out of calendars again."


def stored_document(stored: StoredEvent) -> Document:
    """Return an event, who has answered it, where that is known, and its series, where it is in one."""
    document = {**event_document(stored), "answered": None if stored.answered is None else sorted(stored.answered)}
    return document if stored.series is None else {**document, "series": stored.series}


def event_page(stored: StoredEvent, zone: str | None, by_profile: Sequence[str] = ()) -> Page:
    """Return what a person sees of an event.

    Args:
        stored: The event.
        zone: Its times are shown in; the event's own without.
        by_profile: Ids of those who were just answered for, by their profiles.
    """
    event = stored.event
    seen_from = shown_zone(zone, event.zone)
    page = Page()
    _add_facts(page, stored, seen_from)
    page.line()
    page.line("Slots:")
    for slot in event.slots:
        page.line(f"  {interval_text(slot, seen_from)}")
    if all(end - start < event.duration.total_seconds() for start, end in IntervalSet(event.slots).pairs()):
        page.line("No slot is as long as the meeting: offer longer ones, or shorten it.", "yellow")
    page.line()
    if event.participants:
        _add_participants(page, stored)
    if by_profile:
        page.line(f"Answered by profile: {', '.join(by_profile)}")
    if stored.is_open:
        page.line("Nobody was invited: anyone may answer.")
    return page


def shown_page(stored: StoredEvent, zone: str | None, server: str | None) -> Page:
    """Return what a person sees of an event who asks for it: also who has not answered, and what to send them."""
    page = event_page(stored, zone)
    add_waiting(page, stored, server)
    return page


def _add_facts(page: Page, stored: StoredEvent, seen_from: str) -> None:
    """Add what an event is called, and what is settled of it."""
    event = stored.event
    page.line(f"{event.title} · {duration_text(event.duration)}", "bold")
    page.line(f"Id: {stored.id}", "dim")
    if event.organizer is not None:
        page.line(f"Organizer: {event.organizer}")
    if stored.series is not None:
        page.line(f"Series: {stored.series}")
    if stored.meeting is not None:
        page.line(f"Chosen: {interval_text(stored.meeting, seen_from)}", "green")
    elif event.deadline is not None:
        until = end_text(event.deadline, seen_from)
        if event.deadline > datetime.now(UTC):
            page.line(f"Answers until: {until}")
        else:
            page.line(f"No more answers since: {until}", "yellow")


def _add_participants(page: Page, stored: StoredEvent) -> None:
    """Add a table of the participants; their usual hours where these are known of somebody."""
    people = stored.event.participants
    columns = ["Participant", "Time zone", "Answer"]
    rows = [[name_of(who), who.zone or "", _answer(who, stored)] for who in people]
    if any(who.usual for who in people):
        columns.append("Usual hours")
        for row, who in zip(rows, people, strict=True):
            row.append("; ".join(weekly_lines(who.usual)))
    page.table(columns, rows)


def _answer(who: Participant, stored: StoredEvent) -> str:
    if stored.answered is None:
        return "?"
    return "answered" if who.id in stored.answered else "not yet"


def answers_text(stored: StoredEvent) -> str:
    """Return how many answers an event has, in words."""
    if stored.answered is None:
        return "its answers"
    return plural(len(stored.answered), "answer")


def created_page(stored: StoredEvent, by_profile: Sequence[str], kept_in: Path | None) -> Page:
    """Return what a person sees of an event that was just made, and of where its token was kept."""
    page = event_page(stored, None, by_profile)
    if kept_in is not None:
        page.line()
        page.line(f"The token that lets you change the event is kept in {kept_in}")
    waiting = [who.id for who in stored.event.participants if who.id not in by_profile]
    page.line()
    if waiting or not stored.event.participants:
        who = waiting[0] if waiting else "NAME"
        page.line(f"Next: evsched availability set last {shlex.quote(who)} --slot ...", "dim")
    else:
        page.line("Next: evsched recommend last", "dim")
    return page


def local_time_of(who: Participant, meeting: Interval, beside: str) -> str:
    """Return when a meeting is by a participant's clock, marked with how many days that lies from another zone's."""
    return local_time_text(meeting, who.zone, beside) if who.zone else "time zone not known"


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


def deleted_page(stored: StoredEvent, cancellation: str | None) -> Page:
    """Return what a person sees of an event that is gone.

    Args:
        stored: What it was.
        cancellation: The file that its cancellation was written to.
    """
    page = Page()
    if cancellation is not None:
        page.line(CANCELLED.format(cancellation))
    page.line(f"Deleted {stored.event.title} ({stored.id}) with {answers_text(stored)}.")
    return page


def token_page(token: str) -> Page:
    """Return an organizer's new token, alone on its line."""
    page = Page()
    page.line(token)
    return page
