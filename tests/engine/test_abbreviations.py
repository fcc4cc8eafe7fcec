"""The table of abbreviations against the zone database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from evsched.engine import abbreviations
from evsched.engine.abbreviations import Meaning
from evsched.engine.show import interval_text
from evsched.engine.text import parse_slots
from evsched.engine.zone_names import fixed_zone, known_keys

pytestmark = pytest.mark.zones

SAMPLES = [datetime(2000, 1, 3, tzinfo=UTC) + timedelta(days=24 * i) for i in range(608)]
"""From 2000 to 2039, closer together than any clocks stay unchanged under a name in letters."""
WRITTEN = "12 Jan 2025, 14:00–16:00"


@cache
def in_use() -> dict[tuple[str, int], str]:
    """Return every (abbreviation, minutes) that the zone database uses from 2000 on, with a zone that does."""
    found: dict[tuple[str, int], str] = {}
    for key in sorted(known_keys()):
        zone = ZoneInfo(key)
        for instant in SAMPLES:
            there = instant.astimezone(zone)
            name, offset = there.tzname() or "", there.utcoffset() or timedelta()
            if name.isalpha():
                found.setdefault((name.upper(), int(offset.total_seconds()) // 60), key)
    return found


def test_every_abbreviation_in_use_since_2000_is_read_beside_its_offset() -> None:
    assert len(in_use()) > 50
    for (name, minutes), key in in_use().items():
        fixed = fixed_zone(minutes * 60)
        (slot,) = parse_slots(f"{WRITTEN} {name} ({fixed})")
        (plain,) = parse_slots(f"{WRITTEN} {fixed}")
        assert (slot.start, slot.end, slot.zone) == (plain.start, plain.end, fixed), f"{name} of {key}"
        assert f"{name} (UTC" not in interval_text(plain, fixed)


def test_every_fixed_abbreviation_is_used_in_its_reference_zone_or_has_figures_there() -> None:
    for name, meaning in abbreviations.FIXED.items():
        assert in_force_somewhen(name, meaning), name


def test_every_meaning_of_an_ambiguous_abbreviation_is_an_offset_of_its_zone() -> None:
    told_apart_only = {("WST", "Australia/Perth"), ("ECT", "America/Barbados"), ("ADT", "Asia/Riyadh")}
    for name, meanings in abbreviations.AMBIGUOUS.items():
        assert len(meanings) > 1
        assert name not in abbreviations.FIXED
        for meaning in meanings.values():
            assert (name, meaning.zone) in told_apart_only or in_force_somewhen(name, meaning), (
                f"{name} in {meaning.zone}"
            )


def in_force_somewhen(name: str, meaning: Meaning) -> bool:
    """Tell whether a zone is at some time since 2000 on an offset, under a name or under none."""
    zone, offset = ZoneInfo(meaning.zone), timedelta(minutes=meaning.minutes)
    shown = [instant.astimezone(zone) for instant in SAMPLES]
    return any(
        each.utcoffset() == offset and (each.tzname() == name or not (each.tzname() or "").isalpha()) for each in shown
    )


def test_no_abbreviation_in_use_has_one_meaning_here_and_another_in_the_zone_database() -> None:
    """``PST`` in Manila and the older ``MSK`` and ``KST`` are read only as the zone in force or an offset says."""
    for (name, minutes), key in in_use().items():
        if name in abbreviations.FIXED and abbreviations.FIXED[name].minutes != minutes:
            settled = (name, key) in abbreviations.ELSEWHERE_AMBIGUOUS or name in abbreviations.BESIDE_OFFSET
            assert settled, f"{name} is {minutes} minutes in {key}"


def test_the_names_of_clocks_are_zones_of_north_america() -> None:
    assert {key in known_keys() for key in abbreviations.CLOCKS.values()} == {True}


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        pytest.param("EST", {-300}, id="fixed"),
        pytest.param("IST", {330, 60, 120}, id="ambiguous"),
        pytest.param("PST", {-480, 480}, id="ambiguous-in-one-zone"),
        pytest.param("HST", {-600}, id="beside-its-offset"),
        pytest.param("MSK", {180, 240}, id="fixed-and-beside-an-offset"),
        pytest.param("GMT", {0}, id="neutral"),
        pytest.param("ET", set(), id="clocks-have-no-one-offset"),
        pytest.param("XYZ", set(), id="unknown"),
    ],
)
def test_a_name_stands_for_all_its_offsets(name: str, minutes: set[int]) -> None:
    assert abbreviations.offsets(name) == minutes
