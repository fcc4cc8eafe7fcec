"""An open-loop load generator for the API, which proves that it kept its schedule.

    python benchmarks/load.py http://127.0.0.1:8080 --rate 200 --seconds 60

A request is sent when its time has come, whatever has become of those before, and its latency counts from that time: a
server that stands still for a second makes a second's worth of requests wait, as it would with clients that know
nothing of each other. A generator that is late itself would show less, or blame the server; so each run tells how late
requests were sent, and a run in which more than five of a thousand were late by 10 ms, or not sent, counts for nothing.

It exits with 0; with 1 when a request failed, or a write was lost or doubled; with 3 when the schedule was not kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from load_knee import Knee, find_knee, knee_text
from load_report import Report, table
from load_run import Load, Running
from load_traffic import MIX
from load_verify import Verified, verified_text, verify

__all__ = ["MIX", "Knee", "Load", "Report", "Running", "Verified", "find_knee", "verify"]

_FAILED, _LATE = 1, 3
_A_RUN, _A_STEP = 60.0, 10.0
"""Seconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says, and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        load = _load(options)
        if options.knee:
            return _find(load, options.json)
        return _run(load, options)
    except (ValueError, RuntimeError, OSError) as error:
        print(error, file=sys.stderr)
        return _FAILED


def _run(load: Load, options: argparse.Namespace) -> int:
    with load.running() as running:
        pass
    report = running.report
    verified = verify(running.ledger, titles=_titles(options.database)) if options.verify else None
    if options.json:
        print(json.dumps({**report.document(), "verified": verified and verified.document()}, indent=2))
    else:
        print(table(report))
        if verified:
            print(verified_text(verified))
    if not report.is_valid:
        return _LATE
    return _FAILED if report.total.failed or (verified and not verified.is_sound) else 0


def _find(load: Load, is_json: bool) -> int:  # noqa: FBT001
    shown = (lambda _: None) if is_json else (lambda line: print(line, flush=True))
    knee = find_knee(lambda rate: replace(load, rate=rate).run(), shown)
    print(json.dumps(knee.document(), indent=2) if is_json else knee_text(knee))
    return 0 if knee.rate else _FAILED


def _load(options: argparse.Namespace) -> Load:
    seconds = options.seconds or (_A_STEP if options.knee else _A_RUN)
    load = Load(options.url, options.rate, seconds, seed=options.seed, deadline=options.deadline)
    mix = dict(_part(each) for each in options.mix.split(",")) if options.mix else MIX
    return replace(load, mix=mix, is_even=options.even, keeps=options.keep, retries=options.retry)


def _part(text: str) -> tuple[str, int]:
    kind, _, parts = text.partition("=")
    return kind.strip(), int(parts)


def _titles(database: str | None) -> list[str] | None:
    if database is None:
        return None
    from evsched import open_store

    store = open_store(database, 3.0)
    try:
        with store.reading() as rows:
            return [each.title for each in rows.summaries()]
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("url", help="the API's address, such as http://127.0.0.1:8080")
    add("--rate", type=float, default=200, help="requests a second (200)")
    add("--seconds", type=float, help="for how long (60; 10 a step with --knee)")
    mix = ",".join(f"{kind}={parts}" for kind, parts in MIX.items())
    add("--mix", help=f"how often each kind of request comes ({mix})")
    add("--seed", type=int, default=1, help="of the times and kinds (1)")
    add("--even", action="store_true", help="all requests at the same distance, not as a Poisson process")
    add("--keep", action="store_true", help="use connections again, not a new one for each request")
    add("--retry", action="store_true", help="repeat a request once after a lost connection or a status from 500 on")
    add("--deadline", type=float, default=20, help="seconds after which a request has failed (20)")
    add("--verify", action="store_true", help="read back afterwards what was acknowledged")
    add("--database", help="with --verify: a database whose events are counted too, to see doubled ones")
    add("--knee", action="store_true", help="find the highest rate that holds, from 100 on")
    add("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
