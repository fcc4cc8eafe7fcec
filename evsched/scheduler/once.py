"""Requests that may come twice and shall make one thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from evsched.errors import Conflict, KeyReused
from evsched.store.base import Writing
from evsched.store.values import Made

KEPT = timedelta(hours=24)
"""How long a key is remembered."""


class Once(NamedTuple):
    """The idempotency key of a request, and the digest of its body."""

    key: str
    body: bytes


def made_before(
    rows: Writing, what: str, once: Once | None, now: datetime, asked: tuple[str, str] | None = None
) -> Made | None:
    """Return what the same request has made already, if it has.

    Args:
        rows: The transaction in which it would be made now.
        what: The kind of thing that is made.
        once: The request's key.
        now: The time; what was made too long ago is forgotten first.
        asked: For an answer, the ids of the event and of the participant.

    Raises:
        KeyReused: The key came with another body.
        Conflict: What it made is gone.
    """
    if once is None:
        return None
    rows.forget_made(now - KEPT)
    made = rows.made(what, once.key)
    if made is None:
        return None
    if made.body != once.body or asked not in (None, (made.event_id, made.participant_id)):
        raise KeyReused("this idempotency key came with another request before: use a new one")
    if made.is_gone or rows.state(made.event_id) is None:
        raise Conflict("what this idempotency key made has been deleted since: use a new one")
    return made


def keep_made(rows: Writing, what: str, once: Once | None, made: tuple[str, str | None], now: datetime) -> None:
    """Remember what a request with a key has made: the ids of the event and of the participant."""
    if once:
        rows.put_made(what, once.key, Made(once.body, *made), now)
