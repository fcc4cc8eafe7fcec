"""When the versions of an event are raised, and by how much."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from evsched.engine.model import Participant
from evsched.errors import EvschedError
from evsched.limits import Limits
from evsched.scheduler import Answer, EventChanges, Invitation, Once, Scheduler
from evsched.store.sqlite import SqliteStore
from evsched.store.values import EventState
from tests.scheduler.conftest import ANN, BO, CY, FIRST, HOUR, LATER, OFFERED, token

ONCE = Once("key", token("body"))


def raised(scheduler: Scheduler, event_id: str, use_case: Callable[[], object]) -> tuple[int, int]:
    """By how much a use case raises an event's version and that of its answers."""
    before = scheduler.state(event_id)
    with suppress(EvschedError):
        use_case()
    after = scheduler.state(event_id)
    return after.version - before.version, after.answers_version - before.answers_version


def test_a_new_event_is_in_its_first_version_and_has_no_answers(scheduler: Scheduler, review: str) -> None:
    assert scheduler.event(review).version == 1
    assert scheduler.state(review) == EventState(1, 0, is_open=False, organizer=None)


@pytest.mark.parametrize(
    ("changes", "answers"),
    [
        pytest.param(EventChanges(), 0, id="nothing"),
        pytest.param(EventChanges(title="Review"), 0, id="title-as-before"),
        pytest.param(EventChanges(title="Retro", duration=2 * HOUR, slots=[LATER], zone="UTC"), 0, id="much"),
        pytest.param(EventChanges(invite=[Participant("dee"), Participant("eve")]), 0, id="invite-two"),
        pytest.param(EventChanges(invite=[Participant("ann", "Asia/Tokyo")]), 0, id="zone-of-a-participant"),
        pytest.param(EventChanges(remove=["ann"]), 1, id="remove-one-who-answered"),
        pytest.param(EventChanges(remove=["ann", "bo"]), 1, id="remove-two-who-answered"),
        pytest.param(
            EventChanges(participants=[Invitation(each) for each in ("ann", "bo", "cy")]), 0, id="replace-none"
        ),
        pytest.param(EventChanges(participants=[Invitation("ann"), Invitation("dee")]), 1, id="replace-some"),
        pytest.param(EventChanges(participants=[]), 1, id="replace-all-by-nobody"),
        pytest.param(EventChanges(title="Retro", invite=[Participant("dee")], remove=["ann"]), 1, id="all"),
    ],
)
def test_an_update_raises_the_version_by_one_and_that_of_the_answers_where_some_go(
    scheduler: Scheduler, review: str, open_event: str, changes: EventChanges, answers: int
) -> None:
    for event_id in (review, open_event):
        scheduler.set_availability(event_id, ANN, [OFFERED])
    scheduler.set_availability(review, BO, [OFFERED])
    other = scheduler.state(open_event)
    assert raised(scheduler, review, lambda: scheduler.update_event(review, changes)) == (1, answers)
    assert scheduler.update_event(review, EventChanges()).version == 3 == scheduler.event(review).version
    assert scheduler.state(open_event) == other


@pytest.mark.parametrize(
    ("use_case", "expected"),
    [
        pytest.param(lambda s, e: s.set_availability(e, CY, [OFFERED]), (0, 1), id="first-answer"),
        pytest.param(lambda s, e: s.set_availability(e, ANN, [LATER]), (0, 1), id="another-answer"),
        pytest.param(lambda s, e: s.set_availability(e, ANN, [OFFERED]), (0, 1), id="same-answer"),
        pytest.param(lambda s, e: s.set_availability(e, ANN, []), (0, 1), id="decline"),
        pytest.param(lambda s, e: s.set_availability(e, Participant("dee"), [], add=True), (1, 1), id="join"),
        pytest.param(lambda s, e: s.set_availability(e, Participant("ann", "UTC"), []), (1, 1), id="first-zone"),
        pytest.param(lambda s, e: s.set_availability(e, Participant("bo", "UTC"), []), (1, 1), id="another-zone"),
        pytest.param(lambda s, e: s.set_availability(e, BO, []), (0, 1), id="same-zone"),
        pytest.param(lambda s, e: s.set_availability(e, Participant("bo"), []), (0, 1), id="zone-not-said"),
        pytest.param(lambda s, e: s.set_availability(e, BO, [], zone="UTC"), (0, 1), id="zone-of-the-option"),
        pytest.param(lambda s, e: s.set_availability(e, Participant("cy", required=True), []), (0, 1), id="required"),
        pytest.param(lambda s, e: s.record_availability(e, Answer(CY, [])), (0, 1), id="record"),
        pytest.param(lambda s, e: s.record_availability(e, Answer(Participant("dee"), [])), (1, 1), id="record-join"),
        pytest.param(lambda s, e: s.record_availability(e, Answer(CY, []), token=b"t", once=ONCE), (0, 1), id="once"),
        pytest.param(lambda s, e: s.change_availability(e, Answer(ANN, [LATER])), (0, 1), id="change"),
        pytest.param(lambda s, e: s.change_availability(e, Answer(Participant("bo", "UTC"), [])), (1, 1), id="move"),
        pytest.param(lambda s, e: s.delete_availability(e, "ann"), (1, 1), id="delete"),
    ],
)
def test_an_answer_raises_that_of_the_answers_and_the_events_where_someone_joins_leaves_or_moves(
    scheduler: Scheduler,
    review: str,
    open_event: str,
    use_case: Callable[[Scheduler, str], object],
    expected: tuple[int, int],
) -> None:
    for who in (ANN, BO):
        scheduler.set_availability(review, who, [OFFERED])
    other = scheduler.state(open_event)
    assert raised(scheduler, review, lambda: use_case(scheduler, review)) == expected
    assert scheduler.state(open_event) == other


