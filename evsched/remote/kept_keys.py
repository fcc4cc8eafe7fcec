"""Idempotency keys of what was asked and not answered, so that asking again makes nothing twice."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evsched.errors import InvalidInput

_KEPT = 24 * 3600
"""Seconds for which a server remembers a key."""
_WAIT = 10
"""Seconds after which nobody waits for an answer any more, nor for the file to keep its token in."""
_KEY = re.compile(r"[A-Za-z0-9_-]{16,128}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LARGEST = 1 << 40
_NUMBERS = ("since", "until", "process")


@dataclass(frozen=True, slots=True)
class KeptKey:
    """What is known of a key. Times are in seconds since 1970."""

    asked: str
    """The SHA-256 of what was asked, in hexadecimal figures."""
    since: int
    """When it was asked first."""
    until: int
    """When whoever asked last will have given up; 0 where that has happened."""
    process: int
    """Who asked last."""

    def is_in_use(self, now: int) -> bool:
        """Tell whether somebody waits for the answer: a second token would take the place of theirs."""
        return now < self.until <= now + _WAIT and _is_alive(self.process)

    def given_up(self) -> KeptKey:
        """Return the key as one that the next who asks the same may use at once."""
        return replace(self, until=0)


def take_key(keys: dict[str, KeptKey], asked: str, now: int) -> str:
    """Return the key to ask something with: that of the same request whose answer was lost, or else a new one."""
    free = (key for key, kept in keys.items() if kept.asked == asked and not kept.is_in_use(now))
    key = next(free, None) or secrets.token_urlsafe(32)
    since = keys[key].since if key in keys else now
    keys[key] = KeptKey(asked, since, now + _WAIT, os.getpid())
    return key


def drop_old_keys(keys: dict[str, KeptKey], now: int) -> None:
    """Drop those that no server remembers."""
    for key in [key for key, kept in keys.items() if abs(now - kept.since) >= _KEPT]:
        del keys[key]


def keys_document(keys: Mapping[str, KeptKey]) -> dict[str, Any]:
    """Return the document of keys."""
    return {
        key: {"asked": kept.asked, **{name: getattr(kept, name) for name in _NUMBERS}} for key, kept in keys.items()
    }


def read_key(key: str, members: Mapping[str, Any]) -> KeptKey:
    """Return what a document says of a key.

    Raises:
        InvalidInput: It is none.
    """
    asked = members.get("asked")
    if not (_KEY.fullmatch(key) and isinstance(asked, str) and _DIGEST.fullmatch(asked)):
        raise InvalidInput("no key")
    return KeptKey(asked, *(_number(members.get(name)) for name in _NUMBERS))


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise InvalidInput("no time, or no process")
    return value


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it is another user's
    return True
