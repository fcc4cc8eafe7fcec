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
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from evsched.document.strict_json import load_json
from evsched.errors import EvschedError, InvalidInput, ServerUnreachable, StoreUnavailable, shown
from evsched.remote.kept_keys import drop_old_keys, take_key
from evsched.remote.known_events import KnownEvent, KnownServer, read_servers, servers_document

_PATIENCE = 5.0
_ATTEMPT = 0.02
"""Seconds to wait for other processes in all, and between two attempts."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


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
        with self._locked():
            servers = self._read()
            for each in servers.values():
                drop_old_keys(each.keys, int(self._now()))
            yield servers.setdefault(server, KnownServer())
            self._write(servers)

    def _known(self, server: str) -> KnownServer:
        return self._read().get(server) or KnownServer()

    def _read(self) -> dict[str, KnownServer]:
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

    def _write(self, servers: dict[str, KnownServer]) -> None:
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
