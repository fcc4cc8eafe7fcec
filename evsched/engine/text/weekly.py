"""From typed text to weekly hours: ``Mon-Fri 9:00-17:00 Europe/Berlin except 25 Dec 2025``.

The grammar, read once from left to right (brackets are optional parts)::

    hours   = rule { (";" | new line | "," | "and") rule }
    rule    = days [":" | ","] ["from"] range { ("," | "and") range } [zone] [except] [zone]
    days    = item { ("," | "and") item }
    item    = day [to day] | "daily" | "weekdays" | "weekends" | "every" …
    range   = time to time                                  bare hours are 24-hour
    except  = "except" dates { ("," | "and") dates }
    to      = "-" | "to" | "until" | …                      dashes of any kind

Nothing is guessed and nothing skipped: a text that is not wholly understood is refused at the place.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from evsched.engine.calendar_names import date_text, weekday_text
from evsched.engine.text.dates import WEEKDAY_NUMBERS, read_days, starts_date
from evsched.engine.text.hours import WrittenHours, read_hours
from evsched.engine.text.times import starts_time
from evsched.engine.text.tokens import Cursor
from evsched.engine.text.weekdays import EXAMPLE, joint_length, read_weekdays, starts_weekdays
from evsched.engine.weekly import MOST_RANGES, WeeklyHours, WeeklyRule, days_between
from evsched.engine.zone_names import keys_by_folded, parse_place, parse_zone, place_advice
from evsched.errors import InvalidInput, UnreadableText, ZoneMissing

_EXCEPT = ("except", "excluding")
_BEHIND_ZONE = (",", "and", ";", "\n", *_EXCEPT)


class _WrittenPlace(NamedTuple):
    """A zone, and where it stands in the text."""

    zone: str
    start: int
    end: int


class _WrittenRule(NamedTuple):
    """A rule, and what stands around it in the text."""

    rule: WeeklyRule
    hours: list[WrittenHours]
    start: int
    end: int
    places: list[_WrittenPlace]


def parse_weekly(text: str, zone: str | None = None) -> WeeklyHours:
    """Return the weekly hours that a text names.

    An exception is a date on which no range starts: it takes all of a night that begins on it. It belongs to the
    rule that it stands behind. A bare hour is 24-hour beside ``noon`` and ``midnight`` too, so ``9-midnight`` is
    9:00 to 24:00; only AM and PM serve both ends. Where a text has AM or PM anywhere, a range that could be either
    half of the day is refused.

    >>> parse_weekly("Sat 22:00-02:00", "Europe/Berlin").rules[0].ranges
    ((79200, 93600),)

    Args:
        text: One rule or several.
        zone: The zone in force for a text that names none: an IANA key with a slash, or UTC.

    Raises:
        UnreadableText: The text is not wholly understood or contradicts itself; ZoneMissing where it is understood
            but for the time zone.
        InvalidInput: The zone in force is none, or is needed and an offset, which does not change with the clocks.
    """
    cursor = Cursor(text, f"weekly hours such as {EXAMPLE}")
    cursor.skip_lines()
    begin = cursor.peek().start
    written = [_read_rule(cursor)]
    while _goes_on(cursor):
        written.append(_read_rule(cursor))
    _check_marks(cursor, [hours for each in written for hours in each.hours])
    _check_exceptions(cursor, written)
    where = _zone(cursor, written, zone)
    end = written[-1].end
    try:
        return WeeklyHours(tuple(each.rule for each in written), where, text[begin:end].replace("\t", " "))
    except InvalidInput as error:
        raise UnreadableText(text, begin, end, error.problem) from None


def _goes_on(cursor: Cursor) -> bool:
    """Read what separates two rules; tell whether another one follows."""
    on_new_line = cursor.skip_lines()
    if cursor.peek().kind == "end":
        return False
    joint = 1 if cursor.peek().text == ";" else joint_length(cursor)
    if not joint and not on_new_line:
        cursor.fail("a semicolon and the next rule, as in Mon-Thu 9-17; Fri 9-13, or the end stands here")
    cursor.skip(joint)
    cursor.skip_lines()
    return True


def _read_rule(cursor: Cursor) -> _WrittenRule:
    begin = cursor.peek().start
    days = read_weekdays(cursor)
    hours = _read_hours(cursor)
    places = _read_place(cursor)
    if cursor.peek(1).text in _EXCEPT:
        cursor.accept(",")
    exceptions = _read_exceptions(cursor) if cursor.accept(*_EXCEPT) else ()
    places += _read_place(cursor)
    rule = WeeklyRule(days, tuple(each.range for each in hours), exceptions)
    return _WrittenRule(rule, hours, begin, cursor.last_end(), places)


def _read_hours(cursor: Cursor) -> list[WrittenHours]:
    cursor.accept(":", ",")
    cursor.accept("from")
    begin = cursor.peek().start
    if not starts_time(cursor):
        cursor.fail(f"write the time too, as in {EXAMPLE}; for whole days that is 0-24")
    hours = [read_hours(cursor)]
    while (joint := joint_length(cursor)) and starts_time(cursor, joint):
        cursor.skip(joint)
        hours.append(read_hours(cursor))
    if len(hours) > MOST_RANGES:
        cursor.fail(f"a rule has at most {MOST_RANGES} time ranges", begin)
    return hours


def _read_exceptions(cursor: Cursor) -> tuple[tuple[date, date], ...]:
    cursor.accept("on", "for")
    days = read_days(cursor)
    runs = [(days[0], days[-1])]
    while (joint := joint_length(cursor)) and _is_date(cursor, joint):
        cursor.skip(joint)
        days = read_days(cursor)
        runs.append((days[0], days[-1]))
    return tuple(runs)


def _is_date(cursor: Cursor, ahead: int) -> bool:
    """Tell whether a date follows rather than a zone or the days of the next rule: ``Sat 10-12`` is no date."""
    if cursor.peek(ahead).text in WEEKDAY_NUMBERS:
        ahead += 2 if cursor.peek(ahead + 1).text in (".", ",") else 1
    return starts_date(cursor, ahead)


def _read_place(cursor: Cursor) -> list[_WrittenPlace]:
    """Read ``Europe/Berlin`` or ``UTC``; nothing if there is no zone here."""
    ahead = 1 if cursor.peek().text == "," else 0
    if not _starts_zone(cursor, ahead):
        return []
    cursor.skip(ahead)
    token = cursor.take()
    is_whole = token.text in keys_by_folded() or (token.text == "utc" and cursor.peek().text not in ("+", "-"))
    while not is_whole and cursor.peek().kind != "end" and cursor.peek().text not in _BEHIND_ZONE:
        cursor.take()
    name = cursor.plain[token.start : cursor.last_end()]
    try:
        zone = keys_by_folded().get(name.lower()) or parse_place(name)
    except InvalidInput:
        cursor.fail(f"this is no zone for weekly hours: {place_advice(name)}", token.start)
    return [_WrittenPlace(zone, token.start, cursor.last_end())]


def _starts_zone(cursor: Cursor, ahead: int) -> bool:
    token = cursor.peek(ahead)
    if token.text == "-":
        return not cursor.touches()
    if token.kind == "word":
        return token.text not in _BEHIND_ZONE and not starts_weekdays(token)
    return token.kind == "key" or token.text == "+"


def _check_marks(cursor: Cursor, written: list[WrittenHours]) -> None:
    """Refuse a bare ``2-4`` beside hours with AM or PM: it is 24-hour elsewhere, and seldom meant so there."""
    if not any(each.is_marked for each in written):
        return
    for each in written:
        if each.bare:
            raise UnreadableText(cursor.text, each.begin, each.end, each.bare.advice())


def _check_exceptions(cursor: Cursor, written: list[_WrittenRule]) -> None:
    """Refuse an exception behind a rule without that day, where another rule keeps its hours on it."""
    pairs = ((one, other) for one in written for other in written if other.rule.days - one.rule.days)
    for one, other in pairs:
        for day in (day for run in one.rule.exceptions for day in days_between(*run)):
            if day.weekday() not in one.rule.days and other.rule.starts_on(day):
                raise UnreadableText(
                    cursor.text,
                    one.start,
                    one.end,
                    f"{weekday_text(day)} {date_text(day)} is a day of another rule: "
                    "write the exception behind that rule too",
                )


def _zone(cursor: Cursor, written: list[_WrittenRule], zone: str | None) -> str:
    """Return the one zone that is written, wherever it stands, or the one in force."""
    places = [place for each in written for place in each.places]
    for place in places:
        if place.zone != places[0].zone:
            advice = f"all the hours of one text are in one time zone, and {places[0].zone} is written before"
            raise UnreadableText(cursor.text, place.start, place.end, advice)
    if places:
        if zone is not None:
            parse_zone(zone)
        return places[0].zone
    if zone is not None:
        return parse_place(zone)
    raise ZoneMissing(
        cursor.text,
        written[0].start,
        written[0].end,
        "it names no time zone; write a place behind the hours, such as Europe/Berlin, "
        "or give one for all (--tz, timeZone)",
    )
