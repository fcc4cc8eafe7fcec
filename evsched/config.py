"""Settings that come from the machine and its environment, read once, by a door."""

from __future__ import annotations

import os
import pwd
import re
import sys
import zoneinfo
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import tzdata

from evsched.errors import InvalidInput, shown

if TYPE_CHECKING:
    from evsched.calendar.limits import CalendarLimits

_PACKAGED_ZONES = f"{tzdata.__path__[0]}/zoneinfo"


_VERSION = re.compile(r"\b[0-9]{4}[a-z]{1,2}\b")


class ZoneData(NamedTuple):
    """A copy of the time-zone database."""

    version: str
    """As its editors name it, such as ``2026f``; empty where a copy does not say."""
    path: str


def default_database(environ: Mapping[str, str]) -> Path:
    """Return the file in the user's data folder: ``$XDG_DATA_HOME``, or where the system keeps such."""
    if (folder := environ.get("XDG_DATA_HOME", "")).startswith("/"):
        return Path(folder) / "evsched" / "evsched.db"
    home = Path(environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir)
    data = home / "Library" / "Application Support" if sys.platform == "darwin" else home / ".local" / "share"
    return data / "evsched" / "evsched.db"


def token_file(environ: Mapping[str, str]) -> Path:
    """Return the file, beside the database in the user's data folder, of the tokens that servers have given."""
    return default_database(environ).with_name("tokens.json")


def profile_file(environ: Mapping[str, str]) -> Path:
    """Return the file, beside the database in the user's data folder, of what is noted of people for all events."""
    return default_database(environ).with_name("profiles.json")


def machine_zone(environ: Mapping[str, str], root: Path = Path("/")) -> str | None:
    """Return the zone of the machine's clock: ``TZ``, else what the system is set to; None if that is no place."""
    if "TZ" in environ:
        return _zone_or_none(environ["TZ"].removeprefix(":").rpartition("zoneinfo/")[2] or "UTC")
    with suppress(OSError, ValueError):
        target = str((root / "etc/localtime").readlink())
        if zone := _zone_or_none(target.partition("zoneinfo/")[2]):
            return zone
    with suppress(OSError, ValueError):
        return _zone_or_none((root / "etc/timezone").read_text().strip())
    return None


class ZoneDataChoice(NamedTuple):
    """The copies at hand, and the one that this process reads."""

    used: ZoneData
    packaged: ZoneData
    system: ZoneData | None


def use_newest_zone_data() -> ZoneDataChoice:
    """Have this process read the newer of the tzdata package and the system's zone data.

    A system's copy is often years old, and hours wrong where the law has changed since.
    """
    packaged, system = ZoneData(tzdata.IANA_VERSION, _PACKAGED_ZONES), _system_zone_data()
    if system is None or packaged.version > system.version:
        zoneinfo.reset_tzpath(to=[_PACKAGED_ZONES])
        return ZoneDataChoice(packaged, packaged, system)
    return ZoneDataChoice(system, packaged, system)


def number(environ: Mapping[str, str], name: str, default: int, least: int = 1, most: int = 2**31) -> int:
    """Return the whole number in a variable of the environment."""
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise InvalidInput(f'{name} is a whole number from {least} to {most}, not "{shown(text)}"')
    return int(text)


def calendar_limits(environ: Mapping[str, str]) -> CalendarLimits:
    """Return the limits on calendars that are read.

    Raises:
        InvalidInput: A variable has no acceptable value.
    """
    from evsched.calendar.limits import CalendarLimits

    usual = CalendarLimits()
    return CalendarLimits(
        size=number(environ, "EVSCHED_MAX_ICS", usual.size),
        components=number(environ, "EVSCHED_MAX_ICS_COMPONENTS", usual.components),
        occurrences=number(environ, "EVSCHED_MAX_ICS_OCCURRENCES", usual.occurrences),
    )


def _system_zone_data() -> ZoneData | None:
    """Return the first copy on Python's search path, but for the package's own."""
    for folder in zoneinfo.TZPATH:
        if folder != _PACKAGED_ZONES and Path(folder).is_dir():
            return ZoneData(_version_in(Path(folder)), folder)
    return None


def _version_in(folder: Path) -> str:
    for name in ("tzdata.zi", "+VERSION"):
        with suppress(OSError, ValueError), (folder / name).open(encoding="ascii") as lines:
            if version := _VERSION.search(lines.readline(100)):
                return version[0]
    return ""


def _zone_or_none(name: str) -> str | None:
    """Return a zone named as a place; in POSIX's ``GMT-3`` the sign means the contrary of what people mean."""
    if "/" not in name and name != "UTC":
        return None
    from evsched.engine.zone_names import parse_zone

    try:
        return parse_zone(name)
    except InvalidInput:
        return None
