"""Which texts are mail addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsched.engine.addresses import address_of, mail_address
from evsched.errors import InvalidInput

LABEL = "a" * 63
LONGEST = f"{'x' * 64}@{LABEL}.{LABEL}.{'b' * 58}.io"

ADDRESSES = [
    "ann@example.com",
    "Ann.Example@EXAMPLE.Com",
    "ann+evsched@mail.example.co.uk",
    "o'neill/x=y%z@example.com",
    "{a}|b^c`d?e!f#g$h&i*j~k_l@example.com",
    "1@2.example",
    "a@b-c.xn--mnchen-3ya",
    "a@1.2.3.4a",
    f"{'x' * 64}@example.com",
    f"a@{LABEL}.com",
    LONGEST,
]
OTHERS = [
    pytest.param("", id="empty"),
    pytest.param("alice", id="a-name"),
    pytest.param("alice@Europe/Berlin", id="a-zone"),
    pytest.param("alice@localhost", id="no-domain"),
    pytest.param("@example.com", id="nobody"),
    pytest.param("ann@", id="nowhere"),
    pytest.param("ann@@example.com", id="twice-at"),
    pytest.param("a@b@example.com", id="a-route"),
    pytest.param("Ann <ann@example.com>", id="with-a-name"),
    pytest.param("<ann@example.com>", id="in-brackets"),
    pytest.param("mailto:ann@example.com", id="a-uri"),
    pytest.param("ann@example.com, bob@example.com", id="two"),
    pytest.param("ann@example.com;bob", id="semicolon"),
    pytest.param('"ann b"@example.com', id="quoted"),
    pytest.param("ann@[192.0.2.1]", id="a-literal"),
    pytest.param("ann@192.0.2.1", id="an-ip-address"),
    pytest.param(".ann@example.com", id="a-dot-first"),
    pytest.param("ann.@example.com", id="a-dot-last"),
    pytest.param("a..b@example.com", id="two-dots"),
    pytest.param("ann@.example.com", id="a-blank-label"),
    pytest.param("ann@example.com.", id="the-root"),
    pytest.param("ann@-example.com", id="a-hyphen-first"),
    pytest.param("ann@example-.com", id="a-hyphen-last"),
    pytest.param("ann@exa_mple.com", id="an-underscore"),
    pytest.param(" ann@example.com", id="a-blank-first"),
    pytest.param("ann@example.com\n", id="a-newline-last"),
    pytest.param("ann@example.com\r\nBcc: eve@example.com", id="a-header"),
    pytest.param("ann\x00@example.com", id="null"),
    pytest.param("jürgen@example.com", id="a-name-in-unicode"),
    pytest.param("ann@münchen.example", id="a-domain-in-unicode"),
    pytest.param("ann@example.com\u200b", id="invisible"),
    pytest.param("ann＠example.com", id="a-wide-at"),
    pytest.param(f"{'x' * 65}@example.com", id="a-long-name"),
    pytest.param(f"a@{LABEL}a.com", id="a-long-label"),
    pytest.param(f"{LONGEST}o", id="too-long"),
    pytest.param("a" * 100_000, id="no-end"),
    pytest.param("a@" + "a." * 120, id="many-labels"),
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_kept_as_it_is(text: str) -> None:
    assert len(text) <= 254
    assert mail_address(text) == text
    assert address_of(text) == text


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_no_address_is_refused_in_one_line_with_the_mend(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"such as ann@example\.com|at most 254") as caught:
        mail_address(text)
    assert caught.value.message.isprintable()
    assert address_of(text) is None


def test_the_longest_address_is_254_characters() -> None:
    assert len(LONGEST) == 254
    with pytest.raises(InvalidInput, match="at most 254 characters, and this one has 255"):
        mail_address(f"{LONGEST}o")


@pytest.mark.parametrize(("text", "is_said"), [("ann@münchen.example", True), ("ann", False)])
def test_what_is_not_in_ascii_is_told_how_to_be(text: str, is_said: bool) -> None:
    with pytest.raises(InvalidInput) as caught:
        mail_address(text)
    assert ("xn--mnchen-3ya.example" in caught.value.message) == is_said


@given(st.emails(domains=st.just("example.com")))
def test_what_a_mail_program_writes_is_an_address(text: str) -> None:
    assert mail_address(text) == text


@given(st.text())
def test_an_address_never_has_what_ends_a_line_or_a_name(text: str) -> None:
    for typed in (text, f"a{text}@example.com", f"a@example{text}.com"):
        address = address_of(typed)
        assert address is None or not set(address) & set(' \t\r\n\x00"<>(),;:\\[]')
