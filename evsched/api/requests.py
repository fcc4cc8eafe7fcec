"""What every request may carry: a JSON body, a token, an idempotency key, conditions."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

import falcon

from evsched.api.etags import strong_tags
from evsched.api.settings import Settings
from evsched.document.strict_json import load_json
from evsched.errors import InvalidInput, TokenMissing
from evsched.scheduler import Once
from evsched.tokens import digest

_LONGEST_AUTHORIZATION = 200
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,128}")
_JSON = re.compile(r'application/json *(?:; *charset *= *"?utf-8"? *)?', re.IGNORECASE)


def read_source(req: falcon.Request, settings: Settings) -> bytes:
    """Return the bytes of a JSON body.

    Raises:
        falcon.HTTPContentTooLarge: It has more than the settings allow.
        falcon.HTTPUnsupportedMediaType: It is said to be something else, or compressed.
    """
    if (req.content_length or 0) > settings.largest_body:
        raise _too_large(settings)
    if req.content_type and not _JSON.fullmatch(req.content_type):
        raise falcon.HTTPUnsupportedMediaType(
            description="a body is application/json in UTF-8; with curl, --json instead of -d says so"
        )
    if req.get_header("Content-Encoding", default="identity").lower() != "identity":
        raise falcon.HTTPUnsupportedMediaType(description="a body is not compressed: leave Content-Encoding out")
    source: bytes = req.bounded_stream.read(settings.largest_body + 1)
    if len(source) > settings.largest_body:
        raise _too_large(settings)
    return source


def _too_large(settings: Settings) -> falcon.HTTPContentTooLarge:
    return falcon.HTTPContentTooLarge(description=f"a body has at most {settings.largest_body:,} bytes")


def parsed(source: bytes, settings: Settings) -> Any:
    """Return the value of a JSON body.

    Raises:
        InvalidInput: It is no strict JSON.
    """
    return load_json(source, settings.deepest_json)


def bearer(req: falcon.Request, settings: Settings) -> bytes | None:
    """Return the digest of the token that a request must carry; None where none is asked for.

    Raises:
        TokenMissing: There is no readable one.
    """
    if settings.access == "open":
        return None
    presented = presented_token(req)
    if presented is None:
        raise TokenMissing('this needs a token: send it in the header "Authorization: Bearer evo_…"')
    return presented


def presented_token(req: falcon.Request) -> bytes | None:
    """Return the digest of the token that a request carries, if there is a readable one."""
    header = req.get_header("Authorization")
    if header is None or len(header) > _LONGEST_AUTHORIZATION or not (found := _BEARER.fullmatch(header)):
        return None
    return digest(found[1])


def once(req: falcon.Request, source: bytes) -> Once | None:
    """Return the idempotency key of a request, bound to its body; None without one.

    Raises:
        InvalidInput: The key is malformed.
    """
    key = req.get_header("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise InvalidInput("an Idempotency-Key has 16 to 128 letters, digits, _ or -")
    return Once(key, sha256(source).digest())


def expected_tags(req: falcon.Request) -> frozenset[str] | None:
    """Return the tags that a change depends on; None where any will do.

    Raises:
        InvalidInput: If-Match is malformed, or If-None-Match is used instead.
    """
    if req.get_header("If-None-Match") is not None:
        raise InvalidInput("a change takes If-Match, not If-None-Match")
    return strong_tags(req.get_header("If-Match"))
