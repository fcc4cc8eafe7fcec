"""What an operation of the API takes and answers, said where it is done, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

_Responder = TypeVar("_Responder", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    summary: str
    answers: Mapping[int, Any]
    """By status: the type of the JSON body, a media type for another body, None for no body."""
    description: str = ""
    body: type[BaseModel] | None = None
    key: Literal["organizer", "answer", "optional"] | None = None
    """Whose token it takes in tokens mode."""
    query: Sequence[tuple[str, str, Mapping[str, Any]]] = ()
    """Name, description and schema of each parameter."""
    conditional: Literal["read", "write"] | None = None
    """Whether it takes If-None-Match, or If-Match."""
    repeatable: bool = False
    """Whether it takes an Idempotency-Key."""
    problems: frozenset[int] = field(default_factory=frozenset)
    """Statuses of its problem documents, beside those that follow from the rest."""

    def all_problems(self) -> Sequence[int]:
        """Return the statuses of all its problem documents, ascending."""
        found = set(self.problems)
        if self.body:
            found |= {400, 413, 415}
        if self.key in ("organizer", "answer"):
            found |= {401, 403}
        if self.query:
            found |= {400}
        if self.conditional == "write":
            found |= {400, 412}
        if self.repeatable:
            found |= {400, 409, 422}
        return sorted(found)


class Resource:
    """What answers at an address; where there is GET there is HEAD."""

    def __init_subclass__(cls) -> None:
        """Have every GET answer HEAD too."""
        if "on_get" in vars(cls):
            cls.on_head = cls.on_get  # type: ignore[attr-defined]


def operation(summary: str, answers: Mapping[int, Any], **more: Any) -> Callable[[_Responder], _Responder]:
    """Say of a responder what it takes and answers; the members of ``Operation`` by name."""

    def document(responder: _Responder) -> _Responder:
        responder.operation = Operation(summary, answers, **more)  # type: ignore[attr-defined]
        return responder

    return document
