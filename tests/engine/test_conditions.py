"""A quorum, and conditions on who must come, as they are typed and as values."""

import pytest

from evsched.engine.conditions import AtLeast, parse_at_least, parse_quorum
from evsched.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("each_kernel")


@pytest.mark.parametrize(
    ("text", "of_nine"),
    [("4", 4), (" 12 ", 12), ("60%", 6), ("60 %", 6), ("1%", 1), ("67%", 7), ("100%", 9)],
)
def test_a_quorum_is_a_number_or_a_percentage_that_is_rounded_up(text: str, of_nine: int) -> None:
    quorum = parse_quorum(text)
    assert quorum.of(9) == of_nine
    assert parse_quorum(str(quorum)) == quorum


@pytest.mark.parametrize("text", ["", "most", "-1", "1.5", "%", "4 people", "٤", "1" * 10])
def test_what_is_no_quorum_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="write a number of people such as 4, or 60%"):
        parse_quorum(text)


@pytest.mark.parametrize("text", ["0", "0%", "101%"])
def test_a_quorum_of_nobody_or_of_more_than_all_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=f"a quorum is 1 or more people, or 1% to 100%, not {text}"):
        parse_quorum(text)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("2 of alice, bob, chen", AtLeast(2, ["chen", "alice", "bob"])),
        ("1 OF Zoe", AtLeast(1, ["Zoe"])),
        (" 1  of  a b ,a b", AtLeast(1, ["a b"])),
    ],
)
def test_a_condition_is_how_many_of_whom(text: str, condition: AtLeast) -> None:
    assert parse_at_least(text) == condition
    assert parse_at_least(str(condition)) == condition


@pytest.mark.parametrize("text", ["", "alice", "two of alice, bob", "2 of", "of alice", "2 alice, bob"])
def test_what_is_no_condition_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="write how many of whom, such as 2 of alice, bob, chen"):
        parse_at_least(text)


@pytest.mark.parametrize(("text", "most"), [("0 of alice", 1), ("3 of alice, bob", 2), ("2 of alice, alice", 1)])
def test_a_condition_that_nothing_meets_is_refused(text: str, most: int) -> None:
    with pytest.raises(InvalidInput, match=f"at least one and at most all of those whom it names, not for . of {most}"):
        parse_at_least(text)


def test_a_condition_names_participants_alone() -> None:
    with pytest.raises(InvalidInput):
        parse_at_least("1 of alice,, bob")
