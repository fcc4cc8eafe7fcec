"""What ``EST`` and its like mean, and where they mean more than one thing.

An abbreviation is read, because people write it, but never guessed: an hour wrong in silence is the
worst answer there is. Offsets are in minutes east of UTC. The North American ones are those of
RFC 5322; the rest follow the zone database and common use.
"""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """One thing that an abbreviation stands for."""

    minutes: int
    zone: str
    """The zone in which it must be in force."""


NEUTRAL = frozenset({"UTC", "GMT", "Z"})
"""Names of offset zero, in force always and everywhere."""

CLOCKS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Names that follow a zone's clocks through the year."""

FIXED = {
    "EST": Meaning(-300, "America/New_York"),
    "EDT": Meaning(-240, "America/New_York"),
    "MST": Meaning(-420, "America/Denver"),
    "MDT": Meaning(-360, "America/Denver"),
    "PST": Meaning(-480, "America/Los_Angeles"),
    "PDT": Meaning(-420, "America/Los_Angeles"),
    "CET": Meaning(60, "Europe/Berlin"),
    "CEST": Meaning(120, "Europe/Berlin"),
    "WET": Meaning(0, "Europe/Lisbon"),
    "WEST": Meaning(60, "Europe/Lisbon"),
    "EET": Meaning(120, "Europe/Athens"),
    "EEST": Meaning(180, "Europe/Athens"),
    "MSK": Meaning(180, "Europe/Moscow"),
    "JST": Meaning(540, "Asia/Tokyo"),
    "KST": Meaning(540, "Asia/Seoul"),
    "SGT": Meaning(480, "Asia/Singapore"),
    "HKT": Meaning(480, "Asia/Hong_Kong"),
    "WIB": Meaning(420, "Asia/Jakarta"),
    "NZST": Meaning(720, "Pacific/Auckland"),
    "NZDT": Meaning(780, "Pacific/Auckland"),
    "AEST": Meaning(600, "Australia/Sydney"),
    "AEDT": Meaning(660, "Australia/Sydney"),
    "ACST": Meaning(570, "Australia/Adelaide"),
    "ACDT": Meaning(630, "Australia/Adelaide"),
    "AWST": Meaning(480, "Australia/Perth"),
    "SAST": Meaning(120, "Africa/Johannesburg"),
    "WAT": Meaning(60, "Africa/Lagos"),
    "EAT": Meaning(180, "Africa/Nairobi"),
    "NPT": Meaning(345, "Asia/Kathmandu"),
    "PKT": Meaning(300, "Asia/Karachi"),
}
"""Names with one meaning in use: a fixed offset, and the zone whose clocks are asked."""

AMBIGUOUS = {
    "CST": {
        "US Central": Meaning(-360, "America/Chicago"),
        "China": Meaning(480, "Asia/Shanghai"),
        "Cuba": Meaning(-300, "America/Havana"),
    },
    "CDT": {"US Central": Meaning(-300, "America/Chicago"), "Cuba": Meaning(-240, "America/Havana")},
    "IST": {
        "India": Meaning(330, "Asia/Kolkata"),
        "Ireland": Meaning(60, "Europe/Dublin"),
        "Israel": Meaning(120, "Asia/Jerusalem"),
    },
    "BST": {"Britain": Meaning(60, "Europe/London"), "Bangladesh": Meaning(360, "Asia/Dhaka")},
    "AST": {"Atlantic": Meaning(-240, "America/Halifax"), "Arabia": Meaning(180, "Asia/Riyadh")},
    "ADT": {"Atlantic": Meaning(-180, "America/Halifax"), "Arabia": Meaning(240, "Asia/Riyadh")},
    "GST": {
        "the Gulf": Meaning(240, "Asia/Dubai"),
        "Guam": Meaning(600, "Pacific/Guam"),
        "South Georgia": Meaning(-120, "Atlantic/South_Georgia"),
    },
    "AMT": {"Armenia": Meaning(240, "Asia/Yerevan"), "Amazon": Meaning(-240, "America/Manaus")},
    "ECT": {"Ecuador": Meaning(-300, "America/Guayaquil"), "the Eastern Caribbean": Meaning(-240, "America/Barbados")},
    "WST": {"Samoa": Meaning(780, "Pacific/Apia"), "Western Australia": Meaning(480, "Australia/Perth")},
    "SST": {"American Samoa": Meaning(-660, "Pacific/Pago_Pago"), "Singapore": Meaning(480, "Asia/Singapore")},
}
"""Names with several meanings in use, by the place that people would say."""

ELSEWHERE_AMBIGUOUS = {
    ("PST", "Asia/Manila"): {
        "the Philippines": Meaning(480, "Asia/Manila"),
        "US Pacific": Meaning(-480, "America/Los_Angeles"),
    },
}
"""Names that are ambiguous only where a certain zone is in force."""

BESIDE_OFFSET = {
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "HDT": -540,
    "NST": -210,
    "NDT": -150,
    "AWDT": 540,
    "CAT": 120,
    "CHST": 600,
    "IDT": 180,
    "PKST": 360,
    "WIT": 540,
    "WITA": 480,
    "KST": 510,
    "MSD": 240,
    "MSK": 240,
}
"""What else the zone database calls a time from 2000 on; read beside that offset or where it is used."""


def offsets(name: str) -> set[int]:
    """Return every offset, in minutes, that a name stands for somewhere at some time since 2000."""
    meanings = [*AMBIGUOUS.get(name, {}).values()]
    for (other, _), candidates in ELSEWHERE_AMBIGUOUS.items():
        meanings += candidates.values() if other == name else ()
    found = {meaning.minutes for meaning in meanings}
    found |= {FIXED[name].minutes} if name in FIXED else set()
    found |= {BESIDE_OFFSET[name]} if name in BESIDE_OFFSET else set()
    return found | ({0} if name in NEUTRAL else set())
