"""What to say when an event or a participant is not there: with the nearest names."""

from __future__ import annotations

from collections.abc import Sequence

from evsched.engine.model import Event
from evsched.errors import InvalidInput, NotFound, shown

_NEAR_NAMES = 3


def means_last(reference: str) -> bool:
    """Tell whether a person means the newest event, and not one by its id."""
    return reference.strip().lower() == "last"


def the_one(reference: str, found: Sequence[str]) -> str:
    """Return the id that a person means, out of all that their words fit.

    Raises:
        NotFound: There is none.
        InvalidInput: There are several.
    """
    if not found and means_last(reference):
        raise NotFound("there is no event yet: make one with event create")
    if not found:
        raise no_event(reference)
    if len(found) > 1:
        raise InvalidInput(f'several events have an id that starts with "{shown(reference)}": write more of it')
    return found[0]


def no_event(reference: str) -> NotFound:
    """Return the error for an id, or the beginning of one."""
    return NotFound(f'no event has the id "{shown(reference)}"')


def no_known_event() -> NotFound:
    """Return the error for ``last`` on a server where others may have events."""
    return NotFound(
        "this computer knows no event of this server yet: make one with event create, or name one by the id that "
        "somebody sent"
    )


def no_participant(participant_id: str, event: Event) -> NotFound:
    """Return the error for somebody who is no participant of an event."""
    near = _near(participant_id, event)
    return NotFound(f'"{shown(participant_id)}" is no participant of the event{near}', "participant")


def no_answer(participant_id: str, event: Event) -> NotFound:
    """Return the error for somebody whose answer to an event is asked for, and who has given none."""
    if participant_id in {each.id for each in event.participants}:
        return NotFound(f'"{shown(participant_id)}" was invited and has not answered yet', "answer")
    near = _near(participant_id, event)
    return NotFound(f'"{shown(participant_id)}" is no participant of the event{near}', "answer")


def no_answers(participant_id: str) -> NotFound:
    """Return the error for somebody who has answered no event at all, as far as the caller may know."""
    return NotFound(f'no answer of "{shown(participant_id)}" that you may read', "participant")


def not_invited(participant_id: str, event: Event) -> NotFound:
    """Return the error for somebody who answers without having been invited."""
    near = _near(participant_id, event)
    return NotFound(
        f'"{shown(participant_id)}" was not invited{near}; to let them in all the same, add them (--add)', "participant"
    )


def no_profile(participant_id: str, noted: Sequence[str]) -> NotFound:
    """Return the error for somebody of whom nothing is noted on this computer, but of others."""
    return NotFound(
        f'there is no profile of "{shown(participant_id)}"{_near_names(participant_id, noted)}', "participant"
    )


def no_series(name: str, names: Sequence[str]) -> NotFound:
    """Return the error for a series that is not there, but others."""
    return NotFound(f'there is no series "{shown(name)}"{_near_names(name, names)}')


def no_series_on_a_server() -> InvalidInput:
    """Return the error for a series that a server is asked for."""
    return InvalidInput("a series is kept in a database, not on a server: name that with --db, without --server")


def _near(participant_id: str, event: Event) -> str:
    return _near_names(participant_id, [each.id for each in event.participants])


def _near_names(participant_id: str, ids: Sequence[str]) -> str:
    from difflib import get_close_matches

    by_name = {each.partition("@")[0].casefold(): each for each in ids}
    by_name |= {each.casefold(): each for each in ids}
    near = get_close_matches(participant_id.casefold(), by_name, n=_NEAR_NAMES, cutoff=0.5)
    if near:
        return f": did you mean {' or '.join(dict.fromkeys(by_name[each] for each in near))}?"
    names = ids[:_NEAR_NAMES]
    return f": there are {', '.join(names)}{' and others' if len(ids) > len(names) else ''}" if names else ""
