"""Slots that are made as data, written in a documented style at random, and read back to the instants of zoneinfo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evsched.engine.text import parse_slots

pytestmark = pytest.mark.zones

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = (
    *("Monday", "Tuesday", "Wednesday"),
    *("Thursday", "Friday", "Saturday", "Sunday"),
)
DASHES = ("-", " - ", "–", " – ", "—", " — ", "−", " to ", " until ", " till ", " TO ")
KEYS = (
    *("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"),
    *("Pacific/Apia", "Africa/Casablanca", "America/Santiago", "Asia/Tehran", "Pacific/Chatham", "Europe/Dublin"),
)
OFFSETS = tuple(range(-12 * 60, 14 * 60 + 1, 15))


@dataclass(frozen=True)
class Written:
    """A slot as data, and one way of writing it."""

    start: datetime
    end: datetime
    zone: tzinfo
    text: str

    def instants(self) -> tuple[datetime, datetime]:
        """Return both ends in UTC."""
        return tuple(each.replace(tzinfo=self.zone).astimezone(UTC) for each in (self.start, self.end))  # type: ignore[return-value]


def is_plain(local: datetime, zone: tzinfo) -> bool:
    """Tell whether a local time exists once."""
    aware = local.replace(tzinfo=zone)
    exists = aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    return exists and aware.utcoffset() == aware.replace(fold=1).utcoffset()


def date_forms(day: datetime) -> list[str]:
    """Return a date in every documented form."""
    month, ordinal = (
        MONTHS[day.month - 1],
        "th" if 4 <= day.day <= 20 else ("th", "st", "nd", "rd", *("th",) * 6)[day.day % 10],
    )
    forms = [f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}"]
    for name in (month, month[:3], month[:3] + "."):
        forms += [f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}", f"{name} {day.day} {day.year}"]
        forms += [f"{day.day}{ordinal} {name} {day.year}", f"{name} {day.day}{ordinal}, {day.year}"]
    forms.append(f"{day.day}{ordinal} of {month} {day.year}")
    weekday = WEEKDAYS[day.weekday()]
    return forms + [f"{name} {form}" for name in (weekday, weekday[:3], weekday + ",") for form in forms]


def twelve_hours(local: datetime, mark: str) -> str:
    """Return a time on the twelve-hour clock, as short as it can be, with a mark or without."""
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{mark}"


def time_forms(start: datetime, end: datetime) -> list[tuple[str, str]]:
    """Return a slot's two times in every documented form; the slot is under twelve hours long."""
    forms = [(f"{start:%H:%M}", f"{end:%H:%M}"), (f"{start.hour}:{start.minute:02}", f"{end:%H:%M:%S}")]
    if start.hour > 12 and end.hour > 12 and not (start.minute or end.minute):
        forms.append((str(start.hour), str(end.hour)))
    for style in ("AM PM", " am pm", " a.m. p.m.", "Am Pm"):
        space, (am, pm) = style[: style[0] == " "], style.split()
        first, last = (space + (pm if local.hour >= 12 else am) for local in (start, end))
        forms.append((twelve_hours(start, first), twelve_hours(end, last)))
        forms.append((twelve_hours(start, first), twelve_hours(end, "")))
        forms.append((twelve_hours(start, ""), twelve_hours(end, last)))
    if (end.hour, end.minute) == (0, 0):
        forms += [(f"{start:%H:%M}", "midnight"), (f"{start:%H:%M}", "24:00")]
    if (end.hour, end.minute) == (12, 0):
        forms.append((f"{start:%H:%M}", "noon"))
    if (start.hour, start.minute) == (12, 0):
        forms.append(("noon", twelve_hours(end, " PM" if end.hour >= 12 else " AM")))
    return forms


