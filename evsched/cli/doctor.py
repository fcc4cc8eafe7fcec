"""``evsched doctor``: what this installation is made of, and whether its database is sound or its server answers."""

import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version

import typer

from evsched import __version__
from evsched.cli.databases import is_damaged
from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Database, Session, session_of
from evsched.cli.typed import local_zone
from evsched.config import ZoneDataChoice
from evsched.engine.calendar_names import plural
from evsched.errors import EvschedError, ServerUnreachable, StoreUnavailable
from evsched.store.soundness import examine

app = typer.Typer(**PLAIN)

_PACKAGES = ("typer", "rich", "sqlite-utils", "python-dateutil", "tzdata")


@app.command(epilog="Example: evsched doctor")
def doctor(context: typer.Context, as_json: AsJson = False, database: Database = None) -> None:
    """Check this installation and its database.

    Prints versions, the time-zone data and its age, and what is wrong with the database; with --server, whether the
    server can be reached.
    """
    session = session_of(context, database, as_json=as_json)
    facts = {
        "evsched": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in _PACKAGES},
        **_zone_facts(session.zone_data, datetime.now(UTC).year),
        "machineZone": local_zone(),
    }
    if session.server is None:
        _show_database(session, facts)
    else:
        _show_server(session, facts, session.server)


def _show_database(session: Session, facts: dict[str, object]) -> None:
    store = session.store()
    facts |= {"database": store.address, "events": None, "problems": []}
    failure: StoreUnavailable | None = None
    try:
        if not store.exists():
            verdict = "The database does not exist yet; it is made with the first event."
        else:
            found = examine(store)
            facts |= {"events": found.events, "problems": found.problems}
            failure = is_damaged(found) if found.problems else None
            verdict = "The database is damaged." if failure else "The database is sound."
    except StoreUnavailable as error:
        failure, verdict = error, "The database cannot be used."
        facts["problems"] = [failure.message]
    session.show(facts, lambda: _page(facts, verdict))
    if failure:
        raise failure


def _show_server(session: Session, facts: dict[str, object], server: str) -> None:
    """Show what a server says of itself, and whether the tokens for it can be read."""
    remote = session.remote(server)
    facts |= {"server": remote.server, "serverVersion": None, "serverZoneData": None}
    facts |= {"tokens": str(session.tokens().path)}
    failure: EvschedError | None = None
    try:
        health = remote.health()
        facts |= {"serverVersion": health.version, "serverZoneData": health.zone_data}
        session.tokens().events(remote.server)
    except (ServerUnreachable, StoreUnavailable) as error:
        failure = error
    facts["problems"] = [failure.message] if failure else []
    verdict = "The server answers." if facts["serverVersion"] else "The server does not answer."
    session.show(facts, lambda: _page(facts, verdict))
    if failure:
        raise failure


def _zone_facts(data: ZoneDataChoice, this_year: int) -> dict[str, object]:
    return {
        "zoneData": data.used.version,
        "zoneDataFrom": data.used.path,
        "zoneDataAge": _age(data.used.version, this_year),
        "zoneDataOfPackage": data.packaged.version,
        "zoneDataOfSystem": data.system and (data.system.version or "unknown"),
    }


def _age(zone_version: str, this_year: int) -> str:
    """Return how old zone data is; its version is the year and a letter for each release in it."""
    years = this_year - int(zone_version[:4])
    return "released this year" if years <= 0 else f"released {plural(years, 'year')} ago: upgrade tzdata"


def _words(name: str) -> str:
    """Return ``zone data age`` for the JSON member ``zoneDataAge``."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def _page(facts: dict[str, object], verdict: str) -> Page:
    page = Page()
    rows = [
        (_words(name), "none" if value is None else str(value)) for name, value in facts.items() if name != "problems"
    ]
    page.table(("Part", "Found"), rows)
    page.line(verdict)
    return page
