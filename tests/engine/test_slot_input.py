from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evsched.engine.model import Slot
from evsched.engine.slot_input import PlacedText, read_slots, read_weekly
from evsched.engine.text import parse_slots, parse_weekly
from evsched.errors import InvalidInput, UnreadableText, ZoneMissing

UNZONED = "12 Jan 2025, 2 - 4PM"
OFFERED = "12 Jan 2025, 2 - 4PM EST"
LATER = "13 Jan 2025, 2 - 4PM EST"


def test_slots_are_read_in_a_zone_and_in_order() -> None:
    instants = Slot(datetime(2025, 1, 1, 8, tzinfo=UTC), datetime(2025, 1, 1, 9, tzinfo=UTC))
    assert read_slots([], None) == []
    read = read_slots([UNZONED, instants, f"{OFFERED}, {LATER}"], "Asia/Tokyo")
    assert read == [*parse_slots(UNZONED, "Asia/Tokyo"), instants, *parse_slots(OFFERED), *parse_slots(LATER)]
    with pytest.raises(InvalidInput, match=r'"Mars" is not a time zone'):
        read_slots([UNZONED], "Mars")


def test_one_text_is_a_list_of_one() -> None:
    assert read_slots(OFFERED, None) == read_slots([OFFERED], None)


def test_a_text_out_of_a_document_is_read_as_any_other() -> None:
    assert read_slots([PlacedText(UNZONED, ("slots", 0))], "America/New_York") == [
        *parse_slots(UNZONED, "America/New_York")
    ]


def test_an_error_in_a_text_out_of_a_document_says_where_it_stands() -> None:
    with pytest.raises(UnreadableText, match="it names no time zone") as refused:
        read_slots([PlacedText(UNZONED, ("slots", 3, "text"))], None)
    assert refused.value.path == ("slots", 3, "text")


HOURS = "Mon-Fri 9:00-17:00"


def test_weekly_hours_are_read_in_a_zone_and_in_order() -> None:
    known = parse_weekly("Sat 10-12 Asia/Tokyo")
    placed = PlacedText("Sun 10-12", ("weekly", 2))
    assert read_weekly([], None) == []
    read = read_weekly([HOURS, known, placed], "Europe/Berlin")
    assert read == [parse_weekly(HOURS, "Europe/Berlin"), known, parse_weekly("Sun 10-12", "Europe/Berlin")]
    assert read_weekly(HOURS, "UTC") == read_weekly([HOURS], "UTC")


def test_an_error_in_weekly_hours_out_of_a_document_says_where_they_stand() -> None:
    with pytest.raises(ZoneMissing) as refused:
        read_weekly([PlacedText(HOURS, ("weekly", 1))], None)
    assert refused.value.path == ("weekly", 1)


def test_an_offset_in_force_is_no_zone_for_weekly_hours_unless_they_name_their_own() -> None:
    with pytest.raises(InvalidInput, match=r"weekly\[0\]: .* write a place such as Asia/Kolkata"):
        read_weekly([PlacedText(HOURS, ("weekly", 0))], "UTC+05:30")
    assert read_weekly([f"{HOURS} Europe/Berlin"], "UTC+05:30")[0].zone == "Europe/Berlin"


def test_slots_of_a_text_that_is_given_only_if_needed_are_all_so() -> None:
    read = read_slots([OFFERED, PlacedText(f"{OFFERED}, {LATER}", (), if_needed=True)], None)
    assert [slot.if_needed for slot in read] == [False, True, True]
    assert [(slot.start, slot.text) for slot in read[1:]] == [
        (slot.start, slot.text) for slot in parse_slots(f"{OFFERED}, {LATER}")
    ]
