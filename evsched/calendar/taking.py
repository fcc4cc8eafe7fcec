"""How an event takes its time: what it says of that itself, in the words of RFC 5545 and in Outlook's."""

from __future__ import annotations

from typing import Literal

from evsched.calendar.components import Component
from evsched.calendar.property_values import split_line

Taking = Literal["busy", "tentative", "transparent", "cancelled"]
"""How an event takes its time."""

_OUTLOOK: dict[str, Taking] = {
    "FREE": "transparent",
    "WORKINGELSEWHERE": "transparent",
    "TENTATIVE": "tentative",
    "BUSY": "busy",
    "OOF": "busy",
}
"""X-MICROSOFT-CDO-BUSYSTATUS; OOF is out of office."""


def takes_back(calendar: Component) -> bool:
    """Tell whether a calendar cancels all events in it (``METHOD:CANCEL``); one that says two things does not.

    Raises:
        InvalidInput: A line cannot be read.
    """
    return {_word(line) for line in calendar.every("METHOD")} == {"CANCEL"}


def read_taking(event: Component) -> Taking:
    """Return how an event takes its time, in a calendar that does not take it back.

    That it is cancelled (STATUS) or leaves the time free (TRANSP) counts first, then what Outlook says, which
    writes ``TRANSP:OPAQUE`` and no STATUS beside it, then whether it is tentative (STATUS). Unknown words say nothing.

    Raises:
        InvalidInput: STATUS or TRANSP is there twice, or a line cannot be read.
    """
    status = _word(event.only("STATUS"))
    if status == "CANCELLED":
        return "cancelled"
    if _word(event.only("TRANSP")) == "TRANSPARENT":
        return "transparent"
    return _by_outlook(event) or ("tentative" if status == "TENTATIVE" else "busy")


def _by_outlook(event: Component) -> Taking | None:
    """Return what Outlook says; nothing where it says two things."""
    said = {_OUTLOOK.get(_word(line)) for line in event.every("X-MICROSOFT-CDO-BUSYSTATUS")}
    return said.pop() if len(said) == 1 else None


def _word(line: str | None) -> str:
    return "" if line is None else split_line(line).value.upper()
