"""The tree of errors, and foreign text that is fit for a message."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsched import errors
from evsched.errors import (
    AlreadyAnswered,
    Changed,
    Closed,
    Conflict,
    EvschedError,
    Forbidden,
    InvalidInput,
    InvalidInputs,
    KeyReused,
    NotFound,
    RequiredAbsent,
    ServerUnreachable,
    StoreUnavailable,
    TokenMissing,
    UnreadableText,
    ZoneMissing,
    shown,
)

PARENTS: dict[type[EvschedError], type[Exception]] = {
    EvschedError: Exception,
    InvalidInput: EvschedError,
    InvalidInputs: InvalidInput,
    UnreadableText: InvalidInput,
    ZoneMissing: UnreadableText,
    KeyReused: InvalidInput,
    NotFound: EvschedError,
    Conflict: EvschedError,
    AlreadyAnswered: Conflict,
    Changed: Conflict,
    Closed: Conflict,
    RequiredAbsent: Conflict,
    Forbidden: EvschedError,
    TokenMissing: Forbidden,
    StoreUnavailable: EvschedError,
    ServerUnreachable: EvschedError,
}


def test_every_error_has_its_place_in_the_tree() -> None:
    assert {each: each.__bases__ for each in PARENTS} == {each: (parent,) for each, parent in PARENTS.items()}
    defined = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)}
    assert defined == PARENTS.keys()


def test_every_error_has_a_slug_of_its_own_but_several_are_like_one() -> None:
    assert InvalidInputs.slug == InvalidInput.slug
    single = PARENTS.keys() - {InvalidInputs}
    assert len({each.slug for each in single}) == len(single)
    assert all("slug" in vars(each) for each in PARENTS)


@pytest.mark.parametrize("kind", [each for each in PARENTS if each not in (InvalidInputs, UnreadableText, ZoneMissing)])
def test_the_message_of_an_error_is_its_words(kind: type[EvschedError]) -> None:
    assert kind("no such event").message == str(kind("no such event")) == "no such event"


def test_what_is_missing_is_an_event_if_nothing_else_is_said() -> None:
    assert NotFound("gone").missing == "event"
    assert NotFound("gone", "answer").missing == "answer"


def test_a_change_tells_the_version_that_is_there_now_if_there_are_versions() -> None:
    assert Changed("changed", 3).version == 3
    assert Changed("changed").version is None


# Several errors


def several() -> InvalidInputs:
    """Two errors in one document, the second of a kind with more to tell."""
    return InvalidInputs(
        [InvalidInput("wrong", ("title",)), ZoneMissing("12 Jan", 0, 6, "name the zone", ("slots", 1))]
    )


def test_several_errors_say_the_first_and_how_many_there_are() -> None:
    assert str(several()) == several().message == "title: wrong (the first of 2 errors)"
    assert (several().problem, several().path) == ("wrong", ("title",))
    assert [type(each) for each in several().errors] == [InvalidInput, ZoneMissing]


def test_several_errors_seen_from_further_out_have_longer_paths_each_and_keep_their_kinds() -> None:
    further = several().within("events", 0)
    assert isinstance(further, InvalidInputs)
    assert [each.path for each in further.errors] == [("events", 0, "title"), ("events", 0, "slots", 1)]
    assert [type(each) for each in further.errors] == [InvalidInput, ZoneMissing]


def test_a_missing_zone_seen_from_further_out_is_still_one() -> None:
    error = ZoneMissing("12 Jan", 0, 6, "name the zone").within("slots", 0)
    assert type(error) is ZoneMissing
    assert str(error) == 'slots[0]: cannot read "12 Jan": name the zone'


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(InvalidInput("wrong", ("slots", 0)), id="invalid-input"),
        pytest.param(several(), id="several"),
        pytest.param(ZoneMissing("12 Jan", 0, 6, "name the zone", ("slots", 0)), id="zone-missing"),
        pytest.param(KeyReused("used"), id="key-reused"),
        pytest.param(NotFound("gone", "answer"), id="not-found"),
        pytest.param(Changed("changed", 3), id="changed"),
        pytest.param(RequiredAbsent("not everyone can come", ["ann"]), id="required-absent"),
        pytest.param(TokenMissing("missing"), id="token-missing"),
    ],
)
def test_an_error_survives_a_trip_to_another_process(error: EvschedError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert {name: str(each) for name, each in vars(again).items()} == {
        name: str(each) for name, each in vars(error).items()
    }


# Places


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param((), "wrong", id="no-path"),
        pytest.param(("title",), "title: wrong", id="member"),
        pytest.param(("slots", 0, "end_time"), "slots[0].end_time: wrong", id="member-of-an-item"),
        pytest.param((3,), "[3]: wrong", id="item"),
        pytest.param((0, 1), "[0][1]: wrong", id="item-of-an-item"),
        pytest.param(("a.b", "c"), "a.b.c: wrong", id="a-point-in-a-name"),
        pytest.param(("a\x1b\n", 0), "a\\x1b\\n[0]: wrong", id="hostile-name"),
        pytest.param(("x" * 100,), "x" * 79 + "…: wrong", id="long-name"),
    ],
)
def test_a_path_is_written_as_programs_write_it(path: tuple[str | int, ...], message: str) -> None:
    error = InvalidInput("wrong", path)
    assert (str(error), error.problem, error.path) == (message, "wrong", path)


def test_an_error_seen_from_further_out_keeps_its_problem_and_has_the_longer_path() -> None:
    error = InvalidInput("wrong", ("end_time",)).within("slots", 2)
    assert (error.problem, error.path) == ("wrong", ("slots", 2, "end_time"))
    assert str(error.within("events", 0)) == "events[0].slots[2].end_time: wrong"
    assert str(InvalidInput("wrong").within()) == "wrong"


def test_an_unreadable_text_seen_from_further_out_says_the_same() -> None:
    error = UnreadableText("12 Jan", 0, 6, "write the year").within("slots", 0)
    assert isinstance(error, InvalidInput)
    assert str(error) == 'slots[0]: cannot read "12 Jan": write the year'


@pytest.mark.parametrize(
    ("text", "start", "end", "message"),
    [
        pytest.param("abc", 0, 3, 'cannot read "abc": advice', id="the-whole"),
        pytest.param(" abc ", 0, 5, 'cannot read "abc": advice', id="the-whole-with-blanks"),
        pytest.param("abc def", 4, 7, 'cannot read "def" (character 5) in "abc def": advice', id="a-part"),
        pytest.param("abc", 3, 3, 'cannot read the end in "abc": advice', id="the-end"),
        pytest.param("abc  ", 3, 5, 'cannot read the end in "abc  ": advice', id="blanks-at-the-end"),
        pytest.param("", 0, 0, "cannot read a blank text: advice", id="nothing"),
        pytest.param("a\x1bb", 1, 2, 'cannot read "\\x1b" (character 2) in "a\\x1bb": advice', id="escape"),
    ],
)
def test_an_unreadable_text_names_the_place_and_the_whole(text: str, start: int, end: int, message: str) -> None:
    error = UnreadableText(text, start, end, "advice")
    assert str(error) == error.message == error.problem == message
    assert (error.text, error.start, error.end, error.advice, error.path) == (text, start, end, "advice", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain text", "plain text", id="plain"),
        pytest.param("", "", id="empty"),
        pytest.param("Zoë जनवरी 日本", "Zoë जनवरी 日本", id="letters-of-the-world"),
        pytest.param("a\nb\r\tc", "a\\nb\\r\\tc", id="lines-and-tabs"),
        pytest.param("\x1b[31m", "\\x1b[31m", id="escape"),
        pytest.param("\x00\x7f\x9b", "\\x00\\x7f\\x9b", id="controls"),
        pytest.param("\u202e\u2028\ufeff", "\\u202e\\u2028\\ufeff", id="direction-and-lines"),
        pytest.param("\ud800", "\\ud800", id="half-a-character"),
        pytest.param("[/] <script> %s =1", "[/] <script> %s =1", id="markup-is-shown-literally"),
        pytest.param("x" * 80, "x" * 80, id="eighty-characters"),
        pytest.param("x" * 81, "x" * 79 + "…", id="eighty-one-characters"),
    ],
)
def test_foreign_text_is_shortened_and_without_anything_that_a_terminal_obeys(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_limit_of_foreign_text_can_be_given() -> None:
    assert shown("abcdef", 4) == "abc…"


@given(st.text(max_size=200))
def test_shown_text_is_always_printable(text: str) -> None:
    assert shown(text).isprintable()
    assert len(shown(text)) <= 800


def test_an_unreadable_text_survives_a_trip_to_another_process() -> None:
    error = UnreadableText("abc def", 4, 7, "advice").within("slots", 0)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(again), again.text, again.start, again.path) == (str(error), "abc def", 4, ("slots", 0))
