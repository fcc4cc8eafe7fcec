"""How events take their time: by STATUS, TRANSP and Outlook's own property, and METHOD of the calendar."""

from __future__ import annotations

import pytest

from evsched.calendar.tally import PassedOver
from evsched.engine.interval import IntervalSet
from evsched.errors import InvalidInput
from tests.calendar.writing import event, read, texts

NINE = "DTSTART:20250310T090000Z\nDTEND:20250310T100000Z"
NINE_TAKEN = ["2025-03-10T09:00/2025-03-10T10:00"]
OUTLOOK = "X-MICROSOFT-CDO-BUSYSTATUS"


def taking(lines: str, head: str = "") -> str:
    """Return how an event takes its time, by what a calendar with nothing else takes."""
    found = read(event(f"{NINE}\n{lines}"), head=head)
    taken = {"busy": texts(found.busy), "tentative": texts(found.tentative)}
    if found.events:
        assert found.passed_over == PassedOver()
        return next(kind for kind, times in taken.items() if times == NINE_TAKEN)
    assert not any(taken.values())
    return next(kind for kind in ("transparent", "cancelled") if found.passed_over == PassedOver(**{kind: 1}))


@pytest.mark.parametrize(
    ("outlook", "alone"),
    [
        ("FREE", "transparent"),
        ("WORKINGELSEWHERE", "transparent"),
        ("TENTATIVE", "tentative"),
        ("BUSY", "busy"),
        ("OOF", "busy"),
    ],
)
def test_what_outlook_says_counts_where_nothing_else_leaves_the_time_free(outlook: str, alone: str) -> None:
    line = f"{OUTLOOK}:{outlook}"
    for beside in ("", "TRANSP:OPAQUE", "STATUS:CONFIRMED", "STATUS:TENTATIVE", "TRANSP:OPAQUE\nSTATUS:CONFIRMED"):
        assert taking(f"{line}\n{beside}") == alone
        assert taking(f"{beside}\n{line}") == alone
    assert taking(f"{line}\nTRANSP:TRANSPARENT") == "transparent"
    assert taking(f"{line}\nSTATUS:CANCELLED") == "cancelled"
    assert taking(f"{line}\nSTATUS:CANCELLED\nTRANSP:TRANSPARENT") == "cancelled"


@pytest.mark.parametrize(
    "line", ["{}:tentative", "{};X-OF=Outlook:Tentative", "{}: TENTATIVE ", "{0}:TENTATIVE\n{0}:TENTATIVE"]
)
def test_what_outlook_says_may_be_written_in_any_way(line: str) -> None:
    assert taking(line.format(OUTLOOK)) == "tentative"
    assert taking(line.format(OUTLOOK.lower())) == "tentative"


@pytest.mark.parametrize("line", ["{}:", "{}:4", "{}:NAPPING", "{0}:FREE\n{0}:BUSY", "{0}:FREE\n{0}:NAPPING"])
def test_what_outlook_does_not_say_clearly_says_nothing(line: str) -> None:
    said = line.format(OUTLOOK)
    assert taking(said) == "busy"
    assert taking(f"{said}\nSTATUS:TENTATIVE") == "tentative"
    assert taking(f"{said}\nTRANSP:TRANSPARENT") == "transparent"


def test_what_outlook_says_elsewhere_says_nothing_of_an_event() -> None:
    assert taking("", head=f"{OUTLOOK}:FREE") == "busy"
    assert taking(f"BEGIN:VALARM\n{OUTLOOK}:FREE\nEND:VALARM") == "busy"
    assert taking("X-MICROSOFT-CDO-INTENDEDSTATUS:FREE") == "busy"


def test_a_line_of_outlook_that_cannot_be_read_is_named() -> None:
    with pytest.raises(
        InvalidInput, match=r'^event 1 \(line 4\): cannot read the line "X-MICROSOFT-CDO-BUSYSTATUS;FREE"'
    ):
        read(event(f"{NINE}\n{OUTLOOK};FREE"))


