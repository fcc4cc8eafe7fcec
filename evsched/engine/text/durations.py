"""Durations as people write them: ``1h``, ``90m``, ``1h30``, ``1:30``, ``1.5 hours``, ``PT1H30M``."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

from evsched.errors import UnreadableText

_UNITS = {
    **dict.fromkeys(("w", "week", "weeks"), 604_800),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
}
_LONGEST_TEXT = 64
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,3}) ?h ?([0-5][0-9])", re.IGNORECASE | re.ASCII)
_PART = re.compile(
    r"([0-9]{1,9}(?:\.[0-9]{1,9}|,[0-9]{1,2})?) ?([a-z]+)(?:(?:,| and)? +|(?=[0-9])|$)", re.IGNORECASE | re.ASCII
)
_ISO = re.compile(
    r"P(?:(?P<w>[0-9]{1,9})W|(?:(?P<d>[0-9]{1,9})D)?"
    r"(?:T(?:(?P<h>[0-9]{1,9}(?:[.,][0-9]{1,9})?)H)?(?:(?P<m>[0-9]{1,9}(?:[.,][0-9]{1,9})?)M)?(?:(?P<s>[0-9]{1,9})S)?)?)",
    re.IGNORECASE | re.ASCII,
)
_LONGEST = 100 * 366 * 86_400
_EXAMPLES = "write 90m, 1h30 or PT1H30M"


def parse_duration(text: str) -> timedelta:
    """Return the elapsed time that a text names, in whole seconds.

    >>> parse_duration("1h30") == parse_duration("1.5 hours") == parse_duration("PT1H30M")
    True

    Raises:
        UnreadableText: It is not wholly understood, names months or years, or is no whole number of seconds.
    """
    typed = text.strip()
    if len(typed) > _LONGEST_TEXT:
        raise UnreadableText(text, 0, len(text), f"a duration is shorter; {_EXAMPLES}")
    seconds = _seconds(typed)
    if seconds is None:
        raise UnreadableText(text, 0, len(text), _advice(typed))
    if seconds > _LONGEST:
        raise UnreadableText(text, 0, len(text), f"this is longer than any event; {_EXAMPLES}")
    if seconds.denominator != 1:
        raise UnreadableText(text, 0, len(text), f"this is no whole number of seconds; {_EXAMPLES}")
    return timedelta(seconds=int(seconds))


def _seconds(typed: str) -> Fraction | None:
    if match := _CLOCK.fullmatch(typed) or _HOURS_AND_MINUTES.fullmatch(typed):
        return Fraction(int(match[1]) * 3600 + int(match[2]) * 60)
    if match := _ISO.fullmatch(typed):
        parts = [(amount.replace(",", "."), _UNITS[unit]) for unit, amount in match.groupdict().items() if amount]
        trailing = typed[-1] in "Tt"
    else:
        parts, at = [], 0
        while at < len(typed) and (match := _PART.match(typed, at)) and match[2].lower() in _UNITS:
            parts.append((match[1].replace(",", "."), _UNITS[match[2].lower()]))
            at = match.end()
        trailing = at < len(typed)
    sizes = [size for _, size in parts]
    if not parts or trailing or sizes != sorted(set(sizes), reverse=True):
        return None
    return sum((Fraction(amount) * size for amount, size in parts), start=Fraction(0))


def _advice(typed: str) -> str:
    if re.fullmatch(r"[0-9]+", typed):
        return f"say of what: {typed}m is minutes, {typed}h is hours"
    if re.match(r"P[^T]*[0-9][YM]", typed, re.IGNORECASE) or re.search(r"(?i)[0-9] ?(y|mon)", typed):
        return f"months and years have no fixed length; {_EXAMPLES}"
    if typed.startswith("-"):
        return f"a duration is longer than nothing; {_EXAMPLES}"
    return _EXAMPLES
