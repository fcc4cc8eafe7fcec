"""From what people call a zone to the text that the rest of evsched uses for it."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache, lru_cache
from zoneinfo import available_timezones

import tzdata

from evsched.engine import abbreviations
from evsched.engine.zones import offset_text
from evsched.errors import InvalidInput, shown

_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-])([0-9]{1,2})(?::?([0-9]{2})(?::([0-9]{2}))?)?", re.IGNORECASE | re.ASCII)
_FARTHEST_OFFSET = 14 * 3600
_LONGEST_NAME = 64

_PLACES = {
    "CST6CDT": "America/Chicago",
    "EST5EDT": "America/New_York",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
    "Navajo": "America/Denver",
    "HST": "Pacific/Honolulu or UTC-10",
    "MET": "Europe/Berlin or UTC+1",
    "GB": "Europe/London",
    "GB-Eire": "Europe/London",
    "Eire": "Europe/Dublin",
    "Cuba": "America/Havana",
    "Egypt": "Africa/Cairo",
    "Hongkong": "Asia/Hong_Kong",
    "Iran": "Asia/Tehran",
    "Iceland": "Atlantic/Reykjavik",
    "Israel": "Asia/Jerusalem",
    "Jamaica": "America/Jamaica",
    "Japan": "Asia/Tokyo",
    "Kwajalein": "Pacific/Kwajalein",
    "Libya": "Africa/Tripoli",
    "NZ": "Pacific/Auckland",
    "NZ-CHAT": "Pacific/Chatham",
    "PRC": "Asia/Shanghai",
    "Poland": "Europe/Warsaw",
    "Portugal": "Europe/Lisbon",
    "ROC": "Asia/Taipei",
    "ROK": "Asia/Seoul",
    "Singapore": "Asia/Singapore",
    "Turkey": "Europe/Istanbul",
    "W-SU": "Europe/Moscow",
    **dict.fromkeys(("GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich"), "UTC"),
    **dict.fromkeys(("UCT", "Universal", "Zulu", "Z"), "UTC"),
}
"""Names in use without a slash, and what to write instead (the zone database's file ``backward``)."""


@cache
def listed_keys() -> frozenset[str]:
    """Return the IANA keys that the tzdata package lists, those too that name no place (``EST``, ``UTC``)."""
    return frozenset(tzdata.__loader__.get_data(f"{tzdata.__path__[0]}/zones").decode().split())


@cache
def known_keys() -> frozenset[str]:
    """Return the IANA keys with a slash that the tzdata package lists."""
    return frozenset(key for key in listed_keys() if "/" in key)


@cache
def keys_by_folded() -> dict[str, str]:
    """Return the known keys by what they are in lower case."""
    return {key.lower(): key for key in sorted(known_keys())}


@lru_cache(maxsize=1024)
def parse_zone(text: str) -> str:
    """Return the zone that an option or a ``timeZone`` names: an IANA key or a fixed offset.

    >>> parse_zone("Europe/Berlin"), parse_zone("GMT-3"), parse_zone("+05:30")
    ('Europe/Berlin', 'UTC-03:00', 'UTC+05:30')

    Raises:
        InvalidInput: It is neither, or an abbreviation, which is no place; the message says what to write.
    """
    name = text.strip()
    zone = _place(name) or parse_offset(name)
    if zone is None:
        raise InvalidInput(f'"{shown(text)}" is not a time zone: {zone_advice(name)}')
    return zone


@lru_cache(maxsize=1024)
def parse_place(text: str) -> str:
    """Return the zone whose clocks recurring hours follow: an IANA key or UTC.

    >>> parse_place("Europe/Berlin")
    'Europe/Berlin'

    Raises:
        InvalidInput: It is none, or an offset or an abbreviation, which do not change with the clocks; the message
            names the place to write.
    """
    name = text.strip()
    zone = _place(name)
    if zone is None:
        raise InvalidInput(f'"{shown(text)}" is no zone for weekly hours: {place_advice(name)}')
    return zone


def _place(name: str) -> str | None:
    if name in known_keys():
        return name
    if name.upper() == "UTC":
        return "UTC"
    is_known_here = len(name) <= _LONGEST_NAME and "/" in name and name in available_timezones()
    return name if is_known_here else None


def parse_offset(text: str) -> str | None:
    """Return ``UTC+5:30``, ``+05:30``, ``GMT-3`` or ``utc-0530`` as a zone; None if it is not an offset.

    Raises:
        InvalidInput: An offset farther from UTC than any clock on Earth.
    """
    match = _OFFSET.fullmatch(text.replace("−", "-"))
    if match is None:
        return None
    sign, hours, minutes, seconds = match[1], int(match[2]), int(match[3] or 0), int(match[4] or 0)
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > _FARTHEST_OFFSET:
        raise InvalidInput(f'"{shown(text)}" is not an offset that any clock has: write one from UTC-12 to UTC+14')
    return fixed_zone(-total if sign == "-" else total)


def fixed_zone(seconds: int) -> str:
    """Return the zone with an offset in seconds east of UTC."""
    if seconds == 0:
        return "UTC"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def place_advice(name: str) -> str:
    """Return which place to write in place of an offset, an abbreviation or a name that is no zone."""
    try:
        offset = parse_offset(name)
    except InvalidInput as error:
        return error.problem
    if offset == "UTC" or name.upper() in abbreviations.NEUTRAL:
        return "write Europe/London, or UTC alone for clocks that never change"
    if offset is None:
        return zone_advice(name, or_offset=False)
    meanings = [*abbreviations.FIXED.values()]
    meanings += [meaning for several in abbreviations.AMBIGUOUS.values() for meaning in several.values()]
    places = [meaning.zone for meaning in meanings if fixed_zone(meaning.minutes * 60) == offset]
    *others, last = [*dict.fromkeys(places)][:3] or ["Europe/Berlin"]
    examples = f"{', '.join(others)} or {last}" if others else last
    return f"an offset does not change with the clocks; write a place such as {examples}"


def zone_advice(name: str, *, or_offset: bool = True) -> str:
    """Return what to write in place of a name that is no zone: a place or, unless that is no use, an offset."""
    place = next((place for other, place in _PLACES.items() if other.casefold() == name.casefold()), None)
    if place:
        return f"write {place if or_offset else place.partition(' or ')[0]}"
    upper = name.upper()
    if upper in abbreviations.CLOCKS:
        return f"write {abbreviations.CLOCKS[upper]}"
    if upper in abbreviations.FIXED:
        meaning = abbreviations.FIXED[upper]
        return f"write {meaning.zone}" + (f" or {minutes_text(meaning.minutes)}" if or_offset else "")
    if upper in abbreviations.AMBIGUOUS:
        return f"{candidates_text(upper, abbreviations.AMBIGUOUS[upper])}: write one of these"
    near = _nearest_keys(name[:_LONGEST_NAME])
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"write one such as {'Europe/Berlin, UTC or UTC+5:30' if or_offset else 'Europe/Berlin or UTC'}"


def candidates_text(name: str, meanings: dict[str, abbreviations.Meaning]) -> str:
    """Return ``IST is India (Asia/Kolkata), Ireland (Europe/Dublin) or Israel (Asia/Jerusalem)``."""
    *others, last = (f"{place} ({meaning.zone})" for place, meaning in meanings.items())
    return f"{name} is {', '.join(others)} or {last}"


def minutes_text(minutes: int) -> str:
    """Return an offset in minutes as people write it."""
    return offset_text(timedelta(minutes=minutes))


def _nearest_keys(name: str) -> list[str]:
    from difflib import get_close_matches

    wanted = name.casefold().replace(" ", "_")
    if not wanted:
        return []
    by_folded = keys_by_folded()
    if wanted in by_folded:
        return [by_folded[wanted]]
    places = [key for folded, key in by_folded.items() if folded.rsplit("/", 1)[-1] == wanted]
    return places[:3] or [by_folded[near] for near in get_close_matches(wanted, by_folded, n=1, cutoff=0.75)]
