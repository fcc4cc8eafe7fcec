"""The heat map: which cells there are, and how many are free in each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.day_sheet import ROW_MINUTES, Row, Sheet, day_sheet
from evsched.engine.heat import HeatMap, heat_map
from evsched.engine.interval import IntervalSet, to_seconds
from evsched.engine.text import parse_slots
from tests.engine.minute_heat import DAY, MINUTE, Box, Counted, boxes, counted

pytestmark = pytest.mark.zones

CHANGES = [
    ("Europe/Berlin", "2019-03-31T01:00Z"),
    ("Europe/Berlin", "2019-10-27T01:00Z"),
    ("America/New_York", "2019-03-10T07:00Z"),
    ("America/New_York", "2019-11-03T06:00Z"),
    ("Australia/Lord_Howe", "2019-10-05T15:30Z"),
    ("Australia/Lord_Howe", "2019-04-06T15:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00Z"),
    ("America/St_Johns", "2006-04-02T03:31Z"),
    ("America/St_Johns", "2006-10-29T02:31Z"),
    ("Asia/Beirut", "2018-03-24T22:00Z"),
    ("Asia/Beirut", "2018-10-27T21:00Z"),
    ("Asia/Kathmandu", "2019-06-01T00:00Z"),
]
"""Where the clocks change and when, in UTC: by an hour, by half of one, by a day, at midnight, a minute after it."""


@st.composite
def times(draw: st.DrawFn, start: int, most: int) -> IntervalSet:
    """Some times in the days after a start, most of them at quarters of an hour."""
    step = draw(st.sampled_from([1, 5, 15, 15, 30, 60])) * MINUTE
    bound = st.integers(0, 3 * DAY // step).map(lambda number: start + number * step)
    pairs = draw(st.lists(st.tuples(bound, bound), max_size=most))
    return IntervalSet.of_seconds((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])


def minutes_of(times: IntervalSet) -> set[int]:
    return {instant for start, end in times.pairs() for instant in range(start, end, MINUTE)}


def box_of(sheet: Sheet, number: int) -> Box:
    cell = sheet.cells[number]
    return cell.day, cell.row.minute, 0 if cell.row.is_first else 1


@settings(deadline=None, max_examples=150)
@given(data=st.data(), change=st.sampled_from(CHANGES), minutes=st.sampled_from(ROW_MINUTES))
def test_a_heat_map_counts_who_is_free_in_each_minute_of_a_cell(
    data: st.DataObject, change: tuple[str, str], minutes: int
) -> None:
    zone, changed = change
    start = to_seconds(datetime.fromisoformat(changed)) // 3_600 * 3_600 - DAY * 3 // 2
    offered = data.draw(times(start, 5))
    free = {name: data.draw(times(start, 4)) for name in "abc"}
    doubtful = {name: free[name] & data.draw(times(start, 2)) for name in "ab"}
    heat = heat_map(offered, free, zone, if_needed=doubtful, duration=timedelta(minutes=minutes))
    shown = boxes(zone, start, start + 3 * DAY, heat.minutes)
    expected = counted(
        *(shown, minutes_of(offered)),
        {name: minutes_of(each) for name, each in free.items()},
        {name: minutes_of(each) for name, each in doubtful.items()},
    )
    cells = zip(heat.sheet.cells, heat.available, heat.if_needed, strict=True)
    found = [
        (box_of(heat.sheet, number), Counted(cell.start, cell.end, available, if_needed))
        for number, (cell, available, if_needed) in enumerate(cells)
    ]
    assert dict(found) == expected
    assert len(found) == len(expected)


@settings(deadline=None, max_examples=150)
@given(data=st.data(), change=st.sampled_from(CHANGES), minutes=st.sampled_from(ROW_MINUTES))
def test_the_rows_of_a_sheet_are_in_the_order_in_which_each_day_has_them(
    data: st.DataObject, change: tuple[str, str], minutes: int
) -> None:
    zone, changed = change
    start = to_seconds(datetime.fromisoformat(changed)) // 3_600 * 3_600 - DAY * 3 // 2
    sheet = day_sheet(data.draw(times(start, 5)), zone, minutes)
    assert list(sheet.cells) == sorted(sheet.cells, key=lambda cell: cell.start)
    assert all(before.end <= after.start for before, after in zip(sheet.cells, sheet.cells[1:], strict=False))
    assert sheet.days == tuple(sorted({cell.day for cell in sheet.cells}))
    for day in sheet.days:
        rows = [sheet.rows.index(cell.row) for cell in sheet.cells if cell.day == day]
        assert rows == sorted(set(rows))


@settings(deadline=None, max_examples=150)
@given(data=st.data(), change=st.sampled_from(CHANGES), minutes=st.sampled_from(ROW_MINUTES))
def test_the_boxes_that_the_clocks_skip_are_known(data: st.DataObject, change: tuple[str, str], minutes: int) -> None:
    zone, changed = change
    start = to_seconds(datetime.fromisoformat(changed)) // 3_600 * 3_600 - DAY * 3 // 2
    sheet = day_sheet(data.draw(times(start, 5)), zone, minutes)
    shown = {box[:2] for box in boxes(zone, start - 2 * DAY, start + 5 * DAY, minutes).values()}
    assert sheet.skipped == {
        (day, row) for day in sheet.days for row in sheet.rows if row.is_first and (day, row.minute) not in shown
    }
    filled = {(cell.day, cell.row) for cell in sheet.cells}
    for row in sheet.rows:
        assert any((day, row) in filled or (day, row) in sheet.skipped for day in sheet.days)


def hours(sheet: Sheet) -> list[tuple[int, bool]]:
    return [(row.minute // 60, row.is_first) for row in sheet.rows]


def map_of(slots: str, zone: str, free: dict[str, str], *, duration: int = 60) -> HeatMap:
    offered = IntervalSet(parse_slots(slots, zone))
    people = {name: IntervalSet(parse_slots(text, zone)) for name, text in free.items()}
    return heat_map(offered, people, zone, duration=timedelta(minutes=duration))


def test_an_hour_that_comes_twice_has_two_rows_that_only_its_day_fills() -> None:
    heat = map_of("26 Oct 2025, 1 - 4AM, 27 Oct 2025, 1 - 4AM", "Europe/Berlin", {"ann": "26 Oct 2025"})
    assert hours(heat.sheet) == [(1, True), (2, True), (2, False), (3, True)]
    (second,) = [cell for cell in heat.sheet.cells if not cell.row.is_first]
    assert second.day.day == 26
    assert heat.available == (1, 1, 1, 1, 0, 0, 0)


def test_half_hours_that_come_twice_all_come_before_they_come_again() -> None:
    night = IntervalSet(parse_slots("26 Oct 2025, 1:30 - 3:30", "Europe/Berlin"))
    rows = day_sheet(night, "Europe/Berlin", 30).rows
    assert [row.minute for row in rows] == [90, 120, 150, 120, 150, 180]
    assert [row.is_first for row in rows] == [True, True, True, False, False, True]


def test_the_second_of_two_hours_is_in_its_row_where_it_alone_is_on_offer() -> None:
    slot = IntervalSet(parse_slots("2025-10-26T01:00Z/PT1H"))
    (cell,) = day_sheet(slot, "Europe/Berlin", 60).cells
    assert cell.row == Row.again(120, put_back_at=180)


def test_half_an_hour_that_comes_twice_has_half_a_cell() -> None:
    heat = map_of("6 Apr 2025, 0:00 - 3:00", "Australia/Lord_Howe", {})
    assert hours(heat.sheet) == [(0, True), (1, True), (1, False), (2, True)]
    assert [(cell.end - cell.start) // MINUTE for cell in heat.sheet.cells] == [60, 60, 30, 60]


def test_a_skipped_hour_between_two_cells_has_a_row_that_is_marked() -> None:
    sheet = day_sheet(IntervalSet(parse_slots("30 Mar 2025, 1 - 4AM", "Europe/Berlin")), "Europe/Berlin", 30)
    assert [row.minute for row in sheet.rows] == [60, 90, 120, 150, 180, 210]
    assert {row.minute for _, row in sheet.skipped} == {120, 150}


def test_a_skipped_hour_is_marked_where_another_day_has_it() -> None:
    slots = IntervalSet(parse_slots("29 Mar 2025, 2 - 3AM, 30 Mar 2025, 9 - 10AM", "Europe/Berlin"))
    sheet = day_sheet(slots, "Europe/Berlin", 60)
    assert hours(sheet) == [(2, True), (9, True)]
    assert sheet.skipped == {(sheet.days[1], Row.of(120))}


def test_a_skipped_hour_is_no_row_where_nothing_beside_it_is_on_offer() -> None:
    slots = IntervalSet(parse_slots("30 Mar 2025, 9 - 10AM", "Europe/Berlin"))
    assert hours(day_sheet(slots, "Europe/Berlin", 60)) == [(9, True)]


def test_a_skipped_day_has_no_column() -> None:
    heat = map_of("2011-12-29T12:00-10:00/2011-12-31T12:00+14:00", "Pacific/Apia", {})
    assert [day.day for day in heat.sheet.days] == [29, 31]
    assert len(heat.sheet.cells) == 24
    assert heat.sheet.skipped == frozenset()


@pytest.mark.parametrize(
    ("slots", "duration", "minutes"),
    [
        pytest.param("12 Jan 2025, 9:00 - 12:00", 60, 60, id="hours"),
        pytest.param("12 Jan 2025, 9:00 - 12:00", 45, 30, id="a-meeting-shorter-than-an-hour"),
        pytest.param("12 Jan 2025, 9:00 - 12:00", 5, 15, id="a-meeting-shorter-than-any-row"),
        pytest.param("12 Jan 2025, 9:30 - 12:00", 60, 30, id="from-half-past"),
        pytest.param("12 Jan 2025, 9:00 - 12:45", 60, 15, id="until-a-quarter-to"),
        pytest.param("12 Jan 2025, 9:07 - 12:00", 60, 15, id="from-an-odd-minute"),
        pytest.param("12 - 13 Jan 2025, 0:07 - 24:00", 60, 60, id="too-many-rows"),
        pytest.param("12 - 13 Jan 2025, 6:15 - 24:00", 60, 30, id="too-many-rows-of-a-quarter"),
        pytest.param("12 Jan 2025, 0:00 - 24:00", 15, 60, id="a-short-meeting-all-day"),
    ],
)
def test_rows_are_as_long_as_suits_the_slots_and_the_meeting(slots: str, duration: int, minutes: int) -> None:
    assert map_of(slots, "UTC", {}, duration=duration).minutes == minutes


def test_rows_suit_the_clocks_of_the_zone_that_is_looked_from() -> None:
    assert map_of("12 Jan 2025, 9:00 - 12:00 UTC", "Asia/Kolkata", {}).minutes == 30


def test_a_cell_is_counted_for_whom_it_suits_as_far_as_it_is_on_offer() -> None:
    heat = map_of(
        "12 Jan 2025, 9:00 - 9:05, 12 Jan 2025, 9:10 - 9:15, 12 Jan 2025, 9:15 - 9:30",
        "UTC",
        {
            "ann": "12 Jan 2025, 8:00 - 9:05, 12 Jan 2025, 9:10 - 9:20",
            "bo": "12 Jan 2025, 9:00 - 9:05, 12 Jan 2025, 9:15 - 9:30",
            "cleo": "12 Jan 2025, 9:00 - 9:06, 12 Jan 2025, 9:07 - 10:00",
        },
    )
    assert heat.minutes == 15
    assert heat.available == (2, 2)
