"""From typed text to one point in time: ``12 Jan 2025, 2PM EST``.

The grammar is that of a slot, cut off behind its start::

    moment  = date [","] [join] time [zone]
            | date [zone]                                   where a whole day will do
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from evsched.engine import zones
from evsched.engine.interval import EARLIEST, LATEST, iso, to_datetime
from evsched.engine.text.dates import RANGE_WORDS, read_day
from evsched.engine.text.slots import BEFORE_TIME, JOINS, reaches_time
from evsched.engine.text.times import read_time
from evsched.engine.text.tokens import Cursor
from evsched.engine.text.written import local_at, zone_at
from evsched.engine.text.zone_marks import WrittenZone, read_zone
from evsched.engine.zone_names import parse_zone
from evsched.errors import InvalidInput, UnreadableText, ZoneMissing

_EXAMPLE = "12 Jan 2025, 2PM EST"
_DAY = timedelta(days=1)


def parse_moment(text: str, zone: str | None = None, *, whole_day: bool = False) -> datetime:
    """Return the one point in time that a text names, in UTC.

    >>> parse_moment("12 Jan 2025, 2PM EST").isoformat()
    '2025-01-12T19:00:00+00:00'
    >>> parse_moment("10 Jan 2025", "Europe/Berlin", whole_day=True).isoformat()
    '2025-01-10T23:00:00+00:00'

    Args:
        text: A date with a time.
        zone: The zone in force for a text that names none: an IANA key or a fixed offset.
        whole_day: Read a date alone as the end of that day, so that all of it is before the moment; else it is refused.

    Raises:
        UnreadableText: The text is not wholly understood, or its time is skipped or doubled; ZoneMissing where it is
            understood but for the time zone.
        InvalidInput: The zone in force is none.
    """
    in_force = None if zone is None else parse_zone(zone)
    cursor = Cursor(text, f"a time such as {_EXAMPLE}")
    cursor.skip_lines()
    begin = cursor.peek().start
    day = read_day(cursor)
    seconds, written = _read_time(cursor) if reaches_time(cursor) else (None, _read_zone(cursor))
    end = cursor.last_end()
    cursor.skip_lines()
    if cursor.peek().kind != "end":
        cursor.fail(f"nothing follows one point in time, such as {_EXAMPLE}")
    if seconds is None and not whole_day:
        raise UnreadableText(text, begin, end, f"write the time too, as in {_EXAMPLE}")
    if written is None and in_force is None:
        raise ZoneMissing(
            text,
            begin,
            end,
            "it names no time zone; write one behind the time, such as EST, Europe/Berlin or UTC+1, "
            "or give one (--tz, timeZone)",
        )
    try:
        return _moment(day, seconds, written, in_force)
    except InvalidInput as error:
        raise UnreadableText(text, begin, end, error.problem) from None


def _read_time(cursor: Cursor) -> tuple[int, WrittenZone | None]:
    cursor.accept(*BEFORE_TIME)
    join = cursor.accept(*JOINS)
    read = read_time(cursor)
    written = _read_zone(cursor, is_iso=join is not None and join.text == "t")
    if read.open:
        cursor.fail(read.advice(), read.start)
    if read.text == "midnight":
        cursor.fail("with a date, write 00:00 for its beginning or 24:00 for its end", read.start)
    return read.seconds(), written


def _read_zone(cursor: Cursor, *, is_iso: bool = False) -> WrittenZone | None:
    token = cursor.peek()
    if token.text in (*RANGE_WORDS, "/") and not (is_iso and token.text == "-" and cursor.touches()):
        cursor.fail("one point in time stands here, not a range; an offset is written UTC-5")
    return read_zone(cursor, at_end=True, is_iso=is_iso)


def _moment(day: date, seconds: int | None, written: WrittenZone | None, in_force: str | None) -> datetime:
    if seconds is None:
        _, instant = zones.whole_day(day, zone_at(written, in_force, end=local_at(day + _DAY, 0)))
    else:
        local_time = local_at(day, seconds)
        instant = zones.resolve(local_time, zone_at(written, in_force, start=local_time))
    if not EARLIEST <= instant <= LATEST:
        raise InvalidInput(f"{iso(to_datetime(instant))} is outside the years 1970 to 2199")
    return to_datetime(instant)
