"""Events in zones that nobody knows: they matter only where they may reach into what was asked about."""

from __future__ import annotations

import pytest

from evsched.calendar.tally import PassedOver
from evsched.errors import InvalidInput
from tests.calendar.writing import event, read, texts

NINE = "DTSTART:20250310T090000Z\nDURATION:PT1H"
UNKNOWN = 'the time zone "Moon/Base" is unknown and the calendar brings no rules for it'


def there(start: str, *, end: str = "") -> str:
    """Return when an event is by the clocks of nobody knows where."""
    return f"DTSTART;TZID=Moon/Base:{start}" + (f"\nDTEND;TZID=Moon/Base:{end}" if end else "\nDURATION:PT1H")


@pytest.mark.parametrize(
    "lines",
    [
        there("20241229T225959"),
        there("20260103T000000"),
        there("19990101T090000"),
        there("20240101T090000", end="20241229T235959"),
        "DTSTART:20260109T090000Z\nDTEND;TZID=Moon/Base:20260109T090000",
        f"{there('20240310T090000')}\nSTATUS:TENTATIVE",
    ],
)
def test_an_event_far_off_is_outside_whatever_its_zone_is(lines: str) -> None:
    found = read(event(lines, uid="there"), event(NINE, uid="here"))
    assert texts(found.busy) == ["2025-03-10T09:00/2025-03-10T10:00"]
    assert found.passed_over == PassedOver(outside=1)


@pytest.mark.parametrize(
    "lines",
    [
        there("20250310T090000"),
        there("20241229T230001"),
        there("20260102T235959"),
        there("20240101T090000", end="20241230T000001"),
        there("20240101T090000", end="20270101T090000"),
        f"{there('20240310T090000')}\nRRULE:FREQ=DAILY;COUNT=2",
        f"{there('20240310T090000')}\nRDATE:20240311T090000Z",
        f"{there('20240310T090000')}\nEXDATE:20240311T090000Z",
        f"{there('20240310T090000')}\nRECURRENCE-ID:20250310T090000Z",
        f"{there('20240310T090000')}\nSTATUS:CANCELLED",
        # In UTC it would end before it starts, which says nothing of where it is.
        "DTSTART;TZID=Moon/Base:20240310T200000\nDTEND:20240310T090000Z",
    ],
)
def test_an_event_that_may_reach_in_is_refused_for_its_zone(lines: str) -> None:
    with pytest.raises(InvalidInput, match=f"^event 2 .*{UNKNOWN}"):
        read(event(NINE, uid="here"), event(lines, uid="there"))


def test_what_it_says_else_counts_as_ever() -> None:
    moved = read(event(f"{there('20270310T090000')}\nSEQUENCE:1"), event(NINE))
    assert (texts(moved.busy), moved.passed_over) == ([], PassedOver(outside=1, superseded=1))
    free = read(event(f"{there('20270310T090000')}\nTRANSP:TRANSPARENT"))
    assert free.passed_over == PassedOver(transparent=1)


def test_a_zone_stays_unknown_after_what_was_far_off() -> None:
    with pytest.raises(InvalidInput, match=f"^event 2 .*{UNKNOWN}"):
        read(event(there("19990101T090000"), uid="1"), event(there("20250310T090000"), uid="2"))


def test_no_more_zones_are_passed_over_than_may_be_named() -> None:
    events = [
        event(there("19990101T090000").replace("Base", f"Base{number}"), uid=str(number)) for number in range(501)
    ]
    assert read(*events[:500]).passed_over == PassedOver(outside=500)
    with pytest.raises(InvalidInput, match=r"^event 501 .*names more than 500 time zones"):
        read(*events)
