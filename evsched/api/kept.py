"""Answers kept for as long as nothing they depend on has changed."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock


class KeptAnswers:
    """The latest answers by what they answer, up to a number of bytes; safe for threads."""

    def __init__(self, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, version: tuple[str, str]) -> bytes | None:
        """Return the answer that was kept for a version of something: its id and its entity tag."""
        with self._lock:
            answer = self._answers.get(version)
            if answer is not None:
                self._answers.move_to_end(version)
            return answer

    def keep(self, version: tuple[str, str], answer: bytes) -> bytes:
        """Keep an answer and return it; those that nobody has asked for the longest go."""
        with self._lock:
            self._bytes += len(answer) - len(self._answers.pop(version, b""))
            self._answers[version] = answer
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._answers.popitem(last=False)[1])
        return answer
