"""How much an event may hold, and that nothing is kept of what holds more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from evsched.engine.model import Event, Participant
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput
from evsched.limits import UNLIMITED, Limits
from evsched.scheduler import Answer, EventChanges, Invitation, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.scheduler.conftest import FIRST, HOUR, OFFERED, contents

Use: TypeAlias = Callable[[Scheduler, str, int], object]
"""Has an event, or an answer to it, hold so many."""

PEOPLE = [Participant(f"p{number}") for number in range(9)]
"""The first is invited to the event of each test."""


@pytest.fixture
def unlimited(store: SqliteStore) -> Scheduler:
    return Scheduler(store, now=lambda: FIRST)


@pytest.fixture
def event_id(unlimited: Scheduler) -> str:
    return unlimited.create_event("Review", HOUR, [OFFERED], PEOPLE[:1]).id


def answered(scheduler: Scheduler, event_id: str) -> str:
    """The same event, whose participant has answered."""
    if not scheduler.event(event_id).answered:
        scheduler.set_availability(event_id, PEOPLE[0], [])
    return event_id


def joined(scheduler: Scheduler, event_id: str, how: Callable[[str, Participant], object], count: int) -> None:
    """Have people join one by one until an event has so many."""
    for who in PEOPLE[len(scheduler.event(event_id).event.participants) : count]:
        how(event_id, who)


SLOTS: dict[str, Use] = {
    "create": lambda scheduler, _, count: scheduler.create_event("Retro", HOUR, [OFFERED] * count),
    "create-in-one-text": lambda scheduler, _, count: scheduler.create_event("R", HOUR, [", ".join([OFFERED] * count)]),
    "keep": lambda scheduler, _, count: scheduler.keep_event(Event("Retro", HOUR, [*parse_slots(OFFERED)] * count)),
    "update": lambda scheduler, event_id, count: scheduler.update_event(
        event_id, EventChanges(title="Retro", slots=[OFFERED] * count)
    ),
    "set-answer": lambda scheduler, event_id, count: scheduler.set_availability(event_id, PEOPLE[0], [OFFERED] * count),
    "record-answer": lambda scheduler, event_id, count: scheduler.record_availability(
        event_id, Answer(PEOPLE[1], [OFFERED] * count)
    ),
    "change-answer": lambda scheduler, event_id, count: scheduler.change_availability(
        answered(scheduler, event_id), Answer(PEOPLE[0], [OFFERED] * count)
    ),
}
PARTICIPANTS: dict[str, Use] = {
    "create": lambda scheduler, _, count: scheduler.create_event("Retro", HOUR, [OFFERED], PEOPLE[:count]),
    "keep": lambda scheduler, _, count: scheduler.keep_event(
        Event("Retro", HOUR, parse_slots(OFFERED), PEOPLE[:count])
    ),
    "invite": lambda scheduler, event_id, count: scheduler.update_event(
        event_id, EventChanges(title="Retro", invite=PEOPLE[1:count])
    ),
    "invite-again-among-others": lambda scheduler, event_id, count: scheduler.update_event(
        event_id, EventChanges(invite=PEOPLE[:count])
    ),
    "replace": lambda scheduler, event_id, count: scheduler.update_event(
        event_id, EventChanges(title="Retro", participants=[Invitation(who.id) for who in PEOPLE[:count]])
    ),
    "replace-by-others": lambda scheduler, event_id, count: scheduler.update_event(
        event_id, EventChanges(participants=[Invitation(f"other{number}") for number in range(count)])
    ),
    "remove-and-invite": lambda scheduler, event_id, count: scheduler.update_event(
        event_id, EventChanges(remove=["p0"], invite=[Participant(f"other{number}") for number in range(count)])
    ),
}
JOINING: dict[str, Use] = {
    "set-answers": lambda scheduler, event_id, count: joined(
        scheduler, event_id, lambda event, who: scheduler.set_availability(event, who, [], add=True), count
    ),
    "record-answers": lambda scheduler, event_id, count: joined(
        scheduler, event_id, lambda event, who: scheduler.record_availability(event, Answer(who, [])), count
    ),
}


@pytest.mark.parametrize("use", SLOTS.values(), ids=SLOTS)
def test_as_many_slots_as_the_limit_are_accepted(unlimited: Scheduler, event_id: str, use: Use) -> None:
    use(unlimited.limited(Limits(slots=3)), event_id, 3)


@pytest.mark.parametrize("count", [4, 9])
@pytest.mark.parametrize("use", SLOTS.values(), ids=SLOTS)
def test_more_slots_than_the_limit_are_refused_and_nothing_is_kept(
    store: SqliteStore, unlimited: Scheduler, event_id: str, use: Use, count: int
) -> None:
    answered(unlimited, event_id)
    before = contents(store)
    with pytest.raises(InvalidInput, match=rf"^slots: {count} slots are too many: the limit is 3$") as refused:
        use(unlimited.limited(Limits(slots=3)), event_id, count)
    assert refused.value.path == ("slots",)
    assert contents(store) == before


@pytest.mark.parametrize("use", [*PARTICIPANTS.values(), *JOINING.values()], ids=[*PARTICIPANTS, *JOINING])
def test_as_many_participants_as_the_limit_are_accepted(unlimited: Scheduler, event_id: str, use: Use) -> None:
    use(unlimited.limited(Limits(participants=3)), event_id, 3)


@pytest.mark.parametrize("use", PARTICIPANTS.values(), ids=PARTICIPANTS)
def test_more_participants_than_the_limit_are_refused_and_nothing_is_kept(
    store: SqliteStore, unlimited: Scheduler, event_id: str, use: Use
) -> None:
    answered(unlimited, event_id)
    before = contents(store)
    with pytest.raises(InvalidInput, match=r"^participants: 4 participants are too many: the limit is 3$") as refused:
        use(unlimited.limited(Limits(participants=3)), event_id, 4)
    assert refused.value.path == ("participants",)
    assert contents(store) == before


@pytest.mark.parametrize("use", JOINING.values(), ids=JOINING)
def test_nobody_joins_an_event_that_is_full_and_nothing_is_kept(
    store: SqliteStore, unlimited: Scheduler, event_id: str, use: Use
) -> None:
    limited = unlimited.limited(Limits(participants=3))
    use(limited, event_id, 3)
    before = contents(store)
    with pytest.raises(InvalidInput, match=r"^participants: 4 participants are too many: the limit is 3$"):
        use(limited, event_id, 4)
    assert contents(store) == before


def test_who_takes_part_in_a_full_event_may_answer_and_change_the_answer(unlimited: Scheduler, event_id: str) -> None:
    full = unlimited.limited(Limits(participants=1))
    full.record_availability(event_id, Answer(PEOPLE[0], []))
    full.change_availability(event_id, Answer(PEOPLE[0], [OFFERED]))
    full.set_availability(event_id, PEOPLE[0], [])
    assert full.event(event_id).answered == frozenset({"p0"})


def test_an_event_over_the_limit_can_be_renamed_emptied_and_deleted(unlimited: Scheduler) -> None:
    event_id = unlimited.create_event("Large", HOUR, [OFFERED] * 3, PEOPLE).id
    limited = unlimited.limited(Limits(slots=2, participants=2))
    assert limited.update_event(event_id, EventChanges(title="Renamed")).event.title == "Renamed"
    assert len(limited.update_event(event_id, EventChanges(remove=["p8"])).event.participants) == 8
    assert limited.update_event(event_id, EventChanges(participants=[])).event.participants == ()
    limited.delete_event(event_id)


@pytest.mark.parametrize(
    ("limits", "use"),
    [
        *(pytest.param(Limits(slots=None, participants=1), use, id=f"slots-{name}") for name, use in SLOTS.items()),
        *(
            pytest.param(Limits(slots=1, participants=None), use, id=f"participants-{name}")
            for name, use in (PARTICIPANTS | JOINING).items()
        ),
    ],
)
def test_none_is_no_limit(unlimited: Scheduler, event_id: str, limits: Limits, use: Use) -> None:
    unlimited.update_event(event_id, EventChanges(invite=PEOPLE[1:2]))
    use(unlimited.limited(limits), event_id, 9)


def test_a_scheduler_has_no_limits_of_itself(store: SqliteStore, event_id: str) -> None:
    scheduler = Scheduler(store)
    for use in (*SLOTS.values(), *(PARTICIPANTS | JOINING).values()):
        use(scheduler, event_id, 9)
        scheduler.update_event(event_id, EventChanges(participants=[Invitation("p0")]))


def test_limits_given_at_first_hold(store: SqliteStore, event_id: str) -> None:
    limited = Scheduler(store, limits=Limits(slots=1, participants=1))
    for use in (*SLOTS.values(), *(PARTICIPANTS | JOINING).values()):
        with pytest.raises(InvalidInput):
            use(limited, event_id, 2)


def test_other_limits_leave_the_store_the_clock_and_the_first_scheduler_as_they_are(
    unlimited: Scheduler, event_id: str
) -> None:
    limited = unlimited.limited(Limits(slots=1, participants=1))
    assert limited.event(event_id) == unlimited.event(event_id)
    unlimited.create_event("Retro", HOUR, [OFFERED] * 2, PEOPLE)
    limited.limited(UNLIMITED).create_event("Retro", HOUR, [OFFERED] * 2, PEOPLE)


def test_limits_not_named_are_those_for_strangers() -> None:
    assert Limits() == Limits(slots=200, participants=500, weekly=5, busy=2000, days=366, conditions=20)
    assert Limits(slots=None, participants=None, weekly=None, busy=None, days=None, conditions=None) == UNLIMITED


@pytest.mark.parametrize(
    ("limits", "count", "message"),
    [
        pytest.param(Limits(slots=1), 2, "2 slots are too many: the limit is 1", id="one"),
        pytest.param(Limits(slots=200), 12345, "12,345 slots are too many: the limit is 200", id="many"),
    ],
)
def test_a_refusal_tells_the_limit_and_the_count(limits: Limits, count: int, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        limits.check("slots", count)
    assert refused.value.message == message


HOURS: dict[str, tuple[dict[str, Any], str]] = {
    "weekly": ({"weekly": ["Mon 9-17 UTC"] * 4}, "weekly: 4 weekly texts are too many: the limit is 3"),
    "busy": ({"busy": [OFFERED] * 4}, "busy: 4 busy times are too many: the limit is 3"),
}


@pytest.mark.parametrize("kind", HOURS)
def test_hours_and_busy_times_have_limits_of_their_own(
    store: SqliteStore, unlimited: Scheduler, event_id: str, kind: str
) -> None:
    members, message = HOURS[kind]
    before = contents(store)
    with pytest.raises(InvalidInput) as refused:
        unlimited.limited(Limits(weekly=3, busy=3)).record_availability(event_id, Answer(PEOPLE[0], **members))
    assert str(refused.value) == message
    assert contents(store) == before
    within = {name: texts[:3] for name, texts in members.items()}
    unlimited.limited(Limits(weekly=3, busy=3)).record_availability(event_id, Answer(PEOPLE[0], **within))


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        pytest.param(["1 Jan 2025, 9:00 - 10:00 UTC"], 1, id="an-hour"),
        pytest.param(["1 - 3 Jan 2025, 9:00 - 10:00 UTC"], 3, id="an-hour-a-day"),
        pytest.param(["1 Jan 2025 UTC", "2 Jan 2025 UTC"], 2, id="days-that-touch"),
        pytest.param(["1 Jan 2025 00:00 - 3 Jan 2025 00:01 UTC"], 3, id="a-minute-of-the-third"),
        pytest.param(["1 Jan 2025 UTC", "1 Jan 2025, 9:00 - 10:00 UTC"], 1, id="overlapping"),
    ],
)
def test_the_days_on_offer_are_counted_each_stretch_rounded_up(
    store: SqliteStore, unlimited: Scheduler, event_id: str, texts: list[str], days: int
) -> None:
    unlimited.limited(Limits(days=days)).create_event("Retro", HOUR, texts)
    before = contents(store)
    message = rf"^slots: {days} days? are too many: the limit is {days - 1}$"
    limited = unlimited.limited(Limits(days=days - 1))
    with pytest.raises(InvalidInput, match=message):
        limited.create_event("Retro", HOUR, texts)
    with pytest.raises(InvalidInput, match=message):
        limited.update_event(event_id, EventChanges(slots=texts))
    assert contents(store) == before
