"""Pages made of values, as text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import timedelta

from evsched.cli.canvas import Canvas
from evsched.cli.page import Page, print_page
from evsched.engine.interval import Interval
from evsched.engine.kindness import inconvenience
from evsched.engine.model import Event, Participant
from evsched.engine.recommendation import Absence, Window
from evsched.engine.text import parse_slots

PIPE = Canvas(None, in_unicode=True)
NARROW = Canvas(80, in_unicode=True)


def text_of(draw: Callable[[Page], object]) -> list[str]:
    """The lines of what is drawn on a page, as a pipe gets them."""
    page, out = Page(), io.StringIO()
    draw(page)
    print_page(page, out)
    return out.getvalue().splitlines()


def between(text: str) -> Interval:
    """The interval that a slot in words is."""
    (slot,) = parse_slots(text, "UTC")
    return Interval(slot.start, slot.end)


def event_of(*people: Participant, slots: str = "1 - 10 Jan 2025") -> Event:
    """An event of an hour."""
    return Event("Review", timedelta(hours=1), parse_slots(slots, "UTC"), people)


def window_of(
    event: Event, meeting: str, absences: Iterable[Absence] = (), if_needed: Iterable[str] = (), interval: str = ""
) -> Window:
    """A window with its meeting, as inconvenient as it is."""
    absent = {each.participant_id for each in absences}
    costs = {who.id: inconvenience(between(meeting), who) for who in event.participants}
    return Window(
        between(interval or meeting),
        between(meeting),
        tuple(sorted(who.id for who in event.participants if who.id not in absent)),
        tuple(absences),
        tuple(if_needed),
        {who: cost for who, cost in costs.items() if cost is not None},
    )
