"""The schemas of requests and the reader of documents, held against each other.

Whatever the reader accepts, the schema allows; so whatever the schema refuses, the reader refuses. Where one
of them asks less, it is named here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import reduce
from typing import Any

import pytest
from falcon.testing import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from evsched.api import schemas
from evsched.document.requests import read_answer, read_choice, read_event, read_event_changes
from evsched.errors import InvalidInput, InvalidInputs
from evsched.one_call import find
from tests.api.asking import DEADLINE
from tests.api.generating import FORMATS

LOOSER = {
    r"RFC 3339|no calendar or clock": "a text has the form of an instant and is on no calendar or clock",
    r"is not after the start": "a slot ends before it starts",
    r"a slot lasts from 1 minute to 31 days": "a slot is too short or too long",
    r"is outside the years 1970 to 2199": "a year is out of bounds",
    r"is not a time zone|is not an offset": "a zone is not known",
    r"cannot read": "a text is not understood as slots, as weekly hours or as a duration",
    r"is no zone for weekly hours": "weekly hours are in a zone that is an offset",
    r"is no mail address": "a text is no mail address",
    r"a duration is (at most|1 minute to)": "a duration given as text is out of bounds",
    r"not a fraction$": "a whole number is written as a fraction, such as 60.0",
    r"is blank$": "a title or an id is blank",
    r"cannot be shown": "a title or an id has a control character or the like",
    r'has no "/"': "an id has a slash",
    r"is named twice": "one participant is named twice",
    r"a quorum is 1 or more people": "a quorum given as text is out of bounds",
    r"^a condition asks for at least one and at most all": "a condition asks for more people than it names",
    r"is no participant of the event": "a condition names a stranger",
}
"""What the reader refuses though the schema allows it: a part of the message, and what is wrong."""

# The other way round there is one thing: blanks around a title or an id, and marks that Unicode joins to
# letters, count for the schema's lengths and not for the reader's. No strategy makes a title or an id of that kind.


class Pair:
    """A schema and the reader that it describes."""

    def __init__(self, model: type[BaseModel], read: Callable[[object], object]) -> None:
        self._validator = Draft202012Validator(model.model_json_schema())
        self._read = read

    def check(self, document: object) -> bool:
        """Hold the two against each other; tell whether both accept the document."""
        allowed = self._validator.is_valid(document)
        try:
            self._read(document)
        except InvalidInput as error:
            errors = error.errors if isinstance(error, InvalidInputs) else (error,)
            unexplained = [each.message for each in errors if not any(re.search(part, each.problem) for part in LOOSER)]
            assert not allowed or not unexplained, "the schema allows it"
            return False
        assert allowed, "the reader accepts it and the schema does not allow it"
        return True


PAIRS = {
    "new event": Pair(schemas.EventGiven, read_event),
    "changed event": Pair(schemas.EventGiven, read_event_changes),
    "first answer": Pair(schemas.FirstAnswer, read_answer),
    "changed answer": Pair(schemas.ChangedAnswer, lambda document: read_answer(document, participant_id="p")),
    "question": Pair(schemas.Question, find),
    "choice": Pair(schemas.MeetingGiven, read_choice),
}

scalars = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def sometimes_wrong(right: st.SearchStrategy[Any], *wrong: Any) -> st.SearchStrategy[Any]:
    """Return mostly what is right, now and then what is nearly right or anything."""
    nearly = st.sampled_from(wrong) if wrong else anything
    return st.integers(0, 19).flatmap(lambda roll: right if roll < 17 else nearly if roll < 19 else anything)


def objects(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return objects with these members, now and then one less or one more."""
    whole = st.fixed_dictionaries(required, optional=optional)
    with_another = st.builds(lambda made, name, value: {**made, name: value}, whole, st.sampled_from(OTHERS), anything)
    return st.integers(0, 19).flatmap(
        lambda roll: (
            whole
            if roll < 17
            else with_another
            if roll < 19
            else st.fixed_dictionaries({}, optional={**required, **optional})
        )
    )


