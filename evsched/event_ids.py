"""The ids of events: random, so that knowing one is being told of it."""

from __future__ import annotations

import os

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PLACES = range(125, -1, -5)
"""How many bits stand behind each character."""
_MISREAD = str.maketrans("oil", "011")


def new_event_id() -> str:
    """Return 128 random bits as 26 characters of Crockford's base 32, in lower case."""
    number = int.from_bytes(os.urandom(16), "big")
    return "".join([_ALPHABET[number >> place & 31] for place in _PLACES])


def id_prefix(typed: str) -> str:
    """Return the beginning of an id that a person typed; o, i and l are read as the figures they look like."""
    return typed.strip().lower().translate(_MISREAD)
