"""What a window must hold beside a meeting: a quorum, and at least so many of some people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypedDict

from evsched.engine.interval import IntervalSet
from evsched.engine.model import Event
from evsched.engine.names import participant_id
from evsched.engine.starts import Starts
from evsched.errors import InvalidInput, shown

_QUORUM = re.compile(r"([0-9]{1,9})\s*(%?)")
_AT_LEAST = re.compile(r"([0-9]{1,9})\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be able to attend.

    >>> Quorum(60, is_percentage=True).of(9)
    6

    Raises:
        InvalidInput: Less than 1, or a percentage above 100.
    """

    number: int
    is_percentage: bool = False
    """Of all participants, rounded up."""

    def __post_init__(self) -> None:
        if self.number < 1 or (self.is_percentage and self.number > 100):
            raise InvalidInput(f"a quorum is 1 or more people, or 1% to 100%, not {self}")

    def __str__(self) -> str:
        return f"{self.number}{'%' if self.is_percentage else ''}"

    def of(self, everyone: int) -> int:
        """Return how many of so many participants it is."""
        return -(-self.number * everyone // 100) if self.is_percentage else self.number


@dataclass(frozen=True, slots=True)
class AtLeast:
    """How many of some people must be able to attend.

    Raises:
        InvalidInput: Nobody is named, or the count is not 1 to as many as are named.
    """

    count: int
    of: Sequence[str]
    """Ids; kept sorted, and each once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", tuple(sorted({participant_id(each) for each in self.of})))
        if not 1 <= self.count <= len(self.of):
            raise InvalidInput(
                f"a condition asks for at least one and at most all of those whom it names, not for {self.count} of "
                f"{len(self.of)}"
            )

    def __str__(self) -> str:
        return f"{self.count} of {', '.join(self.of)}"


class Options(TypedDict, total=False):
    """What is wanted of a recommendation; each is described at :func:`evsched.engine.recommend.recommend`."""

    limit: int
    alternatives: int
    quorum: Quorum | None
    at_least: Sequence[AtLeast]
    explain: bool


class Conditions:
    """Tells at which starts the conditions of a recommendation hold.

    Args:
        event: Whom it is for.
        free: When those who have answered could sit in a meeting, by id.
        quorum: How many must be able to attend.
        at_least: How many of whom must be able to.

    Raises:
        InvalidInput: A condition on somebody who is no participant.
    """

    def __init__(
        self, event: Event, free: Mapping[str, IntervalSet], quorum: Quorum | None, at_least: Sequence[AtLeast]
    ) -> None:
        strangers = {each for condition in at_least for each in condition.of}
        strangers -= {participant.id for participant in event.participants}
        if strangers:
            raise InvalidInput(f'"{shown(min(strangers))}", whom a condition names, is no participant of the event')
        length = int(event.duration.total_seconds())
        self._quorum = quorum.of(len(event.participants)) if quorum else 0
        self._groups = [
            (each.count, frozenset(each.of), Starts((free[who] for who in each.of if who in free), length))
            for each in at_least
        ]

    def hold(self, start: int, attending: int, joining: Set[str] = frozenset()) -> bool:
        """Tell whether they hold for the meeting that begins then, which so many can attend and others join.

        Args:
            start: When it begins.
            attending: How many of those who have answered can attend.
            joining: Ids of those who have not answered, and come too.
        """
        return attending + len(joining) >= self._quorum and all(
            starts.attending(start) + len(joining & of) >= count for count, of, starts in self._groups
        )


def parse_quorum(text: str) -> Quorum:
    """Return the quorum that a text names.

    >>> parse_quorum("60%")
    Quorum(number=60, is_percentage=True)

    Raises:
        InvalidInput: It is neither a number nor a percentage.
    """
    found = _QUORUM.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(f'cannot read the quorum "{shown(text)}": write a number of people such as 4, or 60%')
    return Quorum(int(found[1]), is_percentage=bool(found[2]))


def parse_at_least(text: str) -> AtLeast:
    """Return the condition that a text names.

    >>> parse_at_least("2 of alice, bob, chen")
    AtLeast(count=2, of=('alice', 'bob', 'chen'))

    Raises:
        InvalidInput: It is not understood, or asks for more people than it names.
    """
    found = _AT_LEAST.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(f'cannot read "{shown(text)}": write how many of whom, such as 2 of alice, bob, chen')
    return AtLeast(int(found[1]), [name.strip() for name in found[2].split(",")])
