"""``evsched find``: one JSON document in, one out, nothing stored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evsched.cli.session import PLAIN, session_of
from evsched.errors import InvalidInput, shown

app = typer.Typer(**PLAIN)

_LARGEST_DOCUMENT = 256 * 1024 * 1024


@app.command(epilog="Example: evsched find event.json")
def find(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A JSON document, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as find always does.")] = False,  # noqa: ARG001
) -> None:
    """Answer one JSON document with another.

    The document holds the event and the answers; nothing is stored.
    """
    from evsched.document.strict_json import load_json
    from evsched.one_call import find as find_times

    document = load_json(_read(file))
    session_of(context).print_json(find_times(document))


def _read(file: str) -> bytes:
    try:
        if file == "-":
            source = sys.stdin.buffer.read(_LARGEST_DOCUMENT + 1)
        else:
            with Path(file).open("rb") as opened:
                source = opened.read(_LARGEST_DOCUMENT + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise InvalidInput(f'"{shown(file)}" cannot be read: {why}') from None
    if len(source) > _LARGEST_DOCUMENT:
        raise InvalidInput(f'"{shown(file)}" is larger than {_LARGEST_DOCUMENT >> 20} MiB')
    return source
