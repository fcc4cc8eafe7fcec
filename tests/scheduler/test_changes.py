"""Changes of events, on a real database."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from evsched.engine.model import Availability, Event, Participant
from evsched.engine.slot_input import WeeklyInput
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import InvalidInput, NotFound, UnreadableText
from evsched.scheduler import EventChanges, Invitation, Scheduler
from evsched.store.sqlite import SqliteStore
from evsched.store.values import StoredEvent
from tests.scheduler.conftest import ANN, BO, CY, HOUR, LATER, OFFERED, UNZONED, contents

USUAL, IN_TOKYO = parse_weekly("Mon-Fri 7-15", "Europe/Berlin"), parse_weekly("Mon 9-17", "Asia/Tokyo")
NEXT_YEAR = datetime(2026, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        pytest.param(EventChanges(), {}, id="nothing"),
        pytest.param(EventChanges(title="Retro"), {"title": "Retro"}, id="title"),
        pytest.param(EventChanges(duration=2 * HOUR), {"duration": 2 * HOUR}, id="duration"),
        pytest.param(EventChanges(slots=[LATER]), {"slots": tuple(parse_slots(LATER))}, id="slots"),
        pytest.param(EventChanges(zone="Asia/Tokyo"), {"zone": "Asia/Tokyo"}, id="zone"),
        pytest.param(EventChanges(organizer="o@example.com"), {"organizer": "o@example.com"}, id="organizer"),
        pytest.param(EventChanges(deadline=NEXT_YEAR), {"deadline": NEXT_YEAR}, id="deadline"),
        pytest.param(
            EventChanges(invite=[Participant("dee")]), {"participants": (ANN, BO, CY, Participant("dee"))}, id="invite"
        ),
        pytest.param(
            EventChanges(invite=[Participant("ann", "Asia/Tokyo")]),
            {"participants": (Participant("ann", "Asia/Tokyo"), BO, CY)},
            id="invite-again-with-a-zone",
        ),
        pytest.param(EventChanges(invite=[Participant("bo")]), {}, id="invite-again"),
        pytest.param(
            EventChanges(invite=[Invitation("ann", required=False), Invitation("cy", required=True), Invitation("bo")]),
            {"participants": (replace(ANN, required=False), BO, replace(CY, required=True))},
            id="required-and-optional",
        ),
        pytest.param(
            EventChanges(
                invite=[Participant("ann", usual=[USUAL]), Invitation("dee", "Asia/Tokyo", False, ["Mon 9-17"])]
            ),
            {
                "participants": (
                    replace(ANN, usual=[USUAL]),
                    BO,
                    CY,
                    Participant("dee", "Asia/Tokyo", False, [IN_TOKYO]),
                )
            },
            id="usual-hours",
        ),
        pytest.param(EventChanges(remove=["ann", "cy"]), {"participants": (BO,)}, id="remove"),
        pytest.param(
            EventChanges(
                title="Retro",
                duration=2 * HOUR,
                slots=[UNZONED],
                zone="Asia/Tokyo",
                invite=[Participant("dee")],
                remove=["ann"],
            ),
            {
                "title": "Retro",
                "duration": 2 * HOUR,
                "slots": tuple(parse_slots(UNZONED, "Asia/Tokyo")),
                "zone": "Asia/Tokyo",
                "participants": (BO, CY, Participant("dee")),
            },
            id="all",
        ),
    ],
)
def test_an_update_changes_what_it_names_and_nothing_else(
    scheduler: Scheduler, review: str, open_event: str, changes: EventChanges, changed: dict[str, object]
) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before, other = scheduler.event(review), scheduler.event(open_event)
    after = replace(before.event, **changed)  # type: ignore[arg-type]
    expected = StoredEvent(review, after, frozenset({"bo"}), is_open=False, version=2, sequence=1)
    assert scheduler.update_event(review, changes) == expected
    assert scheduler.event(review) == expected
    assert scheduler.availability(review, "bo")[1] == [Availability("bo", parse_slots(OFFERED))]
    assert scheduler.event(open_event) == other


@pytest.mark.parametrize(
    ("zone", "of_event", "fallback", "in_force"),
    [
        pytest.param("Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "Asia/Tokyo", id="changed-zone"),
        pytest.param(None, "Asia/Kolkata", "Europe/Berlin", "Asia/Kolkata", id="the-events"),
        pytest.param(None, None, "Europe/Berlin", "Europe/Berlin", id="fallback"),
    ],
)
@pytest.mark.zones
def test_new_slots_are_read_in_the_changed_zone_or_the_events_or_the_fallback(
    scheduler: Scheduler, zone: str | None, of_event: str | None, fallback: str, in_force: str
) -> None:
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], zone=of_event).id
    changes = EventChanges(slots=[UNZONED], zone=zone)
    updated = scheduler.update_event(event_id, changes, fallback_zone=fallback).event
    assert list(updated.slots) == list(parse_slots(UNZONED, in_force))
    assert updated.zone == in_force


def test_a_changed_zone_moves_no_slot(scheduler: Scheduler) -> None:
    made = scheduler.create_event("Review", HOUR, [UNZONED], zone="Asia/Tokyo")
    changed = scheduler.update_event(made.id, EventChanges(zone="Europe/Berlin"))
    assert changed.event == replace(made.event, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        pytest.param(EventChanges(title="\x1b"), InvalidInput, id="title"),
        pytest.param(EventChanges(duration=timedelta(0)), InvalidInput, id="duration"),
        pytest.param(EventChanges(slots=[]), InvalidInput, id="no-slots"),
        pytest.param(EventChanges(slots=[LATER, "when it suits"]), UnreadableText, id="slots"),
        pytest.param(EventChanges(slots=[UNZONED]), UnreadableText, id="slots-without-a-zone"),
        pytest.param(EventChanges(zone="Atlantis/Capital"), InvalidInput, id="zone"),
        pytest.param(EventChanges(remove=["bo", "dee"]), NotFound, id="remove"),
        pytest.param(EventChanges(remove=["bo", "bo"]), NotFound, id="remove-twice"),
    ],
)
def test_an_update_that_is_wrong_in_part_changes_nothing(
    store: SqliteStore, scheduler: Scheduler, review: str, wrong: EventChanges, kind: type[Exception]
) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before = contents(store)
    right = EventChanges(title="Retro", duration=2 * HOUR, invite=[Participant("eve")], remove=["bo"])
    named = {name: getattr(wrong, name) for name in EventChanges.__slots__ if getattr(wrong, name)}
    with pytest.raises(kind):
        scheduler.update_event(review, wrong)
    with pytest.raises(kind):
        scheduler.update_event(review, replace(right, **{**named, "slots": wrong.slots, "duration": wrong.duration}))
    assert contents(store) == before


def test_a_removed_participant_loses_the_answer_for_good(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    scheduler.update_event(review, EventChanges(remove=["ann"]))
    again = scheduler.update_event(review, EventChanges(invite=[ANN]))
    assert again.answered == frozenset()
    assert list(again.event.participants) == [BO, CY, ANN]


def test_who_is_removed_and_invited_at_once_starts_anew(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    anew = scheduler.update_event(review, EventChanges(remove=["bo"], invite=[Participant("bo")]))
    assert anew.answered == frozenset()
    assert anew.event.participants == (ANN, CY, Participant("bo"))


def test_to_remove_a_stranger_names_the_nearest_participants(scheduler: Scheduler, review: str) -> None:
    with pytest.raises(NotFound, match=r'^"anna" is no participant of the event\b.* did you mean ann[?]'):
        scheduler.update_event(review, EventChanges(remove=["anna"]))


def test_a_deleted_event_is_returned_as_it_was_and_gone(scheduler: Scheduler, review: str, open_event: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    before = scheduler.event(review)
    assert scheduler.delete_event(review) == before
    assert before.answered == frozenset({"ann"})
    assert [each.id for each in scheduler.events()] == [open_event]
    with pytest.raises(NotFound):
        scheduler.delete_event(review)


def test_an_event_stays_closed_when_the_last_of_its_participants_is_removed(scheduler: Scheduler, review: str) -> None:
    scheduler.update_event(review, EventChanges(remove=[who.id for who in scheduler.event(review).event.participants]))
    with pytest.raises(NotFound, match="was not invited"):
        scheduler.set_availability(review, Participant("mallory"), [OFFERED])


def test_inviting_someone_again_leaves_them_optional(scheduler: Scheduler) -> None:
    made = scheduler.create_event("Review", HOUR, [OFFERED], [Participant("al", required=False)])
    changes = EventChanges(invite=[Participant("al", "Asia/Tokyo")])
    assert scheduler.update_event(made.id, changes).event.participants == (
        Participant("al", "Asia/Tokyo", required=False),
    )


# Another list of participants


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param([Invitation("ann"), Invitation("bo"), Invitation("cy")], (ANN, BO, CY), id="all-as-known"),
        pytest.param([Invitation("bo")], (BO,), id="one-stays"),
        pytest.param([Invitation("dee")], (Participant("dee"),), id="nobody-stays"),
        pytest.param(
            [Invitation("cy"), Invitation("dee", "Asia/Tokyo", required=False)],
            (CY, Participant("dee", "Asia/Tokyo", required=False)),
            id="one-stays-one-joins",
        ),
        pytest.param([Invitation("bo", "Asia/Tokyo")], (replace(BO, zone="Asia/Tokyo"),), id="another-zone"),
        pytest.param([Invitation("bo", required=False)], (replace(BO, required=False),), id="optional-now"),
        pytest.param([Invitation("cy", required=True)], (replace(CY, required=True),), id="required-now"),
        pytest.param([], (), id="nobody"),
    ],
)
def test_another_list_of_participants_takes_the_place_of_all(
    scheduler: Scheduler, review: str, named: list[Invitation], expected: tuple[Participant, ...]
) -> None:
    for who in (ANN, BO, CY):
        scheduler.set_availability(review, who, [OFFERED])
    changed = scheduler.update_event(review, EventChanges(participants=named))
    stay = {each.id for each in expected} & {"ann", "bo", "cy"}
    assert changed.event.participants == expected
    assert changed.answered == frozenset(stay)
    assert {each.participant_id for each in scheduler.availability(review)[1]} == stay
    assert not changed.is_open


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("blanks", ["", " "], ids=["plain", "blanks-around"])
def test_an_invitation_keeps_what_is_known_however_the_name_is_typed(
    scheduler: Scheduler, form: Literal["NFC", "NFD"], blanks: str
) -> None:
    known = Participant("José", "Asia/Tokyo", required=False)
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [known]).id
    scheduler.set_availability(event_id, known, [OFFERED])
    typed = blanks + unicodedata.normalize(form, "José") + blanks
    changed = scheduler.update_event(event_id, EventChanges(participants=[Invitation(typed)]))
    assert changed.event.participants == (known,)
    assert changed.answered == frozenset({"José"})


def test_a_list_of_participants_names_nobody_twice(store: SqliteStore, scheduler: Scheduler, review: str) -> None:
    before = contents(store)
    changes = EventChanges(participants=[Invitation("bo"), Invitation(" bo ", "Asia/Tokyo")])
    with pytest.raises(InvalidInput, match='"bo" is named twice'):
        scheduler.update_event(review, changes)
    assert contents(store) == before


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(EventChanges(title="New"), [ANN, BO, CY], id="nothing"),
        pytest.param(EventChanges(invite=[Participant("cy", "Asia/Tokyo")]), [ANN, BO, replace(CY, zone="Asia/Tokyo")]),
        pytest.param(EventChanges(remove=[" bo "]), [ANN, CY], id="remove"),
        pytest.param(EventChanges(remove=["cy"], invite=[Participant("cy")]), [ANN, BO, Participant("cy")], id="anew"),
        pytest.param(EventChanges(remove=["bo"], participants=[Invitation("bo")]), [Participant("bo")], id="list-anew"),
        pytest.param(
            EventChanges(invite=[Participant("dee")], participants=[Invitation("bo")]), [Participant("dee"), BO]
        ),
    ],
)
def test_the_participants_of_a_changed_event(changes: EventChanges, expected: list[Participant]) -> None:
    event = Event("Review", HOUR, parse_slots(OFFERED), [ANN, BO, CY])
    assert changes.participants_of(event) == expected
    assert changes.apply(event, None).participants == (ANN, BO, CY)


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


def test_an_open_event_is_closed_by_a_list_of_participants_and_not_by_an_empty_one(
    scheduler: Scheduler, open_event: str
) -> None:
    scheduler.set_availability(open_event, ANN, [OFFERED])
    emptied = scheduler.update_event(open_event, EventChanges(participants=[]))
    assert emptied.event.participants == ()
    assert emptied.is_open
    assert not scheduler.update_event(open_event, EventChanges(participants=[Invitation("bo")])).is_open


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        pytest.param("", None, id="blank"),
        pytest.param("a/b", None, id="slash"),
        pytest.param("\udcff", None, id="half-a-character"),
        pytest.param("x" * 1000, None, id="long"),
        pytest.param("dee", "Atlantis/Capital", id="zone"),
    ],
)
def test_nobody_is_invited_who_could_be_no_participant(name: str, zone: str | None) -> None:
    with pytest.raises(InvalidInput):
        Invitation(name, zone)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        pytest.param(EventChanges(title="\x1b"), InvalidInput, id="title"),
        pytest.param(EventChanges(slots=[LATER, "when it suits"]), UnreadableText, id="slots"),
        pytest.param(EventChanges(remove=["bo", "dee"]), NotFound, id="remove"),
    ],
)
def test_a_list_of_participants_beside_something_wrong_changes_nothing(
    store: SqliteStore, scheduler: Scheduler, review: str, wrong: EventChanges, kind: type[Exception]
) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before = contents(store)
    with pytest.raises(kind):
        scheduler.update_event(
            review, replace(wrong, participants=[Invitation("dee"), Invitation("ann", "Asia/Tokyo")])
        )
    assert contents(store) == before
