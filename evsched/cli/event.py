"""``evsched event …``: what an organizer wants to hold, and when it could be."""

import sys
from typing import Annotated

import typer

from evsched.cli.answering import answer_by_profile
from evsched.cli.event_options import Deadline, Optionals, Organizer, Participants, Requireds, Series, SlotZone
from evsched.cli.event_pages import (
    answers_text,
    created_page,
    deleted_page,
    event_page,
    listing_page,
    shown_page,
    stored_document,
    token_page,
)
from evsched.cli.files import STANDARD
from evsched.cli.invitations import invitations
from evsched.cli.meeting import Cancellation, cancelling, choose, ics, reopen
from evsched.cli.session import PLAIN, AsJson, Database, EventReference, Session, SlotTexts, Zone, session_of
from evsched.cli.typed import local_zone, read_deadline, read_duration, read_participant, slot_texts, zone_option
from evsched.document.writing import summary_document
from evsched.errors import InvalidInput, shown
from evsched.tokens import digest, new_organizer_token

app = typer.Typer(
    **PLAIN,
    help="Create, show and change events, and choose their time.",
    epilog="Example: evsched event list",
    invoke_without_command=True,
)

_SAFE_PREFIX = 4


@app.callback()
def events(context: typer.Context) -> None:
    """Print the help where no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    epilog='Example: evsched event create "Team review" --duration 1h --slot "12 Jan 2025, 2 - 4PM EST"'
    " --participant alice --participant bob@Europe/Berlin"
)
def create(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the event is called.", show_default=False)],
    duration: Annotated[
        str, typer.Option("--duration", metavar="TIME", help="How long it is to be: 90m, 1h30, PT1H30M.")
    ],
    slot: SlotTexts = None,
    participant: Participants = None,
    optional: Optionals = None,
    tz: SlotZone = None,
    organizer: Organizer = None,
    deadline: Deadline = None,
    series: Series = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Create an event.

    With the slots on offer and whom to invite; without a participant anyone may answer.
    """
    session = session_of(context, database, as_json=as_json)
    texts = slot_texts(slot)
    if not texts:
        raise InvalidInput('an event offers at least one slot: add --slot "12 Jan 2025, 2 - 4PM EST"')
    zone = zone_option(tz)
    people = [each.to(None) for each in invitations(session.profiles(), participant, optional)]
    stored = session.scheduler().create_event(
        title,
        read_duration(duration),
        texts,
        people,
        zone=zone,
        fallback_zone=local_zone(),
        organizer=organizer,
        deadline=read_deadline(deadline, zone),
        series=series,
    )
    stored, answered = answer_by_profile(session, stored, [who.id for who in people])
    session.show(stored_document(stored), lambda: created_page(stored, answered, session.kept_tokens_in))


@app.command("list", epilog="Example: evsched event list")
def list_(context: typer.Context, as_json: AsJson = False, database: Database = None) -> None:
    """List the events, the newest first."""
    session = session_of(context, database, as_json=as_json)
    summaries = session.scheduler().events()
    session.show([summary_document(each) for each in summaries], lambda: listing_page(summaries, _known(session)))


@app.command(epilog="Example: evsched event show last --tz Europe/Berlin")
def show(
    context: typer.Context,
    event: EventReference,
    tz: Zone = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Show an event: its slots, its participants and who has answered.

    Below stands a line to send to those who have not.
    """
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    scheduler = session.scheduler()
    stored = scheduler.event(scheduler.resolve(event))
    session.show(stored_document(stored), lambda: shown_page(stored, zone, session.server))


@app.command(epilog="Example: evsched event update last --duration 45m --participant carol@Asia/Tokyo --remove bob")
def update(
    context: typer.Context,
    event: EventReference,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="A new title.")] = None,
    duration: Annotated[str | None, typer.Option("--duration", metavar="TIME", help="A new duration.")] = None,
    slot: SlotTexts = None,
    participant: Participants = None,
    optional: Optionals = None,
    required: Requireds = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="NAME", help="A participant to take off, with their answer. Repeatable."),
    ] = None,
    tz: SlotZone = None,
    organizer: Organizer = None,
    deadline: Deadline = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Change an event.

    Slots given here replace all the slots on offer; participants are added to those there are. --optional and
    --required say which they are of those too, --participant leaves that as it is.
    """
    from evsched.scheduler import EventChanges

    session = session_of(context, database, as_json=as_json)
    scheduler = session.scheduler()
    zone = zone_option(tz)
    changes = EventChanges(
        title=title,
        duration=None if duration is None else read_duration(duration),
        slots=slot_texts(slot) if slot else None,
        zone=zone,
        organizer=organizer,
        deadline=read_deadline(deadline, zone or (lambda: scheduler.event(scheduler.resolve(event)).event.zone)),
        invite=tuple(invitations(session.profiles(), participant, optional, required)),
        remove=tuple(read_participant(each).id for each in remove or ()),
    )
    if changes == EventChanges():
        raise InvalidInput(
            "nothing to change: give --title, --duration, --slot, --participant, --optional, --required, --remove, "
            "--tz, --organizer or --deadline"
        )
    stored = scheduler.update_event(scheduler.resolve(event), changes, fallback_zone=local_zone())
    stored, answered = answer_by_profile(session, stored, [who.id for who in changes.invite])
    session.show(stored_document(stored), lambda: event_page(stored, None, answered))


app.command(epilog='Example: evsched event choose last "14 Jan 2025, 6PM EST"')(choose)
app.command(epilog="Example: evsched event reopen last")(reopen)
app.command(epilog="Example: evsched event ics last > meeting.ics")(ics)


@app.command(epilog="Example: evsched event delete 7k2m")
def delete(
    context: typer.Context,
    event: EventReference,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    cancellation: Cancellation = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Delete an event and its answers.

    On a terminal, evsched asks before.
    """
    session = session_of(context, database, as_json=as_json)
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    if not yes and len(event) < _SAFE_PREFIX:
        raise InvalidInput(
            f'"{shown(event)}" is little to delete by: write {_SAFE_PREFIX} characters of the id, or --yes'
        )
    if not yes and sys.stdin.isatty() and sys.stdout.isatty():
        stored = scheduler.event(event_id)
        if stored.meeting is not None and cancellation is None:
            typer.echo("Its time is chosen; --ics FILE writes what takes it out of calendars again.")
        typer.confirm(f'Delete "{stored.event.title}" with {answers_text(stored)}?', abort=True)
    with cancelling(session, event_id, cancellation):
        deleted = scheduler.delete_event(event_id)
    if cancellation != STANDARD:
        session.show(stored_document(deleted), lambda: deleted_page(deleted, cancellation))


@app.command(epilog="Example: evsched event token 7k2m")
def token(context: typer.Context, event: EventReference, as_json: AsJson = False, database: Database = None) -> None:
    """Make a token that lets an organizer change an event on a server.

    For whoever holds the database. It takes the place of any earlier one and is printed this once.
    """
    session = session_of(context, database, as_json=as_json)
    scheduler = session.database_scheduler()
    event_id = scheduler.resolve(event)
    made = new_organizer_token()
    scheduler.set_organizer_token(event_id, digest(made))
    session.show({"id": event_id, "organizerToken": made}, lambda: token_page(made))


def _known(session: Session) -> int | None:
    """Return how many events of the server are known here; None where there is no server."""
    return None if session.server is None else len(session.known_events())
