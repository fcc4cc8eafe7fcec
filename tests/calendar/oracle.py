"""Works out the occurrences of calendars with recurring-ical-events, which shares no code with evsched but icalendar.

It runs in an environment of its own (``.cache/oracle``), since recurring-ical-events forbids the dateutil that
evsched uses. It reads a JSON array of questions from standard input, each with ``calendar``, ``zone``, ``start`` and
``end`` (seconds since the epoch), and writes an array of answers: ``busy`` and ``tentative``, each a sorted list of
[start, end], or ``error``.
"""

from __future__ import annotations

import json
import sys
import warnings
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_MARGIN = timedelta(days=3)
"""It compares dates with the ends of a span as if they were in UTC."""


def main() -> None:
    """Answer all questions."""
    warnings.simplefilter("ignore")
    json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Return when the owner of one calendar is busy."""
    import icalendar
    import recurring_ical_events

    # What another calendar has called by the same name must not count here.
    icalendar.use_zoneinfo()
    start, end = question["start"], question["end"]
    span = datetime.fromtimestamp(start, UTC) - _MARGIN, datetime.fromtimestamp(end, UTC) + _MARGIN
    taken: dict[str, list[list[int]]] = {"busy": [], "tentative": []}
    try:
        calendar = icalendar.Calendar.from_ical(question["calendar"])
        for event in recurring_ical_events.of(calendar, components=["VEVENT"]).between(*span):
            status = str(event.get("STATUS", "")).upper()
            if status == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
                continue
            kind = "tentative" if status == "TENTATIVE" else "busy"
            first, last = (instant(event[name].dt, question["zone"]) for name in ("DTSTART", "DTEND"))
            taken[kind].append([max(first, start), min(last, end)])
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return {"error": repr(error)}
    return {kind: united(pairs) for kind, pairs in taken.items()}


def instant(when: date, zone: str) -> int:
    """Return the seconds since the epoch of a time as recurring-ical-events has it."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time())
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(zone))
    return int(when.timestamp())


def united(pairs: list[list[int]]) -> list[list[int]]:
    """Return pairs that overlap or touch as one, without those of no length."""
    found: list[list[int]] = []
    for first, last in sorted(pair for pair in pairs if pair[0] < pair[1]):
        if found and first <= found[-1][1]:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    return found


if __name__ == "__main__":
    main()
