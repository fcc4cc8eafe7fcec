"""``evsched serve``: the REST API on the local database."""

import os
from typing import Annotated, Literal

import typer

from evsched.cli.databases import typed_address
from evsched.cli.session import PLAIN, session_of, typed_options
from evsched.errors import InvalidInput

app = typer.Typer(**PLAIN)


@app.command(epilog="Example: evsched serve --port 8000")
def serve(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option("--db", metavar="DATABASE", help="A file or postgresql://...; by default as for all commands."),
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help="Where to listen; by default this machine only.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="PORT", min=0, max=65535, help="By default 8080; 0 for any.")
    ] = None,
    access: Annotated[
        Literal["tokens", "open"] | None,
        typer.Option("--access", help="By default open on this machine and tokens beyond."),
    ] = None,
    force_open: Annotated[bool, typer.Option("--force-open", help="Be open to strangers too.")] = False,
) -> None:
    """Serve the REST API until Ctrl-C.

    What an option does not say, the environment may: EVSCHED_HOST, EVSCHED_PORT, EVSCHED_ACCESS and more, see
    docs/api.md.
    """
    try:
        from evsched.api.serve import serve as serve_api
        from evsched.api.serve import serving_from
    except ModuleNotFoundError as error:
        raise InvalidInput(f"{error.name} is not installed: the API needs pip install 'evsched[api]'") from None
    if "server" in typed_options(context):
        raise InvalidInput("--server is for asking a server; serve is one, on a database: leave it out")
    if database is None and "database" in typed_options(context):
        database = session_of(context).database
    given = {
        "EVSCHED_DATABASE_URL": database if database is None else typed_address(database),
        "EVSCHED_HOST": host,
        "EVSCHED_PORT": port,
        "EVSCHED_ACCESS": access,
        "EVSCHED_FORCE_OPEN": 1 if force_open else None,
    }
    environ = {**os.environ, **{name: str(value) for name, value in given.items() if value is not None}}
    serve_api(serving_from(environ), environ)
