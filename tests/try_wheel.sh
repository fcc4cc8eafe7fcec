#!/bin/sh
# Build the wheel, install it into an environment of its own and use it: what a user gets, not what the tree holds.
# Usage: try_wheel.sh PYTHON (one that has the package "build")
set -eu
python=$1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m build --wheel --outdir "$work/dist" . >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip --disable-pip-version-check --quiet install --constraint constraints.txt "$work"/dist/*.whl

cd "$work"
export HOME="$work"
venv/bin/evsched --version
venv/bin/evsched demo >demo.txt
grep -q "4 of 5" demo.txt
venv/bin/python - <<'EOF'
from importlib.resources import files

import evsched

assert files(evsched).joinpath("py.typed").is_file(), "the wheel has lost py.typed"
answer = evsched.find({"estimatedTime": "1h", "slots": ["12 Jan 2025, 2 - 4PM EST"], "participants": ["ann"]})
assert answer["reason"] == "no_answers", answer
EOF
if venv/bin/evsched serve 2>refused.txt; then echo "serve works without its packages"; exit 1; fi
grep -q "is not installed: the API needs" refused.txt
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nEND:VCALENDAR\r\n' >empty.ics
if venv/bin/evsched freebusy empty.ics 2>refused.txt; then echo "calendars are read without their package"; exit 1; fi
grep -q "reading calendars needs the extra ics" refused.txt

venv/bin/python -m pip --disable-pip-version-check --quiet install --constraint "$root/constraints.txt" "$(ls dist/*.whl)[api,ics]"
venv/bin/evsched freebusy empty.ics | grep -q "Not busy"
venv/bin/python - <<'END'
from falcon.testing import TestClient

from evsched import Scheduler, SqliteStore
from evsched.api import create_app

client = TestClient(create_app(Scheduler(SqliteStore("events.db"))))
assert "/event" in client.simulate_get("/openapi.json").json["paths"]
assert client.simulate_get("/readyz").json == {"status": "ready"}
END
echo "the wheel works: $(basename "$work"/dist/*.whl)"
