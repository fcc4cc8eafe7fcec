"""Local time to instants and back, for every zone and every clock change from 2000 to 2039.

The expectation comes from a walk: a zone's clocks are read at instants, one by one, and what they show is
written down; a local time then has the instants at which it was seen. Nothing goes from local time to instants.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from evsched.engine import zones
from evsched.engine.zone_names import known_keys
from evsched.errors import InvalidInput
from tests.engine.clock_changes import DAY, SCANNED_FROM, SCANNED_UNTIL, Change, History, day_of, histories, scan, wall

pytestmark = pytest.mark.zones

NEAR = 3 * 3600
STEP = 900
"""Seconds between two points near a change; each has a point a second before and one after it."""


def all_changes() -> Iterator[tuple[str, History, Change]]:
    return ((key, history, change) for key, history in histories().items() for change in history.changes)


def points(first: int, last: int, through: int) -> Iterator[int]:
    """Every quarter of an hour that has one at ``through``, with the seconds beside it."""
    for point in range(through - (through - first) // STEP * STEP, last + 1, STEP):
        yield from (point - 1, point, point + 1)


def seen_near(history: History, change: Change) -> dict[int, tuple[int, ...]]:
    """Local times within three hours of a change, before and after it, and the instants that show them."""
    shown = defaultdict(list)
    reach = NEAR + abs(change.jump)
    for instant in points(change.instant - reach, change.instant + reach, change.instant):
        shown[instant + history.offset(instant)].append(instant)
    lowest, highest = sorted((change.instant + change.before, change.instant + change.after))
    return {local: tuple(shown[local]) for local in points(lowest - NEAR, highest + NEAR, lowest)}


def test_the_scan_finds_the_zones_and_changes_that_are_known() -> None:
    assert len(histories()) > 100
    assert sum(len(history.changes) for history in histories().values()) > 3000
    assert Change(1_743_296_400, 3600, 7200) in scan("Europe/Berlin").changes
    assert not [change for _, _, change in all_changes() if change.jump % STEP]


def test_around_every_change_a_local_time_has_the_instants_that_show_it() -> None:
    wrong = []
    for key, history, change in all_changes():
        seen = seen_near(history, change)
        assert max(map(len, seen.values())) == (1 if change.jump > 0 else 2), (key, change)
        assert min(map(len, seen.values())) == (0 if change.jump > 0 else 1), (key, change)
        wrong += [
            (key, wall(local), expected)
            for local, expected in seen.items()
            if zones.instants(wall(local), key) != expected
        ]
    assert not wrong[:10]


def test_around_every_change_a_stretch_starts_at_the_first_and_ends_at_the_last_of_its_instants() -> None:
    wrong = []
    for key, history, change in all_changes():
        for local, seen in seen_near(history, change).items():
            first, last = (seen[0], seen[-1] + 1) if seen else (change.instant, change.instant)
            if (zones.start_instant(wall(local), key), zones.end_instant(wall(local + 1), key)) != (first, last):
                wrong.append((key, wall(local), seen))
    assert not wrong[:10]


def test_around_every_change_the_clocks_show_the_offset_and_the_local_time_in_force() -> None:
    wrong = []
    for key, history, change in all_changes():
        for instant in points(change.instant - NEAR, change.instant + NEAR, change.instant):
            offset = history.offset(instant)
            shown = zones.clock(instant, key)
            if shown[:2] != (wall(instant + offset), timedelta(seconds=offset)) or shown.local_time.fold:
                wrong.append((key, instant, shown))
    assert not wrong[:10]


def test_around_every_change_a_local_time_resolves_when_it_is_shown_once_and_else_both_neighbours_are_named() -> None:
    wrong = []
    for key, history, change in all_changes():
        before, after = (zones.offset_text(timedelta(seconds=offset)) for offset in (change.before, change.after))
        for local, expected in seen_near(history, change).items():
            if len(expected) == 1 and local % STEP:
                continue
            try:
                answer: object = (zones.resolve(wall(local), key),)
                named = True
            except InvalidInput as refusal:
                answer, text = expected, str(refusal)
                earlier, later = (f"{wall(local + side):%H:%M}" for side in (-change.jump, change.jump))
                named = len(expected) != 1 and all(
                    part in text
                    for part in (
                        (key, "comes twice", f"{before} for the first", f"{after} for the second")
                        if expected
                        else (key, "does not exist", earlier, f"({before})", later, f"({after})")
                    )
                )
            if answer != expected or not named:
                wrong.append((key, wall(local), answer))
    assert not wrong[:10]


def test_noon_of_every_day_from_2000_to_2039_is_the_instant_whose_clocks_show_it() -> None:
    wrong = []
    for key, history in histories().items():
        for noon in range(SCANNED_FROM + DAY + DAY // 2, SCANNED_UNTIL - DAY, DAY):
            near = {history.offset(noon - 15 * 3600), history.offset(noon + 15 * 3600)}
            expected = tuple(sorted(noon - offset for offset in near if history.offset(noon - offset) == offset))
            if zones.instants(wall(noon), key) != expected:
                wrong.append((key, wall(noon), expected))
    assert not wrong[:10]


def first_instant(day: int, history: History, change: Change) -> int | None:
    """The first instant near a change at which the date is shown that begins at a wall midnight."""
    midnights = (day - change.before, day - change.after)
    shown = [
        instant for instant in (*midnights, change.instant) if day <= instant + history.offset(instant) < day + DAY
    ]
    return min(shown, default=None)


def test_around_every_change_a_day_runs_from_its_first_instant_to_that_of_the_next() -> None:
    wrong = []
    for key, history, change in all_changes():
        today = (change.instant + change.before) // DAY * DAY
        days = [today + number * DAY for number in range(-1, 4)]
        starts = [first_instant(day, history, change) for day in days]
        for day, start, *following in zip(days[:3], starts[:3], starts[1:4], starts[2:], strict=True):
            end = next(each for each in following if each is not None)
            if start is not None and zones.whole_day(day_of(day), key) != (start, end):
                wrong.append((key, day_of(day)))
            if zones.day_start(day_of(day), key) != (end if start is None else start):
                wrong.append((key, day_of(day)))
    assert not wrong[:10]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


NAMED = [
    pytest.param("2025-03-30T01:59:59", "Europe/Berlin", ["2025-03-30T00:59:59Z"], id="berlin-before-spring"),
    pytest.param("2025-03-30T02:00", "Europe/Berlin", [], id="berlin-spring-gap-begins"),
    pytest.param("2025-03-30T02:30", "Europe/Berlin", [], id="berlin-spring-gap"),
    pytest.param("2025-03-30T03:00", "Europe/Berlin", ["2025-03-30T01:00Z"], id="berlin-spring-gap-ends"),
    pytest.param("2025-10-26T01:59:59", "Europe/Berlin", ["2025-10-25T23:59:59Z"], id="berlin-before-autumn"),
    pytest.param(
        "2025-10-26T02:00", "Europe/Berlin", ["2025-10-26T00:00Z", "2025-10-26T01:00Z"], id="berlin-fold-begins"
    ),
    pytest.param("2025-10-26T02:30", "Europe/Berlin", ["2025-10-26T00:30Z", "2025-10-26T01:30Z"], id="berlin-fold"),
    pytest.param("2025-10-26T03:00", "Europe/Berlin", ["2025-10-26T02:00Z"], id="berlin-fold-ends"),
    pytest.param("2024-10-06T02:15", "Australia/Lord_Howe", [], id="lord-howe-spring-gap-of-half-an-hour"),
    pytest.param("2024-10-06T02:30", "Australia/Lord_Howe", ["2024-10-05T15:30Z"], id="lord-howe-gap-ends"),
    pytest.param(
        "2025-04-06T01:45",
        "Australia/Lord_Howe",
        ["2025-04-05T14:45Z", "2025-04-05T15:15Z"],
        id="lord-howe-autumn-half-hour",
    ),
    pytest.param("2025-04-06T02:00", "Australia/Lord_Howe", ["2025-04-05T15:30Z"], id="lord-howe-fold-ends"),
    pytest.param("2011-12-29T23:59:59", "Pacific/Apia", ["2011-12-30T09:59:59Z"], id="apia-before-the-skipped-day"),
    pytest.param("2011-12-30T00:00", "Pacific/Apia", [], id="apia-skipped-midnight"),
    pytest.param("2011-12-30T12:00", "Pacific/Apia", [], id="apia-skipped-noon"),
    pytest.param("2011-12-31T00:00", "Pacific/Apia", ["2011-12-30T10:00Z"], id="apia-after-the-skipped-day"),
    pytest.param("2018-11-04T00:00", "America/Sao_Paulo", [], id="sao-paulo-spring-midnight-gap"),
    pytest.param(
        "2018-02-17T23:30", "America/Sao_Paulo", ["2018-02-18T01:30Z", "2018-02-18T02:30Z"], id="sao-paulo-autumn"
    ),
    pytest.param("2018-02-18T00:00", "America/Sao_Paulo", ["2018-02-18T03:00Z"], id="sao-paulo-autumn-midnight-once"),
    pytest.param("2021-03-28T00:30", "Asia/Beirut", [], id="beirut-spring-midnight-gap"),
    pytest.param("2021-10-30T23:30", "Asia/Beirut", ["2021-10-30T20:30Z", "2021-10-30T21:30Z"], id="beirut-autumn"),
    pytest.param(
        "2024-11-03T00:00", "America/Havana", ["2024-11-03T04:00Z", "2024-11-03T05:00Z"], id="havana-autumn-midnight"
    ),
    pytest.param("2024-03-10T00:00", "America/Havana", [], id="havana-spring-midnight-gap"),
    pytest.param(
        "2010-03-14T00:00:59", "America/St_Johns", ["2010-03-14T03:30:59Z"], id="st-johns-before-spring-at-00:01"
    ),
    pytest.param("2010-03-14T00:01", "America/St_Johns", [], id="st-johns-spring-gap-at-00:01"),
    pytest.param(
        "2010-11-07T00:00",
        "America/St_Johns",
        ["2010-11-07T02:30Z", "2010-11-07T03:30Z"],
        id="st-johns-autumn-midnight",
    ),
    pytest.param(
        "2010-11-06T23:01", "America/St_Johns", ["2010-11-07T01:31Z", "2010-11-07T02:31Z"], id="st-johns-autumn-fold"
    ),
    pytest.param("2010-11-06T23:00:59", "America/St_Johns", ["2010-11-07T01:30:59Z"], id="st-johns-before-autumn"),
    pytest.param("2025-03-30T01:30", "Europe/Dublin", [], id="dublin-spring-gap"),
    pytest.param(
        "2025-10-26T01:30", "Europe/Dublin", ["2025-10-26T00:30Z", "2025-10-26T01:30Z"], id="dublin-autumn-fold"
    ),
    pytest.param("2025-03-30T02:30", "UTC", ["2025-03-30T02:30Z"], id="utc-never-changes"),
    pytest.param("2025-03-30T02:30", "UTC+05:45", ["2025-03-29T20:45Z"], id="an-offset-never-changes"),
]


@pytest.mark.parametrize(("local_time", "zone", "expected"), NAMED)
def test_a_local_time_has_none_one_or_two_instants(local_time: str, zone: str, expected: list[str]) -> None:
    assert zones.instants(local(local_time), zone) == tuple(map(utc, expected))
    assert zones.instants(local(local_time).replace(fold=1), zone) == tuple(map(utc, expected))


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        pytest.param(6, "2026-03-06T18:00Z", "2026-03-06T23:00Z", id="two-days-before-8-mar-2026"),
        pytest.param(7, "2026-03-07T18:00Z", "2026-03-07T23:00Z", id="the-day-before"),
        pytest.param(8, "2026-03-08T17:00Z", "2026-03-08T22:00Z", id="the-day-itself"),
        pytest.param(9, "2026-03-09T17:00Z", "2026-03-09T22:00Z", id="the-day-after"),
        pytest.param(10, "2026-03-10T17:00Z", "2026-03-10T22:00Z", id="two-days-after"),
    ],
)
def test_13_to_18_in_new_york_is_known_around_the_change_of_8_mar_2026(day: int, start: str, end: str) -> None:
    edges = (zones.resolve(local(f"2026-03-{day:02}T{hour}:00"), "America/New_York") for hour in (13, 18))
    assert tuple(edges) == (utc(start), utc(end))


@pytest.mark.parametrize(
    ("local_time", "zone", "message"),
    [
        pytest.param(
            "2025-03-30T02:30",
            "Europe/Berlin",
            "02:30 on 30 Mar 2025 does not exist in Europe/Berlin, where the clocks go forward: "
            "write 01:30 (UTC+1) or 03:30 (UTC+2)",
            id="berlin-spring-2025",
        ),
        pytest.param(
            "2025-10-26T02:30:05",
            "Europe/Berlin",
            "02:30:05 on 26 Oct 2025 comes twice in Europe/Berlin, where the clocks go back: "
            "put an offset beside the time, UTC+2 for the first or UTC+1 for the second",
            id="berlin-autumn-2025",
        ),
        pytest.param(
            "2024-10-06T02:15",
            "Australia/Lord_Howe",
            "02:15 on 6 Oct 2024 does not exist in Australia/Lord_Howe, where the clocks go forward: "
            "write 01:45 (UTC+10:30) or 02:45 (UTC+11)",
            id="lord-howe-spring-2024",
        ),
        pytest.param(
            "2025-10-26T01:30",
            "Europe/Dublin",
            "01:30 on 26 Oct 2025 comes twice in Europe/Dublin, where the clocks go back: "
            "put an offset beside the time, UTC+1 for the first or UTC for the second",
            id="dublin-autumn-2025",
        ),
    ],
)
def test_a_local_time_that_is_skipped_or_doubled_is_refused_and_both_neighbours_are_named(
    local_time: str, zone: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        zones.resolve(local(local_time), zone)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("local_time", "zone", "dates"),
    [
        pytest.param("2018-11-04T00:30", "America/Sao_Paulo", ["3 Nov 2018"], id="sao-paulo-23:30-is-the-day-before"),
        pytest.param("2011-12-30T12:00", "Pacific/Apia", ["29 Dec 2011", "31 Dec 2011"], id="apia-both-are-other-days"),
    ],
)
def test_a_neighbour_of_a_skipped_time_that_lies_on_another_date_is_named_with_it(
    local_time: str, zone: str, dates: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        zones.resolve(local(local_time), zone)
    assert [each for each in dates if each not in str(refusal.value)] == []


@pytest.mark.parametrize(
    ("day", "zone", "start", "end"),
    [
        pytest.param("2025-01-12", "America/New_York", "2025-01-12T05:00Z", "2025-01-13T05:00Z", id="no-change"),
        pytest.param(
            "2025-03-30", "Europe/Berlin", "2025-03-29T23:00Z", "2025-03-30T22:00Z", id="berlin-spring-23-hours"
        ),
        pytest.param(
            "2025-10-26", "Europe/Berlin", "2025-10-25T22:00Z", "2025-10-26T23:00Z", id="berlin-autumn-25-hours"
        ),
        pytest.param(
            "2024-10-06", "Australia/Lord_Howe", "2024-10-05T13:30Z", "2024-10-06T13:00Z", id="lord-howe-23:30"
        ),
        pytest.param(
            "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00Z", "2018-11-05T02:00Z", id="sao-paulo-no-midnight"
        ),
        pytest.param(
            "2018-11-03", "America/Sao_Paulo", "2018-11-03T03:00Z", "2018-11-04T03:00Z", id="sao-paulo-the-day-before"
        ),
        pytest.param(
            "2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00Z", "2018-02-18T03:00Z", id="sao-paulo-autumn"
        ),
        pytest.param("2021-03-28", "Asia/Beirut", "2021-03-27T22:00Z", "2021-03-28T21:00Z", id="beirut-no-midnight"),
        pytest.param(
            "2024-11-03", "America/Havana", "2024-11-03T04:00Z", "2024-11-04T05:00Z", id="havana-two-midnights"
        ),
        pytest.param(
            "2024-11-02", "America/Havana", "2024-11-02T04:00Z", "2024-11-03T04:00Z", id="havana-the-day-before"
        ),
        pytest.param("2024-03-10", "America/Havana", "2024-03-10T05:00Z", "2024-03-11T04:00Z", id="havana-no-midnight"),
        pytest.param(
            "2010-11-07", "America/St_Johns", "2010-11-07T02:30Z", "2010-11-08T03:30Z", id="st-johns-autumn-at-00:01"
        ),
        pytest.param(
            "2010-03-14", "America/St_Johns", "2010-03-14T03:30Z", "2010-03-15T02:30Z", id="st-johns-spring-at-00:01"
        ),
        pytest.param(
            "2011-12-29", "Pacific/Apia", "2011-12-29T10:00Z", "2011-12-30T10:00Z", id="apia-before-the-skipped-day"
        ),
        pytest.param(
            "2011-12-31", "Pacific/Apia", "2011-12-30T10:00Z", "2011-12-31T10:00Z", id="apia-after-the-skipped-day"
        ),
        # Toronto, 30 Mar 1919: from 23:30 to 00:30. No known change since 1970 has midnight inside its gap.
        pytest.param(
            "1919-03-31", "America/Toronto", "1919-03-31T04:30Z", "1919-04-01T04:00Z", id="toronto-from-00:30"
        ),
        pytest.param("2025-03-30", "UTC", "2025-03-30T00:00Z", "2025-03-31T00:00Z", id="utc"),
        pytest.param("2025-03-30", "UTC-03:30", "2025-03-30T03:30Z", "2025-03-31T03:30Z", id="an-offset"),
    ],
)
def test_a_whole_day_is_from_its_first_instant_to_the_first_of_the_next(
    day: str, zone: str, start: str, end: str
) -> None:
    assert zones.whole_day(date.fromisoformat(day), zone) == (utc(start), utc(end))
    assert zones.day_start(date.fromisoformat(day), zone) == utc(start)


def test_apias_skipped_30_dec_2011_is_no_day_and_begins_where_the_next_does() -> None:
    skipped = date(2011, 12, 30)
    assert zones.day_start(skipped, "Pacific/Apia") == utc("2011-12-30T10:00Z")
    with pytest.raises(
        InvalidInput, match="30 Dec 2011 does not exist in Pacific/Apia, where the clocks skip the whole"
    ):
        zones.whole_day(skipped, "Pacific/Apia")


@pytest.mark.parametrize(
    ("instant", "zone", "shown", "offset", "abbreviation"),
    [
        pytest.param("2025-01-12T19:00Z", "America/New_York", "2025-01-12T14:00", "UTC-5", "EST", id="letters"),
        pytest.param("2025-07-12T19:00Z", "America/New_York", "2025-07-12T15:00", "UTC-4", "EDT", id="summer"),
        pytest.param("2025-01-12T12:00Z", "Europe/Dublin", "2025-01-12T12:00", "UTC", "GMT", id="dublin-winter"),
        pytest.param("2025-07-12T12:00Z", "Europe/Dublin", "2025-07-12T13:00", "UTC+1", "IST", id="dublin-summer"),
        pytest.param("2025-01-12T12:00Z", "America/Sao_Paulo", "2025-01-12T09:00", "UTC-3", None, id="figures"),
        pytest.param("2025-01-12T12:00Z", "UTC", "2025-01-12T12:00", "UTC", "UTC", id="utc"),
        pytest.param("2025-01-12T12:00Z", "UTC-03:30", "2025-01-12T08:30", "UTC-3:30", None, id="an-offset"),
        pytest.param("1971-06-01T12:00Z", "Africa/Monrovia", "1971-06-01T11:15:30", "UTC-0:44:30", "MMT", id="seconds"),
        pytest.param("2011-12-30T10:00Z", "Pacific/Apia", "2011-12-31T00:00", "UTC+14", None, id="apia-past-the-skip"),
    ],
)
def test_the_clocks_show_local_time_offset_and_an_abbreviation_of_letters(
    instant: str, zone: str, shown: str, offset: str, abbreviation: str | None
) -> None:
    there = zones.clock(utc(instant), zone)
    assert (there.local_time, zones.offset_text(there.offset), there.abbreviation) == (
        local(shown),
        offset,
        abbreviation,
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        pytest.param(0, "UTC", id="none"),
        pytest.param(3600, "UTC+1", id="an-hour"),
        pytest.param(-18_000, "UTC-5", id="behind"),
        pytest.param(20_700, "UTC+5:45", id="minutes"),
        pytest.param(-12_600, "UTC-3:30", id="minutes-behind"),
        pytest.param(1800, "UTC+0:30", id="under-an-hour"),
        pytest.param(-2670, "UTC-0:44:30", id="seconds"),
        pytest.param(36_001, "UTC+10:00:01", id="an-odd-second"),
        pytest.param(50_400, "UTC+14", id="the-farthest"),
    ],
)
def test_an_offset_is_written_as_people_write_it(seconds: int, text: str) -> None:
    assert zones.offset_text(timedelta(seconds=seconds)) == text
    assert zones.offset_text(timedelta(seconds=seconds), "−") == text.replace("-", "−")


@pytest.mark.parametrize(
    ("zone", "seconds"),
    [
        pytest.param("UTC+05:30", 19_800, id="ahead"),
        pytest.param("UTC-03:30", -12_600, id="behind"),
        pytest.param("UTC-00:44:30", -2670, id="seconds"),
        pytest.param("UTC+14:00", 50_400, id="the-farthest"),
    ],
)
def test_a_fixed_offset_is_loaded_with_the_sign_that_people_mean(zone: str, seconds: int) -> None:
    assert zones.load(zone) == timezone(timedelta(seconds=seconds))


def test_utc_and_every_key_with_a_slash_is_loaded() -> None:
    assert zones.load("UTC") is UTC
    assert all(str(zones.load(key)) == key for key in known_keys())


@pytest.fixture
def set_machine_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def set_to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("machine", ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "Europe/Berlin"])
def test_the_zone_of_the_machine_makes_no_difference(machine: str, set_machine_zone: Callable[[str], None]) -> None:
    set_machine_zone(machine)
    gap, fold = local("2025-03-30T02:30"), local("2025-10-26T02:30")
    assert zones.instants(gap, "Europe/Berlin") == ()
    assert zones.instants(fold, "Europe/Berlin") == (1_761_438_600, 1_761_442_200)
    assert zones.instants(gap, "UTC") == (1_743_301_800,)
    assert zones.resolve(gap, "UTC+05:30") == 1_743_282_000
    assert zones.clock(1_743_296_400, "Europe/Berlin").local_time == local("2025-03-30T03:00")
    assert zones.whole_day(date(2025, 3, 30), "Europe/Berlin") == (1_743_289_200, 1_743_372_000)
    assert zones.day_start(date(2011, 12, 30), "Pacific/Apia") == 1_325_239_200
