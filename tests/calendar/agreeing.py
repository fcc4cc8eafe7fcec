"""Asks the oracle about many calendars at once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from evsched.engine.interval import Interval, IntervalSet

_FOLDER = Path(__file__).parent
_ENVIRONMENT = _FOLDER.parent.parent / ".cache/oracle"


class Taken(NamedTuple):
    """What a calendar takes of a time."""

    busy: IntervalSet
    tentative: IntervalSet


def asked_about(start: str, end: str) -> IntervalSet:
    """Return one stretch of time, from one ISO instant to another."""
    return IntervalSet([Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))])


def ask_oracle(calendars: Sequence[tuple[str, str]], within: IntervalSet) -> list[Taken | str]:
    """Return what the oracle finds in calendars, each with the zone to read it in; a text where it fails.

    A test that asks is skipped where there is no oracle, and fails there in CI.
    """
    if not (_ENVIRONMENT / ".ready").exists():
        why = "the oracle is not installed: make .cache/oracle/.ready"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    start, end = within.bounds[0], within.bounds[-1]
    questions = [{"calendar": text, "zone": zone, "start": start, "end": end} for text, zone in calendars]
    done = subprocess.run(
        [str(_ENVIRONMENT / "bin/python"), str(_FOLDER / "oracle.py")],
        input=json.dumps(questions),
        capture_output=True,
        check=True,
        text=True,
        env={"TZ": "UTC"},
    )
    return [_taken(each) for each in json.loads(done.stdout)]


def _taken(answer: dict[str, list[list[int]]]) -> Taken | str:
    if "error" in answer:
        return str(answer["error"])
    busy, tentative = (IntervalSet.of_seconds((start, end) for start, end in answer[kind]) for kind in Taken._fields)
    return Taken(busy, tentative - busy)
