"""Who may do what: every guarded use case with every token that does not open it, and with those that do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import pytest

from evsched.engine.model import Availability
from evsched.engine.text import parse_slots
from evsched.errors import Changed, Forbidden, NotFound
from evsched.scheduler import Answer, EventChanges, Invitation, Scheduler
from evsched.store.sqlite import SqliteStore
from tests.scheduler.conftest import ANN, BO, CY, HOUR, LATER, OFFERED, UNKNOWN, contents, token

MINE, OTHER, UNOWNED = "mine", "other", "unowned"
PEOPLE = {"ann": ANN, "bo": BO, "cy": CY}


@dataclass(frozen=True)
class World:
    """Three events for ann, bo and cy, of which the last was made without tokens; ann and bo have answered each."""

    scheduler: Scheduler
    ids: dict[str, str]


@pytest.fixture
def world(scheduler: Scheduler) -> World:
    ids = {}
    for name in (MINE, OTHER, UNOWNED):
        ids[name] = scheduler.create_event(name, HOUR, [OFFERED], [ANN, BO, CY]).id
        for who in (ANN, BO):
            scheduler.record_availability(ids[name], Answer(who, [OFFERED]), token=token(f"{who.id} of {name}"))
        if name != UNOWNED:
            scheduler.set_organizer_token(ids[name], token("replaced"))
            scheduler.set_organizer_token(ids[name], token(f"organizer of {name}"))
    return World(scheduler, ids)


Bearer: TypeAlias = bytes | None
OfEvent: TypeAlias = Callable[[Scheduler, str, Bearer, bool], object]
"""A use case on an event with a bearer, who has seen something older if the last is True."""
OfAnswer: TypeAlias = Callable[[Scheduler, str, str, Bearer, bool], object]
"""The same on a participant's answer."""

OF_EVENTS: dict[str, OfEvent] = {
    "rename": lambda scheduler, event_id, bearer, stale: scheduler.update_event(
        event_id, EventChanges(title="Retro"), bearer=bearer, versions=[9] if stale else None
    ),
    "change-nothing": lambda scheduler, event_id, bearer, stale: scheduler.update_event(
        event_id, EventChanges(), bearer=bearer, versions=[9] if stale else None
    ),
    "empty": lambda scheduler, event_id, bearer, stale: scheduler.update_event(
        event_id, EventChanges(participants=[]), bearer=bearer, versions=[9] if stale else None
    ),
    "replace-participants": lambda scheduler, event_id, bearer, stale: scheduler.update_event(
        event_id, EventChanges(participants=[Invitation("eve")]), bearer=bearer, versions=[] if stale else None
    ),
    "delete": lambda scheduler, event_id, bearer, stale: scheduler.delete_event(
        event_id, bearer=bearer, versions=[9] if stale else None
    ),
}
READ_ANSWERS: dict[str, OfEvent] = {
    "read-answers": lambda scheduler, event_id, bearer, _stale: scheduler.all_availability(event_id, bearer)
}
OF_ANSWERS: dict[str, OfAnswer] = {
    "change-answer": lambda scheduler, event_id, who, bearer, stale: scheduler.change_availability(
        event_id, Answer(PEOPLE[who], [LATER]), bearer=bearer, seen=(lambda _: False) if stale else None
    ),
    "decline": lambda scheduler, event_id, who, bearer, stale: scheduler.change_availability(
        event_id, Answer(PEOPLE[who], []), bearer=bearer, seen=(lambda _: False) if stale else None
    ),
    "delete-answer": lambda scheduler, event_id, who, bearer, stale: scheduler.delete_availability(
        event_id, who, bearer=bearer, seen=(lambda _: False) if stale else None
    ),
}
HOLDERS = [
    *(f"{who} of {event}" for event, who in product((MINE, OTHER, UNOWNED), ("ann", "bo"))),
    *(f"organizer of {event}" for event in (MINE, OTHER)),
    "replaced",
    "nobody",
]
BEARERS = {holder: token(holder) for holder in HOLDERS} | {
    "empty": b"",
    "zeros": bytes(32),
    "half": token(f"organizer of {MINE}")[:16],
    "undigested": f"organizer of {MINE}".encode(),
}
GUARDED = OF_EVENTS | READ_ANSWERS


# What is refused


