"""``/event/{id}/calendar.ics``: the invitation, or the windows; its headers, its tag, and hostile texts in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from falcon.testing import Result, TestClient
from icalendar import Calendar

from evsched.calendar.writing import meeting_uid
from tests.api.asking import EVENT, LATER, OFFERED, UNKNOWN, answered, made, problem
from tests.api.choosing import CHOSEN, THREE, TODAY, Clock, choose, post, put, reopen
from tests.calendar.test_written_text import HOSTILE

ANN, BO = "ann@example.com", "bo@example.com"
MAILS = {"participants": [ANN, {"id": BO, "timeZone": "Asia/Tokyo"}, "cy"], "organizer": "olga@example.com"}


def calendar(client: TestClient, event: str, seen: str | None = None, method: str = "GET") -> Result:
    headers = {} if seen is None else {"If-None-Match": seen}
    return client.simulate_request(method, f"/event/{event}/calendar.ics", headers=headers)


def entries(result: Result) -> list[Any]:
    """The entries of a calendar that must be one."""
    assert result.status_code == 200, result.text
    assert result.content.endswith(b"\r\n")
    lines = result.content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    read: Any = Calendar.from_ical(result.content)
    assert {each.name for each in read.walk()} == {"VCALENDAR", "VEVENT"}
    assert result.headers["Content-Type"] == f"text/calendar; charset=utf-8; method={read['METHOD']}"
    return list(read.events)


def test_a_chosen_time_is_an_invitation(timed: TestClient) -> None:
    event = made(timed, **MAILS)["id"]
    choose(timed, event, force=True)
    result = calendar(timed, event)
    (entry,) = entries(result)
    assert result.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert result.headers["Content-Disposition"] == 'inline; filename="event.ics"'
    assert result.headers["X-Content-Type-Options"] == "nosniff"
    assert result.headers["Cache-Control"] == "private, no-cache"
    assert (entry["SUMMARY"], entry["STATUS"], entry["SEQUENCE"]) == ("Review", "CONFIRMED", 1)
    assert (entry["DTSTART"].dt.isoformat(), entry["DTEND"].dt.isoformat()) == (
        "2025-01-12T14:00:00+00:00",
        "2025-01-12T15:00:00+00:00",
    )
    assert entry["DTSTAMP"].dt == TODAY
    assert entry["ORGANIZER"] == "mailto:olga@example.com"
    assert [str(each) for each in entry["ATTENDEE"]] == [f"mailto:{ANN}", f"mailto:{BO}"]
    assert entry["DESCRIPTION"] == f"{BO}: Sun 12 Jan 2025, 23:00–24:00 JST (UTC+9)"
    assert entry["UID"] == meeting_uid(event)
    assert event not in result.text


def test_without_an_organizer_the_meeting_is_published(client: TestClient, review: str) -> None:
    choose(client, review)
    result = calendar(client, review)
    (entry,) = entries(result)
    assert result.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert (entry["STATUS"], entry.get("ATTENDEE"), entry.get("ORGANIZER")) == ("CONFIRMED", None, None)


def test_before_a_choice_the_windows_are_there_tentatively(client: TestClient) -> None:
    event = made(client, **MAILS)["id"]
    answered(client, event, ANN, slots=[OFFERED, LATER])
    result = calendar(client, event)
    found = client.simulate_get(f"/event/{event}/find-common-slots").json["recommendedTimeSlots"]
    windows = entries(result)
    assert result.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert [each["DTSTART"].dt for each in windows] == [
        datetime.fromisoformat(each["slot"]["start_time"]) for each in found
    ]
    assert {(each["STATUS"], each["TRANSP"]) for each in windows} == {("TENTATIVE", "TRANSPARENT")}
    assert all("1 of 3 can attend." in each["DESCRIPTION"] for each in windows)
    assert all(f"Without: {BO}, cy" in each["DESCRIPTION"] for each in windows)
    assert len({each["UID"] for each in windows} | {meeting_uid(event)}) == 3
    assert event not in result.text


def test_each_choice_is_a_later_state_of_one_meeting(client: TestClient, review: str) -> None:
    seen = []
    for act in (choose, lambda *_: choose(client, review, THREE, force=True), reopen, choose):
        act(client, review)
        (entry, *_) = entries(calendar(client, review))
        if entry["STATUS"] == "CONFIRMED":
            seen.append((int(entry["SEQUENCE"]), str(entry["UID"])))
    assert [uid for _, uid in seen] == [meeting_uid(review)] * 3
    assert [number for number, _ in seen] == sorted({number for number, _ in seen})


def test_where_there_is_nothing_to_put_into_a_calendar_that_is_said(client: TestClient) -> None:
    event = made(client)["id"]
    for seen in (None, "*", '"x"', 'W/"1.0-ics-x"'):
        for method in ("GET", "HEAD"):
            result = calendar(client, event, seen, method)
            assert result.status_code == 409
            assert "ETag" not in result.headers
    refused = problem(calendar(client, event), 409, "Conflict")
    assert refused["type"] == "urn:evsched:problem:conflict"
    assert refused["detail"] == (
        "no time is chosen yet, and none works for anyone: there is nothing to put into a calendar"
    )
    post(client, event, "ann")
    assert len(entries(calendar(client, event))) == 1


def test_an_event_that_there_is_not_has_no_calendar(client: TestClient, review: str) -> None:
    tag = calendar(client, review).headers["ETag"]
    client.simulate_delete(f"/event/{review}")
    for event in (review, UNKNOWN):
        for seen in (None, "*", tag):
            refused = problem(calendar(client, event, seen), 404, "Event not found")
            assert refused["detail"] == f'no event has the id "{event}"'


# Conditions


@pytest.mark.parametrize("is_chosen", [True, False])
@pytest.mark.parametrize("form", ["{tag}", "{strong}", '"x", {tag}', "*"])
def test_what_the_client_has_is_not_sent_again(client: TestClient, review: str, *, is_chosen: bool, form: str) -> None:
    if is_chosen:
        choose(client, review)
    tag = calendar(client, review).headers["ETag"]
    assert re.fullmatch(r'W/"[!#-~]+"', tag)
    for method in ("GET", "HEAD"):
        result = calendar(client, review, form.format(tag=tag, strong=tag.removeprefix("W/")), method)
        assert (result.status_code, result.content, result.headers["ETag"]) == (304, b"", tag)
        assert result.headers["Cache-Control"] == "private, no-cache"


def test_the_tag_stays_while_only_the_time_of_writing_changes(timed: TestClient, clock: Clock) -> None:
    event = made(timed)["id"]
    choose(timed, event, force=True)
    first = calendar(timed, event)
    clock.now = TODAY + timedelta(days=1)
    later = calendar(timed, event)
    assert first.headers["ETag"] == later.headers["ETag"]
    assert first.content != later.content
    assert re.sub(rb"DTSTAMP:\w+", b"", first.content) == re.sub(rb"DTSTAMP:\w+", b"", later.content)


Change = Callable[[TestClient, str], object]
CHANGES: dict[str, Change] = {
    "answer": put,
    "first-answer": post,
    "title": lambda client, event: client.simulate_put(f"/event/{event}", json={**EVENT, "title": "New"}),
    "zone": lambda client, event: client.simulate_put(f"/event/{event}", json={**EVENT, "timeZone": "Asia/Tokyo"}),
    "organizer": lambda client, event: client.simulate_put(f"/event/{event}", json={**EVENT, "organizer": ANN}),
    "choice": choose,
    "leaving": lambda client, event: client.simulate_delete(f"/participant/bo/event/{event}"),
}


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in CHANGES.items()])
def test_whatever_the_calendar_depends_on_changes_its_tag(client: TestClient, review: str, change: Change) -> None:
    before = calendar(client, review)
    change(client, review)
    after = calendar(client, review, before.headers["ETag"])
    assert (after.status_code, after.headers["ETag"] == before.headers["ETag"]) == (200, False)
    assert entries(after)


def test_an_event_that_was_opened_again_has_no_invitation_any_more(client: TestClient, review: str) -> None:
    windows = entries(calendar(client, review))
    choose(client, review)
    tag = calendar(client, review).headers["ETag"]
    reopen(client, review)
    after = entries(calendar(client, review, tag))
    assert [(each["UID"], each["STATUS"]) for each in after] == [(each["UID"], "TENTATIVE") for each in windows]


def test_head_says_what_get_would(timed: TestClient) -> None:
    event = made(timed)["id"]
    choose(timed, event, force=True)
    get, head = calendar(timed, event), calendar(timed, event, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    names = ("Content-Type", "Content-Disposition", "Content-Length", "ETag", "Cache-Control")
    assert {name: head.headers[name] for name in names} == {name: get.headers[name] for name in names}
    assert int(get.headers["Content-Length"]) == len(get.content)


def test_other_zone_data_gives_another_tag(client_with: Callable[..., TestClient], review: str) -> None:
    tags = {calendar(client_with(zone_data=each), review).headers["ETag"] for each in ("2025a", "2025b")}
    assert len(tags) == 2


# Hostile texts

NAMES = [title for title in HOSTILE if len(title) <= 64 and "/" not in title]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_a_title_and_nothing_more(client: TestClient, title: str) -> None:
    event = made(client, title=title, participants=[ANN], organizer="olga@example.com")
    answered(client, event["id"], ANN)
    for expected in ("TENTATIVE", "CONFIRMED"):
        (entry,) = entries(calendar(client, event["id"]))
        assert (str(entry["SUMMARY"]), entry["STATUS"]) == (event["title"], expected)
        choose(client, event["id"])


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_participant_is_a_name_and_nothing_more(client: TestClient, name: str) -> None:
    event = made(client, participants=[ANN, {"id": name, "timeZone": "UTC"}])
    answered(client, event["id"], ANN)
    who = next(each for each in event["participants"] if each != ANN)
    (entry,) = entries(calendar(client, event["id"]))
    assert entry["DESCRIPTION"].splitlines()[-2:] == [f"{who}: Sun 12 Jan 2025, 14:00–15:00 UTC", f"Without: {who}"]
    choose(client, event["id"], force=True)
    (entry,) = entries(calendar(client, event["id"]))
    assert entry["DESCRIPTION"] == f"{who}: Sun 12 Jan 2025, 14:00–15:00 UTC"
    assert "ATTENDEE" not in entry


@pytest.mark.parametrize("title", ["a\r\nEND:VEVENT", "a\x85b", "a\u2028b", "a\x00b", "a\u202eb"])
def test_a_title_that_would_be_several_lines_is_none(client: TestClient, title: str) -> None:
    problem(client.simulate_post("/event", json={**EVENT, "title": title}), 400, "Invalid input")


def test_everything_at_once_is_one_entry_still(client: TestClient) -> None:
    people = [*({"id": f"{n}{name}"[:64], "timeZone": "Asia/Kolkata"} for n, name in enumerate(NAMES * 10)), ANN]
    event = made(client, title="END:VCALENDAR", participants=people, organizer="o'neil+x@example.com")
    choose(client, event["id"], force=True)
    (entry,) = entries(calendar(client, event["id"]))
    assert entry["ORGANIZER"] == "mailto:o'neil+x@example.com"
    assert len(entry["DESCRIPTION"].splitlines()) == min(50, len(people) - 1)
    assert {"start_time": entry["DTSTART"].dt.astimezone(UTC), "end_time": entry["DTEND"].dt.astimezone(UTC)} == {
        name: datetime.fromisoformat(instant) for name, instant in CHOSEN.items()
    }
