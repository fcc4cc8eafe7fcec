"""What can be done with events, asked of an evsched server over HTTP."""

from __future__ import annotations

from evsched.remote.scheduler import RemoteScheduler
from evsched.remote.tokens_file import TokenFile

__all__ = ["RemoteScheduler", "TokenFile"]
