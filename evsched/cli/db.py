"""``evsched db …``: for whoever keeps the database: backups, checks, new tables."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from evsched.cli.backup_files import backup_from, backup_to
from evsched.cli.databases import is_damaged
from evsched.cli.page import Page
from evsched.cli.progress import Progress
from evsched.cli.session import PLAIN, AsJson, Database, session_of
from evsched.engine.calendar_names import plural
from evsched.errors import InvalidInput, StoreUnavailable, shown
from evsched.store.backup import back_up
from evsched.store.base import Store
from evsched.store.restore import opened_backup
from evsched.store.restore import restore as restore_backup
from evsched.store.soundness import examine

_LONGEST_NAME = 200
_STREAM = "-"

app = typer.Typer(
    **PLAIN,
    help="Back up, restore, check and migrate the database.",
    epilog="Example: evsched db check",
    invoke_without_command=True,
)


@app.callback()
def databases(context: typer.Context) -> None:
    """Print the help where no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: evsched db backup monday.db")
def backup(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The backup to make, or - for standard output.", show_default=False)
    ],
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace FILE, once the new backup is whole.")] = False,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Write all that the database holds into a new file.

    The file is a database itself, whatever the database is: look at it with evsched --db FILE event list. It is as
    secret as the database.
    """
    session = session_of(context, database, as_json=as_json)
    if as_json and file == _STREAM:
        raise InvalidInput("--json and - both want standard output: name a file")
    store = session.store()
    with _tidy_end(), backup_to(file) as path, Progress("Backing up") as progress:
        made = back_up(store, path, replace=force, watch=progress.watch)
    done = f"Backed up {_content(made.events, made.answers)} to {shown(file, _LONGEST_NAME)} ({_size(made.size)})."
    if file == _STREAM:
        return
    document = {
        "database": store.address,
        "backup": file,
        "events": made.events,
        "answers": made.answers,
        "bytes": made.size,
    }
    session.show(document, lambda: _line(done))


@app.command(epilog="Example: evsched db restore monday.db")
def restore(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A backup, or - for standard input.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Replace all that the database holds by what a backup does.

    All of it or, if anything fails, nothing. On a terminal, evsched asks before it replaces events; scripts say --yes.
    """
    session = session_of(context, database, as_json=as_json)
    store = session.store()
    with (
        _tidy_end(),
        backup_from(file) as path,
        Progress("Restoring") as progress,
        opened_backup(store, path, progress.watch) as opened,
    ):
        found, where = opened.findings, shown(store.address, _LONGEST_NAME)
        content = _content(found.events, found.answers)
        replaced = _count_events(store)
        if replaced and not yes:
            progress.pause()
            _ask(f"{plural(replaced, 'event')} in {where} by {content} from {shown(file, _LONGEST_NAME)}")
        restore_backup(store, opened, datetime.now(UTC), progress.watch)
    document = {
        "database": store.address,
        "backup": file,
        "events": found.events,
        "answers": found.answers,
        "replacedEvents": replaced,
    }
    instead = f", in place of {plural(replaced, 'event')}" if replaced else ""
    session.show(document, lambda: _line(f"Restored {content} to {where}{instead}."))


@app.command(epilog="Example: evsched db check")
def check(context: typer.Context, as_json: AsJson = False, database: Database = None) -> None:
    """Read all that the database holds, and say what is wrong with it.

    Exit code 5 if anything is.
    """
    session = session_of(context, database, as_json=as_json)
    store = session.store()
    if not store.exists():
        raise StoreUnavailable(f'there is no database "{shown(store.address, _LONGEST_NAME)}": nothing to check')
    with Progress("Checking") as progress:
        found = examine(store, progress.watch)
    content = _content(found.events, found.answers)
    document = {
        "database": store.address,
        "events": found.events,
        "answers": found.answers,
        "problems": found.problems,
    }
    session.show(document, lambda: _line(*(found.problems or [f"The database is sound: {content}."])))
    if found.problems:
        raise is_damaged(found)


@app.command(epilog="Example: evsched db migrate")
def migrate(context: typer.Context, as_json: AsJson = False, database: Database = None) -> None:
    """Bring the database's tables up to date, or make them.

    A file is brought up to date by any command; a database on a server by this one alone.
    """
    session = session_of(context, database, as_json=as_json)
    store = session.store()
    before, now = store.migrate()
    tables = f"the tables of {shown(store.address, _LONGEST_NAME)}"
    if before == now:
        done = f"Nothing to do for {tables}: version {now} is the newest."
    elif before == 0:
        done = f"Made {tables}: version {now}."
    else:
        done = f"Brought {tables} from version {before} to version {now}."
    session.show({"database": store.address, "versionBefore": before, "version": now}, lambda: _line(done))


def _ask(replacement: str) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput(f"this replaces {replacement}: add --yes")
    typer.confirm(f"Replace {replacement}?", abort=True)


def _count_events(store: Store) -> int:
    """Return how many events there are, however they are."""
    if not store.exists():
        return 0
    with store.reading() as rows:
        return sum(1 for _ in rows.dump("event"))


def _content(events: int, answers: int) -> str:
    return f"{plural(events, 'event')} and {plural(answers, 'answer')}"


def _size(size: int) -> str:
    return f"{size / 1000:,.0f} kB" if size < 10_000_000 else f"{size / 1_000_000:,.0f} MB"


def _line(*lines: str) -> Page:
    page = Page()
    for line in lines:
        page.line(line)
    return page


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Have what ends this process for good end it as Ctrl-C does, which leaves nothing half done behind."""
    kinds = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) == signal.SIG_DFL]
    for kind in kinds:
        signal.signal(kind, _end)
    try:
        yield
    finally:
        for kind in kinds:
            signal.signal(kind, signal.SIG_DFL)


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)
