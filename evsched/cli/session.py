"""What one run of the command line has: its options, its store and its output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from evsched.cli.databases import PATIENCE, PATIENCE_OF_A_SHELL, store_at, typed_address
from evsched.cli.output import Output
from evsched.cli.page import Page, print_page
from evsched.cli.typed import token_of_environment
from evsched.config import ZoneDataChoice, default_database, profile_file, token_file
from evsched.errors import EvschedError, InvalidInput

if TYPE_CHECKING:
    from evsched.profiles import Profiles
    from evsched.remote import RemoteScheduler, TokenFile
    from evsched.scheduler import Scheduler
    from evsched.scheduler.interface import Scheduling
    from evsched.store.base import Store


def _matching_events(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer a shell the events whose ids start so, with their titles."""
    # A shell asks before the commands have run, so their options have not been taken in yet.
    session: Session = context.obj
    named = context.params.get("database")
    with suppress(EvschedError):
        database, server = (context.find_root().params.get(name) for name in ("database", "server"))
        session.patience = PATIENCE_OF_A_SHELL
        session.locate(database, server, typed_options(context))
        session.configure(named)
        return [(event_id, title) for event_id, title in session.known_events() if event_id.startswith(incomplete)]
    return []


Database: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="DATABASE",
        help="A file or postgresql://..., instead of $EVSCHED_DB or the database in your data folder.",
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
WeeklyTexts: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--weekly",
        metavar="TEXT",
        help='Hours that come each week, such as "Mon-Fri 9:00-17:00 Europe/Berlin". Repeat it for more.',
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
        self.server: str | None = None
        """The URL of the server that holds the events; None where a database does."""
        self._must_be_server = False
        self._token: str | None = None
        self.patience = PATIENCE
        """Seconds to wait for a database and for whoever else writes to it."""
        self._database: str | None = None
        self.as_json = False
        """Whether JSON is printed, not a page for people."""
        self._store: Store | None = None
        self._tokens: TokenFile | None = None

    def locate(self, database: str | None, server: str | None, typed: Set[str]) -> None:
        """Take where the events are, as it stands before the command or in the environment.

        Args:
            database: The address of one.
            server: A URL; it comes before a database, unless only the database was typed.
            typed: Which of the two stand on the command line itself.

        Raises:
            InvalidInput: Both do, or a password does.
        """
        self._must_be_server = "server" in typed
        self.server = server or None
        if "database" in typed and database is not None:
            self._choose_database(database)
        self._database = database

    def present(self, token: str) -> None:
        """Have a token be presented to the server, before those that are known.

        Raises:
            InvalidInput: There is no server.
        """
        if self.server is None:
            raise InvalidInput("--token is for a server: name it with --server or EVSCHED_SERVER")
        self._token = token

    def configure(self, database: str | None, *, as_json: bool = False, debug: bool = False) -> Session:
        """Take the options of the program or of one command; what is not given stays as it is."""
        if database is not None:
            self._choose_database(database)
        self.as_json = as_json or self.as_json
        self.debug = debug or self.debug
        return self

    def _choose_database(self, database: str) -> None:
        """Prefer a database that was named on the command line to a server of the environment's."""
        if self._must_be_server:
            raise InvalidInput("the events are either in a database or on a server: give --db or --server, not both")
        self._database = typed_address(database)
        self.server = None

    @property
    def database(self) -> str:
        """The address of the database that events are kept in."""
        return self._database or str(default_database(os.environ))

    def store(self) -> Store:
        """Return the store that this run works on.

        Raises:
            InvalidInput: The events are on a server.
        """
        if self.server is not None:
            raise InvalidInput("this is done where the database is, with --db and without --server")
        if self._store is None:
            self._store = store_at(self.database, os.environ, self.patience)
        return self._store

    def close(self) -> None:
        """Let go of what the run has opened."""
        if self._store is not None:
            self._store.close()

    def scheduler(self) -> Scheduling:
        """Return the use cases, on the server if there is one, else on the database."""
        return self.database_scheduler() if self.server is None else self.remote(self.server)

    def database_scheduler(self) -> Scheduler:
        """Return the use cases on the database, for what only those may do who hold it.

        Raises:
            InvalidInput: The events are on a server.
        """
        from evsched.scheduler import Scheduler

        return Scheduler(self.store())

    def remote(self, server: str) -> RemoteScheduler:
        """Return the use cases on a server."""
        from evsched.remote import RemoteScheduler

        return RemoteScheduler(server, self.tokens(), self._token or token_of_environment())

    def tokens(self) -> TokenFile:
        """Return the file of the tokens for all servers."""
        from evsched.remote import TokenFile

        if self._tokens is None:
            self._tokens = TokenFile(token_file(os.environ))
        return self._tokens

    def profiles(self) -> Profiles:
        """Return what is noted of people on this computer, be there a server or not."""
        from evsched.profiles import Profiles

        return Profiles(profile_file(os.environ))

    @property
    def kept_tokens_in(self) -> Path | None:
        """The file into which this run has put a token."""
        return self._tokens.path if self._tokens and self._tokens.has_kept else None

    def known_events(self) -> list[tuple[str, str]]:
        """Return the ids and titles of the events that are known here, the newest first, without asking a server."""
        if self.server is None:
            return [(each.id, each.title) for each in self.scheduler().events()]
        return [(each.id, each.title) for each in self.tokens().events(self.remote(self.server).server)]

    def show(self, document: object, page: Callable[[], Page]) -> None:
        """Print a result: as JSON where that was asked for, else as a page."""
        if self.as_json:
            self.print_json(document)
        else:
            drawn = page()
            with Output():
                print_page(drawn, sys.stdout)

    def print_lines(self, lines: Sequence[str]) -> None:
        """Print lines as they are."""
        with Output():
            print(*lines, sep="\n")

    def print_json(self, document: object) -> None:
        """Print a document."""
        import json

        in_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        with Output():
            print(json.dumps(document, indent=2, ensure_ascii=not in_unicode))


def session_of(
    context: typer.Context, database: str | None = None, *, as_json: bool = False, debug: bool = False
) -> Session:
    """Return the run that a command belongs to, with the command's own options taken in."""
    session: Session = context.obj
    return session.configure(database, as_json=as_json, debug=debug)


def typed_options(context: typer.Context) -> set[str]:
    """Return the names of the program's options that stand on the command line, and not in the environment alone."""
    program = context.find_root()
    sources = {name: program.get_parameter_source(name) for name in program.params}
    return {name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"}
