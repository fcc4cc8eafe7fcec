"""The characters of a text, and any text whatever: it is read or refused, never anything else."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.engine.model import Slot
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput, UnreadableText

LONGEST = 16_384

PIECES = (
    *(
        "1",
        "2",
        "12",
        "13",
        "24",
        "31",
        "0",
        "00",
        "59",
        "60",
        "99",
        "2025",
        "1970",
        "2199",
        "9999",
        "0001",
        "20250112",
    ),
    *(
        "Jan",
        "february",
        "Mar",
        "30 Mar 2025",
        "26 Oct 2025",
        "Dec",
        "Sept",
        "Sun",
        "monday",
        "Thurs",
        "st",
        "nd",
        "of",
    ),
    *("12 Jan 2025", "13 - 17 Jan 2025", "2025-01-12", "2025-01-12T14:00:00Z", "03/04/2025", "31 Dec 9999"),
    *("14:00", "2 - 4PM", "16:30", "02:30", "24:00", "2PM", "AM", "p.m.", "noon", "midnight", "midday", "PT2H", "P1M"),
    *("-", "–", "—", "−", "to", "until", "/", ",", ";", ":", ".", "+", "(", ")", "\n", "and", "at", "from", "T", "Z"),
    *("EST", "EDT", "CST", "IST", "PST", "ET", "AKST", "UTC", "GMT", "UTC+5:30", "-05:00", "(UTC-5)", "UTC+99", "XYZ"),
    *("Europe/Berlin", "America/New_York", "Pacific/Apia", "Mars/Phobos", "\u00a0", "\u202f", "x", "_", "P999999999W"),
)
ZONES = st.sampled_from([None, "UTC", "UTC-05:00", "America/New_York", "Europe/Berlin", "Asia/Manila", "Pacific/Apia"])
WRITTEN = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).flatmap(
    lambda pieces: st.sampled_from(["", " ", " ", " "]).map(lambda space: space.join(pieces))
)
HOSTILE = "\x00\x07\x1b\x7f\x80\x85\x9b\xa0\u061c\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\U000e0041\U0010ffff"


def check(text: str, zone: str | None = None) -> tuple[Slot, ...]:
    """Read a text, or see that its refusal is fit to be shown; return the slots."""
    try:
        return parse_slots(text, zone)
    except UnreadableText as caught:
        error = caught
    assert error.text == text
    assert 0 <= error.start <= error.end <= len(text)
    assert str(error).isprintable(), "one line, and nothing that a terminal obeys"
    assert len(str(error)) <= 1_100
    assert error.advice
    assert str(error).endswith(error.advice)
    return ()


@settings(deadline=None, max_examples=300)
@given(text=st.text(max_size=80), zone=ZONES)
def test_any_text_is_read_or_refused(text: str, zone: str | None) -> None:
    check(text, zone)


@settings(deadline=None, max_examples=1_500)
@given(text=WRITTEN, zone=ZONES)
def test_words_of_the_grammar_in_any_order_are_read_or_refused(text: str, zone: str | None) -> None:
    for slot in check(text, zone):
        assert slot.text is not None
        assert slot.text in text
        assert slot.zone is not None
        again = check(slot.text, zone)
        assert slot in again


@settings(deadline=None, max_examples=200)
@given(before=WRITTEN, hostile=st.text(st.sampled_from(HOSTILE), min_size=1, max_size=90), after=WRITTEN)
def test_hostile_characters_among_words_of_the_grammar_never_come_back_raw(
    before: str, hostile: str, after: str
) -> None:
    for slot in check(before + hostile + after, "UTC"):
        assert slot.text is not None


@pytest.mark.parametrize("text", ["", " ", "\t \u00a0\u202f"], ids=["empty", "space", "other-spaces"])
def test_a_blank_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(text, "UTC")
    assert str(caught.value) == "cannot read a blank text: write a slot such as 12 Jan 2025, 2 - 4PM EST"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("12 Jan 2025, 2 - 4PM EST!", 24, id="exclamation-mark"),
        pytest.param("12 Jan '25", 7, id="apostrophe"),
        pytest.param("12 Jan 2025 # 2PM", 12, id="number-sign"),
        pytest.param("12_Jan_2025", 2, id="underscore"),
        pytest.param("\x1b[31m12 Jan 2025", 0, id="escape"),
        pytest.param("12 Jan 2025\x00", 11, id="nul"),
        pytest.param("12 Jan 2025\x9b2J", 11, id="c1-control"),
        pytest.param("12 Jan \u202e2025", 7, id="right-to-left-override"),
        pytest.param("\ufeff12 Jan 2025", 0, id="byte-order-mark"),
        pytest.param("12 Jan 2025 \u200b", 12, id="zero-width-space"),
        pytest.param("１２ Jan 2025", 0, id="full-width-figures"),
        pytest.param("١٢ Jan 2025", 0, id="arabic-figures"),
        pytest.param("12 Jän 2025", 4, id="umlaut"),
        pytest.param("12 Jan 2025 \ud800", 12, id="half-a-character"),
        pytest.param("12 Jan 2025 2PM → 4PM", 16, id="arrow"),
        pytest.param("[/]12 Jan 2025", 0, id="markup"),
        pytest.param("=HYPERLINK(12)", 0, id="formula"),
        pytest.param("12 Jan 2025 %s", 12, id="format"),
        pytest.param("12 Jan 2025 👩\u200d💻", 12, id="emoji"),
        pytest.param("जनवरी", 0, id="devanagari"),
    ],
)
def test_a_character_that_no_slot_has_is_refused_at_its_place(text: str, at: int) -> None:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(text, "UTC")
    assert (caught.value.start, caught.value.end) == (at, at + 1)
    assert caught.value.advice == "no date, time or zone has this character"
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("hidden", list("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"), ids=ascii)
def test_a_slot_keeps_no_control_character_in_its_text(hidden: str) -> None:
    for slot in check(f"12 Jan 2025,{hidden}2 - 4PM EST"):
        assert hidden not in (slot.text or "")


@pytest.mark.parametrize("letter", ["EſT", "\u212aST", "ıST (UTC+2)"], ids=["long-s", "kelvin-sign", "dotless-i"])
def test_letters_that_only_fold_to_those_of_a_zone_are_refused(letter: str) -> None:
    with pytest.raises(UnreadableText):
        parse_slots(f"12 Jan 2025, 2 - 4PM {letter}")


def test_a_text_has_a_longest_length() -> None:
    text = "2025-01-12,\n" * 150
    padded = text + " " * (LONGEST - len(text) - 10) + "2025-01-12"
    assert len(padded) == LONGEST
    assert len(parse_slots(padded, "UTC")) == 151
    with pytest.raises(UnreadableText) as caught:
        parse_slots(padded + " ", "UTC")
    assert (caught.value.start, caught.value.end) == (0, LONGEST + 1)
    assert caught.value.advice == "a text has at most 16,384 characters"


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "a_",
            "_",
            "a/",
            "a/a+",
            "A/b-c",
            "z/",
            "1",
            "1/",
            "1-",
            "-",
            "+",
            ":",
            ".",
            ",",
            "(",
            "\n",
            " ",
            "p.",
            "am ",
        ),
        *("12 Jan 2025 ", "2025-01-12/", "2 - ", "1:", "UTC+", "EST(", "Jan ", "Sun ", "to ", "Z/P", "P1", "\u2028"),
        *("12 Jan 2025 2-4PM XYZ,", "1 Jan 2025 - 19 Jul 2025,"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("opening", ["", "12 Jan 2025 ", "12 Jan 2025 2-4PM ", "2025-01-12T14:00Z/P"])
def test_the_longest_text_of_one_piece_again_and_again_is_read_or_refused(opening: str, piece: str) -> None:
    text = (opening + piece * LONGEST)[:LONGEST]
    try:
        check(text, "UTC")
    except RecursionError:
        pytest.fail("the grammar recurses as deep as the text says")


def steps(text: str) -> int:
    """Return how many functions are called to read a text, builtin ones included."""
    count = 0

    def tick(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        parse_slots(text, "America/New_York")
    except InvalidInput:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("12 Jan 2025, 2 - 4PM EST, ", id="times"),
        pytest.param("2025-01-12\n", id="whole-days"),
        pytest.param("2025-01-12T14:00-05:00/PT2H; ", id="iso"),
        pytest.param("12 Jan 2025 10PM EST (UTC-5) - 13 Jan 2025 2AM America/New_York, ", id="two-ends"),
        pytest.param("\n", id="new-lines"),
    ],
)
def test_the_steps_of_reading_grow_with_the_text_and_no_faster(piece: str) -> None:
    last = "12 Jan 2025, 2 - 4PM EST"
    steps(piece * 50 + last)
    once, twice = steps(piece * 50 + last), steps(piece * 100 + last)
    assert once < twice < 2.1 * once
