"""Why it does not work for everyone, and what would help, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evsched.cli.attendance import MOST_NAMES, names_text
from evsched.cli.page import Page
from evsched.engine.calendar_names import duration_text, plural
from evsched.engine.model import Event
from evsched.engine.recommendation import Explanation, Recommendation
from evsched.engine.show import interval_text

if TYPE_CHECKING:
    from evsched.engine.remedies import Blocker, Session, Sessions


def add_explanation(page: Page, event: Event, best: Recommendation, zone: str) -> None:
    """Add what is known of why not everyone can attend, if anything is.

    Args:
        page: What it is added to.
        event: The event.
        best: When it could be.
        zone: Times are shown in.
    """
    if best.explanation is None or best.everyone:
        return
    lines = [*_what_would_help(event, best.explanation, zone), *_certainty(best, best.explanation)]
    if lines:
        page.line()
    for line in lines:
        page.line(line)


def _what_would_help(event: Event, explanation: Explanation, zone: str) -> Iterator[str]:
    required = "" if all(who.required for who in event.participants) else " required"
    if explanation.blockers:
        yield f"All others{required} who gave times could come"
    for blocker in explanation.blockers[:MOST_NAMES]:
        yield f"  {_without(blocker, zone)}"
    if len(explanation.blockers) > MOST_NAMES:
        others = plural(len(explanation.blockers) - MOST_NAMES, "other")
        yield f"  … and without any one of {others}; --json has them all."
    if shorter := explanation.shorter:
        when = interval_text(shorter.window, zone)
        yield f"{duration_text(shorter.duration)} would fit everyone{required} who gave times: {when}"
    if explanation.sessions and len(explanation.sessions.meetings) > 1:
        yield from _sessions(explanation.sessions, event, zone)


def _without(blocker: Blocker, zone: str) -> str:
    first = interval_text(blocker.windows[0], zone)
    if len(blocker.windows) == 1:
        return f"without {blocker.participant_id}: {first}"
    return f"without {blocker.participant_id}: {plural(len(blocker.windows), 'time')}, the first {first}"


def _sessions(sessions: Sessions, event: Event, zone: str) -> Iterator[str]:
    count, everyone = len(sessions.meetings), len(event.participants)
    whom = (
        f"all {everyone:,}" if not sessions.unreachable else f"{everyone - len(sessions.unreachable):,} of {everyone:,}"
    )
    perhaps = "" if sessions.minimal else " (perhaps fewer would do)"
    yield f"{'' if sessions.minimal else 'At most '}{count:,} sessions reach {whom}{perhaps}:"
    for session in sessions.meetings[:MOST_NAMES]:
        yield f"  {interval_text(session.meeting, zone)}: {_who_comes(session, event)}"
    if count > MOST_NAMES:
        yield f"  … and {plural(count - MOST_NAMES, 'other session')}; --json has them all."
    if sessions.unreachable:
        yield f"  No session reaches {names_text(sessions.unreachable)}."


def _who_comes(session: Session, event: Event) -> str:
    """Return who can attend a session, or who cannot, whichever are fewer."""
    coming = set(session.participants)
    missing = sorted(who.id for who in event.participants if who.id not in coming)
    if missing and len(missing) < len(coming):
        return f"all but {names_text(missing)}"
    return names_text(session.participants) if missing else "everyone"


def _certainty(best: Recommendation, explanation: Explanation) -> Iterator[str]:
    if not best.windows:
        return
    silent = [each.participant_id for each in best.windows[0].absences if each.reason == "no_reply"]
    if not silent:
        return
    have = "has" if len(silent) == 1 else "have"
    who = names_text(silent) if len(silent) <= 3 else f"{len(silent):,} people"
    if not explanation.certain:
        yield f"{who} {have} not answered yet: this may change when they do."
    elif len(best.windows) + best.more > 1:
        yield f"{who} {have} not answered yet; the first window stays the first whatever they say."
    else:
        yield f"{who} {have} not answered yet; this window stands whatever they say."
