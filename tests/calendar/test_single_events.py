from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evsched.calendar.reading import read_calendar
from evsched.calendar.tally import PassedOver
from evsched.engine.interval import Interval, IntervalSet
from tests.calendar.agreeing import asked_about
from tests.calendar.writing import YEAR, calendar, event, read, texts

pytestmark = pytest.mark.zones

NINE = "DTSTART:20250310T090000Z\nDTEND:20250310T100000Z"
NINE_TAKEN = ["2025-03-10T09:00/2025-03-10T10:00"]
CUSTOM = """
BEGIN:VTIMEZONE
TZID:Custom
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        (NINE, NINE_TAKEN),
        ("DTSTART;TZID=Europe/Berlin:20250310T100000\nDTEND;TZID=Europe/Berlin:20250310T110000", NINE_TAKEN),
        ("DTSTART;TZID=Europe/Berlin:20250310T100000\nDTEND;TZID=America/New_York:20250310T060000", NINE_TAKEN),
        ('DTSTART;TZID="Europe/Berlin":20250310T100000\nDURATION:PT1H', NINE_TAKEN),
        ("DTSTART;TZID=Europe/Berlin:20250310T090000Z\nDURATION:PT60M", NINE_TAKEN),
        ("DTSTART;TZID=W. Europe Standard Time:20250310T100000\nDURATION:PT1H", NINE_TAKEN),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20250310T100000\nDURATION:PT1H", NINE_TAKEN),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20250310T100000\nDURATION:PT1H", NINE_TAKEN),
        ("DTSTART;TZID=EST:20250310T040000\nDURATION:PT1H", NINE_TAKEN),
        ("DTSTART;TZID=Etc/UTC:20250310T090000\nDURATION:PT1H", NINE_TAKEN),
        ("DTSTART:20250310T100000\nDURATION:PT1H", NINE_TAKEN),
        ("DTSTART;TZID=:20250310T100000\nDURATION:PT1H", NINE_TAKEN),
        ("dtstart;tzid=Europe/Berlin:20250310T100000\nDuration:PT1H\nx-dtend:1", NINE_TAKEN),
        ("DTSTART;VALUE=DATE:20250310", ["2025-03-09T23:00/2025-03-10T23:00"]),
        ("DTSTART:20250310", ["2025-03-09T23:00/2025-03-10T23:00"]),
        ("DTSTART;VALUE=DATE:20250310\nDTEND;VALUE=DATE:20250310", ["2025-03-09T23:00/2025-03-10T23:00"]),
        ("DTSTART;VALUE=DATE:20250310\nDTEND;VALUE=DATE:20250312", ["2025-03-09T23:00/2025-03-11T23:00"]),
        ("DTSTART;VALUE=DATE:20250310\nDURATION:P1W", ["2025-03-09T23:00/2025-03-16T23:00"]),
        # The day on which the clocks go forward has 23 hours.
        ("DTSTART;VALUE=DATE:20250330", ["2025-03-29T23:00/2025-03-30T22:00"]),
        # Days of a duration are days on the clock, hours are exact (RFC 5545, 3.3.6).
        ("DTSTART:20250329T120000\nDURATION:P1D", ["2025-03-29T11:00/2025-03-30T10:00"]),
        ("DTSTART:20250329T120000\nDURATION:PT24H", ["2025-03-29T11:00/2025-03-30T11:00"]),
        ("DTSTART:20250329T120000\nDURATION:P1DT1H", ["2025-03-29T11:00/2025-03-30T11:00"]),
        # 2:30 does not exist: it is read with the offset before the gap, 1:30 UTC (RFC 5545, 3.3.5).
        ("DTSTART:20250330T023000\nDURATION:PT1H", ["2025-03-30T01:30/2025-03-30T02:30"]),
        # 2:30 comes twice: it is the first one.
        ("DTSTART:20251026T023000\nDURATION:PT1H", ["2025-10-26T00:30/2025-10-26T01:30"]),
        ("DTSTART:20251026T023000\nDTEND:20251026T033000", ["2025-10-26T00:30/2025-10-26T02:30"]),
        # From a time that does not exist: as long as it is written, from what the clocks show instead.
        ("DTSTART:20250330T023000\nDTEND:20250330T033000", ["2025-03-30T01:30/2025-03-30T02:30"]),
        ("DTSTART:20250330T020000\nDTEND:20250330T030000", ["2025-03-30T01:00/2025-03-30T02:00"]),
        ("DTSTART:20250330T023000\nDTEND:20250330T031500", ["2025-03-30T01:30/2025-03-30T02:15"]),
        ("DTSTART:20250330T023000\nDTEND:20250330T030000", ["2025-03-30T01:30/2025-03-30T02:00"]),
        ("DTSTART:20250330T021500\nDTEND:20250330T024500", ["2025-03-30T01:15/2025-03-30T01:45"]),
        ("DTSTART:20250330T023000\nDTEND:20250331T023000", ["2025-03-30T01:30/2025-03-31T01:30"]),
        ("DTSTART:20250330T023000\nDURATION:P1DT1H", ["2025-03-30T01:30/2025-03-31T02:30"]),
        ("DTSTART:20250330T023000\nDTEND:20250330T011500Z", ["2025-03-30T01:30/2025-03-30T02:15"]),
        # To one that does not: it is read with the offset before too, so nothing is lost.
        ("DTSTART:20250330T013000\nDTEND:20250330T023000", ["2025-03-30T00:30/2025-03-30T01:30"]),
        ("DTSTART:20250329T023000\nDTEND:20250330T023000", ["2025-03-29T01:30/2025-03-30T01:30"]),
        # Just before it and just after it the clocks have no gap.
        ("DTSTART:20250330T015959\nDTEND:20250330T030001", ["2025-03-30T00:59/2025-03-30T01:00"]),
        ("DTSTART:20250330T030000\nDTEND:20250330T040000", ["2025-03-30T01:00/2025-03-30T02:00"]),
        # What reaches out of what was asked about is cut off.
        ("DTSTART:20241231T230000Z\nDTEND:20250101T010000Z", ["2025-01-01T00:00/2025-01-01T01:00"]),
        ("DTSTART:00010101T000000\nDTEND:99991231T235959", ["2025-01-01T00:00/2026-01-01T00:00"]),
        ("DTSTART:00010101\nDURATION:P99999999W", ["2025-01-01T00:00/2026-01-01T00:00"]),
        ("DTSTART:99991231T235959\nDURATION:P1D", []),
        ("DTSTART:99991231\nDTEND:99991231", []),
        ("DTSTART:20240310T090000Z\nDTEND:20240310T100000Z", []),
        ("DTSTART:20250310T090000Z", []),
        ("DTSTART:20250310T090000Z\nDTEND:20250310T090000Z", []),
        (f"{NINE}\nTRANSP:TRANSPARENT", []),
        (f"{NINE}\nTRANSP:OPAQUE\nSTATUS:CONFIRMED", NINE_TAKEN),
        (f"{NINE}\nSTATUS:cancelled", []),
        (f"{NINE}\nSTATUS:TENTATIVE", []),
    ],
)
def test_an_event_takes_its_time(lines: str, taken: list[str]) -> None:
    assert texts(read(event(lines)).busy) == taken


@pytest.mark.parametrize(
    ("start", "end", "taken"),
    [
        ("20250330T013000", "20250330T023000", "2025-03-30T00:30/2025-03-30T01:30"),
        ("20250330T020000", "20250330T030000", "2025-03-30T01:00/2025-03-30T02:00"),
        ("20250330T023000", "20250330T033000", "2025-03-30T01:30/2025-03-30T02:30"),
        ("20250330T030000", "20250330T040000", "2025-03-30T01:00/2025-03-30T02:00"),
        ("20251026T023000", "20251026T033000", "2025-10-26T00:30/2025-10-26T02:30"),
    ],
)
def test_a_zone_of_its_own_skips_hours_alike(start: str, end: str, taken: str) -> None:
    found = read(event(f"DTSTART;TZID=Custom:{start}\nDTEND;TZID=Custom:{end}"), head=CUSTOM)
    assert texts(found.busy) == [taken]


def test_a_day_whose_midnight_the_clocks_skip_ends_with_the_day() -> None:
    found = read(event("DTSTART:20250309\nDTEND:20250310"), zone="America/Havana")
    assert texts(found.busy) == ["2025-03-09T05:00/2025-03-10T04:00"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"])
def test_nothing_gets_shorter_by_starting_where_the_clocks_skip(zone: str) -> None:
    """Every quarter of an hour around all gaps of a year, against the zone database of Python."""
    within = asked_about("2010-12-01T00:00:00+00:00", "2012-02-01T00:00:00+00:00")
    skipped = 0
    for quarter in range(4 * 24 * 365):
        local_time = datetime.fromisoformat("2011-01-01") + timedelta(minutes=15 * quarter)
        start = local_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local_time:
            continue
        skipped += 1
        for length in (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=5)):
            lines = f"DTSTART:{local_time:%Y%m%dT%H%M%S}\nDTEND:{local_time + length:%Y%m%dT%H%M%S}"
            assert read(event(lines), zone=zone, within=within).busy == IntervalSet([Interval(start, start + length)])
    assert skipped == {"Australia/Lord_Howe": 2, "Pacific/Apia": 4 * 25}.get(zone, 4)


def test_what_is_not_settled_is_tentative_where_nothing_else_is() -> None:
    found = read(
        event("DTSTART:20250310T093000Z\nDTEND:20250310T110000Z\nSTATUS:TENTATIVE", uid="1"), event(NINE, uid="2")
    )
    assert texts(found.busy) == NINE_TAKEN
    assert texts(found.tentative) == ["2025-03-10T10:00/2025-03-10T11:00"]
    assert found.events == 2


@pytest.mark.parametrize(
    ("head", "zone", "taken"),
    [
        ("", "Europe/Berlin", "Europe/Berlin"),
        ("", "UTC+01:00", "UTC+01:00"),
        ("X-WR-TIMEZONE:Europe/Berlin", "Asia/Tokyo", "Europe/Berlin"),
        ("X-WR-TIMEZONE:W. Europe Standard Time", "Asia/Tokyo", "Europe/Berlin"),
        ("X-WR-TIMEZONE:", "Europe/Berlin", "Europe/Berlin"),
        ("TZID:Europe/Berlin", "Asia/Tokyo", "Europe/Berlin"),
        ("TZID:Asia/Tokyo\nX-WR-TIMEZONE:Europe/Berlin", "Asia/Tokyo", "Europe/Berlin"),
        (f"X-WR-TIMEZONE:Custom\n{CUSTOM}", "Asia/Tokyo", "Custom"),
    ],
)
def test_times_without_a_zone_are_in_the_calendars_own_or_the_one_in_force(head: str, zone: str, taken: str) -> None:
    found = read(event("DTSTART:20250310T100000\nDURATION:PT1H"), zone=zone, head=head)
    assert (texts(found.busy), found.zone) == (NINE_TAKEN, taken)
    days = read(event("DTSTART:20250310"), zone=zone, head=head)
    assert texts(days.busy) == ["2025-03-09T23:00/2025-03-10T23:00"]


def test_a_date_that_the_clocks_skip_takes_no_time() -> None:
    december = asked_about("2011-12-01T00:00:00+00:00", "2012-01-01T00:00:00+00:00")
    found = read(event("DTSTART:20111230"), zone="Pacific/Apia", within=december)
    assert found.busy == IntervalSet()
    assert found.passed_over == PassedOver(moments=1)


def test_each_component_is_counted_once() -> None:
    others = ("VTODO", "VTODO", "VJOURNAL", "VAVAILABILITY", "X-NOTE")
    found = read(
        *(event(lines, uid=str(number)) for number, lines in enumerate(COUNTED)),
        event(f"{NINE}\nSEQUENCE:1", uid="versions"),
        event(NINE, uid="versions"),
        *(f"BEGIN:{kind}\nSUMMARY:a secret\nDTSTART:{number}\nEND:{kind}" for number, kind in enumerate(others)),
        CUSTOM,
    )
    assert found.events == 1 + 10
    assert found.passed_over == PassedOver(
        transparent=2, cancelled=1, outside=3, moments=1, superseded=1, to_dos=2, journals=1, others=2
    )
    assert found.passed_over.words() == (
        "2 marked as free",
        "1 cancelled",
        "3 at other times",
        "1 without a length",
        "1 replaced by a newer version",
        "2 tasks",
        "1 journal entry",
        "2 of another kind",
    )


COUNTED = (
    "DTSTART:20250310T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=10",
    "DTSTART:20250310T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nTRANSP:TRANSPARENT",
    "DTSTART:20250310T090000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT",
    "STATUS:CANCELLED",
    "DTSTART:20240310T090000Z\nDURATION:PT1H",
    "DTSTART:20240310T090000Z",
    "DTSTART:20270310T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY",
    "DTSTART:20250310T090000Z",
)


FREE_BUSY = "BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE={}:20250310T090000Z/20250310T100000Z{}\nEND:VFREEBUSY"


@pytest.mark.parametrize(
    ("kind", "busy", "tentative", "passed_over"),
    [
        ("BUSY", NINE_TAKEN, [], PassedOver()),
        ("busy-unavailable", NINE_TAKEN, [], PassedOver()),
        ("X-OUT", NINE_TAKEN, [], PassedOver()),
        ("BUSY-TENTATIVE", [], NINE_TAKEN, PassedOver()),
        ("FREE", [], [], PassedOver(transparent=1)),
    ],
)
def test_a_free_busy_list_takes_its_times(
    kind: str, busy: list[str], tentative: list[str], passed_over: PassedOver
) -> None:
    found = read(FREE_BUSY.format(kind, ",20240310T090000Z/PT1H"))
    assert (texts(found.busy), texts(found.tentative), found.passed_over) == (busy, tentative, passed_over)
    assert found.events == len(busy) + len(tentative)


def test_a_free_busy_list_without_times_is_at_other_times() -> None:
    assert read("BEGIN:VFREEBUSY\nEND:VFREEBUSY").passed_over == PassedOver(outside=1)
    moment = FREE_BUSY.format("BUSY", "").replace("T100000Z", "T090000Z")
    assert read(moment).passed_over == PassedOver(outside=1)


def test_only_what_was_asked_about_is_answered() -> None:
    within = asked_about("2025-03-10T09:15:00+00:00", "2025-03-10T09:30:00+00:00") | asked_about(
        "2025-03-12T00:00:00+00:00", "2025-03-13T00:00:00+00:00"
    )
    found = read(event(f"{NINE}\nRRULE:FREQ=DAILY"), within=within)
    assert texts(found.busy) == ["2025-03-10T09:15/2025-03-10T09:30", "2025-03-12T09:00/2025-03-12T10:00"]
    assert found.events == 2
    assert read(event(NINE), within=IntervalSet()).passed_over == PassedOver(outside=1)


@pytest.mark.parametrize("breaks", [b"\n", b"\r", b"\r\r\n"])
def test_lines_may_end_in_any_way(breaks: bytes) -> None:
    source = calendar(event(f"{NINE}\nDESCRIPTION:long ago\n "), head="X-WR-TIMEZONE:Europe/Berlin").replace(
        b"\r\n", breaks
    )
    assert texts(read_calendar(b"\xef\xbb\xbf" + source, YEAR, "UTC").busy) == NINE_TAKEN


def test_lines_are_unfolded_wherever_they_are_folded() -> None:
    source = calendar(event(f"{NINE}\nSTATUS:TENTATIVE"))
    for fold in (b"\r\n ", b"\r\n\t", b"\n "):
        head, body = source[:17], source[17:]
        folded = head + b"".join(bytes([each]) + (fold if each not in b"\r\n" else b"") for each in body)
        assert texts(read_calendar(folded, YEAR, "UTC").tentative) == NINE_TAKEN


def test_bytes_that_are_no_utf8_matter_only_where_they_are_read() -> None:
    source = calendar(event(NINE, uid="1"), event("DTSTART:20250311T090000Z\nDURATION:PT1H", uid="2"))
    source = source.replace(b"UID:1", b"UID:\xe9\nSUMMARY:Caf\xe9\0").replace(b"UID:2", b"UID:\xe8")
    assert read_calendar(source, YEAR, "UTC").events == 2
