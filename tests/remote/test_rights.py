"""Who may do what on a server that wants tokens, with the tokens that are at hand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import tzdata

from evsched import __version__
from evsched.engine.model import Participant
from evsched.engine.text import parse_slots
from evsched.errors import Changed, Forbidden, InvalidInput, NotFound, ServerUnreachable, StoreUnavailable, TokenMissing
from evsched.remote import RemoteScheduler, TokenFile
from evsched.scheduler import EventChanges, Scheduler
from evsched.store.sqlite import SqliteStore
from evsched.tokens import new_organizer_token
from tests.remote.running import running

HOUR = timedelta(hours=1)
OFFERED = "12 Jan 2025, 2 - 4PM EST"
ANN, BO = Participant("ann"), Participant("bo")

Somebody = Callable[[str], RemoteScheduler]


@pytest.fixture
def somebody(server: str, tmp_path: Path) -> Somebody:
    """Whoever has a name: each has a file of tokens of their own."""
    return lambda name: RemoteScheduler(server, TokenFile(tmp_path / name / "tokens.json"))


@pytest.fixture
def organizer(somebody: Somebody) -> RemoteScheduler:
    """Who makes the events."""
    return somebody("organizer")


@pytest.fixture
def review(organizer: RemoteScheduler) -> str:
    """The id of an event to which ann and bo are invited."""
    return organizer.create_event("Review", HOUR, [OFFERED], [ANN, BO]).id


def tokens_of(scheduler: RemoteScheduler) -> TokenFile:
    return scheduler._tokens


def test_who_is_sent_an_id_can_read_the_event_and_has_it_remembered(somebody: Somebody, review: str) -> None:
    ann = somebody("ann")
    assert ann.resolve(review.upper()) == review
    assert ann.event(review).event.title == "Review"
    assert ann.resolve("last") == ann.resolve(review[:8]) == review
    assert [(each.id, each.answered) for each in ann.events()] == [(review, None)]


@pytest.mark.parametrize("use", ["event", "recommend", "set_availability"])
def test_whatever_was_done_with_an_event_it_is_remembered(somebody: Somebody, review: str, use: str) -> None:
    ann = somebody("ann")
    uses: dict[str, Callable[[], object]] = {
        "event": lambda: ann.event(review),
        "recommend": lambda: ann.recommend(review),
        "set_availability": lambda: ann.set_availability(review, ANN, []),
    }
    uses[use]()
    assert ann.resolve("last") == review


def test_an_id_that_no_event_has_is_not_remembered(somebody: Somebody) -> None:
    ann = somebody("ann")
    with pytest.raises(NotFound):
        ann.event("0" * 26)
    assert not tokens_of(ann).path.exists()


def test_an_answer_is_its_participants_and_the_organizers(
    somebody: Somebody, organizer: RemoteScheduler, review: str
) -> None:
    ann, other = somebody("ann"), somebody("other")
    ann.set_availability(review, ANN, [OFFERED])
    ann.set_availability(review, ANN, [])
    with pytest.raises(TokenMissing, match=r"--token.*EVSCHED_TOKEN"):
        other.set_availability(review, ANN, [OFFERED])
    with pytest.raises(TokenMissing):
        other.delete_availability(review, "ann")
    assert organizer.availability(review, "ann")[1][0].slots == ()
    organizer.set_availability(review, ANN, [OFFERED])
    assert len(ann.availability(review, "ann")[1][0].slots) == 1
    ann.delete_availability(review, "ann")
    assert tokens_of(ann).event(ann.server, review).participants == {}
    assert [who.id for who in organizer.event(review).event.participants] == ["bo"]


def test_the_answers_that_a_participant_sees_are_their_own(
    somebody: Somebody, organizer: RemoteScheduler, review: str
) -> None:
    ann, bo = somebody("ann"), somebody("bo")
    ann.set_availability(review, ANN, [OFFERED])
    bo.set_availability(review, BO, [OFFERED])
    assert [each.participant_id for each in organizer.availability(review)[1]] == ["ann", "bo"]
    assert organizer.event(review).answered == frozenset({"ann", "bo"})
    assert ann.event(review).answered is None
    stored, answers = ann.availability(review)
    assert (stored.answered, [each.participant_id for each in answers]) == (None, ["ann"])
    assert [each.participant_id for each in bo.availability(review, "bo")[1]] == ["bo"]
    with pytest.raises(TokenMissing):
        ann.availability(review, "bo")
    with pytest.raises(TokenMissing):
        somebody("other").availability(review)
    with pytest.raises(NotFound, match="is no participant"):
        ann.availability(review, "zoe")


def test_an_event_is_its_organizers(somebody: Somebody, organizer: RemoteScheduler, review: str) -> None:
    other = somebody("other")
    for action in (partial(other.update_event, changes=EventChanges(title="x")), other.delete_event):
        with pytest.raises(TokenMissing, match=r"--token.*EVSCHED_TOKEN"):
            action(review)
    assert organizer.event(review).event.title == "Review"
    organizer.delete_event(review)
    with pytest.raises(NotFound):
        other.event(review)
    assert other.events() == []


def test_a_token_that_is_given_comes_before_those_in_the_file(
    server: str, organizer: RemoteScheduler, review: str, tmp_path: Path
) -> None:
    kept = tokens_of(organizer).event(server, review).organizer
    elsewhere = TokenFile(tmp_path / "elsewhere" / "tokens.json")
    assert RemoteScheduler(server, elsewhere, kept).update_event(review, EventChanges(title="New")).event.title == "New"
    wrong = RemoteScheduler(server, tokens_of(organizer), new_organizer_token())
    with pytest.raises(Forbidden, match=r"not the organizer's.*--token") as caught:
        wrong.update_event(review, EventChanges(title="x"))
    assert type(caught.value) is Forbidden


def test_a_participants_token_that_is_given_opens_their_answer(server: str, somebody: Somebody, review: str) -> None:
    ann = somebody("ann")
    ann.set_availability(review, ANN, [OFFERED])
    token = tokens_of(ann).event(server, review).participants["ann"]
    given = RemoteScheduler(server, tokens_of(somebody("elsewhere")), token)
    assert len(given.availability(review, "ann")[1]) == 1
    with pytest.raises(Forbidden):
        given.availability(review, "bo")
    given.set_availability(review, ANN, [])
    assert ann.availability(review, "ann")[1][0].slots == ()


def test_an_event_that_was_made_without_tokens_says_where_one_is_made(server: str, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "server.db")
    made = Scheduler(store).create_event("Old", HOUR, [OFFERED])
    store.close()
    token = new_organizer_token()
    with pytest.raises(Forbidden, match="evsched event token EVENT"):
        RemoteScheduler(server, TokenFile(tmp_path / "x" / "tokens.json"), token).delete_event(made.id)


def test_a_server_below_a_path_and_at_another_port_has_other_tokens(
    organizer: RemoteScheduler, review: str, tmp_path: Path
) -> None:
    with running(tmp_path / "other.db", "tokens") as other:
        elsewhere = RemoteScheduler(other, tokens_of(organizer))
        assert elsewhere.events() == []
        with pytest.raises(NotFound):
            elsewhere.resolve("last")
    assert organizer.resolve("last") == review


def test_a_change_that_another_has_made_meanwhile_is_not_undone(
    server: str, organizer: RemoteScheduler, review: str
) -> None:
    def invite(name: str) -> None:
        scheduler = RemoteScheduler(server, tokens_of(organizer))
        for number in range(10):
            while True:
                try:
                    scheduler.update_event(review, EventChanges(invite=[Participant(f"{name}{number}")]))
                except Changed:
                    continue
                break

    with ThreadPoolExecutor() as pool:
        list(pool.map(invite, ["x", "y"]))
    assert len(organizer.event(review).event.participants) == 22


def test_what_a_server_limits_is_bad_input(organizer: RemoteScheduler, review: str) -> None:
    slot = parse_slots(OFFERED)[0]
    for slots in ([slot] * 201, [slot] * 10_000):
        with pytest.raises(InvalidInput, match=r"200|262,144"):
            organizer.set_availability(review, ANN, slots)
    assert organizer.event(review).answered == frozenset()


def test_health_is_the_servers_version_and_its_zone_data(organizer: RemoteScheduler) -> None:
    health = organizer.health()
    assert health.version == __version__
    assert health.zone_data >= tzdata.IANA_VERSION


def test_what_can_be_read_is_shown_where_it_cannot_be_remembered(server: str, review: str) -> None:
    nowhere = RemoteScheduler(server, TokenFile(Path("/proc/nothing/tokens.json")))
    assert nowhere.event(review).event.title == "Review"


def test_nothing_is_made_whose_token_cannot_be_kept(server: str, organizer: RemoteScheduler, review: str) -> None:
    nowhere = RemoteScheduler(server, TokenFile(Path("/proc/nothing/tokens.json")))
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        nowhere.set_availability(review, ANN, [])
    assert organizer.event(review).answered == frozenset()


def test_a_server_may_lie_below_a_path(tmp_path: Path, tokens: TokenFile) -> None:
    with running(tmp_path / "below.db", "tokens", prefix="/team/evsched") as url:
        scheduler = RemoteScheduler(f"{url}/", tokens)
        made = scheduler.create_event("Review", HOUR, [OFFERED])
        assert scheduler.event(made.id).event.title == "Review"
        with pytest.raises(ServerUnreachable, match="with its path"):
            RemoteScheduler(url.removesuffix("/evsched"), tokens).event(made.id)
