"""What the command line may rely on, be the events in a database or on a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from evsched.document.writing import recommendation_document
from evsched.engine.conditions import Options
from evsched.engine.model import Event, Participant
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput, NotFound, UnreadableText, ZoneMissing
from evsched.scheduler import EventChanges, Invitation
from evsched.scheduler.interface import Scheduling
from evsched.store.values import StoredEvent

HOUR = timedelta(hours=1)
OFFERED = "12 Jan 2025, 2 - 4PM EST"
LATER = "14 Jan 2025 6-9 PM EST"
UNZONED = "12 Jan 2025, 2 - 4PM"
ANN, BO, CY = Participant("ann"), Participant("bo", "Europe/Berlin"), Participant("cy", required=False)
EVA = Participant("\u00e9va 1%?#&+;=@x.org")
UNKNOWN = "0" * 26


def instants(event: Event) -> list[tuple[object, object]]:
    return [(slot.start, slot.end) for slot in event.slots]


def zones(stored: StoredEvent) -> dict[str, str | None]:
    return {who.id: who.zone for who in stored.event.participants}


class SchedulingContract:
    """Run by a class that has a fixture ``scheduler``."""

    @pytest.fixture
    def review(self, scheduler: Scheduling) -> str:
        """The id of an event to which three people are invited."""
        return scheduler.create_event("Review", HOUR, [OFFERED, LATER], [ANN, BO, CY]).id

    @pytest.fixture
    def open_event(self, scheduler: Scheduling) -> str:
        """The id of an event to which nobody is invited."""
        return scheduler.create_event("Open", HOUR, [OFFERED]).id

    # Making and reading

    def test_an_event_is_read_as_it_was_made(self, scheduler: Scheduling) -> None:
        people = [ANN, BO, CY, EVA]
        made = scheduler.create_event("Zoë's [/] <b>", HOUR, [OFFERED, LATER], people, zone="America/New_York")
        read = scheduler.event(made.id)
        assert (read.id, read.answered, read.is_open) == (made.id, frozenset(), False)
        assert (read.event.title, read.event.duration, read.event.zone) == ("Zoë's [/] <b>", HOUR, "America/New_York")
        assert instants(read.event) == instants(made.event)
        assert sorted(read.event.participants, key=lambda who: who.id) == sorted(people, key=lambda who: who.id)
        assert made.version == read.version

    @pytest.mark.parametrize(
        ("slot", "zone", "kept"),
        [
            pytest.param(UNZONED, None, "Asia/Tokyo", id="typed-without-a-zone"),
            pytest.param(OFFERED, None, None, id="in-a-zone-of-its-own"),
            pytest.param(UNZONED, "Europe/Berlin", "Europe/Berlin", id="zone-given"),
        ],
    )
    def test_the_fallback_becomes_the_events_zone_where_a_slot_is_in_it(
        self, scheduler: Scheduling, slot: str, zone: str | None, kept: str | None
    ) -> None:
        made = scheduler.create_event("Lunch", HOUR, [slot], zone=zone, fallback_zone="Asia/Tokyo")
        assert scheduler.event(made.id).event.zone == kept
        assert instants(scheduler.event(made.id).event) == instants(
            replace(made.event, slots=parse_slots(slot, zone or "Asia/Tokyo"))
        )

    def test_what_was_typed_wrongly_is_an_error_that_knows_the_place(self, scheduler: Scheduling) -> None:
        with pytest.raises(UnreadableText) as caught:
            scheduler.create_event("Lunch", HOUR, ["12 Jan 2025, 2 - 4PM Mars"])
        assert caught.value.text[caught.value.start : caught.value.end].strip() == "Mars"
        with pytest.raises(ZoneMissing):
            scheduler.create_event("Lunch", HOUR, [UNZONED])
        wrongs: list[dict[str, Any]] = [
            {"title": ""},
            {"duration": timedelta(0)},
            {"slots": []},
            {"participants": [ANN, ANN]},
        ]
        for wrong in wrongs:
            with pytest.raises(InvalidInput):
                scheduler.create_event(**{"title": "x", "duration": HOUR, "slots": [OFFERED], **wrong})
        assert scheduler.events() == []

    def test_events_are_listed_the_newest_first(self, scheduler: Scheduling, review: str, open_event: str) -> None:
        scheduler.set_availability(review, ANN, [OFFERED])
        scheduler.event(review)
        listed = scheduler.events()
        assert [(each.id, each.title, each.participants, each.answered) for each in listed] == [
            (open_event, "Open", 0, 0),
            (review, "Review", 3, 1),
        ]
        assert listed[1].first_start == parse_slots(OFFERED)[0].start
        assert (listed[1].duration, listed[1].zone) == (HOUR, None)

    def test_an_event_is_meant_by_its_id_the_beginning_of_it_or_last(
        self, scheduler: Scheduling, review: str, open_event: str
    ) -> None:
        own = next(n for n in range(1, 27) if not open_event.startswith(review[:n]))
        for reference in (review, review.upper(), f" {review} ", review[:own], review.replace("0", "o")):
            assert scheduler.resolve(reference) == review
        assert scheduler.resolve("last") == scheduler.resolve(" LAST ") == open_event
        scheduler.event(review)
        assert scheduler.resolve("last") == open_event

    def test_a_beginning_that_nobody_has_or_several_is_refused(self, scheduler: Scheduling) -> None:
        for reference in ("last", "", " ", "x", "0" * 27, "\u0660", "u" * 26):
            with pytest.raises(NotFound):
                scheduler.resolve(reference)
        ids = sorted(scheduler.create_event("Lunch", HOUR, [OFFERED]).id for _ in range(40))
        with pytest.raises(InvalidInput, match="write more of it"):
            scheduler.resolve(next(one[:1] for one, other in pairwise(ids) if one[0] == other[0]))

    def test_an_event_that_does_not_exist_is_not_found(self, scheduler: Scheduling) -> None:
        for action in (
            lambda: scheduler.event(UNKNOWN),
            lambda: scheduler.update_event(UNKNOWN, EventChanges(title="x")),
            lambda: scheduler.delete_event(UNKNOWN),
            lambda: scheduler.set_availability(UNKNOWN, ANN, []),
            lambda: scheduler.availability(UNKNOWN),
            lambda: scheduler.recommend(UNKNOWN),
        ):
            with pytest.raises(NotFound, match=f'no event has the id "{UNKNOWN}"'):
                action()

    # Changing

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            pytest.param(EventChanges(title="New"), {"title": "New"}, id="title"),
            pytest.param(EventChanges(duration=2 * HOUR), {"duration": 2 * HOUR}, id="duration"),
            pytest.param(EventChanges(zone="Asia/Tokyo"), {"zone": "Asia/Tokyo"}, id="zone"),
            pytest.param(EventChanges(slots=[LATER]), {"slots": tuple(parse_slots(LATER))}, id="slots"),
        ],
    )
    def test_what_is_not_changed_stays(
        self, scheduler: Scheduling, review: str, changes: EventChanges, expected: dict[str, object]
    ) -> None:
        scheduler.set_availability(review, ANN, [OFFERED])
        before = scheduler.event(review)
        changed = scheduler.update_event(review, changes)
        assert changed == scheduler.event(review)
        assert changed.version > before.version
        assert (changed.answered, changed.is_open) == (frozenset({"ann"}), False)
        wanted = replace(before.event, **expected)  # type: ignore[arg-type]
        assert replace(changed.event, slots=wanted.slots) == wanted
        assert instants(changed.event) == instants(wanted)

    def test_participants_join_leave_and_change(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, ANN, [OFFERED])
        changes = EventChanges(invite=[Participant("cy", "Asia/Tokyo"), EVA], remove=["ann"])
        changed = scheduler.update_event(review, changes)
        assert zones(changed) == {"bo": "Europe/Berlin", "cy": "Asia/Tokyo", EVA.id: None}
        assert not {who.id: who for who in changed.event.participants}["cy"].required
        assert changed.answered == frozenset()
        with pytest.raises(NotFound, match="bo"):
            scheduler.update_event(review, EventChanges(title="no", remove=["bob"]))
        assert scheduler.event(review).event.title == "Review"

    def test_participants_can_be_replaced(self, scheduler: Scheduling, review: str) -> None:
        invited = [Invitation("bo"), Invitation("cy", required=True), Invitation("dan", "Asia/Tokyo")]
        changed = scheduler.update_event(review, EventChanges(participants=invited))
        assert zones(changed) == {"bo": "Europe/Berlin", "cy": None, "dan": "Asia/Tokyo"}
        assert {who.id: who for who in changed.event.participants}["cy"].required
        with pytest.raises(InvalidInput, match='"bo" is named twice'):
            scheduler.update_event(review, EventChanges(participants=[Invitation("bo"), Invitation("bo")]))

    def test_an_open_event_stays_open_until_somebody_is_invited(self, scheduler: Scheduling, open_event: str) -> None:
        scheduler.set_availability(open_event, ANN, [OFFERED])
        scheduler.set_availability(open_event, BO, [])
        assert scheduler.update_event(open_event, EventChanges(title="Still open")).is_open
        left = scheduler.update_event(open_event, EventChanges(title="One less", remove=["bo"]))
        assert (left.is_open, left.event.title, [who.id for who in left.event.participants]) == (
            True,
            "One less",
            ["ann"],
        )
        closed = scheduler.update_event(open_event, EventChanges(invite=[CY]))
        assert not closed.is_open
        assert closed.answered == frozenset({"ann"})
        with pytest.raises(NotFound, match="was not invited"):
            scheduler.set_availability(open_event, Participant("zoe"), [])

    def test_slots_are_read_in_the_events_zone_or_the_fallback(self, scheduler: Scheduling, review: str) -> None:
        changed = scheduler.update_event(review, EventChanges(slots=[UNZONED]), fallback_zone="Asia/Tokyo")
        assert changed.event.zone == "Asia/Tokyo"
        assert instants(changed.event) == instants(replace(changed.event, slots=parse_slots(UNZONED, "Asia/Tokyo")))

    def test_a_deleted_event_is_gone(self, scheduler: Scheduling, review: str, open_event: str) -> None:
        scheduler.set_availability(review, ANN, [OFFERED])
        was = scheduler.delete_event(review)
        assert (was.event.title, was.answered) == ("Review", frozenset({"ann"}))
        assert [each.id for each in scheduler.events()] == [open_event]
        with pytest.raises(NotFound):
            scheduler.event(review)
        with pytest.raises(NotFound):
            scheduler.resolve(review[:20])

    # Answers

    def test_an_answer_is_read_as_it_was_given(self, scheduler: Scheduling, review: str) -> None:
        asked, who, answer = scheduler.set_availability(review, ANN, [OFFERED, LATER])
        assert (asked.title, who) == ("Review", ANN)
        stored, answers = scheduler.availability(review)
        assert stored.answered == frozenset({"ann"})
        assert [(each.participant_id, each.typed) for each in answers] == [("ann", answer.typed)]
        assert [len(each.slots) for each in answers] == [2]
        assert scheduler.availability(review, "ann")[1] == answers
        assert scheduler.availability(review, "bo")[1] == []

    def test_a_second_answer_takes_the_place_of_the_first(self, scheduler: Scheduling, review: str) -> None:
        for slots in ([OFFERED], [LATER], []):
            _, _, answer = scheduler.set_availability(review, BO, slots)
            (read,) = scheduler.availability(review, "bo")[1]
            assert read.typed == answer.typed
        assert scheduler.event(review).answered == frozenset({"bo"})

    def test_an_answer_is_in_the_zone_of_the_option_the_participant_the_event_or_the_fallback(
        self, scheduler: Scheduling, review: str
    ) -> None:
        def start(who: Participant, zone: str | None = None) -> object:
            answer = scheduler.set_availability(review, who, [UNZONED], zone=zone, fallback_zone="Asia/Tokyo")[2]
            assert scheduler.availability(review, who.id)[1][0].typed == answer.typed
            return answer.slots[0].zone

        assert start(ANN) == "Asia/Tokyo"
        scheduler.update_event(review, EventChanges(zone="America/New_York"))
        assert start(ANN) == "America/New_York"
        assert start(Participant("bo")) == "Europe/Berlin"
        assert start(Participant("bo", "Asia/Kolkata"), "UTC") == "UTC"
        assert start(Participant("bo")) == "Asia/Kolkata"
        assert zones(scheduler.event(review)) == {"ann": None, "bo": "Asia/Kolkata", "cy": None}

    def test_who_was_not_invited_is_refused_unless_they_are_added(self, scheduler: Scheduling, review: str) -> None:
        with pytest.raises(NotFound, match='"an" was not invited: did you mean ann'):
            scheduler.set_availability(review, Participant("an"), ["what is this"])
        scheduler.set_availability(review, EVA, [OFFERED], add=True)
        assert scheduler.event(review).answered == frozenset({EVA.id})
        scheduler.set_availability(review, EVA, [])
        assert scheduler.availability(review, EVA.id)[1][0].slots == ()
        scheduler.delete_availability(review, EVA.id)
        assert EVA.id not in zones(scheduler.event(review))

    def test_an_answer_that_is_not_understood_changes_nothing(self, scheduler: Scheduling, review: str) -> None:
        with pytest.raises(UnreadableText):
            scheduler.set_availability(review, Participant("ann", "Asia/Tokyo"), [OFFERED, "Monday"])
        assert zones(scheduler.event(review))["ann"] is None

    def test_a_deleted_answer_takes_its_participant_off_the_event(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, ANN, [OFFERED])
        scheduler.delete_availability(review, "ann")
        assert sorted(zones(scheduler.event(review))) == ["bo", "cy"]
        for name in ("ann", "bo"):
            with pytest.raises(NotFound):
                scheduler.delete_availability(review, name)
        with pytest.raises(NotFound, match='"ann" is no participant'):
            scheduler.availability(review, "ann")
        scheduler.set_availability(review, ANN, [LATER], add=True)
        scheduler.set_availability(review, ANN, [OFFERED])
        assert scheduler.event(review).answered == frozenset({"ann"})

    @pytest.mark.parametrize("name", ["", "a/b", "..", "x" * 65, "\x1b"])
    def test_a_name_that_is_none_is_refused(self, scheduler: Scheduling, review: str, name: str) -> None:
        for action in (scheduler.availability, scheduler.delete_availability):
            with pytest.raises(InvalidInput):
                action(review, name)

    # Recommending

    def test_the_recommendation_is_the_same_for_the_same_answers(self, scheduler: Scheduling, review: str) -> None:
        assert scheduler.recommend(review)[1].reason == "no_answers"
        scheduler.set_availability(review, ANN, ["12 Jan 2025, 2 - 3:30PM EST", LATER])
        scheduler.set_availability(review, BO, ["12 Jan 2025, 20:30 - 23:00", "15 Jan 2025, 00:00 - 00:30"])
        event, best = scheduler.recommend(review, alternatives=5)
        assert not best.everyone
        assert [window.available for window in best.windows] == [("ann", "bo")]
        assert [(each.participant_id, each.reason) for each in best.windows[0].absences] == [("cy", "no_reply")]
        assert [window.available for window in best.alternatives] == [("ann",)]
        assert best.alternatives[0].absences[0].longest == timedelta(minutes=30)
        document = recommendation_document(event, best)
        assert document["recommendedTimeSlots"][0]["localTimes"][0]["start_time"] == "2025-01-12T20:30:00+01:00"

    @pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 501}, {"alternatives": -1}, {"alternatives": 501}])
    def test_a_limit_out_of_bounds_is_refused(self, scheduler: Scheduling, review: str, wrong: Options) -> None:
        with pytest.raises(InvalidInput, match="500"):
            scheduler.recommend(review, **wrong)

    def test_a_limit_is_kept_to_and_the_rest_counted(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, ANN, [OFFERED, LATER])
        _, best = scheduler.recommend(review, limit=1)
        assert (len(best.windows), best.more) == (1, 1)
