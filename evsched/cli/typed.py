"""From what was typed on the command line to the values it stands for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evsched.config import machine_zone
from evsched.errors import InvalidInput, shown
from evsched.tokens import is_token

if TYPE_CHECKING:
    from evsched.engine.model import Participant

_LONGEST_TOKEN = 200


def read_participant(text: str) -> Participant:
    """Return who a text names: an id and, behind the last ``@``, their zone if that holds a slash.

    >>> read_participant("bob@example.com@Europe/Berlin")
    Participant(id='bob@example.com', zone='Europe/Berlin', required=True, usual=())
    """
    from evsched.engine.model import Participant
    from evsched.engine.zone_names import parse_zone

    name, at, zone = text.rpartition("@")
    if at and "/" in zone:
        return Participant(name, parse_zone(zone))
    return Participant(text)


def zone_option(zone: str | None) -> str | None:
    """Return the zone that ``--tz`` names."""
    from evsched.engine.zone_names import parse_zone

    try:
        return parse_zone(zone) if zone is not None else None
    except InvalidInput as error:
        raise error.within("--tz") from None


def shown_zone(*zones: str | None) -> str:
    """Return the zone to show times in: the first that is known, else the machine's, else UTC."""
    return next((zone for zone in zones if zone), None) or local_zone() or "UTC"


def local_zone() -> str | None:
    """Return the zone of the machine that this runs on."""
    return machine_zone(os.environ)


def read_duration(text: str) -> timedelta:
    """Return the duration that an option gives."""
    from evsched.engine.text import parse_duration

    return parse_duration(text)


def read_deadline(text: str | None, zone: str | Callable[[], str | None] | None) -> datetime | None:
    """Return the instant that ``--deadline`` names; a date alone is its end.

    Args:
        text: As typed.
        zone: In force for a text that names none, or what returns it; the machine's where there is none.
    """
    if text is None:
        return None
    from evsched.engine.text import parse_moment

    in_force = zone() if callable(zone) else zone
    try:
        return parse_moment(text, in_force or local_zone(), whole_day=True)
    except InvalidInput as error:
        raise error.within("--deadline") from None


def slot_texts(texts: Sequence[str] | None) -> list[str]:
    """Return the texts of ``--slot``, with standard input's lines in place of a ``-``."""
    read: list[str] = []
    for text in texts or ():
        if text != "-":
            read.append(text)
            continue
        if sys.stdin.isatty():
            print("One slot a line, then Ctrl-D:", file=sys.stderr)
        try:
            lines = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError as error:
            raise InvalidInput(f"standard input is not UTF-8: byte {error.start + 1} is no character") from None
        read += [line for line in lines.splitlines() if line.strip()]
    return read


def read_token(file: str) -> str:
    """Return the token that a file holds, ``-`` being standard input; no error repeats what may be a secret."""
    if file.startswith(("evo_", "evp_")):
        raise InvalidInput(
            "--token takes the name of a file: what stands on a command line is shown to everyone on this machine and "
            "kept by the shell; write the token into a file, or into the variable EVSCHED_TOKEN"
        )
    if file == "-":
        place = "standard input"
        text = _secret_line() if sys.stdin.isatty() else sys.stdin.buffer.read(_LONGEST_TOKEN).decode(errors="replace")
    else:
        place = f'"{shown(file)}"'
        try:
            with Path(file).open("rb") as opened:
                text = opened.read(_LONGEST_TOKEN).decode(errors="replace")
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "no file has such a name"
            raise InvalidInput(f"{place} cannot be read: {why}", ("--token",)) from None
    return _token(text, place)


def token_of_environment() -> str | None:
    """Return the token that the environment holds."""
    text = os.environ.get("EVSCHED_TOKEN")
    return _token(text, "EVSCHED_TOKEN") if text else None


def _secret_line() -> str:
    from getpass import getpass

    return getpass("Token: ", stream=sys.stderr)


def _token(text: str, place: str) -> str:
    token = text.strip()
    if not is_token(token):
        raise InvalidInput(f"{place} holds no token: one starts with evo_ or evp_ and has 47 characters")
    return token
