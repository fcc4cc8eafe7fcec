"""What evsched puts into calendars: iCalendar objects (RFC 5545) that say what is to be done with them (RFC 5546)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from evsched.engine.addresses import address_of, mail_address
from evsched.engine.interval import Interval, to_datetime, to_seconds
from evsched.engine.model import Participant
from evsched.errors import InvalidInput

Method = Literal["REQUEST", "PUBLISH", "CANCEL"]
"""An invitation that wants an answer; something to know; an end to either."""

_Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_LONGEST_LINE = 75
_GREATEST_SEQUENCE = 2**31 - 1
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls but for the tab, and halves of characters, which UTF-8 cannot hold."""
_UNIT = re.compile(r"[\\^].|.", re.DOTALL)
"""What a fold does not cut: an escape of two characters, or one character."""
_PLAIN_IN_MAILTO = "@!$'*+"
"""What stands for itself in such a URI, beside letters, figures and ``-._~`` (RFC 6068, section 2)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes one entry of a calendar: a meeting, or a window for one."""

    uid: str
    """The same for all that is ever written of it; see :func:`meeting_uid` and :func:`window_uid`."""
    title: str
    interval: Interval
    description: str = ""
    """More about it, of any number of lines."""


@dataclass(frozen=True, slots=True)
class CalendarObject:
    """What is sent, or kept as an .ics file."""

    method: Method
    content: bytes

    @property
    def media_type(self) -> str:
        """What HTTP and mail call it; the method has to be there as it is inside."""
        return f"text/calendar; charset=utf-8; method={self.method}"


def meeting_uid(event_id: str) -> str:
    """Return the UID of the meeting of an event.

    It is a digest: the id of an event is the key to read it, and a calendar is read by others.
    """
    return _digest(f"meeting {event_id}")


def window_uid(event_id: str, start: int) -> str:
    """Return the UID of a window of an event.

    Args:
        event_id: The event.
        start: When the window starts, in seconds since the epoch.
    """
    return _digest(f"window {event_id} {start}")


def request(
    entry: Entry, participants: Sequence[Participant], *, organizer: str | None, sequence: int, now: datetime
) -> CalendarObject:
    """Return the invitation to a meeting.

    Those participants are invited whose ids are mail addresses. Where there is nobody but the organizer to invite, or
    no organizer to answer to, the meeting is published, for whoever takes it into a calendar.

    Args:
        entry: The meeting.
        participants: Everyone who is to come.
        organizer: The organizer's mail address, where it is known.
        sequence: How often the meeting was changed since it was sent first.
        now: The time of writing.

    Raises:
        InvalidInput: An organizer's address that is none, or a sequence below 0 or above 2147483647.
    """
    method: Method = "REQUEST" if _someone_else(participants, organizer) else "PUBLISH"
    people = _organizer(organizer)
    if method == "REQUEST":
        people += _attendees(participants, organizer, is_asked=True)
    return _object(method, "CONFIRMED", [entry], people, _sequence(sequence), now)


def tentative(entries: Sequence[Entry], *, organizer: str | None, sequence: int, now: datetime) -> CalendarObject:
    """Return the windows among which nobody has chosen yet.

    They leave their time free: one of them at most becomes the meeting, and what reads the calendar for when somebody
    could come is not to be kept from these very windows.

    Args:
        entries: The windows.
        organizer: The organizer's mail address, where it is known.
        sequence: How often the windows were changed since they were sent first.
        now: The time of writing.

    Raises:
        InvalidInput: No window; an organizer's address that is none, or a sequence below 0 or above 2147483647.
    """
    if not entries:
        raise InvalidInput("there is no window to put into a calendar")
    return _object("PUBLISH", "TENTATIVE", entries, _organizer(organizer), _sequence(sequence), now)


def cancellation(
    entry: Entry, participants: Sequence[Participant], *, organizer: str | None, sequence: int, now: datetime
) -> CalendarObject:
    """Return the end of a meeting, or of one window, that was sent before.

    Args:
        entry: What was sent, with the same UID.
        participants: Everyone who was to come; nobody for a window.
        organizer: The organizer's mail address, where it is known.
        sequence: A number above that of what was sent.
        now: The time of writing.

    Raises:
        InvalidInput: An organizer's address that is none, or a sequence below 1 or above 2147483647.
    """
    people = _organizer(organizer)
    if _someone_else(participants, organizer):
        people += _attendees(participants, organizer, is_asked=False)
    return _object("CANCEL", "CANCELLED", [entry], people, _sequence(sequence, lowest=1), now)


