from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from evsched.calendar.limits import CalendarLimits
from evsched.calendar.reading import read_calendar
from evsched.engine.interval import IntervalSet
from evsched.errors import InvalidInput
from tests.calendar.writing import YEAR, calendar, event

FILES = [path.read_bytes() for path in sorted((Path(__file__).parent / "corpus").glob("*.ics"))]
LINES = sorted({line for source in FILES for line in source.splitlines()})
LIMITS = CalendarLimits(steps=50_000)
PIECES = (
    b":",
    b";",
    b"=",
    b",",
    b'"',
    b"/",
    b"\\",
    b"\0",
    b"\xff",
    b"\n ",
    b"0",
    b"9",
    b"-",
    b"P",
    b"T",
    b"Z",
    b"20250330T023000",
)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_calendar_that_was_damaged_is_read_or_refused(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(FILES)).splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(("cut", "repeat", "other", "piece", "remove"))):
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, 40))]
            case "repeat":
                lines.insert(place, lines[place])
            case "other":
                lines.insert(place, data.draw(st.sampled_from(LINES)))
            case "piece":
                column = data.draw(st.integers(0, len(lines[place])))
                lines[place] = lines[place][:column] + data.draw(st.sampled_from(PIECES)) + lines[place][column + 1 :]
            case _:
                lines[place] = b""
    read_or_refuse(b"\r\n".join(lines))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12))
@example([b"RECURRENCE-ID:99991231T235959", b"DTSTART;TZID=Asia/Tokyo:00010101T000000", b"DURATION:P999999999D"])
def test_lines_of_other_events_are_read_or_refused(lines: list[bytes]) -> None:
    text = b"\n".join(line for line in lines if not line.upper().startswith((b"BEGIN", b"END")))
    read_or_refuse(calendar(event("X-LINES:here")).replace(b"X-LINES:here", text))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(source: bytes) -> None:
    read_or_refuse(source)
    read_or_refuse(b"BEGIN:VCALENDAR\n" + source)


def read_or_refuse(source: bytes) -> None:
    """Read a calendar; any error but the one that it may raise comes out."""
    message = ""
    try:
        found = read_calendar(source, YEAR, "America/New_York", LIMITS)
        assert found.busy - YEAR == found.busy & found.tentative == IntervalSet()
    except InvalidInput as error:
        message = error.message
    assert message.isprintable()
