"""Which clock a TZID names, and the instants of its local times as calendars read them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple, Protocol
from zoneinfo import available_timezones

from evsched.engine import zones
from evsched.engine.interval import EPOCH, to_seconds
from evsched.engine.zone_names import listed_keys

_NO_CLOCKS = {"Factory", "localtime", "posixrules"}
_NO_TIME = timedelta(0)
_SECOND = timedelta(seconds=1)
_LONGEST_NAME = 200


class Zone(Protocol):
    """The clocks of a place."""

    @property
    def name(self) -> str:
        """What it is called."""

    def instant(self, local_time: datetime) -> int:
        """Return the instant of a local time in seconds since the epoch.

        Of a time that comes twice it is the first; one that the clocks skip is read with the offset before the
        gap (RFC 5545, 3.3.5).
        """

    def gap(self, local_time: datetime) -> timedelta:
        """Return how much more than a local time the clocks show at its instant, where they skip it; else none."""

    def local_time(self, instant: int) -> datetime:
        """Return what the clocks show at an instant."""


class NamedZone(NamedTuple):
    """A zone of evsched: an IANA key or a fixed offset."""

    name: str

    def instant(self, local_time: datetime) -> int:
        """Return the instant of a local time."""
        return to_seconds(local_time.replace(tzinfo=zones.load(self.name)))

    def gap(self, local_time: datetime) -> timedelta:
        """Return how far the clocks skip over a local time."""
        rules = zones.load(self.name)
        before, after = (local_time.replace(tzinfo=rules, fold=fold).utcoffset() or _NO_TIME for fold in (0, 1))
        return max(after - before, _NO_TIME)

    def local_time(self, instant: int) -> datetime:
        """Return what the clocks show at an instant."""
        return zones.clock(instant, self.name).local_time


UTC = NamedZone("UTC")


class Onset(NamedTuple):
    """A change of the clocks, as a calendar's own time zone has it."""

    instant: int
    before: int
    """Seconds east of UTC before the change."""
    after: int


class WrittenZone:
    """A zone by the rules that stand in the calendar itself.

    Args:
        name: Its TZID.
        onsets: Its changes, at least one; before the first, the clocks show what they show just before it.
    """

    __slots__ = ("_instants", "_local", "_offsets", "name")

    def __init__(self, name: str, onsets: Sequence[Onset]) -> None:
        self.name = name
        ordered = sorted(onsets)
        self._instants = [each.instant for each in ordered]
        self._offsets = [ordered[0].before, *(each.after for each in ordered)]
        # The later of both readings, so that a time inside a gap or fold still counts as before the change.
        shown = [each.instant + max(before, each.after) for before, each in zip(self._offsets, ordered, strict=False)]
        self._local = list(accumulate(shown, max))

    def instant(self, local_time: datetime) -> int:
        """Return the instant of a local time."""
        seconds = (local_time - EPOCH.replace(tzinfo=None)) // _SECOND
        return seconds - self._offsets[bisect_right(self._local, seconds)]

    def gap(self, local_time: datetime) -> timedelta:
        """Return how far the clocks skip over a local time."""
        return max(self.local_time(self.instant(local_time)) - local_time, _NO_TIME)

    def local_time(self, instant: int) -> datetime:
        """Return what the clocks show at an instant."""
        offset = self._offsets[bisect_right(self._instants, instant)]
        return EPOCH.replace(tzinfo=None) + timedelta(seconds=instant + offset)


@lru_cache(maxsize=1024)
def known_zone(identifier: str) -> NamedZone | None:
    """Return the zone that everybody means by a TZID: an IANA key, with a vendor's prefix or not, or Windows' name.

    >>> known_zone("/freeassociation.sourceforge.net/Europe/Berlin")
    NamedZone(name='Europe/Berlin')
    """
    key = next((key for key in _candidates(identifier) if _is_key(key)), None)
    return None if key is None else NamedZone("UTC" if key in {"UTC", "Etc/UTC"} else key)


def _candidates(identifier: str) -> list[str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = identifier[:_LONGEST_NAME].strip().strip("/")
    found = [name]
    if name in WINDOWS_TO_OLSON:
        found.append(WINDOWS_TO_OLSON[name])
    if identifier.startswith("/"):
        steps = name.split("/")
        found += ["/".join(steps[start:]) for start in range(1, len(steps))]
    return found


def _is_key(name: str) -> bool:
    return name not in _NO_CLOCKS and (name in listed_keys() or ("/" in name and name in _system_keys()))


@cache
def _system_keys() -> frozenset[str]:
    return frozenset(available_timezones())
