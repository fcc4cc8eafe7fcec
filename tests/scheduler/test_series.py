"""Series: what chosen meetings cost people is counted, goes when they do not take place, and stays when they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evsched.engine.model import Participant
from evsched.engine.text import parse_weekly
from evsched.errors import Changed, InvalidInput, NotFound
from evsched.scheduler import Answer, EventChanges, Invitation, Scheduler
from evsched.store.addresses import open_store
from evsched.store.base import Store
from evsched.store.values import Burden
from tests.scheduler.conftest import HOUR

SYNC = "Team sync"
TUESDAY = "14 Jan 2025, 12:00 - 24:00 UTC"
ANN = Participant("ann", "Europe/Berlin")
BO = Participant("bo", "America/New_York")
NOWHERE = Participant("cy")
EVENING = datetime(2025, 1, 14, 18, tzinfo=UTC)
"""7 PM in Berlin, 1 PM in New York."""
NIGHT = datetime(2025, 1, 14, 21, 30, tzinfo=UTC)
"""10:30 PM in Berlin, 4:30 PM in New York."""
NOTHING = timedelta()


class Clock:
    """The time, as a test sets it."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_in(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        address = str(tmp_path / "events.db")
    else:
        address = request.getfixturevalue("postgres").emptied()
    with closing(open_store(address, 5)) as store:
        yield store


@pytest.fixture
def scheduler(kept_in: Store, clock: Clock) -> Scheduler:
    return Scheduler(kept_in, now=clock)


MakeEvent = Callable[..., str]


@pytest.fixture
def make(scheduler: Scheduler) -> MakeEvent:
    """What makes an event of a series that ann, bo and cy can attend whenever it is; of cy no zone is known."""

    def event(*people: Participant, series: str | None = SYNC) -> str:
        invited = people or (ANN, BO, NOWHERE)
        made = scheduler.create_event("Sync", HOUR, [TUESDAY], invited, series=series).id
        for who in invited:
            scheduler.set_availability(made, Participant(who.id), [TUESDAY])
        return made

    return event


def test_an_event_says_in_which_series_it_is(scheduler: Scheduler, make: MakeEvent) -> None:
    one, other = make(series=" Team sync "), make(series=None)
    assert (scheduler.event(one).series, scheduler.event(other).series) == (SYNC, None)
    assert scheduler.state(one).series == SYNC
    assert scheduler.update_event(one, EventChanges(title="New")).series == SYNC
    assert scheduler.series_names() == [SYNC]


