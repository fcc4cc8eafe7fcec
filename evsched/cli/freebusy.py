"""``evsched freebusy``: what is understood of a calendar."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from evsched.cli.calendar_files import read_calendar_file
from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Zone, session_of
from evsched.cli.typed import local_zone, slot_texts, zone_option
from evsched.document.writing import Document, interval_document
from evsched.engine.calendar_names import plural
from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.engine.show import interval_text

if TYPE_CHECKING:
    from evsched.calendar.reading import CalendarTimes

app = typer.Typer(**PLAIN)

_USUAL = timedelta(days=14)
_MOST_ROWS = 200


@app.command(epilog='Example: evsched freebusy calendar.ics --within "1 - 31 Jan 2025" --tz Europe/Berlin')
def freebusy(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A calendar (.ics), or - for standard input.")],
    within: Annotated[
        list[str] | None,
        typer.Option(
            "--within",
            metavar="TEXT",
            help='Which times to look at, as a slot: "12 Jan 2025" or "1 - 31 Jan 2025". Repeatable.',
            show_default="the next 14 days",
        ),
    ] = None,
    tz: Zone = None,
    as_json: AsJson = False,
) -> None:
    """Show when a calendar has its owner busy, as evsched understands it.

    Nothing is stored. Titles and places are not looked at.
    """
    session = session_of(context, as_json=as_json)
    zone = zone_option(tz) or local_zone() or "UTC"
    looked_at = _looked_at(slot_texts(within), zone)
    times = read_calendar_file(file, looked_at, zone)
    session.show(_document(times), lambda: _page(times, looked_at, zone_option(tz) or times.zone))


def _looked_at(texts: list[str], zone: str) -> IntervalSet:
    if not texts:
        now = datetime.now(UTC)
        return IntervalSet([Interval(now, now + _USUAL)])
    from evsched.engine.text import parse_slots

    return IntervalSet(slot for text in texts for slot in parse_slots(text, zone))


def _document(times: "CalendarTimes") -> Document:
    return {
        "timeZone": times.zone,
        "events": times.events,
        "busy": [
            {**interval_document(each), "ifNeeded": True} if if_needed else interval_document(each)
            for each, if_needed in _taken(times)
        ],
        "passedOver": list(times.passed_over.words()),
    }


def _page(times: "CalendarTimes", looked_at: IntervalSet, zone: str) -> Page:
    page = Page()
    start, end = to_datetime(looked_at.bounds[0]), to_datetime(looked_at.bounds[-1])
    page.line(f"Looked at: {interval_text(Interval(start, end), zone)}")
    page.line(f"The calendar's time zone: {times.zone}")
    taken = _taken(times)
    page.line(f"Busy through {plural(times.events, 'event')}:" if taken else "Not busy at any time.")
    rows = [(interval_text(each, zone), "if need be" if if_needed else "no") for each, if_needed in taken]
    if rows:
        page.table(("Busy", "Could come"), rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        page.line(f"… and {plural(len(rows) - _MOST_ROWS, 'other time')}; --json has them all.")
    if words := times.passed_over.words():
        page.line(f"Not counted: {', '.join(words)}.")
    return page


def _taken(times: "CalendarTimes") -> list[tuple[Interval, bool]]:
    """Return what is taken, the earliest first, and whether it could be given up."""
    taken = [*((each, False) for each in times.busy), *((each, True) for each in times.tentative)]
    return sorted(taken, key=lambda each: each[0].start)
