"""What one run of the command line has: its options, its store and its output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from evsched.cli.failures import OutputClosed
from evsched.cli.page import Page, print_page
from evsched.config import ZoneDataChoice, default_database
from evsched.errors import EvschedError, StoreUnavailable
from evsched.scheduler import Scheduler
from evsched.store.sqlite import SqliteStore


def _matching_events(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer a shell the events whose ids start so, with their titles."""
    # A shell asks before the commands have run, so their options have not been taken in yet.
    named = context.params.get("database") or context.find_root().params.get("database")
    session = session_of(context, Path(named) if named else None)
    with suppress(EvschedError):
        summaries = session.scheduler().events()
        return [(each.id, each.title) for each in summaries if each.id.startswith(incomplete)]
    return []


Database: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="FILE",
        help="The database, instead of $EVSCHED_DB or that in your data folder.",
        show_default=False,
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Zone: TypeAlias = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="A time zone such as Europe/Berlin, UTC or UTC+5:30."),
]
EventReference: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="EVENT", help="An event's id, the beginning of one, or last.", autocompletion=_matching_events
    ),
]
SlotTexts: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--slot",
        metavar="TEXT",
        help='When, such as "12 Jan 2025, 2 - 4PM EST"; repeat it for more, or - to read lines from standard input.',
        show_default=False,
    ),
]


PLAIN: dict[str, Any] = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}
"""How every part of the command line is made: plain help, and errors left to us."""


class Session:
    """One run: made before the command line is read, given to every command as ``ctx.obj``."""

    def __init__(self, zone_data: ZoneDataChoice) -> None:
        self.debug = False
        self.zone_data = zone_data
        self._database: Path | None = None
        self._as_json = False
        self._store: SqliteStore | None = None

    def configure(self, database: Path | None, *, as_json: bool = False, debug: bool = False) -> Session:
        """Take the options of the program or of one command; what is not given stays as it is."""
        self._database = database or self._database
        self._as_json = as_json or self._as_json
        self.debug = debug or self.debug
        return self

    @property
    def database(self) -> Path:
        """The file that events are kept in."""
        return self._database or default_database(os.environ)

    def store(self) -> SqliteStore:
        """Return the store that this run works on."""
        if self._store is None:
            self._store = SqliteStore(self.database)
        return self._store

    def close(self) -> None:
        """Let go of what the run has opened."""
        if self._store is not None:
            self._store.close()

    def scheduler(self) -> Scheduler:
        """Return the use cases on that store."""
        return Scheduler(self.store())

    def show(self, document: object, page: Callable[[], Page]) -> None:
        """Print a result: as JSON where that was asked for, else as a page."""
        if self._as_json:
            self.print_json(document)
        else:
            drawn = page()
            with _Output():
                print_page(drawn, sys.stdout)

    def print_lines(self, lines: Sequence[str]) -> None:
        """Print lines as they are."""
        with _Output():
            print(*lines, sep="\n")

    def print_json(self, document: object) -> None:
        """Print a document."""
        import json

        in_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        with _Output():
            print(json.dumps(document, indent=2, ensure_ascii=not in_unicode))


class _Output:
    """Turns what can happen to standard output into what it means."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        try:
            sys.stdout.flush()
        except OSError as flushing:
            error = error or flushing
        if isinstance(error, BrokenPipeError):
            raise OutputClosed from None
        if isinstance(error, OSError):
            raise StoreUnavailable(f"the output cannot be written: {error.strerror}") from None


def session_of(
    context: typer.Context, database: Path | None = None, *, as_json: bool = False, debug: bool = False
) -> Session:
    """Return the run that a command belongs to, with the command's own options taken in."""
    session: Session = context.obj
    return session.configure(database, as_json=as_json, debug=debug)
