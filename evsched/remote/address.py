"""Where a server is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from evsched.errors import InvalidInput

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_.])?|[0-9a-f:.]*:[0-9a-f:.]*")
_PATH = re.compile(r"[A-Za-z0-9/._~%!$&'()*+,;=:@-]*")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """The URL of a server, taken apart.

    >>> str(Address.of("HTTPS://Example.ORG:443/evsched/"))
    'https://example.org/evsched'
    """

    scheme: str
    host: str
    port: int
    path: str
    """Before every route; it starts with a slash and does not end with one, or is empty."""

    @classmethod
    def of(cls, url: str) -> Address:
        """Return the address that a URL names.

        Raises:
            InvalidInput: It is no URL of a server; the message does not repeat it, since it may hold a secret.
        """
        try:
            parts = urlsplit(url.strip())
            host, port = _host(parts), parts.port
        except ValueError:
            raise _refused("it is no URL") from None
        if parts.scheme not in _PORTS:
            raise _refused("it starts with http:// or https://")
        if "@" in parts.netloc:
            raise _refused("it has no name and password; tokens come from a file")
        if "?" in url or "#" in url:
            raise _refused('it ends before any "?" or "#"')
        if not _HOST.fullmatch(host) or port == 0:
            raise _refused("it names a host that can be")
        if not _PATH.fullmatch(parts.path):
            raise _refused("its path has a character that must be percent-encoded")
        return cls(parts.scheme, host, port or _PORTS[parts.scheme], parts.path.rstrip("/"))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def _host(parts: SplitResult) -> str:
    """Return the host as the network knows it: a name in other letters has a form in ASCII."""
    host = parts.hostname or ""
    return host if host.isascii() else host.encode("idna").decode()


def _refused(why: str) -> InvalidInput:
    return InvalidInput(f"the address of a server cannot be read: {why}; write one such as https://evsched.example.org")