def test_a_name_is_compared_in_its_composed_form(scheduler: Scheduler, make: MakeEvent) -> None:
    make(series="Re\u0301union")
    assert scheduler.series_names() == ["R\u00e9union"]
    assert scheduler.series(" Re\u0301union") == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param(" ", "the name of the series is blank", id="blank"),
        pytest.param("x" * 101, "the name of the series has 101 characters, at most 100 are allowed", id="long"),
        pytest.param("a\nb", "the name of the series has a character that cannot be shown", id="control"),
    ],
)
def test_what_is_no_name_is_refused_and_makes_nothing(
    scheduler: Scheduler, make: MakeEvent, name: str, problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        make(series=name)
    with pytest.raises(InvalidInput, match=problem):
        scheduler.series(name)
    assert scheduler.events() == []


def test_a_series_that_is_not_there_is_not_found_but_its_neighbours(scheduler: Scheduler, make: MakeEvent) -> None:
    with pytest.raises(NotFound, match=r'^there is no series "Team sync"$'):
        scheduler.series(SYNC)
    make()
    with pytest.raises(NotFound, match=r'^there is no series "team snyc": did you mean Team sync\?$'):
        scheduler.series("team snyc")
    assert scheduler.series(SYNC) == []


# What is counted


def test_a_chosen_meeting_costs_each_who_can_attend_it_and_whose_zone_is_known(
    scheduler: Scheduler, make: MakeEvent
) -> None:
    event = make(ANN, BO, NOWHERE, Participant("dee", "Asia/Tokyo"), Participant("eva", "Asia/Tokyo"))
    scheduler.set_availability(event, Participant("dee"), ["14 Jan 2025, 12:00 - 13:00 UTC"])
    scheduler.update_event(event, EventChanges(invite=[Participant("finn", "Asia/Tokyo")]))
    scheduler.choose(event, EVENING, force=True)
    # 3 AM in Tokyo for eva; dee cannot attend, and finn has not answered.
    assert scheduler.series(SYNC) == [Burden("eva", 2 * HOUR, 1), Burden("ann", HOUR, 1), Burden("bo", NOTHING, 1)]


def test_usual_hours_are_those_that_are_known_of_somebody(scheduler: Scheduler, make: MakeEvent) -> None:
    late = parse_weekly("Tue 12-20", "Europe/Berlin")
    event = make(Participant("ann", "Europe/Berlin", usual=[late]), BO)
    scheduler.choose(event, EVENING)
    assert scheduler.series(SYNC) == [Burden("ann", NOTHING, 1), Burden("bo", NOTHING, 1)]


def test_meetings_of_a_series_are_summed_and_those_of_others_are_not(scheduler: Scheduler, make: MakeEvent) -> None:
    for series in (SYNC, SYNC, "Another", None):
        scheduler.choose(make(series=series), EVENING)
    assert scheduler.series(SYNC) == [Burden("ann", 2 * HOUR, 2), Burden("bo", NOTHING, 2)]
    assert scheduler.series("Another") == [Burden("ann", HOUR, 1), Burden("bo", NOTHING, 1)]
    assert scheduler.series_names() == ["Another", SYNC]


def test_another_choice_takes_the_place_of_the_first(scheduler: Scheduler, make: MakeEvent) -> None:
    event = make()
    for start, cost in ((NIGHT, 2 * HOUR), (EVENING, HOUR), (EVENING, HOUR)):
        scheduler.choose(event, start)
        assert scheduler.series(SYNC) == [Burden("ann", cost, 1), Burden("bo", NOTHING, 1)]


def test_a_choice_that_is_refused_costs_nothing(scheduler: Scheduler, make: MakeEvent) -> None:
    event = make()
    with pytest.raises(Changed):
        scheduler.choose(event, EVENING, versions=[99])
    assert scheduler.series(SYNC) == []


def test_what_is_reopened_costs_nothing_any_more(scheduler: Scheduler, make: MakeEvent) -> None:
    event, other = make(), make()
    for each in (event, other):
        scheduler.choose(each, EVENING)
    scheduler.reopen(event)
    assert scheduler.series(SYNC) == [Burden("ann", HOUR, 1), Burden("bo", NOTHING, 1)]
    scheduler.reopen(other)
    assert scheduler.series(SYNC) == []


@pytest.mark.parametrize(
    ("later", "remembered"),
    [
        pytest.param(-timedelta(seconds=1), False, id="not-over"),
        pytest.param(NOTHING, True, id="just-over"),
        pytest.param(timedelta(days=99), True, id="long-over"),
    ],
)
def test_of_a_deleted_event_only_a_meeting_that_is_over_is_remembered(
    scheduler: Scheduler, clock: Clock, make: MakeEvent, later: timedelta, remembered: bool
) -> None:
    event = make()
    scheduler.choose(event, EVENING)
    before = scheduler.series(SYNC)
    clock.now = EVENING + HOUR + later
    assert scheduler.delete_event(event).series == SYNC
    assert scheduler.series_names() == ([SYNC] if remembered else [])
    if remembered:
        assert scheduler.series(SYNC) == before


def test_an_event_that_was_never_chosen_leaves_nothing(scheduler: Scheduler, make: MakeEvent) -> None:
    scheduler.delete_event(make())
    assert scheduler.series_names() == []


# Who leaves or is somewhere else after the choice


def test_who_leaves_is_not_counted_as_having_attended(scheduler: Scheduler, make: MakeEvent) -> None:
    event = make()
    scheduler.choose(event, EVENING)
    scheduler.delete_availability(event, "ann")
    assert scheduler.series(SYNC) == [Burden("bo", NOTHING, 1)]
    scheduler.update_event(event, EventChanges(remove=["bo"]))
    assert scheduler.series(SYNC) == []


def test_before_a_choice_nobody_who_leaves_is_counted_out(scheduler: Scheduler, make: MakeEvent) -> None:
    event = make()
    scheduler.delete_availability(event, "ann")
    scheduler.update_event(event, EventChanges(remove=["bo"]))
    assert scheduler.series(SYNC) == []


def test_what_is_learnt_of_participants_after_the_choice_counts(scheduler: Scheduler, make: MakeEvent) -> None:
    event = make()
    scheduler.choose(event, EVENING)
    late = parse_weekly("Tue 12-20", "Europe/Berlin")
    changes = EventChanges(invite=[Invitation("ann", usual=[late]), Invitation("cy", "Asia/Tokyo")])
    scheduler.update_event(event, changes)
    assert scheduler.series(SYNC) == [Burden("cy", 2 * HOUR, 1), Burden("ann", NOTHING, 1), Burden("bo", NOTHING, 1)]
    scheduler.update_event(event, EventChanges(title="Only the title"))
    assert len(scheduler.series(SYNC)) == 3


# What it is for


CITIES = (
    Participant("san", "America/Los_Angeles"),
    Participant("lon", "Europe/London"),
    Participant("tok", "Asia/Tokyo"),
)
WEEKS = 6


def meet_weekly(scheduler: Scheduler, series: str | None, offered: str) -> list[Mapping[str, timedelta]]:
    """What the first recommendation, which is chosen, costs everyone in each of six winter weeks."""
    costs = []
    for week in range(WEEKS):
        slots = [offered.format(f"{datetime(2025, 1, 8, tzinfo=UTC) + week * timedelta(days=7):%Y-%m-%d}")]
        event = scheduler.create_event("Sync", HOUR, slots, CITIES, series=series).id
        for who in CITIES:
            scheduler.set_availability(event, who, slots)
        window = scheduler.recommend(event)[1].windows[0]
        scheduler.choose(event, window.meeting.start)
        costs.append(window.inconvenience)
    return costs


def worst_off(costs: list[Mapping[str, timedelta]]) -> list[str]:
    return [max(each, key=each.__getitem__) for each in costs]


@pytest.mark.zones
def test_the_worst_time_goes_round_in_a_series_and_stays_with_one_without(scheduler: Scheduler) -> None:
    """Three times are on offer, each of which is night for another of the three."""
    offered = "{0} 00:00 - 01:00 UTC; {0} 08:30 - 09:30 UTC; {0} 17:00 - 18:00 UTC"
    assert worst_off(meet_weekly(scheduler, None, offered)) == ["lon"] * WEEKS
    in_turn = worst_off(meet_weekly(scheduler, SYNC, offered))
    everyone = {who.id for who in CITIES}
    assert {*in_turn[:3]} == {*in_turn[3:]} == everyone


@pytest.mark.zones
def test_what_people_carry_evens_out_where_any_time_will_do(scheduler: Scheduler) -> None:
    carried = dict.fromkeys((who.id for who in CITIES), NOTHING)
    for costs in meet_weekly(scheduler, SYNC, "{0} UTC"):
        carried = {who: total + costs[who] for who, total in carried.items()}
        assert max(carried.values()) - min(carried.values()) <= 2 * HOUR
    expected = [Burden(who, total, WEEKS) for who, total in carried.items()]
    assert scheduler.series(SYNC) == sorted(expected, key=lambda each: (-each.total, each.participant_id))


@pytest.mark.zones
def test_what_somebody_carries_counts_for_another_order_and_an_events_own_meeting_does_not(
    scheduler: Scheduler, make: MakeEvent
) -> None:
    """An hour in the evening for ann, or one at night for bo."""
    offered = ["21 Jan 2025, 18:00 - 19:00 UTC", "21 Jan 2025, 8:00 - 9:00 UTC"]

    def first(series: str | None) -> str:
        event = scheduler.create_event("Sync", HOUR, offered, [ANN, BO], series=series).id
        for who in (ANN, BO):
            scheduler.record_availability(event, Answer(who, offered))
        window = scheduler.recommend(event)[1].windows[0]
        scheduler.choose(event, window.meeting.start)
        assert scheduler.recommend(event)[1].windows[0] == window
        return max(window.inconvenience, key=window.inconvenience.__getitem__)

    scheduler.choose(make(), NIGHT)
    assert first(None) == first("Another") == "ann"
    assert first(SYNC) == "bo"
