"""How much of a calendar is read; past that it is refused, never read in part."""

from __future__ import annotations

from dataclasses import dataclass, fields

from evsched.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class CalendarLimits:
    """What one calendar may hold and cost.

    Attributes:
        size: Bytes of the file.
        components: Events, tasks, time zones and the like, without their alarms.
        occurrences: Of one event, inside what was asked about.
        line: Bytes of one line that is read, its folded parts together; what is passed over may be longer.
        dates: Single dates that the events and time zones list: EXDATE, RDATE and FREEBUSY.
        steps: Steps of working out all recurrence rules, of about a microsecond each.

    Raises:
        InvalidInput: One of them is not a whole number above zero.
    """

    size: int = 5 * 1024 * 1024
    components: int = 20_000
    occurrences: int = 2_000
    line: int = 100_000
    dates: int = 20_000
    steps: int = 500_000

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if type(value) is not int or value < 1:
                raise InvalidInput(f"the limit {each.name} of a calendar is a whole number above zero, not {value!r}")


NORMAL = CalendarLimits()
"""What is read unless somebody sets it otherwise."""


class Work:
    """What reading one calendar has cost so far, held against its limits."""

    __slots__ = ("_dates", "_steps", "limits")

    def __init__(self, limits: CalendarLimits) -> None:
        self.limits = limits
        self._steps = 0
        self._dates = 0

    def take_steps(self, number: int) -> None:
        """Note steps of working out a rule.

        Raises:
            InvalidInput: They are more than the calendar may take.
        """
        self._steps += number
        if self._steps > self.limits.steps:
            raise InvalidInput(
                f"up to here the recurrence rules of the calendar take more than {self.limits.steps:,} steps to work "
                "out: ask about a shorter time, or take this event out"
            )

    def take_dates(self, number: int) -> None:
        """Note dates of a list.

        Raises:
            InvalidInput: They are more than the calendar may have.
        """
        self._dates += number
        if self._dates > self.limits.dates:
            raise InvalidInput(
                f"up to here the calendar lists {self._dates:,} single dates, and {self.limits.dates:,} are read at "
                "most: take this one out"
            )
