"""What can be drawn where a page is printed."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import termios
from collections.abc import Iterator
from typing import TextIO

import pytest

from evsched.cli.canvas import Canvas, canvas_of, padded
from evsched.cli.page import text_width


@pytest.fixture(autouse=True)
def _no_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """A terminal of 123 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 123, 0, 0))
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        yield stream
    os.close(ours)


def test_a_line_is_as_wide_as_the_terminal(terminal: TextIO) -> None:
    assert canvas_of(terminal) == Canvas(123, in_unicode=True)


def test_where_there_is_no_terminal_nobody_knows_how_wide_a_line_may_be() -> None:
    assert canvas_of(io.StringIO()) == Canvas(None, in_unicode=True)
    with io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as stream:
        assert canvas_of(stream) == Canvas(None, in_unicode=True)


@pytest.mark.parametrize(
    ("columns", "width"), [("80", 80), ("1", 1), ("0", 123), ("-5", 123), ("many", 123), ("", 123)]
)
def test_columns_comes_before_the_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: TextIO, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert canvas_of(terminal).width == width


@pytest.mark.parametrize(("encoding", "in_unicode"), [("utf-8", True), ("utf-16", True), ("ascii", False)])
@pytest.mark.parametrize("errors", ["strict", "backslashreplace"])
def test_the_encoding_says_what_can_be_printed(encoding: str, in_unicode: bool, errors: str) -> None:
    with io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=errors) as stream:
        assert canvas_of(stream).in_unicode == in_unicode


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp437"])
def test_an_encoding_that_lacks_one_of_the_marks_gets_none(encoding: str) -> None:
    with io.TextIOWrapper(io.BytesIO(), encoding=encoding) as stream:
        assert not canvas_of(stream).in_unicode


@pytest.mark.parametrize("in_unicode", [True, False])
@pytest.mark.parametrize("text", ["ann", "ann-marie-louise", "田中太郎さん", "e\u0301" * 12])
@pytest.mark.parametrize("width", range(4, 20))
def test_a_text_is_shortened_to_its_width_and_padded_to_it(text: str, width: int, in_unicode: bool) -> None:
    canvas = Canvas(80, in_unicode)
    shown = canvas.shortened(text, width)
    assert text_width(padded(shown, width)) == width
    assert (shown == text) == (text_width(text) <= width)
