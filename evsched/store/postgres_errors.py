"""What PostgreSQL reports, in words for whoever can mend it: no passwords, no SQL, no values."""

from __future__ import annotations

from psycopg import Error, OperationalError

from evsched.errors import shown

NOT_SET_UP = "has not been set up for this evsched: run evsched db migrate"
NEWER = "was migrated by a newer evsched: upgrade this one"
SILENT = "does not answer: see that its server runs and is not overloaded, and try again"
IN_USE = "is busy: all connections to it are in use; try again"
UNKNOWN_OUTCOME = "was lost while it wrote: what was asked may or may not have been written; look before you repeat it"
_BUSY = "is busy: it took too long; try again"
_LOST = "has closed the connection: see that its server runs, and try again"
_REACHED_NOT = "cannot be reached: see that its server runs and that the address is right, and try again"
_REFUSED = "refuses its user: check the user and the password"

_STATES = {
    "22P05": "has an encoding that lacks a character: make it anew with UTF8",
    "25006": "cannot be written: it is read-only, as a standby is; name the primary",
    "40001": _BUSY,
    "40P01": _BUSY,
    "42P07": "is another program's: name another",
    "42501": "does not let its user do this: grant them the tables, or use their owner",
    "53100": "cannot grow: its disk is full; free some space and try again",
    "53200": "is out of memory: try again",
    "53300": "has too many connections: try again, or raise its max_connections",
    "55P03": "is busy: another has held what is needed too long; try again",
    "57014": _BUSY,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": "is starting or stopping: try again in a moment",
    "57P05": _LOST,
    "25P03": _LOST,
}
_CLASSES = {
    "08": _LOST,
    "28": _REFUSED,
    "3D": "does not exist: make it, or name another",
    "58": "cannot be read or written: its disk reports an error",
    "XX": "is damaged, or its server has failed: see its log",
}
_MISSING = {"42P01", "42703", "3F000", "42704"}
"""No such table, column, schema or object: tables of another version, or none."""

_SAID = (
    ("password authentication failed", _REFUSED),
    ("no password supplied", "asks for a password: name a file that holds it"),
    ("no pg_hba.conf entry", "does not let this user in from here: see the server's pg_hba.conf"),
    ("authentication failed", _REFUSED),
    ("too many clients", _STATES["53300"]),
    ("too many connections", _STATES["53300"]),
    ("connection slots are reserved", _STATES["53300"]),
    ("is starting up", _STATES["57P03"]),
    ("is shutting down", _STATES["57P03"]),
    ("in recovery mode", _STATES["57P03"]),
    ("not yet accepting connections", _STATES["57P03"]),
    ("failed to resolve host", "cannot be reached: the name of its host is not known here; check it, and try again"),
    ("timeout expired", SILENT),
    ("refused", _REACHED_NOT),
    ("no such file or directory", _REACHED_NOT),
    ("no route to host", _REACHED_NOT),
    ("network is unreachable", _REACHED_NOT),
    ("closed the connection", _REACHED_NOT),
)
"""What a failure to connect is told by: libpq keeps no code of it. Texts in another language are shown as they are."""


class NoAnswer(OperationalError):
    """A server that had not answered when the time for a transaction was over."""


def trouble(error: Error) -> str | None:
    """Return what is the matter with the database and what to do; None for an error that is evsched's own."""
    state = error.sqlstate
    if isinstance(error, NoAnswer):
        return SILENT
    if state is None:
        return _LOST if isinstance(error, OperationalError) else None
    if state in _MISSING:
        return NOT_SET_UP
    return _STATES.get(state) or _CLASSES.get(state[:2])


def trouble_connecting(error: Error) -> str:
    """Return why no connection could be made and what to do."""
    said = str(error)
    lower = said.lower()
    if "does not exist" in lower:
        return _REFUSED if 'role "' in lower else _CLASSES["3D"]
    for part, why in _SAID:
        if part in lower:
            return why
    return f"cannot be reached: {shown(said.strip().splitlines()[-1], 200)}"


def outcome_is_unknown(error: Error) -> bool:
    """Tell whether an error at the end of a transaction leaves open what has become of it."""
    return isinstance(error, NoAnswer) or (error.sqlstate or "").startswith(("08", "57P"))
