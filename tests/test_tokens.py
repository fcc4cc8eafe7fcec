"""Tokens, and what is kept of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsched.tokens import digest, is_token, new_organizer_token, new_participant_token, opens

ORGANIZER = "evo_" + "A" * 43
KINDS = [
    pytest.param(new_organizer_token, "evo_", id="organizer"),
    pytest.param(new_participant_token, "evp_", id="participant"),
]


@pytest.mark.parametrize(("make", "prefix"), KINDS)
def test_a_token_tells_its_kind_and_stands_in_an_address_as_it_is(make: Callable[[], str], prefix: str) -> None:
    made = make()
    assert made.startswith(prefix)
    assert len(made) == 4 + 43
    assert made.replace("_", "").replace("-", "").isalnum()
    assert made.isascii()
    assert is_token(made)


@pytest.mark.parametrize(("make", "prefix"), KINDS)
def test_no_two_tokens_are_alike(make: Callable[[], str], prefix: str) -> None:
    made = [make().removeprefix(prefix) for _ in range(1000)]
    assert len(set(made)) == len(made)
    assert all(len({each[place] for each in made}) == 64 for place in range(42))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("evo_", id="no-secret"),
        pytest.param(ORGANIZER[:-1], id="too-short"),
        pytest.param(ORGANIZER + "A", id="too-long"),
        pytest.param(ORGANIZER + "\n", id="line-end"),
        pytest.param(" " + ORGANIZER, id="blank-before"),
        pytest.param("EVO_" + "A" * 43, id="capitals"),
        pytest.param("evx_" + "A" * 43, id="other-kind"),
        pytest.param("evo-" + "A" * 43, id="other-mark"),
        pytest.param("evo_" + "A" * 42 + "=", id="padding"),
        pytest.param("evo_" + "A" * 42 + "é", id="not-ascii"),
        pytest.param("evo_" + "A" * 42 + "٣", id="digit-of-another-script"),
        pytest.param("A" * 47, id="no-prefix"),
    ],
)
def test_what_has_not_the_shape_of_a_token_is_none(text: str) -> None:
    assert not is_token(text)


def test_every_letter_of_an_address_may_stand_in_a_token() -> None:
    assert all(is_token("evp_" + letter * 43) for letter in "azAZ09-_")


def test_what_is_kept_of_a_token_is_its_sha_256() -> None:
    assert digest(ORGANIZER) == hashlib.sha256(ORGANIZER.encode("ascii")).digest()
    assert len(digest("é")) == 32


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_digests_are_alike_for_one_token_alone(one: str, other: str) -> None:
    assert (digest(one) == digest(other)) == (one == other)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        pytest.param([], False, id="none"),
        pytest.param([None], False, id="no-token"),
        pytest.param([None, None], False, id="no-tokens"),
        pytest.param([b"mine"], True, id="that"),
        pytest.param([b"yours"], False, id="another"),
        pytest.param([b"yours", b"mine"], True, id="the-second"),
        pytest.param([b"mine", b"yours"], True, id="the-first"),
        pytest.param([None, b"mine"], True, id="that-and-no-token"),
        pytest.param([b""], False, id="empty"),
        pytest.param([b"min", b"mine ", b"Mine"], False, id="nearly"),
    ],
)
def test_a_token_opens_what_its_digest_is_kept_of(kept: list[bytes | None], expected: bool) -> None:
    assert opens(b"mine", *kept) is expected
