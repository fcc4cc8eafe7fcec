"""How the API behaves, from the environment or from whoever embeds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from socket import gethostname
from typing import Literal, get_args

from evsched.config import number, use_newest_zone_data
from evsched.errors import InvalidInput, shown
from evsched.limits import Limits

Access = Literal["tokens", "open"]
"""Whether a change needs a token."""

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](?::[0-9]{1,5})?")
_REPLICA = re.compile(r"[A-Za-z0-9._-]{1,64}")

LARGEST_BODY = 256 * 1024
DEEPEST_JSON = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What an application of the API is made with."""

    access: Access = "tokens"
    limits: Limits = field(default_factory=Limits)
    largest_body: int = LARGEST_BODY
    """Bytes."""
    deepest_json: int = DEEPEST_JSON
    cors_origins: tuple[str, ...] = ()
    """Origins of pages in a browser that may use the API, such as ``https://app.example``."""
    replica: str = ""
    """What tells this process from others that do the same, in the log and the metrics."""
    zone_data: str = field(default_factory=lambda: use_newest_zone_data().used.version)
    """The version of the time-zone database that answers are made with."""


def settings_from(environ: Mapping[str, str], access: Access) -> Settings:
    """Return the settings that an environment gives.

    Raises:
        InvalidInput: A variable has no acceptable value.
    """
    return Settings(
        access=access,
        limits=Limits(
            **{
                each.name: number(environ, f"EVSCHED_MAX_{each.name.upper()}", getattr(Limits(), each.name))
                for each in fields(Limits)
            }
        ),
        largest_body=number(environ, "EVSCHED_MAX_BODY", LARGEST_BODY),
        deepest_json=number(environ, "EVSCHED_MAX_JSON_DEPTH", DEEPEST_JSON),
        cors_origins=tuple(_origins(environ.get("EVSCHED_CORS_ORIGINS", ""))),
        replica=_replica(environ),
    )


def _replica(environ: Mapping[str, str]) -> str:
    name = environ.get("EVSCHED_REPLICA") or gethostname()
    if not _REPLICA.fullmatch(name):
        raise InvalidInput(f'EVSCHED_REPLICA is 1 to 64 letters, digits and .-_ such as api-1, not "{shown(name)}"')
    return name


def _origins(text: str) -> Iterator[str]:
    for each in text.replace(",", " ").split():
        if not _ORIGIN.fullmatch(each):
            raise InvalidInput(f'EVSCHED_CORS_ORIGINS has origins such as https://app.example, not "{shown(each)}"')
        yield each


def access_of(text: str, name: str) -> Access:
    """Return what a text says of access."""
    for each in get_args(Access):
        if text == each:
            return each  # type: ignore[no-any-return]
    raise InvalidInput(f'{name} is tokens or open, not "{shown(text)}"')
