"""The time zone of a typed slot: a key, an offset, or an abbreviation that must be in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from evsched.engine import abbreviations
from evsched.engine.abbreviations import Meaning
from evsched.engine.calendar_names import date_text
from evsched.engine.text.tokens import Cursor
from evsched.engine.zone_names import (
    candidates_text,
    fixed_zone,
    keys_by_folded,
    minutes_text,
    parse_offset,
    zone_advice,
)
from evsched.engine.zones import Clock, clock, instants, offset_text
from evsched.errors import InvalidInput

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class WrittenZone:
    """A zone as written: settled, or an abbreviation that depends on the times."""

    start: int
    end: int
    text: str
    zone: str | None = None
    abbreviation: str = ""

    def at(self, in_force: str | None, start: datetime | None = None, end: datetime | None = None) -> str:
        """Return the zone that it stands for in a slot, or at one end of it.

        Args:
            in_force: The zone that would serve if none were written.
            start: The local time at which the slot starts, if that is written in this zone.
            end: The same for its end, which the slot does not hold: a second before it is what counts.

        Raises:
            InvalidInput: An abbreviation that is not in force then, or that has several meanings.
        """
        if self.zone is not None:
            return self.zone
        name = self.abbreviation
        local_times = [each for each in (start, end and end - _SECOND) if each]
        candidates = abbreviations.AMBIGUOUS.get(name) or abbreviations.ELSEWHERE_AMBIGUOUS.get((name, in_force or ""))
        if candidates is None and name in abbreviations.FIXED:
            return _in_force_at(name, abbreviations.FIXED[name], local_times, in_force)
        offsets = {_own_offset(name, candidates or {}, each, in_force) for each in local_times}
        if None in offsets or len(offsets) > 1:
            if candidates:
                raise InvalidInput(f"{candidates_text(name, candidates)}: write one of these instead")
            raise InvalidInput(f"write the offset too: {name} ({minutes_text(abbreviations.BESIDE_OFFSET[name])})")
        (offset,) = offsets
        return fixed_zone(int((offset or timedelta()).total_seconds()))


def read_zone(cursor: Cursor, *, at_end: bool = False, is_iso: bool = False) -> WrittenZone | None:
    """Read ``EST``, ``EST (UTC-5)``, ``Europe/Berlin``, ``UTC+5:30`` or ``-05:00``; None if there is none here.

    Args:
        cursor: Where to read.
        at_end: Nothing of the slot follows, so that a dash is a sign.
        is_iso: The time is ISO 8601, in which an offset touches it.
    """
    token = cursor.peek()
    if token.text == "(":
        cursor.take()
        inside = _read_one(cursor, at_end=True)
        _close(cursor, token.start, inside)
        return inside
    if token.text == "-" and cursor.touches() and not is_iso:
        return None
    found = _read_one(cursor, at_end=at_end)
    if found is None or cursor.peek().text != "(":
        return found
    return _read_beside(cursor, found)


def _read_beside(cursor: Cursor, label: WrittenZone) -> WrittenZone:
    """Read the offset that stands in parentheses behind an abbreviation."""
    opening = cursor.take()
    offset = _read_one(cursor, at_end=True)
    _close(cursor, opening.start, offset)
    meanings = abbreviations.offsets(label.abbreviation)
    if label.abbreviation == "" or not meanings or offset is None or offset.zone is None or "/" in offset.zone:
        cursor.fail("the zone is written twice: leave one of them out", label.start)
    if offset.zone not in {fixed_zone(minutes * 60) for minutes in meanings}:
        cursor.fail(f"{label.abbreviation} is never {offset.text}: leave one of them out", label.start)
    return _written(cursor, label.start, zone=offset.zone, abbreviation=label.abbreviation)


def _close(cursor: Cursor, start: int, inside: WrittenZone | None) -> None:
    if inside is None or not cursor.accept(")"):
        cursor.fail("in parentheses stands an offset, as in EST (UTC-5)", start)


def _read_one(cursor: Cursor, *, at_end: bool) -> WrittenZone | None:
    """Read a key, an offset or an abbreviation, without anything beside it."""
    token = cursor.peek()
    if token.kind == "key":
        return _read_key(cursor)
    if token.text in ("+", "-"):
        return _written(cursor, token.start, zone=_read_offset(cursor, token.start))
    if token.kind != "word" or token.text in ("and", "to"):
        return None
    name = token.text.upper()
    if not abbreviations.offsets(name) and name not in abbreviations.CLOCKS:
        cursor.fail(f"this is no time zone; {zone_advice(cursor.text[token.start : token.end])}")
    cursor.take()
    sign = cursor.peek().text
    if name in ("UTC", "GMT") and (sign == "+" or (sign == "-" and (at_end or cursor.touches()))):
        return _written(cursor, token.start, zone=_read_offset(cursor, token.start))
    zone = "UTC" if name in abbreviations.NEUTRAL else abbreviations.CLOCKS.get(name)
    return _written(cursor, token.start, zone=zone, abbreviation=name)


def _read_key(cursor: Cursor) -> WrittenZone:
    token = cursor.take()
    key = keys_by_folded().get(token.text)
    if key is None:
        spaced = keys_by_folded().get(f"{token.text}_{cursor.peek().text}")
        cursor.fail(f"write {spaced}" if spaced else zone_advice(cursor.text[token.start : token.end]), token.start)
    return _written(cursor, token.start, zone=key)


def _written(cursor: Cursor, start: int, zone: str | None, abbreviation: str = "") -> WrittenZone:
    end = cursor.last_end()
    return WrittenZone(start, end, cursor.text[start:end], zone, abbreviation)


def _read_offset(cursor: Cursor, start: int) -> str:
    """Read the sign and figures behind ``UTC`` or ``GMT``, or alone; alone the hour has two figures."""
    sign = cursor.take()
    hours = cursor.take()
    while hours.kind == "number" and cursor.peek().text == ":" and cursor.touches():
        cursor.take()
        cursor.take()
    try:
        offset = parse_offset(cursor.plain[start : cursor.last_end()])
    except InvalidInput as error:
        cursor.fail(error.problem, start)
    if offset is None or (sign.start == start and len(hours.text) == 1):
        cursor.fail("an offset is written UTC+5:30, UTC-5 or +05:30", start)
    return offset


def _in_force_at(name: str, meaning: Meaning, local_times: list[datetime], in_force: str | None) -> str:
    offset = timedelta(minutes=meaning.minutes)
    fixed = fixed_zone(meaning.minutes * 60)
    elsewhere: list[tuple[datetime, Clock]] = []
    for local_time in local_times:
        (instant,) = instants(local_time, fixed)
        there = clock(instant, meaning.zone)
        here = clock(instant, in_force) if in_force else None
        if not (_shows(there, name, offset) or (here and here.abbreviation == name and here.offset == offset)):
            elsewhere.append((local_time, there))
    if not elsewhere:
        return fixed
    local_time, there = elsewhere[0]
    place = meaning.zone.rsplit("/", 1)[-1].replace("_", " ")
    others = f"{meaning.zone} or {minutes_text(meaning.minutes)}"
    if len(elsewhere) < len(local_times):
        raise InvalidInput(f"the clocks of {place} change on {date_text(local_time)}, within the slot: write {others}")
    actual = offset_text(there.offset) if there.abbreviation in (None, name) else there.abbreviation
    raise InvalidInput(f"on {date_text(local_time)} {place} is on {actual}, not {name}: write {actual}, {others}")


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
        if (own.abbreviation or "").upper() == name:
            return own.offset
        named_by_people = any(
            meaning.zone == in_force and own.offset == timedelta(minutes=meaning.minutes)
            for meaning in candidates.values()
        )
        if own.abbreviation is None and named_by_people:
            return own.offset
    return None
