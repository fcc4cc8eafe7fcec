"""What a person sees of answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from evsched.cli.page import Page
from evsched.cli.typed import shown_zone
from evsched.engine.calendar_names import plural
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Availability, Event
from evsched.engine.show import interval_text
from evsched.engine.weekly import WeeklyHours
from evsched.store.values import StoredEvent

_IF_NEEDED = "if needed: "
_MOST_LINES = 20
"""Times of one kind that a person reads; programs get all of them."""
_Time: TypeAlias = tuple[Interval, str]
"""With the zone that it is shown in."""


def answer_page(
    asked: Event, answer: Availability, zone: str | None, notes: Sequence[str], kept_in: Path | None
) -> Page:
    """Return what a person sees of an answer that was just given.

    Args:
        asked: The event.
        answer: The answer.
        zone: Where the participant is, where that is known.
        notes: Where the answer comes from, a line each.
        kept_in: The file that the answer's token was put into.
    """
    page = Page()
    for note in notes:
        page.line(note, "dim")
    offered = IntervalSet(asked.slots)
    if answer.has_declined:
        page.line(f"{answer.participant_id} has declined.")
    elif not answer.weekly and answer.busy is None:
        typed = [(slot.if_needed, (slot, shown_zone(zone, slot.zone))) for slot in answer.slots]
        _add_free(page, answer.participant_id, "", typed)
        if not answer.typed & offered:
            page.line("None of this is in a slot on offer.", "yellow")
    elif could_come := answer.free_within(offered) & offered:
        reluctant = answer.if_needed_within(offered) & offered
        seen_from = shown_zone(zone, asked.zone)
        worked_out = [(False, (each, seen_from)) for each in could_come - reluctant]
        worked_out += [(True, (each, seen_from)) for each in reluctant]
        _add_free(page, answer.participant_id, ", of what is on offer", worked_out)
    else:
        page.line(f"{answer.participant_id} is free at no time that is on offer.", "yellow")
    if kept_in is not None:
        page.line(f"The token that lets you change the answer is kept in {kept_in}")
    return page


def answers_page(
    stored: StoredEvent, answers: Sequence[Availability], waiting: Sequence[str], zone: str | None
) -> Page:
    """Return what a person sees of all answers, and of who has not answered."""
    seen_from = shown_zone(zone, stored.event.zone)
    rows: list[tuple[str, str]] = []
    for answer in answers:
        lines = [*_answer_lines(answer, seen_from)]
        rows += [(answer.participant_id if i == 0 else "", line) for i, line in enumerate(lines)]
    is_known = stored.answered is not None
    rows += [(participant_id, "not answered yet" if is_known else "?") for participant_id in waiting]
    page = Page()
    if rows:
        page.table(("Participant", "Free"), rows)
    else:
        page.line("Nobody has answered yet.")
    return page


def deleted_page(participant_id: str) -> Page:
    """Return what a person sees of an answer that is gone."""
    page = Page()
    page.line(f"Deleted the answer of {participant_id}, who is no participant any more.")
    return page


def _answer_lines(answer: Availability, zone: str) -> Iterator[str]:
    """Yield an answer as it was given, a line for each time."""
    if answer.has_declined:
        yield "declined"
    for slot in answer.slots:
        yield f"{_IF_NEEDED if slot.if_needed else ''}{interval_text(slot, zone)}"
    yield from weekly_lines(answer.weekly)
    if answer.busy is None:
        return
    if not answer.slots and not answer.weekly:
        yield "all that is on offer" + (", but" if answer.busy else "")
    for slot in sorted(answer.busy, key=lambda slot: slot.start)[:_MOST_LINES]:
        yield f"{'rather ' if slot.if_needed else ''}not {interval_text(slot, zone)}"
    if len(answer.busy) > _MOST_LINES:
        yield f"and not at {plural(len(answer.busy) - _MOST_LINES, 'other time')}"


def weekly_lines(weekly: Iterable[WeeklyHours]) -> Iterator[str]:
    """Yield weekly hours as they were typed, with their zone where it was not."""
    for hours in weekly:
        *lines, last = (line.strip() for line in hours.text.splitlines() if line.strip())
        yield from lines
        yield last if hours.zone in hours.text else f"{last} {hours.zone}"


def _add_free(page: Page, who: str, of_what: str, times: Iterable[tuple[bool, _Time]]) -> None:
    """Add when somebody could come: each time with whether that is only if there is no other way."""
    free: list[_Time] = []
    if_needed: list[_Time] = []
    for is_reluctant, time in times:
        (if_needed if is_reluctant else free).append(time)
    if free:
        page.line(f"{who} is free{of_what}:")
        _add_times(page, free)
        _add_times(page, if_needed, _IF_NEEDED)
    else:
        page.line(f"{who} could come if needed{of_what}:")
        _add_times(page, if_needed)


def _add_times(page: Page, times: Sequence[_Time], mark: str = "") -> None:
    """Add times behind a mark."""
    for each, zone in times[:_MOST_LINES]:
        page.line(f"  {mark}{interval_text(each, zone)}")
    if len(times) > _MOST_LINES:
        page.line(f"  … and {plural(len(times) - _MOST_LINES, 'other time')}; --json has them all.")
