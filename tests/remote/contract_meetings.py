"""What the command line may rely on of chosen times, deadlines and weekly hours, in a database or on a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Availability, Participant, Slot
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import Closed, InvalidInput, NotFound, RequiredAbsent, UnreadableText, ZoneMissing
from evsched.scheduler import EventChanges
from evsched.scheduler.interface import Scheduling
from tests.remote.contract import ANN, BO, CY, HOUR, LATER, OFFERED, UNKNOWN

TWO = datetime(2025, 1, 12, 19, tzinfo=UTC)
"""2 PM of the first day on offer."""
MEETING = Interval(TWO, TWO + HOUR)
DEADLINE = datetime(2199, 1, 1, tzinfo=UTC)
HALF_PAST = "12 Jan 2025, 2:30 - 4PM EST"
WEEKLY = "Sun 9-15 America/New_York"


class MeetingContract:
    """Run by a class that has fixtures ``scheduler`` and, as ``SchedulingContract`` has, ``review``."""

    def test_a_time_is_chosen_and_the_event_is_opened_again(self, scheduler: Scheduling, review: str) -> None:
        for who in (ANN, BO):
            scheduler.set_availability(review, who, [OFFERED])
        before = scheduler.event(review)
        assert (before.meeting, scheduler.meeting(review)) == (None, None)
        chosen = scheduler.choose(review, TWO)
        assert (chosen.meeting, scheduler.meeting(review)) == (MEETING, MEETING)
        assert (chosen.version, chosen.sequence) == (before.version + 1, before.sequence + 1)
        assert replace(chosen, meeting=None, version=before.version, sequence=before.sequence) == before
        assert scheduler.event(review) == scheduler.choose(review, TWO) == chosen
        opened = scheduler.reopen(review)
        assert (opened.meeting, opened.version, opened.sequence) == (None, chosen.version + 1, chosen.sequence + 1)
        assert scheduler.event(review) == scheduler.reopen(review) == opened

    def test_who_is_required_and_cannot_come_stands_in_the_way(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, ANN, [HALF_PAST])
        with pytest.raises(RequiredAbsent) as caught:
            scheduler.choose(review, TWO)
        assert caught.value.participants == ("ann", "bo")
        assert caught.value.message == (
            "not everyone who is required can come then, or has answered: ann, bo; "
            'choose another time, or insist on this one (--force, "force": true)'
        )
        assert scheduler.meeting(review) is None
        assert scheduler.choose(review, TWO, force=True).meeting == MEETING

    def test_an_event_whose_time_is_chosen_takes_no_answers(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, ANN, [OFFERED])
        scheduler.choose(review, TWO, force=True)
        seen = scheduler.event(review)
        for who in (ANN, BO):
            with pytest.raises(Closed, match="takes no more answers, since its time is chosen: "):
                scheduler.set_availability(review, who, [LATER])
        with pytest.raises(Closed, match="its slots and its duration stay"):
            scheduler.update_event(review, EventChanges(duration=2 * HOUR))
        assert scheduler.event(review) == seen
        assert scheduler.update_event(review, EventChanges(title="New")).meeting == MEETING
        scheduler.reopen(review)
        for who in (ANN, BO):
            scheduler.set_availability(review, who, [LATER])
        assert scheduler.event(review).answered == frozenset({"ann", "bo"})

    def test_a_time_that_is_none_is_refused(self, scheduler: Scheduling, review: str) -> None:
        for start in (datetime(1969, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, 30, tzinfo=UTC)):
            with pytest.raises(InvalidInput, match="is outside the years 1970 to 2199"):
                scheduler.choose(review, start, force=True)
        assert scheduler.meeting(review) is None

    def test_an_event_that_does_not_exist_has_no_time(self, scheduler: Scheduling) -> None:
        for action in (
            lambda: scheduler.choose(UNKNOWN, TWO),
            lambda: scheduler.reopen(UNKNOWN),
            lambda: scheduler.meeting(UNKNOWN),
        ):
            with pytest.raises(NotFound, match=f'no event has the id "{UNKNOWN}"'):
                action()

    def test_an_organizer_and_a_deadline_are_read_as_they_were_given(self, scheduler: Scheduling) -> None:
        made = scheduler.create_event("Lunch", HOUR, [OFFERED], [ANN], organizer="olga@example.com", deadline=DEADLINE)
        read = scheduler.event(made.id)
        for each in (made, read):
            assert (each.event.organizer, each.event.deadline) == ("olga@example.com", DEADLINE)
            assert (each.meeting, each.sequence) == (None, 0)
        changes = EventChanges(organizer="otto@example.com", deadline=DEADLINE - HOUR)
        changed = scheduler.update_event(made.id, changes)
        assert (changed.event.organizer, changed.event.deadline) == ("otto@example.com", DEADLINE - HOUR)
        assert scheduler.update_event(made.id, EventChanges(title="New")).event == replace(changed.event, title="New")
        scheduler.choose(made.id, TWO, force=True)
        opened = scheduler.reopen(made.id)
        assert (opened.event.deadline, opened.event.organizer) == (None, "otto@example.com")

    @pytest.mark.parametrize(
        ("wrong", "part"),
        [
            pytest.param({"organizer": "olga"}, '"olga" is no mail address', id="no-address"),
            pytest.param({"deadline": datetime(2025, 1, 1, tzinfo=UTC)}, "it has passed already", id="passed"),
            pytest.param({"deadline": datetime(2300, 1, 1, tzinfo=UTC)}, "outside the years", id="too-far-away"),
        ],
    )
    def test_an_organizer_or_a_deadline_that_is_none_is_refused(
        self, scheduler: Scheduling, review: str, wrong: dict[str, Any], part: str
    ) -> None:
        before = scheduler.event(review)
        with pytest.raises(InvalidInput, match=part):
            scheduler.create_event("Lunch", HOUR, [OFFERED], **wrong)
        with pytest.raises(InvalidInput, match=part):
            scheduler.update_event(review, EventChanges(**wrong))
        assert scheduler.event(review) == before
        assert [each.id for each in scheduler.events()] == [review]

    # Weekly hours and busy times

    @pytest.mark.parametrize(
        "times",
        [
            pytest.param({"weekly": [WEEKLY]}, id="weekly"),
            pytest.param({"busy": [HALF_PAST]}, id="busy"),
            pytest.param({"busy": []}, id="never-busy"),
            pytest.param({"weekly": [WEEKLY, "daily 22-2 UTC"], "busy": [HALF_PAST]}, id="weekly-and-busy"),
            pytest.param({"slots": [LATER], "weekly": [WEEKLY], "busy": [HALF_PAST]}, id="all"),
            pytest.param({"weekly": parse_weekly("Sun 9-15", "America/New_York"), "is_value": True}, id="value"),
            pytest.param({"busy": [replace(parse_slots(OFFERED)[0], if_needed=True)]}, id="if-needed"),
            pytest.param({}, id="declined"),
        ],
    )
    def test_an_answer_of_any_kind_is_read_as_it_was_given(
        self, scheduler: Scheduling, review: str, times: dict[str, Any]
    ) -> None:
        if times.get("is_value"):
            times = {"weekly": [times["weekly"]]}
        event, _, given = scheduler.set_availability(review, ANN, **times)
        (read,) = scheduler.availability(review, "ann")[1]
        assert meant(read) == meant(given)
        offered = IntervalSet(event.slots)
        assert read.free_within(offered) == given.free_within(offered)
        again = scheduler.set_availability(review, ANN, read.slots, weekly=read.weekly, busy=read.busy)[2]
        assert meant(again) == meant(scheduler.availability(review, "ann")[1][0]) == meant(given)

    def test_weekly_hours_and_busy_times_count(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, ANN, weekly=[WEEKLY])
        scheduler.set_availability(review, BO, busy=[LATER])
        (window,) = scheduler.recommend(review)[1].windows
        assert (window.interval, window.available) == (MEETING, ("ann", "bo"))
        assert scheduler.choose(review, TWO).meeting == MEETING

    def test_weekly_hours_are_in_the_zone_of_the_option_the_participant_the_event_or_the_fallback(
        self, scheduler: Scheduling, review: str
    ) -> None:
        def zone(who: Participant, option: str | None = None) -> str:
            answer = scheduler.set_availability(
                review, who, weekly=["Mon 9-17"], zone=option, fallback_zone="Asia/Tokyo"
            )[2]
            (read,) = scheduler.availability(review, who.id)[1]
            assert read.weekly == answer.weekly
            return read.weekly[0].zone

        assert zone(ANN) == "Asia/Tokyo"
        scheduler.update_event(review, EventChanges(zone="America/New_York"))
        assert zone(ANN) == "America/New_York"
        assert zone(Participant("bo")) == "Europe/Berlin"
        assert zone(Participant("bo"), "UTC") == "UTC"

    def test_times_that_are_not_understood_change_nothing(self, scheduler: Scheduling, review: str) -> None:
        scheduler.set_availability(review, CY, busy=[OFFERED])
        wrongs: list[tuple[type[InvalidInput], dict[str, Any]]] = [
            (UnreadableText, {"weekly": ["soon"]}),
            (ZoneMissing, {"weekly": ["Mon 9-17"]}),
            (UnreadableText, {"busy": ["later"]}),
            (ZoneMissing, {"busy": ["12 Jan 2025, 2 - 4PM"]}),
            (InvalidInput, {"weekly": ["Mon 9-17"], "zone": "UTC+1"}),
        ]
        for kind, wrong in wrongs:
            with pytest.raises(kind):
                scheduler.set_availability(review, CY, **wrong)
        (read,) = scheduler.availability(review, "cy")[1]
        assert [(slot.start, slot.end) for slot in read.busy or ()] == [(TWO, TWO + timedelta(hours=2))]


def meant(answer: Availability) -> object:
    """All of an answer but how its slots were typed, which a server does not tell, and what was asked."""

    def instants(slots: Any) -> object:
        return None if slots is None else [Slot(each.start, each.end, if_needed=each.if_needed) for each in slots]

    return answer.participant_id, instants(answer.slots), answer.weekly, instants(answer.busy)
