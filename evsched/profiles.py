"""Profiles: what somebody has noted on their computer of people, for all events: where they are, when usually free."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evsched.document.members import at, check_distinct, each_of, number_of, object_of, text_of, zone_of
from evsched.engine.model import Participant
from evsched.engine.names import participant_id
from evsched.engine.text import parse_weekly
from evsched.engine.weekly import WeeklyHours
from evsched.engine.zone_names import parse_zone
from evsched.json_file import JsonFile
from evsched.not_found import no_profile

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What is noted of one person.

    Raises:
        InvalidInput: An id that no participant has, or an unknown zone.
    """

    id: str
    """As in the events; compared exactly, in Unicode's NFC."""
    zone: str | None = None
    """Where they are: an IANA key or a fixed offset."""
    weekly: Sequence[WeeklyHours] = ()
    """When they usually are free, in the order given."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", participant_id(self.id))
        object.__setattr__(self, "weekly", tuple(self.weekly))
        if self.zone is not None:
            object.__setattr__(self, "zone", parse_zone(self.zone))


class Profiles:
    """The profiles in one file, which is made with the first of them.

    Every method raises StoreUnavailable for a file that is damaged, or that cannot be read or written.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._file = JsonFile[dict[str, Profile]](
            path, "file of profiles", empty=dict, read=_read_file, document=_file_document, is_secret=False
        )

    def all(self) -> list[Profile]:
        """Return all profiles, sorted by id."""
        return sorted(self._file.content().values(), key=lambda each: each.id)

    def get(self, person: str) -> Profile:
        """Return the profile of somebody, with nothing in it where nothing is noted of them."""
        return self._file.content().get(participant_id(person)) or Profile(person)

    def placed(self, participants: Iterable[Participant]) -> list[Participant]:
        """Return participants as they are, but with the noted zone and hours where none were given.

        The hours in which somebody usually is free are their usual hours.
        """
        given = list(participants)
        if all(who.zone and who.usual for who in given):
            return given
        noted = self._file.content()
        return [
            replace(who, zone=who.zone or noted[who.id].zone, usual=who.usual or noted[who.id].weekly)
            if who.id in noted
            else who
            for who in given
        ]

    def put(self, profile: Profile) -> None:
        """Keep a profile in the place of what was noted of the person."""
        self.change(profile.id, lambda _: profile)

    def change(self, person: str, change: Callable[[Profile], Profile]) -> Profile:
        """Return a profile after a change to it, during which nobody else changes any.

        Args:
            person: Whose it is.
            change: Given what is noted of them, be it nothing, returns what is to be.
        """
        with self._file.changing() as profiles:
            before = profiles.get(participant_id(person)) or Profile(person)
            after = profiles[before.id] = change(before)
        return after

    def delete(self, person: str) -> None:
        """Forget what is noted of somebody.

        Raises:
            NotFound: Nothing is.
        """
        who = participant_id(person)
        noted = self._file.content()
        if who not in noted:
            raise no_profile(who, sorted(noted))
        with self._file.changing() as profiles:
            profiles.pop(who, None)


def profile_document(profile: Profile) -> dict[str, Any]:
    """Return a profile in JSON."""
    return {
        "id": profile.id,
        "timeZone": profile.zone,
        "weekly": [{"text": hours.text, "timeZone": hours.zone} for hours in profile.weekly],
    }


def _file_document(profiles: Mapping[str, Profile]) -> dict[str, Any]:
    return {"version": _VERSION, "profiles": [profile_document(each) for each in profiles.values()]}


def _read_file(document: object) -> dict[str, Profile]:
    members = object_of(document, ("version", "profiles"), required=("version", "profiles"))
    with at("version"):
        number_of(members["version"], _VERSION, _VERSION)
    with at("profiles"):
        read = each_of(members["profiles"], _read_profile)
        check_distinct(each.id for each in read)
    return {each.id: each for each in read}


def _read_profile(document: object) -> Profile:
    members = object_of(document, ("id", "timeZone", "weekly"), required=("id", "weekly"))
    with at("id"):
        who = participant_id(text_of(members["id"]))
    with at("weekly"):
        return Profile(who, zone_of(members), each_of(members["weekly"], _read_hours))


def _read_hours(document: object) -> WeeklyHours:
    members = object_of(document, ("text", "timeZone"), required=("text", "timeZone"))
    with at("text"):
        return parse_weekly(text_of(members["text"]), zone_of(members))
