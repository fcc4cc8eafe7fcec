"""From typed text to slots: ``12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST``.

The grammar, read once from left to right (brackets are optional parts)::

    slots   = slot { ("," | ";" | "and" | new line) slot }
    slot    = days [zone]                                   the whole of each day
            | days [","] [join] time [zone] range [date [","] [join]] time [zone]
            | days [join] time [zone] "/" duration          ISO 8601
    days    = date | date range date
    range   = "-" | "to" | "until" | "/" …                  dashes of any kind
    join    = "at" | "from" | "T"

Nothing is guessed and nothing skipped: a text that is not wholly understood is refused at the place.
"""

from __future__ import annotations

import re
from datetime import timedelta

from evsched.engine.model import Slot
from evsched.engine.text.dates import RANGE_WORDS, read_day, read_days, starts_date, starts_weekly
from evsched.engine.text.durations import parse_duration
from evsched.engine.text.times import borrow_marks, read_time, span, starts_time
from evsched.engine.text.tokens import Cursor
from evsched.engine.text.written import WrittenSlot, same_zone, to_slot
from evsched.engine.text.zone_marks import WrittenZone, read_zone
from evsched.engine.zone_names import parse_zone
from evsched.errors import UnreadableText, ZoneMissing

MOST_SLOTS = 200
"""Slots in one text at most."""

JOINS = ("at", "from", "t", "@")
BEFORE_TIME = (",", ":")
_DURATION = re.compile(r"p[0-9a-z.]*", re.IGNORECASE | re.ASCII)


def parse_slots(text: str, zone: str | None = None) -> tuple[Slot, ...]:
    """Return the slots that a text names, in its order.

    >>> for slot in parse_slots("12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"):
    ...     print(slot)
    Slot(2025-01-12T19:00:00Z, 2025-01-12T21:00:00Z)
    Slot(2025-01-14T23:00:00Z, 2025-01-15T02:00:00Z)

    Args:
        text: One slot or several.
        zone: The zone in force for slots that name none: an IANA key or a fixed offset.

    Raises:
        UnreadableText: The text is not wholly understood, or a time is skipped, doubled or no slot; ZoneMissing
            where it is understood but for the time zone.
        InvalidInput: The zone in force is none.
    """
    in_force = None if zone is None else parse_zone(zone)
    cursor = Cursor(text)
    cursor.skip_lines()
    written = [_read_slot(cursor)]
    while _goes_on(cursor):
        written.append(_read_slot(cursor))
    if sum(len(each.days) for each in written) > MOST_SLOTS:
        raise UnreadableText(text, 0, len(text), f"a text holds at most {MOST_SLOTS} slots")
    _check_zones(cursor, written, in_force)
    return tuple(to_slot(text, each, day, in_force) for each in written for day in each.days)


def _goes_on(cursor: Cursor) -> bool:
    """Read what separates two slots; tell whether another one follows."""
    on_new_line = cursor.skip_lines()
    if cursor.peek().kind == "end":
        return False
    if cursor.accept(",", ";"):
        cursor.accept("and")
        cursor.skip_lines()
        if cursor.peek().kind == "end":
            cursor.fail("nothing follows the comma")
    elif cursor.accept("and"):
        cursor.skip_lines()
    elif not on_new_line:
        cursor.fail("a comma and the next slot, or the end, stands here")
    return True


def _read_slot(cursor: Cursor) -> WrittenSlot:
    begin = cursor.peek().start
    if starts_weekly(cursor):
        cursor.fail(
            "a slot has a date, such as 12 Jan 2025; hours that come each week go into --weekly (in JSON: weekly)"
        )
    days = read_days(cursor)
    if not reaches_time(cursor):
        zone = read_zone(cursor, at_end=True)
        return WrittenSlot(days, begin, cursor.last_end(), start_zone=zone, end_zone=zone)
    cursor.accept(*BEFORE_TIME)
    is_iso = (join := cursor.accept(*JOINS)) is not None and join.text == "t"
    first = read_time(cursor)
    start_zone = _read_start_zone(cursor, is_iso=is_iso)
    if cursor.peek().text not in (*RANGE_WORDS, "/"):
        cursor.fail("the end of the slot is missing, as in 2 - 4PM", first.start)
    slash = cursor.take().text == "/"
    if slash and cursor.peek().text in ("p", "pt"):
        lasting = _read_lasting(cursor)
        return WrittenSlot(days, begin, cursor.last_end(), first.seconds(), lasting=lasting, start_zone=start_zone)
    end_day = None
    if starts_date(cursor):
        end_day = read_day(cursor)
        cursor.accept(",")
        cursor.accept(*JOINS)
        if len(days) > 1:
            cursor.fail("a run of days takes one pair of times, as in 13 - 17 Jan 2025, 9AM - 5PM", begin)
    last = read_time(cursor)
    if end_day and last.text == "midnight":
        cursor.fail("with a date, write 00:00 for its beginning or 24:00 for its end", last.start)
    start_time, end_time = span(cursor, first, last)
    end_zone = read_zone(cursor, at_end=True, is_iso=is_iso) or start_zone
    if start_zone and not same_zone(start_zone, end_zone) and borrow_marks(first, last):
        cursor.fail("with two time zones, write AM or PM at both ends", first.start)
    return WrittenSlot(
        days,
        begin,
        cursor.last_end(),
        start_time,
        end_time,
        end_day,
        start_zone=start_zone or end_zone,
        end_zone=end_zone,
    )


def reaches_time(cursor: Cursor) -> bool:
    """Tell whether times follow the days, rather than the next slot, a zone or the end."""
    if cursor.peek().text in JOINS or starts_time(cursor):
        return True
    follows = cursor.peek(1)
    return cursor.peek().text in BEFORE_TIME and (
        follows.text in (*JOINS, "noon", "midnight", "midday")
        or (follows.kind == "number" and not starts_date(cursor, 1))
    )


def _read_start_zone(cursor: Cursor, *, is_iso: bool) -> WrittenZone | None:
    token = cursor.peek()
    if token.text in (*RANGE_WORDS, "/") and not (is_iso and token.text == "-" and cursor.touches()):
        return None
    return read_zone(cursor, is_iso=is_iso)


def _read_lasting(cursor: Cursor) -> timedelta:
    start = cursor.peek().start
    match = _DURATION.match(cursor.plain, start)
    while match and cursor.peek().start < match.end() and cursor.peek().kind != "end":
        cursor.take()
    try:
        return parse_duration(cursor.plain[start : cursor.last_end()])
    except UnreadableText as error:
        cursor.fail(error.advice, start)


def _check_zones(cursor: Cursor, written: list[WrittenSlot], zone: str | None) -> None:
    without = [each for each in written if each.start_zone is None]
    if len(without) == len(written) and zone is None:
        raise ZoneMissing(
            cursor.text,
            written[0].begin,
            written[0].end,
            "it names no time zone; write one behind the time, such as EST, Europe/Berlin or UTC+1, "
            "or give one for all (--tz, timeZone)",
        )
    named = next((each.end_zone or each.start_zone for each in written if each.start_zone), None)
    if without and named:
        place = without[0]
        raise UnreadableText(
            cursor.text,
            place.begin,
            place.end,
            f"it names no time zone and another slot does; write {named.text} here too, or in none of them",
        )