@pytest.mark.parametrize("event", [MINE, OTHER, UNOWNED])
@pytest.mark.parametrize("use_case", GUARDED.values(), ids=GUARDED)
def test_an_event_is_opened_by_no_token_but_its_organizers_and_stays_as_it_is(
    store: SqliteStore, world: World, use_case: OfEvent, event: str
) -> None:
    before = contents(store)
    for (holder, bearer), stale in product(BEARERS.items(), (False, True)):
        if holder != f"organizer of {event}":
            with pytest.raises(Forbidden):
                use_case(world.scheduler, world.ids[event], bearer, stale)
            assert contents(store) == before, holder


@pytest.mark.parametrize("event", [MINE, OTHER, UNOWNED])
@pytest.mark.parametrize("who", ["ann", "bo"])
@pytest.mark.parametrize("use_case", OF_ANSWERS.values(), ids=OF_ANSWERS)
def test_an_answer_is_opened_by_no_token_but_its_own_and_the_organizers_and_stays_as_it_is(
    store: SqliteStore, world: World, use_case: OfAnswer, event: str, who: str
) -> None:
    before = contents(store)
    for (holder, bearer), stale in product(BEARERS.items(), (False, True)):
        if holder not in (f"organizer of {event}", f"{who} of {event}"):
            with pytest.raises(Forbidden):
                use_case(world.scheduler, world.ids[event], who, bearer, stale)
            assert contents(store) == before, holder


@pytest.mark.parametrize("use_case", GUARDED.values(), ids=GUARDED)
def test_an_event_that_does_not_exist_is_not_found_whatever_the_token(
    store: SqliteStore, world: World, use_case: OfEvent
) -> None:
    before = contents(store)
    for bearer in (None, *BEARERS.values()):
        with pytest.raises(NotFound) as refused:
            use_case(world.scheduler, UNKNOWN, bearer, True)
        assert refused.value.missing == "event"
    assert contents(store) == before


@pytest.mark.parametrize(
    ("event", "missing"),
    [
        pytest.param(MINE, "answer", id="answer"),
        pytest.param(UNOWNED, "answer", id="answer-to-an-event-without-an-organizer"),
        pytest.param(None, "event", id="event"),
    ],
)
@pytest.mark.parametrize("use_case", OF_ANSWERS.values(), ids=OF_ANSWERS)
def test_an_answer_that_does_not_exist_is_not_found_whatever_the_token(
    store: SqliteStore, world: World, use_case: OfAnswer, event: str | None, missing: str
) -> None:
    before = contents(store)
    for bearer in (None, *BEARERS.values()):
        with pytest.raises(NotFound) as refused:
            use_case(world.scheduler, world.ids[event] if event else UNKNOWN, "cy", bearer, True)
        assert refused.value.missing == missing
    assert contents(store) == before


def test_without_an_organizer_the_refusal_says_how_to_get_one(world: World) -> None:
    with pytest.raises(Forbidden, match=r"evsched event token EVENT makes the organizer's$"):
        world.scheduler.delete_event(world.ids[UNOWNED], bearer=token("nobody"))


# What is allowed


@pytest.mark.parametrize("event", [MINE, OTHER])
@pytest.mark.parametrize("with_token", [True, False], ids=["organizer", "database"])
@pytest.mark.parametrize("use_case", GUARDED.values(), ids=GUARDED)
def test_an_event_is_opened_by_its_organizers_token_and_to_whoever_holds_the_database(
    world: World, use_case: OfEvent, event: str, with_token: bool
) -> None:
    use_case(world.scheduler, world.ids[event], token(f"organizer of {event}") if with_token else None, False)


@pytest.mark.parametrize("use_case", GUARDED.values(), ids=GUARDED)
def test_an_event_without_an_organizer_is_opened_to_whoever_holds_the_database(world: World, use_case: OfEvent) -> None:
    use_case(world.scheduler, world.ids[UNOWNED], None, False)


@pytest.mark.parametrize("event", [MINE, OTHER, UNOWNED])
@pytest.mark.parametrize("who", ["ann", "bo"])
@pytest.mark.parametrize("holder", ["{who} of {event}", "organizer of {event}", None], ids=["own", "organizer", "none"])
@pytest.mark.parametrize("use_case", OF_ANSWERS.values(), ids=OF_ANSWERS)
def test_an_answer_is_opened_by_its_token_and_the_organizers_and_to_whoever_holds_the_database(
    world: World, use_case: OfAnswer, event: str, who: str, holder: str | None
) -> None:
    if holder and holder.startswith("organizer") and event == UNOWNED:
        world.scheduler.set_organizer_token(world.ids[event], token(f"organizer of {event}"))
    bearer = token(holder.format(who=who, event=event)) if holder else None
    use_case(world.scheduler, world.ids[event], who, bearer, False)


