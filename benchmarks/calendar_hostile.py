"""Calendars that nobody means well with, or that a program has got wrong."""

from __future__ import annotations

from collections.abc import Callable

MEBI = 1024 * 1024
NINE = "DTSTART:20250310T090000Z\nDURATION:PT1H\n"
_OLD = "DTSTART:19700101T090000Z\nDURATION:PT1H\n"
_VALUES = {
    "BYSECOND": range(60),
    "BYMINUTE": range(60),
    "BYHOUR": range(24),
    "BYMONTHDAY": range(1, 32),
    "BYYEARDAY": range(1, 367),
    "BYMONTH": range(1, 13),
}


def calendar(body: str) -> bytes:
    """Return a calendar with components."""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{body}END:VCALENDAR\n".encode()


def event(lines: str, number: int = 1) -> str:
    """Return an event."""
    return f"BEGIN:VEVENT\nUID:{number}\n{lines}END:VEVENT\n"


def rule(text: str, start: str = NINE) -> Callable[[], bytes]:
    """Return how to make a calendar with one event that has a rule."""
    return lambda: calendar(event(f"{start}RRULE:{text}\n"))


def zone(lines: str, times: int = 1) -> str:
    """Return a time zone with observances that have the same lines."""
    return "BEGIN:VTIMEZONE\nTZID:Own\n" + f"BEGIN:STANDARD\n{lines}END:STANDARD\n" * times + "END:VTIMEZONE\n"


def every(part: str, times: int = 1) -> str:
    """Return a part of a rule with all its values, each so many times."""
    return f"{part}={','.join(str(each) for each in [*_VALUES[part]] * times)}"


_OBSERVANCE = "DTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\n"
_IN_OWN_ZONE = event("DTSTART;TZID=Own:20250310T090000\nDURATION:PT1H\n")
_TIMES_OF_DAY = f"{every('BYHOUR')};{every('BYMINUTE')};{every('BYSECOND')}"
_DATES = ",".join(f"2025{1 + day // 28 % 12:02}{1 + day % 28:02}T{day % 24:02}0000Z" for day in range(100_000))