def _digest(text: str) -> str:
    from hashlib import sha256  # loads OpenSSL, which only who writes a calendar has a use for

    return sha256(f"evsched {text}".encode()).hexdigest()


def _sequence(number: int, lowest: int = 0) -> int:
    if not lowest <= number <= _GREATEST_SEQUENCE:
        raise InvalidInput(f"a calendar counts changes from {lowest} to {_GREATEST_SEQUENCE}, and this is {number}")
    return number


def _someone_else(participants: Sequence[Participant], organizer: str | None) -> bool:
    """Tell whether the organizer has somebody to invite."""
    if organizer is None:
        return False
    addresses = (address_of(who.id) for who in participants)
    return any(address is not None and not _is_same(address, organizer) for address in addresses)


def _is_same(address: str, other: str) -> bool:
    """Tell whether two addresses are one person's; no server in use tells capitals from small letters."""
    return address.lower() == other.lower()


def _organizer(organizer: str | None) -> list[str]:
    """Return the organizer's line.

    RFC 5546 wants one even in what is published. Where no address is known there is none: an invented one would have
    calendars answer to it, and all of them take an object without.
    """
    return [] if organizer is None else [f"ORGANIZER{_person(mail_address(organizer))}"]


def _attendees(participants: Sequence[Participant], organizer: str | None, *, is_asked: bool) -> Iterator[str]:
    for who in participants:
        address = address_of(who.id)
        if address is None:
            continue
        if organizer is not None and _is_same(address, organizer):
            role, answer = "CHAIR", ";PARTSTAT=ACCEPTED"
        else:
            role = "REQ-PARTICIPANT" if who.required else "OPT-PARTICIPANT"
            answer = ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if is_asked else ""
        yield f"ATTENDEE;ROLE={role}{answer}{_person(address)}"


def _person(address: str) -> str:
    return f";CN={_parameter(address)}:mailto:{quote(address, safe=_PLAIN_IN_MAILTO)}"


def _object(
    method: Method, status: _Status, entries: Sequence[Entry], people: Sequence[str], sequence: int, now: datetime
) -> CalendarObject:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//evsched//evsched//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"METHOD:{method}")
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(entry.uid)}",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(entry.interval.start)}",
            f"DTEND:{_utc(entry.interval.end)}",
            f"SUMMARY:{_text(entry.title)}",
            *([f"DESCRIPTION:{_text(entry.description)}"] if entry.description else []),
            f"SEQUENCE:{sequence}",
            f"STATUS:{status}",
            f"TRANSP:{'OPAQUE' if status == 'CONFIRMED' else 'TRANSPARENT'}",
            *people,
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return CalendarObject(method, "".join(map(_folded, lines)).encode())


def _utc(instant: datetime) -> str:
    return f"{to_datetime(to_seconds(instant)):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Return a text as the value of a property: all that ends a line is an escape, other controls are U+FFFD."""
    escaped = re.sub(r"([\\;,])", r"\\\1", text)
    return _UNWRITABLE.sub("\ufffd", _LINE_END.sub(r"\\n", escaped))


def _parameter(text: str) -> str:
    """Return a text as the quoted value of a parameter, with RFC 6868's escapes."""
    escaped = text.replace("^", "^^").replace('"', "^'")
    return '"' + _UNWRITABLE.sub("\ufffd", _LINE_END.sub("^n", escaped)) + '"'


def _folded(line: str) -> str:
    """Return a line in physical lines of at most 75 octets, each with its end; no character is cut, and no escape."""
    written, room = [], _LONGEST_LINE
    for unit in _UNIT.findall(line):
        octets = len(unit.encode())
        if octets > room:
            written.append("\r\n ")
            room = _LONGEST_LINE - 1
        written.append(unit)
        room -= octets
    return "".join([*written, "\r\n"])
