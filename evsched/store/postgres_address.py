"""Where a PostgreSQL database is, and how to get in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from evsched.errors import InvalidInput

_OURS = {
    "application_name": "evsched",
    "client_encoding": "UTF8",
    # The least that psycopg allows; for each host of the address.
    "connect_timeout": 2,
    # A network that is gone is noticed within a minute, be it silent or sent to: systems take up to two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_SECRETS = {"password", "sslpassword"}


class PostgresAddress:
    """The address of a database, which shows no password.

    Args:
        text: A URL; it may have libpq's parameters.
        password_file: Holds the password and nothing else.

    Raises:
        InvalidInput: It is no address.
    """

    def __init__(self, text: str, password_file: Path | None) -> None:
        try:
            self._given: dict[str, Any] = conninfo_to_dict(text)
            self._shown = _without_password(text)
            ports = [int(port) for port in str(self._given.get("port", "")).split(",") if port]
        except (psycopg.ProgrammingError, ValueError):  # whose message may hold the password
            raise _no_address() from None
        if not all(0 < port < 2**16 for port in ports):
            raise _no_address()
        self._password_file = password_file

    def __str__(self) -> str:
        return self._shown

    def with_password(self, settings: Mapping[str, str]) -> str:
        """Return what to connect with, which is not to be shown; the password is read anew.

        Args:
            settings: Of the session, before anything is asked in it.

        Raises:
            OSError: The file of the password cannot be read.
            UnicodeError: It holds no text.
        """
        ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
        whole = {**_OURS, **self._given, "options": f"{self._given.get('options', '')} {ours}".strip()}
        if self._password_file is not None:
            whole["password"] = self._password_file.read_text(encoding="utf-8").rstrip("\r\n")
        return make_conninfo("", **whole)


def _no_address() -> InvalidInput:
    return InvalidInput(
        "a database on a server is postgresql://user@host/name, and this is not; a password belongs in a file"
    )


def _without_password(text: str) -> str:
    parts = urlsplit(text)
    user, at, hosts = parts.netloc.rpartition("@")
    kept = [each for each in parts.query.split("&") if unquote(each.partition("=")[0]) not in _SECRETS]
    query = "?" + "&".join(kept) if any(kept) else ""
    return f"{parts.scheme}://{user.partition(':')[0]}{at}{hosts}{parts.path}{query}"
