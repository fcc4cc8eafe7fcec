"""What every store must do for whoever keeps it: whole tables out and in, new tables, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest

from evsched.engine.interval import to_seconds
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.text import parse_weekly
from evsched.errors import NotFound
from evsched.store.base import Reading, Store
from evsched.store.soundness import examine
from evsched.store.tables import COLUMNS, KINDS, Row
from evsched.store.values import Made
from tests.store.contract import (
    ANN,
    BO,
    CREATED,
    CY,
    EVENING,
    HOURS,
    ID,
    LITERAL,
    MORNING,
    NOON,
    OTHER,
    StoreTests,
    an_event,
    answer,
    event_id,
    everything,
    slots,
)
from tests.store.contract_shared import LUNCH, MINE, YOURS

MANY = 3000


def fill(store: Store, created: datetime = CREATED) -> None:
    """Put something of every kind into an empty database, in an order that no sorting gives."""
    with store.writing() as rows:
        # Three of one second, not in the order of their ids; the first is for nobody in particular.
        for number, people in ((3, ()), (1, (CY, ANN, BO)), (2, (BO,))):
            offered = slots(EVENING, MORNING, "13 Jan 2025, 9:00 - 11:30", zone="Asia/Kolkata")
            title = f"Event {number} {'[/] 会議 👩‍👩‍👧‍👦' * (number == 1)}"
            event = Event(title, timedelta(minutes=45), offered, people, "Europe/Berlin" if number == 1 else None)
            rows.insert_event(event_id(number), event, created)
        older = replace(an_event("Older", ANN), organizer="olga@example.com", deadline=CREATED)
        rows.insert_event(event_id(4), older, created - timedelta(days=1), "sync")
        rows.insert_event(event_id(5), an_event("Deleted", ANN), created, "sync")
        rows.put_availability(event_id(5), answer("ann", NOON))
        rows.put_burdens(event_id(5), "sync", {"ann": timedelta(hours=1)})
    with store.writing() as rows:
        rows.delete_event(event_id(5))
        rows.put_participant(OTHER, ANN)
        usual = [parse_weekly("Mon-Fri 9-17", "Asia/Kolkata")]
        rows.put_participant(ID, Participant("bo", "UTC+05:30", required=False, usual=usual))
        rows.put_participant(event_id(3), CY)
        rows.close_event(event_id(4))
        rows.put_availability(ID, Availability("ann", slots(EVENING, MORNING, "12 Jan 2025, 9:00 - 19:00 UTC")))
        rows.put_availability(ID, answer("cy"))
        rows.put_availability(OTHER, answer("ann", NOON))
        rows.put_participant(event_id(4), ANN)
        rows.put_availability(event_id(4), HOURS["weekly-and-busy"])
        rows.put_meeting(event_id(4), LUNCH)
        rows.put_burdens(event_id(4), "sync", {"bo": timedelta(0), "ann": timedelta(minutes=90)})
        rows.put_organizer_token(ID, MINE)
        rows.put_participant_token(ID, "ann", YOURS)
        rows.raise_versions(ID, event=True, answers=True)
        rows.raise_versions(ID, answers=True)
        rows.put_made("event", "key-of-an-event", Made(MINE, ID, None), created)
        rows.put_made("availability", "key-of-an-answer", Made(YOURS, OTHER, "bo"), created + timedelta(hours=1))
        rows.delete_participant(OTHER, "bo")


def tables(store: Store) -> dict[str, list[Row]]:
    """All rows of a database, in their order."""
    with store.reading() as rows:
        return {table: list(rows.dump(table)) for table in COLUMNS}


def told(rows: Reading) -> list[object]:
    """All that a database tells: of its events in their order, and of keys."""
    keys = [rows.made("event", "key-of-an-event"), rows.made("availability", "key-of-an-answer")]
    answers = [rows.answers_of("ann", None), rows.answers_of("ann", MINE)]
    return [rows.latest_id(), everything(rows), keys, answers, rows.series_names(), rows.burdens("sync")]


class MaintainingContract(StoreTests):
    """Beside ``StoreContract``."""

    # Rows out

    def test_an_empty_database_has_no_rows(self, store: Store) -> None:
        assert tables(store) == {table: [] for table in COLUMNS}

    def test_each_row_holds_what_its_columns_are_for(self, store: Store) -> None:
        fill(store)
        for table, rows in tables(store).items():
            kinds = KINDS[table].values()
            assert rows
            for row in rows:
                assert len(row) == len(kinds)
                for value, kind in zip(row, kinds, strict=True):
                    assert isinstance(value, kind)
                    assert not isinstance(value, bool)

    def test_rows_come_in_the_order_in_which_they_were_put(self, store: Store) -> None:
        fill(store)
        found = tables(store)
        assert [row[0] for row in found["event"]] == [event_id(each) for each in (3, 1, 2, 4)]
        people = [(event_id(1), "cy"), (event_id(1), "ann"), (event_id(1), "bo")]
        people += [(event_id(4), "ann"), (event_id(2), "ann"), (event_id(3), "cy")]
        assert [row[:2] for row in found["participant"]] == people

    def test_an_event_is_a_row(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))
        with store.writing() as rows:
            rows.raise_versions(ID, answers=True)
            rows.put_organizer_token(ID, MINE)
            rows.put_meeting(ID, LUNCH)
        slot = '[[1736708400,1736715600,"UTC-05:00","12 Jan 2025, 2 - 4PM EST"]]'
        chosen = (None, None, to_seconds(LUNCH.start), to_seconds(LUNCH.end), 0, None)
        expected = (ID, "Review", 3600, None, slot, 1736708400, to_seconds(CREATED), 0, 1, 1, MINE, *chosen)
        assert tables(store)["event"] == [expected]

    def test_an_answer_and_a_key_are_rows(self, store: Store) -> None:
        fill(store)
        found = tables(store)
        assert (OTHER, "ann", answer("ann", NOON).typed.pack()) in [row[:3] for row in found["availability"]]
        assert [row[4] for row in found["availability"]] == [YOURS, None, None, None]
        at = to_seconds(CREATED)
        assert found["made"] == [
            ("event", "key-of-an-event", MINE, ID, None, 0, at),
            ("availability", "key-of-an-answer", YOURS, OTHER, "bo", 1, at + 3600),
        ]

    def test_all_rows_of_a_transaction_are_of_one_moment(self, opened: Callable[[], Store], store: Store) -> None:
        """Whoever writes meanwhile may wait, or be let in; it is not seen."""
        fill(store)
        before = tables(store)

        def write() -> None:
            another = opened()
            with another.writing() as rows:
                rows.put_participant(ID, Participant("late"))
                rows.put_availability(ID, answer("late", NOON))
                rows.delete_event(event_id(4))
            another.close()

        writer = Thread(target=write)
        with store.reading() as rows:
            events = rows.dump("event")
            found = {"event": [next(events)]}
            writer.start()
            writer.join(0.2)
            found["event"] += events
            found |= {table: list(rows.dump(table)) for table in COLUMNS if table != "event"}
        writer.join()
        assert found == before
        assert tables(store) != before

    def test_two_tables_are_read_at_once(self, store: Store) -> None:
        fill(store)
        with store.reading() as rows:
            both = list(zip(rows.dump("event"), rows.dump("participant"), strict=False))
        assert len(both) == 4

    def test_rows_are_read_in_the_transaction_that_has_written_them(self, store: Store) -> None:
        with store.writing() as rows:
            rows.insert_event(ID, an_event("Review", ANN), CREATED)
            assert [row[0] for row in rows.dump("event")] == [ID]
            rows.clear()
            assert list(rows.dump("event")) == []

    # Rows in

    def test_what_comes_out_goes_in_again_and_is_the_same(self, store: Store) -> None:
        fill(store)
        before = tables(store)
        with store.reading() as reading:
            told_before = told(reading)
        with store.writing() as rows:
            rows.clear()
            assert rows.summaries() == []
            for table in COLUMNS:
                rows.load(table, iter(before[table]))
        assert tables(store) == before
        with store.reading() as reading:
            assert told(reading) == told_before

    @pytest.mark.parametrize("text", LITERAL)
    def test_text_goes_in_literally(self, store: Store, text: str) -> None:
        self.put(store, ID, an_event(text, Participant(text.replace("/", "|"))))
        before = tables(store)
        with store.writing() as rows:
            rows.clear()
            for table in COLUMNS:
                rows.load(table, before[table])
        assert tables(store) == before

    def test_many_rows_go_in_and_out_in_their_order(self, store: Store) -> None:
        self.put(store, ID, an_event("Review"))
        names = [f"p{number * 7919 % MANY}" for number in range(MANY)]

        def people() -> Iterator[Row]:
            yield from ((ID, name, None, 1, None) for name in names)

        with store.writing() as rows:
            rows.load("participant", people())
        assert [row[1] for row in tables(store)["participant"]] == names
        with store.reading() as reading:
            assert reading.count_participants(ID) == MANY

    def test_no_rows_go_in_as_nothing(self, store: Store) -> None:
        with store.writing() as rows:
            for table in COLUMNS:
                rows.load(table, [])
        assert tables(store) == {table: [] for table in COLUMNS}

    def test_rows_go_in_behind_those_that_are_there(self, store: Store) -> None:
        fill(store)
        before = tables(store)
        newer = (event_id(0), *before["event"][0][1:])
        with store.writing() as rows:
            rows.load("event", [newer])
            rows.load("participant", [(ID, "a", None, 1, None)])
        with store.reading() as reading:
            assert reading.latest_id() == event_id(0)
            event = reading.event(ID)
        assert event is not None
        assert [each.id for each in event.participants] == ["cy", "ann", "bo", "a"]

    def test_what_is_written_after_rows_went_in_stands_behind_them(self, store: Store) -> None:
        fill(store)
        before = tables(store)
        with store.writing() as rows:
            rows.clear()
            for table in COLUMNS:
                rows.load(table, before[table])
        with store.writing() as rows:
            rows.insert_event(event_id(0), an_event("New", CY), CREATED)
            rows.put_participant(ID, Participant("a"))
            rows.put_availability(ID, answer("a", NOON))
        with store.reading() as reading:
            assert reading.latest_id() == event_id(0)
            event = reading.event(ID)
        assert event is not None
        assert [each.id for each in event.participants] == ["cy", "ann", "bo", "a"]

    def test_a_database_that_was_cleared_is_empty_and_can_be_used(self, store: Store) -> None:
        fill(store)
        with store.writing() as rows:
            rows.clear()
        assert tables(store) == {table: [] for table in COLUMNS}
        fill(store)
        with store.reading() as reading:
            assert [each.id for each in reading.summaries()] == [event_id(each) for each in (2, 1, 3, 4)]

    def test_rows_of_a_transaction_that_fails_are_not_there_and_what_it_cleared_is(self, store: Store) -> None:
        fill(store)
        before = tables(store)

        def some() -> Iterator[Row]:
            yield before["event"][0]
            raise NotFound("the rest")

        def replace() -> None:
            with store.writing() as rows:
                rows.clear()
                rows.load("event", some())

        with pytest.raises(NotFound):
            replace()
        assert tables(store) == before

    # The database

    def test_a_database_is_up_to_date_and_migrating_it_changes_nothing(self, store: Store) -> None:
        fill(store)
        before = tables(store)
        found, now = store.migrate()
        assert found == now >= 1
        assert tables(store) == before

    def test_a_database_in_use_exists_is_sound_and_says_where_it_is(
        self, opened: Callable[[], Store], store: Store
    ) -> None:
        fill(store)
        assert store.exists()
        assert store.check() == []
        found = examine(store)
        assert (found.events, found.answers, found.problems) == (4, 4, [])
        assert store.address == opened().address
        assert store.address.isprintable()

    def test_a_database_that_was_closed_opens_anew(self, store: Store) -> None:
        fill(store)
        before = tables(store)
        for _ in range(2):
            store.close()
            assert tables(store) == before
