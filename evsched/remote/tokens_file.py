"""The file of tokens: which events of which servers somebody knows, and the secrets that open them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from evsched.errors import EvschedError, ServerUnreachable, StoreUnavailable
from evsched.json_file import JsonFile
from evsched.remote.kept_keys import drop_old_keys, take_key
from evsched.remote.known_events import KnownEvent, KnownServer, read_servers, servers_document


class TokenFile:
    """Known events and their tokens, in one file that nobody else may read; it is made on first use.

    Every method raises StoreUnavailable for a file that is damaged, that others may read, or that cannot be written.

    Args:
        path: The file.
        now: Asked for the time, in seconds since 1970.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self.path = path
        self._now = now
        self._file = JsonFile[dict[str, KnownServer]](
            path, "file of tokens", empty=dict, read=read_servers, document=servers_document, is_secret=True
        )
        self.has_kept = False
        """Whether a token was put into it by this very object."""

    def events(self, server: str) -> list[KnownEvent]:
        """Return the events of a server, those that became known last first."""
        return [*self._known(server).events.values()][::-1]

    def event(self, server: str, event_id: str) -> KnownEvent:
        """Return what is known of an event; nothing but its id, if need be."""
        return self._known(server).events.get(event_id) or KnownEvent(event_id)

    @contextmanager
    def asking(self, server: str, what: bytes) -> Iterator[str]:
        """Give the idempotency key to ask a server for something with.

        It is in the file before anything is asked, and forgotten when all is done or the server has refused. Where
        the answer is lost, or is to try again, it stays, and whoever asks for the same within a day is given it.

        Args:
            server: The server.
            what: All that is asked, byte by byte.
        """
        with self._changing(server) as known:
            key = take_key(known.keys, sha256(what).hexdigest(), int(self._now()))
        is_answered = False
        try:
            yield key
            is_answered = True
        except EvschedError as error:
            is_answered = not isinstance(error, ServerUnreachable | StoreUnavailable)
            raise
        finally:
            with suppress(StoreUnavailable):  # what there is to say of the answer is of more use
                self._leave_key(server, key, is_answered=is_answered)

    def _leave_key(self, server: str, key: str, *, is_answered: bool) -> None:
        with self._changing(server) as known:
            kept = known.keys.pop(key, None)
            if kept and not is_answered:
                known.keys[key] = kept.given_up()

    def remember(self, server: str, event_id: str, title: str) -> None:
        """Have an event be known by its title."""
        if self.event(server, event_id).title != title:
            self._change(server, event_id, lambda known: known.titled(title))

    def keep_organizer(self, server: str, event_id: str, title: str, token: str) -> None:
        """Keep the token that opens an event."""
        self._change(server, event_id, lambda known: known.titled(title).with_organizer(token))
        self.has_kept = True

    def keep_participant(self, server: str, event_id: str, participant_id: str, token: str) -> None:
        """Keep the token that opens an answer."""
        self._change(server, event_id, lambda known: known.with_participant(participant_id, token))
        self.has_kept = True

    def forget_participant(self, server: str, event_id: str, participant_id: str) -> None:
        """Forget the token of an answer that is gone."""
        if participant_id in self.event(server, event_id).participants:
            self._change(server, event_id, lambda known: known.without_participant(participant_id))

    def forget_event(self, server: str, event_id: str) -> None:
        """Forget an event that is gone."""
        if event_id in self._known(server).events:
            with self._changing(server) as known:
                known.events.pop(event_id, None)

    def _change(self, server: str, event_id: str, change: Callable[[KnownEvent], KnownEvent]) -> None:
        with self._changing(server) as known:
            known.events[event_id] = change(known.events.get(event_id) or KnownEvent(event_id))

    @contextmanager
    def _changing(self, server: str) -> Iterator[KnownServer]:
        """Give what is known of a server, to be changed in place; keys that no server knows any more are dropped."""
        with self._file.changing() as servers:
            for each in servers.values():
                drop_old_keys(each.keys, int(self._now()))
            yield servers.setdefault(server, KnownServer())

    def _known(self, server: str) -> KnownServer:
        return self._file.content().get(server) or KnownServer()
