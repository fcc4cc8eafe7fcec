"""Entity tags: what a client has seen, and whether it still holds (RFC 9110)."""

from __future__ import annotations

import hashlib
import re

from evsched.errors import InvalidInput

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t]*{_TAG}(?:[ \t]*,[ \t]*{_TAG})*[ \t]*")
_ONE = re.compile(_TAG)
_VERSION = re.compile(r'"([1-9][0-9]{0,17})"')
_WEAK = "W/"


def version_etag(version: int) -> str:
    """Return the tag of an event at a version."""
    return f'"{version}"'


def content_etag(content: bytes) -> str:
    """Return the tag of something that has no version."""
    return f'"{content_digest(content)}"'


def content_digest(content: bytes) -> str:
    """Return what stands for some content in a tag."""
    return hashlib.sha256(content).hexdigest()[:32]


def names_any(header: str | None) -> bool:
    """Tell whether an If-None-Match stands for whatever there is."""
    return header is not None and header.strip() == "*"


def names_weakly(header: str | None, etag: str) -> bool:
    """Tell whether an If-None-Match says that the client has this already; one that is malformed says nothing."""
    if header is None or not _TAGS.fullmatch(header):
        return False
    return etag in {tag.removeprefix(_WEAK) for tag in _ONE.findall(header)}


def strong_tags(header: str | None) -> frozenset[str] | None:
    """Return the tags that an If-Match names but for the weak ones, which never match; None where any will do.

    Raises:
        InvalidInput: The header is malformed.
    """
    if header is None or header.strip() == "*":
        return None
    if not _TAGS.fullmatch(header):
        raise InvalidInput('If-Match is a list of entity tags, such as "3", or *')
    return frozenset(tag for tag in _ONE.findall(header) if not tag.startswith(_WEAK))


def versions_in(tags: frozenset[str] | None) -> frozenset[int] | None:
    """Return the versions of an event that tags stand for; None where any will do."""
    if tags is None:
        return None
    return frozenset(int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag)))
