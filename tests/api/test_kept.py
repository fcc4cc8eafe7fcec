from __future__ import annotations

from evsched.api.kept import KeptAnswers


def test_what_nobody_has_asked_for_the_longest_goes_first() -> None:
    kept = KeptAnswers(most_bytes=10)
    assert kept.keep(("a", '"1"'), b"aaaa") == b"aaaa"
    kept.keep(("b", '"1"'), b"bbbb")
    assert kept.get(("a", '"1"')) == b"aaaa"
    kept.keep(("c", '"1"'), b"cccc")
    assert [kept.get((each, '"1"')) for each in "abc"] == [b"aaaa", None, b"cccc"]


def test_an_answer_kept_again_takes_no_more_room() -> None:
    kept = KeptAnswers(most_bytes=10)
    for _ in range(5):
        kept.keep(("a", '"1"'), b"aaaa")
    kept.keep(("b", '"1"'), b"bbbb")
    assert kept.get(("a", '"1"')) == b"aaaa"


def test_an_answer_larger_than_all_room_is_given_and_not_kept() -> None:
    kept = KeptAnswers(most_bytes=3)
    assert kept.keep(("a", '"1"'), b"aaaa") == b"aaaa"
    assert kept.get(("a", '"1"')) is None


def test_answers_of_two_versions_are_two() -> None:
    kept = KeptAnswers()
    kept.keep(("a", '"1"'), b"old")
    kept.keep(("a", '"2"'), b"new")
    assert (kept.get(("a", '"1"')), kept.get(("a", '"2"'))) == (b"old", b"new")
