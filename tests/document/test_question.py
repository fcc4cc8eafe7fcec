"""The one-call document: what each member may be, and which one an error names."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import chain, combinations
from typing import Any

import pytest

from evsched.document.question import Question, read_question
from evsched.document.times import read_slots
from evsched.engine.conditions import AtLeast, Quorum
from evsched.engine.interval import IntervalSet
from evsched.engine.text import parse_slots
from evsched.errors import InvalidInput

DEFAULT: dict[str, object] = {"limit": 50, "alternatives": 0, "quorum": None, "at_least": [], "explain": False}
SLOT = "12 Jan 2025, 2 - 4PM EST"
INSTANTS = {"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T21:00:00Z"}


def ask(**members: Any) -> Question:
    return read_question({"estimatedTime": "1h", "slots": [SLOT], **members})


def refuse(**members: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        ask(**members)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 500
    return caught.value


def starts(question: Question) -> list[str]:
    return [f"{slot.start:%d %H:%M}" for slot in question.event.slots]


def free(question: Question) -> dict[str, str]:
    return {who: repr(times) for who, times in question.free.items()}


def test_only_the_duration_and_the_slots_are_needed() -> None:
    question = read_question({"estimatedTime": 3600, "slots": [SLOT]})
    assert (question.event.duration, starts(question)) == (timedelta(hours=1), ["12 19:00"])
    assert (question.event.participants, question.event.zone, question.free) == ((), None, {})
    assert question.options == DEFAULT


def test_every_member_is_read() -> None:
    question = read_question(
        {
            "title": " Review ",
            "estimatedTime": "PT1H30M",
            "timeZone": "America/New_York",
            "slots": [SLOT, INSTANTS, {"text": "13 Jan 2025, 9:00 - 10:00", "timeZone": "Asia/Tokyo"}],
            "participants": [
                "ann",
                {"id": "bo", "timeZone": "Europe/Berlin", "required": False, "slots": [SLOT]},
                {"id": "cy", "slots": []},
                {"id": "di", "slots": None},
            ],
            "limit": 3,
            "alternatives": 2,
            "quorum": "60%",
            "atLeast": [{"count": 1, "of": ["bo", "ann"]}],
            "explain": True,
        }
    )
    event = question.event
    assert (event.title, event.duration, event.zone) == ("Review", timedelta(minutes=90), "America/New_York")
    assert starts(question) == ["12 19:00", "12 19:00", "13 00:00"]
    assert [(who.id, who.zone, who.required) for who in event.participants] == [
        ("ann", None, True),
        ("bo", "Europe/Berlin", False),
        ("cy", None, True),
        ("di", None, True),
    ]
    assert {who: bool(times) for who, times in question.free.items()} == {"bo": True, "cy": False}
    assert question.options == {
        "limit": 3,
        "alternatives": 2,
        "quorum": Quorum(60, is_percentage=True),
        "at_least": [AtLeast(1, ["ann", "bo"])],
        "explain": True,
    }


def test_without_slots_somebody_has_not_answered_and_with_none_they_have_declined() -> None:
    question = ask(participants=["ann", {"id": "bo"}, {"id": "cy", "slots": []}])
    assert question.free == {"cy": IntervalSet()}


@pytest.mark.parametrize(
    "document", [None, [], "x", 1, 1.5, True], ids=["null", "list", "text", "integer", "float", "boolean"]
)
def test_a_document_is_an_object(document: object) -> None:
    with pytest.raises(InvalidInput, match="an object with title, estimatedTime"):
        read_question(document)


@pytest.mark.parametrize("missing", ["estimatedTime", "slots"])
def test_a_member_that_is_missing_is_named(missing: str) -> None:
    document = {"estimatedTime": "1h", "slots": [SLOT]}
    del document[missing]
    with pytest.raises(InvalidInput, match=f'the member "{missing}" is missing'):
        read_question(document)


@pytest.mark.parametrize(
    ("member", "value", "path"),
    [
        pytest.param("title", 5, "title", id="title"),
        pytest.param("title", None, "title", id="title-null"),
        pytest.param("slots", SLOT, "slots", id="slots-text"),
        pytest.param("slots", {}, "slots", id="slots-object"),
        pytest.param("slots", [None], "slots[0]", id="slot-null"),
        pytest.param("slots", [SLOT, 5], "slots[1]", id="slot-number"),
        pytest.param("slots", [[]], "slots[0]", id="slot-list"),
        pytest.param("slots", [SLOT, "x"], "slots[1]", id="slot-unreadable"),
        pytest.param("slots", [{"text": 5}], "slots[0].text", id="text-number"),
        pytest.param("slots", [{"text": "x", "timeZone": "UTC"}], "slots[0].text", id="text-unreadable"),
        pytest.param("slots", [{"text": SLOT, "timeZone": "EST"}], "slots[0].timeZone", id="zone-of-a-text"),
        pytest.param("slots", [{**INSTANTS, "start_time": 5}], "slots[0].start_time", id="start-number"),
        pytest.param("slots", [{**INSTANTS, "end_time": "x"}], "slots[0].end_time", id="end-unreadable"),
        pytest.param("slots", [{"start_time": "2025-01-12T19:00:00Z"}], "slots[0]", id="end-missing"),
        pytest.param("slots", [{}], "slots[0]", id="slot-empty"),
        pytest.param("timeZone", "EST", "timeZone", id="zone"),
        pytest.param("timeZone", 5, "timeZone", id="zone-number"),
        pytest.param("participants", "ann", "participants", id="participants-text"),
        pytest.param("participants", None, "participants", id="participants-null"),
        pytest.param("participants", ["ann", None], "participants[1]", id="participant-null"),
        pytest.param("participants", [" "], "participants[0]", id="participant-blank"),
        pytest.param("participants", [{}], "participants[0]", id="participant-without-id"),
        pytest.param("participants", [{"id": 5}], "participants[0].id", id="id-number"),
        pytest.param("participants", [{"id": "a", "required": 1}], "participants[0].required", id="required-number"),
        pytest.param("participants", [{"id": "a", "timeZone": "X/Y"}], "participants[0].timeZone", id="persons-zone"),
        pytest.param("participants", ["a", "b", {"id": "c", "slots": [""]}], "participants[2].slots[0]", id="a-slot"),
        pytest.param(
            "participants",
            [{"id": "c", "slots": [SLOT, {**INSTANTS, "end_time": "x"}]}],
            "participants[0].slots[1].end_time",
            id="persons-instant",
        ),
        pytest.param("limit", "5", "limit", id="limit-text"),
        pytest.param("limit", True, "limit", id="limit-boolean"),
        pytest.param("limit", 5.0, "limit", id="limit-float"),
        pytest.param("alternatives", None, "alternatives", id="alternatives-null"),
        pytest.param("quorum", True, "quorum", id="quorum-boolean"),
        pytest.param("quorum", 2.5, "quorum", id="quorum-fraction"),
        pytest.param("quorum", 0, "quorum", id="quorum-zero"),
        pytest.param("quorum", 10**9, "quorum", id="quorum-large"),
        pytest.param("quorum", "most", "quorum", id="quorum-unreadable"),
        pytest.param("quorum", "101%", "quorum", id="quorum-percentage"),
        pytest.param("atLeast", None, "atLeast", id="at-least-null"),
        pytest.param("atLeast", "2 of a, b", "atLeast", id="at-least-text"),
        pytest.param("atLeast", ["2 of a, b"], "atLeast[0]", id="condition-text"),
        pytest.param("atLeast", [{"count": 1}], "atLeast[0]", id="condition-of-nobody-named"),
        pytest.param("atLeast", [{"count": 1, "of": []}], "atLeast[0].of", id="condition-of-nobody"),
        pytest.param("atLeast", [{"count": 1, "of": ["a/b"]}], "atLeast[0].of[0]", id="condition-of-no-id"),
        pytest.param("atLeast", [{"count": 0, "of": ["a"]}], "atLeast[0].count", id="condition-on-none"),
        pytest.param("atLeast", [{"count": 2, "of": ["a", " a"]}], "atLeast[0].count", id="condition-on-too-many"),
        pytest.param("atLeast", [{"count": 1, "of": ["a"]}], "atLeast[0].of[0]", id="condition-on-a-stranger"),
        pytest.param("explain", None, "explain", id="explain-null"),
        pytest.param("explain", "true", "explain", id="explain-text"),
        pytest.param("slots", [{**INSTANTS, "ifNeeded": True}], "slots[0].ifNeeded", id="offered-if-needed"),
        pytest.param("slots", [{"text": SLOT, "ifNeeded": False}], "slots[0].ifNeeded", id="offered-text-if-needed"),
        pytest.param(
            "participants",
            [{"id": "a", "slots": [{**INSTANTS, "ifNeeded": 1}]}],
            "participants[0].slots[0].ifNeeded",
            id="if-needed-number",
        ),
        pytest.param(
            "participants", [{"id": "a", "usualHours": "Mon 9-17 UTC"}], "participants[0].usualHours", id="usual-text"
        ),
        pytest.param(
            "participants", ["b", {"id": "a", "usualHours": ["soon"]}], "participants[1].usualHours[0]", id="usual"
        ),
        pytest.param(
            "participants",
            [{"id": "a", "usualHours": [{"text": "Mon 9-17"}]}],
            "participants[0].usualHours[0].text",
            id="usual-without-a-zone",
        ),
        pytest.param(
            "participants",
            [{"id": "a", "timeZone": "UTC+1", "usualHours": ["Mon 9-17"]}],
            "participants[0].usualHours[0]",
            id="usual-in-an-offset",
        ),
        pytest.param("estimatedTime", "x", "estimatedTime", id="duration-unreadable"),
        pytest.param("estimatedTime", None, "estimatedTime", id="duration-null"),
    ],
)  # fmt: skip
def test_an_error_says_at_which_member_it_arose(member: str, value: object, path: str) -> None:
    error = refuse(**{member: value})
    assert error.message.startswith(f"{path}: ")
    assert error.message == f"{path}: {error.problem}"


@pytest.mark.parametrize(
    ("member", "value", "kind"),
    [
        pytest.param("slots", None, "null", id="null"),
        pytest.param("slots", {}, "an object", id="object"),
        pytest.param("slots", True, "a boolean", id="boolean"),
        pytest.param("slots", "x", "a text", id="text"),
        pytest.param("slots", 1, "a number", id="number"),
        pytest.param("slots", 1.5, "a fraction", id="fraction"),
        pytest.param("title", [], "a list", id="list"),
    ],
)
def test_an_error_says_what_stands_there_instead(member: str, value: object, kind: str) -> None:
    assert refuse(**{member: value}).message.endswith(f", not {kind}")


@pytest.mark.parametrize(
    ("members", "unknown", "meant"),
    [
        pytest.param({"timezone": "UTC"}, "timezone", "timeZone", id="case"),
        pytest.param({"slot": []}, "slot", "slots", id="singular"),
        pytest.param({"estimated_time": 1}, "estimated_time", "estimatedTime", id="other-style"),
        pytest.param({"participant": []}, "participant", "participants", id="singular-participant"),
        pytest.param({"participants": [{"id": "a", "timezone": "UTC"}]}, "timezone", "timeZone", id="of-a-participant"),
        pytest.param({"slots": [{"start": "", "end": ""}]}, "start", "start_time", id="of-a-slot"),
        pytest.param({"slots": [{"text": SLOT, "time_zone": "UTC"}]}, "time_zone", "timeZone", id="of-a-text"),
        pytest.param(
            {"participants": [{"id": "a", "slots": [{**INSTANTS, "ifneeded": True}]}]},
            "ifneeded",
            "ifNeeded",
            id="of-a-participants-slot",
        ),
        pytest.param({"atLeast": [{"counts": 1, "of": []}]}, "counts", "count", id="of-a-condition"),
    ],
)
def test_an_unknown_member_is_refused_with_the_nearest_name(members: dict[str, Any], unknown: str, meant: str) -> None:
    assert f'there is no member "{unknown}": did you mean "{meant}"?' in refuse(**members).message


@pytest.mark.parametrize("name", ["id", "version", "", "\x1b[31m", "x" * 5000])
def test_an_unknown_member_that_is_near_to_none_is_refused_with_all_names(name: str) -> None:
    known = "title, estimatedTime, timeZone, slots, participants, limit, alternatives, quorum, atLeast, explain"
    assert f"known here are {known}" in refuse(**{name: 1}).message


@pytest.mark.parametrize("name", ["ifNeeded", "version"])
def test_a_member_of_a_participant_that_is_not_known_is_refused(name: str) -> None:
    message = refuse(participants=["a", {"id": "b", name: []}]).message
    known = "id, required, timeZone, usualHours, slots, weekly, busy"
    assert message == f'participants[1]: there is no member "{name}": known here are {known}'


def test_a_slot_of_a_zone_alone_lacks_its_text() -> None:
    message = refuse(slots=[{"timeZone": "UTC"}]).message
    assert message.startswith("slots[0]: ")
    assert 'no member "timeZone"' not in message


@pytest.mark.parametrize(
    ("document_zone", "persons_zone", "texts_zone", "start"),
    [
        pytest.param(None, None, "Asia/Tokyo", "12T05:00", id="beside-the-text-alone"),
        pytest.param("UTC", "Europe/Berlin", "Asia/Tokyo", "12T05:00", id="beside-the-text-first"),
        pytest.param("UTC", "Europe/Berlin", None, "12T13:00", id="then-the-participants"),
        pytest.param("UTC", None, None, "12T14:00", id="then-the-documents"),
        pytest.param(None, "UTC-05:00", None, "12T19:00", id="offset"),
    ],
)
def test_the_zone_in_force_is_beside_the_text_then_the_participants_then_the_documents(
    document_zone: str | None, persons_zone: str | None, texts_zone: str | None, start: str
) -> None:
    text = "12 Jan 2025, 14:00 - 16:00"
    typed = {"text": text, "timeZone": texts_zone} if texts_zone else text
    person = {"id": "ann", "slots": [typed], **({"timeZone": persons_zone} if persons_zone else {})}
    question = ask(participants=[person], **({"timeZone": document_zone} if document_zone else {}))
    assert free(question)["ann"].startswith(f"IntervalSet(2025-01-{start}:00Z/")


def test_the_zone_of_the_document_is_in_force_for_the_events_slots() -> None:
    assert starts(ask(timeZone="Asia/Tokyo", slots=["12 Jan 2025, 14:00 - 16:00"])) == ["12 05:00"]


def test_no_zone_at_all_is_an_error() -> None:
    assert "it names no time zone" in refuse(slots=["12 Jan 2025, 14:00 - 16:00"]).message


def test_the_zone_of_one_participant_is_not_anothers() -> None:
    people = [{"id": "a", "timeZone": "Asia/Tokyo"}, {"id": "b", "slots": ["12 Jan 2025, 14:00 - 16:00"]}]
    assert refuse(participants=people).message.startswith("participants[1].slots[0]: ")


@pytest.mark.parametrize(
    "names", [("ann", "ann"), ("é", "e\u0301"), ("ann", " ann ")], ids=["same", "composed", "blanks"]
)
def test_one_id_twice_is_refused(names: tuple[str, str]) -> None:
    for people in (list(names), [{"id": name} for name in names]):
        assert "named twice" in refuse(participants=people).message


def test_ids_are_kept_in_their_composed_form_and_compared_exactly() -> None:
    question = ask(participants=["e\u0301", "Ann", {"id": "ann", "slots": []}])
    assert [who.id for who in question.event.participants] == ["\u00e9", "Ann", "ann"]
    assert list(question.free) == ["ann"]
    answered = ask(participants=[{"id": "e\u0301", "slots": []}])
    assert list(answered.free) == ["\u00e9"]


def test_a_text_may_hold_several_slots() -> None:
    slots = read_slots(["12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST", INSTANTS], None)
    assert [f"{slot.start:%d %H}-{slot.end:%d %H}" for slot in slots] == ["12 19-12 21", "14 23-15 02", "12 19-12 21"]


def test_a_thousand_participants_are_read_in_the_order_given() -> None:
    people = [{"id": f"p{number:04}", "slots": [INSTANTS]} for number in reversed(range(1000))]
    question = ask(participants=json.loads(json.dumps(people)))
    assert [who.id for who in question.event.participants] == [each["id"] for each in people]
    assert len(question.free) == 1000


DECLINED: dict[str, object] = {"slots": [], "weekly": [], "busy": []}


@pytest.mark.parametrize("names", [*chain.from_iterable(combinations(DECLINED, count) for count in (1, 2, 3))])
def test_who_gives_nothing_but_empty_lists_has_declined_unless_it_is_the_list_of_busy_times_alone(
    names: tuple[str, ...],
) -> None:
    question = ask(participants=[{"id": "a", **{name: DECLINED[name] for name in names}}])
    is_never_busy = names == ("busy",)
    assert question.declined == (set() if is_never_busy else {"a"})
    assert question.free["a"] == (IntervalSet(question.event.slots) if is_never_busy else IntervalSet())


def test_busy_times_beside_an_empty_list_of_slots_are_taken_out_of_all_that_is_on_offer() -> None:
    """So does GET give back what was given without slots."""
    busy = [{"start_time": "2025-01-12T19:00:00Z", "end_time": "2025-01-12T20:00:00Z"}]
    question = ask(slots=["12 Jan 2025, 2 - 4PM EST"], participants=[{"id": "a", "slots": [], "busy": busy}])
    assert question.free["a"] == IntervalSet(parse_slots("12 Jan 2025, 3 - 4PM EST"))
