"""The URL of a server: what is accepted, and its one normal form."""

from __future__ import annotations

import pytest

from evsched.errors import InvalidInput
from evsched.remote import RemoteScheduler, TokenFile


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        pytest.param("http://localhost:8080", "http://localhost:8080", id="port"),
        pytest.param("http://localhost:8080/", "http://localhost:8080", id="slash"),
        pytest.param(" https://evsched.example.org ", "https://evsched.example.org", id="blanks"),
        pytest.param("HTTPS://Evsched.Example.ORG:443/", "https://evsched.example.org", id="case-and-port"),
        pytest.param("http://a.example:80/evsched/", "http://a.example/evsched", id="path"),
        pytest.param("https://a.example/Team/evsched", "https://a.example/Team/evsched", id="case-of-a-path"),
        pytest.param("http://127.0.0.1:1", "http://127.0.0.1:1", id="ipv4"),
        pytest.param("http://[::1]:8080/x", "http://[::1]:8080/x", id="ipv6"),
        pytest.param("http://b\u00fccher.example", "http://xn--bcher-kva.example", id="other-letters"),
        pytest.param("http://my_host-1.local", "http://my_host-1.local", id="underscore"),
    ],
)
def test_an_address_has_one_normal_form(tokens: TokenFile, url: str, normal: str) -> None:
    assert RemoteScheduler(url, tokens).server == normal
    assert RemoteScheduler(normal, tokens).server == normal


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("", "http://", id="empty"),
        pytest.param("localhost:8080", "http://", id="no-scheme"),
        pytest.param("localhost", "http://", id="host-alone"),
        pytest.param("//localhost", "http://", id="no-scheme-with-slashes"),
        pytest.param("ftp://a.example", "http://", id="ftp"),
        pytest.param("file:///etc/passwd", "http://", id="file"),
        pytest.param("http://", "host", id="no-host"),
        pytest.param("http:///path", "host", id="no-host-with-a-path"),
        pytest.param("http://:8080", "host", id="port-alone"),
        pytest.param("http://a.example:0", "host", id="port-0"),
        pytest.param("http://a.example:99999", "no URL", id="port-out-of-range"),
        pytest.param("http://a.example:x", "no URL", id="port-that-is-none"),
        pytest.param("http://[::1", "no URL", id="bracket"),
        pytest.param("http://a b", "host", id="blank-in-the-host"),
        pytest.param("http://a%2fb", "host", id="escape-in-the-host"),
        pytest.param("http://-a.example", "host", id="dash-first"),
        pytest.param(f"http://{'x' * 64}\u00fc.example", "no URL", id="label-too-long"),
        pytest.param("http://ann:secret@a.example", "password", id="name-and-password"),
        pytest.param("http://secret@a.example", "password", id="name"),
        pytest.param("http://a.example?token=secret", "?", id="query"),
        pytest.param("http://a.example/?", "?", id="empty-query"),
        pytest.param("http://a.example/#secret", "?", id="fragment"),
        pytest.param("http://a.example/a b", "percent", id="blank-in-the-path"),
        pytest.param("http://a.example/\u00fc", "percent", id="letter-in-the-path"),
        pytest.param("http://a.example/\x1b[31m", "percent", id="escape-in-the-path"),
    ],
)
def test_anything_else_is_refused_without_repeating_what_may_be_a_secret(tokens: TokenFile, url: str, why: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        RemoteScheduler(url, tokens)
    assert why in caught.value.message
    assert "secret" not in caught.value.message
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("token", ["", "evo_secret", "x" * 47, "evo_" + "a" * 43 + "\n"])
def test_a_token_that_is_none_is_refused_and_not_repeated(tokens: TokenFile, token: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        RemoteScheduler("http://a.example", tokens, token)
    assert not token or token not in caught.value.message
