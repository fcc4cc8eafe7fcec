"""Answers that nobody has to type, since a profile has them."""

from __future__ import annotations

from collections.abc import Sequence

from evsched.cli.session import Session
from evsched.engine.model import Participant
from evsched.errors import Closed
from evsched.store.values import StoredEvent


def answer_by_profile(
    session: Session, stored: StoredEvent, invited: Sequence[str]
) -> tuple[StoredEvent, Sequence[str]]:
    """Answer for those invited, by their ids, whose profiles have weekly hours; return the event, and the ids of these.

    Not on a server: the token for an answer is given to who answers first, and that ought to be themselves.
    """
    if session.server is not None or not invited:
        return stored, ()
    profiles = {each.id: each for each in session.profiles().all() if each.weekly}
    waiting = [who for who in invited if who in profiles and who not in (stored.answered or ())]
    if not waiting:
        return stored, ()
    scheduler = session.scheduler()
    try:
        for who in waiting:
            scheduler.set_availability(stored.id, Participant(who), weekly=profiles[who].weekly)
    except Closed:  # who is invited late is a participant all the same
        return stored, ()
    return scheduler.event(stored.id), waiting