@pytest.mark.parametrize(
    "use_case",
    [
        pytest.param(lambda s, e: s.event(e), id="event"),
        pytest.param(lambda s, e: s.availability(e), id="availability"),
        pytest.param(lambda s, e: s.recommend(e), id="recommend"),
        pytest.param(lambda s, e: s.set_organizer_token(e, token("organizer")), id="organizer-token"),
        pytest.param(lambda s, e: s.record_availability(e, Answer(ANN, []), token=b"t", once=ONCE), id="once-again"),
        pytest.param(lambda s, e: s.record_availability(e, Answer(ANN, [])), id="answered-already"),
        pytest.param(lambda s, e: s.set_availability(e, Participant("dee"), []), id="not-invited"),
        pytest.param(lambda s, e: s.set_availability(e, ANN, ["when it suits"]), id="unreadable"),
        pytest.param(lambda s, e: s.change_availability(e, Answer(CY, [])), id="not-answered"),
        pytest.param(lambda s, e: s.change_availability(e, Answer(ANN, []), bearer=b"t"), id="forbidden-answer"),
        pytest.param(lambda s, e: s.change_availability(e, Answer(ANN, []), seen=lambda _: False), id="unseen-answer"),
        pytest.param(lambda s, e: s.delete_availability(e, "cy"), id="nothing-to-delete"),
        pytest.param(lambda s, e: s.delete_availability(e, "ann", bearer=b"t"), id="forbidden-to-delete"),
        pytest.param(lambda s, e: s.update_event(e, EventChanges(title="")), id="no-title"),
        pytest.param(lambda s, e: s.update_event(e, EventChanges(remove=["ann", "dee"])), id="stranger-to-remove"),
        pytest.param(lambda s, e: s.update_event(e, EventChanges(title="X"), bearer=b"t"), id="forbidden-event"),
        pytest.param(lambda s, e: s.update_event(e, EventChanges(title="X"), versions=[]), id="unseen-event"),
        pytest.param(
            lambda s, e: s.limited(Limits(participants=3)).update_event(e, EventChanges(invite=[Participant("dee")])),
            id="full",
        ),
        pytest.param(lambda s, e: s.delete_event(e, versions=[9]), id="not-deleted"),
    ],
)
def test_what_is_read_or_refused_or_only_opens_raises_nothing(
    scheduler: Scheduler, review: str, use_case: Callable[[Scheduler, str], object]
) -> None:
    scheduler.record_availability(review, Answer(ANN, []), once=ONCE)
    assert raised(scheduler, review, lambda: use_case(scheduler, review)) == (0, 0)


NAMES = st.sampled_from(["ann", "bo", "cy", "dee", "José", "Jose\u0301"])
ZONES = st.sampled_from([None, "UTC", "Asia/Tokyo"])
SLOTS = st.lists(st.sampled_from([OFFERED, LATER]), max_size=3)
PEOPLE = st.builds(Participant, NAMES, ZONES, required=st.booleans())
INVITATIONS = st.lists(
    st.builds(Invitation, NAMES, ZONES, st.sampled_from([None, False, True])),
    max_size=4,
    unique_by=lambda each: each.id,
)
BEARERS = st.sampled_from([None, None, token("organizer"), token("ann"), token("nobody")])
EVENTS = st.integers(0, 1)


@dataclass(frozen=True)
class Seen:
    """What is stored of an event."""

    state: EventState
    event: object
    answers: object
    answer_of: frozenset[str]
    people: dict[str, Participant]


