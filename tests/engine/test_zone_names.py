"""Zones as options and documents name them: keys with a slash, UTC and offsets; nothing else, and never a path."""

from __future__ import annotations

import zoneinfo
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine import abbreviations
from evsched.engine.zone_names import (
    candidates_text,
    fixed_zone,
    known_keys,
    minutes_text,
    parse_offset,
    parse_place,
    parse_zone,
    zone_advice,
)
from evsched.engine.zones import load
from evsched.errors import InvalidInput

WITHOUT_SLASH = sorted(key for key in available_timezones() if "/" not in key and key not in ("UTC", "GMT+0", "GMT-0"))
"""But the three that are UTC, or an offset of nothing from it."""


def refuse(text: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        parse_zone(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) <= 1_000
    return caught.value


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        pytest.param("Europe/Berlin", "Europe/Berlin", id="key"),
        pytest.param(" Europe/Berlin ", "Europe/Berlin", id="outer-blanks"),
        pytest.param("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", id="three-parts"),
        pytest.param("US/Eastern", "US/Eastern", id="an-old-key-with-a-slash"),
        pytest.param("Etc/GMT+5", "Etc/GMT+5", id="key-with-a-sign"),
        pytest.param("UTC", "UTC", id="utc"),
        pytest.param("utc", "UTC", id="utc-in-lower-case"),
        pytest.param("UTC+5:30", "UTC+05:30", id="utc-and-offset"),
        pytest.param("+05:30", "UTC+05:30", id="offset"),
        pytest.param("GMT-3", "UTC-03:00", id="gmt-and-offset-with-the-sign-people-mean"),
        pytest.param("gmt-3", "UTC-03:00", id="lower-case"),
        pytest.param("utc-0530", "UTC-05:30", id="no-colon"),
        pytest.param("+5", "UTC+05:00", id="one-figure"),
        pytest.param("UTC +5", "UTC+05:00", id="a-space"),
        pytest.param("UTC+0", "UTC", id="zero"),
        pytest.param("-00:00", "UTC", id="minus-zero"),
        pytest.param("UTC+14", "UTC+14:00", id="farthest-east"),
        pytest.param("UTC-12", "UTC-12:00", id="farthest-west"),
        pytest.param("UTC+01:02:03", "UTC+01:02:03", id="seconds"),
    ],
)
def test_a_zone_is_a_key_with_a_slash_utc_or_an_offset(text: str, zone: str) -> None:
    assert parse_zone(text) == zone
    load(zone)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        pytest.param("../../etc/passwd", "Europe/Berlin, UTC or UTC+5:30", id="path-upwards"),
        pytest.param("/etc/passwd", "Europe/Berlin, UTC or UTC+5:30", id="absolute-path"),
        pytest.param("./Europe/Berlin", "Europe/Berlin", id="relative-path"),
        pytest.param("Europe//Berlin", "Europe/Berlin", id="doubled-slash"),
        pytest.param("Europe/Berlin/", "Europe/Berlin", id="slash-at-the-end"),
        pytest.param("Europe", "Europe/Berlin, UTC or UTC+5:30", id="folder"),
        pytest.param("America/Argentina", "", id="folder-in-a-folder"),
        pytest.param("x" * 5_000, "Europe/Berlin, UTC or UTC+5:30", id="5000-characters"),
        pytest.param("\U0010ffff" * 5_000, "Europe/Berlin, UTC or UTC+5:30", id="5000-unshowable-characters"),
        pytest.param("Europe/Berlin" + "/x" * 2_500, "", id="5000-characters-with-slashes"),
        pytest.param("\0", "Europe/Berlin, UTC or UTC+5:30", id="nul"),
        pytest.param("Europe/Berlin\0", "Europe/Berlin", id="nul-behind-a-key"),
        pytest.param("posixrules", "Europe/Berlin, UTC or UTC+5:30", id="posixrules"),
        pytest.param("posix/Europe/Berlin", "Europe/Berlin", id="posix-folder"),
        pytest.param("right/Europe/Berlin", "Europe/Berlin", id="right-folder"),
        pytest.param("tzdata.zi", "Europe/Berlin, UTC or UTC+5:30", id="a-file-of-the-database"),
        pytest.param("europe/berlin", "did you mean Europe/Berlin?", id="wrong-case"),
        pytest.param("EUROPE/BERLIN", "did you mean Europe/Berlin?", id="upper-case"),
        pytest.param("Mars/Phobos", "Europe/Berlin, UTC or UTC+5:30", id="unknown"),
        pytest.param("Europe/Belrin", "did you mean Europe/Berlin?", id="slip"),
        pytest.param("Berlin", "did you mean Europe/Berlin?", id="city"),
        pytest.param("new york", "did you mean America/New_York?", id="city-with-a-space"),
        pytest.param("America/New York", "did you mean America/New_York?", id="key-with-a-space"),
        pytest.param("", "Europe/Berlin, UTC or UTC+5:30", id="empty"),
        pytest.param("  ", "Europe/Berlin, UTC or UTC+5:30", id="blank"),
        pytest.param("Europe/Berlin\nUTC", "", id="two-lines"),
        pytest.param("\x1b[31mUTC", "", id="escape"),
        pytest.param("\u202eEurope/Berlin", "Europe/Berlin", id="right-to-left-override"),
        pytest.param("\ud800", "Europe/Berlin, UTC or UTC+5:30", id="half-a-character"),
        pytest.param("UTC+５", "Europe/Berlin, UTC or UTC+5:30", id="full-width-figure"),
        pytest.param("UTC5", "", id="no-sign"),
        pytest.param("5:30", "Europe/Berlin, UTC or UTC+5:30", id="no-sign-and-no-utc"),
        pytest.param("UTC+5.5", "Europe/Berlin, UTC or UTC+5:30", id="decimal"),
        pytest.param("W. Europe Standard Time", "Europe/Berlin, UTC or UTC+5:30", id="windows"),
        pytest.param("EST", "write America/New_York or UTC-5", id="est"),
        pytest.param("est", "write America/New_York or UTC-5", id="est-in-lower-case"),
        pytest.param("CET", "write Europe/Berlin or UTC+1", id="cet"),
        pytest.param("EST5EDT", "write America/New_York", id="est5edt"),
        pytest.param("HST", "write Pacific/Honolulu or UTC-10", id="hst"),
        pytest.param("GMT", "write UTC", id="gmt"),
        pytest.param("Zulu", "write UTC", id="zulu"),
        pytest.param("Z", "write UTC", id="z"),
        pytest.param("ET", "write America/New_York", id="et"),
        pytest.param("Japan", "write Asia/Tokyo", id="country"),
        pytest.param("localtime", "Europe/Berlin, UTC or UTC+5:30", id="localtime"),
        pytest.param("Factory", "Europe/Berlin, UTC or UTC+5:30", id="factory"),
        pytest.param("NPT", "write Asia/Kathmandu or UTC+5:45", id="minutes-in-the-offset"),
        pytest.param(
            "IST",
            "IST is India (Asia/Kolkata), Ireland (Europe/Dublin) or Israel (Asia/Jerusalem): write one of these",
            id="ambiguous",
        ),
    ],
)
def test_what_is_no_zone_is_refused_with_what_to_write_instead(text: str, mend: str) -> None:
    error = refuse(text)
    assert "is not a time zone: " in error.problem
    assert mend in error.problem


