"""``evsched event choose``, ``reopen`` and ``ics``: when an event will be."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from evsched.cli.event_pages import stored_document
from evsched.cli.files import STANDARD, write_source, written_first
from evsched.cli.meeting_pages import calendar_page, chosen_page, reopened_page
from evsched.cli.session import AsJson, Database, EventReference, Session, Zone, session_of
from evsched.cli.typed import local_zone, zone_option
from evsched.engine.calendar_names import duration_text
from evsched.engine.model import Event
from evsched.errors import Conflict, InvalidInput, UnreadableText, shown

if TYPE_CHECKING:
    from evsched.scheduler.interface import Scheduling

Cancellation: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--ics", metavar="FILE", help="Write first what takes the chosen time out of calendars; - for printing it."
    ),
]

_NUMBER = re.compile(r"#?([0-9]{1,18})\.?")
"""As recommend prints it, with its dot, or alone."""


def choose(
    context: typer.Context,
    event: EventReference,
    time: Annotated[
        str,
        typer.Argument(
            metavar="[NUMBER|TIME]",
            help='A number that recommend prints, or when it starts: "14 Jan 2025, 6PM EST"; number 1 without.',
            show_default=False,
        ),
    ] = "1",
    force: Annotated[bool, typer.Option("--force", help="Choose it though somebody required cannot come.")] = False,
    tz: Zone = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Choose when an event will be.

    It takes no more answers then. Where there was a choice before, this one takes its place.
    """
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    start = _start(scheduler, event_id, time, zone)
    stored = scheduler.choose(event_id, start, force=force)
    session.show(stored_document(stored), lambda: chosen_page(stored, zone, event))


def reopen(
    context: typer.Context,
    event: EventReference,
    cancellation: Cancellation = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Have an event take answers again.

    The chosen time and the deadline are gone then; --ics tells calendars that have the time.
    """
    session = session_of(context, database, as_json=as_json)
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    before = scheduler.meeting(event_id)
    with cancelling(session, event_id, cancellation):
        stored = scheduler.reopen(event_id)
    if cancellation != STANDARD:
        session.show(stored_document(stored), lambda: reopened_page(stored, before, cancellation))


@contextmanager
def cancelling(session: Session, event_id: str, file: str | None) -> Iterator[None]:
    """Write what takes an event's meeting out of calendars, before something that ends it and unless that fails.

    Args:
        session: The run.
        event_id: The event.
        file: Where to, or ``-``; None for nothing to be written.
    """
    if file is None:
        yield
        return
    if file == STANDARD and session.as_json:
        raise InvalidInput("--ics - prints a calendar and --json prints JSON: name a file for the calendar")
    from evsched.document.calendars import cancellation_of

    made = cancellation_of(session.scheduler().event(event_id), datetime.now(UTC))
    with written_first(file, made.content):
        yield


def ics(
    context: typer.Context,
    event: EventReference,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="A file to write, instead of standard output.")
    ] = STANDARD,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Print an event as calendars take it, in iCalendar.

    The invitation to the chosen time; before a choice, the recommended windows, tentatively.
    """
    from evsched.document.calendars import calendar_of

    session = session_of(context, database, as_json=as_json)
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    stored = scheduler.event(event_id)
    made = calendar_of(stored, lambda: scheduler.recommend(event_id)[1], datetime.now(UTC))
    if output != STANDARD or not session.as_json:
        write_source(output, made.content)
    if output != STANDARD or session.as_json:
        written = None if output == STANDARD else output
        document = {"id": event_id, "method": made.method, "file": written, "calendar": made.content.decode()}
        session.show(document, lambda: calendar_page(output, stored, made.method, event))


def _start(scheduler: "Scheduling", event_id: str, text: str, zone: str | None) -> datetime:
    """Return when the meeting begins that a person means by a number or a time."""
    if number := _NUMBER.fullmatch(text.strip()):
        return _numbered(scheduler, event_id, int(number[1]))
    if not re.search("[0-9]", text):
        raise InvalidInput(
            f'"{shown(text)}" is neither a number that evsched recommend prints nor a time such as 12 Jan 2025, 2PM EST'
        )
    asked = scheduler.event(event_id).event
    return _typed(text, asked, zone or asked.zone or local_zone())


def _numbered(scheduler: "Scheduling", event_id: str, number: int) -> datetime:
    """Return the start of the meeting in the window that recommend prints under a number."""
    from evsched.engine.recommend import MOST_WINDOWS

    _, best = scheduler.recommend(event_id, limit=MOST_WINDOWS, alternatives=MOST_WINDOWS)
    recommended = len(best.windows) + best.more
    windows = dict(enumerate(best.windows, 1)) | dict(enumerate(best.alternatives, recommended + 1))
    if not windows:
        raise Conflict(
            "no time works for anyone yet, so there is none to choose by its number: wait for answers, or write a time "
            'and insist, as in "12 Jan 2025, 2PM EST" --force'
        )
    if number in windows:
        return windows[number].meeting.start
    if 0 < number <= recommended:
        raise InvalidInput(f"window {number} is too far down to be chosen by its number: write when it starts")
    raise InvalidInput(f"there is no window {number}: {_numbers(recommended, len(best.alternatives))}")


def _numbers(recommended: int, alternatives: int) -> str:
    """Return which numbers recommend prints, in words."""
    printed = (
        "evsched recommend prints one only" if recommended == 1 else f"evsched recommend prints 1 to {recommended}"
    )
    if not alternatives:
        return printed
    return f"{printed}, and with --alternatives {alternatives} those up to {recommended + alternatives}"


def _typed(text: str, asked: Event, zone: str | None) -> datetime:
    """Return the start of a meeting that was typed as one time, or as a slot as long as the event."""
    from evsched.engine.text import parse_moment, parse_slots

    try:
        return parse_moment(text, zone)
    except UnreadableText as error:
        try:
            slots = parse_slots(text, zone)
        except UnreadableText:
            raise error from None
        if len(slots) == 1 and _is_day(text, zone):
            raise error from None
    if len(slots) > 1:
        raise InvalidInput(f'"{shown(text)}" is more than one time: write when the meeting starts, nothing more')
    typed = slots[0].end - slots[0].start
    if typed != asked.duration:
        raise InvalidInput(
            f'"{shown(text)}" is {duration_text(typed)}, and the meeting takes {duration_text(asked.duration)}: '
            "write when it starts, nothing more"
        )
    return slots[0].start


def _is_day(text: str, zone: str | None) -> bool:
    """Tell whether a text names a day and no time."""
    from evsched.engine.text import parse_moment

    try:
        parse_moment(text, zone, whole_day=True)
    except UnreadableText:
        return False
    return True
