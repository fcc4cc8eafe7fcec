"""What is written into calendars: known bytes, what other software reads in it, and the tables of RFC 5546."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from evsched.calendar.writing import cancellation, meeting_uid, request, tentative, window_uid
from evsched.engine.model import Participant
from evsched.errors import InvalidInput
from tests.calendar.kinds import EVENT_ID, KINDS, NOW, ORGANIZER, PEOPLE, everything, meeting, window


def lines(*texts: str) -> bytes:
    return "".join(f"{text}\r\n" for text in texts).encode()


OPENING = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//evsched//evsched//EN", "CALSCALE:GREGORIAN")


def test_an_invitation_is_these_bytes() -> None:
    entry = meeting("Review; part 1", "For everyone:\nann, bob")
    written = request(entry, PEOPLE, organizer=ORGANIZER, sequence=2, now=NOW)
    assert written.media_type == "text/calendar; charset=utf-8; method=REQUEST"
    assert written.content == lines(
        *OPENING,
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{meeting_uid(EVENT_ID)}",
        "DTSTAMP:20250110T023706Z",
        "DTSTART:20250112T090000Z",
        "DTEND:20250112T100000Z",
        "SUMMARY:Review\\; part 1",
        "DESCRIPTION:For everyone:\\nann\\, bob",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        """ORGANIZER;CN="o'neill&co@example.com":mailto:o'neill%26co@example.com""",
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="ann@examp',
        ' le.com":mailto:ann@example.com',
        'ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="bob^^x@ex',
        ' ample.com":mailto:bob%5Ex@example.com',
        """ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED;CN="O'Neill&Co@Example.com":mailto:O'""",
        " Neill%26Co@Example.com",
        "END:VEVENT",
        "END:VCALENDAR",
    )


def test_windows_are_these_bytes() -> None:
    written = tentative([window(9), window(14, "Lunch?")], organizer=None, sequence=0, now=NOW)
    assert written.media_type == "text/calendar; charset=utf-8; method=PUBLISH"
    uids = [window_uid(EVENT_ID, 1736672400), window_uid(EVENT_ID, 1736690400)]
    assert written.content == lines(
        *OPENING,
        "METHOD:PUBLISH",
        *("BEGIN:VEVENT", f"UID:{uids[0]}", "DTSTAMP:20250110T023706Z"),
        *("DTSTART:20250112T090000Z", "DTEND:20250112T103000Z", "SUMMARY:Review"),
        *("SEQUENCE:0", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "END:VEVENT"),
        *("BEGIN:VEVENT", f"UID:{uids[1]}", "DTSTAMP:20250110T023706Z"),
        *("DTSTART:20250112T140000Z", "DTEND:20250112T153000Z", "SUMMARY:Lunch?"),
        *("SEQUENCE:0", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "END:VEVENT"),
        "END:VCALENDAR",
    )