@pytest.mark.parametrize(
    "text", ["UTC+24", "+24:00", "+99:99", "UTC+14:01", "UTC-14:01", "-23:59", "+05:60", "+05:30:60", "UTC+99"]
)
def test_an_offset_that_no_clock_has_is_refused(text: str) -> None:
    error = refuse(text)
    assert error.problem == f'"{text}" is not an offset that any clock has: write one from UTC-12 to UTC+14'


@pytest.mark.parametrize("name", WITHOUT_SLASH)
def test_a_name_of_the_zone_database_without_a_slash_is_refused(name: str) -> None:
    assert "write" in refuse(name).problem


@pytest.mark.parametrize("name", sorted({*abbreviations.FIXED, *abbreviations.AMBIGUOUS, *abbreviations.CLOCKS}))
def test_an_abbreviation_is_no_zone_and_its_place_is_named(name: str) -> None:
    places = [abbreviations.FIXED[name].zone] if name in abbreviations.FIXED else []
    places += [meaning.zone for meaning in abbreviations.AMBIGUOUS.get(name, {}).values()]
    for place in [*places, *abbreviations.CLOCKS.get(name, "").split()]:
        assert place in refuse(name).problem


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        pytest.param("UTC+05:30", "write a place such as Asia/Kolkata", id="offset"),
        pytest.param("+01:00", "such as Europe/Berlin, Europe/Lisbon or Africa/Lagos", id="offset-of-several"),
        pytest.param("UTC+4:51", "write a place such as Europe/Berlin", id="offset-of-nowhere"),
        pytest.param("UTC+99", "write one from UTC-12 to UTC+14", id="no-offset"),
        pytest.param("UTC+0", "write Europe/London, or UTC alone for clocks that never change", id="zero"),
        pytest.param("gmt", "or UTC alone for clocks that never change", id="gmt"),
        pytest.param("EST", ": write America/New_York", id="abbreviation"),
        pytest.param("MET", ": write Europe/Berlin", id="name-without-a-slash"),
        pytest.param("Mars", "write one such as Europe/Berlin or UTC", id="nowhere"),
    ],
)
def test_the_hours_of_a_week_follow_a_place_and_no_offset(text: str, mend: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_place(text)
    assert caught.value.problem.startswith(f'"{text}" is no zone for weekly hours: ')
    assert caught.value.problem.endswith(mend)


@pytest.mark.parametrize("text", ["UTC", "utc", " Europe/Berlin ", "Etc/GMT+5"])
def test_a_key_with_a_slash_and_utc_are_places(text: str) -> None:
    assert parse_place(text) == parse_zone(text)


def test_every_known_key_has_a_slash_and_is_a_zone_that_loads() -> None:
    assert len(known_keys()) > 500
    for key in known_keys():
        assert parse_zone(key) == key
        assert isinstance(load(key), ZoneInfo)
        assert ("/" in key, key.startswith(("/", ".", "posix/", "right/"))) == (True, False)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=100) | st.text("UTCGMT+-:0123456789 /eEuropBlin", max_size=20))
