"""``evsched profile …``: where people are and when they usually are free, noted once for all events."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from evsched.cli.availability_pages import weekly_lines
from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Zone, session_of
from evsched.cli.typed import local_zone, read_participant, zone_option
from evsched.engine.weekly import WeeklyHours
from evsched.errors import InvalidInput, shown
from evsched.not_found import no_profile
from evsched.profiles import Profile, profile_document

app = typer.Typer(
    **PLAIN,
    help="Note where people are and when they usually are free.",
    epilog="Example: evsched profile show",
    invoke_without_command=True,
)


@app.callback()
def profile(context: typer.Context) -> None:
    """Print the help where no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("set", epilog='Example: evsched profile set alice --tz Europe/Berlin --weekly "Mon-Fri 9-17"')
def set_(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Of whom; alice@Europe/Berlin gives their time zone too.", show_default=False
        ),
    ],
    tz: Zone = None,
    weekly: Annotated[
        list[str] | None,
        typer.Option(
            "--weekly",
            metavar="TEXT",
            help='When they usually are free, such as "Mon-Fri 9-17"; repeat it for more.',
            show_default=False,
        ),
    ] = None,
    clear_weekly: Annotated[bool, typer.Option("--clear-weekly", help="Forget when they usually are free.")] = False,
    as_json: AsJson = False,
) -> None:
    """Note where somebody is and when they usually are free.

    It is kept on this computer. What is not given stays as it is; --weekly takes the place of all hours noted before.
    An event that they are invited to, or answer, takes these for their usual hours: meetings outside are avoided.
    """
    session = session_of(context, as_json=as_json)
    who = read_participant(name)
    zone = _one_zone(who.id, who.zone, zone_option(tz))
    if weekly and clear_weekly:
        raise InvalidInput("give either --weekly with the hours, or --clear-weekly to forget them")
    if not (zone or weekly or clear_weekly):
        raise InvalidInput(
            "there is nothing to note: give --tz, --weekly or both, as in "
            'evsched profile set alice --tz Europe/Berlin --weekly "Mon-Fri 9-17"'
        )

    def changed(before: Profile) -> Profile:
        placed = replace(before, zone=zone or before.zone)
        if not (weekly or clear_weekly):
            return placed
        return replace(placed, weekly=_hours(weekly or (), placed.zone or local_zone()))

    noted = session.profiles().change(who.id, changed)
    session.show(profile_document(noted), lambda: _page(noted))


@app.command(epilog="Example: evsched profile show alice")
def show(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Of whom; of everyone without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is noted of people."""
    session = session_of(context, as_json=as_json)
    noted = session.profiles().all()
    if name is not None:
        who = read_participant(name).id
        ids = [each.id for each in noted]
        noted = [each for each in noted if each.id == who]
        if not noted:
            raise no_profile(who, ids)
    session.show([profile_document(each) for each in noted], lambda: _table(noted))


@app.command(epilog="Example: evsched profile delete alice")
def delete(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of whom.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Forget what is noted of somebody. Their events and answers stay as they are."""
    session = session_of(context, as_json=as_json)
    who = read_participant(name).id
    session.profiles().delete(who)
    session.show({"id": who, "deleted": True}, lambda: _deleted(who))


def _one_zone(who: str, with_name: str | None, option: str | None) -> str | None:
    if with_name and option and with_name != option:
        raise InvalidInput(f'"{shown(who)}" cannot be both in {with_name} and in {option}: give one time zone')
    return with_name or option


def _hours(texts: Sequence[str], zone: str | None) -> list[WeeklyHours]:
    from evsched.engine.text import parse_weekly

    return [parse_weekly(text, zone) for text in texts]


def _page(noted: Profile) -> Page:
    page = Page()
    page.line(f"{noted.id} is in {noted.zone}." if noted.zone else f"No time zone is noted of {noted.id}.")
    page.line("Usually free:" if noted.weekly else "No weekly hours are noted.")
    for line in weekly_lines(noted.weekly):
        page.line(f"  {line}")
    return page


def _table(profiles: Sequence[Profile]) -> Page:
    page = Page()
    rows: list[tuple[str, str, str]] = []
    for each in profiles:
        lines = [*weekly_lines(each.weekly)] or ["–"]
        rows.append((each.id, each.zone or "–", lines[0]))
        rows += [("", "", line) for line in lines[1:]]
    if rows:
        page.table(("Participant", "Time zone", "Usually free"), rows)
    else:
        page.line("Nothing is noted of anybody yet; evsched profile set does it.")
    return page


def _deleted(who: str) -> Page:
    page = Page()
    page.line(f"Forgot what was noted of {who}.")
    return page
