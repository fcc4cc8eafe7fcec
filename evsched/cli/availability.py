"""``evsched availability …``: who can when."""

import shlex
from typing import Annotated

import typer

from evsched.cli.availability_pages import answer_page, answers_page, deleted_page, weekly_lines
from evsched.cli.files import STANDARD
from evsched.cli.hours import Hours
from evsched.cli.session import PLAIN, AsJson, Database, EventReference, SlotTexts, WeeklyTexts, Zone, session_of
from evsched.cli.typed import local_zone, read_participant, slot_texts, zone_option
from evsched.document.writing import availability_document, everyones_availability
from evsched.errors import InvalidInput

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
    if_needed: Annotated[
        list[str] | None,
        typer.Option(
            "--if-needed",
            metavar="TEXT",
            help="When they could come if there is no other way, as --slot. Repeatable.",
            show_default=False,
        ),
    ] = None,
    weekly: WeeklyTexts = None,
    busy: Annotated[
        list[str] | None,
        typer.Option(
            "--busy",
            metavar="TEXT",
            help="When they are not free, as --slot: out of these hours, or of all on offer. Repeatable.",
            show_default=False,
        ),
    ] = None,
    ics: Annotated[
        list[str] | None,
        typer.Option(
            "--ics",
            metavar="FILE",
            help="A calendar that says when they are busy, or - for standard input. Repeatable.",
            show_default=False,
        ),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="No time at all: decline.")] = False,
    add: Annotated[bool, typer.Option("--add", help="Let someone answer who was not invited.")] = False,
    tz: Zone = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Record when a participant is free.

    It takes the place of any earlier answer. With neither slots nor weekly hours, those of their profile count.
    """
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    profiles = session.profiles()
    (who,) = profiles.placed([read_participant(participant)])
    if [*(slot or ()), *(if_needed or ()), *(busy or ()), *(ics or ())].count(STANDARD) > 1:
        raise InvalidInput("standard input can be read once only: give one - and name files for the rest")
    hours = Hours(slot_texts(slot), weekly or (), slot_texts(busy), ics or (), slot_texts(if_needed))
    if none and any(hours):
        raise InvalidInput("--none declines, so it stands alone: leave it or the times out")
    usual = () if none or hours.slots or hours.weekly else profiles.get(who.id).weekly
    hours = hours._replace(weekly=hours.weekly or usual)
    if not none and not any(hours):
        raise InvalidInput(
            "say when: --slot, --if-needed, --weekly, --busy or --ics, or --none to decline; or once for all events: "
            f'evsched profile set {shlex.quote(who.id)} --weekly "Mon-Fri 9-17"'
        )
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    taken = hours.taken(lambda: scheduler.event(event_id), who, zone)
    asked, known, answer = scheduler.set_availability(
        event_id,
        who,
        hours.free,
        weekly=hours.weekly,
        busy=taken.times,
        add=add,
        zone=zone,
        fallback_zone=local_zone(),
    )
    notes = [
        *taken.found,
        *([f"Weekly hours of {who.id}'s profile: {'; '.join(weekly_lines(usual))}"] if usual else []),
    ]
    session.show(
        availability_document(answer),
        lambda: answer_page(asked, answer, zone or known.zone, notes, session.kept_tokens_in),
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
    session.show(document, lambda: answers_page(stored, answers, [each["participant_id"] for each in waiting], zone))


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
    session.show({"participant_id": who, "deleted": True}, lambda: deleted_page(who))
