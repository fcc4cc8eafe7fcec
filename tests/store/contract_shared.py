"""What every store must do so that events can be shared: versions, tokens, and requests that come twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from numbers import Real
from threading import Barrier

import pytest

from evsched.engine.interval import Interval
from evsched.engine.model import Participant
from evsched.store.base import Store, Writing
from evsched.store.values import EventState, Made
from tests.store.contract import (
    ANN,
    BO,
    CREATED,
    CY,
    EVENING,
    ID,
    LITERAL,
    MORNING,
    NOON,
    OTHER,
    THREADS,
    StoreTests,
    an_event,
    answer,
    event_id,
    state,
)

HOUR = timedelta(hours=1)
LUNCH = Interval(CREATED, CREATED + HOUR)
MINE, YOURS = bytes(range(32)), bytes(range(32, 64))
DIGESTS = [
    pytest.param(MINE, id="with-a-zero"),
    pytest.param(bytes(32), id="zeros-alone"),
    pytest.param(b"\xff" * 32, id="no-text"),
    pytest.param(b"'; DROP TABLE event; --".ljust(32), id="sql"),
]


class SharingContract(StoreTests):
    """Beside ``StoreContract``."""

    # Versions

    def test_a_new_event_is_in_its_first_version_without_answers_and_without_an_organizer(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put(store, OTHER, an_event("Other"))
        with store.reading() as rows:
            assert rows.state(ID) == EventState(1, 0, is_open=False, organizer=None)
            assert rows.state(OTHER) == EventState(1, 0, is_open=True, organizer=None)

    @pytest.mark.parametrize(
        ("event", "answers", "expected"),
        [
            pytest.param(False, False, (1, 0, 0), id="neither"),
            pytest.param(True, False, (2, 0, 1), id="event"),
            pytest.param(False, True, (1, 1, 0), id="answers"),
            pytest.param(True, True, (2, 1, 1), id="both"),
        ],
    )
    def test_each_version_is_raised_by_one(
        self, store: Store, event: bool, answers: bool, expected: tuple[int, int, int]
    ) -> None:
        self.put(store, ID, an_event())
        self.put(store, OTHER, an_event())
        with store.writing() as rows:
            rows.raise_versions(ID, event=event, answers=answers)
        with store.reading() as reading:
            found = state(reading, ID)
            assert (found.version, found.answers_version, found.sequence) == expected
            assert reading.state(OTHER) == EventState(1, 0, is_open=True, organizer=None)

    def test_versions_raised_twice_in_one_transaction_are_raised_by_two(self, store: Store) -> None:
        self.put(store, ID, an_event())
        with store.writing() as rows:
            rows.raise_versions(ID, event=True)
            rows.raise_versions(ID, event=True, answers=True)
            assert rows.state(ID) == EventState(3, 1, is_open=True, organizer=None, sequence=2)

    def test_the_versions_of_an_event_that_is_not_there_are_raised_without_harm(self, store: Store) -> None:
        with store.writing() as rows:
            rows.raise_versions(ID, event=True, answers=True)
            assert rows.state(ID) is None

    @pytest.mark.parametrize(
        "write",
        [
            pytest.param(lambda rows: rows.update_event(ID, an_event("Retro")), id="update"),
            pytest.param(lambda rows: rows.put_participant(ID, CY), id="participant"),
            pytest.param(lambda rows: rows.delete_participant(ID, "bo"), id="participant-deleted"),
            pytest.param(lambda rows: rows.put_availability(ID, answer("ann", EVENING)), id="answer"),
            pytest.param(lambda rows: rows.put_participant_token(ID, "ann", YOURS), id="token"),
            pytest.param(lambda rows: rows.close_event(ID), id="closed"),
            pytest.param(lambda rows: rows.put_meeting(ID, None), id="meeting"),
        ],
    )
    def test_a_version_is_raised_by_raising_alone_and_an_organizer_stays(
        self, store: Store, write: Callable[[Writing], None]
    ) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann", NOON))
        with store.writing() as rows:
            rows.put_organizer_token(ID, MINE)
            rows.raise_versions(ID, event=True, answers=True)
            before = rows.state(ID)
            write(rows)
        with store.reading() as reading:
            assert reading.state(ID) == before == EventState(2, 1, is_open=False, organizer=MINE, sequence=1)

    def test_an_event_with_the_id_of_a_deleted_one_is_in_its_first_version_and_nobodys(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        with store.writing() as rows:
            rows.put_availability(ID, answer("ann", NOON))
            rows.put_participant_token(ID, "ann", YOURS)
            rows.put_organizer_token(ID, MINE)
            rows.raise_versions(ID, event=True, answers=True)
            rows.delete_event(ID)
            assert rows.state(ID) is None
            rows.insert_event(ID, an_event("Again", ANN), CREATED)
            rows.put_availability(ID, answer("ann", NOON))
        with store.reading() as reading:
            assert reading.state(ID) == EventState(1, 0, is_open=False, organizer=None)
            assert reading.participant_token(ID, "ann") is None

    def test_versions_raised_at_once_are_all_counted(self, store: Store) -> None:
        self.put(store, ID, an_event())
        together = Barrier(THREADS)

        def count_up(_number: int) -> None:
            together.wait()
            with store.writing() as rows:
                rows.raise_versions(ID, event=True, answers=True)
            store.close()

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(count_up, range(THREADS)))
        with store.reading() as rows:
            assert rows.state(ID) == EventState(1 + THREADS, THREADS, is_open=True, organizer=None, sequence=THREADS)

    # What an organizer decides

    @pytest.mark.parametrize("meeting", [LUNCH, None], ids=["chosen", "open"])
    def test_a_meeting_comes_back_and_goes(self, store: Store, meeting: Interval | None) -> None:
        self.put(store, ID, an_event("Review", ANN))
        self.put(store, OTHER, an_event("Other", ANN))
        with store.writing() as rows:
            rows.put_meeting(ID, Interval(LUNCH.start, LUNCH.end + HOUR))
            rows.put_meeting(ID, meeting)
        with store.reading() as reading:
            assert state(reading, ID).meeting == meeting
            assert state(reading, OTHER).meeting is None
            assert reading.event(ID) == an_event("Review", ANN)

    def test_an_organizers_address_and_a_deadline_come_back_and_go(self, store: Store) -> None:
        event = replace(an_event("Review", ANN), organizer="olga@example.com", deadline=CREATED + HOUR)
        self.put(store, ID, event)
        self.put(store, OTHER, event)
        with store.writing() as rows:
            rows.update_event(OTHER, an_event("Review", ANN))
        with store.reading() as reading:
            assert reading.event(ID) == event
            assert state(reading, ID).deadline == event.deadline
            assert reading.event(OTHER) == an_event("Review", ANN)
            assert state(reading, OTHER).deadline is None

    def test_a_meeting_of_an_event_that_is_not_there_is_kept_nowhere(self, store: Store) -> None:
        with store.writing() as rows:
            rows.put_meeting(ID, LUNCH)
            assert rows.state(ID) is None

    # Participants

    def test_participants_are_counted_be_they_invited_or_joined(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put(store, OTHER, an_event("Other", ANN))
        with store.writing() as rows:
            assert rows.count_participants(ID) == 2
            rows.put_participant(ID, CY)
            rows.put_participant(ID, Participant("bo", "Asia/Tokyo"))
            assert rows.count_participants(ID) == 3
            rows.delete_participant(ID, "ann")
        with store.reading() as reading:
            assert reading.count_participants(ID) == 2
            assert reading.count_participants(OTHER) == 1

    # Tokens

    @pytest.mark.parametrize("digest", DIGESTS)
    def test_the_digest_of_an_organizers_token_comes_back(self, store: Store, digest: bytes) -> None:
        self.put(store, ID, an_event())
        self.put(store, OTHER, an_event())
        with store.writing() as rows:
            rows.put_organizer_token(ID, YOURS)
            rows.put_organizer_token(ID, digest)
        with store.reading() as reading:
            assert state(reading, ID).organizer == digest
            assert state(reading, OTHER).organizer is None

    @pytest.mark.parametrize("digest", DIGESTS)
    def test_the_digest_of_a_participants_token_comes_back(self, store: Store, digest: bytes) -> None:
        for each in (ID, OTHER):
            self.put(store, each, an_event("Review", ANN, BO))
            with store.writing() as rows:
                rows.put_availability(each, answer("ann", NOON))
                rows.put_availability(each, answer("bo", NOON))
        with store.writing() as rows:
            rows.put_participant_token(ID, "ann", YOURS)
            rows.put_participant_token(ID, "ann", digest)
        with store.reading() as reading:
            assert reading.participant_token(ID, "ann") == digest
            assert reading.participant_token(ID, "bo") is None
            assert reading.participant_token(OTHER, "ann") is None
            assert [reading.availability(each) for each in (ID, OTHER)] == [
                [answer("ann", NOON), answer("bo", NOON)]
            ] * 2

    def test_a_state_shows_no_digest_to_whoever_prints_it(self, store: Store) -> None:
        self.put(store, ID, an_event())
        with store.writing() as rows:
            rows.put_organizer_token(ID, MINE)
            assert "organizer" not in repr(rows.state(ID))

    def test_a_token_stays_with_a_new_answer_and_goes_with_the_participant(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        with store.writing() as rows:
            rows.put_availability(ID, answer("ann", NOON))
            rows.put_participant_token(ID, "ann", MINE)
        with store.writing() as rows:
            rows.put_availability(ID, answer("ann", EVENING))
            rows.put_participant(ID, Participant("ann", "Asia/Tokyo"))
            assert rows.participant_token(ID, "ann") == MINE
        with store.writing() as rows:
            rows.delete_participant(ID, "ann")
            rows.put_participant(ID, ANN)
            rows.put_availability(ID, answer("ann", NOON))
        with store.reading() as reading:
            assert reading.participant_token(ID, "ann") is None
            assert reading.answers_of("ann", MINE) == []

    def test_a_token_of_what_is_not_there_is_not_kept(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        with store.writing() as rows:
            rows.put_organizer_token(OTHER, MINE)
            for each in ("ann", "nobody"):
                rows.put_participant_token(ID, each, MINE)
            rows.put_availability(ID, answer("ann", NOON))
        with store.reading() as reading:
            assert reading.state(OTHER) is None
            assert reading.participant_token(ID, "ann") is None
            assert reading.answered(ID) == {"ann"}

    # One participant's answers to all events

    def put_events(self, store: Store) -> None:
        """Events 1 to 4, made in another order: ann has answered all but the third, and bo the first."""
        for number in (4, 2, 1, 3):
            self.put(store, event_id(number), an_event("Review", ANN, BO))
        with store.writing() as rows:
            rows.put_availability(event_id(1), answer("ann", NOON, MORNING))
            rows.put_availability(event_id(1), answer("bo", NOON))
            rows.put_availability(event_id(2), answer("ann", EVENING))
            rows.put_availability(event_id(4), answer("ann"))

    def test_answers_of_a_participant_are_those_to_all_events_sorted_by_id(self, store: Store) -> None:
        self.put_events(store)
        with store.reading() as rows:
            assert rows.answers_of("ann", None) == [
                (event_id(1), answer("ann", NOON, MORNING)),
                (event_id(2), answer("ann", EVENING)),
                (event_id(4), answer("ann")),
            ]
            assert rows.answers_of("bo", None) == [(event_id(1), answer("bo", NOON))]
            assert rows.answers_of("Ann", None) == rows.answers_of("a%", None) == []

    def test_a_participants_token_opens_that_answer_alone(self, store: Store) -> None:
        self.put_events(store)
        with store.writing() as rows:
            rows.put_participant_token(event_id(1), "ann", MINE)
            rows.put_participant_token(event_id(1), "bo", YOURS)
        with store.reading() as reading:
            assert reading.answers_of("ann", MINE) == [(event_id(1), answer("ann", NOON, MORNING))]
            assert reading.answers_of("bo", YOURS) == [(event_id(1), answer("bo", NOON))]
            assert reading.answers_of("ann", YOURS) == reading.answers_of("bo", MINE) == []

    def test_an_organizers_token_opens_the_answers_to_that_event_alone(self, store: Store) -> None:
        self.put_events(store)
        with store.writing() as rows:
            rows.put_organizer_token(event_id(2), MINE)
            rows.put_organizer_token(event_id(3), YOURS)
        with store.reading() as reading:
            assert reading.answers_of("ann", MINE) == [(event_id(2), answer("ann", EVENING))]
            assert reading.answers_of("bo", MINE) == reading.answers_of("ann", YOURS) == []

    def test_a_token_that_opens_in_two_ways_opens_each_answer_once_sorted_by_id(self, store: Store) -> None:
        self.put_events(store)
        with store.writing() as rows:
            rows.put_participant_token(event_id(4), "ann", MINE)
            rows.put_organizer_token(event_id(4), MINE)
            rows.put_participant_token(event_id(2), "ann", MINE)
            rows.put_organizer_token(event_id(1), MINE)
        with store.reading() as reading:
            assert reading.answers_of("ann", MINE) == [
                (event_id(1), answer("ann", NOON, MORNING)),
                (event_id(2), answer("ann", EVENING)),
                (event_id(4), answer("ann")),
            ]

    @pytest.mark.parametrize("bearer", [pytest.param(b"", id="empty"), *DIGESTS])
    def test_a_token_of_nothing_opens_nothing_though_most_answers_have_none(self, store: Store, bearer: bytes) -> None:
        self.put_events(store)
        with store.writing() as rows:
            rows.put_participant_token(event_id(1), "ann", YOURS)
            rows.put_organizer_token(event_id(2), YOURS)
        with store.reading() as reading:
            assert reading.answers_of("ann", bearer) == []

    # Requests that may come twice

    def test_what_a_request_has_made_comes_back(self, store: Store) -> None:
        of_event, of_answer = Made(MINE, ID, None), Made(YOURS, OTHER, "José [/]")
        with store.writing() as rows:
            rows.put_made("event", "key", of_event, CREATED)
            rows.put_made("availability", "key", of_answer, CREATED)
            assert rows.made("event", "key") == of_event
        with store.reading() as reading:
            assert reading.made("event", "key") == of_event
            assert reading.made("availability", "key") == of_answer
            assert reading.made("event", "KEY") is reading.made("event", "ke") is reading.made("other", "key") is None

    @pytest.mark.parametrize("key", LITERAL)
    def test_a_key_is_kept_literally(self, store: Store, key: str) -> None:
        with store.writing() as rows:
            rows.put_made("event", key, Made(MINE, ID, None), CREATED)
        with store.reading() as reading:
            assert reading.made("event", key) == Made(MINE, ID, None)

    def test_a_key_that_is_known_is_refused_and_nothing_is_kept(self, store: Store) -> None:
        with store.writing() as rows:
            rows.put_made("event", "key", Made(MINE, ID, None), CREATED)

        def write() -> None:
            with store.writing() as writing:
                writing.insert_event(ID, an_event(), CREATED)
                writing.put_made("event", "key", Made(YOURS, OTHER, None), CREATED)

        with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
            write()
        with store.reading() as reading:
            assert reading.made("event", "key") == Made(MINE, ID, None)
            assert reading.event(ID) is None

    def test_what_was_made_is_remembered_though_it_is_gone(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        with store.writing() as rows:
            rows.put_made("event", "key", Made(MINE, ID, None), CREATED)
            rows.put_made("availability", "key", Made(MINE, ID, "ann"), CREATED)
            rows.delete_event(ID)
        with store.reading() as reading:
            assert reading.made("event", "key") == Made(MINE, ID, None)
            assert reading.made("availability", "key") == Made(MINE, ID, "ann")

    def test_what_was_made_before_a_time_is_forgotten_of_every_kind(self, store: Store) -> None:
        second = timedelta(seconds=1)
        with store.writing() as rows:
            for number, at in enumerate((CREATED - second, CREATED, CREATED + second)):
                for what in ("event", "availability"):
                    rows.put_made(what, str(number), Made(MINE, ID, None), at)
            rows.forget_made(CREATED)
        with store.reading() as reading:
            for what in ("event", "availability"):
                known = [reading.made(what, str(number)) is not None for number in range(3)]
                assert known == [False, True, True]

    def test_a_key_that_was_forgotten_can_be_used_anew(self, store: Store) -> None:
        with store.writing() as rows:
            rows.put_made("event", "key", Made(MINE, ID, None), CREATED)
            rows.forget_made(CREATED + timedelta(seconds=1))
            rows.put_made("event", "key", Made(YOURS, OTHER, None), CREATED)
            assert rows.made("event", "key") == Made(YOURS, OTHER, None)

    # Transactions

    @pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
    def test_an_exception_undoes_versions_tokens_and_keys(self, store: Store, kind: type[BaseException]) -> None:
        self.put(store, ID, an_event("Review", ANN))
        with store.writing() as rows:
            rows.put_availability(ID, answer("ann", NOON))
            rows.put_made("event", "old", Made(MINE, ID, None), CREATED)

        def write() -> None:
            with store.writing() as writing:
                writing.raise_versions(ID, event=True, answers=True)
                writing.put_organizer_token(ID, MINE)
                writing.put_participant_token(ID, "ann", MINE)
                writing.forget_made(CREATED + timedelta(seconds=1))
                writing.put_made("event", "new", Made(MINE, ID, None), CREATED)
                raise kind

        with pytest.raises(kind):
            write()
        with store.reading() as reading:
            assert reading.state(ID) == EventState(1, 0, is_open=False, organizer=None)
            assert reading.participant_token(ID, "ann") is None
            assert reading.made("event", "old") == Made(MINE, ID, None)
            assert reading.made("event", "new") is None

    def test_figures_are_numbers_with_names(self, store: Store) -> None:
        with store.writing():
            pass
        figures = store.figures()
        assert figures
        assert all(isinstance(number, Real) for number in figures.values())
