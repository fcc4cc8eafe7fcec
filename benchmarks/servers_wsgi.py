"""evsched's API for any WSGI server, as docs/scaling.md has it: ``granian --interface wsgi servers_wsgi:app``."""

from __future__ import annotations

import logging
import os
import sys

from evsched import Scheduler, open_store
from evsched.api import Settings, create_app

logging.basicConfig(
    stream=sys.stdout, level=logging.INFO, format="%(message)s"
)  # a line for each request, as serve has
store = open_store(os.environ["EVSCHED_DATABASE_URL"], patience=3.0, longest=4.0)
app = create_app(Scheduler(store), Settings(access="tokens"))
