from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evsched.engine.model import Slot
from evsched.engine.slot_input import PlacedText, read_slots
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput, UnreadableText

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