def test_any_text_is_a_zone_or_refused(text: str) -> None:
    try:
        load(parse_zone(text))
    except InvalidInput as caught:
        error = caught
    else:
        return
    assert str(error).isprintable()
    assert len(str(error)) <= 1_000


@given(st.integers(-14 * 3_600, 14 * 3_600))
def test_a_fixed_zone_is_read_as_it_is_written(seconds: int) -> None:
    zone = fixed_zone(seconds)
    assert parse_offset(zone) == zone or (zone, seconds) == ("UTC", 0)
    assert parse_zone(zone) == zone


@pytest.mark.parametrize("text", ["", "UTC", "Europe/Berlin", "5", "+", "+123456", "UTC+1:2", "++1", "+1:"])
def test_what_has_no_form_of_an_offset_is_none(text: str) -> None:
    assert parse_offset(text) is None


def test_what_to_write_is_put_in_words() -> None:
    meanings = abbreviations.AMBIGUOUS["BST"]
    assert candidates_text("BST", meanings) == "BST is Britain (Europe/London) or Bangladesh (Asia/Dhaka)"
    assert [minutes_text(minutes) for minutes in (0, -300, 345)] == ["UTC", "UTC-5", "UTC+5:45"]
    assert zone_advice("eastern") == "did you mean Canada/Eastern or US/Eastern?"


def test_a_key_that_only_the_machine_knows_is_a_zone(tmp_path: Path) -> None:
    (tmp_path / "Atlantis").mkdir()
    rules = files("tzdata.zoneinfo").joinpath("Europe", "Berlin").read_bytes()
    (tmp_path / "Atlantis" / "Capital").write_bytes(rules)
    zoneinfo.reset_tzpath([tmp_path])
    try:
        assert parse_zone("Atlantis/Capital") == "Atlantis/Capital"
    finally:
        zoneinfo.reset_tzpath()
        parse_zone.cache_clear()
