"""``evsched recommend``: the times that work for everyone, or else for the most people."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from evsched.cli.event_pages import local_time_of
from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Database, EventReference, Zone, session_of
from evsched.cli.typed import shown_zone, zone_option
from evsched.document.writing import recommendation_document
from evsched.engine.calendar_names import duration_text, plural
from evsched.engine.interval import Interval
from evsched.engine.model import Event
from evsched.engine.recommendation import Absence, Recommendation, Window
from evsched.engine.show import interval_text

app = typer.Typer(**PLAIN)
NOTHING_FITS = 1

_MOST_NAMES = 10
_MOST_ROWS = 25
"""What a person reads of a window; programs get all of it."""

_WHY_NONE = {
    "no_answers": "Nobody has given any time.",
    "no_overlap_with_slots": "Nobody is free in any of the slots on offer: offer others.",
    "too_short": "Nobody is free for the whole {duration} in a slot: shorten the event, or offer longer slots.",
}
_WHY_ABSENT = {
    "no_reply": "has not answered",
    "declined": "declined",
    "outside": "not free then",
    "too_short": "free for {longest} only",
}


@app.command(epilog="Example: evsched recommend last --alternatives 2")
def recommend(
    context: typer.Context,
    event: EventReference,
    alternatives: Annotated[
        int, typer.Option("--alternatives", metavar="N", help="How many of the next best windows to add, up to 500.")
    ] = 0,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="How many recommended windows to print, 1 to 500.")
    ] = 50,
    tz: Zone = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when no time works for anyone.")] = False,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Say when the event could be.

    For everyone, or else for the most people; then also for whom not, and why.
    """
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    asked, best = scheduler.recommend(event_id, limit=limit, alternatives=alternatives)
    session.show(
        recommendation_document(asked, best),
        lambda: recommendation_page(asked, best, zone, scheduler.meeting(event_id), event),
    )
    if exit_code and not best.windows:
        raise typer.Exit(NOTHING_FITS)


def recommendation_page(
    event: Event, best: Recommendation, zone: str | None, meeting: Interval | None, reference: str
) -> Page:
    """Return what a person sees of a recommendation.

    Args:
        event: The event.
        best: When it could be.
        zone: Its times are shown in; the event's own without.
        meeting: When it will be, if that is chosen.
        reference: What the event was called by.
    """
    seen_from = shown_zone(zone, event.zone)
    page = Page()
    page.line(f"{event.title} · {duration_text(event.duration)}", "bold")
    if meeting is not None:
        page.line(f"Chosen already: {interval_text(meeting, seen_from)}", "green")
    if best.reason is not None:
        page.line(_WHY_NONE[best.reason].format(duration=duration_text(event.duration)), "yellow")
        return page
    page.line(_headline(event, best), "green" if best.everyone else "yellow")
    for number, window in enumerate(best.windows, 1):
        _add_window(page, f"{number}.", window, event, seen_from)
    if best.more:
        page.line(f"… and {best.more:,} more as good; --limit prints up to 500.")
    if best.alternatives:
        page.line()
        page.line("Next best:", "bold")
    for number, window in enumerate(best.alternatives, len(best.windows) + best.more + 1):
        _add_window(page, f"{number}.", window, event, seen_from)
    if meeting is None and not _required_missing(event, best.windows[0]):
        page.line()
        page.line(f"Next: evsched event choose {shlex.quote(reference)} 1", "dim")
    return page


def _headline(event: Event, best: Recommendation) -> str:
    everyone = len(event.participants)
    count = plural(len(best.windows) + best.more, "window")
    if best.everyone:
        return f"Works for everyone, in {count}:"
    if not _required_missing(event, best.windows[0]):
        return f"Works for everyone who is required, in {count}:"
    return f"No time works for everyone; {len(best.windows[0].available)} of {everyone} can attend, in {count}:"


def _required_missing(event: Event, window: Window) -> bool:
    """Tell whether somebody required cannot attend in a window."""
    absent = {absence.participant_id for absence in window.absences}
    return any(who.required and who.id in absent for who in event.participants)


def _add_window(page: Page, number: str, window: Window, event: Event, zone: str) -> None:
    everyone = len(event.participants)
    absences = {absence.participant_id: absence for absence in window.absences}
    page.line()
    page.line(f"{number} {interval_text(window.interval, zone)}  ({len(window.available)} of {everyone})", "bold")
    page.line(f"   Meet {interval_text(window.meeting, zone)}")
    if absences:
        names = [f"{who} ({_why(absence)})" for who, absence in absences.items()]
        others = f" and {len(names) - _MOST_NAMES:,} others" if len(names) > _MOST_NAMES else ""
        page.line(f"   Without {', '.join(names[:_MOST_NAMES])}{others}")
    rows = [
        (
            who.id,
            local_time_of(who, window.meeting, zone),
            _why(absences[who.id]) if who.id in absences else "yes",
        )
        for who in event.participants[:_MOST_ROWS]
    ]
    page.table(("Participant", "Their local time", "Can attend"), rows)
    if everyone > _MOST_ROWS:
        page.line(f"… and {everyone - _MOST_ROWS:,} other participants; --json has them all.")


def _why(absence: Absence) -> str:
    longest = duration_text(absence.longest) if absence.longest else ""
    return _WHY_ABSENT[absence.reason].format(longest=longest)
