"""``evsched recommend``: the times that work for everyone, or else for the most people."""

import shlex
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from evsched.cli.attendance import add_attendance, names_text, why
from evsched.cli.canvas import Canvas, canvas_of
from evsched.cli.explanation import add_explanation
from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Database, EventReference, Zone, session_of
from evsched.cli.typed import shown_zone, zone_option
from evsched.document.writing import recommendation_document
from evsched.engine.calendar_names import duration_text, plural
from evsched.engine.interval import Interval
from evsched.engine.model import Event
from evsched.engine.recommendation import Recommendation, Window
from evsched.engine.show import interval_text
from evsched.errors import InvalidInput

if TYPE_CHECKING:
    from evsched.engine.conditions import Options

app = typer.Typer(**PLAIN)
NOTHING_FITS = 1

_T = TypeVar("_T")

_WHY_NONE = {
    "no_answers": "Nobody has given any time.",
    "no_overlap_with_slots": "Nobody is free in any of the slots on offer: offer others.",
    "too_short": "Nobody is free for the whole {duration} in a slot: shorten the event, or offer longer slots.",
    "quorum": "No time has all the people that are asked for: ask for fewer{or_wait}.",
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
    quorum: Annotated[
        str | None,
        typer.Option(
            "--quorum", metavar="NUMBER|PERCENT", help="How many must be able to attend: 4, or 60% of all participants."
        ),
    ] = None,
    at_least: Annotated[
        list[str] | None,
        typer.Option(
            "--at-least",
            metavar="TEXT",
            help='How many of whom must be able to attend: "2 of alice, bob, chen". Repeat it for more.',
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain/--no-explain", help="Say why it does not work for everyone, and what would help.")
    ] = True,
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
    options: Options = {
        "limit": limit,
        "alternatives": alternatives,
        "explain": explain,
        **_conditions(quorum, at_least or []),
    }
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    asked, best = scheduler.recommend(event_id, **options)
    session.show(
        recommendation_document(asked, best),
        lambda: recommendation_page(asked, best, zone, scheduler.meeting(event_id), event, canvas_of(sys.stdout)),
    )
    if exit_code and not best.windows:
        raise typer.Exit(NOTHING_FITS)


def _conditions(quorum: str | None, at_least: list[str]) -> "Options":
    """Return the conditions that are typed, if any are."""
    if quorum is None and not at_least:
        return {}
    from evsched.engine.conditions import parse_at_least, parse_quorum

    return {
        "quorum": None if quorum is None else _read("--quorum", parse_quorum, quorum),
        "at_least": [_read("--at-least", parse_at_least, text) for text in at_least],
    }


def _read(option: str, parse: Callable[[str], _T], text: str) -> _T:
    try:
        return parse(text)
    except InvalidInput as error:
        raise error.within(option) from None


def recommendation_page(
    event: Event, best: Recommendation, zone: str | None, meeting: Interval | None, reference: str, canvas: Canvas
) -> Page:
    """Return what a person sees of a recommendation.

    Args:
        event: The event.
        best: When it could be.
        zone: Its times are shown in; the event's own without.
        meeting: When it will be, if that is chosen.
        reference: What the event was called by.
        canvas: What can be drawn.
    """
    seen_from = shown_zone(zone, event.zone)
    page = Page()
    page.line(f"{event.title} · {duration_text(event.duration)}", "bold")
    if meeting is not None:
        page.line(f"Chosen already: {interval_text(meeting, seen_from)}", "green")
    if best.reason is not None:
        or_wait = ", or wait for more answers" if best.explanation and not best.explanation.certain else ""
        why_none = _WHY_NONE[best.reason].format(duration=duration_text(event.duration), or_wait=or_wait)
        page.line(why_none, "yellow")
        add_explanation(page, event, best, seen_from)
        return page
    page.line(_headline(event, best), "green" if best.everyone else "yellow")
    for number, window in enumerate(best.windows, 1):
        _add_window(page, number, window, event, seen_from, canvas)
    if best.more:
        page.line(f"… and {best.more:,} more as good; --limit prints up to 500.")
    if best.alternatives:
        page.line()
        page.line("Next best:", "bold")
    for number, window in enumerate(best.alternatives, len(best.windows) + best.more + 1):
        _add_window(page, number, window, event, seen_from, canvas)
    add_explanation(page, event, best, seen_from)
    if meeting is None and not _required_missing(event, best.windows[0]):
        page.line()
        page.line(f"Next: evsched event choose {shlex.quote(reference)} 1", "dim")
    return page


def _headline(event: Event, best: Recommendation) -> str:
    everyone = len(event.participants)
    count = plural(len(best.windows) + best.more, "window")
    if best.everyone:
        return f"Works for everyone, in {count}:"
    if any(who.required for who in event.participants) and not _required_missing(event, best.windows[0]):
        return f"Works for everyone who is required, in {count}:"
    return f"No time works for everyone; {len(best.windows[0].available)} of {everyone} can attend, in {count}:"


def _required_missing(event: Event, window: Window) -> bool:
    """Tell whether somebody required cannot attend in a window."""
    absent = {absence.participant_id for absence in window.absences}
    return any(who.required and who.id in absent for who in event.participants)


def _add_window(page: Page, number: int, window: Window, event: Event, zone: str, canvas: Canvas) -> None:
    everyone = len(event.participants)
    page.line()
    page.line(f"{number}. {interval_text(window.interval, zone)}  ({len(window.available):,} of {everyone:,})", "bold")
    page.line(f"   Meet {interval_text(window.meeting, zone)}")
    if window.if_needed:
        page.line(f"   Only if needed: {names_text(window.if_needed)}")
    if window.absences:
        optional = {who.id: "optional; " for who in event.participants if not who.required}
        absent = [
            f"{each.participant_id} ({optional.get(each.participant_id, '')}{why(each)})" for each in window.absences
        ]
        page.line(f"   Without {names_text(absent)}")
    add_attendance(page, window, event, zone, canvas, explained=number == 1)
