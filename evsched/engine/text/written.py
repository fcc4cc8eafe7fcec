"""A slot as it was read, and the instants that its zone makes of it.

The zone comes last: AM and PM, the next day and an abbreviation all depend on both ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from evsched.engine.interval import to_datetime
from evsched.engine.model import Slot
from evsched.engine.text.zone_marks import WrittenZone
from evsched.engine.zones import resolve, whole_day
from evsched.errors import InvalidInput, UnreadableText

_DAY = timedelta(days=1)
_HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class WrittenSlot:
    """A slot as it stands in the text, or several on a run of days.

    Times are seconds since local midnight; without a start it is the whole day.
    """

    days: list[date]
    begin: int
    """Where it stands in the text."""
    end: int
    start_time: int | None = None
    end_time: int = 0
    end_day: date | None = None
    lasting: timedelta | None = None
    start_zone: WrittenZone | None = None
    end_zone: WrittenZone | None = None


def to_slot(text: str, written: WrittenSlot, day: date, in_force: str | None) -> Slot:
    """Return the slot of one day of a written slot.

    Args:
        text: What it was read from.
        written: The slot as read.
        day: One of its days.
        in_force: The zone that serves where none is written.

    Raises:
        UnreadableText: A local time that its zone skips or repeats, an abbreviation not in force, or no slot.
    """
    try:
        start, end, zone = _to_instants(written, day, in_force)
        typed = text[written.begin : written.end].replace("\t", " ")
        return Slot(to_datetime(start), to_datetime(end), zone, typed)
    except InvalidInput as error:
        raise UnreadableText(text, written.begin, written.end, error.problem) from None


def _to_instants(written: WrittenSlot, day: date, in_force: str | None) -> tuple[int, int, str]:
    """Return start, end and zone; the zone is that of the end, which people write once for both."""
    if written.start_time is None:
        zone = zone_at(written.end_zone, in_force, local_at(day, 0), local_at(day + _DAY, 0))
        return (*whole_day(day, zone), zone)
    start_local = local_at(day, written.start_time)
    if written.lasting is not None:
        zone = zone_at(written.start_zone, in_force, start=start_local)
        start = resolve(start_local, zone)
        return start, start + int(written.lasting.total_seconds()), zone
    end_local = local_at(written.end_day or day, written.end_time)
    if same_zone(written.start_zone, written.end_zone):
        if end_local <= start_local and written.end_day is None:
            end_local += _DAY
            _check_overnight(end_local - start_local)
        zone = zone_at(written.end_zone, in_force, start_local, end_local)
        return resolve(start_local, zone), resolve(end_local, zone), zone
    zone = zone_at(written.end_zone, in_force, end=end_local)
    start = resolve(start_local, zone_at(written.start_zone, in_force, start=start_local))
    end = resolve(end_local, zone)
    if end <= start and written.end_day is None:
        end = resolve(end_local + _DAY, zone_at(written.end_zone, in_force, end=end_local + _DAY))
        _check_overnight(timedelta(seconds=end - start))
    return start, end, zone


def same_zone(one: WrittenZone | None, other: WrittenZone | None) -> bool:
    """Tell whether the same zone is written at both ends."""
    return (one and (one.zone, one.abbreviation)) == (other and (other.zone, other.abbreviation))


def local_at(day: date, seconds: int) -> datetime:
    """Return the local time so many seconds after a date's midnight by the wall clock."""
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def _check_overnight(lasting: timedelta) -> None:
    if lasting > _HALF_DAY:
        raise InvalidInput(
            "the end is not after the start, and on the next day the slot would be longer than twelve hours: "
            "write AM or PM at both ends or, if that is meant, write the date of the end too"
        )


def zone_at(
    written: WrittenZone | None, in_force: str | None, start: datetime | None = None, end: datetime | None = None
) -> str:
    """Return the zone that is written, as it stands at these local times, or else the one in force."""
    return written.at(in_force, start, end) if written else in_force or "UTC"
