"""A document of the user's own in one file, which several processes may read and change at once.

A lock beside the file is held over every change, and a change is a new file put in the place of the old one.
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
from typing import Generic, TypeVar

from evsched.document.strict_json import load_json
from evsched.errors import InvalidInput, StoreUnavailable, shown

_PATIENCE = 5.0
_ATTEMPT = 0.02
"""Seconds to wait for other processes in all, and between two attempts."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

Content = TypeVar("Content")


class JsonFile(Generic[Content]):
    """What one file holds; it is made, for nobody but its owner to read, with the first change.

    Every method raises StoreUnavailable for a file that is damaged or that cannot be read or written; and for one that
    others may read, if it is secret.

    Args:
        path: The file.
        name: What it is, for messages.
        empty: What there is without a file.
        read: From the document to what it means; raises InvalidInput where it is no such document.
        document: From what it means to the document.
        is_secret: Whether nobody else may read it, and no message may repeat what is in it.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        *,
        empty: Callable[[], Content],
        read: Callable[[object], Content],
        document: Callable[[Content], object],
        is_secret: bool,
    ) -> None:
        self.path = path
        self._name = name
        self._empty = empty
        self._read = read
        self._document = document
        self._is_secret = is_secret

    def content(self) -> Content:
        """Return what the file holds."""
        try:
            with self.path.open("rb") as opened:
                if self._is_secret and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & _OTHERS:
                    raise self._unavailable(f"can be read by others: run chmod 600 {self.path}")
                source = opened.read()
        except FileNotFoundError:
            return self._empty()
        except OSError as error:
            raise self._unavailable(f"cannot be read: {error.strerror}") from None
        try:
            return self._read(load_json(source))
        except InvalidInput as error:
            why = "" if self._is_secret else f" ({error.message})"
            raise self._unavailable(
                f"is damaged, or of a newer evsched{why}: mend it or move it away, and evsched makes a new one"
            ) from None

    @contextmanager
    def changing(self) -> Iterator[Content]:
        """Give what the file holds, to be changed in place; it is written unless an error ends the change."""
        with self.locked():
            content = self.content()
            yield content
            self._write(content)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Have nobody else change the file."""
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

    def _write(self, content: Content) -> None:
        """Put a new file in the place of the old one, which is there until the new one is whole."""
        new = self.path.with_name(f"{self.path.name}.new")
        text = json.dumps(self._document(content), indent=1)
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
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._unavailable(f"cannot be written: {error.strerror}") from None

    def _unavailable(self, why: str) -> StoreUnavailable:
        return StoreUnavailable(f'the {self._name} "{shown(str(self.path), 200)}" {why}')
