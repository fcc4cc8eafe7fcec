"""Values as all stores keep them in a row, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from evsched.engine.interval import Interval, IntervalSet, to_datetime, to_seconds
from evsched.engine.model import Availability, Event, Participant, Slot
from evsched.engine.weekly import WeeklyHours
from evsched.errors import InvalidInput, StoreUnavailable, shown
from evsched.store.tables import Value
from evsched.store.values import Burden, EventState, Free

_IF_NEEDED = attrgetter("if_needed")


@contextmanager
def sound_rows() -> Iterator[None]:
    """Say of a row that no evsched wrote so that it is damaged."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, InvalidInput) as error:
        raise StoreUnavailable(f"the database holds a row that cannot be read ({shown(str(error))})") from None


EVENT = ("title", "duration", "zone", "slots", "organizer", "deadline")
"""The columns that hold an event, but for its participants."""
STATE = (
    *("version", "answers_version", "open", "token"),
    *("deadline", "meeting_start", "meeting_end", "sequence", "series"),
)
"""The columns that hold the state of an event."""
PARTICIPANT = ("id", "zone", "required", "usual")
"""The columns that hold a participant."""

_REMEMBERED = 100_000
"""Participants that are kept at hand, of all events together; some 400 bytes each."""


def event_row(event: Event) -> tuple[Value, ...]:
    """Return the values of the columns that hold an event, and its first start."""
    first_start = min(to_seconds(slot.start) for slot in event.slots)
    deadline = None if event.deadline is None else to_seconds(event.deadline)
    length = int(event.duration.total_seconds())
    return event.title, length, event.zone, slots_to_text(event.slots), event.organizer, deadline, first_start


def event_from(row: Sequence[Any], participants: Sequence[Participant]) -> Event:
    """Return the event that the values of these columns hold."""
    title, duration, zone, slots, organizer, deadline = row
    return Event(
        title, timedelta(seconds=duration), slots_from(slots), participants, zone, organizer, _instant(deadline)
    )


def state_from(row: Sequence[Any]) -> EventState:
    """Return the state that the values of its columns hold."""
    version, answers_version, is_open, token, deadline, start, end, sequence, series = row
    return EventState(
        version, answers_version, bool(is_open), token, _instant(deadline), meeting_from(start, end), sequence, series
    )


def participant_row(who: Participant) -> tuple[Value, ...]:
    """Return the values of the columns that hold a participant."""
    return who.id, who.zone, who.required, usual_to_text(who.usual)


def participant_from(row: Sequence[Any]) -> Participant:
    """Return the participant that the values of these columns hold."""
    id_, zone, required, usual = row
    return Participant(id_, zone, bool(required), () if usual is None else usual_from(usual))


_remembered = lru_cache(maxsize=_REMEMBERED)(participant_from)


def participants_from(rows: Iterable[tuple[Any, ...]]) -> list[Participant]:
    """Return the participants of an event; few of them change between one reading of it and the next."""
    return [*map(_remembered, rows)]


def usual_to_text(usual: Sequence[WeeklyHours]) -> str | None:
    """Return usual hours as JSON, with what was typed; None for none."""
    return _json(_weekly_rows(usual)) if usual else None


@lru_cache(maxsize=1024)
def usual_from(text: str) -> tuple[WeeklyHours, ...]:
    """Return the usual hours that a text from ``usual_to_text`` holds; many people share the same."""
    return tuple(_weekly(typed, zone) for typed, zone in json.loads(text))


def burdens_from(rows: Iterable[Sequence[Any]]) -> list[Burden]:
    """Return what people carry, of rows with their ids, seconds in all, and counts; sorted by id."""
    return sorted(Burden(id_, timedelta(seconds=int(seconds)), meetings) for id_, seconds, meetings in rows)


def meeting_from(start: int | None, end: int | None) -> Interval | None:
    """Return the meeting that two columns hold."""
    return None if start is None or end is None else Interval(to_datetime(start), to_datetime(end))


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else to_datetime(seconds)


def slots_to_text(slots: Sequence[Slot]) -> str:
    """Return slots as JSON, with what was typed."""
    return _json(_slot_rows(slots))


@lru_cache(maxsize=64)
def slots_from(text: str) -> tuple[Slot, ...]:
    """Return the slots that a text from ``slots_to_text`` holds; those of an event are asked for again and again."""
    return tuple(_slots(json.loads(text)))


def answer_to_text(answer: Availability) -> str:
    """Return an answer as JSON: its slots alone, or an object where it has more, so that its first sign tells."""
    if not answer.weekly and answer.busy is None and not any(map(_IF_NEEDED, answer.slots)):
        return slots_to_text(answer.slots)
    members = {
        "slots": _slot_rows(answer.slots),
        "weekly": _weekly_rows(answer.weekly),
        "busy": None if answer.busy is None else _slot_rows(answer.busy),
        "asked": None if answer.asked is None else [*answer.asked.bounds],
    }
    return _json(members)


def answer_from(participant_id: str, text: str) -> Availability:
    """Return the answer that a text from ``answer_to_text`` holds."""
    members = json.loads(text)
    if isinstance(members, list):
        return Availability(participant_id, _slots(members))
    bounds = members["asked"]
    return Availability(
        participant_id,
        _slots(members["slots"]),
        [_weekly(typed, zone) for typed, zone in members["weekly"]],
        None if members["busy"] is None else _slots(members["busy"]),
        None if bounds is None else IntervalSet.of_seconds(zip(bounds[::2], bounds[1::2], strict=True)),
    )


def free_from(rows: Iterable[Sequence[Any]], offered: Callable[[], IntervalSet]) -> Free:
    """Return when participants could sit in a meeting.

    Args:
        rows: Who has answered, the slots of the answer merged and packed, and its text where it has more than slots.
        offered: Returns what the event offers; asked where somebody's hours depend on it.
    """
    offered = cache(offered)
    times: dict[str, IntervalSet] = {}
    declined: set[str] = set()
    if_needed: dict[str, IntervalSet] = {}
    for participant_id, packed, text in rows:
        if text is not None:
            answer = answer_from(participant_id, text)
            times[participant_id] = answer.free_within(offered())
            if reluctant := answer.if_needed_within(offered()):
                if_needed[participant_id] = reluctant
            continue
        times[participant_id] = IntervalSet.unpack(packed)
        if not packed:
            declined.add(participant_id)
    return Free(times, declined, if_needed)


@lru_cache(maxsize=1024)
def _weekly(typed: str, zone: str) -> WeeklyHours:
    """Return weekly hours read again; many people share the same."""
    from evsched.engine.text import parse_weekly  # the grammar is loaded where somebody has such hours alone

    return parse_weekly(typed, zone)


def _weekly_rows(weekly: Sequence[WeeklyHours]) -> list[tuple[str, str]]:
    return [(hours.text, hours.zone) for hours in weekly]


def _slot_rows(slots: Sequence[Slot]) -> list[tuple[Value, ...]]:
    return [
        (to_seconds(slot.start), to_seconds(slot.end), slot.zone, slot.text, *([1] if slot.if_needed else []))
        for slot in slots
    ]


def _slots(rows: Iterable[Sequence[Any]]) -> list[Slot]:
    return [
        Slot(to_datetime(start), to_datetime(end), zone, typed, bool(if_needed))
        for start, end, zone, typed, *if_needed in rows
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
