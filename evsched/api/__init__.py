"""The REST API: the seed's routes and more, thin over the same scheduler as the command line.

>>> from evsched import Scheduler, SqliteStore
>>> from evsched.api import Settings, create_app
>>> app = create_app(Scheduler(SqliteStore("events.db")), Settings(access="open"))
"""

from __future__ import annotations

from evsched.api.app import create_app
from evsched.api.settings import Settings

__all__ = ["Settings", "create_app"]
