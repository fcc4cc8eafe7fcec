"""What is wanted of a recommendation, in a query: what each parameter may be, and that a query says it exactly."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsched.document.options import options_of, query_of, read_options
from evsched.engine.conditions import AtLeast, Options, Quorum
from evsched.engine.names import participant_id
from evsched.errors import InvalidInput
from evsched.limits import Limits

PEOPLE = AtLeast(2, ["alice", "bob", "chen"])
COMMAS = AtLeast(1, ["Chen, Li", "dana"])


def sent(query: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    """A query as it comes in at the other end, where what is there once is a text."""
    came = parse_qs(urlencode(query), keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in came.items()}


def test_nothing_is_needed() -> None:
    default: dict[str, object] = {"limit": 50, "alternatives": 0, "quorum": None, "at_least": [], "explain": False}
    assert read_options({}) == default
    assert options_of({}) == default
    assert query_of({}) == [("limit", "50"), ("alternatives", "0")]


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        pytest.param({"limit": "500"}, "limit", 500, id="limit"),
        pytest.param({"alternatives": "0"}, "alternatives", 0, id="alternatives"),
        pytest.param({"quorum": "4"}, "quorum", Quorum(4), id="quorum"),
        pytest.param({"quorum": "60%"}, "quorum", Quorum(60, is_percentage=True), id="percentage"),
        pytest.param({"quorum": "60 % "}, "quorum", Quorum(60, is_percentage=True), id="percentage-with-blanks"),
        pytest.param({"atLeast": "2 of alice,bob,chen"}, "at_least", [PEOPLE], id="condition"),
        pytest.param({"atLeast": ["2 of chen, bob, alice"]}, "at_least", [PEOPLE], id="condition-in-another-order"),
        pytest.param(
            {"atLeast": ["1 of alice", "2 of alice, bob, chen"]}, "at_least", [AtLeast(1, ["alice"]), PEOPLE], id="two"
        ),
        pytest.param({"atLeast": '{"of": ["dana", "Chen, Li"], "count": 1}'}, "at_least", [COMMAS], id="json"),
        pytest.param({"explain": "true"}, "explain", True, id="explained"),
        pytest.param({"explain": "false"}, "explain", False, id="not-explained"),
    ],
)
def test_a_parameter_is_read(query: dict[str, str | list[str]], name: str, value: object) -> None:
    assert read_options(query) == {**read_options({}), name: value}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        pytest.param(
            {"Limit": "5"},
            'there is no query parameter "Limit": known are limit, alternatives, quorum, atLeast, explain',
            id="unknown",
        ),
        pytest.param({"limit": "0"}, 'parameter "limit" is one whole number from 1 to 500', id="limit"),
        pytest.param({"limit": ["5", "6"]}, 'parameter "limit" is one whole number from 1 to 500', id="limits"),
        pytest.param({"alternatives": "-1"}, 'parameter "alternatives" is one whole number from 0', id="alternatives"),
        pytest.param({"quorum": ""}, 'cannot read the quorum ""', id="no-quorum"),
        pytest.param({"quorum": "0"}, "a quorum is 1 or more people, or 1% to 100%, not 0", id="quorum-zero"),
        pytest.param({"quorum": "101%"}, "a quorum is 1 or more people, or 1% to 100%, not 101%", id="percentage"),
        pytest.param({"quorum": "4.5"}, 'cannot read the quorum "4.5"', id="quorum-fraction"),
        pytest.param({"quorum": ["4", "5"]}, 'parameter "quorum" is there 2 times: give it once', id="quorums"),
        pytest.param({"atLeast": ""}, 'cannot read "": write how many of whom', id="no-condition"),
        pytest.param({"atLeast": ["1 of a", "b"]}, 'cannot read "b": write how many of whom', id="condition"),
        pytest.param({"atLeast": "3 of a, b"}, "at most all of those whom it names, not for 3 of 2", id="too-many"),
        pytest.param({"atLeast": "1 of a, b/c"}, 'has no "/"', id="no-id"),
        pytest.param({"atLeast": "{"}, "the document is not JSON", id="no-json"),
        pytest.param({"atLeast": '{"count": 1, "of": [[[[[1]]]]]}'}, "nested more than 4 deep", id="nested"),
        pytest.param({"atLeast": '{"count": 1}'}, 'the member "of" is missing', id="json-without-people"),
        pytest.param({"atLeast": ["1 of a"] * 21}, "21 conditions are too many: the limit is 20", id="conditions"),
        pytest.param({"explain": "1"}, 'parameter "explain" is true or false, not "1"', id="explain"),
        pytest.param({"explain": ""}, 'parameter "explain" is true or false, not ""', id="explain-blank"),
        pytest.param({"explain": ["true", "true"]}, 'parameter "explain" is there 2 times', id="explain-twice"),
    ],
)
def test_a_parameter_that_is_none_is_refused(query: dict[str, str | list[str]], why: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_options(query, Limits())
    assert why in caught.value.message
    assert caught.value.message.isprintable()


def is_id(text: str) -> bool:
    try:
        participant_id(text)
    except InvalidInput:
        return False
    return True


ids = st.text("ab1,%&+= of{}[]:;\"\\'\u1680\u3000\u00e9\u65e5", min_size=1, max_size=6)
people = st.lists(ids.filter(is_id), min_size=1, max_size=4, unique_by=participant_id)
conditions = people.flatmap(lambda of: st.builds(AtLeast, st.integers(1, len(of)), st.just(of)))
wanted = st.fixed_dictionaries(
    {},
    optional={
        "limit": st.integers(1, 500),
        "alternatives": st.integers(0, 500),
        "quorum": st.none()
        | st.builds(Quorum, st.integers(1, 999_999_999))
        | st.builds(Quorum, st.integers(1, 100), st.just(True)),
        "at_least": st.lists(conditions, max_size=3),
        "explain": st.booleans(),
    },
)


@given(wanted)
def test_a_query_is_read_as_what_it_was_made_of(options: Options) -> None:
    read = read_options(sent(query_of(options)))
    asked = read_options({}) | options
    assert {**read, "at_least": {*read["at_least"]}} == {**asked, "at_least": {*asked["at_least"]}}
    assert query_of(read) == query_of(options)


@given(wanted, wanted)
def test_two_queries_are_the_same_just_where_the_same_is_wanted(one: Options, other: Options) -> None:
    first, second = read_options(sent(query_of(one))), read_options(sent(query_of(other)))
    same = {**first, "at_least": {*first["at_least"]}} == {**second, "at_least": {*second["at_least"]}}
    assert (query_of(one) == query_of(other)) == same


def test_ids_that_only_look_like_several_are_told_apart() -> None:
    together, apart = AtLeast(1, ["a, b"]), AtLeast(1, ["a", "b"])
    assert query_of({"at_least": [together]}) != query_of({"at_least": [apart]})
    for condition in (together, apart):
        assert read_options(sent(query_of({"at_least": [condition]})))["at_least"] == [condition]