OTHERS = (
    *("timezone", "start", "text", "id", "message", "version", "organizerToken", "answered", "weekly", "slots"),
    *("busy", "ifNeeded", "availability", "deadline", "meeting", "sequence", "force"),
    *("usualHours", "quorum", "atLeast", "explain", "count", "of"),
)

INTERVAL = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}

instants = sometimes_wrong(
    FORMATS["date-time"],
    "2025-01-12T19:00:00",
    "2025-01-12 19:00:00Z",
    "2025-01-12t19:00:00.5z",
    "2025-01-12T19:00:00+01:00",
    "2025-01-12T19:00:00+0100",
    "2025-02-30T19:00:00Z",
    "2025-01-12T24:00:01Z",
    "1969-01-12T19:00:00Z",
    "2025-01-12T19:00:00Z\n",
    "２025-01-12T19:00:00Z",
)
zones = st.none() | sometimes_wrong(FORMATS["time-zone"], "EST", "Mars/Base", "", "UTC+15")
slot_texts = sometimes_wrong(FORMATS["slot-text"], "", "soon", "12 Jan 2025, 2 - 4PM")
intervals = objects({"start_time": instants, "end_time": instants}, {}) | st.just(INTERVAL)
slots = sometimes_wrong(
    st.lists(slot_texts | intervals | objects({"text": slot_texts}, {"timeZone": zones}), max_size=3), {}, "x", None
)
weekly_texts = sometimes_wrong(FORMATS["weekly-text"], "", "Mon-Fri 9-17", "Mon", "Mon 9-17 +01:00", "9-17 Mon UTC")
weekly = sometimes_wrong(
    st.lists(weekly_texts | objects({"text": weekly_texts}, {"timeZone": zones}), max_size=3), {}, "x", None
)
if_needed = {"ifNeeded": st.booleans() | anything}
given_slots = sometimes_wrong(
    st.lists(
        slot_texts
        | objects({"start_time": instants, "end_time": instants}, if_needed)
        | objects({"text": slot_texts}, {"timeZone": zones, **if_needed}),
        max_size=3,
    ),
    {},
    "x",
    None,
)
times = {"slots": st.none() | given_slots, "weekly": st.none() | weekly, "busy": st.none() | given_slots}
addresses = st.none() | sometimes_wrong(FORMATS["mail-address"], "", "ann", "a@b", "Ann <ann@example.com>", "x" * 255)
durations = sometimes_wrong(
    st.integers(60, 2678400) | FORMATS["duration-text"], 0, 59, 2678401, 3600 * 10**9, True, 60.0, 60.5, "", "32 days"
)
ids = sometimes_wrong(FORMATS["participant-id"], "", " ", "a/b", "x" * 64, "x" * 65, "a\u202eb", 5)
titles = sometimes_wrong(FORMATS["title"], "", " ", "x" * 200, "x" * 201, "a\nb", None)
required = sometimes_wrong(st.booleans(), None, 1, "true")
told = {"required": required, "timeZone": zones, "usualHours": st.none() | weekly}
invited = sometimes_wrong(st.lists(ids | objects({"id": ids}, told), max_size=3))
asked = sometimes_wrong(st.lists(ids | objects({"id": ids}, {**told, **times}), max_size=3))
numbers = sometimes_wrong(st.integers(1, 500), 0, -1, 501, 2.0, "5", None, True)
quorums = sometimes_wrong(
    st.none() | st.integers(1, 10) | FORMATS["quorum-text"], 0, 10**9, 2.0, 2.5, "0", "101%", "most", True, []
)
known_ids = ids | st.just("ann")
conditions = st.lists(objects({"count": numbers, "of": st.lists(known_ids, max_size=3)}, {}), max_size=2)
options = {
    "limit": numbers,
    "alternatives": numbers,
    "quorum": quorums,
    "atLeast": sometimes_wrong(conditions, None, {}, ["1 of ann"]),
    "explain": required,
}

