"""The command line's commands, put together; each is imported when it is called."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from evsched import __version__
from evsched.cli.session import PLAIN, session_of, typed_options
from evsched.cli.typed import read_token

_COMMANDS = {
    "demo": "Show the main job on an example.",
    "event": "Create, show and change events, and choose their time.",
    "availability": "Record, show and delete who can when.",
    "profile": "Note where people are and when they usually are free.",
    "recommend": "Say when the event could be.",
    "heatmap": "Show how many can when.",
    "series": "Show what the meetings of a series cost whom.",
    "find": "Answer one JSON document with another.",
    "freebusy": "Show when a calendar has its owner busy, as evsched understands it.",
    "serve": "Serve the REST API until Ctrl-C.",
    "db": "Back up, restore, check and migrate the database.",
    "doctor": "Check this installation and its database.",
}
"""In the order in which people meet them, with what each says of itself first; each is a module beside this one."""


class _Commands(TyperGroup):
    """The commands, of which only the one that is called costs an import."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=sentence) for name, sentence in _COMMANDS.items()}

    def get_command(self, _ctx: object, cmd_name: str) -> Any:
        return get_command(import_module(f"evsched.cli.{cmd_name}").app) if cmd_name in _COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands by what is known of them here, so that the help imports none."""
        TyperGroup(commands=dict(self.commands)).format_commands(ctx, formatter)


app = typer.Typer(
    **PLAIN | {"add_completion": True},
    cls=_Commands,
    name="evsched",
    help="Find the times that work for everyone in a team spread over the globe, or for the most people.",
    epilog="Example: evsched demo",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - a callback's signature is Typer's
    if wanted:
        typer.echo(f"evsched {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def evsched(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            "--db",
            envvar=["EVSCHED_DATABASE_URL", "EVSCHED_DB"],
            metavar="DATABASE",
            help="A file or postgresql://user@host/name; by default a file in your data folder.",
        ),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option("--server", envvar="EVSCHED_SERVER", metavar="URL", help="An evsched server to ask instead."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="FILE",
            help="Holds the token for the server, or - for standard input; $EVSCHED_TOKEN is one itself.",
            show_default=False,
        ),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Print a traceback with an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command; alone, print the help."""
    session = session_of(context, debug=debug)
    session.locate(database, server, typed_options(context))
    if token is not None:
        session.present(read_token(token))
    if context.invoked_subcommand is None and not version:
        typer.echo(context.get_help())
