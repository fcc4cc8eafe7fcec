"""The command line's commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.core import TyperGroup

from evsched import __version__
from evsched.cli import availability, demo, doctor, event, find, recommend
from evsched.cli.session import Database, session_of

_ORDER = ("demo", "event", "availability", "recommend", "find", "doctor")


class _Commands(TyperGroup):
    """The commands in the order in which people meet them."""

    def list_commands(self, _ctx: object) -> list[str]:
        return list(_ORDER)


app = typer.Typer(
    name="evsched",
    cls=_Commands,
    help="Find the times that work for everyone in a team spread over the globe, or for the most people.",
    epilog="Example: evsched demo",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(event.app, name="event")
app.add_typer(availability.app, name="availability")
app.command("recommend", epilog=recommend.EXAMPLE)(recommend.recommend)
app.command("find", epilog=find.EXAMPLE)(find.find)
app.command("demo", epilog=demo.EXAMPLE)(demo.demo)
app.command("doctor", epilog=doctor.EXAMPLE)(doctor.doctor)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - a callback's signature is Typer's
    if wanted:
        typer.echo(f"evsched {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def evsched(
    context: typer.Context,
    database: Database = None,
    debug: Annotated[bool, typer.Option("--debug", help="Print a traceback with an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command; alone, print the help."""
    session_of(context, database, debug=debug)
    if context.invoked_subcommand is None and not version:
        typer.echo(context.get_help())
