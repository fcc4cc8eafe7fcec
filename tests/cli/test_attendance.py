"""For whom a window works, and what hour it is for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsched.cli.attendance import add_attendance
from evsched.cli.bars import BAR_WIDTH, bar, has_bar, hours_around
from evsched.cli.canvas import Canvas
from evsched.cli.page import text_width
from evsched.engine.interval import to_seconds
from evsched.engine.model import Event, Participant
from evsched.engine.recommendation import Absence, Window
from evsched.engine.text import parse_weekly
from tests.cli.drawn import NARROW, PIPE, between, event_of, text_of, window_of

pytestmark = pytest.mark.zones

ASCII = Canvas(80, in_unicode=False)
LETTERS = {"night": "n", "day": "d", "usual": "u"}


def bar_text(meeting: str, who: Participant, canvas: Canvas = PIPE) -> str:
    return "".join(part.text for part in bar(between(meeting), who, canvas))


def hours(meeting: str, who: Participant) -> str:
    """The hours around a meeting, a letter each."""
    shown = between(meeting)
    assert who.zone is not None
    found = hours_around(to_seconds(shown.start), to_seconds(shown.end), who.zone, tuple(who.usual))
    return "".join(LETTERS[hour] for hour in found)


def lines(event: Event, window: Window, canvas: Canvas, zone: str = "UTC") -> list[str]:
    return text_of(lambda page: add_attendance(page, window, event, zone, canvas, explained=True))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param("UTC", "▁▁▁▁▁▄▄████[█]████▄▄▄▄▁▁▁▁", id="in-the-afternoon"),
        pytest.param("Asia/Tokyo", "███████▄▄▄▄[▁]▁▁▁▁▁▁▁▁▄▄██", id="from-22"),
        pytest.param("America/Los_Angeles", "▄▄▄▄▁▁▁▁▁▁▁[▁]▁▄▄█████████", id="until-7"),
        pytest.param("Europe/Moscow", "▁▁▄▄███████[█]█▄▄▄▄▁▁▁▁▁▁▁", id="three-hours-on"),
        pytest.param("UTC+05:30", "▄▄████████▄[▄]▄▄▁▁▁▁▁▁▁▁▁▁", id="half-hours-count-as-their-worse-half"),
        pytest.param("Asia/Kathmandu", "▄█████████▄[▄]▄▄▁▁▁▁▁▁▁▁▁▄", id="quarters-count-as-what-is-most-of-the-hour"),
    ],
)
def test_a_bar_is_the_24_hours_around_a_meeting_as_they_are_somewhere(zone: str, expected: str) -> None:
    meeting = "14 Jan 2025, 13:00 - 14:00"
    assert bar_text(meeting, Participant("ann", zone)) == expected
    assert text_width(expected) == BAR_WIDTH
    in_ascii = bar_text(meeting, Participant("ann", zone), ASCII)
    assert in_ascii == expected.translate(str.maketrans("▁▄█", ".:#"))


@pytest.mark.parametrize(
    ("zone", "meeting", "expected"),
    [
        pytest.param("Europe/Berlin", "30 Mar 2025, 7:00 - 8:00", "d" + 8 * "n" + 15 * "d", id="berlin-goes-forward"),
        pytest.param("Europe/Berlin", "26 Oct 2025, 7:00 - 8:00", 10 * "n" + 14 * "d", id="berlin-goes-back"),
        pytest.param(
            "Pacific/Apia", "30 Dec 2011, 10:00 - 11:00", 5 * "u" + 4 * "d" + 9 * "n" + 6 * "d", id="apia-skips-friday"
        ),
    ],
)
def test_days_change_right_where_the_clocks_do(zone: str, meeting: str, expected: str) -> None:
    assert hours(meeting, Participant("ann", zone)) == expected


def kind(instant: datetime) -> str:
    """What one instant is by the clocks, for somebody with the usual hours of most people."""
    if instant.weekday() < 5 and 9 <= instant.hour < 18:
        return "u"
    return "d" if 7 <= instant.hour < 22 else "n"


@settings(deadline=None, max_examples=300)
@given(
    zone=st.sampled_from(
        ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
    ),
    mark=st.integers(0, 40 * 365 * 288),
    length=st.integers(1, 144),
)
def test_an_hour_is_what_most_of_its_minutes_are(zone: str, mark: int, length: int) -> None:
    start = datetime(1990, 1, 1, tzinfo=UTC) + mark * timedelta(minutes=5)
    end = start + length * timedelta(minutes=5)
    found = hours_around(to_seconds(start), to_seconds(end), zone, ())
    first = start - (24 - -(-length // 12)) // 2 * timedelta(hours=1)
    for number, hour in enumerate(found):
        minutes = [first + timedelta(hours=number, minutes=minute) for minute in range(60)]
        if start <= minutes[0] < end:
            minutes = [minute for minute in minutes if minute < end]
        kinds = [kind(minute.astimezone(ZoneInfo(zone))) for minute in minutes]
        assert LETTERS[hour] == max("ndu", key=kinds.count)


def test_usual_hours_are_those_of_the_participant() -> None:
    nurse = Participant("ann", "UTC", usual=[parse_weekly("daily 20:00-24:00 UTC"), parse_weekly("daily 0-4 UTC")])
    assert hours("14 Jan 2025, 13:00 - 14:00", nurse) == "uunnn" + 13 * "d" + 6 * "u"


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        pytest.param("14 Jan 2025, 8:45 - 9:15", "▄", id="half-of-it-before-the-usual-hours"),
        pytest.param("14 Jan 2025, 8:50 - 9:05", "▄", id="a-quarter-of-an-hour"),
        pytest.param("14 Jan 2025, 9:00 - 9:05", "█", id="five-minutes"),
        pytest.param("14 Jan 2025, 17:30 - 19:00", "▄▄", id="ninety-minutes"),
        pytest.param("14 Jan 2025, 16:30 - 18:00", "██", id="ninety-minutes-of-which-the-last-hour-has-half"),
        pytest.param("14 Jan 2025, 7:00 - 19:00", "▄▄█████████▄", id="twelve-hours"),
    ],
)
def test_of_the_hours_of_a_meeting_only_the_meeting_counts(meeting: str, expected: str) -> None:
    drawn = bar_text(meeting, Participant("ann", "UTC"))
    assert drawn.partition("[")[2].partition("]")[0] == expected
    assert text_width(drawn) == BAR_WIDTH


def test_a_meeting_of_more_than_half_a_day_has_no_bar() -> None:
    assert has_bar(between("14 Jan 2025, 7:00 - 19:00"))
    assert not has_bar(between("14 Jan 2025, 7:00 - 19:01"))
    event = event_of(Participant("ann", "UTC"))
    long = Window(between("14 Jan 2025"), between("14 Jan 2025"), ("ann",), ())
    assert lines(event, long, PIPE) == [
        "Participant  Their local time  Can attend",
        "ann          00:00–24:00 UTC   yes",
    ]


PEOPLE = [
    Participant("alice", "America/New_York"),
    Participant("bob@example.com", "Europe/Berlin"),
    Participant("chen", "Asia/Shanghai"),
    Participant("dana", "America/Los_Angeles", required=False),
    Participant("emi", "Asia/Tokyo"),
    Participant("farid-al-hassan-the-third", "Asia/Kolkata"),
    Participant("gita", "UTC+05:45"),
    Participant("hana"),
    Participant("ivo", "Europe/London"),
]
EVENT = event_of(*PEOPLE)
WINDOW = window_of(
    EVENT,
    "14 Jan 2025, 13:30 - 14:30",
    [Absence("dana", "outside"), Absence("hana", "no_reply"), Absence("ivo", "too_short", timedelta(minutes=30))],
    ["bob@example.com", "emi"],
)


def test_in_a_pipe_a_line_says_all_that_there_is_to_say_of_somebody() -> None:
    assert lines(EVENT, WINDOW, PIPE) == [
        "Participant                The 24 hours around it      Their local time            Can attend",
        (
            "alice                      ▁▁▁▁▁▁▁▁▁▁▄[▄]████████▄▄▄▄  08:30–09:30 EST (UTC−5)     "
            "yes; 30 min outside usual hours"
        ),
        "bob@example.com            ▁▁▁▁▄▄█████[█]██▄▄▄▄▁▁▁▁▁▁  14:30–15:30 CET (UTC+1)     yes, if needed",
        "chen                       ███████▄▄▄▄[▁]▁▁▁▁▁▁▁▁▁▄▄█  21:30–22:30 CST (UTC+8)     yes; 30 min of it at night",
        (
            "dana                       ▄▄▄▁▁▁▁▁▁▁▁[▁]▁▄▄████████▄  05:30–06:30 PST (UTC−8)     "
            "not free then; optional; at night"
        ),
        "emi                        ██████▄▄▄▄▁[▁]▁▁▁▁▁▁▁▁▄▄██  22:30–23:30 JST (UTC+9)     yes, if needed; at night",
        "farid-al-hassan-the-third  ▄█████████▄[▄]▄▄▁▁▁▁▁▁▁▁▁▄  19:00–20:00 IST (UTC+5:30)  yes; outside usual hours",
        "gita                       ▄█████████▄[▄]▄▄▁▁▁▁▁▁▁▁▁▄  19:15–20:15 UTC+5:45        yes; outside usual hours",
        "hana                                                   time zone not known         has not answered",
        "ivo                        ▁▁▁▁▁▄▄████[█]███▄▄▄▄▁▁▁▁▁  13:30–14:30 GMT (UTC+0)     free for 30 min only",
        "▁ night, 22:00 to 7:00  ▄ day  █ usual hours  [ ] the meeting",
    ]


def test_at_80_columns_a_mark_says_who_can_attend() -> None:
    shown = lines(EVENT, WINDOW, NARROW)
    assert max(map(text_width, shown)) <= 80
    assert [line[:2] for line in shown[1:10]] == ["+ ", "~ ", "+ ", "- ", "~ ", "+ ", "+ ", "- ", "- "]
    assert shown[2] == "~ bob@example.com       ▁▁▁▁▄▄█████[█]██▄▄▄▄▁▁▁▁▁▁  14:30–15:30 CET (UTC+1)"
    assert shown[6].startswith("+ farid-al-hassan-the…  ")
    assert shown[10] == "+ can attend   ~ only if needed   - cannot"


def test_words_are_there_wherever_they_fit() -> None:
    event = event_of(Participant("ann", "Europe/Berlin"), Participant("bo", "UTC"))
    shown = lines(event, window_of(event, "14 Jan 2025, 12:00 - 13:00"), NARROW)
    assert shown[1].endswith("  13:00–14:00 CET (UTC+1)  yes")
    assert "can attend" not in shown[-1]


def test_without_unicode_all_but_names_is_ascii() -> None:
    shown = lines(EVENT, WINDOW, ASCII)
    assert all(line.isascii() for line in shown)
    assert shown[1] == "+ alice                 ..........:[:]########::::  08:30-09:30 EST (UTC-5)"
    assert shown[6].startswith("+ farid-al-hassan-t...  ")
    assert shown[-1] == ". night, 22:00 to 7:00  : day  # usual hours  [ ] the meeting"


@pytest.mark.parametrize("width", range(1, 130))
def test_no_line_is_wider_than_it_may_be_where_names_and_times_fit_at_all(width: int) -> None:
    shown = lines(EVENT, WINDOW, Canvas(width, in_unicode=True))[:10]
    assert max(map(text_width, shown)) <= max(width, 2 + 12 + 2 + 26)
    assert any("[" in line for line in shown) == (width >= 2 + 12 + 2 + BAR_WIDTH + 2 + 26)


def test_names_that_take_two_columns_a_character_are_cut_and_aligned() -> None:
    event = event_of(Participant("田中太郎さんと山田花子さん", "Asia/Tokyo"), Participant("bo", "UTC"))
    shown = lines(event, window_of(event, "14 Jan 2025, 3:00 - 4:00"), Canvas(70, in_unicode=True))
    columns = {text_width(line.partition("[")[0]) for line in shown[1:3]}
    assert len(columns) == 1
    assert "…" in shown[1]


def test_of_very_many_people_only_so_many_have_a_line() -> None:
    event = event_of(*(Participant(f"p{number:02}") for number in range(40)))
    shown = lines(event, window_of(event, "14 Jan 2025, 12:00 - 13:00"), PIPE)
    assert len(shown) == 27
    assert shown[-1] == "… and 15 other participants; --json has them all."
    assert "24 hours" not in shown[0]


def test_a_meeting_in_usual_hours_by_night_is_not_inconvenient() -> None:
    nurse = Participant("ann", "UTC", usual=[parse_weekly("daily 20:00-24:00 UTC")])
    event = event_of(nurse)
    assert lines(event, window_of(event, "14 Jan 2025, 22:00 - 23:00"), PIPE)[1].endswith("  yes")
    half = lines(event, window_of(event, "14 Jan 2025, 23:30 - 24:00"), PIPE)
    assert half[1].endswith("  yes")
