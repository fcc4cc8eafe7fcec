"""What every store must do for series, for usual hours, and for times that somebody gives only if needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Availability, Participant
from evsched.engine.text import parse_weekly
from evsched.store.base import Store
from evsched.store.values import Burden
from tests.store.contract import (
    ANN,
    BO,
    CREATED,
    EVENING,
    ID,
    LITERAL,
    MORNING,
    NOON,
    OTHER,
    StoreTests,
    an_event,
    answer,
    event_id,
    slots,
)
from tests.store.contract_maintained import tables

HOUR = timedelta(hours=1)
THIRD = event_id(3)
SYNC = "Team sync"
EARLY = parse_weekly("Mon-Fri 7-15", "Europe/Berlin")
LATE = parse_weekly("Mon-Thu 12:00-20:00; Fri 12-17\nSat 9 - 10 except 1 Mar 2025", "Asia/Tokyo")
SOON = datetime(2025, 3, 1, 9, tzinfo=UTC)


class SeriesContract(StoreTests):
    """Beside ``StoreContract``."""

    def put_in_series(self, store: Store, number_of_event: str, series: str | None) -> None:
        with store.writing() as rows:
            rows.insert_event(number_of_event, an_event("Review", ANN, BO), CREATED, series)

    # Usual hours

    @pytest.mark.parametrize("usual", [(), (EARLY,), (LATE, EARLY)], ids=["none", "one", "several"])
    def test_usual_hours_come_back_as_they_were_typed(self, store: Store, usual: tuple[object, ...]) -> None:
        invited = Participant("ann", "Europe/Berlin", usual=usual)  # type: ignore[arg-type]
        joined = replace(invited, id="eva", required=False)
        self.put(store, ID, an_event("Review", invited, BO))
        with store.writing() as rows:
            rows.put_participant(ID, joined)
        with store.reading() as reading:
            assert reading.participant(ID, "ann") == invited
            assert reading.participant(ID, "eva") == joined
            assert reading.event(ID) == an_event("Review", invited, BO, joined)

    def test_usual_hours_take_the_place_of_those_before_and_go(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", replace(ANN, usual=[EARLY])))
        for usual in ([LATE], []):
            with store.writing() as rows:
                rows.put_participant(ID, replace(ANN, usual=usual))
            with store.reading() as reading:
                assert reading.participant(ID, "ann") == replace(ANN, usual=usual)

    def test_a_participant_without_usual_hours_has_none_in_their_row(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, replace(BO, usual=[EARLY])))
        usual = [row[4] for row in tables(store)["participant"]]
        assert usual == [None, '[["Mon-Fri 7-15","Europe/Berlin"]]']

    # Times only if needed

    def test_slots_that_are_given_only_if_needed_are_told_apart(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", *map(Participant, ("ann", "bo", "cy", "dee"))))
        morning, evening = slots(MORNING), [replace(slot, if_needed=True) for slot in slots(EVENING)]
        beside, alone = Availability("ann", [*morning, *evening]), Availability("bo", evening)
        covered = Availability("dee", [*evening, *slots(EVENING)])
        self.put_answers(store, beside, alone, answer("cy", NOON), covered)
        with store.reading() as rows:
            free = rows.free(ID)
            assert rows.availability(ID) == [beside, alone, answer("cy", NOON), covered]
        assert free.times == {
            "ann": IntervalSet([*morning, *evening]),
            "bo": IntervalSet(evening),
            "cy": IntervalSet(slots(NOON)),
            "dee": IntervalSet(evening),
        }
        assert free.declined == set()
        assert free.if_needed == {"ann": IntervalSet(evening), "bo": IntervalSet(evening)}

    def test_a_busy_time_that_could_be_given_up_is_given_only_if_needed(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN))  # 2 to 4 PM are on offer
        busy = [replace(slot, if_needed=True) for slot in slots("12 Jan 2025, 3 - 5PM EST")]
        self.put_answers(store, Availability("ann", busy=[*busy, *slots("12 Jan 2025, 2 - 2:30PM EST")]))
        with store.reading() as rows:
            assert rows.free(ID).if_needed == {"ann": IntervalSet(slots("12 Jan 2025, 3 - 4PM EST"))}

    def test_an_answer_of_plain_slots_is_kept_as_a_list_of_them(self, store: Store) -> None:
        self.put(store, ID, an_event("Review", ANN, BO))
        self.put_answers(store, answer("ann", NOON), Availability("bo", [replace(slots(NOON)[0], if_needed=True)]))
        kept = [row[3] for row in tables(store)["availability"]]
        assert [str(text)[:2] for text in kept] == ["[[", '{"']

    # Series

    @pytest.mark.parametrize("series", [None, SYNC])
    def test_an_event_knows_its_series(self, store: Store, series: str | None) -> None:
        self.put_in_series(store, ID, series)
        with store.writing() as rows:
            rows.update_event(ID, an_event("Retro"))
        with store.reading() as reading:
            state = reading.state(ID)
            assert state is not None
            assert state.series == series
            assert reading.event_in_series(ID) == (an_event("Retro", ANN, BO), series)
            assert reading.event_in_series(ID, with_participants=False) == (an_event("Retro"), series)
            assert reading.event_in_series(OTHER) is None

    @pytest.mark.parametrize("text", LITERAL)
    def test_the_name_of_a_series_is_kept_literally(self, store: Store, text: str) -> None:
        self.put_in_series(store, ID, text)
        with store.writing() as rows:
            rows.put_burdens(OTHER, text, {text: HOUR})
        with store.reading() as reading:
            assert reading.series_names() == [text]
            assert reading.burdens(text) == [Burden(text, HOUR, 1)]

    def test_series_are_those_of_events_and_of_what_people_carry_sorted_each_once(self, store: Store) -> None:
        for number, series in ((1, "b"), (2, None), (3, "a"), (4, "b"), (5, "Z")):
            self.put_in_series(store, event_id(number), series)
        with store.writing() as rows:
            rows.put_burdens(event_id(3), "a", {"ann": HOUR})
            rows.put_burdens(event_id(6), "éa", {"ann": HOUR})
            rows.put_burdens(event_id(7), "nobody", {})
        with store.reading() as reading:
            assert reading.series_names() == ["Z", "a", "b", "éa"]

    def test_what_people_carry_is_summed_over_the_meetings_of_the_series_alone(self, store: Store) -> None:
        with store.writing() as rows:
            rows.put_burdens(ID, SYNC, {"bo": HOUR, "ann": timedelta()})
            rows.put_burdens(OTHER, SYNC, {"bo": timedelta(seconds=1), "cy": 2 * HOUR})
            rows.put_burdens(THIRD, "Another", {"bo": 9 * HOUR})
            nearly = [Burden("ann", timedelta(), 1), Burden("bo", HOUR, 1)]
            assert rows.burdens(SYNC, but_of=OTHER) == nearly
        with store.reading() as reading:
            longer = HOUR + timedelta(seconds=1)
            expected = [Burden("ann", timedelta(), 1), Burden("bo", longer, 2), Burden("cy", 2 * HOUR, 1)]
            assert reading.burdens(SYNC) == reading.burdens(SYNC, but_of=THIRD) == expected
            assert reading.burdens(SYNC, but_of=OTHER) == nearly
            assert reading.burdens("team sync") == reading.burdens("a\0") == []

    def test_what_a_meeting_costs_takes_the_place_of_what_was_kept_of_its_event(self, store: Store) -> None:
        with store.writing() as rows:
            rows.put_burdens(OTHER, SYNC, {"ann": HOUR})
        for costs in ({"ann": HOUR, "bo": 2 * HOUR}, {"bo": HOUR}, {}):
            with store.writing() as rows:
                rows.put_burdens(ID, SYNC, costs)
            with store.reading() as reading:
                expected = [Burden(who, each, 1) for who, each in sorted(costs.items())]
                assert reading.burdens(SYNC, but_of=OTHER) == expected
                assert reading.burdens(SYNC, but_of=ID) == [Burden("ann", HOUR, 1)]

    def test_what_people_carry_outlives_the_event_its_participants_and_their_answers(self, store: Store) -> None:
        self.put_in_series(store, ID, SYNC)
        with store.writing() as rows:
            rows.put_burdens(ID, SYNC, {"ann": HOUR, "nobody": HOUR})
            rows.delete_participant(ID, "ann")
        expected = [Burden("ann", HOUR, 1), Burden("nobody", HOUR, 1)]
        with store.reading() as reading:
            assert reading.burdens(SYNC) == expected
        with store.writing() as rows:
            rows.delete_event(ID)
        with store.reading() as reading:
            assert reading.burdens(SYNC) == expected
            assert reading.series_names() == [SYNC]
        assert tables(store)["burden"] == [(ID, "ann", SYNC, 3600), (ID, "nobody", SYNC, 3600)]
