"""What the command line may rely on of usual hours, times if needed, conditions and explanations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evsched.document.writing import recommendation_document
from evsched.engine.conditions import AtLeast, Options, Quorum
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommendation import Recommendation
from evsched.engine.slot_input import PlacedText
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import InvalidInput
from evsched.scheduler import EventChanges, Invitation
from evsched.scheduler.interface import Scheduling

HOUR = timedelta(hours=1)
OFFERED = "12 Jan 2025, 2 - 4PM EST"
LATER = "14 Jan 2025 6-9 PM EST"
LATE = parse_weekly("Mon-Fri 10:00-19:00", "Europe/Berlin")
EARLY = parse_weekly("daily 6-14 Asia/Tokyo")
BO = Participant("bo", "Europe/Berlin", usual=[LATE])
CHEN = Participant("Chen, Li", "Asia/Shanghai")
PEOPLE = [Participant("ann"), BO, CHEN, Participant("dana", required=False)]


def if_needed(text: str) -> list[Slot]:
    return [replace(slot, if_needed=True) for slot in parse_slots(text)]


def usual(event: Event) -> dict[str, list[tuple[str, str]]]:
    return {who.id: [(hours.text, hours.zone) for hours in who.usual] for who in event.participants if who.usual}


class FullerContract:
    """Run by a class that has a fixture ``scheduler``."""

    @pytest.fixture
    def answered(self, scheduler: Scheduling) -> str:
        """The id of an event that three of four have answered: two of them for the first slot, one for the second."""
        event = scheduler.create_event("Brainstorming", HOUR, [OFFERED, LATER], PEOPLE).id
        scheduler.set_availability(event, PEOPLE[0], [OFFERED])
        scheduler.set_availability(event, BO, if_needed("12 Jan 2025, 2 - 3:30PM EST"))
        scheduler.set_availability(event, CHEN, weekly=[parse_weekly("Mon-Fri 8-18", "Asia/Shanghai")])
        return event

    def test_usual_hours_are_read_as_they_were_given(self, scheduler: Scheduling) -> None:
        made = scheduler.create_event("Review", HOUR, [OFFERED], PEOPLE)
        assert usual(scheduler.event(made.id).event) == {"bo": [(LATE.text, LATE.zone)]}
        assert {who.id: who.usual for who in scheduler.event(made.id).event.participants}["bo"] == (LATE,)

    def test_usual_hours_are_changed_and_taken_back(self, scheduler: Scheduling) -> None:
        event = scheduler.create_event("Review", HOUR, [OFFERED], PEOPLE).id
        early, late = [(EARLY.text, EARLY.zone)], [(LATE.text, LATE.zone)]
        joined = EventChanges(invite=[Participant("ann", usual=[EARLY])])
        assert usual(scheduler.update_event(event, joined).event) == {"ann": early, "bo": late}
        same = EventChanges(title="New", participants=[Invitation("ann"), Invitation("bo")])
        assert usual(scheduler.update_event(event, same).event) == {"ann": early, "bo": late}
        taken = EventChanges(participants=[Invitation("ann"), Invitation("bo", usual=[])])
        assert usual(scheduler.update_event(event, taken).event) == {"ann": early}

    def test_usual_hours_come_with_an_answer(self, scheduler: Scheduling) -> None:
        event = scheduler.create_event("Review", HOUR, [OFFERED], [Participant("ann"), Participant("bo")]).id
        for who in (BO, replace(BO, usual=[EARLY]), replace(BO, usual=[])):
            _, known, _ = scheduler.set_availability(event, who, [OFFERED])
            read = {each.id: each for each in scheduler.event(event).event.participants}["bo"]
            assert read == known
            assert read.usual == (who.usual or (EARLY,))

    def test_what_is_given_only_if_needed_is_read_so(self, scheduler: Scheduling) -> None:
        event = scheduler.create_event("Review", HOUR, [OFFERED, LATER], PEOPLE).id
        slots = [*parse_slots(LATER), *if_needed(OFFERED)]
        scheduler.set_availability(event, PEOPLE[0], slots)
        scheduler.set_availability(event, BO, busy=if_needed(OFFERED))
        scheduler.set_availability(
            event, CHEN, [PlacedText("12 Jan 2025, 14:00 - 15:00", (), if_needed=True)], zone="UTC"
        )
        read = {each.participant_id: each for each in scheduler.availability(event)[1]}
        assert [slot.if_needed for slot in read["ann"].slots] == [False, True]
        assert [slot.if_needed for slot in read["bo"].busy or ()] == [True]
        assert [slot.if_needed for slot in read[CHEN.id].slots] == [True]

    def test_a_recommendation_tells_who_would_rather_not_and_what_it_costs(
        self, scheduler: Scheduling, answered: str
    ) -> None:
        _, best = scheduler.recommend(answered)
        (window,) = best.windows
        assert (window.available, window.if_needed) == (("ann", "bo"), ("bo",))
        assert window.inconvenience == {"bo": HOUR, CHEN.id: 2 * HOUR}
        assert best.explanation is None

    def test_an_explanation_is_whole(self, scheduler: Scheduling, answered: str) -> None:
        event, best = scheduler.recommend(answered, explain=True)
        first = parse_slots("12 Jan 2025, 2 - 3:30PM EST")[0]
        document = recommendation_document(event, best)
        slot = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:30:00Z"}
        assert document["blockers"] == [{"participant_id": CHEN.id, "slots": [slot]}]
        assert (document["shorter"], document["certain"]) == (None, True)
        assert [each["participants"] for each in document["sessions"]["meetings"]] == [["ann", "bo"], [CHEN.id]]
        assert (document["sessions"]["unreachable"], document["sessions"]["minimal"]) == (["dana"], True)
        assert best.explanation is not None
        assert [(each.start, each.end) for each in best.explanation.blockers[0].windows] == [(first.start, first.end)]

    def test_a_shorter_meeting_is_told(self, scheduler: Scheduling) -> None:
        event = scheduler.create_event("Review", HOUR, [OFFERED], [Participant("ann"), Participant("bo")]).id
        scheduler.set_availability(event, Participant("ann"), [OFFERED])
        scheduler.set_availability(event, Participant("bo"), ["12 Jan 2025, 2 - 2:45PM EST"])
        explanation = scheduler.recommend(event, explain=True)[1].explanation
        assert explanation is not None
        assert explanation.shorter is not None
        assert explanation.shorter.duration == timedelta(minutes=45)

    @pytest.mark.parametrize(
        ("options", "names", "reason"),
        [
            pytest.param({"quorum": Quorum(2)}, [("ann", "bo")], None, id="quorum"),
            pytest.param({"quorum": Quorum(50, is_percentage=True)}, [("ann", "bo")], None, id="percentage"),
            pytest.param({"quorum": Quorum(3)}, [], "quorum", id="quorum-that-nothing-meets"),
            pytest.param({"at_least": [AtLeast(1, [CHEN.id])]}, [(CHEN.id,)], None, id="with-a-comma"),
            pytest.param(
                {"at_least": [AtLeast(1, [CHEN.id, "bo"]), AtLeast(1, ["ann"])]}, [("ann", "bo")], None, id="both"
            ),
        ],
    )
    def test_conditions_are_obeyed(
        self,
        scheduler: Scheduling,
        answered: str,
        options: Options,
        names: list[tuple[str, ...]],
        reason: str | None,
    ) -> None:
        best: Recommendation = scheduler.recommend(answered, **options)[1]
        assert [window.available for window in best.windows] == names
        assert best.reason == reason

    def test_a_condition_on_a_stranger_is_refused(self, scheduler: Scheduling, answered: str) -> None:
        with pytest.raises(InvalidInput, match=r'"zoe".* is no participant of the event'):
            scheduler.recommend(answered, at_least=[AtLeast(1, ["ann", "zoe"])])
