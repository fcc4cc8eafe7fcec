"""JSON in: nothing that two readers could understand differently."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from evsched.document.strict_json import load_json
from evsched.errors import InvalidInput


def refuse(source: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        load_json(source)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300
    return caught.value.message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param(b"null", None, id="null"),
        pytest.param(b" [1, 2.5, true] \r\n", [1, 2.5, True], id="list"),
        pytest.param(b'{"a": {"b": "c"}}', {"a": {"b": "c"}}, id="objects"),
        pytest.param('{"é": "👩‍👩‍👧"}'.encode(), {"é": "👩‍👩‍👧"}, id="any-script"),
        pytest.param(b'"\\ud83d\\ude00"', "😀", id="pair-of-halves"),
        pytest.param(b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}], id="one-name-in-two-objects"),
        pytest.param(b"9" * 100, int("9" * 100), id="long-number"),
        pytest.param(b"[" * 100 + b"]" * 100, json.loads("[" * 100 + "]" * 100), id="depth-100"),
    ],
)
def test_json_is_read(source: bytes, value: object) -> None:
    assert load_json(source) == value


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \r\n\t", "empty", id="blank"),
        pytest.param(b"{", "line 1, column 2", id="truncated"),
        pytest.param(b'{"a": 1\n"b": 2}', "line 2, column 1", id="comma-missing"),
        pytest.param(b"{} {}", "Extra data", id="trailing"),
        pytest.param(b"{} x", "Extra data", id="trailing-text"),
        pytest.param(b"{'a': 1}", "not JSON", id="single-quotes"),
        pytest.param(b'{"a": 1,}', "not JSON", id="comma-at-the-end"),
        pytest.param(b"// x\n{}", "not JSON", id="comment"),
        pytest.param(b"a=1&b=2", "not JSON", id="form"),
        pytest.param(b"\x00", "not JSON", id="nul"),
        pytest.param(b'"a\x00b"', "not JSON", id="nul-in-a-text"),
        pytest.param(b'"a\nb"', "not JSON", id="line-break-in-a-text"),
        pytest.param(b"01", "not JSON", id="leading-zero"),
        pytest.param("１".encode(), "not JSON", id="full-width"),
        pytest.param(b'{"a": 1, "b": 2, "a": 1}', '"a" twice', id="member-twice"),
        pytest.param(b'[{"x": {"a": 1, "\\u0061": 2}}]', '"a" twice', id="member-twice-in-two-spellings"),
        pytest.param(b'{"\\u001b[31m": 1, "\\u001b[31m": 2}', r'"\x1b[31m" twice', id="escape-twice"),
        pytest.param(b"NaN", "NaN", id="nan"),
        pytest.param(b'{"a": [Infinity]}', "Infinity", id="infinity"),
        pytest.param(b"-Infinity", "-Infinity", id="minus-infinity"),
        pytest.param(b"9" * 5000, "thousands of figures", id="5000-figures"),
        pytest.param(b"-" + b"9" * 5000, "thousands of figures", id="minus-5000-figures"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, "nested too deeply", id="depth-100000"),
        pytest.param(b"[" * 1_000_000, "nested too deeply", id="depth-a-million-unclosed"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply", id="objects-100000-deep"),
        pytest.param(b'{"a": "\xff"}', "not UTF-8: byte 8", id="invalid-utf-8"),
        pytest.param(b"\xed\xa0\x80", "not UTF-8: byte 1", id="half-in-utf-8"),
        pytest.param(b'"\xc0\x80"', "not UTF-8: byte 2", id="overlong"),
        pytest.param(b"\xef\xbb\xbf{}", "byte order mark", id="byte-order-mark"),
        pytest.param("{}".encode("utf-16"), "not UTF-8: byte 1", id="utf-16"),
        pytest.param("{}".encode("utf-16-le"), "not JSON", id="utf-16-without-mark"),
        pytest.param("{}".encode("utf-32"), "not UTF-8: byte 1", id="utf-32"),
        pytest.param(b"\x1f\x8b\x08\x00", "not UTF-8: byte 2", id="gzip"),
    ],
)
def test_what_is_no_strict_json_is_refused(source: bytes, why: str) -> None:
    assert why in refuse(source)


def test_a_nesting_of_a_thousand_is_read_or_refused_and_never_a_crash() -> None:
    with suppress(InvalidInput):
        assert load_json(b"[" * 1000 + b"]" * 1000) == json.loads("[" * 1000 + "]" * 1000)


def test_the_first_member_that_stands_twice_is_named_among_very_many() -> None:
    members = ", ".join(f'"k{i}": 1' for i in range(100_000))
    with pytest.raises(InvalidInput, match='"k7" twice'):
        load_json(f'{{{members}, "k7": 2, "k8": 2}}'.encode())
