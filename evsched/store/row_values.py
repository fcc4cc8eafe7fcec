"""Values as all stores keep them in a row, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from evsched.engine.interval import to_datetime, to_seconds
from evsched.engine.model import Event, Slot
from evsched.errors import InvalidInput, StoreUnavailable, shown


@contextmanager
def sound_rows() -> Iterator[None]:
    """Say of a row that no evsched wrote so that it is damaged."""
    try:
        yield
    except (ValueError, TypeError, InvalidInput) as error:
        raise StoreUnavailable(f"the database holds a row that cannot be read ({shown(str(error))})") from None


def event_row(event: Event) -> tuple[str, int, str | None, str, int]:
    """Return an event's title, duration, zone, slots and first start."""
    first_start = min(to_seconds(slot.start) for slot in event.slots)
    return event.title, int(event.duration.total_seconds()), event.zone, slots_to_text(event.slots), first_start


def slots_to_text(slots: Sequence[Slot]) -> str:
    """Return slots as JSON, with what was typed."""
    rows = [(to_seconds(slot.start), to_seconds(slot.end), slot.zone, slot.text) for slot in slots]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def slots_from(text: str) -> list[Slot]:
    """Return the slots that a text from ``slots_to_text`` holds."""
    return [Slot(to_datetime(start), to_datetime(end), zone, typed) for start, end, zone, typed in json.loads(text)]
