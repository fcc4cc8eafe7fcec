"""``evsched availability …``: who can when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Database, EventReference, SlotTexts, Zone, session_of
from evsched.cli.typed import local_zone, read_participant, shown_zone, slot_texts, zone_option
from evsched.document.writing import availability_document, everyones_availability
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Event
from evsched.engine.show import interval_text
from evsched.errors import InvalidInput
from evsched.store.base import StoredEvent

app = typer.Typer(
    **PLAIN,
    help="Record, show and delete who can when.",
    epilog="Example: evsched availability show last",
    invoke_without_command=True,
)


@app.callback()
def availability(context: typer.Context) -> None:
    """Print the help where no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("set", epilog='Example: evsched availability set last alice --slot "12 Jan 2025, 2 - 4PM EST"')
def set_(
    context: typer.Context,
    event: EventReference,
    participant: Annotated[
        str,
        typer.Argument(
            metavar="PARTICIPANT", help="Who answers; bob@Europe/Berlin gives their time zone too.", show_default=False
        ),
    ],
    slot: SlotTexts = None,
    none: Annotated[bool, typer.Option("--none", help="No time at all: decline.")] = False,
    add: Annotated[bool, typer.Option("--add", help="Let someone answer who was not invited.")] = False,
    tz: Zone = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Record when a participant is free.

    It takes the place of any earlier answer.
    """
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    who = read_participant(participant)
    texts = slot_texts(slot)
    if bool(texts) == none:
        raise InvalidInput("give either --slot with a time, or --none to decline")
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    asked, known, answer = scheduler.set_availability(
        event_id, who, texts, add=add, zone=zone, fallback_zone=local_zone()
    )
    session.show(
        availability_document(answer), lambda: _answer_page(asked, answer, zone or known.zone, session.kept_tokens_in)
    )


@app.command(epilog="Example: evsched availability show last alice --tz Europe/Berlin")
def show(
    context: typer.Context,
    event: EventReference,
    participant: Annotated[
        str | None, typer.Argument(metavar="PARTICIPANT", help="One participant; everyone without.")
    ] = None,
    tz: Zone = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Show who can when, as it was recorded."""
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    scheduler = session.scheduler()
    only = None if participant is None else read_participant(participant).id
    stored, answers = scheduler.availability(scheduler.resolve(event), only)
    document = [each for each in everyones_availability(stored, answers) if only in (None, each["participant_id"])]
    waiting = [each for each in document if not each["answered"]]
    if stored.answered is None:
        for each in waiting:
            each["answered"] = None
    session.show(document, lambda: _answers_page(stored, answers, [each["participant_id"] for each in waiting], zone))


@app.command(epilog="Example: evsched availability delete last bob")
def delete(
    context: typer.Context,
    event: EventReference,
    participant: Annotated[str, typer.Argument(metavar="PARTICIPANT", help="Whose answer.", show_default=False)],
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Delete a participant's answer and take them off the event."""
    session = session_of(context, database, as_json=as_json)
    scheduler = session.scheduler()
    who = read_participant(participant).id
    scheduler.delete_availability(scheduler.resolve(event), who)
    session.show({"participant_id": who, "deleted": True}, lambda: _deleted(who))


def _answer_page(asked: Event, answer: Availability, zone: str | None, kept_in: Path | None) -> Page:
    page = Page()
    if not answer.slots:
        page.line(f"{answer.participant_id} has declined.")
    else:
        page.line(f"{answer.participant_id} is free:")
        for slot in answer.slots:
            page.line(f"  {interval_text(slot, shown_zone(zone, slot.zone))}")
        if not answer.free & IntervalSet(asked.slots):
            page.line("None of this is in a slot on offer.", "yellow")
    if kept_in is not None:
        page.line(f"The token that lets you change the answer is kept in {kept_in}")
    return page


def _answers_page(
    stored: StoredEvent, answers: Sequence[Availability], waiting: Sequence[str], zone: str | None
) -> Page:
    seen_from = shown_zone(zone, stored.event.zone)
    rows: list[tuple[str, str]] = []
    for answer in answers:
        lines = [interval_text(slot, seen_from) for slot in answer.slots] or ["declined"]
        rows += [(answer.participant_id if i == 0 else "", line) for i, line in enumerate(lines)]
    is_known = stored.answered is not None
    rows += [(participant_id, "not answered yet" if is_known else "?") for participant_id in waiting]
    page = Page()
    if rows:
        page.table(("Participant", "Free"), rows)
    else:
        page.line("Nobody has answered yet.")
    return page


def _deleted(participant_id: str) -> Page:
    page = Page()
    page.line(f"Deleted the answer of {participant_id}, who is no participant any more.")
    return page