def test_the_organizer_reads_all_answers_to_that_event(world: World) -> None:
    event, answers = world.scheduler.all_availability(world.ids[MINE], token(f"organizer of {MINE}"))
    assert (event, answers) == world.scheduler.availability(world.ids[MINE])
    assert [each.participant_id for each in answers] == ["ann", "bo"]


@pytest.mark.parametrize("who", ["ann", "bo", "cy", "nobody"])
def test_a_participants_answers_are_told_as_far_as_a_token_opens_them(world: World, who: str) -> None:
    by_id = sorted(world.ids.items(), key=lambda each: each[1])
    for holder, bearer in BEARERS.items():
        opened = [
            (event_id, Availability(who, parse_slots(OFFERED)))
            for name, event_id in by_id
            if who in ("ann", "bo") and holder in (f"organizer of {name}", f"{who} of {name}")
        ]
        assert world.scheduler.answers_of(who, bearer) == opened, holder


# Who has seen something older


@pytest.mark.parametrize("bearer", [token(f"organizer of {MINE}"), None], ids=["organizer", "database"])
@pytest.mark.parametrize("use_case", OF_EVENTS.values(), ids=OF_EVENTS)
def test_an_event_that_has_changed_meanwhile_stays_as_it_is(
    store: SqliteStore, world: World, use_case: OfEvent, bearer: Bearer
) -> None:
    before = contents(store)
    with pytest.raises(Changed) as refused:
        use_case(world.scheduler, world.ids[MINE], bearer, True)
    assert refused.value.version == world.scheduler.state(world.ids[MINE]).version == 1
    assert contents(store) == before


@pytest.mark.parametrize(
    "bearer", [token(f"organizer of {MINE}"), token(f"ann of {MINE}"), None], ids=["organizer", "own", "database"]
)
@pytest.mark.parametrize("use_case", OF_ANSWERS.values(), ids=OF_ANSWERS)
def test_an_answer_that_has_changed_meanwhile_stays_as_it_is(
    store: SqliteStore, world: World, use_case: OfAnswer, bearer: Bearer
) -> None:
    before = contents(store)
    with pytest.raises(Changed) as refused:
        use_case(world.scheduler, world.ids[MINE], "ann", bearer, True)
    assert refused.value.version is None
    assert contents(store) == before


@pytest.mark.parametrize("versions", [[1], [7, 1, 3], {1}], ids=["one", "several", "set"])
def test_a_change_wanted_at_the_version_that_the_event_has_is_made(world: World, versions: list[int]) -> None:
    changed = world.scheduler.update_event(world.ids[MINE], EventChanges(title="Retro"), versions=versions)
    assert (changed.event.title, changed.version) == ("Retro", 2)
    with pytest.raises(Changed):
        world.scheduler.update_event(world.ids[MINE], EventChanges(title="Again"), versions=versions)
    assert world.scheduler.delete_event(world.ids[MINE], versions=[2]).version == 2


CHANGES = [
    EventChanges(title="Retro"),
    EventChanges(participants=[Invitation("eve"), Invitation("bo"), Invitation("ann", required=False)]),
    EventChanges(title="Retro", slots=["12 Jan 2025, 2 - 4PM EST"], zone="Europe/Berlin"),
]


@pytest.mark.parametrize("changes", CHANGES, ids=["title", "people", "slots"])
def test_a_change_that_comes_again_since_its_answer_was_lost_has_been_made(
    store: SqliteStore, world: World, changes: EventChanges
) -> None:
    made = world.scheduler.update_event(world.ids[MINE], changes, versions=[1])
    before = contents(store)
    assert world.scheduler.update_event(world.ids[MINE], changes, versions=[1]) == made
    assert contents(store) == before


@pytest.mark.parametrize(
    ("again", "meanwhile", "versions"),
    [
        pytest.param(EventChanges(title="Other"), None, [1], id="another"),
        pytest.param(EventChanges(title="Retro", remove=["bo"], invite=[BO]), None, [1], id="anew"),
        pytest.param(EventChanges(title="Retro"), EventChanges(zone="Asia/Tokyo"), [1], id="after-one-of-others"),
        pytest.param(EventChanges(title="Retro"), None, [7], id="never-seen"),
    ],
)
def test_what_is_no_repetition_is_refused(
    world: World, again: EventChanges, meanwhile: EventChanges | None, versions: list[int]
) -> None:
    world.scheduler.update_event(world.ids[MINE], EventChanges(title="Retro"), versions=[1])
    if meanwhile:
        world.scheduler.update_event(world.ids[MINE], meanwhile)
    with pytest.raises(Changed):
        world.scheduler.update_event(world.ids[MINE], again, versions=versions)


