"""``evsched recommend``: what works, and for whom not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from evsched import Participant, Scheduler, SqliteStore
from tests.cli.conftest import Asked
from tests.conftest import Command

DAYS = [f"{day} Jan 2025, 9:00 - 10:00 UTC" for day in range(13, 18)]


def create(asked: Asked, *people: str, slots: list[str], duration: str = "1h", zone: str = "UTC") -> None:
    typed = [*("--tz", zone), *(part for slot in slots for part in ("--slot", slot))]
    invited = [part for name in people for part in ("--participant", name)]
    asked("event", "create", "Review", "--duration", duration, *typed, *invited)


def answer(asked: Asked, name: str, *slots: str) -> None:
    typed = [part for slot in slots for part in ("--slot", slot)] or ["--none"]
    asked("availability", "set", "last", name, *typed)


@pytest.fixture
def spread(asked: Asked) -> None:
    """New York, Berlin, Tokyo: no time for everyone, and each way not to attend."""
    create(
        *(asked, "ann@America/New_York", "bo@Europe/Berlin", "cleo@Asia/Tokyo", "dan", "eve"),
        slots=["14 Jan 2025, 18:00 - 21:00"],
        zone="America/New_York",
    )
    answer(asked, "ann", "14 Jan 2025, 6 - 9PM")
    answer(asked, "bo", "15 Jan 2025, 0:00 - 0:30")
    answer(asked, "cleo", "15 Jan 2025, 8:00 - 11:00")
    answer(asked, "dan")
    answer(asked, "eve", "16 Jan 2025, 8:00 - 11:00")


def starts(windows: list[dict[str, Any]]) -> list[str]:
    return [window["slot"]["start_time"] for window in windows]


@pytest.mark.usefixtures("spread")
def test_a_recommendation_names_the_window_the_meeting_and_why_who_cannot(asked: Asked) -> None:
    best = asked("recommend", "last")
    assert {name: best[name] for name in ("everyone", "reason", "more", "alternatives")} == {
        "everyone": False,
        "reason": None,
        "more": 0,
        "alternatives": [],
    }
    (window,) = best["recommendedTimeSlots"]
    assert window == {
        "slot": {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"},
        "meeting": {"start_time": "2025-01-15T00:00:00Z", "end_time": "2025-01-15T01:00:00Z"},
        "availableParticipants": ["ann", "cleo"],
        "ifNeededParticipants": [],
        "unavailableParticipants": ["bo", "dan", "eve"],
        "unavailable": [
            {"participant_id": "bo", "reason": "too_short", "longest": 1800},
            {"participant_id": "dan", "reason": "declined"},
            {"participant_id": "eve", "reason": "outside"},
        ],
        "localTimes": [
            {
                "participant_id": "ann",
                "start_time": "2025-01-14T19:00:00-05:00",
                "end_time": "2025-01-14T20:00:00-05:00",
                "timeZone": "America/New_York",
                "inconvenience": 3600,
            },
            {
                "participant_id": "bo",
                "start_time": "2025-01-15T01:00:00+01:00",
                "end_time": "2025-01-15T02:00:00+01:00",
                "timeZone": "Europe/Berlin",
                "inconvenience": 7200,
            },
            {
                "participant_id": "cleo",
                "start_time": "2025-01-15T09:00:00+09:00",
                "end_time": "2025-01-15T10:00:00+09:00",
                "timeZone": "Asia/Tokyo",
                "inconvenience": 0,
            },
        ],
    }


@pytest.mark.usefixtures("spread")
def test_the_page_has_each_participants_local_time_with_the_days_between(evsched: Command) -> None:
    done = evsched("recommend", "last")
    assert (done.code, done.err) == (0, "")
    table = done.out.partition("Participant")[2].splitlines()[1:6]
    assert table == [
        "ann          ▄█████████▄[▄]▄▄▁▁▁▁▁▁▁▁▁▄  19:00–20:00 EST (UTC−5)         yes; outside usual hours",
        "bo           ████▄▄▄▄▁▁▁[▁]▁▁▁▁▁▄▄█████  01:00–02:00 CET (UTC+1) +1 day  free for 30 min only; at night",
        "cleo         ▁▁▁▁▁▁▁▁▁▄▄[█]████████▄▄▄▄  09:00–10:00 JST (UTC+9) +1 day  yes",
        "dan                                      time zone not known             declined",
        "eve                                      time zone not known             not free then",
    ]


@pytest.mark.usefixtures("spread")
def test_the_page_says_for_how_many_it_works_and_for_whom_not(evsched: Command) -> None:
    out = evsched("recommend", "last").out
    assert "2 of 5" in out
    assert "Tue 14 Jan 2025, 18:00–21:00 EST (UTC−5)" in out
    assert "Meet Tue 14 Jan 2025, 19:00–20:00 EST (UTC−5)" in out
    assert "Without bo (free for 30 min only), dan (declined), eve (not free then)" in out


@pytest.mark.usefixtures("spread")
def test_the_page_is_in_the_zone_that_is_asked_for(evsched: Command) -> None:
    out = evsched("recommend", "last", "--tz", "Asia/Tokyo").out
    assert "Meet Wed 15 Jan 2025, 09:00–10:00 JST (UTC+9)" in out
    assert "19:00–20:00 EST (UTC−5) −1 day" in out
    assert "09:00–10:00 JST (UTC+9) yes" in " ".join(out.split())


@pytest.mark.usefixtures("spread")
def test_an_option_for_the_zone_changes_no_instant(asked: Asked) -> None:
    assert asked("recommend", "last", "--tz", "Asia/Tokyo") == asked("recommend", "last")


def test_a_window_for_everyone_is_said_to_be(evsched: Command, asked: Asked) -> None:
    create(asked, "ann", "bo", slots=DAYS[:1])
    answer(asked, "ann", DAYS[0])
    assert asked("recommend", "last")["recommendedTimeSlots"][0]["unavailable"] == [
        {"participant_id": "bo", "reason": "no_reply"}
    ]
    assert "bo (has not answered)" in evsched("recommend", "last").out
    answer(asked, "bo", DAYS[0])
    best = asked("recommend", "last")
    assert best["everyone"] is True
    assert best["recommendedTimeSlots"][0]["unavailable"] == []
    out = evsched("recommend", "last").out
    assert "everyone" in out
    assert "(2 of 2)" in out
    assert "Without" not in out


def test_a_window_for_everyone_required_is_said_to_be(evsched: Command, environment: dict[str, str]) -> None:
    scheduler = Scheduler(SqliteStore(Path(environment["EVSCHED_DB"])))
    people = [Participant("ann"), Participant("bo", required=False)]
    event = scheduler.create_event("Review", timedelta(hours=1), DAYS[:1], people)
    scheduler.set_availability(event.id, people[0], DAYS[:1])
    assert "required" in evsched("recommend", "last").out
    scheduler.set_availability(event.id, people[1], DAYS[:1])
    assert "required" not in evsched("recommend", "last").out


def test_limit_cuts_the_windows_and_counts_the_rest(evsched: Command, asked: Asked) -> None:
    create(asked, "ann", slots=DAYS)
    answer(asked, "ann", *DAYS)
    whole = asked("recommend", "last")
    assert (len(whole["recommendedTimeSlots"]), whole["more"]) == (5, 0)
    cut = asked("recommend", "last", "--limit", "2")
    assert cut["recommendedTimeSlots"] == whole["recommendedTimeSlots"][:2]
    assert cut["more"] == 3
    out = evsched("recommend", "last", "--limit", "2").out
    assert "3 more" in out
    assert "--limit" in out
    assert "5 windows" in out


def test_alternatives_are_the_next_best_numbered_after_all_of_the_best(evsched: Command, asked: Asked) -> None:
    create(asked, "ann", "bo", slots=DAYS)
    answer(asked, "ann", *DAYS[:4])
    answer(asked, "bo", *DAYS[2:])
    best = asked("recommend", "last", "--limit", "1", "--alternatives", "2")
    assert starts(best["recommendedTimeSlots"]) == ["2025-01-15T09:00:00Z"]
    assert best["more"] == 1
    assert starts(best["alternatives"]) == ["2025-01-13T09:00:00Z", "2025-01-14T09:00:00Z"]
    assert [window["unavailableParticipants"] for window in best["alternatives"]] == [["bo"], ["bo"]]
    lines = evsched("recommend", "last", "--limit", "1", "--alternatives", "2").out.splitlines()
    assert [line.split()[0] for line in lines if line[:1].isdigit()] == ["1.", "3.", "4."]
    assert "Next best:" in lines


@pytest.mark.parametrize(
    ("answers", "duration", "reason", "said"),
    [
        pytest.param((), "1h", "no_answers", "has given any time", id="nobody"),
        pytest.param(None, "1h", "no_answers", "has given any time", id="declined"),
        pytest.param((DAYS[3],), "1h", "no_overlap_with_slots", "offer others", id="elsewhere"),
        pytest.param((DAYS[0],), "90m", "too_short", "1 h 30 min", id="too-short"),
    ],
)
def test_where_nothing_fits_the_reason_is_given(
    evsched: Command, asked: Asked, answers: tuple[str, ...] | None, duration: str, reason: str, said: str
) -> None:
    create(asked, "ann", slots=DAYS[:1], duration=duration)
    if answers is None:
        answer(asked, "ann")
    elif answers:
        answer(asked, "ann", *answers)
    assert asked("recommend", "last", "--no-explain") == {
        "everyone": False,
        "reason": reason,
        "recommendedTimeSlots": [],
        "more": 0,
        "alternatives": [],
    }
    done = evsched("recommend", "last")
    assert (done.code, done.err) == (0, "")
    assert said in done.out


def test_nothing_that_fits_is_exit_code_1_only_on_demand(evsched: Command, asked: Asked) -> None:
    create(asked, "ann", slots=DAYS[:1])
    assert evsched("recommend", "last").code == 0
    for options in ((), ("--json",)):
        done = evsched("recommend", "last", "--exit-code", *options)
        assert (done.code, done.err) == (1, "")
        assert done.out
    answer(asked, "ann", DAYS[0])
    assert evsched("recommend", "last", "--exit-code").code == 0


@pytest.mark.parametrize("option", ["--limit", "--alternatives"])
@pytest.mark.parametrize("number", ["-1", "501", "x", "1.5", "", "１e3", "9" * 5000])
def test_a_number_out_of_bounds_is_refused(evsched: Command, asked: Asked, option: str, number: str) -> None:
    create(asked, "ann", slots=DAYS[:1])
    done = evsched("recommend", "last", option, number)
    assert (done.code, done.out) == (2, "")
    assert option.removeprefix("--") in done.err


def test_recommendations_print_slots_that_can_be_typed_again(evsched: Command, asked: Asked) -> None:
    create(asked, "ann@Europe/Berlin", slots=["30 Mar 2025, 0:00 - 5:00 Europe/Berlin"], zone="Europe/Berlin")
    answer(asked, "ann", "30 Mar 2025, 0:30 - 4:30 Europe/Berlin")
    page = evsched("recommend", "last").out
    printed = [line.strip() for line in page.splitlines() if line.startswith(("1. ", "   Meet "))]
    window, meeting = (line.removeprefix("1. ").removeprefix("Meet ").partition("  (")[0] for line in printed)
    best = asked("recommend", "last")["recommendedTimeSlots"][0]
    for text, slot in ((window, best["slot"]), (meeting, best["meeting"])):
        assert asked("availability", "set", "last", "ann", "--slot", text)["slots"] == [slot], text


def test_an_event_for_nobody_has_no_answers(evsched: Command, asked: Asked) -> None:
    create(asked, slots=DAYS[:1])
    assert asked("recommend", "last")["reason"] == "no_answers"
    assert "Nobody" in evsched("recommend", "last").out


def test_a_person_reads_of_many_people_only_so_many(evsched: Command) -> None:
    people = [part for number in range(40) for part in ("--participant", f"p{number:02}@Europe/Berlin")]
    evsched("event", "create", "Review", "--duration", "1h", "--slot", "12 Jan 2025, 2 - 4PM EST", *people)
    evsched("availability", "set", "last", "p00", "--slot", "12 Jan 2025, 2 - 4PM EST")
    page = evsched("recommend", "last").out
    assert " and 29 others\n" in page
    assert "… and 15 other participants; --json has them all." in page
    window = json.loads(evsched("recommend", "last", "--json").out)["recommendedTimeSlots"][0]
    assert len(window["unavailable"]) == 39


@pytest.fixture
def apart(asked: Asked) -> None:
    """Four who share no hour: ann and bo the whole first morning, cleo its last half, dan the second; eve is silent."""
    create(asked, "ann", "bo", "cleo", "dan", "eve", slots=["13 - 14 Jan 2025, 9:00 - 12:00 UTC"])
    answer(asked, "ann", "13 Jan 2025, 9:00 - 12:00")
    answer(asked, "bo", "13 Jan 2025, 9:00 - 12:00")
    answer(asked, "cleo", "13 Jan 2025, 11:30 - 12:00", "14 Jan 2025, 9:00 - 10:00")
    answer(asked, "dan", "14 Jan 2025, 9:00 - 12:00")


@pytest.mark.usefixtures("apart")
def test_the_page_explains_why_not_and_what_would_help(evsched: Command) -> None:
    lines = evsched("recommend", "last").out.splitlines()
    start = next(number for number, line in enumerate(lines) if "sessions reach" in line)
    assert lines[start:] == [
        "2 sessions reach 4 of 5:",
        "  Mon 13 Jan 2025, 09:00–10:00 UTC: ann, bo",
        "  Tue 14 Jan 2025, 09:00–10:00 UTC: cleo, dan",
        "  No session reaches eve.",
        "eve has not answered yet: this may change when they do.",
    ]


@pytest.mark.usefixtures("apart")
def test_an_explanation_is_in_json_too_and_both_can_do_without(evsched: Command, asked: Asked) -> None:
    explained = asked("recommend", "last")
    assert explained["blockers"] == []
    assert explained["sessions"]["unreachable"] == ["eve"]
    assert explained["certain"] is False
    plain = asked("recommend", "last", "--no-explain")
    assert explained.keys() - plain.keys() == {"blockers", "shorter", "sessions", "certain"}
    assert "sessions" not in evsched("recommend", "last", "--no-explain").out


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param(("--quorum", "2"), 2, id="number"),
        pytest.param(("--quorum", "40%"), 2, id="percentage"),
        pytest.param(("--quorum", "3"), 0, id="too-many"),
        pytest.param(("--at-least", "1 of ann, dan"), 2, id="one-of-each-day"),
        pytest.param(("--at-least", "1 of dan, eve"), 1, id="of-the-second-day"),
        pytest.param(("--at-least", "1 of dan, eve", "--at-least", "1 of ann, bo"), 0, id="both"),
        pytest.param(("--quorum", "2", "--at-least", "2 of cleo, dan"), 1, id="quorum-and-condition"),
    ],
)
def test_windows_have_the_people_that_are_asked_for(asked: Asked, options: tuple[str, ...], found: int) -> None:
    best = asked("recommend", "last", *options)
    assert len(best["recommendedTimeSlots"]) == found
    assert best["reason"] == (None if found else "quorum")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--quorum", "many"), '--quorum: cannot read the quorum "many"', id="quorum-in-words"),
        pytest.param(("--quorum", "0"), "--quorum: a quorum is 1 or more people", id="nobody"),
        pytest.param(("--quorum", "101%"), "1% to 100%", id="more-than-all"),
        pytest.param(("--at-least", "ann"), '--at-least: cannot read "ann"', id="no-number"),
        pytest.param(
            ("--at-least", "3 of ann, bo"),
            "--at-least: a condition asks for at least one and at most all of those whom it names, not for 3 of 2",
            id="too-many",
        ),
        pytest.param(("--at-least", "1 of bob"), '"bob"', id="a-stranger"),
    ],
)
@pytest.mark.usefixtures("apart")
def test_what_is_no_quorum_and_no_condition_is_refused(evsched: Command, options: tuple[str, ...], said: str) -> None:
    done = evsched("recommend", "last", *options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