events = objects(
    {"title": titles, "estimatedTime": durations, "slots": slots},
    {
        "participants": st.none() | invited,
        "timeZone": zones,
        "organizer": addresses,
        "deadline": st.none() | instants,
        **dict.fromkeys(("id", "version", "open", "meeting", "sequence"), anything),
    },
)
event_ids = sometimes_wrong(st.text(max_size=3))
DOCUMENTS = {
    "new event": events,
    "changed event": events,
    "first answer": objects(
        {"participant_id": ids, "event_id": event_ids},
        {
            **times,
            "timeZone": zones,
            "usualHours": st.none() | weekly,
            "availability": st.none() | given_slots,
            "answered": anything,
        },
    ),
    "changed answer": objects(
        {"event_id": event_ids},
        {
            **times,
            "timeZone": zones,
            "usualHours": st.none() | weekly,
            "availability": st.none() | given_slots,
            "participant_id": anything,
        },
    ),
    "choice": objects({"start_time": instants}, {"end_time": st.none() | instants, "force": required}),
    "question": objects(
        {"estimatedTime": durations, "slots": slots},
        {"title": titles, "participants": asked, "timeZone": zones, **options},
    ),
}
RICH: dict[str, dict[str, Any]] = {
    "new event": {
        "title": "Review",
        "estimatedTime": 3600,
        "timeZone": "Asia/Tokyo",
        "slots": ["12 Jan 2025, 2 - 4PM", {"text": "12 Jan 2025, 2 - 4PM", "timeZone": "UTC"}, INTERVAL],
        "participants": [
            "ann",
            {"id": "bo", "required": False, "timeZone": "Europe/Berlin", "usualHours": ["Mon-Fri 10-19"]},
        ],
        "id": "x",
        "message": "x",
        "version": 3,
        "organizer": "olga@example.com",
        "deadline": DEADLINE,
        "meeting": INTERVAL,
        "sequence": 3,
    },
    "first answer": {
        "participant_id": "ann",
        "event_id": "x",
        "timeZone": "Asia/Tokyo",
        "slots": [
            "12 Jan 2025, 2 - 4PM",
            {"text": "12 Jan 2025, 2 - 4PM", "timeZone": "UTC", "ifNeeded": True},
            {**INTERVAL, "ifNeeded": False},
        ],
        "usualHours": ["Mon-Fri 10-19", {"text": "Sat 9-12", "timeZone": "UTC"}],
        "weekly": ["Mon-Fri 9-17", {"text": "Sat 9-12", "timeZone": "UTC"}],
        "busy": ["12 Jan 2025, 2 - 4PM", {"text": "12 Jan 2025, 2 - 4PM"}, INTERVAL, {**INTERVAL, "ifNeeded": True}],
    },
    "question": {
        "title": "Review",
        "estimatedTime": "1h",
        "timeZone": "Asia/Tokyo",
        "slots": ["12 Jan 2025, 2 - 4PM", INTERVAL],
        "participants": [
            "ann",
            {"id": "bo", "required": False, "timeZone": "Europe/Berlin", "slots": [INTERVAL]},
            {"id": "cy", "weekly": ["Mon-Fri 9-17"], "busy": ["12 Jan 2025, 2 - 4PM"], "usualHours": ["Mon 9-17"]},
        ],
        "limit": 1,
        "alternatives": 0,
        "quorum": "60%",
        "atLeast": [{"count": 1, "of": ["ann", "bo"]}],
        "explain": True,
    },
    "choice": {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:00:00Z", "force": True},
}
RICH |= {"changed event": RICH["new event"], "changed answer": RICH["first answer"]}
ODD: Sequence[Any] = (
    *(None, True, False, -1, 0, 1, 59, 60, 61, 500, 501, 2678400, 2678401, 60 * 10**9, 60.0, 60.5, 1e300),
    *("", " ", "x", "a/b", "a\nb", "x" * 64, "x" * 65, "x" * 200, "x" * 201, "5", "90m", "PT1H", "PT1S", "PT1H\n"),
    *("UTC", "EST", "UTC+15", "2025-01-12T20:00:00Z", "2025-01-12T20:00:00", "2025-01-12t20:00:00.5z", "bo"),
    *("2025-01-12T20:00:00+0100", "2025-01-12 20:00:00Z", "2025-02-30T20:00:00Z", "2025-01-12T20:00:00Z\n"),
    *([], [None], ["x"], ["ann", "ann"], [[]], [INTERVAL], {}, {"id": "x"}, {"text": "x"}, {**INTERVAL, "text": "x"}),
    *("4", "0", "101%", "true", ["1 of bo"], [{"count": 1, "of": ["bo"]}], [{"count": 2, "of": ["bo"]}]),
    *("Mon 9-17", "Mon 9-17 UTC", "ann@example.com", [{"text": "x", "ifNeeded": True}], {**INTERVAL, "ifNeeded": None}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, step))


def changed(document: Any, path: tuple[Any, ...], *values: Any) -> Any:
    """Return a document with a value put at a place, or, without one, with nothing left there."""
    if not path:
        return values[0] if values else None
    whole = deepcopy(document)
    inner = reached(whole, path[:-1])
    if values:
        inner[path[-1]] = values[0]
    else:
        del inner[path[-1]]
    return whole


def reached(value: Any, path: tuple[Any, ...]) -> Any:
    return reduce(lambda inner, step: inner[step], path, value)


@pytest.mark.parametrize("kind", PAIRS)
def test_a_document_with_one_odd_place_is_accepted_by_both_or_by_neither(kind: str) -> None:
    document = RICH[kind]
    assert PAIRS[kind].check(document)
    for path in places(document):
        PAIRS[kind].check(changed(document, path))
        for odd in ODD:
            PAIRS[kind].check(changed(document, path, odd))


@pytest.mark.parametrize("kind", PAIRS)
@given(data=st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_the_reader_accepts_the_schema_allows(kind: str, data: st.DataObject) -> None:
    PAIRS[kind].check(data.draw(DOCUMENTS[kind]))


@pytest.mark.parametrize("kind", PAIRS)
@given(data=st.data())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_member_that_neither_knows_is_refused_by_both(kind: str, data: st.DataObject) -> None:
    paths = [path for path in places(RICH[kind]) if isinstance(reached(RICH[kind], path), dict)]
    path = data.draw(st.sampled_from(paths))
    name = data.draw(st.sampled_from(OTHERS) | st.text(max_size=8))
    value = data.draw(anything)
    PAIRS[kind].check(changed(RICH[kind], (*path, name), value))


def test_blanks_around_a_title_or_an_id_count_only_for_the_lengths_of_the_schema() -> None:
    for member, length in (("title", 200), ("participants", 64)):
        padded = " " * length + "x"
        document = RICH["new event"] | {member: padded if member == "title" else [padded]}
        read_event(document)
        with pytest.raises(AssertionError, match="the schema does not allow it"):
            PAIRS["new event"].check(document)


@pytest.mark.parametrize("name", ["limit", "alternatives"])
def test_a_query_parameter_is_a_number_that_its_schema_allows(client: TestClient, name: str) -> None:
    document = client.simulate_get("/openapi.json").json
    (parameter,) = (
        each
        for each in document["paths"]["/event/{event_id}/find-common-slots"]["get"]["parameters"]
        if each["name"] == name
    )
    made = client.simulate_post("/event", json=RICH["new event"]).json
    validator = Draft202012Validator(parameter["schema"])
    for number in (-1, 0, 1, 2, 499, 500, 501, 10**9, 10**10):
        answer = client.simulate_get(f"/event/{made['id']}/find-common-slots", params={name: number})
        assert answer.status_code == (200 if validator.is_valid(number) else 400), number
