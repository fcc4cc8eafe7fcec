"""Tokens: secrets that show who may change an event or an answer.

Each is made of 32 random bytes and given away once; evsched keeps the SHA-256 of it, from which nobody gets it back.
"""

from __future__ import annotations

import re

_BYTES = 32
_SHAPE = re.compile(r"ev[op]_[A-Za-z0-9_-]{43}")


def new_organizer_token() -> str:
    """Return a new token that opens one event with all its answers."""
    return f"evo_{_secret()}"


def new_participant_token() -> str:
    """Return a new token that opens one answer."""
    return f"evp_{_secret()}"


def is_token(text: str) -> bool:
    """Tell whether a text has the shape of a token."""
    return _SHAPE.fullmatch(text) is not None


def digest(token: str) -> bytes:
    """Return what is kept of a token."""
    import hashlib

    return hashlib.sha256(token.encode()).digest()


def opens(presented: bytes, *kept: bytes | None) -> bool:
    """Tell whether the digest of a presented token is one of those kept, in a time that tells nothing."""
    import hmac

    found = False
    for each in kept:
        found |= each is not None and hmac.compare_digest(presented, each)
    return found


def _secret() -> str:
    import secrets  # this and its like load OpenSSL, which a command on a local database has no use for

    return secrets.token_urlsafe(_BYTES)
