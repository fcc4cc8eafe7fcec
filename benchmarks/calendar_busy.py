"""The calendar of somebody busy, the same one each time."""

from __future__ import annotations

from random import Random

EVENTS, RECURRING = 5_000, 200
_RULES = (
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20251219T230000Z",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=24",
    "FREQ=YEARLY",
)
_HEAD = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//busy//EN
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def busy_calendar() -> bytes:
    """Return a calendar of the year 2025 with events as programs export them, some of which come again."""
    random = Random(2025)  # noqa: S311 - to be the same each time is the point
    every = EVENTS // RECURRING
    events = "".join(_event(number, random, recurring=number % every == 0) for number in range(EVENTS))
    return f"{_HEAD}{events}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def _event(number: int, random: Random, *, recurring: bool) -> str:
    month, day, hour = random.randint(1, 12), random.randint(1, 28), random.randint(7, 18)
    start = f"2025{month:02}{day:02}T{hour:02}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{number:08}@example.org",
        "DTSTAMP:20241201T120000Z",
        f"DTSTART;TZID=Europe/Berlin:{start}0000",
        f"DTEND;TZID=Europe/Berlin:{start}{random.choice((15, 30, 45))}00",
        f"SUMMARY:Meeting {number}\\, room {random.randint(1, 40)}",
        "DESCRIPTION:What was agreed last time\\, and what is to be decided\\n\\nJoin at\n  https://example.org/meet",
        f"LOCATION:Building {random.randint(1, 9)}",
        "ORGANIZER;CN=Somebody:mailto:somebody@example.org",
        *(
            f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Number\n  {guest}:mailto:guest-{guest}@example.org"
            for guest in range(random.randint(1, 5))
        ),
        "CREATED:20241101T120000Z",
        "LAST-MODIFIED:20241201T120000Z",
        "SEQUENCE:0",
        f"STATUS:{random.choice(('CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'TENTATIVE'))}",
        f"TRANSP:{random.choice(('OPAQUE', 'OPAQUE', 'OPAQUE', 'TRANSPARENT'))}",
        *([f"RRULE:{random.choice(_RULES)}", f"EXDATE;TZID=Europe/Berlin:{start}0000"] if recurring else []),
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Soon",
        "TRIGGER:-PT10M",
        "END:VALARM",
        "END:VEVENT",
    ]
    return "\n".join(lines) + "\n"