@pytest.mark.parametrize(
    ("series", "changed", "busy", "tentative", "passed_over"),
    [
        ("BUSY", "FREE", [3, 5], [], PassedOver(transparent=1)),
        ("BUSY", "TENTATIVE", [3, 5], [4], PassedOver()),
        ("BUSY", "NAPPING", [3, 4, 5], [], PassedOver()),
        ("TENTATIVE", "OOF", [4], [3, 5], PassedOver()),
        ("FREE", "BUSY", [4], [], PassedOver(transparent=1)),
        ("FREE", "WORKINGELSEWHERE", [], [], PassedOver(transparent=2)),
    ],
)
def test_a_changed_occurrence_speaks_for_itself(
    series: str, changed: str, busy: list[int], tentative: list[int], passed_over: PassedOver
) -> None:
    found = read(
        event(f"DTSTART:20250303T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n{OUTLOOK}:{series}"),
        event(f"RECURRENCE-ID:20250304T090000Z\nDTSTART:20250304T090000Z\nDURATION:PT1H\n{OUTLOOK}:{changed}"),
    )
    assert texts(found.busy) == [f"2025-03-0{day}T09:00/2025-03-0{day}T10:00" for day in busy]
    assert texts(found.tentative) == [f"2025-03-0{day}T09:00/2025-03-0{day}T10:00" for day in tentative]
    assert found.passed_over == passed_over


def test_changed_from_now_on_speaks_for_all_that_follow() -> None:
    found = read(
        event(f"DTSTART:20250303T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n{OUTLOOK}:FREE"),
        event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20250304T090000Z\n"
            f"DTSTART:20250304T090000Z\nDURATION:PT1H\n{OUTLOOK}:TENTATIVE"
        ),
    )
    assert texts(found.tentative) == [f"2025-03-0{day}T09:00/2025-03-0{day}T10:00" for day in (4, 5)]


@pytest.mark.parametrize(
    "head", ["METHOD:CANCEL", "method: cancel ", "METHOD;X-BY=Outlook:CANCEL", "METHOD:CANCEL\nMETHOD:CANCEL"]
)
@pytest.mark.parametrize("lines", ["", "STATUS:CONFIRMED", "TRANSP:TRANSPARENT", f"{OUTLOOK}:BUSY", "RRULE:FREQ=DAILY"])
def test_a_calendar_may_take_all_its_events_back(head: str, lines: str) -> None:
    assert taking(lines, head=head) == "cancelled"


@pytest.mark.parametrize(
    "head", ["METHOD:", "METHOD:PUBLISH", "METHOD:REQUEST", "METHOD:CANCEL\nMETHOD:PUBLISH", "X-METHOD:CANCEL"]
)
def test_any_other_method_takes_nothing_back(head: str) -> None:
    assert taking("", head=head) == "busy"
    assert taking("METHOD:CANCEL", head=head) == "busy"


def test_what_is_taken_back_may_leave_out_its_times_and_takes_its_changes_along() -> None:
    found = read(
        event("SEQUENCE:2", uid="no times"),
        event(f"{NINE}\nRRULE:FREQ=DAILY;COUNT=3"),
        event("RECURRENCE-ID:20250311T090000Z\nDTSTART:20250312T140000Z\nDURATION:PT1H\nSTATUS:TENTATIVE"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20250312T090000Z"),
        head="METHOD:CANCEL",
    )
    assert (found.busy, found.tentative, found.events) == (IntervalSet(), IntervalSet(), 0)
    assert found.passed_over == PassedOver(cancelled=4)


def test_a_method_after_the_events_takes_them_back_too() -> None:
    assert read(event(NINE), "METHOD:CANCEL").passed_over == PassedOver(cancelled=1)


def test_a_method_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InvalidInput, match=r'^the calendar \(line 1\): cannot read the line "METHOD;CANCEL"'):
        read(event(NINE), head="METHOD;CANCEL")