@pytest.mark.parametrize(
    ("holder", "seen_events"),
    [
        pytest.param(f"ann of {MINE}", [MINE], id="own"),
        pytest.param(f"organizer of {MINE}", [MINE], id="organizer"),
        pytest.param(None, [MINE, OTHER, UNOWNED], id="database"),
    ],
)
@pytest.mark.parametrize("deleting", [False, True], ids=["change", "delete"])
def test_what_was_seen_is_compared_with_what_the_bearer_may_read(
    world: World, holder: str | None, seen_events: list[str], deleting: bool
) -> None:
    shown: list[object] = []
    bearer = token(holder) if holder else None
    expected = world.scheduler.answers_of("ann", bearer)

    def seen(answers: object) -> bool:
        shown.append(answers)
        return True

    if deleting:
        world.scheduler.delete_availability(world.ids[MINE], "ann", bearer=bearer, seen=seen)
    else:
        world.scheduler.change_availability(world.ids[MINE], Answer(ANN, []), bearer=bearer, seen=seen)
    assert shown == [expected]
    assert sorted(each for each, _ in expected) == sorted(world.ids[name] for name in seen_events)


# Tokens that come and go


def test_a_token_in_place_of_the_organizers_shuts_the_earlier_one_out(world: World) -> None:
    world.scheduler.set_organizer_token(world.ids[UNOWNED], token("first"))
    world.scheduler.all_availability(world.ids[UNOWNED], token("first"))
    world.scheduler.set_organizer_token(world.ids[UNOWNED], token("second"))
    world.scheduler.all_availability(world.ids[UNOWNED], token("second"))
    with pytest.raises(Forbidden):
        world.scheduler.all_availability(world.ids[UNOWNED], token("first"))


@pytest.mark.parametrize("leave", ["deleted", "removed", "replaced"])
def test_a_token_does_not_open_the_answer_of_who_left_and_came_again(
    store: SqliteStore, world: World, leave: str
) -> None:
    scheduler, event_id = world.scheduler, world.ids[MINE]
    if leave == "deleted":
        scheduler.delete_availability(event_id, "ann", bearer=token(f"ann of {MINE}"))
    else:
        removal = EventChanges(remove=["ann"]) if leave == "removed" else EventChanges(participants=[Invitation("bo")])
        scheduler.update_event(event_id, removal)
    scheduler.record_availability(event_id, Answer(ANN, []), token=token("ann again"))
    before = contents(store)
    for use_case in OF_ANSWERS.values():
        with pytest.raises(Forbidden):
            use_case(scheduler, event_id, "ann", token(f"ann of {MINE}"), False)
    assert contents(store) == before
    assert scheduler.answers_of("ann", token("ann again")) == [(event_id, Availability("ann", []))]


def test_a_changed_answer_is_opened_by_the_same_token(world: World) -> None:
    own = token(f"ann of {MINE}")
    for bearer in (own, token(f"organizer of {MINE}"), None):
        world.scheduler.change_availability(world.ids[MINE], Answer(ANN, [LATER]), bearer=bearer)
    world.scheduler.set_availability(world.ids[MINE], ANN, [OFFERED])
    assert [each for each, _ in world.scheduler.answers_of("ann", own)] == [world.ids[MINE]]


def test_an_answer_recorded_without_a_token_is_opened_by_the_organizers_alone(store: SqliteStore, world: World) -> None:
    world.scheduler.set_availability(world.ids[MINE], CY, [OFFERED])
    before = contents(store)
    for holder, bearer in BEARERS.items():
        if holder != f"organizer of {MINE}":
            with pytest.raises(Forbidden):
                world.scheduler.delete_availability(world.ids[MINE], "cy", bearer=bearer)
    assert contents(store) == before
    world.scheduler.delete_availability(world.ids[MINE], "cy", bearer=token(f"organizer of {MINE}"))


@pytest.mark.parametrize("length", [0, 1, 31, 33, 1000])
def test_a_bearer_of_another_length_is_refused_like_any_other(world: World, length: int) -> None:
    with pytest.raises(Forbidden):
        world.scheduler.delete_event(world.ids[MINE], bearer=bytes(length))
    with pytest.raises(Forbidden):
        world.scheduler.delete_availability(world.ids[MINE], "ann", bearer=bytes(length))
