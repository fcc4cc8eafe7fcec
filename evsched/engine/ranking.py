"""The order of windows by its five keys: required missing, attending, if needed, kindness, earliest start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from evsched.engine.proposals import Proposals
from evsched.engine.starts import Candidate

_VALUE = attrgetter("value")


class Ranked(NamedTuple):
    """Candidates in order, the best apart from the others."""

    best: list[Candidate]
    more: int
    """How many are as good as the best but were not asked for."""
    next_best: list[Candidate]


def best_first(candidates: Sequence[Candidate], limit: int, alternatives: int, proposals: Proposals) -> Ranked:
    """Return the candidates that share the best value, at most ``limit``, and the next after all of those.

    The result does not depend on the order of the candidates.
    """
    best_value = min(map(_VALUE, candidates), default=None)
    best = [each for each in candidates if each.value == best_value]
    others = (each for each in candidates if each.value != best_value)
    return Ranked(
        best=_first(best, limit, proposals),
        more=max(0, len(best) - limit),
        next_best=_next(others, alternatives, proposals) if alternatives else [],
    )


def _next(others: Iterable[Candidate], count: int, proposals: Proposals) -> list[Candidate]:
    """Return the first of the others; the costly keys are asked for where the first two leave a choice."""
    found: list[Candidate] = []
    for _, alike in groupby(sorted(others, key=_VALUE), key=_VALUE):
        if len(found) == count:
            break
        found += _first([*alike], count - len(found), proposals)
    return found


def _first(alike: Sequence[Candidate], count: int, proposals: Proposals) -> list[Candidate]:
    """Return the first of candidates of one value, by the keys behind it; no two share the start, which is the last."""
    return nsmallest(count, alike, key=lambda each: (proposals.keys(each), each.first))
