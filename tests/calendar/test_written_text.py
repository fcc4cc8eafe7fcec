"""Whatever a title or a description is, it is one value in what is written, and comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from evsched.calendar.writing import _parameter
from tests.calendar.kinds import KINDS, everything

HOSTILE = [
    "Review; part 1, with \\n and \\, and a 100% \\;",
    "👩\u200d👩\u200d👧\u200d👦" * 28,
    "क्षत्रिय हिन्दी " * 12 + "x",
    "می\u200cخواهم שלום",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    ";X=1:",
    "\"quoted\" ^carets^ ^n ^^ ^' '",
    "a" * 200,
    "é" * 200,
    "\\" * 199,
    ";,\\" * 66,
    " leading, and trailing ",
    "=1+1",
]
BROKEN = [
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x",
    "\r",
    "\n\n",
    "\x00\x01\x1f\x7f",
    "\x85\u2028\u2029",
    "\ud83d",
    "\x0b\x0c",
]


def names_of_lines(content: bytes) -> list[str]:
    """Return what the lines start with once they are unfolded as in section 3.1 of RFC 5545."""
    text = content.decode()
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return [line.split(":")[0].split(";")[0] for line in lines]


def kinds_of_entries(calendar: Any) -> list[str]:
    return [each.name for each in calendar.walk()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_comes_back_as_it_was(kind: str, title: str) -> None:
    calendar: Any = Calendar.from_ical(everything(title, title)[kind].content)
    count = 2 if kind == "tentative" else 1
    assert kinds_of_entries(calendar) == ["VCALENDAR", *["VEVENT"] * count]
    assert [str(event["SUMMARY"]) for event in calendar.events] == [title] * count


def as_written(text: str) -> str:
    """Return a text as it comes back: one newline for each end of a line, U+FFFD for each other control."""
    for end in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    kept = (
        character if character in "\n\t" or 32 <= ord(character) < 127 or ord(character) >= 160 else "\ufffd"
        for character in text
    )
    return "".join("\ufffd" if 0xD800 <= ord(character) < 0xE000 else character for character in kept)


PIECES = [
    "BEGIN:VEVENT",
    "\r\n",
    "\n ",
    ";X=1:",
    '"',
    "^",
    "^n",
    "\\",
    "\\n",
    ",",
    "👩\u200d👧",
    "क्ष",
    "\x00",
    "\x1f",
    "\ud83d",
    "é" * 40,
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=12).map("".join)


@given(title=TEXTS, description=TEXTS)
@example(title=BROKEN[0], description=BROKEN[0])
@example(title="".join(BROKEN), description="".join(BROKEN))
@example(title="".join(HOSTILE), description="".join(HOSTILE))
def test_no_text_is_more_than_a_text(title: str, description: str) -> None:
    for kind, written in everything(title, description).items():
        assert names_of_lines(written.content) == names_of_lines(everything("x", description and "y")[kind].content)
        calendar: Any = Calendar.from_ical(written.content)
        for event in calendar.events:
            assert event["SUMMARY"] == as_written(title)
            assert event.get("DESCRIPTION", "") == as_written(description)


@given(title=TEXTS)
@example(title="".join(HOSTILE))
def test_a_line_has_at_most_75_octets_and_whole_characters(title: str) -> None:
    for written in everything(title).values():
        for line in written.content.removesuffix(b"\r\n").split(b"\r\n"):
            assert 0 < len(line) <= 75
            assert not set(line) & ({*range(32), 0x7F} - {0x09})
            assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0, "an escape is cut"
            assert line.decode()


@given(st.text(max_size=20))
def test_no_parameter_is_more_than_a_value(text: str) -> None:
    for typed in (text, f'"{text}', f'^"{text}^', f"\r\n{text}"):
        written = _parameter(typed)
        assert written[0] == written[-1] == '"'
        inner = written[1:-1]
        assert not [character for character in inner if character == '"' or (ord(character) < 32 and character != "\t")]
        back, rest = "", iter(inner)
        for character in rest:
            back += {"^": "^", "n": "\n", "'": '"'}[next(rest)] if character == "^" else character
        assert back == as_written(typed)
