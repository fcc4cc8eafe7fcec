from __future__ import annotations

import pytest

from evsched.calendar.reading import read_calendar
from tests.calendar.agreeing import Taken, ask_oracle, asked_about
from tests.calendar.generating import Maker

YEAR = asked_about("2025-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00")
CALENDARS = 120


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_calendars_made_by_chance_take_what_the_oracle_says(seed: int) -> None:
    maker = Maker(seed)
    calendars = [maker.calendar() for _ in range(CALENDARS)]
    for (text, zone), expected in zip(calendars, ask_oracle(calendars, YEAR), strict=True):
        found = read_calendar(text.encode(), YEAR, zone)
        assert Taken(found.busy, found.tentative) == expected, f"in {zone}:\n{text}"