CASES: dict[str, Callable[[], bytes]] = {
    "a rule for every second": rule("FREQ=SECONDLY"),
    "a rule for every second since 1970": rule("FREQ=SECONDLY", _OLD),
    "a rule for every second of one hour": rule("FREQ=SECONDLY;BYHOUR=3", _OLD),
    "a rule for every second, never on a date": rule("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    "a rule for every minute, never at an hour": rule("FREQ=MINUTELY;INTERVAL=1440;BYHOUR=10"),
    "INTERVAL=0": rule("FREQ=DAILY;INTERVAL=0"),
    "INTERVAL=100000000": rule("FREQ=WEEKLY;INTERVAL=100000000"),
    "20,000 events with INTERVAL=100000000": lambda: calendar(
        "".join(event(f"{NINE}RRULE:FREQ=DAILY;INTERVAL=100000000\n", number) for number in range(20_000))
    ),
    "COUNT=1000000000 from 1970": rule("FREQ=DAILY;COUNT=1000000000", _OLD),
    "COUNT=1000000000, every second from 1970": rule("FREQ=SECONDLY;COUNT=1000000000", _OLD),
    "COUNT=1000000000, each second 0 from 1970": rule("FREQ=SECONDLY;BYSECOND=0;COUNT=1000000000", _OLD),
    "COUNT=100000, each weekday from 1970": rule("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=100000", _OLD),
    "COUNT of a million figures": rule(f"FREQ=DAILY;COUNT={'9' * 1_000_000}"),
    "COUNT of 50,000 figures": rule(f"FREQ=DAILY;COUNT={'9' * 50_000}"),
    "30 February": rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "30 February, every day": rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "2,000 events on 30 February since 1970": lambda: calendar(
        "".join(event(f"{_OLD}RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9\n", number) for number in range(2_000))
    ),
    "BYSETPOS of all positions in a year": rule(
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=" + ",".join(f"{each},-{each}" for each in range(1, 367))
    ),
    "BYSETPOS of all seconds of years": rule(f"FREQ=YEARLY;{every('BYYEARDAY')};{_TIMES_OF_DAY};BYSETPOS=-1", _OLD),
    "all seconds of all days": rule(f"FREQ=YEARLY;{every('BYYEARDAY')};{_TIMES_OF_DAY}"),
    "all seconds of all days, from December": rule(
        f"FREQ=YEARLY;{every('BYYEARDAY')};{_TIMES_OF_DAY}", "DTSTART:20241231T090000Z\nDURATION:PT1H\n"
    ),
    "2,000 rules with all seconds of the day": lambda: calendar(
        "".join(event(f"{NINE}RRULE:FREQ=YEARLY;{_TIMES_OF_DAY}\n", number) for number in range(2_000))
    ),
    "BY… lists of thousands of values": rule(
        f"FREQ=YEARLY;{every('BYMONTHDAY', 300)};{every('BYMONTH', 500)};{every('BYYEARDAY', 25)};"
        + every("BYHOUR", 300)
    ),
    "100,000 rules of one event": lambda: calendar(event(NINE + "RRULE:FREQ=YEARLY\n" * 100_000)),
    "100,000 RDATEs in one line": lambda: calendar(event(f"{NINE}RDATE:{_DATES}\n")),
    "100,000 RDATEs in as many lines": lambda: calendar(
        event(NINE + "".join(f"RDATE:{each}\n" for each in _DATES.split(",")))
    ),
    "100,000 EXDATEs in a hundred lines": lambda: calendar(
        event(f"{NINE}RRULE:FREQ=DAILY\n" + f"EXDATE:{_DATES[:16_999]}\n" * 100)
    ),
    "250,000 commas": lambda: calendar(event(f"{NINE}RDATE:{',' * 50_000}\n" * 5)),
    "a line of 20 MB": lambda: calendar(event(f"{NINE}SUMMARY:{'x' * 20 * MEBI}\n")),
    "a line of 4 MB that is passed over": lambda: calendar(event(f"{NINE}ATTACH:{'x' * 4 * MEBI}\n")),
    "a line of 4 MB that is read": lambda: calendar(event(f"DTSTART:{'2' * 4 * MEBI}\n")),
    "a line of 4 MB in short folds": lambda: calendar(event(f"{NINE}UID:{'x' * 50}" + "\n x" * MEBI + "\n")),
    "5 MB of line ends": lambda: calendar("\n" * (4 * MEBI) + event(NINE)),
    "5 MB of carriage returns": lambda: calendar("\r" * (4 * MEBI) + event(NINE)),
    "50,000 events": lambda: calendar("".join(event(NINE, number) for number in range(50_000))),
    "20,000 events": lambda: calendar("".join(event(NINE, number) for number in range(20_000))),
    "20,000 versions of one event": lambda: calendar(
        "".join(event(f"{NINE}SEQUENCE:{number}\n") for number in range(20_000))
    ),
    "20,000 occurrences changed with all that follow": lambda: calendar(
        event(f"{_OLD}RRULE:FREQ=DAILY\n")
        + "".join(
            event(f"{NINE}RECURRENCE-ID;RANGE=THISANDFUTURE:20250310T0{n % 10}{n // 10 % 60:02}{n // 600:02}Z\n")
            for n in range(19_000)
        )
    ),
    "20,000 rules for every day": lambda: calendar(
        "".join(event(f"{_OLD}RRULE:FREQ=DAILY\n", number) for number in range(20_000))
    ),
    "500,000 UIDs of one event": lambda: calendar(event("UID:\n" * 500_000)),
    "400,000 alarms": lambda: calendar(event(NINE + "BEGIN:A\nEND:A\n" * 350_000)),
    "components 100,000 deep": lambda: calendar("BEGIN:X\n" * 100_000 + "END:X\n" * 100_000),
    "components that are not closed": lambda: calendar("BEGIN:VEVENT\n" + NINE),
    "100,000 components that are not closed": lambda: calendar("BEGIN:VEVENT\n" * 100_000),
    "ends of what is not open": lambda: calendar("END:VEVENT\n" * 100_000),
    "TZID=../../etc/passwd": lambda: calendar(event("DTSTART;TZID=../../etc/passwd:20250310T090000\n")),
    "TZID=/../../etc/passwd": lambda: calendar(event("DTSTART;TZID=/../../etc/passwd:20250310T090000\n")),
    "a TZID of 90,000 slashes": lambda: calendar(event(f"DTSTART;TZID={'/' * 90_000}:20250310T090000\n")),
    "20,000 TZIDs": lambda: calendar(
        "".join(event(f"DTSTART;TZID=/{number}/Europe/Berlin:20250310T090000\n", number) for number in range(20_000))
    ),
    "a zone that changes every second": lambda: calendar(zone(f"{_OBSERVANCE}RRULE:FREQ=SECONDLY\n") + _IN_OWN_ZONE),
    "a zone with 100,000 observances": lambda: calendar(zone("", 100_000) + _IN_OWN_ZONE),
    "a zone with 400 observances, each year anew": lambda: calendar(
        zone(f"{_OBSERVANCE}RRULE:FREQ=YEARLY\n", 400) + _IN_OWN_ZONE
    ),
    "a zone with itself inside": lambda: calendar(
        "BEGIN:VTIMEZONE\nTZID:Own\n" * 10 + "END:VTIMEZONE\n" * 10 + _IN_OWN_ZONE
    ),
    "a zone with times in itself": lambda: calendar(
        zone(_OBSERVANCE.replace("DTSTART", "DTSTART;TZID=Own")) + _IN_OWN_ZONE
    ),
    "years 1 and 9999": lambda: calendar(event("DTSTART;TZID=Europe/Berlin:00010101T000000\nDTEND:99991231T235959Z\n")),
    "a rule since the year 1": rule(
        "FREQ=DAILY;BYDAY=MO,TU", "DTSTART;TZID=Asia/Tokyo:00010101T000000\nDURATION:PT1H\n"
    ),
    "a rule in the year 9999": rule(
        "FREQ=DAILY;COUNT=9", "DTSTART;TZID=America/New_York:99991231T230000\nDURATION:PT1H\n"
    ),
    "a duration of millennia, every day": rule("FREQ=DAILY", "DTSTART:20250310T090000Z\nDURATION:P99999999W\n"),
    "a duration beyond all": lambda: calendar(event(f"DTSTART:20250310T090000Z\nDURATION:P{'9' * 20}W\n")),
    "a duration of a million figures": lambda: calendar(
        event(f"DTSTART:20250310T090000Z\nDURATION:P{'9' * 1_000_000}W\n")
    ),
    "a SEQUENCE of 90,000 figures": lambda: calendar(event(f"{NINE}SEQUENCE:{'9' * 90_000}\n")),
    "DTEND before DTSTART": lambda: calendar(event("DTSTART:20250310T090000Z\nDTEND:20250310T080000Z\n")),
    "bytes that are no UTF-8": lambda: calendar(event(f"{NINE}")).replace(b"UID:1", b"UID:\xff\xfe\nDTEND;\xff:\xff"),
    "NULs": lambda: calendar(event(NINE)).replace(b"PT1H", b"PT\x001H"),
    "carriage returns alone": lambda: calendar(event(NINE)).replace(b"\n", b"\r"),
    "20,000 parameters": lambda: calendar(
        event(f"DTSTART{''.join(f';P{n}=1' for n in range(12_000))}:20250310T090000Z\n")
    ),
    "one parameter of 30,000 values": lambda: calendar(event(f"DTSTART;P={'a,' * 30_000}a:20250310T090000Z\n")),
    "90,000 spaces in parameters": lambda: calendar(event(f"DTSTART;P={' ' * 90_000}x:20250310T090000Z\n")),
    "5 MB of quoted parameters": lambda: calendar(
        "".join(event(f'DTSTART;P="{";:" * 40_000}":20250310T090000Z\n', number) for number in range(50))
    ),
    "quotation marks that do not close": lambda: calendar(event('DTSTART;TZID="Europe/Berlin:20250310T090000\n')),
    "backslashes": lambda: calendar(event(f"DTSTART;P={chr(92) * 90_000}:20250310T090000Z\n")),
    "every line of an event a hundred thousand times": lambda: calendar(
        event("".join(f"{each}:1\n" for each in ("STATUS", "TRANSP", "DTEND")) * 100_000)
    ),
}
"""What each is called, and how to make it."""