class Versions(RuleBasedStateMachine):
    """Whatever is done to two events, each version is raised as is stated, and whenever what it stands for changes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = SqliteStore(Path(self.folder.name) / "events.db")
        self.scheduler = Scheduler(self.store, now=lambda: FIRST)
        self.ids: list[str] = []

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @initialize()
    def make(self) -> None:
        for people in ([ANN, BO, CY], []):
            made = self.scheduler.create_event("Review", HOUR, [OFFERED], people)
            self.scheduler.set_organizer_token(made.id, token("organizer"))
            self.ids.append(made.id)

    def look(self, event_id: str) -> Seen:
        found, answers = self.scheduler.availability(event_id)
        assert found.answered is not None
        typed = [(each, [(slot.text, slot.zone) for slot in each.slots]) for each in answers]
        people = {who.id: who for who in found.event.participants}
        slots = [(slot.text, slot.zone) for slot in found.event.slots]
        event = (found.event, slots, found.is_open)
        return Seen(self.scheduler.state(event_id), event, typed, found.answered, people)

    def do(self, which: int, use_case: Callable[[str], object]) -> tuple[bool, Seen, Seen, tuple[int, int]]:
        """Do something to an event, and compare what is stored with its versions."""
        mine, other = self.ids[which], self.ids[1 - which]
        before, beside = self.look(mine), self.look(other)
        try:
            use_case(mine)
            done = True
        except EvschedError:
            done = False
        after = self.look(mine)
        by = (
            after.state.version - before.state.version,
            after.state.answers_version - before.state.answers_version,
        )
        assert self.look(other) == beside
        assert done or after == before
        assert by[0] in (0, 1)
        assert by[0] == 1 or after.event == before.event
        assert by[1] in (0, 1)
        assert by[1] == 1 or after.answers == before.answers
        assert self.scheduler.event(mine).version == after.state.version
        return done, before, after, by

    def do_answer(self, which: int, use_case: Callable[[str], object]) -> None:
        done, before, after, by = self.do(which, use_case)
        assert by == ((after.people != before.people) if done else 0, int(done))

    def do_update(self, which: int, changes: EventChanges, bearer: bytes | None) -> None:
        done, before, after, by = self.do(
            which, lambda event_id: self.scheduler.update_event(event_id, changes, bearer=bearer)
        )
        assert by[0] == done
        if before.people.keys() <= after.people.keys():
            assert by[1] == 0
            assert after.answers == before.answers

    @rule(which=EVENTS, title=st.sampled_from([None, "Review", "Retro", ""]), slots=st.none() | SLOTS, bearer=BEARERS)
    def update(self, which: int, title: str | None, slots: list[str] | None, bearer: bytes | None) -> None:
        self.do_update(which, EventChanges(title=title, slots=slots), bearer)

    @rule(which=EVENTS, zone=ZONES, invite=st.lists(PEOPLE, max_size=3), bearer=BEARERS)
    def invite(self, which: int, zone: str | None, invite: list[Participant], bearer: bytes | None) -> None:
        self.do_update(which, EventChanges(zone=zone, invite=invite), bearer)

    @rule(which=EVENTS, remove=st.lists(NAMES, max_size=2), bearer=BEARERS)
    def remove(self, which: int, remove: list[str], bearer: bytes | None) -> None:
        self.do_update(which, EventChanges(remove=remove), bearer)

    @rule(which=EVENTS, people=INVITATIONS, bearer=BEARERS)
    def replace(self, which: int, people: list[Invitation], bearer: bytes | None) -> None:
        self.do_update(which, EventChanges(participants=people), bearer)

    @rule(which=EVENTS, who=PEOPLE, slots=SLOTS, add=st.booleans())
    def set(self, which: int, who: Participant, slots: list[str], add: bool) -> None:
        self.do_answer(which, lambda event_id: self.scheduler.set_availability(event_id, who, slots, add=add))

    @rule(which=EVENTS, who=PEOPLE, slots=SLOTS)
    def record(self, which: int, who: Participant, slots: list[str]) -> None:
        self.do_answer(
            which,
            lambda event_id: self.scheduler.record_availability(event_id, Answer(who, slots), token=token(who.id)),
        )

    @rule(which=EVENTS, who=PEOPLE, slots=SLOTS, bearer=BEARERS)
    def change(self, which: int, who: Participant, slots: list[str], bearer: bytes | None) -> None:
        self.do_answer(
            which, lambda event_id: self.scheduler.change_availability(event_id, Answer(who, slots), bearer=bearer)
        )

    @rule(which=EVENTS, who=NAMES, bearer=BEARERS)
    def delete(self, which: int, who: str, bearer: bytes | None) -> None:
        self.do_answer(which, lambda event_id: self.scheduler.delete_availability(event_id, who, bearer=bearer))

    @rule(which=EVENTS, holder=st.sampled_from(["organizer", "ann"]))
    def own(self, which: int, holder: str) -> None:
        before = self.scheduler.state(self.ids[which])
        self.scheduler.set_organizer_token(self.ids[which], token(holder))
        after = self.scheduler.state(self.ids[which])
        assert (after.version, after.answers_version) == (before.version, before.answers_version)

    @invariant()
    def who_has_answered_takes_part(self) -> None:
        for event_id in self.ids:
            seen = self.look(event_id)
            assert seen.answer_of <= seen.people.keys()


TestVersions = Versions.TestCase
TestVersions.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
