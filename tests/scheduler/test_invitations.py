"""What an invitation says of somebody, and what it leaves as it is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evsched.engine.model import Event, Participant
from evsched.engine.slot_input import WeeklyInput
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import UnreadableText
from evsched.scheduler import EventChanges, Invitation, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.scheduler.conftest import HOUR, OFFERED, contents

USUAL, IN_TOKYO = parse_weekly("Mon-Fri 7-15", "Europe/Berlin"), parse_weekly("Mon 9-17", "Asia/Tokyo")
KNOWN = Participant("bo", "Europe/Berlin", required=False, usual=[USUAL])


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param(Participant("bo"), KNOWN, id="a-name-leaves-all"),
        pytest.param(Invitation("bo"), KNOWN, id="an-invitation-of-a-name-too"),
        pytest.param(Participant("bo", usual=[IN_TOKYO]), replace(KNOWN, usual=[IN_TOKYO]), id="hours"),
        pytest.param(
            Invitation("bo", usual=[IN_TOKYO, USUAL]), replace(KNOWN, usual=[IN_TOKYO, USUAL]), id="two-hours"
        ),
        pytest.param(Invitation("bo", usual=[]), replace(KNOWN, usual=()), id="hours-forgotten"),
        pytest.param(Invitation("bo", required=True), replace(KNOWN, required=True), id="required"),
    ],
)
def test_of_who_is_known_an_invitation_changes_what_it_says(
    named: Participant | Invitation, expected: Participant
) -> None:
    event = Event("Review", HOUR, parse_slots(OFFERED), [KNOWN])
    assert EventChanges(invite=[named]).participants_of(event) == [expected]
    if isinstance(named, Invitation):
        assert EventChanges(participants=[named]).participants_of(event) == [expected]


@pytest.mark.parametrize(
    ("invitation", "zone"),
    [
        pytest.param(Invitation("bo", "Asia/Tokyo", usual=["Mon 9-17"]), "Asia/Tokyo", id="theirs-given"),
        pytest.param(Invitation("ann", usual=["Mon 9-17"]), "Europe/Paris", id="theirs-known"),
        pytest.param(Invitation("bo", usual=["Mon 9-17"]), "Europe/Berlin", id="the-events"),
        pytest.param(Invitation("bo", "Asia/Tokyo", usual=["Mon 9-17 UTC"]), "UTC", id="the-texts-own"),
    ],
)
def test_usual_hours_without_a_zone_are_in_the_one_in_force(invitation: Invitation, zone: str) -> None:
    event = Event("Review", HOUR, parse_slots(OFFERED), [Participant("ann", "Europe/Paris")], "Europe/Berlin")
    who = EventChanges(participants=[invitation]).participants_of(event)[0]
    assert [hours.zone for hours in who.usual] == [zone]


def test_usual_hours_that_are_none_are_refused_and_change_nothing(
    store: SqliteStore, scheduler: Scheduler, review: str
) -> None:
    before = contents(store)
    wrong: list[list[WeeklyInput]] = [["whenever"], ["Mon 9-17"]]  # the second lacks a zone
    for usual in wrong:
        with pytest.raises(UnreadableText):
            scheduler.update_event(review, EventChanges(invite=[Invitation("ann", usual=usual)]))
    assert contents(store) == before