def test_an_end_is_these_bytes() -> None:
    written = cancellation(meeting(), PEOPLE[:1], organizer="Max@example.com", sequence=3, now=NOW)
    assert written.media_type == "text/calendar; charset=utf-8; method=CANCEL"
    assert written.content == lines(
        *OPENING,
        "METHOD:CANCEL",
        "BEGIN:VEVENT",
        f"UID:{meeting_uid(EVENT_ID)}",
        *("DTSTAMP:20250110T023706Z", "DTSTART:20250112T090000Z", "DTEND:20250112T100000Z", "SUMMARY:Review"),
        *("SEQUENCE:3", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"),
        'ORGANIZER;CN="Max@example.com":mailto:Max@example.com',
        'ATTENDEE;ROLE=REQ-PARTICIPANT;CN="ann@example.com":mailto:ann@example.com',
        *("END:VEVENT", "END:VCALENDAR"),
    )


# RFC 5546, sections 3.2.1, 3.2.2 and 3.2.5: how often a property may stand in a VEVENT; what is not named may not.
ALWAYS, AT_MOST_ONCE, ONCE_OR_MORE, ANY_NUMBER, NEVER = (1, 1), (0, 1), (1, 99), (0, 99), (0, 0)
SHARED = {"DTSTAMP": ALWAYS, "ORGANIZER": ALWAYS, "UID": ALWAYS, "DESCRIPTION": AT_MOST_ONCE, "DTEND": AT_MOST_ONCE}
SHARED |= {"STATUS": AT_MOST_ONCE, "TRANSP": AT_MOST_ONCE}
TABLES = {
    "PUBLISH": SHARED | {"DTSTART": ALWAYS, "SUMMARY": ALWAYS, "SEQUENCE": AT_MOST_ONCE, "ATTENDEE": NEVER},
    "REQUEST": SHARED | {"DTSTART": ALWAYS, "SUMMARY": ALWAYS, "SEQUENCE": AT_MOST_ONCE, "ATTENDEE": ONCE_OR_MORE},
    "CANCEL": SHARED | {"DTSTART": AT_MOST_ONCE, "SUMMARY": AT_MOST_ONCE, "SEQUENCE": ALWAYS, "ATTENDEE": ANY_NUMBER},
}
STATUSES = {"PUBLISH": {"CONFIRMED", "TENTATIVE"}, "REQUEST": {"CONFIRMED"}, "CANCEL": {"CANCELLED"}}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("description", ["", "More"])
def test_each_kind_has_what_the_rfcs_want(kind: str, description: str) -> None:
    written = everything("Review", description)[kind]
    calendar: Any = Calendar.from_ical(written.content)
    # RFC 5545, section 3.6: each of these once.
    assert sorted(calendar) == ["CALSCALE", "METHOD", "PRODID", "VERSION"]
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", written.method)
    table = TABLES[written.method]
    if kind == "without-organizer":
        table = table | {"ORGANIZER": NEVER}
    for event in calendar.events:
        found = [name for name, _ in event.property_items(recursive=False) if name not in {"BEGIN", "END"}]
        assert set(found) <= set(table)
        for name, (least, most) in table.items():
            assert least <= found.count(name) <= most, name
        assert event["STATUS"] in STATUSES[written.method]
        assert event["DTSTART"].dt < event["DTEND"].dt
        assert {event[name].dt.utcoffset() for name in ("DTSTART", "DTEND", "DTSTAMP")} == {timedelta(0)}
    if written.method != "PUBLISH":
        assert len({event["UID"] for event in calendar.events}) == 1


def test_addresses_come_back_from_their_uris() -> None:
    odd = "{a}|b^c`d?e!f#g$h&i*j~k_l%m=n'o+p@example.com"
    people = [Participant(odd), Participant("bob@example.com")]
    written = request(meeting(), people, organizer="x/y?z@example.com", sequence=0, now=NOW)
    event: Any = Calendar.from_ical(written.content).events[0]
    assert event["ORGANIZER"] == "mailto:x%2Fy%3Fz@example.com"
    assert event["ATTENDEE"][0] == "mailto:%7Ba%7D%7Cb%5Ec%60d%3Fe!f%23g$h%26i*j~k_l%25m%3Dn'o+p@example.com"
    assert [each.params["CN"] for each in event["ATTENDEE"]] == [odd, "bob@example.com"]


def test_who_is_required_and_who_is_asked_for_an_answer() -> None:
    event: Any = Calendar.from_ical(everything("Review")["request"].content).events[0]
    found = [
        (each.params["CN"], each.params["ROLE"], each.params["PARTSTAT"], each.params.get("RSVP"))
        for each in event["ATTENDEE"]
    ]
    assert found == [
        ("ann@example.com", "REQ-PARTICIPANT", "NEEDS-ACTION", "TRUE"),
        ("bob^x@example.com", "OPT-PARTICIPANT", "NEEDS-ACTION", "TRUE"),
        ("O'Neill&Co@Example.com", "CHAIR", "ACCEPTED", None),
    ]


@pytest.mark.parametrize(
    ("organizer", "ids", "method"),
    [
        (ORGANIZER, ["ann@example.com"], "REQUEST"),
        (ORGANIZER, ["carol", "ann@example.com"], "REQUEST"),
        (ORGANIZER, ["carol"], "PUBLISH"),
        (ORGANIZER, [], "PUBLISH"),
        (ORGANIZER, [ORGANIZER.upper()], "PUBLISH"),
        (None, ["ann@example.com"], "PUBLISH"),
    ],
)
def test_who_has_nobody_to_invite_publishes(organizer: str | None, ids: list[str], method: str) -> None:
    people = [Participant(each) for each in ids]
    written = request(meeting(), people, organizer=organizer, sequence=0, now=NOW)
    calendar: Any = Calendar.from_ical(written.content)
    assert (written.method, calendar["METHOD"]) == (method, method)
    assert ("ATTENDEE" in calendar.events[0]) == (method == "REQUEST")
    ended = cancellation(meeting(), people, organizer=organizer, sequence=1, now=NOW)
    over: Any = Calendar.from_ical(ended.content).events[0]
    assert ("ATTENDEE" in over) == (method == "REQUEST")
    assert over["UID"] == calendar.events[0]["UID"]


@pytest.mark.parametrize("organizer", ["ann", "a@b.example\r\nX:1", 'x"@example.com', "Ann <ann@example.com>"])
def test_an_organizer_whose_address_is_none_is_refused(organizer: str) -> None:
    with pytest.raises(InvalidInput, match="no mail address"):
        request(meeting(), PEOPLE, organizer=organizer, sequence=0, now=NOW)
    with pytest.raises(InvalidInput, match="no mail address"):
        tentative([window(9)], organizer=organizer, sequence=0, now=NOW)
    with pytest.raises(InvalidInput, match="no mail address"):
        cancellation(meeting(), PEOPLE, organizer=organizer, sequence=1, now=NOW)


@pytest.mark.parametrize("sequence", [-1, 2**31])
def test_a_sequence_that_no_calendar_counts_is_refused(sequence: int) -> None:
    with pytest.raises(InvalidInput, match="from 0 to 2147483647"):
        request(meeting(), PEOPLE, organizer=None, sequence=sequence, now=NOW)
    with pytest.raises(InvalidInput, match="from 0 to 2147483647"):
        tentative([window(9)], organizer=None, sequence=sequence, now=NOW)


def test_an_end_comes_after_a_beginning() -> None:
    with pytest.raises(InvalidInput, match="from 1 to"):
        cancellation(meeting(), PEOPLE, organizer=None, sequence=0, now=NOW)


def test_no_window_is_no_calendar() -> None:
    with pytest.raises(InvalidInput, match="no window"):
        tentative([], organizer=None, sequence=0, now=NOW)


def test_a_uid_is_stable_and_tells_nothing_of_the_event() -> None:
    assert meeting_uid(EVENT_ID) == "79cad6a7ab64232339f3beff0ac92e83ae9ed2067a97d59c50f90b2e05377633"
    assert window_uid(EVENT_ID, 1736672400) == "5ee007f3f766c4f705fcd36e03763d152a50dcfafe8a3dd3e338abf7a5720d36"
    uids = {meeting_uid(EVENT_ID), meeting_uid(EVENT_ID[::-1]), *(window_uid(EVENT_ID, start) for start in range(5))}
    assert len(uids) == 7
    assert not any(EVENT_ID[:8] in uid for uid in uids)
