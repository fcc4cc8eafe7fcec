"""Calendars made by chance, the same ones for the same seed, of what the oracle and evsched define alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Havana")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTH_DAYS = (1, 5, 13, 15, 28, 29, 30, 31, -1, -2, -31)


class Maker:
    """Makes one calendar after the other."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - to be the same each time is the point

    def calendar(self) -> tuple[str, str]:
        """Return a calendar, and the zone in which to read it."""
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
        for number in range(self._random.choice((1, 1, 2, 3))):
            lines += self._events(f"event-{number}")
        return "\r\n".join([*lines, "END:VCALENDAR", ""]), self._random.choice(ZONES)

    def _events(self, uid: str) -> list[str]:
        random = self._random
        whole_days = random.random() < 0.2
        zone = random.choice((*ZONES, "UTC"))
        year = random.choice((1975, 1995, 2015, 2020, 2024, 2025))
        start = self._time_in(year)
        lines = [f"UID:{uid}", _time("DTSTART", start, zone, whole_days), *self._length(start, zone, whole_days)]
        changed: list[str] = []
        if random.random() < 0.85:
            rule, once_a_day = self._rule(start, whole_days)
            lines.append(f"RRULE:{rule}")
            if once_a_day:
                lines += [_time("EXDATE", each, zone, whole_days) for each in self._instances(start, 3)]
                for each in self._instances(start, 2):
                    changed += self._changed(uid, each, zone, whole_days)
            if random.random() < 0.3:
                further = self._time_in(2025) + timedelta(minutes=15)
                lines.append(_time("RDATE", further, zone, whole_days))
        lines += [
            text
            for text, chance in (("STATUS:TENTATIVE", 0.1), ("TRANSP:TRANSPARENT", 0.05))
            if random.random() < chance
        ]
        return [*_event(lines), *changed]

    def _time_in(self, year: int) -> datetime:
        random = self._random
        day = date(year, random.randint(1, 12), random.randint(1, 28))
        return datetime.combine(day, time(random.randrange(24), random.choice((0, 30))))

    def _instances(self, start: datetime, most: int) -> list[datetime]:
        """Return times that a rule may have, some of them weeks, days or months after the start."""
        random = self._random
        days = {7 * random.randrange(60), random.randrange(400), 28 * random.randrange(20)}
        near = start if start.year == 2024 else start.replace(year=2025)
        return [near + timedelta(days=each) for each in sorted(days)[: random.randint(0, most)]]

    def _changed(self, uid: str, replaced: datetime, zone: str, whole_days: bool) -> list[str]:
        random = self._random
        start = replaced + timedelta(hours=random.randint(-30, 30))
        end = start + (timedelta(days=1) if whole_days else timedelta(minutes=45))
        lines = [f"UID:{uid}", _time("RECURRENCE-ID", replaced, zone, whole_days)]
        lines += [_time("DTSTART", start, zone, whole_days), _time("DTEND", end, zone, whole_days)]
        if random.random() < 0.3:
            lines.append(f"STATUS:{random.choice(('CANCELLED', 'TENTATIVE'))}")
        return _event(lines)

    def _length(self, start: datetime, zone: str, whole_days: bool) -> list[str]:
        random = self._random
        days, minutes = random.choice((1, 1, 2, 9)), random.choice((30, 60, 90, 480, 1500))
        length = timedelta(days=days) if whole_days else timedelta(minutes=minutes)
        shape = random.random()
        if shape < 0.7:
            return [_time("DTEND", start + length, zone, whole_days)]
        if whole_days or shape < 0.8:
            return [f"DURATION:P{days}D"]
        # Hours are exact here and wall-clock hours to the oracle: they are alike where the clocks never change.
        return [f"DURATION:PT{minutes}M"] if zone in {"UTC", "Asia/Kolkata"} else []

    def _rule(self, start: datetime, whole_days: bool) -> tuple[str, bool]:
        """Return a rule, and whether it comes once a day at most."""
        random = self._random
        frequency = random.choice(("YEARLY", "MONTHLY", "WEEKLY", "DAILY", *(() if whole_days else ("HOURLY",))))
        interval = random.choice((8, 12, 23, 25, 48) if frequency == "HOURLY" else (1, 1, 1, 2, 3, 5, 7, 10, 14))
        parts = [f"FREQ={frequency}", f"INTERVAL={interval}", *self._end(start, whole_days), *self._weekdays(frequency)]
        if random.random() < 0.25:
            parts.append(f"BYMONTH={self._some(range(1, 13), 4)}")
        if frequency in {"YEARLY", "MONTHLY", "DAILY"} and random.random() < 0.25:
            parts.append(f"BYMONTHDAY={self._some(_MONTH_DAYS, 3)}")
        if frequency == "YEARLY" and random.random() < 0.2:
            parts.append(f"BYYEARDAY={self._some((1, 60, 100, 200, 366, -1, -100, -366), 2)}")
        if frequency == "YEARLY" and random.random() < 0.2 and "BYDAY" in "".join(parts):
            parts.append(f"BYWEEKNO={self._some((1, 20, 52, 53, -1), 2)}")
        if random.random() < 0.2:
            parts.append(f"WKST={random.choice(_DAYS)}")
        often = frequency == "HOURLY" or (not whole_days and random.random() < 0.2)
        if often:
            # An hour that no step of an hourly rule meets is an error to the oracle.
            hours = (start.hour,) if frequency == "HOURLY" else range(24)
            parts.append(f"BYHOUR={self._some(hours, 3)}")
        return ";".join(parts), not often

    def _end(self, start: datetime, whole_days: bool) -> list[str]:
        random = self._random
        chance = random.random()
        if chance < 0.3:
            return [f"COUNT={random.choice((1, 2, 5, 20, 100, 1000, 20_000))}"]
        if chance < 0.5:
            until = start.replace(year=random.choice((start.year, 2025))) + timedelta(days=random.randrange(700))
            return [f"UNTIL={until:%Y%m%d}" if whole_days else f"UNTIL={until:%Y%m%dT%H%M%S}Z"]
        return []

    def _weekdays(self, frequency: str) -> list[str]:
        random = self._random
        if random.random() < 0.5:
            return []
        if frequency in {"WEEKLY", "DAILY", "HOURLY"}:
            return [f"BYDAY={self._some(_DAYS, 4)}"]
        if random.random() < 0.7:
            numbered = [f"{number}{day}" for day in _DAYS for number in (1, 2, 3, 4, 5, -1, -2)]
            return [f"BYDAY={self._some(numbered, 3)}"]
        return [f"BYDAY={self._some(_DAYS, 5)}", f"BYSETPOS={self._some((1, 2, 3, -1, -2), 2)}"]

    def _some(self, of: Sequence[object], most: int) -> str:
        return ",".join(str(each) for each in self._random.sample(of, min(len(of), self._random.randint(1, most))))


def _event(lines: list[str]) -> list[str]:
    return ["BEGIN:VEVENT", *lines, "END:VEVENT"]


def _time(name: str, local_time: datetime, zone: str, whole_days: bool) -> str:
    if whole_days:
        return f"{name};VALUE=DATE:{local_time:%Y%m%d}"
    if zone == "UTC":
        return f"{name}:{local_time:%Y%m%dT%H%M%S}Z"
    return f"{name};TZID={zone}:{local_time:%Y%m%dT%H%M%S}"
