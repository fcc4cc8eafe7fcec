"""``evsched series …``: meetings that come again, and what they cost whom."""

from collections.abc import Sequence
from typing import Annotated

import typer

from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Database, Session, session_of
from evsched.engine.calendar_names import duration_text
from evsched.engine.names import series_name
from evsched.not_found import no_series_on_a_server
from evsched.scheduler import Scheduler
from evsched.store.values import Burden

app = typer.Typer(
    **PLAIN,
    help="Show what the meetings of a series cost whom.",
    epilog="Example: evsched series list",
    invoke_without_command=True,
)


@app.callback()
def series(context: typer.Context) -> None:
    """Print the help where no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog='Example: evsched series show "Team sync"')
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the series.", show_default=False)],
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Show what the chosen meetings of a series have cost each participant.

    Their time outside of the usual hours, at night twice. Whoever carries the most is spared first.
    """
    session = session_of(context, database, as_json=as_json)
    burdens = _scheduler(session).series(name)
    session.show(_document(series_name(name), burdens), lambda: _page(burdens))


@app.command("list", epilog="Example: evsched series list")
def list_(context: typer.Context, as_json: AsJson = False, database: Database = None) -> None:
    """List the series by their names."""
    session = session_of(context, database, as_json=as_json)
    names = _scheduler(session).series_names()
    session.show(names, lambda: _listing(names))


def _scheduler(session: Session) -> Scheduler:
    """Return the use cases on the database, which alone knows series.

    Raises:
        InvalidInput: The events are on a server.
    """
    if session.server is not None:
        raise no_series_on_a_server()
    return session.database_scheduler()


def _document(name: str, burdens: Sequence[Burden]) -> dict[str, object]:
    return {
        "series": name,
        "participants": [
            {
                "participant_id": each.participant_id,
                "burden": int(each.total.total_seconds()),
                "meetings": each.meetings,
            }
            for each in burdens
        ],
    }


def _page(burdens: Sequence[Burden]) -> Page:
    page = Page()
    if burdens:
        rows = [(each.participant_id, duration_text(each.total), f"{each.meetings:,}") for each in burdens]
        page.table(("Participant", "Burden", "Meetings"), rows)
    else:
        page.line("No meeting of this series is chosen yet that somebody can attend whose time zone is known.")
    return page


def _listing(names: Sequence[str]) -> Page:
    page = Page()
    for name in names:
        page.line(name)
    if not names:
        page.line("No series yet. Make one with: evsched event create --series NAME")
    return page
