"""Why not, and what would help, by asking everyone about everything: written from the prose of the design alone.

Time is cut into cells of half a unit, so that what lies between two whole starts is seen as well. Nothing of the
engine is used but its values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations, product

from evsched.engine.conditions import AtLeast, Quorum
from evsched.engine.interval import Interval, IntervalSet
from evsched.engine.model import Event, Participant, Slot
from evsched.engine.recommendation import Explanation
from evsched.engine.remedies import Blocker, Session, Sessions, Shorter
from evsched.engine.starts import Candidate

Pairs = list[tuple[int, int]]
People = frozenset[str]
NOON = datetime(2025, 1, 12, 12, tzinfo=UTC)
UNIT = 20
"""Seconds: a third of a minute."""
MINUTE = 60 // UNIT * 2
"""In cells."""


@dataclass(frozen=True)
class Person:
    id: str
    required: bool
    answer: Pairs | None
    """In units; None without an answer."""


@dataclass(frozen=True)
class Case:
    """An event in units since noon."""

    length: int
    slots: Pairs
    people: list[Person]
    quorum: Quorum | None = None
    at_least: tuple[AtLeast, ...] = ()

    def event(self) -> Event:
        return Event(
            "Review",
            timedelta(seconds=self.length * UNIT),
            [Slot(at(2 * start), at(2 * end)) for start, end in self.slots],
            [Participant(person.id, required=person.required) for person in self.people],
        )

    def free(self) -> dict[str, IntervalSet]:
        return {
            person.id: IntervalSet(interval(2 * start, 2 * end) for start, end in person.answer)
            for person in self.people
            if person.answer is not None
        }


@dataclass(frozen=True)
class Run:
    """Neighbouring starts, in cells, from which the same people can attend."""

    first: int
    last: int
    people: People


def at(cell: int) -> datetime:
    return NOON + timedelta(seconds=cell * UNIT / 2)


def interval(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


class BruteForce:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.size = 2 * max(
            end for pairs in (case.slots, *(each.answer or [] for each in case.people)) for _, end in pairs
        )
        self.length = 2 * case.length
        self.offered = self.cells(case.slots)
        self.cells_of = {person.id: self.cells(person.answer or []) for person in case.people}
        self.required = {person.id for person in case.people if person.required}
        self.group = frozenset(person.id for person in case.people if person.required and person.answer)
        self.silent = [person.id for person in case.people if person.answer is None]
        self.windows = self.windows_of(self.cells_of, self.length)
        self.ranked = sorted(self.windows, key=lambda run: (self.value(run.people), run.first))
        self.first = next((run for run in self.ranked if self.is_enough(run.people)), None)

    def cells(self, pairs: Pairs) -> bytearray:
        """One cell for each half unit: 1 where some pair covers it."""
        cells = bytearray(self.size)
        for start, end in pairs:
            cells[2 * start : 2 * end] = b"\1" * (2 * end - 2 * start)
        return cells

    def starts(self, length: int) -> list[int]:
        return [start for start in range(self.size) if self.offered[start : start + length] == b"\1" * length]

    def people_at(self, names: Iterable[str], start: int, length: int) -> People:
        return frozenset(name for name in names if self.cells_of[name][start : start + length] == b"\1" * length)

    def windows_of(self, names: Iterable[str], length: int) -> list[Run]:
        """The windows among some people as if there were no others."""
        slots: list[list[Run]] = []
        for start in self.starts(length):
            people = self.people_at(names, start, length)
            if not slots or slots[-1][-1].last != start - 1:
                slots.append([Run(start, start, people)])
            elif slots[-1][-1].people == people:
                slots[-1][-1] = Run(slots[-1][-1].first, start, people)
            else:
                slots[-1].append(Run(start, start, people))
        found = []
        for runs in slots:
            for number, run in enumerate(runs):
                neighbours = runs[max(0, number - 1) : number] + runs[number + 1 : number + 2]
                if run.people and not any(run.people < each.people for each in neighbours):
                    found.append(run)
        return found

    def value(self, people: People) -> tuple[int, int]:
        return len(self.required - people), -len(people)

    def is_enough(self, people: People) -> bool:
        quorum = self.case.quorum
        if quorum is not None:
            share = quorum.number / 100 * len(self.case.people) if quorum.is_percentage else quorum.number
            if len(people) < share - 1e-9:
                return False
        return all(len(people & set(each.of)) >= each.count for each in self.case.at_least)

    def blockers(self) -> Iterator[Blocker]:
        if any(self.group <= run.people for run in self.windows) or len(self.group) < 2:
            return
        for name in sorted(self.group):
            others = self.group - {name}
            windows = [run for run in self.windows_of(others, self.length) if run.people == others]
            if windows:
                yield Blocker(name, tuple(interval(run.first, run.last + self.length) for run in windows))

    def shorter(self) -> Shorter | None:
        if not self.group or any(self.group <= run.people for run in self.windows):
            return None
        for length in range(self.length - 1, 0, -1):
            if length % MINUTE:
                continue
            for run in self.windows_of(self.group, length):
                if run.people == self.group:
                    return Shorter(timedelta(seconds=length * UNIT / 2), interval(run.first, run.last + length))
        return None

    def sessions(self) -> Sessions:
        reachable = {name for run in self.windows for name in run.people}
        chosen = next(
            chosen
            for count in range(len(self.ranked) + 1)
            for chosen in combinations(self.ranked, count)
            if {name for run in chosen for name in run.people} == reachable
        )
        meetings = [
            Session(interval(run.last, run.last + self.length), tuple(sorted(run.people)))
            for run in sorted(chosen, key=lambda run: run.first)
        ]
        unreachable = sorted(name for name in self.cells_of if name not in reachable)
        return Sessions(tuple(meetings), tuple(unreachable), minimal=True)

    def is_certain(self) -> bool:
        """Have those who are silent answer in every way: nothing, or free for the meeting at one start."""
        if not self.silent or self.first is None:
            return not self.silent
        starts = {start: self.people_at(self.cells_of, start, self.length) for start in self.starts(self.length)}
        inside = range(self.first.first, self.first.last + 1)
        for answers in product([None, *starts], repeat=len(self.silent)):
            best: dict[bool, tuple[int, int]] = {}
            for start, people in starts.items():
                joined = people.union(name for name, each in zip(self.silent, answers, strict=True) if each == start)
                if self.is_enough(joined):
                    value = self.value(joined)
                    best[start in inside] = min(value, best.get(start in inside, value))
            if False in best and best[False] < best[True]:
                return False
        return True

    def explanation(self) -> Explanation:
        if self.first is not None and len(self.first.people) == len(self.case.people):
            return Explanation((), None, None, certain=True)
        return Explanation(tuple(self.blockers()), self.shorter(), self.sessions(), self.is_certain())

    def candidate(self, run: Run) -> Candidate:
        first, last = (int(at(cell).timestamp()) for cell in (run.first, run.last))
        return Candidate(first, last, len(run.people), len(self.required - run.people))
