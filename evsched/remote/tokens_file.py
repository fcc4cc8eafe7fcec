"""The file of tokens: which events of which servers somebody knows, and the secrets that open them.

Several processes may use it at once: a lock beside it is held over every change, and a change is a new file
put in the place of the old one.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from evsched.document.strict_json import load_json
from evsched.errors import InvalidInput, StoreUnavailable, shown
from evsched.remote.known_events import KnownEvent, read_servers, servers_document

Events: TypeAlias = dict[str, KnownEvent]
"""By their ids, in the order in which they became known."""

_PATIENCE = 5.0
_ATTEMPT = 0.02
"""Seconds to wait for other processes in all, and between two attempts."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class TokenFile:
    """Known events and their tokens, in one file that nobody else may read; it is made on first use.

    Every method raises StoreUnavailable for a file that is damaged, that others may read, or that cannot be written.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.has_kept = False
        """Whether a token was put into it by this very object."""

    def events(self, server: str) -> list[KnownEvent]:
        """Return the events of a server, those that became known last first."""
        return [*self._read().get(server, {}).values()][::-1]

    def event(self, server: str, event_id: str) -> KnownEvent:
        """Return what is known of an event; nothing but its id, if need be."""
        return self._read().get(server, {}).get(event_id) or KnownEvent(event_id)

    def prepare(self) -> None:
        """See that a token can be kept, before one is given that nobody gives again."""
        with self._locked():
            self._read()

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
        if event_id in self._read().get(server, {}):
            self._change(server, event_id, lambda _: None)

    def _change(self, server: str, event_id: str, change: Callable[[KnownEvent], KnownEvent | None]) -> None:
        with self._locked():
            servers = self._read()
            events = servers.setdefault(server, {})
            changed = change(events.get(event_id) or KnownEvent(event_id))
            if changed is None:
                events.pop(event_id, None)
            else:
                events[event_id] = changed
            self._write(servers)

    def _read(self) -> dict[str, Events]:
        try:
            with self.path.open("rb") as opened:
                if stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & _OTHERS:
                    raise self._unavailable(f"can be read by others: run chmod 600 {self.path}")
                source = opened.read()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unavailable(f"cannot be read: {error.strerror}") from None
        try:
            return read_servers(load_json(source))
        except InvalidInput:  # whose words might repeat a token
            raise self._unavailable(
                "is damaged, or of a newer evsched: mend it or move it away, and evsched makes a new one"
            ) from None

    def _write(self, servers: dict[str, Events]) -> None:
        """Put a new file in the place of the old one, which is there until the new one is whole."""
        new = self.path.with_name(f"{self.path.name}.new")
        text = json.dumps(servers_document(servers), indent=1)
        with self._writing():
            # Only the holder of the lock gets here, so what lies there was left by one that was killed.
            new.unlink(missing_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                opened.write(text)
                opened.flush()
                os.fsync(descriptor)
            new.replace(self.path)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._writing():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self.path.with_name(f"{self.path.name}.lock")
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _wait_for(self, descriptor: int) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise self._unavailable("is busy: another evsched has held it too long; try again") from None
                time.sleep(_ATTEMPT)
            else:
                return

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._unavailable(f"cannot be written: {error.strerror}") from None

    def _unavailable(self, why: str) -> StoreUnavailable:
        return StoreUnavailable(f'the file of tokens "{shown(str(self.path), 200)}" {why}')
