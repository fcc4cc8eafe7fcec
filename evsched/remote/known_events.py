"""What the file of tokens holds of a server and its events, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evsched.errors import InvalidInput
from evsched.remote.kept_keys import KeptKey, keys_document, read_key
from evsched.tokens import is_token

_VERSION = 1
_EVENT_ID = re.compile("[0-9a-hjkmnp-tv-z]{26}")


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event of a server that somebody has made, answered or looked at."""

    id: str
    title: str = ""
    """As it was when it was last seen."""
    organizer: str | None = field(default=None, repr=False)
    """The token that opens all of it."""
    participants: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The tokens that open one answer each, by the participant's id."""

    def titled(self, title: str) -> KnownEvent:
        """Return the event with a title."""
        return replace(self, title=title)

    def with_organizer(self, token: str) -> KnownEvent:
        """Return the event with the token that opens it."""
        return replace(self, organizer=token)

    def with_participant(self, participant_id: str, token: str) -> KnownEvent:
        """Return the event with the token that opens an answer."""
        return replace(self, participants={**self.participants, participant_id: token})

    def without_participant(self, participant_id: str) -> KnownEvent:
        """Return the event without the token that opened an answer."""
        return replace(self, participants={k: v for k, v in self.participants.items() if k != participant_id})


@dataclass(frozen=True, slots=True)
class KnownServer:
    """A server of which somebody knows events, or has asked for one."""

    events: dict[str, KnownEvent] = field(default_factory=dict)
    """By their ids, in the order in which they became known."""
    keys: dict[str, KeptKey] = field(default_factory=dict, repr=False)
    """Idempotency keys of what was not answered."""


def is_event_id(text: str) -> bool:
    """Tell whether a text is the whole id of an event, be it of a known one or not."""
    return _EVENT_ID.fullmatch(text) is not None


def servers_document(servers: Mapping[str, KnownServer]) -> dict[str, Any]:
    """Return the document of all servers, by their URLs."""
    return {
        "version": _VERSION,
        "servers": {
            url: {
                "events": {
                    each.id: {"title": each.title, "organizer": each.organizer, "participants": {**each.participants}}
                    for each in known.events.values()
                },
                "keys": keys_document(known.keys),
            }
            for url, known in servers.items()
            if known.events or known.keys
        },
    }


def read_servers(document: object) -> dict[str, KnownServer]:
    """Return all servers, by their URLs.

    Raises:
        InvalidInput: It is no such document.
    """
    members = _object(document, "version", "servers")
    if members["version"] != _VERSION:
        raise InvalidInput("another version")
    return {url: _server(each) for url, each in _object(members["servers"]).items()}


def _server(document: object) -> KnownServer:
    members = _object(document, "events", "keys")
    return KnownServer(
        {event_id: _event(event_id, each) for event_id, each in _object(members["events"]).items()},
        {key: read_key(key, _object(each)) for key, each in _object(members["keys"]).items()},
    )


def _event(event_id: str, document: object) -> KnownEvent:
    members = _object(document, "title", "organizer", "participants")
    participants = _object(members["participants"])
    tokens = [*participants.values(), *([] if members["organizer"] is None else [members["organizer"]])]
    if not isinstance(members["title"], str) or not all(isinstance(each, str) and is_token(each) for each in tokens):
        raise InvalidInput("no title, or no token")
    return KnownEvent(event_id, members["title"], members["organizer"], participants)


def _object(document: object, *names: str) -> dict[str, Any]:
    if not isinstance(document, dict) or not all(name in document for name in names):
        raise InvalidInput("no object with these members")
    return document
