"""``python -m evsched.api``: the server, with all settings from the environment."""

from __future__ import annotations

import os
import sys

from evsched.api.serve import serve, serving_from
from evsched.errors import EvschedError

if __name__ == "__main__":
    try:
        serve(serving_from(os.environ), os.environ)
    except EvschedError as error:
        sys.exit(f"Error: {error.message}")