def zone_forms(name: str | int) -> list[str]:
    """Return a zone in every documented form."""
    if isinstance(name, str):
        return [name, name.lower(), name.upper()]
    sign, (hours, minutes) = "-" if name < 0 else "+", divmod(abs(name), 60)
    forms = [f"UTC{sign}{hours}:{minutes:02}", f"{sign}{hours:02}:{minutes:02}", f"GMT{sign}{hours:02}{minutes:02}"]
    forms += [f"(UTC{sign}{hours:02}:{minutes:02})", f"UTC{'−' if name < 0 else '+'}{hours}:{minutes:02}"]
    return forms if minutes else [*forms, f"GMT{sign}{hours}", f"utc{sign}{hours:02}"]


@st.composite
def written_slots(draw: st.DrawFn, *, with_zone: bool = True, name: str | int | None = None) -> Written:
    """Draw a slot of 1 minute to just under 12 hours and write it in some style."""
    name = draw(st.sampled_from(KEYS) | st.sampled_from(OFFSETS)) if name is None else name
    zone = ZoneInfo(name) if isinstance(name, str) else timezone(timedelta(minutes=name))
    start = draw(st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 30)))  # noqa: DTZ001 - local times
    on_the_hour = draw(st.booleans())
    start = start.replace(minute=0 if on_the_hour else start.minute, second=0, microsecond=0, fold=0)
    length = draw(st.integers(1, 11)) * 60 if on_the_hour else draw(st.integers(1, 719))
    end = start + timedelta(minutes=length)
    assume(is_plain(start, zone) and is_plain(end, zone))
    assume(end.replace(tzinfo=zone).astimezone(UTC) > start.replace(tzinfo=zone).astimezone(UTC))
    day = draw(st.sampled_from(date_forms(start)))
    first, last = draw(st.sampled_from(time_forms(start, end)))
    join = draw(st.sampled_from([" ", ", ", " at ", " from ", ", from ", " , "]))
    times = f"{first}{draw(st.sampled_from(DASHES))}{last}"
    text = f"{day}{join}{times}" + (f" {draw(st.sampled_from(zone_forms(name)))}" if with_zone else "")
    text = draw(st.sampled_from([text, text, text.upper(), text.lower()]))
    for blank in draw(st.lists(st.sampled_from(["\u00a0", "\u202f", "  ", "\t"]), max_size=2)):
        text = text.replace(" ", blank, draw(st.integers(0, 4)))
    return Written(start, end, zone, text)


@settings(deadline=None, max_examples=600)
@given(written_slots())
def test_a_slot_in_any_documented_style_is_read_as_meant(written: Written) -> None:
    (slot,) = parse_slots(written.text)
    assert (slot.start, slot.end) == written.instants()
    assert slot.text == written.text.strip().replace("\t", " ")


@settings(deadline=None, max_examples=100)
@given(st.lists(written_slots(), min_size=2, max_size=5), st.sampled_from([", ", "; ", "\n", " and ", ",\r\n", ","]))
def test_several_slots_in_any_style_are_read_in_their_order(slots: list[Written], between: str) -> None:
    read = parse_slots(between.join(each.text for each in slots))
    assert [(slot.start, slot.end) for slot in read] == [each.instants() for each in slots]


@settings(deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(KEYS))
def test_slots_without_a_zone_in_any_style_are_read_in_the_zone_in_force(data: st.DataObject, key: str) -> None:
    slots = data.draw(st.lists(written_slots(with_zone=False, name=key), min_size=1, max_size=3))
    read = parse_slots("\n".join(each.text for each in slots), key)
    assert [(slot.start, slot.end, slot.zone) for slot in read] == [(*each.instants(), key) for each in slots]


@settings(deadline=None, max_examples=150)
@given(written_slots(), st.sampled_from(["/", " / "]), st.booleans())
def test_the_same_slot_as_an_iso_8601_interval_is_read_as_meant(written: Written, slash: str, lasting: bool) -> None:
    start, end = (each.astimezone(written.zone) for each in written.instants())
    offset = start.utcoffset()
    assert offset is not None
    assume(offset % timedelta(minutes=1) == timedelta(0))
    ending = f"PT{int((end - start.astimezone(UTC)).total_seconds() // 60)}M" if lasting else end.isoformat()
    (slot,) = parse_slots(f"{start.isoformat()}{slash}{ending}")
    assert (slot.start, slot.end) == written.instants()
