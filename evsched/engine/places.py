"""What a meeting costs people, worked out once for all whom it costs the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import compress

from evsched.engine.crowd import Crowd
from evsched.engine.interval import IntervalSet
from evsched.engine.kindness import Inconvenience, inconvenience_in
from evsched.engine.weekly import WeeklyHours

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Attending:
    """Who of one place can attend."""

    cost: Inconvenience
    burden: int
    """What whoever of them has carried most has carried, in seconds."""
    count: int


class Places:
    """Participants by their zone and usual hours; those whose zone is not known are nowhere.

    Args:
        crowd: The participants.
        offered: The slots of their event, merged.
        burdens: What they have carried before, by id.
    """

    def __init__(self, crowd: Crowd, offered: IntervalSet, burdens: Mapping[str, timedelta]) -> None:
        self._crowd = crowd
        self._costs: list[Inconvenience] = []
        self._of: list[int] = []
        """Of each participant, the number of their place."""
        numbers: dict[tuple[str, Sequence[WeeklyHours]], int] = {}
        for who in crowd.people:
            if who.zone is None:
                self._of.append(_NOWHERE)
                continue
            number = numbers.setdefault((who.zone, who.usual), len(numbers))
            if number == len(self._costs):
                self._costs.append(inconvenience_in(who.zone, tuple(who.usual), offered))
            self._of.append(number)
        everyone = enumerate(crowd.ids) if burdens else ()
        self._carried = [(number, int(burdens[who].total_seconds())) for number, who in everyone if who in burdens]

    def __bool__(self) -> bool:
        return bool(self._costs)

    def attending(self, start: int) -> list[Attending]:
        """Return who can attend the meeting that starts then, by places."""
        if not self._costs:
            return []
        attending = self._crowd.attending(start)
        counts = Counter(compress(self._of, attending))
        most = dict.fromkeys(counts, 0)
        for number, burden in self._carried:
            if attending[number]:
                most[self._of[number]] = max(most[self._of[number]], burden)
        return [Attending(self._costs[each], most[each], counts[each]) for each in counts if each != _NOWHERE]

    def inconvenience(self, start: int, end: int) -> dict[str, timedelta]:
        """Return what the meeting ``[start, end)`` costs everyone whose zone is known, by id."""
        if not self._costs:
            return {}
        costs = [timedelta(seconds=each.of(start, end)) for each in self._costs]
        return {who: costs[place] for who, place in zip(self._crowd.ids, self._of, strict=True) if place != _NOWHERE}
