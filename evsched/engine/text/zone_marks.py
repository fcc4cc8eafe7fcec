"""The time zone of a typed slot: a key, an offset, or an abbreviation that must be in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from evsched.engine import abbreviations
from evsched.engine.abbreviations import Meaning
from evsched.engine.text.tokens import Cursor
from evsched.engine.zone_names import (
    candidates_text,
    fixed_zone,
    known_keys,
    minutes_text,
    parse_offset,
    zone_advice,
)
from evsched.engine.zones import Clock, clock, instants, offset_text
from evsched.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class WrittenZone:
    """A zone as written: settled, or an abbreviation that depends on the times."""

    start: int
    end: int
    text: str
    zone: str | None = None
    abbreviation: str = ""

    def at(self, local_times: list[datetime], in_force: str | None) -> str:
        """Return the zone that it stands for at these local times.

        Args:
            local_times: The ends of the slot that it is written for.
            in_force: The zone that would serve if none were written.

        Raises:
            InvalidInput: An abbreviation that is not in force then, or that has several meanings.
        """
        if self.zone is not None:
            return self.zone
        name = self.abbreviation
        candidates = abbreviations.AMBIGUOUS.get(name) or abbreviations.ELSEWHERE_AMBIGUOUS.get((name, in_force or ""))
        if candidates is None:
            return _in_force_at(name, abbreviations.FIXED[name], local_times, in_force)
        offsets = {_own_offset(name, candidates, each, in_force) for each in local_times}
        if None in offsets or len(offsets) > 1:
            raise InvalidInput(f"{candidates_text(name, candidates)}: write one of these instead")
        (offset,) = offsets
        return fixed_zone(int((offset or timedelta()).total_seconds()))


def read_zone(cursor: Cursor) -> WrittenZone | None:
    """Read ``EST``, ``EST (UTC-5)``, ``Europe/Berlin``, ``UTC+5:30`` or ``-05:00``; None if there is none here."""
    token = cursor.peek()
    if token.kind == "key":
        key = _keys_by_folded().get(token.text)
        if key is None:
            cursor.fail(zone_advice(cursor.text[token.start : token.end]))
        cursor.take()
        return _written(cursor, token.start, zone=key)
    if token.text in ("+", "-"):
        return _written(cursor, token.start, zone=_read_offset(cursor, token.start))
    if token.text == "(":
        return _written(cursor, token.start, zone=_read_parenthesis(cursor))
    if token.kind != "word" or token.text in ("and", "to"):
        return None
    return _read_name(cursor)


def _read_name(cursor: Cursor) -> WrittenZone:
    """Read an abbreviation, alone or with the offset beside it."""
    token = cursor.peek()
    name = token.text.upper()
    meanings = abbreviations.offsets(name)
    if not meanings and name not in abbreviations.CLOCKS:
        cursor.fail(f"this is no time zone; {zone_advice(cursor.text[token.start : token.end])}")
    cursor.take()
    if name in ("UTC", "GMT") and cursor.touches() and cursor.peek().text in ("+", "-"):
        return _written(cursor, token.start, zone=_read_offset(cursor, token.start))
    zone = "UTC" if name in abbreviations.NEUTRAL else abbreviations.CLOCKS.get(name)
    if cursor.peek().text == "(":
        zone = _read_parenthesis(cursor)
        if meanings and zone not in {fixed_zone(minutes * 60) for minutes in meanings}:
            cursor.fail(f"{name} is never {zone}: leave one of them out", token.start)
    elif meanings == {abbreviations.BESIDE_OFFSET.get(name)}:
        offset = minutes_text(abbreviations.BESIDE_OFFSET[name])
        cursor.fail(f"write the offset too, as in {name} ({offset})", token.start)
    return _written(cursor, token.start, zone=zone, abbreviation=name)


def _written(cursor: Cursor, start: int, zone: str | None, abbreviation: str = "") -> WrittenZone:
    end = cursor.last_end()
    return WrittenZone(start, end, cursor.text[start:end], zone, abbreviation)


def _read_offset(cursor: Cursor, start: int) -> str:
    cursor.take()
    hours = cursor.take()
    while hours.kind == "number" and cursor.peek().text == ":" and cursor.touches():
        cursor.take()
        cursor.take()
    try:
        offset = parse_offset(cursor.plain[start : cursor.last_end()])
    except InvalidInput as error:
        cursor.fail(error.problem, start)
    if offset is None:
        cursor.fail("an offset is written UTC+5:30, UTC-5 or +05:30", start)
    return offset


def _read_parenthesis(cursor: Cursor) -> str:
    start = cursor.take().start
    inside = read_zone(cursor)
    if inside is None or inside.zone is None or not cursor.accept(")"):
        cursor.fail("in parentheses stands an offset, as in EST (UTC-5)", start)
    return inside.zone


def _in_force_at(name: str, meaning: Meaning, local_times: list[datetime], in_force: str | None) -> str:
    offset = timedelta(minutes=meaning.minutes)
    fixed = fixed_zone(meaning.minutes * 60)
    for local_time in local_times:
        (instant,) = instants(local_time, fixed)
        there = clock(instant, meaning.zone)
        here = clock(instant, in_force) if in_force else None
        if not (_shows(there, name, offset) or (here and here.abbreviation == name and here.offset == offset)):
            place = meaning.zone.rsplit("/", 1)[-1].replace("_", " ")
            actual = there.abbreviation or offset_text(there.offset)
            raise InvalidInput(
                f"{place} is on {actual} then, not {name}: "
                f"write {actual}, {meaning.zone} or {minutes_text(meaning.minutes)}"
            )
    return fixed


def _shows(there: Clock, name: str, offset: timedelta) -> bool:
    return there.offset == offset and there.abbreviation in (None, name)


def _own_offset(
    name: str, candidates: dict[str, Meaning], local_time: datetime, in_force: str | None
) -> timedelta | None:
    """Return the offset that the zone in force has at a local time under this name, if it uses it then."""
    if in_force is None:
        return None
    for instant in instants(local_time, in_force):
        own = clock(instant, in_force)
        if own.abbreviation == name:
            return own.offset
        named_by_people = any(
            meaning.zone == in_force and own.offset == timedelta(minutes=meaning.minutes)
            for meaning in candidates.values()
        )
        if own.abbreviation is None and named_by_people:
            return own.offset
    return None


@cache
def _keys_by_folded() -> dict[str, str]:
    return {key.lower(): key for key in known_keys()}
