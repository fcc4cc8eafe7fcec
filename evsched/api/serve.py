"""The API as a server: settings, a store, the application, waitress, and an orderly end."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from evsched import __version__
from evsched.api.app import create_app
from evsched.api.listening import Listener
from evsched.api.observing import LogLines
from evsched.api.settings import Access, Settings, access_of, settings_from
from evsched.config import default_database, number
from evsched.errors import InvalidInput, StoreUnavailable, shown
from evsched.scheduler import Scheduler
from evsched.store.addresses import is_on_server, open_store
from evsched.store.base import Store

HOST = "127.0.0.1"
PORT = 8080
THREADS = 4

ANY_PROXY = "*"

_PATIENCE = 3.0
"""Seconds that a request waits for other writers before it is answered with 503."""
_LONGEST = 4.0
"""Seconds that a request waits in all for a database on a server, be it hung, before it is answered with 503."""

_ALLOCATED = 10_000
"""Objects between two looks for garbage: matching a large event makes more than Python's 700 and drops hardly any."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Where to serve which events to whom."""

    database: str
    """An address as :func:`evsched.store.addresses.open_store` takes it."""
    password_file: Path | None = None
    """Holds the password for a database on a server, and nothing else."""
    host: str = HOST
    port: int = PORT
    """0 for any that is free."""
    access: Access | None = None
    """If not given, open on the machine itself and tokens beyond."""
    forces_open: bool = False
    """Whether to be open beyond the machine itself."""
    threads: int = THREADS
    trusted_proxy: str | None = None
    """The address of a proxy whose X-Forwarded-For is believed; ``*`` where nobody but a proxy can connect."""

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    def granted(self) -> Access:
        """Return who may change events.

        Raises:
            InvalidInput: It would be open to strangers, and nobody has forced that.
        """
        access = self.access or ("open" if self.is_local else "tokens")
        if access == "open" and not (self.is_local or self.forces_open):
            raise InvalidInput(
                f'on "{shown(self.host)}" everyone who can reach this server could change everything: use access by '
                "tokens, or force it (--force-open, EVSCHED_FORCE_OPEN=1)"
            )
        return access


def serving_from(environ: Mapping[str, str]) -> Serving:
    """Return what an environment says.

    Raises:
        InvalidInput: A variable has no acceptable value.
    """
    access = environ.get("EVSCHED_ACCESS", "")
    password_file = environ.get("EVSCHED_DATABASE_PASSWORD_FILE", "")
    return Serving(
        database=environ.get("EVSCHED_DATABASE_URL") or environ.get("EVSCHED_DB") or str(default_database(environ)),
        password_file=Path(password_file) if password_file else None,
        host=environ.get("EVSCHED_HOST") or HOST,
        port=number(environ, "EVSCHED_PORT", PORT, least=0, most=65535),
        access=access_of(access, "EVSCHED_ACCESS") if access else None,
        forces_open=bool(number(environ, "EVSCHED_FORCE_OPEN", 0, least=0, most=1)),
        threads=number(environ, "EVSCHED_THREADS", THREADS, most=64),
        trusted_proxy=_proxy(environ.get("EVSCHED_TRUSTED_PROXY", "")),
    )


def serve(serving: Serving, environ: Mapping[str, str]) -> None:
    """Serve until SIGTERM or Ctrl-C, and then finish what runs.

    Args:
        serving: Where to serve which events to whom.
        environ: Where the settings of the application are read.

    Raises:
        InvalidInput: It cannot listen there, or a setting has no acceptable value.
        StoreUnavailable: The database is none, or cannot be used.
    """
    settings = settings_from(environ, serving.granted())
    with closing(open_store(serving.database, _PATIENCE, _LONGEST, serving.password_file)) as store:
        _serve(serving, settings, store)


def _serve(serving: Serving, settings: Settings, store: Store) -> None:
    scheduler = Scheduler(store)
    if not is_on_server(serving.database):
        scheduler.check_ready()
    log = _log_to_stdout(settings.replica)
    listener = Listener(serving.host, serving.port, settings.largest_body, serving.threads, serving.trusted_proxy)
    app = create_app(scheduler, settings, is_draining=lambda: listener.is_draining, log=log)
    _collect_less()
    with listener.listening(app) as address:
        _say(f"evsched {__version__} serves {shown(store.address)} at {address} ({address}/docs says how to use it)")
        if settings.access == "open":
            _say("Access is open: whoever can reach it may change everything.")
        if is_on_server(serving.database):
            _say_if_not_ready(scheduler)
        listener.run()
        _say("Stopped.")


def _collect_less() -> None:
    """Have Python look for garbage less often, and never in what lives as long as the process, which takes it 40 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATED)


def _say_if_not_ready(scheduler: Scheduler) -> None:
    """Tell of a database that is not there; it may come later, and until then every answer is that it is missing."""
    try:
        scheduler.check_ready()
    except StoreUnavailable as error:
        _say(f"Not ready yet: {error.message}")


def _proxy(text: str) -> str | None:
    if text in {"", ANY_PROXY}:
        return text or None
    try:
        return str(ip_address(text))
    except ValueError:
        raise InvalidInput(
            f'EVSCHED_TRUSTED_PROXY is an address such as 10.0.0.2, or * for whoever connects, not "{shown(text)}"'
        ) from None


def _say(line: str) -> None:
    """Tell whoever has started it; standard output is for the log."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _log_to_stdout(replica: str) -> Callable[[str], None]:
    """Have what is logged be lines of JSON on standard output, and nothing else be there; return what writes one."""
    logging.raiseExceptions = False  # a log that nobody reads any more stops no request
    log = logging.getLogger("evsched.api")
    lines = LogLines(sys.stdout, replica)
    log.handlers = [lines]
    log.setLevel(logging.INFO)
    log.propagate = False
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return lines.write
