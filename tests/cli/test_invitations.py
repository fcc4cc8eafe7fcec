"""Who is invited: optional or required, with which hours; and who has not answered yet."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from evsched.cli.event_pages import shown_page
from evsched.cli.page import Line, Page
from evsched.engine.model import Event, Participant
from evsched.engine.text import parse_duration, parse_slots
from evsched.store.values import StoredEvent
from tests.cli.conftest import Asked
from tests.conftest import Command

SLOT = "12 Jan 2025, 2 - 4PM EST"
CREATE = ("event", "create", "Review", "--duration", "1h", "--tz", "America/New_York", "--slot", SLOT)
QUESTION = 'Please tell me when you can make "Review" (1 h): Sun 12 Jan 2025, 14:00–16:00 EST (UTC−5)'
LONG_AGO = "1 Jan 2150"


def people(made: Any) -> dict[str, tuple[bool, str | None]]:
    return {each["id"]: (each["required"], each["timeZone"]) for each in made["participantDetails"]}


def lines(evsched: Command, *command: str) -> list[str]:
    done = evsched(*command)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def refused(evsched: Command, *command: str) -> str:
    done = evsched(*command)
    assert (done.code, done.out) == (2, "")
    return done.err


# Required or optional


def test_who_is_optional_is_invited_as_such(asked: Asked) -> None:
    given = ("--optional", "bob@Europe/Berlin", "--participant", "ann", "--optional", "cy@example.com@Asia/Tokyo")
    made = asked(*CREATE, *given)
    assert people(made) == {
        "ann": (True, None),
        "bob": (False, "Europe/Berlin"),
        "cy@example.com": (False, "Asia/Tokyo"),
    }
    assert not made["open"]


def test_an_event_may_be_for_optional_people_alone(asked: Asked) -> None:
    made = asked(*CREATE, "--optional", "bob")
    assert people(made) == {"bob": (False, None)}
    assert not made["open"]


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        pytest.param("--participant", {"ann": (True, None), "bob": (False, "Europe/Berlin")}, id="participant"),
        pytest.param("--optional", {"ann": (False, None), "bob": (False, "Europe/Berlin")}, id="optional"),
        pytest.param("--required", {"ann": (True, None), "bob": (True, "Europe/Berlin")}, id="required"),
    ],
)
def test_an_update_says_of_who_is_known_which_they_are(
    asked: Asked, option: str, expected: dict[str, tuple[bool, str | None]]
) -> None:
    asked(*CREATE, "--participant", "ann", "--optional", "bob@Europe/Berlin")
    assert people(asked("event", "update", "last", option, "ann", option, "bob")) == expected


@pytest.mark.parametrize(("option", "required"), [("--participant", True), ("--optional", False), ("--required", True)])
def test_an_update_invites_who_is_new_as_it_says(asked: Asked, review: str, option: str, required: bool) -> None:
    after = asked("event", "update", review, option, "cy@Asia/Tokyo")
    assert people(after)["cy"] == (required, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("one", "other"),
    [("--participant", "--optional"), ("--participant", "--required"), ("--optional", "--required")],
)
def test_who_is_named_under_two_options_is_refused(
    evsched: Command, asked: Asked, review: str, one: str, other: str
) -> None:
    before = asked("event", "show", review)
    said = refused(evsched, "event", "update", review, one, "e\u0301va@Asia/Tokyo", other, "\u00e9va")
    assert f'"\u00e9va" is named under {one} and under {other}: name them under one of these' in said
    assert asked("event", "show", review) == before


def test_a_new_event_names_nobody_under_two_options(evsched: Command, asked: Asked) -> None:
    said = refused(evsched, *CREATE, "--participant", "bob", "--optional", "bob")
    assert '"bob" is named under --participant and under --optional' in said
    assert '"bob" is named twice' in refused(evsched, *CREATE, "--optional", "bob", "--optional", "bob")
    assert asked("event", "list") == []


def test_what_can_be_changed_is_told_to_who_changes_nothing(evsched: Command, review: str) -> None:
    assert "--participant, --optional, --required, --remove" in refused(evsched, "event", "update", review)


# Usual hours


def test_hours_of_a_profile_are_the_usual_hours_of_who_is_invited_or_answers(evsched: Command) -> None:
    for who in ("ann", "bob", "cy"):
        assert evsched("profile", "set", f"{who}@Europe/Berlin", "--weekly", "Mon-Thu 7-15; Fri 7-12").code == 0
    lines(evsched, *CREATE, "--participant", "ann", "--participant", "dee")
    lines(evsched, "event", "update", "last", "--optional", "bob")
    lines(evsched, "availability", "set", "last", "cy", "--slot", SLOT, "--add")
    shown = lines(evsched, "event", "show", "last")
    usual = "Mon-Thu 7-15; Fri 7-12 Europe/Berlin"
    assert shown[6:11] == [
        "Participant     Time zone      Answer    Usual hours",
        f"ann             Europe/Berlin  answered  {usual}",
        "dee                            not yet",
        f"bob (optional)  Europe/Berlin  answered  {usual}",
        f"cy              Europe/Berlin  answered  {usual}",
    ]
    lines(evsched, "profile", "set", "ann", "--clear-weekly")
    lines(evsched, "event", "update", "last", "--required", "ann")
    assert lines(evsched, "event", "show", "last")[6:11] == shown[6:11], "what an event has taken stays"


# Who is missing


def test_who_has_not_answered_is_named_with_a_line_to_send_them(evsched: Command) -> None:
    lines(evsched, *CREATE, "--participant", "ann", "--optional", "bob", "--participant", "cy")
    waiting = lines(evsched, "event", "show", "last")[-3:]
    assert waiting == ["", "Waiting for ann, cy and bob (optional). To send them:", QUESTION]
    lines(evsched, "availability", "set", "last", "ann", "--none")
    assert lines(evsched, "event", "show", "last")[-2] == "Waiting for cy and bob (optional). To send them:"
    lines(evsched, "availability", "set", "last", "cy", "--slot", SLOT)
    assert lines(evsched, "event", "show", "last", "--tz", "Asia/Tokyo")[-2:] == [
        "Waiting for bob (optional). To send them:",
        QUESTION,
    ]
    lines(evsched, "availability", "set", "last", "bob", "--slot", SLOT)
    assert "Waiting" not in evsched("event", "show", "last").out


def test_who_is_waited_for_when_a_time_is_chosen_is_nobody(evsched: Command) -> None:
    lines(evsched, *CREATE, "--participant", "ann", "--deadline", LONG_AGO)
    assert lines(evsched, "event", "show", "last")[-1] == QUESTION
    lines(evsched, "event", "choose", "last", "12 Jan 2025, 2PM EST", "--force")
    assert "Waiting" not in evsched("event", "show", "last").out


def test_json_says_who_has_answered_and_no_more(evsched: Command) -> None:
    lines(evsched, *CREATE, "--participant", "ann")
    shown = json.loads(evsched("event", "show", "last", "--json").out)
    assert shown["answered"] == []
    assert not {"waiting", "series"} & {*shown}


def stored(event: Event, answered: frozenset[str] | None = frozenset()) -> StoredEvent:
    return StoredEvent("0" * 26, event, answered, is_open=False)


def texts(page: Page) -> list[str]:
    return [block.text for block in page.blocks if isinstance(block, Line)]


def test_a_long_event_names_three_slots_and_ten_people() -> None:
    slots = parse_slots("1 - 5 Jan 2025, 9 - 10AM UTC")
    crowd = [Participant(f"p{number:02}") for number in range(12)]
    event = Event("Stand-up", parse_duration("15m"), slots, crowd, "UTC")
    *_, waiting, question = texts(shown_page(stored(event), None, None))
    assert waiting == "Waiting for p00, p01, p02, p03, p04, p05, p06, p07, p08, p09 and 2 others. To send them:"
    assert question == (
        'Please tell me when you can make "Stand-up" (15 min): Wed 1 Jan 2025, 09:00–10:00 UTC; '
        "Thu 2 Jan 2025, 09:00–10:00 UTC; Fri 3 Jan 2025, 09:00–10:00 UTC; and 2 more"
    )
    *_, question = texts(shown_page(stored(Event("Stand-up", event.duration, slots[:3], crowd, "UTC")), None, None))
    assert question.endswith("Fri 3 Jan 2025, 09:00–10:00 UTC")


@pytest.mark.parametrize(
    ("answered", "deadline"),
    [(None, None), (frozenset(), "2020-01-01"), (frozenset({"ann"}), None)],
    ids=["not-to-be-known", "closed", "all-have"],
)
def test_nobody_is_waited_for_who_cannot_answer_or_has(answered: frozenset[str] | None, deadline: str | None) -> None:
    closes = None if deadline is None else parse_slots(f"{deadline} UTC")[0].end
    event = Event("Review", parse_duration("1h"), parse_slots(SLOT), [Participant("ann")], deadline=closes)
    assert not [text for text in texts(shown_page(stored(event, answered), None, None)) if "Waiting" in text]


@pytest.mark.parametrize(
    ("names", "name"), [(["ann o'neil"], "ann o'neil"), (["ann", "bob"], "NAME")], ids=["one", "several"]
)
def test_on_a_server_the_command_that_answers_stands_below(names: list[str], name: str) -> None:
    event = Event("Review", parse_duration("1h"), parse_slots(SLOT), [Participant(each) for each in names])
    command = texts(shown_page(stored(event), None, "https://evsched.example/a b"))[-1]
    server = "https://evsched.example/a b"
    assert shlex.split(command) == [
        *("evsched", "--server", server, "availability", "set", "0" * 26, name, "--slot", "...")
    ]
