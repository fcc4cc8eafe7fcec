"""Every error that evsched raises on purpose.

::

    EvschedError
    ├── InvalidInput          a text, zone, interval or document that cannot be accepted
    │   ├── InvalidInputs     several at once, in one document
    │   ├── UnreadableText    a typed text; knows the place
    │   │   └── ZoneMissing   a typed text that only lacks its time zone
    │   └── KeyReused         an idempotency key that came with something else before
    ├── NotFound              an event, a participant or an answer that does not exist
    ├── Conflict              the store's state forbids it
    │   ├── AlreadyAnswered   a first answer where there is one
    │   ├── Closed            an answer to an event that takes none any more
    │   ├── RequiredAbsent    a meeting to which somebody required cannot come
    │   └── Changed           it is not any more what the caller has seen
    ├── Forbidden             a token that does not open this
    │   └── TokenMissing      no token where one is needed
    ├── StoreUnavailable      the database or the output cannot be used now
    └── ServerUnreachable     a server that does not answer, or not as evsched does

A door (the command line, the API) maps this tree once; nothing else catches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

_ECHO_LIMIT = 80
"""Characters of foreign text that a message repeats at most."""

Missing = Literal["event", "participant", "answer"]
"""What does not exist: an event; a participant, be it of an event or anywhere; an answer to an event."""

_PASTED_BLANKS = "\u00a0\u2007\u2009\u202f"


class EvschedError(Exception):
    """The root: anything evsched refuses or cannot do, in words for the person who asked."""

    slug: ClassVar[str] = "error"
    """A permanent name of the kind of error, for programs."""

    @property
    def message(self) -> str:
        """What was wrong with which input, and what to do instead; one line."""
        return str(self)


class InvalidInput(EvschedError):
    """Input that cannot be accepted.

    Attributes:
        problem: The message without the place.
        path: Where in a document the input stands, outermost member first.
    """

    slug = "invalid-input"

    def __init__(self, problem: str, path: tuple[str | int, ...] = ()) -> None:
        self.problem = problem
        self.path = path
        super().__init__(f"{_dotted(path)}: {problem}" if path else problem)

    def within(self, *outer: str | int) -> InvalidInput:
        """Return the same error as seen from further out in the document."""
        return InvalidInput(self.problem, (*outer, *self.path))


class UnreadableText(InvalidInput):
    """A typed slot or duration that is not wholly understood.

    Attributes:
        text: The whole text as typed.
        start: First character of the part that is wrong, counted from 0.
        end: One past its last character.
        advice: What is wrong with that part and what to write instead.
    """

    slug = "unreadable-text"

    def __init__(self, text: str, start: int, end: int, advice: str, path: tuple[str | int, ...] = ()) -> None:
        self.text, self.start, self.end, self.advice = text, start, end, advice
        part = text[start:end].strip()
        place = f'"{shown(part)}"' if part else "the end" if text.strip() else "a blank text"
        if part and part != text.strip():
            place += f" (character {start + 1})"
        whole = f' in "{shown(text)}"' if part != text.strip() else ""
        super().__init__(f"cannot read {place}{whole}: {advice}", path)

    def __reduce__(self) -> tuple[type[UnreadableText], tuple[object, ...]]:
        return type(self), (self.text, self.start, self.end, self.advice, self.path)

    def within(self, *outer: str | int) -> UnreadableText:
        """Return the same error as seen from further out in the document."""
        return type(self)(self.text, self.start, self.end, self.advice, (*outer, *self.path))


class ZoneMissing(UnreadableText):
    """A typed text that is understood but for its time zone, which neither it nor anything around it names."""

    slug = "zone-missing"


class InvalidInputs(InvalidInput):
    """Several things in one document that cannot be accepted.

    Attributes:
        errors: Each of them, in the order of the document.
    """

    slug = "invalid-input"

    def __init__(self, errors: Sequence[InvalidInput]) -> None:
        self.errors = tuple(errors)
        super().__init__(errors[0].problem, errors[0].path)

    def __str__(self) -> str:
        return f"{self.errors[0].message} (the first of {len(self.errors)} errors)"

    def __reduce__(self) -> tuple[type[InvalidInputs], tuple[object, ...]]:
        return InvalidInputs, (self.errors,)

    def within(self, *outer: str | int) -> InvalidInputs:
        """Return the same errors as seen from further out in the document."""
        return InvalidInputs([error.within(*outer) for error in self.errors])


class KeyReused(InvalidInput):
    """An idempotency key that was used before for another request."""

    slug = "idempotency-key-reused"


class NotFound(EvschedError):
    """An event, a participant or an answer that does not exist.

    Attributes:
        missing: Which of them.
    """

    slug = "not-found"

    def __init__(self, message: str, missing: Missing = "event") -> None:
        self.missing = missing
        super().__init__(message)


class Conflict(EvschedError):
    """A change that the present state of the store forbids."""

    slug = "conflict"


class AlreadyAnswered(Conflict):
    """A first answer by someone who has answered."""

    slug = "already-answered"


class Closed(Conflict):
    """An answer to an event that takes none any more, or a change that its chosen time forbids."""

    slug = "closed"


class RequiredAbsent(Conflict):
    """A meeting to which somebody cannot come who is required.

    Attributes:
        participants: Their ids.
    """

    slug = "required-absent"

    def __init__(self, message: str, participants: Sequence[str] = ()) -> None:
        self.participants = tuple(participants)
        super().__init__(message)

    def __reduce__(self) -> tuple[type[RequiredAbsent], tuple[object, ...]]:
        return RequiredAbsent, (str(self), self.participants)


class Changed(Conflict):
    """A change to something that is not any more what the caller has seen of it.

    Attributes:
        version: Which version it is now; None for what has none.
    """

    slug = "changed"

    def __init__(self, message: str, version: int | None = None) -> None:
        self.version = version
        super().__init__(message)


class Forbidden(EvschedError):
    """A token that does not give the right to do this."""

    slug = "forbidden"


class TokenMissing(Forbidden):
    """No readable token where one is needed."""

    slug = "token-missing"


class StoreUnavailable(EvschedError):
    """A database that is busy, full, corrupt, newer or unwritable, or output that cannot be written."""

    slug = "store-unavailable"


class ServerUnreachable(EvschedError):
    """A server that cannot be reached, takes too long, or answers as no evsched does."""

    slug = "server-unreachable"


def shown(text: str, limit: int = _ECHO_LIMIT) -> str:
    """Return foreign text fit for a message: shortened, with nothing a terminal would obey."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else " " if c in _PASTED_BLANKS else ascii(c)[1:-1] for c in text)


def _dotted(path: tuple[str | int, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")
