from __future__ import annotations

import pytest

from evsched.calendar.tally import PassedOver
from tests.calendar.agreeing import asked_about
from tests.calendar.writing import event, read, texts

pytestmark = pytest.mark.zones

NINE = "DTSTART;TZID=Europe/Berlin:20250303T090000\nDURATION:PT1H"


def mornings(*days: str) -> list[str]:
    """Return nine to ten in Berlin, in winter."""
    return [f"2025-{day}T08:00/2025-{day}T09:00" for day in days]


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3", mornings("03-03", "03-04", "03-05")),
        ("RRULE:freq=daily;count=3;", mornings("03-03", "03-04", "03-05")),
        ("RRULE:FREQ=DAILY;COUNT=3;UNTIL=20250304T080000Z", mornings("03-03", "03-04")),
        ("RRULE:FREQ=DAILY;COUNT=2;RSCALE=GREGORIAN;SKIP=OMIT", mornings("03-03", "03-04")),
        ("RRULE:FREQ=MONTHLY;BYDAY=10MO", mornings("03-03")),
        ("RRULE:FREQ=MONTHLY;BYDAY=10MO,1TU;COUNT=1", mornings("03-03", "03-04")),
        ("RRULE:FREQ=WEEKLY;BYDAY=1MO,2MO;COUNT=2", mornings("03-03", "03-10")),
        ("RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU", mornings("03-03")),
        ("RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=10", mornings("03-03")),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=10;BYMONTHDAY=3;COUNT=1", mornings("03-03")),
        ("RRULE:FREQ=DAILY;COUNT=2\nEXRULE:FREQ=DAILY;COUNT=1", mornings("03-04")),
        ("EXDATE;TZID=Europe/Berlin:20250303T090000", []),
        ("EXDATE:", mornings("03-03")),
        ("RDATE:\nRDATE;TZID=Europe/Berlin:20250304T090000", mornings("03-03", "03-04")),
        (
            "RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20250304T090000/20250304T093000",
            [*mornings("03-03"), "2025-03-04T08:00/2025-03-04T08:30"],
        ),
        # A period takes its own time where the rule has an occurrence too.
        (
            "RRULE:FREQ=DAILY;COUNT=2\nRDATE;VALUE=PERIOD;TZID=Europe/Berlin:20250304T090000/PT2H",
            [*mornings("03-03"), "2025-03-04T08:00/2025-03-04T10:00"],
        ),
    ],
)
def test_an_event_comes_again(lines: str, taken: list[str]) -> None:
    assert texts(read(event(f"{NINE}\n{lines}")).busy) == taken


def test_a_time_that_the_clocks_skip_is_read_with_the_offset_before() -> None:
    """RFC 5545, 3.3.10, drops such an occurrence; people have it in their calendars, an hour later."""
    found = read(event("DTSTART:20250329T023000\nDURATION:PT15M\nRRULE:FREQ=DAILY;COUNT=3"))
    assert texts(found.busy) == [
        "2025-03-29T01:30/2025-03-29T01:45",
        "2025-03-30T01:30/2025-03-30T01:45",
        "2025-03-31T00:30/2025-03-31T00:45",
    ]


@pytest.mark.parametrize(
    ("end", "hours"),
    [("DTEND;TZID=America/New_York:20250308T033000", 1), ("DTEND;TZID=America/New_York:20250308T043000", 2)],
)
def test_an_occurrence_that_the_clocks_skip_is_as_long_as_the_others(end: str, hours: int) -> None:
    found = read(event(f"DTSTART;TZID=America/New_York:20250308T023000\n{end}\nRRULE:FREQ=DAILY;COUNT=3"))
    assert texts(found.busy) == [
        f"2025-03-08T07:30/2025-03-08T{7 + hours:02}:30",
        f"2025-03-09T07:30/2025-03-09T{7 + hours:02}:30",
        f"2025-03-10T06:30/2025-03-10T{6 + hours:02}:30",
    ]


@pytest.mark.parametrize("named", [";TZID=America/New_York:20250309T023000", ":20250309T073000Z"])
def test_a_change_since_an_occurrence_that_the_clocks_skip_keeps_the_hour_of_the_others(named: str) -> None:
    series = "DTSTART;TZID=America/New_York:20250308T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4"
    changed = (
        f"RECURRENCE-ID;RANGE=THISANDFUTURE{named}\n"
        "DTSTART;TZID=America/New_York:20250309T023000\nDTEND;TZID=America/New_York:20250309T030000"
    )
    assert texts(read(event(series), event(changed)).busy) == [
        "2025-03-08T07:30/2025-03-08T08:30",
        "2025-03-09T07:30/2025-03-09T08:00",
        "2025-03-10T06:30/2025-03-10T07:00",
        "2025-03-11T06:30/2025-03-11T07:00",
    ]


def test_a_change_moves_what_the_clocks_skip_by_what_is_written() -> None:
    series = "DTSTART;TZID=America/New_York:20250308T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    changed = (
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20250308T023000\n"
        "DTSTART;TZID=America/New_York:20250308T050000\nDURATION:PT1H"
    )
    assert texts(read(event(series), event(changed)).busy) == [
        "2025-03-08T10:00/2025-03-08T11:00",
        "2025-03-09T09:00/2025-03-09T10:00",
        "2025-03-10T09:00/2025-03-10T10:00",
    ]


