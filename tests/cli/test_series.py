"""``evsched series``, and events that are in one."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Command

SLOT = "14 Jan 2025, 12 - 10PM UTC"
PEOPLE = ("--participant", "ann@Europe/Berlin", "--participant", "bo@America/New_York", "--optional", "cy")
CREATE = ("event", "create", "Sync", "--duration", "1h30", "--slot", SLOT, *PEOPLE)


@pytest.fixture
def chosen(asked: Asked) -> str:
    """The id of an event in a series that all can attend, at 7:30 PM in Berlin."""
    made = str(asked(*CREATE, "--series", "Team sync")["id"])
    for who in ("ann", "bo", "cy"):
        asked("availability", "set", made, who, "--slot", SLOT)
    asked("event", "choose", made, "14 Jan 2025, 18:30 UTC")
    return made


def lines(evsched: Command, *command: str) -> list[str]:
    done = evsched(*command)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def test_an_event_says_in_which_series_it_is_and_no_other_does(evsched: Command, asked: Asked) -> None:
    assert asked(*CREATE, "--series", "  Team sync ")["series"] == "Team sync"
    assert asked("event", "show", "last")["series"] == "Team sync"
    assert lines(evsched, "event", "show", "last")[2] == "Series: Team sync"
    assert "series" not in asked(*CREATE)
    assert "Series" not in evsched("event", "show", "last").out


@pytest.mark.usefixtures("chosen")
def test_a_series_shows_what_it_has_cost_whom(evsched: Command, asked: Asked) -> None:
    assert lines(evsched, "series", "show", "Team sync") == [
        "Participant  Burden      Meetings",
        "ann          1 h 30 min  1",
        "bo           0 min       1",
    ]
    assert asked("series", "show", " Team sync ") == {
        "series": "Team sync",
        "participants": [
            {"participant_id": "ann", "burden": 5400, "meetings": 1},
            {"participant_id": "bo", "burden": 0, "meetings": 1},
        ],
    }


def test_a_choice_says_where_what_it_costs_can_be_seen(evsched: Command, chosen: str) -> None:
    said = lines(evsched, "event", "choose", chosen, "14 Jan 2025, 18:30 UTC")
    assert "What it costs whom is counted: evsched series show 'Team sync'" in said
    assert lines(evsched, "event", "reopen", chosen)
    assert lines(evsched, "series", "show", "Team sync") == [
        "No meeting of this series is chosen yet that somebody can attend whose time zone is known."
    ]
    assert "Counted" not in evsched(*CREATE).out


def test_series_are_listed_by_their_names(evsched: Command, asked: Asked) -> None:
    assert lines(evsched, "series", "list") == ["No series yet. Make one with: evsched event create --series NAME"]
    assert asked("series", "list") == []
    for name in ("Team sync", "Book club"):
        asked(*CREATE, "--series", name)
    assert lines(evsched, "series", "list") == ["Book club", "Team sync"]
    assert asked("series", "list") == ["Book club", "Team sync"]


@pytest.mark.usefixtures("chosen")
def test_a_series_that_is_not_there_is_not_found_but_its_neighbours(evsched: Command) -> None:
    done = evsched("series", "show", "team")
    assert (done.code, done.out) == (3, "")
    assert 'there is no series "team": did you mean Team sync?' in done.err


@pytest.mark.parametrize("name", ["", "\x07", "x" * 101], ids=["blank", "control", "long"])
def test_what_is_no_name_is_refused_and_makes_nothing(evsched: Command, asked: Asked, name: str) -> None:
    for command in ((*CREATE, "--series", name), ("series", "show", name)):
        done = evsched(*command)
        assert (done.code, done.out) == (2, "")
        assert "the name of the series" in done.err
    assert asked("event", "list") == []


def test_a_group_alone_prints_its_help(evsched: Command) -> None:
    assert evsched("series") == evsched("series", "--help")


@pytest.mark.parametrize(
    "command", [("series", "list"), ("series", "show", "a"), (*CREATE, "--series", "a")], ids=["list", "show", "create"]
)
def test_a_series_is_a_matter_of_a_database_and_not_of_a_server(evsched: Command, command: tuple[str, ...]) -> None:
    done = evsched("--server", "http://127.0.0.1:1", *command)
    assert (done.code, done.out) == (2, "")
    assert "a series is kept in a database, not on a server: name that with --db, without --server" in done.err
