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
def known_keys() -> frozenset[str]:
    """Return the IANA keys with a slash that the tzdata package lists."""
    listed = tzdata.__loader__.get_data(f"{tzdata.__path__[0]}/zones").decode()
    return frozenset(key for key in listed.split() if "/" in key)


@lru_cache(maxsize=1024)
def parse_zone(text: str) -> str:
    """Return the zone that an option or a ``timeZone`` names: an IANA key or a fixed offset.

    >>> parse_zone("Europe/Berlin"), parse_zone("GMT-3"), parse_zone("+05:30")
    ('Europe/Berlin', 'UTC-03:00', 'UTC+05:30')

    Raises:
        InvalidInput: It is neither, or an abbreviation, which is no place; the message says what to write.
    """
    name = text.strip()
    if name in known_keys():
        return name
    if name.upper() == "UTC":
        return "UTC"
    offset = parse_offset(name)
    if offset is not None:
        return offset
    if len(name) <= _LONGEST_NAME and "/" in name and name in available_timezones():
        return name
    raise InvalidInput(f'"{shown(text)}" is not a time zone: {zone_advice(name)}')


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


def zone_advice(name: str) -> str:
    """Return what to write in place of a name that is no zone."""
    place = next((place for other, place in _PLACES.items() if other.casefold() == name.casefold()), None)
    if place:
        return f"write {place}"
    upper = name.upper()
    if upper in abbreviations.CLOCKS:
        return f"write {abbreviations.CLOCKS[upper]}"
    if upper in abbreviations.FIXED:
        meaning = abbreviations.FIXED[upper]
        return f"write {meaning.zone} or {minutes_text(meaning.minutes)}"
    if upper in abbreviations.AMBIGUOUS:
        return f"{candidates_text(upper, abbreviations.AMBIGUOUS[upper])}: write one of these"
    near = _nearest_keys(name[:_LONGEST_NAME])
    return f"did you mean {' or '.join(near)}?" if near else "write one such as Europe/Berlin, UTC or UTC+5:30"


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
    by_folded = {key.casefold(): key for key in sorted(known_keys())}
    if wanted in by_folded:
        return [by_folded[wanted]]
    places = [key for folded, key in by_folded.items() if folded.rsplit("/", 1)[-1] == wanted]
    return places[:3] or [by_folded[near] for near in get_close_matches(wanted, by_folded, n=1, cutoff=0.75)]
