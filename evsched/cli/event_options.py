"""The options that say what an event is."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Participants: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--participant",
        metavar="NAME",
        help="A name or address to invite, with a time zone if you like: bob@Europe/Berlin. Repeat it for more.",
        show_default=False,
    ),
]
Optionals: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--optional",
        metavar="NAME",
        help="As --participant, for someone whom the meeting can do without. Repeat it for more.",
        show_default=False,
    ),
]
Requireds: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--required", metavar="NAME", help="Someone whom the meeting cannot do without. Repeatable."),
]
SlotZone: TypeAlias = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="The event's time zone, in force for slots that name none."),
]
Organizer: TypeAlias = Annotated[
    str | None,
    typer.Option("--organizer", metavar="ADDRESS", help="Your mail address, from which invitations come."),
]
Deadline: TypeAlias = Annotated[
    str | None,
    typer.Option("--deadline", metavar="TIME", help="When answers are taken no more: a date, or a date and a time."),
]
Series: TypeAlias = Annotated[
    str | None,
    typer.Option("--series", metavar="NAME", help="The series that it is one of: inconvenient times go round in it."),
]
