"""``evsched event choose`` and ``reopen``, and what the other commands say of a chosen time and of a deadline."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from evsched import Event, Participant, Scheduler, SqliteStore, parse_slots
from evsched.cli.event_pages import event_page
from evsched.cli.meeting_pages import chosen_page
from evsched.store.values import StoredEvent
from tests.cli.conftest import Asked
from tests.conftest import Command

SET = ("availability", "set", "last")
CHOOSE = ("event", "choose", "last")
FIRST, SECOND, THIRD = "12 Jan 2025, 2 - 4PM EST", "14 Jan 2025, 6 - 9PM EST", "10 Jan 2025, 2 - 4PM EST"


def hour(start: str, end: str) -> dict[str, str]:
    return {"start_time": f"2025-01-{start}:00Z", "end_time": f"2025-01-{end}:00Z"}


@pytest.fixture
def answered(asked: Asked, review: str) -> str:
    """The event to which alice and bob can come in two windows, and alice alone in a third."""
    asked("event", "update", review, "--slot", FIRST, "--slot", SECOND, "--slot", THIRD)
    asked(*SET, "alice", "--slot", "12 Jan 2025, 2:30 - 4PM EST", "--slot", SECOND, "--slot", THIRD)
    asked(*SET, "bob@example.com", "--slot", FIRST, "--slot", "14 Jan 2025, 6:15 - 7:30PM EST")
    return review


def test_the_windows_of_recommend_are_what_numbers_choose(evsched: Command, asked: Asked, answered: str) -> None:
    best = asked("recommend", answered, "--alternatives", "5")
    windows = [*best["recommendedTimeSlots"], *best["alternatives"]]
    assert (len(best["recommendedTimeSlots"]), len(windows)) == (2, 3)
    page = evsched("recommend", answered, "--alternatives", "5").out.splitlines()
    for number, window in enumerate(windows, 1):
        asked("event", "reopen", answered)
        chosen = evsched("event", "choose", answered, str(number), "--force")
        assert asked("event", "show", answered)["meeting"] == window["meeting"]
        meet = page[page.index(next(line for line in page if line.startswith(f"{number}. "))) + 1]
        assert chosen.out.splitlines()[1] == meet.replace("   Meet", "Chosen:")


@pytest.mark.parametrize("typed", ["2", "2.", "#2", " 2 ", "02"])
@pytest.mark.usefixtures("answered")
def test_a_number_is_taken_as_people_write_it(asked: Asked, typed: str) -> None:
    assert asked(*CHOOSE, typed)["meeting"] == hour("14T23:30", "15T00:30")


def test_an_event_that_somebody_reopens_at_once_is_shown_as_it_is() -> None:
    event = Event("Lunch", timedelta(hours=1), parse_slots(FIRST))
    stored = StoredEvent("7k2m", event, frozenset(), is_open=True, version=3)
    assert chosen_page(stored, None, "last").blocks == event_page(stored, None).blocks


def test_the_first_window_is_chosen_without_a_number(asked: Asked, answered: str) -> None:
    assert asked("event", "choose", answered)["meeting"] == hour("12T20:00", "12T21:00")
    assert asked("event", "show", answered)["meeting"] == hour("12T20:00", "12T21:00")


@pytest.mark.usefixtures("answered")
def test_a_choice_is_printed_with_everyones_local_time_and_what_comes_next(evsched: Command) -> None:
    done = evsched(*CHOOSE, "2")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Review · 1 h",
        "Chosen: Tue 14 Jan 2025, 18:30–19:30 EST (UTC−5)",
        "Participant      Their local time",
        "alice            time zone not known",
        "bob@example.com  00:30–01:30 CET (UTC+1) +1 day",
        "It takes no more answers; evsched event reopen last takes the choice back.",
        "",
        "Next: evsched event ics last -o meeting.ics",
    ]


@pytest.mark.usefixtures("review")
def test_a_choice_is_shown_in_the_zone_that_is_asked_for(evsched: Command) -> None:
    done = evsched(*CHOOSE, "14 Jan 2025, 8AM", "--tz", "Asia/Tokyo", "--force")
    assert "Chosen: Tue 14 Jan 2025, 08:00–09:00 JST (UTC+9)\n" in done.out
    assert "Chosen: Mon 13 Jan 2025, 18:00–19:00 EST (UTC−5)\n" in evsched("event", "show", "last").out


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize(
    ("typed", "start"),
    [
        pytest.param("12 Jan 2025, 2PM EST", "12T19:00", id="with-its-zone"),
        pytest.param("12 Jan 2025, 14:00", "12T19:00", id="in-the-events-zone"),
        pytest.param("2025-01-12T20:00+01:00", "12T19:00", id="iso"),
        pytest.param("12 Jan 2025, 2 - 3PM", "12T19:00", id="as-a-slot-as-long-as-the-meeting"),
        pytest.param("Sun 12 Jan 2025, 14:00–15:00 EST (UTC−5)", "12T19:00", id="as-it-is-printed"),
    ],
)
def test_a_time_is_chosen_as_it_is_typed(asked: Asked, typed: str, start: str) -> None:
    assert asked(*CHOOSE, typed, "--force")["meeting"]["start_time"] == f"2025-01-{start}:00Z"


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param(
            "99",
            "no window 99: evsched recommend prints 1 to 2, and with --alternatives 1 those up to 3\n",
            id="number",
        ),
        pytest.param("0", "there is no window 0: ", id="zero"),
        pytest.param("9" * 18, f"there is no window {'9' * 18}: ", id="large-number"),
        pytest.param("12 Jan 2025, 2 - 4PM", '2 - 4PM" is 2 h, and the meeting takes 1 h: write when', id="long"),
        pytest.param("12 Jan 2025, 1 - 2PM, 14 Jan 2025, 1 - 2PM", "is more than one time", id="two"),
        pytest.param("12 Jan 2025", "write the time too, as in 12 Jan 2025, 2PM EST", id="day"),
        pytest.param("2PM", "a date such as 12 Jan 2025 stands here", id="time-of-day"),
        pytest.param("tomorrow", '"tomorrow" is neither a number that evsched recommend prints nor a time', id="word"),
        pytest.param("", '"" is neither a number', id="blank"),
    ],
)
def test_what_names_no_one_time_is_refused(evsched: Command, asked: Asked, typed: str, why: str) -> None:
    done = evsched(*CHOOSE, typed)
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert done.err.count("\n") == 1
    assert asked("event", "show", "last")["meeting"] is None


def test_where_one_window_is_all_there_is_no_number_above_it(evsched: Command, asked: Asked) -> None:
    asked("event", "create", "Lunch", "--duration", "2h", "--slot", FIRST)
    asked(*SET, "ann", "--slot", FIRST)
    assert evsched(*CHOOSE, "2").err == "Error: there is no window 2: evsched recommend prints one only\n"


def test_a_window_past_those_that_can_be_printed_is_chosen_by_its_time(evsched: Command, asked: Asked) -> None:
    days = "1 - 25 Jan 2025, 0:00 - 24:00 UTC"
    asked("event", "create", "Chat", "--duration", "10m", "--slot", days)
    hours = [f"{hour:02}:{minute:02}-{hour:02}:{minute + 10}" for hour in range(24) for minute in (0, 20)]
    asked(*SET, "ann", *(part for each in hours for part in ("--weekly", f"Mon-Sun {each} UTC")))
    assert asked("recommend", "last")["more"] == 25 * 48 - 50
    assert asked(*CHOOSE, "500")["meeting"]["start_time"] == "2025-01-11T09:20:00Z"
    done = evsched(*CHOOSE, "501")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: window 501 is too far down to be chosen by its number: write when it starts\n"
    assert "there is no window 1201: " in evsched(*CHOOSE, "1201").err


@pytest.mark.usefixtures("review")
def test_where_nothing_is_recommended_there_is_no_number_to_choose(evsched: Command) -> None:
    done = evsched(*CHOOSE)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("Error: no time works for anyone yet, so there is none to choose by its number: ")


@pytest.mark.usefixtures("answered")
def test_a_time_at_which_somebody_required_cannot_come_is_to_be_insisted_on(evsched: Command, asked: Asked) -> None:
    done = evsched(*CHOOSE, "14 Jan 2025, 8PM")
    assert (done.code, done.out) == (4, "")
    assert "bob@example.com" in done.err
    assert "alice" not in done.err
    assert "--force" in done.err
    assert asked("event", "show", "last")["meeting"] is None
    assert asked(*CHOOSE, "14 Jan 2025, 8PM", "--force")["meeting"] == hour("15T01:00", "15T02:00")


@pytest.mark.usefixtures("review")
def test_a_time_that_is_not_on_offer_is_chosen_with_a_word(evsched: Command) -> None:
    done = evsched(*CHOOSE, "12 Jan 2052, 2PM", "--force")
    assert (done.code, done.err) == (0, "")
    assert "This is in no slot on offer.\n" in done.out
    assert "no slot on offer" not in evsched(*CHOOSE, "12 Jan 2025, 2PM", "--force").out


def test_many_participants_are_not_all_listed(evsched: Command, asked: Asked) -> None:
    people = (part for number in range(30) for part in ("--participant", f"p{number:02}@Asia/Tokyo"))
    asked("event", "create", "All", "--duration", "1h", "--slot", FIRST, *people)
    out = evsched(*CHOOSE, "12 Jan 2025, 2PM EST", "--force").out
    assert out.count("JST (UTC+9)") == 25
    assert "… and 5 other participants.\n" in out


def test_where_no_zone_is_known_there_is_no_table(evsched: Command, asked: Asked) -> None:
    asked("event", "create", "Lunch", "--duration", "1h", "--slot", FIRST, "--participant", "ann")
    assert "Participant" not in evsched(*CHOOSE, "12 Jan 2025, 2PM EST", "--force").out


@pytest.mark.usefixtures("answered")
def test_an_event_with_a_chosen_time_takes_no_answers_until_it_is_reopened(evsched: Command, asked: Asked) -> None:
    asked(*CHOOSE)
    done = evsched(*SET, "alice", "--none")
    assert (done.code, done.out) == (4, "")
    assert "Sun 12 Jan 2025, 15:00–16:00 EST (UTC−5)" in done.err
    assert "evsched event reopen" in done.err
    opened = asked("event", "reopen", "last")
    assert (opened["meeting"], opened["deadline"]) == (None, None)
    asked(*SET, "alice", "--none")


@pytest.mark.usefixtures("answered")
def test_what_is_on_offer_stays_while_a_time_is_chosen(evsched: Command, asked: Asked) -> None:
    asked(*CHOOSE)
    done = evsched("event", "update", "last", "--duration", "2h")
    assert (done.code, done.out) == (4, "")
    assert "evsched event reopen" in done.err
    assert asked("event", "update", "last", "--title", "Retro")["title"] == "Retro"


@pytest.mark.usefixtures("answered")
def test_reopening_says_what_was_chosen(evsched: Command, asked: Asked) -> None:
    asked(*CHOOSE)
    done = evsched("event", "reopen", "last")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Review takes answers: no time is chosen, and there is no deadline.",
        "It was to be: Sun 12 Jan 2025, 15:00–16:00 EST (UTC−5)",
        "Calendars that have this time keep it until the next is chosen, and sent by evsched event ics.",
        "To cancel it before, choose it again, and reopen with --ics FILE.",
    ]
    assert evsched("event", "reopen", "last").out.splitlines() == done.out.splitlines()[:1]


@pytest.mark.usefixtures("answered")
def test_recommend_says_what_to_do_next_or_what_was_done(evsched: Command, asked: Asked) -> None:
    assert evsched("recommend", "last").out.endswith("\n\nNext: evsched event choose last 1\n")
    asked(*CHOOSE)
    chosen = evsched("recommend", "last").out
    assert "Chosen already: Sun 12 Jan 2025, 15:00–16:00 EST (UTC−5)\n" in chosen
    assert "Next:" not in chosen
    asked("event", "reopen", "last")
    asked(*SET, "alice", "--none")
    assert "event choose" not in evsched("recommend", "last").out


@pytest.mark.usefixtures("review")
def test_recommend_says_what_is_chosen_where_nothing_works(evsched: Command) -> None:
    evsched(*CHOOSE, "12 Jan 2025, 2PM", "--force")
    assert evsched("recommend", "last").out.splitlines()[1:] == [
        "Chosen already: Sun 12 Jan 2025, 14:00–15:00 EST (UTC−5)",
        "Nobody has given any time.",
    ]


CREATE = ("event", "create", "Lunch", "--duration", "1h", "--slot", "12 Jan 2150, 14:00 - 16:00")


@pytest.mark.parametrize(
    ("typed", "options", "instant", "printed"),
    [
        pytest.param("1 Jan 2150", (), "2150-01-02T00:00:00Z", "Thu 1 Jan 2150, 24:00 UTC", id="day"),
        pytest.param("1 Jan 2150, 5PM", (), "2150-01-01T17:00:00Z", "Thu 1 Jan 2150, 17:00 UTC", id="time"),
        pytest.param(
            *("1 Jan 2150, 5PM", ("--tz", "UTC-5"), "2150-01-01T22:00:00Z", "Thu 1 Jan 2150, 17:00 UTC−5"),
            id="in-the-events-zone",
        ),
        pytest.param(
            *("1 Jan 2150 UTC+9", ("--tz", "UTC-5"), "2150-01-01T15:00:00Z", "Thu 1 Jan 2150, 10:00 UTC−5"),
            id="with-its-zone",
        ),
    ],
)
def test_a_deadline_is_kept_and_shown(
    evsched: Command, asked: Asked, typed: str, options: tuple[str, ...], instant: str, printed: str
) -> None:
    assert asked(*CREATE, "--deadline", typed, *options)["deadline"] == instant
    assert f"Answers until: {printed}\n" in evsched("event", "show", "last").out
    asked(*CREATE, *options)
    assert asked("event", "update", "last", "--deadline", typed)["deadline"] == instant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param("1 Dec 2020", "it has passed already, at Tue 1 Dec 2020, 24:00 UTC", id="past"),
        pytest.param("1 Dec 2150, 5 - 6PM", "one point in time stands here, not a range", id="slot"),
        pytest.param("1 Dec", "write the year too", id="no-year"),
        pytest.param("soon", "a date such as 12 Jan 2025 stands here", id="word"),
        pytest.param("", "a blank text", id="blank"),
    ],
)
def test_what_is_no_deadline_is_refused(evsched: Command, asked: Asked, typed: str, why: str) -> None:
    done = evsched(*CREATE, "--deadline", typed)
    assert (done.code, done.out) == (2, "")
    assert "deadline: " in done.err
    assert why in done.err
    assert asked("event", "list") == []


def test_an_event_whose_deadline_has_passed_says_so_and_takes_no_answers(evsched: Command) -> None:
    then = datetime(2024, 12, 1, tzinfo=UTC)
    assert evsched("event", "list").code == 0  # which puts the command's environment in place
    scheduler = Scheduler(SqliteStore(os.environ["EVSCHED_DB"]), now=lambda: then)
    scheduler.create_event(
        *("Lunch", timedelta(hours=1), [FIRST], [Participant("ann")]),
        zone="Europe/Berlin",
        deadline=datetime(2024, 12, 24, 23, tzinfo=UTC),
    )
    assert "No more answers since: Tue 24 Dec 2024, 24:00 CET (UTC+1)\n" in evsched("event", "show", "last").out
    done = evsched(*SET, "ann", "--none")
    assert (done.code, done.out) == (4, "")
    assert "no more answers since Tue 24 Dec 2024, 24:00 CET (UTC+1); " in done.err
    assert evsched("event", "reopen", "last").code == 0
    assert "nswers" not in evsched("event", "show", "last").out.partition("Slots")[0]
    assert evsched(*SET, "ann", "--none").code == 0


def test_the_organizer_is_kept_and_shown(evsched: Command, asked: Asked) -> None:
    assert asked(*CREATE, "--organizer", "ann@example.com")["organizer"] == "ann@example.com"
    assert "Organizer: ann@example.com\n" in evsched("event", "show", "last").out
    assert asked("event", "update", "last", "--organizer", "bo@example.com")["organizer"] == "bo@example.com"
    done = evsched(*CREATE, "--organizer", "Ann <ann@example.com>")
    assert (done.code, done.out) == (2, "")
    assert "is no mail address: write one such as ann@example.com" in done.err
