"""``evsched heatmap``: how many can when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Command

pytestmark = pytest.mark.zones

SVG = "{http://www.w3.org/2000/svg}"


def create(asked: Asked, *slots: str, people: str = "ann bo cleo", duration: str = "1h", zone: str = "UTC") -> None:
    typed = [part for slot in slots for part in ("--slot", slot)]
    invited = [part for name in people.split() for part in ("--participant", name)]
    asked("event", "create", "Review", "--duration", duration, "--tz", zone, *typed, *invited)


@pytest.fixture
def three(asked: Asked) -> None:
    """Two mornings in Berlin, one of them with a clock change in its night; two of three have answered."""
    create(asked, "25 - 26 Oct 2025, 1:00 - 4:00", "25 - 26 Oct 2025, 9:00 - 11:00", zone="Europe/Berlin")
    asked("availability", "set", "last", "ann", "--slot", "25 Oct 2025, 9:00 - 11:00; 26 Oct 2025, 0:00 - 10:00")
    asked("availability", "set", "last", "bo", "--slot", "25 Oct 2025, 9:00 - 10:30")


@pytest.mark.usefixtures("three")
def test_the_page_has_a_figure_for_each_hour_of_each_day(evsched: Command) -> None:
    done = evsched("heatmap", "last")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Review · 1 h",
        "How many can, by the clocks of Europe/Berlin:",
        "",
        "Sat 25 Oct 2025 – Sun 26 Oct 2025",
        "             Sat    Sun",
        "            25 Oct 26 Oct",
        "01:00         0      1",
        "02:00         0      1",
        "02:00 again          1",
        "03:00         0      1",
        "⋮",
        "09:00        [2]     1",
        "10:00        [1]     0",
        "",
        "Of 3:  0   1   2    [ ] recommended",
        "Each row is 1 h; counted are those free for all of it that is on offer.",
        "Sun 26 Oct 2025: the clocks go back; what comes again does so in UTC+1.",
        "2 of 3 have answered.",
    ]


@pytest.mark.usefixtures("three")
def test_the_map_is_by_the_clocks_of_the_zone_that_is_asked_for(evsched: Command) -> None:
    out = evsched("heatmap", "last", "--tz", "America/New_York").out
    assert "by the clocks of America/New_York" in out
    assert "Fri 24 Oct 2025 – Sun 26 Oct 2025" in out
    assert "again" not in out


@pytest.mark.usefixtures("three")
def test_json_has_each_cell_with_its_count(asked: Asked) -> None:
    heat = asked("heatmap", "last")
    cells = heat.pop("cells")
    assert len(heat.pop("id")) == 26
    assert heat == {
        "timeZone": "Europe/Berlin",
        "rowMinutes": 60,
        "participants": 3,
        "answered": 2,
        "file": None,
    }
    assert len(cells) == 11
    assert cells[3] == {
        "start_time": "2025-10-25T07:00:00Z",
        "end_time": "2025-10-25T08:00:00Z",
        "available": 2,
        "ifNeeded": 0,
        "recommended": True,
    }
    assert [cell["start_time"][11:16] for cell in cells[5:9]] == ["23:00", "00:00", "01:00", "02:00"]


def test_who_comes_only_if_needed_is_told_apart(evsched: Command, asked: Asked) -> None:
    create(asked, "12 Jan 2025, 9:00 - 12:00")
    asked("availability", "set", "last", "ann", "--slot", "12 Jan 2025, 9:00 - 12:00")
    busy = "BEGIN:VEVENT\nUID:1\nDTSTART:20250112T100000Z\nDURATION:PT1H\nSTATUS:TENTATIVE\nEND:VEVENT\n"
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{busy}END:VCALENDAR\n"
    asked("availability", "set", "last", "bo", "--ics", "-", stdin=calendar)
    assert [(cell["available"], cell["ifNeeded"]) for cell in asked("heatmap", "last")["cells"]] == [
        (2, 0),
        (2, 1),
        (2, 0),
    ]
    out = evsched("heatmap", "last").out
    assert "10:00 [1+1]\n" in out
    assert "Behind a plus: how many more can, only if needed.\n" in out


def test_who_can_in_a_row_is_told_from_who_can_attend_a_longer_meeting(evsched: Command, asked: Asked) -> None:
    create(asked, "12 Jan 2025, 9:00 - 12:00", duration="2h")
    assert "A meeting takes 2 h: evsched recommend says who can attend all of it.\n" in evsched("heatmap", "last").out


def test_where_nobody_has_answered_the_map_says_so(evsched: Command, asked: Asked) -> None:
    create(asked, "12 Jan 2025, 9:00 - 11:00")
    out = evsched("heatmap", "last").out
    assert "09:00   0\n10:00   0\n" in out
    assert out.endswith("Nobody has answered yet.\n")
    assert "Of 3:  0\n" in out
    assert [cell["available"] for cell in asked("heatmap", "last")["cells"]] == [0, 0]


def test_nobody_invited_and_nobody_answered_is_a_map_too(evsched: Command, asked: Asked) -> None:
    create(asked, "12 Jan 2025, 9:00 - 11:00", people="")
    assert evsched("heatmap", "last").out.endswith("Nobody has answered yet.\n")


def test_a_slot_of_five_minutes_is_one_cell(evsched: Command, asked: Asked) -> None:
    create(asked, "12 Jan 2025, 9:07 - 9:12", duration="5m")
    asked("availability", "set", "last", "ann", "--slot", "12 Jan 2025, 9:07 - 9:12")
    lines = evsched("heatmap", "last").out.splitlines()
    assert "09:00  [1]" in lines
    assert "Each row is 15 min; counted are those free for all of it that is on offer." in lines


def test_a_year_on_offer_is_bounded_and_says_what_is_left_out(evsched: Command, asked: Asked) -> None:
    create(asked, "1 - 31 Jan 2025, 9:00 - 17:00", *(f"{day} Feb 2025, 9:00 - 17:00" for day in range(1, 29)))
    out = evsched("heatmap", "last").out
    assert "… and 17 other days; --json has them all.\n" in out
    assert len(out.splitlines()) < 100
    assert len(asked("heatmap", "last")["cells"]) == 59 * 8
    asked("availability", "set", "last", "ann", "--slot", "27 Feb 2025, 9:00 - 17:00")
    out = evsched("heatmap", "last").out
    assert "[1]" in out
    assert "Fri 28 Feb 2025\n" in out


def test_a_hundred_people_have_figures_of_three_digits(evsched: Command, asked: Asked) -> None:
    everyone = [f"p{number:03}" for number in range(120)]
    document = "12 Jan 2025, 9:00 - 10:00"
    create(asked, document, people=" ".join(everyone))
    for name in everyone[:3]:
        asked("availability", "set", "last", name, "--slot", document)
    assert "Of 120:" in evsched("heatmap", "last").out


@pytest.mark.usefixtures("three")
def test_a_picture_is_written_as_svg(evsched: Command, asked: Asked, tmp_path: Path) -> None:
    file = tmp_path / "heat.svg"
    done = evsched("heatmap", "last", "--svg", str(file))
    assert done == (0, f"Wrote {file}: how many can when.\n", "")
    picture = ET.fromstring(file.read_bytes())  # noqa: S314 - evsched wrote it
    assert picture.tag == f"{SVG}svg"
    assert picture.findtext(f"{SVG}title") == "Review: how many can when"
    file.write_text("before")
    assert asked("heatmap", "last", "--svg", str(file))["file"] == str(file)
    assert file.read_text().startswith("<svg")


@pytest.mark.usefixtures("three")
def test_a_picture_is_printed(evsched: Command, tmp_path: Path) -> None:
    evsched("heatmap", "last", "--svg", str(tmp_path / "heat.svg"))
    assert evsched("heatmap", "last", "--svg", "-").out == (tmp_path / "heat.svg").read_text()


@pytest.mark.usefixtures("three")
def test_a_picture_and_json_are_not_both_printed(evsched: Command) -> None:
    done = evsched("heatmap", "last", "--svg", "-", "--json")
    assert (done.code, done.out) == (2, "")
    assert "name a file for the picture" in done.err


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("file", "code"), [("", 2), ("/nowhere/heat.svg", 5)])
def test_a_file_that_cannot_be_written_is_one_line(evsched: Command, file: str, code: int) -> None:
    done = evsched("heatmap", "last", "--svg", file)
    assert (done.code, done.out) == (code, "")
    assert done.err.count("\n") == 1


def test_an_event_that_does_not_exist_is_exit_code_3(evsched: Command) -> None:
    assert evsched("heatmap", "nothing").code == 3


def test_a_chosen_time_changes_nothing(evsched: Command, asked: Asked) -> None:
    create(asked, "12 Jan 2025, 9:00 - 11:00")
    before = asked("heatmap", "last")
    asked("event", "choose", "last", "12 Jan 2025, 9AM", "--force")
    after: dict[str, Any] = json.loads(evsched("heatmap", "last", "--json").out)
    assert after == before
