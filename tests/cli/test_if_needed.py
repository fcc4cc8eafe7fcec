"""``evsched availability set --if-needed``: when somebody could come if there is no other way."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Command

SUNDAY = "12 Jan 2025, 2 - 4PM"
TUESDAY = "14 Jan 2025, 6 - 9PM"
SUNDAY_LINE = "Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)"
TUESDAY_LINE = "Tue 14 Jan 2025, 18:00–21:00 EST (UTC−5)"
SUNDAY_SLOT = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}
TUESDAY_SLOT = {"start_time": "2025-01-14T23:00:00Z", "end_time": "2025-01-15T02:00:00Z"}


def lines(evsched: Command, *given: str, stdin: str = "") -> list[str]:
    """What alice is told of an answer to the event of the fixture ``review``."""
    done = evsched("availability", "set", "last", "alice", *given, stdin=stdin)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def shown(evsched: Command) -> list[str]:
    return [
        line.removeprefix("alice").strip() for line in evsched("availability", "show", "last", "alice").out.splitlines()
    ][1:]


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize("dash", [False, True], ids=["typed", "standard-input"])
def test_times_if_needed_may_stand_alone(evsched: Command, dash: bool) -> None:
    given = (
        lines(evsched, "--if-needed", "-", stdin=f"{SUNDAY}\n{TUESDAY}\n")
        if dash
        else lines(evsched, "--if-needed", SUNDAY, "--if-needed", TUESDAY)
    )
    assert given == ["alice could come if needed:", f"  {SUNDAY_LINE}", f"  {TUESDAY_LINE}"]
    assert shown(evsched) == [f"if needed: {SUNDAY_LINE}", f"if needed: {TUESDAY_LINE}"]


@pytest.mark.usefixtures("review")
def test_times_if_needed_may_stand_beside_slots(evsched: Command) -> None:
    given = lines(evsched, "--if-needed", TUESDAY, "--slot", SUNDAY)
    assert given == ["alice is free:", f"  {SUNDAY_LINE}", f"  if needed: {TUESDAY_LINE}"]
    assert shown(evsched) == [SUNDAY_LINE, f"if needed: {TUESDAY_LINE}"]


@pytest.mark.usefixtures("review")
def test_times_if_needed_may_stand_beside_weekly_hours_and_busy_times(evsched: Command) -> None:
    given = lines(evsched, "--if-needed", TUESDAY, "--weekly", "Sun 9-15", "--busy", "14 Jan 2025, 7 - 8PM")
    assert given == [
        "alice is free, of what is on offer:",
        "  Sun 12 Jan 2025, 14:00–15:00 EST (UTC−5)",
        "  if needed: Tue 14 Jan 2025, 18:00–19:00 EST (UTC−5)",
        "  if needed: Tue 14 Jan 2025, 20:00–21:00 EST (UTC−5)",
    ]
    assert shown(evsched) == [
        f"if needed: {TUESDAY_LINE}",
        "Sun 9-15 America/New_York",
        "not Tue 14 Jan 2025, 19:00–20:00 EST (UTC−5)",
    ]


@pytest.mark.usefixtures("review")
def test_what_is_busy_is_taken_out_of_times_if_needed_and_makes_nothing_else_free(evsched: Command) -> None:
    assert lines(evsched, "--if-needed", TUESDAY, "--busy", "14 Jan 2025, 6 - 8PM") == [
        "alice could come if needed, of what is on offer:",
        "  Tue 14 Jan 2025, 20:00–21:00 EST (UTC−5)",
    ]
    assert lines(evsched, "--if-needed", TUESDAY, "--busy", "14 Jan 2025") == [
        "alice is free at no time that is on offer."
    ]


@pytest.mark.usefixtures("review")
def test_what_is_free_without_more_ado_is_not_only_if_needed(evsched: Command, asked: Asked) -> None:
    lines(evsched, "--slot", SUNDAY, "--if-needed", SUNDAY)
    lines_of_bob = evsched(
        "availability", "set", "last", "bob@example.com", "--if-needed", SUNDAY, "--tz", "America/New_York"
    )
    assert lines_of_bob.code == 0
    window = asked("recommend", "last")["recommendedTimeSlots"][0]
    assert window["availableParticipants"] == ["alice", "bob@example.com"]
    assert window.get("ifNeededParticipants", ["bob@example.com"]) == ["bob@example.com"]


@pytest.mark.usefixtures("review")
def test_a_profiles_hours_count_beside_times_if_needed(evsched: Command) -> None:
    evsched("profile", "set", "alice@America/New_York", "--weekly", "Sun 14-16")
    assert lines(evsched, "--if-needed", TUESDAY) == [
        "Weekly hours of alice's profile: Sun 14-16 America/New_York",
        "alice is free, of what is on offer:",
        f"  {SUNDAY_LINE}",
        f"  if needed: {TUESDAY_LINE}",
    ]


@pytest.mark.usefixtures("review")
def test_times_if_needed_outside_of_what_is_offered_are_said_to_be(evsched: Command) -> None:
    assert lines(evsched, "--if-needed", "13 Jan 2025, 9 - 10AM")[-1] == "None of this is in a slot on offer."


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param(
            ("--if-needed", "when it suits"), 'cannot read "when" (character 1) in "when it suits"', id="unreadable"
        ),
        pytest.param(("--if-needed", SUNDAY, "--none"), "--none declines, so it stands alone", id="none"),
        pytest.param(("--if-needed", "-", "--slot", "-"), "standard input can be read once only", id="dashes"),
        pytest.param(("--if-needed", "-"), "say when: --slot, --if-needed, --weekly", id="nothing"),
    ],
)
def test_what_cannot_be_meant_is_refused(evsched: Command, asked: Asked, given: tuple[str, ...], problem: str) -> None:
    done = evsched("availability", "set", "last", "alice", *given)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err
    assert not asked("availability", "show", "last", "alice")[0]["answered"]
