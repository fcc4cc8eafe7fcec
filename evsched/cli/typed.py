"""From what was typed on the command line to the values it stands for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import timedelta

from evsched.config import machine_zone
from evsched.engine.model import Participant
from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput


def read_participant(text: str) -> Participant:
    """Return who a text names: an id and, behind the last ``@``, their zone if that holds a slash.

    >>> read_participant("bob@example.com@Europe/Berlin")
    Participant(id='bob@example.com', zone='Europe/Berlin', required=True)
    """
    name, at, zone = text.rpartition("@")
    if at and "/" in zone:
        return Participant(name, parse_zone(zone))
    return Participant(text)


def zone_option(zone: str | None) -> str | None:
    """Return the zone that ``--tz`` names."""
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
