"""The one-call document: usual hours, times if needed, and conditions on who must be able to attend."""

from __future__ import annotations

import pytest

from evsched.document.question import read_question
from evsched.engine.interval import IntervalSet
from evsched.errors import InvalidInput, InvalidInputs
from evsched.limits import Limits
from tests.document.test_question import INSTANTS, SLOT, ask


@pytest.mark.parametrize(
    ("document_zone", "persons_zone", "usual", "zone"),
    [
        pytest.param(None, None, "Mon 9-17 Asia/Tokyo", "Asia/Tokyo", id="in-the-text"),
        pytest.param("UTC", "Europe/Berlin", "Mon 9-17 Asia/Tokyo", "Asia/Tokyo", id="in-the-text-first"),
        pytest.param("UTC", "Europe/Berlin", {"text": "Mon 9-17", "timeZone": "Asia/Tokyo"}, "Asia/Tokyo", id="beside"),
        pytest.param("UTC", "Europe/Berlin", "Mon 9-17", "Europe/Berlin", id="then-the-participants"),
        pytest.param("UTC", None, "Mon 9-17", "UTC", id="then-the-documents"),
    ],
)
def test_usual_hours_are_in_the_zone_of_the_text_then_the_participants_then_the_documents(
    document_zone: str | None, persons_zone: str | None, usual: object, zone: str
) -> None:
    question = ask(timeZone=document_zone, participants=[{"id": "a", "timeZone": persons_zone, "usualHours": [usual]}])
    (who,) = question.event.participants
    assert [(hours.zone, hours.text.split()[0]) for hours in who.usual] == [(zone, "Mon")]
    assert question.free == {}


@pytest.mark.parametrize("usual", [None, []])
def test_without_usual_hours_there_are_none(usual: object) -> None:
    assert ask(participants=[{"id": "a", "usualHours": usual}]).event.participants[0].usual == ()


def if_needed(*slots: object, **members: object) -> dict[str, str]:
    question = ask(participants=[{"id": "a", "slots": [*slots], **members}, {"id": "b", "slots": [SLOT]}])
    assert question.free["a"] | question.if_needed.get("a", IntervalSet()) == question.free["a"]
    return {who: repr(times) for who, times in question.if_needed.items()}


def test_who_would_come_only_if_there_is_no_other_way_is_told_apart() -> None:
    assert if_needed({**INSTANTS, "ifNeeded": False}) == {}
    whole = {"a": "IntervalSet(2025-01-12T19:00:00Z/2025-01-12T21:00:00Z)"}
    half = {"a": "IntervalSet(2025-01-12T19:00:00Z/2025-01-12T20:00:00Z)"}
    assert if_needed({**INSTANTS, "ifNeeded": True}) == whole
    assert if_needed({"text": SLOT, "ifNeeded": True}) == whole
    assert if_needed({"text": "12 Jan 2025, 2 - 3PM EST, 12 Jan 2025, 3 - 4PM EST", "ifNeeded": True}) == whole
    typed = {"text": "12 Jan 2025, 20:00 - 22:00", "timeZone": "Europe/Berlin", "ifNeeded": True}
    assert if_needed(typed) == whole
    assert if_needed({**INSTANTS, "ifNeeded": True}, "12 Jan 2025, 3 - 5PM EST") == half
    assert if_needed(SLOT, busy=[{"text": "12 Jan 2025, 1 - 3PM EST", "ifNeeded": True}]) == half


def test_conditions_on_strangers_are_told_one_by_one() -> None:
    conditions = [{"count": 1, "of": ["bo", "ann"]}, {"count": 1, "of": ["cy", "di"]}]
    with pytest.raises(InvalidInputs) as caught:
        ask(participants=["ann"], atLeast=conditions)
    assert [each.message for each in caught.value.errors] == [
        'atLeast[0].of[0]: "bo" is no participant of the event',
        'atLeast[1].of[0]: "cy" is no participant of the event',
        'atLeast[1].of[1]: "di" is no participant of the event',
    ]


def test_conditions_beyond_the_limit_are_refused() -> None:
    document = {"estimatedTime": "1h", "slots": [SLOT], "participants": ["a"]}
    condition = {"count": 1, "of": ["a"]}
    assert read_question({**document, "atLeast": [condition] * 20}, Limits()).options["at_least"]
    with pytest.raises(InvalidInput, match=r"^atLeast: 21 conditions are too many: the limit is 20$"):
        read_question({**document, "atLeast": [condition] * 21}, Limits())
