"""Recording, reading and deleting answers, on a real database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest

from evsched.engine.model import Availability, Participant
from evsched.engine.slot_input import PlacedText, SlotInput
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import AlreadyAnswered, InvalidInput, NotFound, UnreadableText
from evsched.scheduler import Answer, EventChanges, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.scheduler.conftest import ANN, BO, CY, HOUR, LATER, OFFERED, UNZONED, contents, token


@pytest.mark.parametrize(
    ("written", "known"),
    [
        pytest.param(["text", "option", "participant", "event", "fallback"], None, id="the-texts"),
        pytest.param(["option", "participant", "event", "fallback"], "Asia/Kathmandu", id="the-options"),
        pytest.param(["participant", "event", "fallback"], "Asia/Kathmandu", id="the-participants-as-given"),
        pytest.param(["known", "event", "fallback"], "Asia/Kathmandu", id="the-participants-as-known"),
        pytest.param(["event", "fallback"], None, id="the-events"),
        pytest.param(["fallback"], None, id="the-fallback"),
    ],
)
@pytest.mark.zones
def test_an_answer_is_read_in_the_first_zone_of_text_option_participant_event_and_fallback(
    scheduler: Scheduler, written: list[str], known: str | None
) -> None:
    places = {
        "text": "UTC-03:00",
        "option": "Asia/Tokyo",
        "participant": "Asia/Kolkata",
        "known": known,
        "event": "Asia/Dubai",
        "fallback": "Europe/Berlin",
    }
    zones = {name: zone if name in written else None for name, zone in places.items()}
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [Participant("ann", known)], zone=zones["event"]).id
    *_, answer = scheduler.set_availability(
        event_id,
        Participant("ann", zones["participant"]),
        [f"{UNZONED} UTC-3" if zones["text"] else UNZONED],
        zone=zones["option"],
        fallback_zone=zones["fallback"],
    )
    in_force = places[written[0]]
    assert [(each.zone, each.start) for each in answer.slots] == [(in_force, parse_slots(UNZONED, in_force)[0].start)]
    assert scheduler.availability(event_id)[1] == [answer]


def test_an_answer_without_any_zone_in_force_is_refused_and_nobody_is_added(
    store: SqliteStore, scheduler: Scheduler, open_event: str
) -> None:
    before = contents(store)
    with pytest.raises(UnreadableText, match=r"zone"):
        scheduler.set_availability(open_event, ANN, [UNZONED])
    assert contents(store) == before


def test_an_answer_that_cannot_be_read_leaves_the_earlier_one_and_the_zone(
    store: SqliteStore, scheduler: Scheduler, review: str
) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    before = contents(store)
    with pytest.raises(UnreadableText):
        scheduler.set_availability(review, Participant("bo", "Asia/Tokyo"), [LATER, "when it suits"])
    assert contents(store) == before


def test_a_new_answer_takes_the_place_of_the_earlier_one(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED, LATER])
    assert scheduler.set_availability(review, ANN, [LATER])[1:] == (ANN, Availability("ann", parse_slots(LATER)))
    assert scheduler.availability(review)[1] == [Availability("ann", parse_slots(LATER))]


def test_no_slots_decline(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, ANN, [OFFERED])
    assert scheduler.set_availability(review, ANN, [])[1:] == (ANN, Availability("ann", []))
    assert scheduler.event(review).answered == frozenset({"ann"})
    assert scheduler.recommend(review)[1].reason == "no_answers"


def test_a_zone_given_with_an_answer_is_remembered(scheduler: Scheduler, review: str) -> None:
    in_tokyo = Participant("bo", "Asia/Tokyo")
    assert scheduler.set_availability(review, in_tokyo, [UNZONED])[1] == in_tokyo
    _, who, answer = scheduler.set_availability(review, Participant("bo"), [UNZONED])
    assert who == in_tokyo
    assert answer.slots[0].zone == "Asia/Tokyo"
    assert scheduler.event(review).event.participants == (ANN, in_tokyo, CY)


@pytest.mark.zones
def test_usual_hours_given_with_an_answer_are_remembered(scheduler: Scheduler, review: str) -> None:
    early, late = (parse_weekly(text, "Europe/Berlin") for text in ("Mon-Fri 7-15", "Mon-Fri 12-20"))
    version = scheduler.state(review).version
    _, who, _ = scheduler.set_availability(review, Participant("bo", usual=[early]), [OFFERED])
    assert who == replace(BO, usual=[early])
    assert scheduler.event(review).event.participants[1] == who
    assert scheduler.state(review).version == version + 1
    for _ in range(2):
        _, who, _ = scheduler.set_availability(review, BO, [LATER])
        assert who.usual == (early,)
    assert scheduler.state(review).version == version + 1
    scheduler.change_availability(review, Answer(BO, [OFFERED], usual=["Mon-Fri 12-20"]))
    assert scheduler.event(review).event.participants[1].usual == (late,)
    scheduler.change_availability(review, Answer(BO, [OFFERED], usual=[]))
    assert scheduler.event(review).event.participants[1].usual == ()


def test_usual_hours_that_cannot_be_read_leave_all_as_it_was(
    store: SqliteStore, scheduler: Scheduler, review: str
) -> None:
    before = contents(store)
    with pytest.raises(UnreadableText):
        scheduler.record_availability(review, Answer(BO, [OFFERED], usual=["whenever"]))
    assert contents(store) == before


@pytest.mark.parametrize("beside", [[], [LATER]], ids=["alone", "beside-others"])
def test_slots_that_are_given_only_if_needed_are_kept_as_such(
    scheduler: Scheduler, review: str, beside: list[str]
) -> None:
    given: list[SlotInput] = [*beside, PlacedText(UNZONED, ("slots", 0), if_needed=True)]
    _, _, answer = scheduler.set_availability(review, BO, given)
    assert [slot.if_needed for slot in answer.slots] == [False] * len(beside) + [True]
    assert answer.slots[-1] == replace(parse_slots(UNZONED, "Europe/Berlin")[0], if_needed=True)
    assert scheduler.availability(review, "bo")[1] == [answer]


def test_the_zone_of_an_option_is_not_remembered(scheduler: Scheduler, review: str) -> None:
    assert scheduler.set_availability(review, BO, [UNZONED], zone="Asia/Tokyo")[1] == BO
    assert scheduler.event(review).event.participants == (ANN, BO, CY)


def test_an_answer_does_not_change_whether_someone_is_required(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, Participant("cy", "Asia/Tokyo", required=True), [OFFERED])
    assert scheduler.event(review).event.participants[2] == Participant("cy", "Asia/Tokyo", required=False)


def test_who_was_not_invited_may_not_answer(store: SqliteStore, scheduler: Scheduler, review: str) -> None:
    before = contents(store)
    with pytest.raises(NotFound, match=r'^"anne" was not invited\b.* did you mean ann[?]'):
        scheduler.set_availability(review, Participant("anne"), [OFFERED])
    assert contents(store) == before


def test_who_was_not_invited_may_be_added(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, Participant("dee"), [OFFERED], add=True)
    assert scheduler.event(review).event.participants == (ANN, BO, CY, Participant("dee"))
    scheduler.set_availability(review, Participant("dee"), [LATER])
    assert scheduler.event(review).answered == frozenset({"dee"})


def test_an_event_to_which_nobody_is_invited_stays_open(scheduler: Scheduler, open_event: str) -> None:
    for name in ("ann", "bo", "cy"):
        scheduler.set_availability(open_event, Participant(name), [OFFERED])
    assert scheduler.event(open_event).answered == frozenset({"ann", "bo", "cy"})
    assert [each.id for each in scheduler.event(open_event).event.participants] == ["ann", "bo", "cy"]


def test_an_invitation_closes_an_open_event_to_others(scheduler: Scheduler, open_event: str) -> None:
    scheduler.set_availability(open_event, ANN, [OFFERED])
    scheduler.update_event(open_event, EventChanges(invite=[BO]))
    scheduler.set_availability(open_event, ANN, [LATER])
    scheduler.set_availability(open_event, BO, [LATER])
    with pytest.raises(NotFound, match=r'^"cy" was not invited'):
        scheduler.set_availability(open_event, CY, [OFFERED])


@pytest.mark.parametrize(
    ("people", "typed", "named"),
    [
        pytest.param(["alice", "bob"], "alise", ["alice"], id="one"),
        pytest.param(["Alice", "bob"], "ALICE", ["Alice"], id="other-case"),
        pytest.param(["alice", "alina", "bob"], "alin", ["alina", "alice"], id="two"),
        pytest.param(["alice", "bob"], "zzz", ["alice", "bob"], id="none-near"),
        pytest.param(["ann", "bo", "cy", "dee"], "zzz", ["ann", "bo", "cy"], id="many"),
    ],
)
def test_a_stranger_is_told_the_nearest_names(
    scheduler: Scheduler, people: list[str], typed: str, named: list[str]
) -> None:
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [Participant(each) for each in people]).id
    for refused in (
        lambda: scheduler.set_availability(event_id, Participant(typed), [OFFERED]),
        lambda: scheduler.availability(event_id, typed),
    ):
        with pytest.raises(NotFound, match=rf'^"{typed}" (was not invited|is no participant of the event)\b') as error:
            refused()
        words = re.findall(r"\w+", error.value.message)[1:]
        assert [each for each in words if each in people] == named


def test_an_event_without_participants_has_no_names_to_tell(scheduler: Scheduler, open_event: str) -> None:
    with pytest.raises(NotFound, match=r'^"ann" is no participant of the event$'):
        scheduler.availability(open_event, "ann")


def test_answers_are_returned_with_their_event(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    scheduler.set_availability(review, ANN, [LATER])
    ann, bo = Availability("ann", parse_slots(LATER)), Availability("bo", parse_slots(OFFERED))
    assert scheduler.availability(review) == (scheduler.event(review), [ann, bo])
    assert scheduler.availability(review, "bo") == (scheduler.event(review), [bo])
    assert scheduler.availability(review, "cy") == (scheduler.event(review), [])


def test_a_deleted_answer_takes_the_participant_along(scheduler: Scheduler, review: str) -> None:
    scheduler.set_availability(review, BO, [OFFERED])
    scheduler.delete_availability(review, "bo")
    assert scheduler.event(review).event.participants == (ANN, CY)
    assert scheduler.availability(review)[1] == []
    with pytest.raises(NotFound, match=r'^"bo" is no participant of the event'):
        scheduler.delete_availability(review, "bo")
    with pytest.raises(NotFound, match=r'^"bo" was not invited'):
        scheduler.set_availability(review, BO, [OFFERED])


def test_an_answer_that_was_never_given_cannot_be_deleted(
    store: SqliteStore, scheduler: Scheduler, review: str
) -> None:
    before = contents(store)
    with pytest.raises(NotFound, match=r'^"cy" was invited and has not answered yet$') as refused:
        scheduler.delete_availability(review, "cy")
    assert refused.value.missing == "answer"
    with pytest.raises(NotFound, match=r'^"bob" is no participant of the event: did you mean bo[?]$') as refused:
        scheduler.delete_availability(review, "bob")
    assert refused.value.missing == "answer"
    assert contents(store) == before


def test_a_participant_who_has_not_answered_can_be_removed_from_the_event(scheduler: Scheduler, review: str) -> None:
    assert scheduler.update_event(review, EventChanges(remove=["cy"])).event.participants == (ANN, BO)


def test_a_first_answer_is_recorded_be_the_participant_invited_or_not(scheduler: Scheduler, review: str) -> None:
    in_tokyo = Answer(Participant("cy", "Asia/Tokyo"), [UNZONED])
    assert scheduler.record_availability(review, in_tokyo) == Availability("cy", parse_slots(UNZONED, "Asia/Tokyo"))
    assert scheduler.record_availability(review, Answer(Participant("dee"), [])) == Availability("dee", [])
    invited = (ANN, BO, replace(CY, zone="Asia/Tokyo"), Participant("dee"))
    assert scheduler.event(review).event.participants == invited
    assert scheduler.event(review).answered == frozenset({"cy", "dee"})


def test_a_second_first_answer_is_refused_and_keeps_nothing(
    store: SqliteStore, scheduler: Scheduler, review: str
) -> None:
    scheduler.record_availability(review, Answer(ANN, []), token=token("ann"))
    before = contents(store)
    with pytest.raises(AlreadyAnswered, match=r'^"ann" has answered already: change that answer instead$'):
        scheduler.record_availability(review, Answer(Participant("ann", "Asia/Tokyo"), [LATER]), token=token("thief"))
    assert contents(store) == before


def test_an_answer_can_be_changed_once_there_is_one(store: SqliteStore, scheduler: Scheduler, review: str) -> None:
    before = contents(store)
    for who, why in ((BO, "was invited and has not answered yet"), (Participant("dee"), "is no participant")):
        with pytest.raises(NotFound, match=rf'^"{who.id}" {why}') as refused:
            scheduler.change_availability(review, Answer(who, [OFFERED]))
        assert refused.value.missing == "answer"
    assert contents(store) == before
    scheduler.record_availability(review, Answer(BO, [OFFERED]))
    changed = scheduler.change_availability(review, Answer(Participant("bo", "Asia/Tokyo"), [UNZONED]))
    assert changed == Availability("bo", parse_slots(UNZONED, "Asia/Tokyo"))
    assert scheduler.availability(review, "bo") == (scheduler.event(review), [changed])
    assert scheduler.event(review).event.participants == (ANN, replace(BO, zone="Asia/Tokyo"), CY)


def test_all_answers_of_a_participant_are_told_with_their_events(
    scheduler: Scheduler, review: str, open_event: str
) -> None:
    scheduler.set_availability(review, ANN, [LATER])
    scheduler.set_availability(review, BO, [OFFERED])
    scheduler.set_availability(open_event, ANN, [])
    expected = [(review, Availability("ann", parse_slots(LATER))), (open_event, Availability("ann", []))]
    assert scheduler.answers_of("ann", None) == sorted(expected, key=lambda each: each[0])
    assert scheduler.answers_of("cy", None) == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_in_every_form_of_unicode(scheduler: Scheduler, form: str) -> None:
    """A Mac writes José as five characters; names are kept and compared in NFC, as four."""
    typed = unicodedata.normalize("NFD" if form == "NFD" else "NFC", "José")
    event_id = scheduler.create_event("Review", HOUR, [OFFERED], [ANN, Participant(typed)]).id
    scheduler.set_availability(event_id, Participant(typed), [OFFERED])
    assert [each.participant_id for each in scheduler.availability(event_id, typed)[1]] == ["José"]
    scheduler.change_availability(event_id, Answer(Participant(typed), [LATER]))
    scheduler.delete_availability(event_id, typed)
    scheduler.update_event(event_id, EventChanges(invite=[Participant(typed)]))
    assert scheduler.update_event(event_id, EventChanges(remove=[typed])).event.participants == (ANN,)


@pytest.mark.parametrize("typed", ["Jos\u00e9", "Jose\u0301", " Jos\u00e9 "], ids=["NFC", "NFD", "blanks-around"])
def test_the_answers_of_a_participant_are_found_however_the_name_is_typed(
    scheduler: Scheduler, open_event: str, typed: str
) -> None:
    scheduler.set_availability(open_event, Participant(typed), [])
    assert [each for each, _ in scheduler.answers_of(typed, None)] == [open_event]


@pytest.mark.parametrize("bearer", [None, token("ann")], ids=["without-a-token", "with-a-token"])
def test_nobody_whose_name_was_no_utf_8_has_answers(scheduler: Scheduler, review: str, bearer: bytes | None) -> None:
    scheduler.record_availability(review, Answer(ANN, []), token=token("ann"))
    with pytest.raises(InvalidInput):
        scheduler.answers_of("\udcff", bearer)
