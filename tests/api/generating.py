"""What generated requests to the API are made of, beyond what a schema can say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from evsched.engine.interval import iso
from tests.api.asking import DEADLINE

_EARLIEST, _LATEST = datetime(1970, 1, 2), datetime(2199, 11, 1)  # noqa: DTZ001, strategies take them so

zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "UTC+5:30", "-03:00", "utc-12"])
slot_texts = st.sampled_from(
    [
        "12 Jan 2025, 2 - 4PM EST",
        "12 Jan 2025, 14:00 - 16:00 UTC, 13 Jan 2025, 9 - 10:30AM UTC+5:30",
        "2025-01-14 23:00 - 01:00 Asia/Tokyo",
    ]
)
duration_texts = st.sampled_from(["90m", "1h", "PT1H30M", "2 days"])
ids = st.text("abcdefghij.@-_é中", min_size=1, max_size=12).map(lambda text: f"p{text}")
titles = st.text("abcdefghij -'é中🎉", max_size=40).map(lambda text: f"On {text}")
weekly_texts = st.sampled_from(
    ["Mon-Fri 9:00-17:00 Europe/Berlin", "daily 22:00-02:00 UTC", "Sat, Sun 13-18 Asia/Tokyo except 25 Jan 2025"]
)
addresses = st.sampled_from(["olga@example.com", "o'neil+meetings@mail.example.org", "a@b.example"])
instants = st.datetimes(_EARLIEST, _LATEST, timezones=st.just(UTC)).map(
    lambda moment: iso(moment.replace(microsecond=0))
)

FORMATS = {
    "slot-text": slot_texts,
    "time-zone": zones,
    "weekly-text": weekly_texts,
    "mail-address": addresses,
    "duration-text": duration_texts,
    "quorum-text": st.sampled_from(["1", "4", "60%", "100 %"]),
    "condition-text": st.sampled_from(["1 of p0", "1 of p0, p0"]),
    "participant-id": ids,
    "title": titles,
    "date-time": instants,
}
"""By the name that a schema has for them."""


def made_sane(body: Any) -> Any:
    """Return a body that a schema allows as one that the API accepts.

    Slots last from a minute to 31 days, a deadline is to come, nobody is named twice, conditions are on participants,
    and whole numbers are not written as fractions.
    """
    if isinstance(body, list):
        return [made_sane(each) for each in body]
    if not isinstance(body, dict):
        return int(body) if isinstance(body, float) and body.is_integer() else body
    sane = {name: made_sane(value) for name, value in body.items()}
    if isinstance(sane.get("deadline"), str):
        sane["deadline"] = DEADLINE
    if {"start_time", "end_time"} <= sane.keys():
        start, end = (datetime.fromisoformat(sane[name].upper()) for name in ("start_time", "end_time"))
        if not timedelta(minutes=1) <= end - start <= timedelta(days=31):
            sane["end_time"] = iso((start + timedelta(hours=1 + end.hour)).astimezone(UTC))
    if isinstance(sane.get("participants"), list):
        sane["participants"] = [*_distinct(sane["participants"])]
    if isinstance(sane.get("atLeast"), list):
        sane["atLeast"] = _conditions(len(sane["atLeast"]), sane.get("participants") or [])
    return sane


def made_a_meeting(body: Any) -> Any:
    """Return the body of a choice as one that the API accepts for an event of an hour."""
    if not (isinstance(body, dict) and isinstance(body.get("start_time"), str) and body.get("end_time") is not None):
        return body
    start = datetime.fromisoformat(body["start_time"].upper()).astimezone(UTC)
    return {**body, "end_time": iso(start.replace(microsecond=0) + timedelta(hours=1))}


def _conditions(count: int, people: list[Any]) -> list[dict[str, Any]]:
    names = [_name(each) for each in people]
    return [{"count": 1, "of": names}] * count if names else []


def _name(participant: Any) -> Any:
    return participant["id"] if isinstance(participant, dict) else participant


def _distinct(people: list[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for each in people:
        name = _name(each)
        if name not in seen:
            seen.add(name)
            yield each