def test_what_started_before_reaches_in() -> None:
    day = asked_about("2025-03-10T00:00:00+00:00", "2025-03-11T00:00:00+00:00")
    week = event("DTSTART:19990104T090000Z\nDURATION:P6DT23H\nRRULE:FREQ=WEEKLY")
    assert texts(read(week, within=day).busy) == [
        "2025-03-10T00:00/2025-03-10T08:00",
        "2025-03-10T09:00/2025-03-11T00:00",
    ]


@pytest.mark.parametrize(
    ("series", "changed", "taken"),
    [
        # What is marked as free takes time since a change that says so.
        (
            f"{NINE}\nRRULE:FREQ=DAILY;COUNT=3\nTRANSP:TRANSPARENT",
            (
                "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20250304T090000\n"
                "DTSTART;TZID=Europe/Berlin:20250304T090000\nDURATION:PT1H"
            ),
            mornings("03-04", "03-05"),
        ),
        # A series that is cancelled leaves what was set beside it.
        (
            f"{NINE}\nRRULE:FREQ=DAILY;COUNT=3\nSTATUS:CANCELLED",
            "RECURRENCE-ID;TZID=Europe/Berlin:20250304T090000\nDTSTART;TZID=Europe/Berlin:20250304T090000\nDURATION:PT1H",
            mornings("03-04"),
        ),
        # A cancelled occurrence needs no times of its own.
        (
            f"{NINE}\nRRULE:FREQ=DAILY;COUNT=3",
            "RECURRENCE-ID;TZID=Europe/Berlin:20250304T090000\nSTATUS:CANCELLED",
            mornings("03-03", "03-05"),
        ),
        # What names it has no zone: it is read by the clocks of the event.
        (
            "DTSTART;TZID=Asia/Tokyo:20250303T170000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3",
            "RECURRENCE-ID:20250304T170000\nDTSTART;TZID=Asia/Tokyo:20250304T170000\nSTATUS:CANCELLED",
            mornings("03-03", "03-05"),
        ),
        # To another zone: they all move by as much as the first one does on the clocks there, here not at all.
        (
            "DTSTART;TZID=Europe/Berlin:20250307T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4",
            (
                "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20250308T090000\n"
                "DTSTART;TZID=America/New_York:20250308T030000\nDURATION:PT30M"
            ),
            [
                "2025-03-07T08:00/2025-03-07T09:00",
                "2025-03-08T08:00/2025-03-08T08:30",
                "2025-03-09T08:00/2025-03-09T08:30",
                "2025-03-10T08:00/2025-03-10T08:30",
            ],
        ),
        # From before the time that was asked about into it, two years ahead.
        (
            "DTSTART;TZID=Europe/Berlin:20220303T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=700",
            (
                "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20240129T090000\n"
                "DTSTART;TZID=Europe/Berlin:20250129T090000\nDURATION:PT1H"
            ),
            mornings("01-29", "01-30", "01-31"),
        ),
    ],
)
def test_a_change_stands_in_for_what_it_names(series: str, changed: str, taken: list[str]) -> None:
    assert texts(read(event(series), event(changed)).busy) == taken
    assert texts(read(event(changed), event(series)).busy) == taken


def test_events_without_a_uid_stand_alone() -> None:
    lines = f"BEGIN:VEVENT\n{NINE}\nSEQUENCE:{{}}\nEND:VEVENT"
    found = read(lines.format(0), lines.format(1))
    assert (found.events, found.passed_over) == (2, PassedOver())


def test_a_zone_of_its_own_is_as_it_says_around_its_changes() -> None:
    zone = """
    BEGIN:VTIMEZONE
    TZID:Own
    BEGIN:STANDARD
    DTSTART:20250401T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:20250601T020000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0300
    RRULE:FREQ=YEARLY;COUNT=1
    RDATE;VALUE=DATE:20250901
    END:DAYLIGHT
    END:VTIMEZONE
    """
    times = (
        "20250101T120000",
        "20250401T023000",
        "20250401T033000",
        "20250601T013000",
        "20250601T033000",
        "20250601T043000",
    )
    events = [event(f"DTSTART;TZID=Own:{time}\nDURATION:PT5M", uid=time) for time in times]
    assert (
        [text[:16] for text in texts(read(zone, *events).busy)]
        == [
            "2025-01-01T10:00",
            "2025-04-01T00:30",  # the first of two
            "2025-04-01T02:30",
            "2025-06-01T00:30",
            "2025-06-01T01:30",
            "2025-06-01T02:30",  # 3:30 does not exist, and is read with +1
        ]
        or [text[:16] for text in texts(read(zone, *events).busy)]
    )


@pytest.mark.parametrize(
    ("until", "last"),
    [("20250601T020000", 2025), ("20250601", 2025), ("20250601T010000Z", 2025), ("20250601T005959Z", 2024)],
)
def test_a_rule_of_a_zone_ends_with_its_until(until: str, last: int) -> None:
    zone = f"""
    BEGIN:VTIMEZONE
    TZID:Own
    BEGIN:DAYLIGHT
    DTSTART:20200601T020000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0200
    RRULE:FREQ=YEARLY;UNTIL={until}
    END:DAYLIGHT
    BEGIN:STANDARD
    DTSTART:20201001T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY
    END:STANDARD
    END:VTIMEZONE
    """
    found = read(zone, event("DTSTART;TZID=Own:20250701T120000\nDURATION:PT1H"))
    assert texts(found.busy)[0][:16] == ("2025-07-01T10:00" if last == 2025 else "2025-07-01T11:00")
