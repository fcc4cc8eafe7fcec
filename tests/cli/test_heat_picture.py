"""How a heat map is drawn: in text, on a terminal, as SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from evsched.cli.canvas import Canvas
from evsched.cli.heat_page import heat_page
from evsched.cli.heat_picture import LEVELS, MOST_DAYS, ON_LEVELS, HeatPicture
from evsched.cli.heat_svg import heat_svg
from evsched.cli.page import print_page, text_width
from evsched.engine.heat import heat_map
from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event, Participant
from evsched.engine.text import parse_slots
from tests.cli.drawn import PIPE, between, text_of

SVG = "{http://www.w3.org/2000/svg}"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "</title><script>alert(1)</script>&\"'[bold]"


class Screen(io.StringIO):
    """A stream that says of itself that it is a terminal."""

    def isatty(self) -> bool:
        return True


def picture(
    slots: str,
    free: Mapping[str, str] | None = None,
    *,
    zone: str = "UTC",
    windows: Sequence[str] = (),
    if_needed: Mapping[str, str] | None = None,
    title: str = "Review",
    invited: int = 3,
) -> HeatPicture:
    offered = parse_slots(slots, zone)
    people = [Participant(f"p{number}") for number in range(invited)]
    event = Event(title, timedelta(hours=1), offered, people, zone)
    times = {who: IntervalSet(parse_slots(text, zone)) for who, text in (free or {}).items()}
    doubtful = {who: IntervalSet(parse_slots(text, zone)) for who, text in (if_needed or {}).items()}
    heat = heat_map(IntervalSet(offered), times, zone, if_needed=doubtful)
    return HeatPicture(event, heat, [between(window) for window in windows], len(times))


def page_of(shown: HeatPicture, canvas: Canvas = PIPE) -> list[str]:
    page = heat_page(shown, canvas)
    return text_of(lambda empty: empty.blocks.extend(page.blocks))


def everyone(count: int, slots: str) -> dict[str, str]:
    return {f"p{number}": slots for number in range(count)}


def test_days_that_do_not_fit_are_in_a_block_below() -> None:
    shown = picture("1 - 10 Jan 2025, 9:00 - 12:00")
    lines = page_of(shown, Canvas(40, in_unicode=True))
    assert [line for line in lines if "2025" in line] == [
        "Wed 1 Jan 2025 – Sun 5 Jan 2025",
        "Mon 6 Jan 2025 – Fri 10 Jan 2025",
    ]
    assert sum(line.startswith("09:00") for line in lines) == 2


@pytest.mark.parametrize("width", [1, 12, 13, 20, 40, 80, 200])
def test_the_map_is_no_wider_than_it_may_be_where_a_day_fits_at_all(width: int) -> None:
    shown = picture("1 - 31 Jan 2025, 9:00 - 17:00", everyone(3, "3 Jan 2025, 9:00 - 12:00"))
    lines = page_of(shown, Canvas(width, in_unicode=True))
    cells = [line for line in lines if re.match(r"[0-9][0-9]:", line)]
    assert max(map(text_width, cells)) <= max(width, 12)
    assert all(text_width(line) <= 80 for line in page_of(shown))


def test_a_row_that_no_day_of_a_block_needs_is_not_in_it() -> None:
    slots = "1 - 2 Jan 2025, 9:00 - 10:00; 3 - 4 Jan 2025, 15:00 - 16:00"
    lines = page_of(picture(slots), Canvas(20, in_unicode=True))
    assert [line[:5] for line in lines if re.match(r"[0-9][0-9]:", line)] == ["09:00", "15:00"]
    assert "⋮" not in lines


@pytest.mark.parametrize(
    ("slots", "rows"),
    [
        pytest.param(
            "30 Mar 2025, 1:00 - 4:00",
            ["01:00   0", "02:00   --", "03:00   0"],
            id="berlin-goes-forward-30-mar-2025",
        ),
        pytest.param(
            "30 Mar 2025, 0:30 - 2:00 UTC",
            ["01:30   0", "02:00   --", "02:30   --", "03:00   0", "03:30   0"],
            id="berlin-goes-forward-in-half-hours",
        ),
        pytest.param(
            "2025-10-25T22:30Z/2025-10-26T03:30Z",
            [
                *("00:30         0", "01:00         0", "01:30         0", "02:00         0", "02:30         0"),
                *("02:00 again   0", "02:30 again   0", "03:00         0", "03:30         0", "04:00         0"),
            ],
            id="berlin-goes-back-26-oct-2025",
        ),
        pytest.param(
            "2025-10-25T22:00Z/PT1H, 2025-10-26T01:00Z/PT1H, 2025-10-26T03:00Z/PT1H",
            ["00:00         0", "⋮", "02:00 again   0", "⋮", "04:00         0"],
            id="only-the-second-of-two-hours",
        ),
    ],
)
@pytest.mark.zones
def test_clock_changes_are_drawn_right(slots: str, rows: list[str]) -> None:
    lines = page_of(picture(slots, zone="Europe/Berlin"))
    first = next(number for number, line in enumerate(lines) if re.match(r"[0-9][0-9]:", line))
    assert lines[first : first + len(rows) + 1] == [*rows, ""]


def test_without_unicode_the_map_is_ascii() -> None:
    shown = picture("1 Jan 2025, 9:00 - 12:00, 3 Jan 2025, 15:00 - 16:00", everyone(2, "1 Jan 2025"))
    lines = page_of(shown, Canvas(80, in_unicode=False))[1:]
    assert all(line.isascii() for line in lines)
    assert ":" in lines


def test_more_people_are_darker_and_the_scale_says_how_many() -> None:
    free = {f"p{number}": f"1 Jan 2025, {9 + number // 25}:00 - 14:00" for number in range(101)}
    shown = picture("1 Jan 2025, 9:00 - 14:00", free, invited=101)
    assert shown.scale() == [(0, "0"), (1, "1-20"), (2, "21-40"), (3, "41-60"), (4, "61-80"), (5, "81-101")]
    assert [figure.level for figure in shown.figures.values()] == [2, 3, 4, 5, 5]
    assert [figure.text for figure in shown.figures.values()] == ["25", "50", "75", "100", "101"]


@pytest.mark.parametrize("most", range(12))
def test_every_count_is_in_its_step_of_the_scale(most: int) -> None:
    slots = "1 Jan 2025, 0:00 - 24:00"
    free = {f"p{number}": f"1 Jan 2025, {number}:00 - 24:00" for number in range(most)}
    shown = picture(slots, free, invited=most)
    steps = dict(shown.scale())
    for figure in shown.figures.values():
        least, _, greatest = steps[figure.level].partition("-")
        assert int(least) <= figure.available <= int(greatest or least)


@pytest.mark.parametrize("colours", ["xterm", "xterm-256color"])
def test_a_terminal_gets_the_same_figures_on_colours_of_their_own(
    monkeypatch: pytest.MonkeyPatch, colours: str
) -> None:
    monkeypatch.setenv("TERM", colours)
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    shown = picture("1 Jan 2025, 9:00 - 14:00", {f"p{each}": f"1 Jan 2025, {9 + each}:00 - 14:00" for each in range(5)})
    out = Screen()
    print_page(heat_page(shown, PIPE), out)
    plain = ESCAPE.sub("", out.getvalue())
    assert [line.rstrip() for line in plain.splitlines()] == page_of(shown)
    backgrounds = re.findall(r"\x1b\[[0-9;]*?;(48;5;[0-9]+|10[0-7]|4[0-7])m", out.getvalue())
    assert len(set(backgrounds)) == len(LEVELS)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_colours_can_be_told_apart_by_their_brightness_and_read_on() -> None:
    assert [luminance(level) for level in LEVELS] == sorted(map(luminance, LEVELS), reverse=True)
    assert all(contrast(*pair) >= 1.25 for pair in pairwise(LEVELS))
    assert all(contrast(*pair) >= 4.5 for pair in zip(LEVELS, ON_LEVELS, strict=True))


def texts(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_a_picture_has_what_the_page_has_and_says_it_in_words() -> None:
    shown = picture(
        "30 Mar 2025, 1:00 - 4:00; 31 Mar 2025, 9:00 - 11:00",
        everyone(3, "31 Mar 2025, 9:00 - 10:00") | {"p3": "30 Mar 2025"},
        zone="Europe/Berlin",
        windows=["31 Mar 2025, 7:00 - 8:00"],
        if_needed={"p0": "31 Mar 2025"},
        invited=5,
    )
    root = ET.fromstring(heat_svg(shown))  # noqa: S314 - evsched wrote it
    assert root.get("role") == "img"
    named = {each.get("id"): each.text or "" for each in root if each.get("id")}
    assert (root.get("aria-labelledby") or "").split() == [*named]
    assert named["title"] == "Review: how many can when"
    assert "At most 3 of 5 can." in named["desc"]
    assert "Recommended: Mon 31 Mar 2025, 09:00–10:00 CEST (UTC+2)." in named["desc"]
    assert "the clocks go forward" in named["desc"]
    assert "4 of 5 have answered." in named["desc"]
    for expected in ("Sun", "30 Mar", "01:00", "02:00", "--", "⋮", "2+1", "recommended", "Of 5:"):
        assert expected in texts(root)
    tips = [each.text for each in root.iter(f"{SVG}title")]
    assert "Mon 31 Mar 2025, 09:00: 2 can, 1 more if needed, recommended" in tips
    assert "Sun 30 Mar 2025, 01:00: 1 can" in tips


def test_a_picture_needs_nothing_else_and_no_title_is_more_than_a_title() -> None:
    source = heat_svg(picture("1 Jan 2025, 9:00 - 10:00", title=HOSTILE))
    root = ET.fromstring(source)  # noqa: S314 - evsched wrote it
    assert texts(root)[0] == HOSTILE
    assert not list(root.iter(f"{SVG}script"))
    assert re.findall(r"https?://[^\s\"]+", source) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in source
    assert "Nobody can at any time." in source


def test_all_of_a_picture_is_inside_it() -> None:
    shown = picture("1 Jan - 28 Jan 2025, 9:00 - 17:00", everyone(3, "1 Jan 2025"), title="long " * 39)
    root = ET.fromstring(heat_svg(shown))  # noqa: S314 - evsched wrote it
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    for box in root.iter(f"{SVG}rect"):
        assert float(box.get("x", 0)) + float(box.get("width", 0)) <= width
        assert float(box.get("y", 0)) + float(box.get("height", 0)) <= height
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.get("x", 0)) < width
        assert 0 < float(text.get("y", 0)) < height


def test_a_figure_that_is_too_long_for_a_cell_is_written_smaller() -> None:
    free = everyone(1200, "1 Jan 2025")
    shown = picture("1 Jan 2025, 9:00 - 10:00", free, if_needed=everyone(200, "1 Jan 2025"), invited=1200)
    root = ET.fromstring(heat_svg(shown))  # noqa: S314 - evsched wrote it
    (figure,) = [each for each in root.iter(f"{SVG}text") if each.text == "1000+200"]
    assert figure.get("class") == "figure long"


def test_several_recommended_windows_are_counted_and_the_first_is_named() -> None:
    windows = ["1 Jan 2025, 9:00 - 10:00", "2 Jan 2025, 9:00 - 10:00"]
    source = heat_svg(picture("1 - 2 Jan 2025, 9:00 - 10:00", everyone(1, "1 - 2 Jan 2025"), windows=windows))
    assert "2 recommended windows, the first Wed 1 Jan 2025, 09:00–10:00 UTC." in source


@pytest.mark.parametrize(("day", "first"), [(3, 0), (41, 0), (42, 38), (60, 38), (79, 38)])
def test_of_very_many_days_those_with_a_recommended_window_are_drawn(day: int, first: int) -> None:
    slots = "1 Jan - 21 Mar 2025, 9:00 - 10:00"
    offered = parse_slots(slots, "UTC")
    shown = picture(slots)
    marked = HeatPicture(shown.event, shown.heat, [offered[day]], 0)
    assert len(shown.heat.sheet.days) == 80
    assert len(marked.days) == MOST_DAYS
    assert marked.days[0] == shown.heat.sheet.days[first]
    assert shown.heat.sheet.days[day] in marked.days
