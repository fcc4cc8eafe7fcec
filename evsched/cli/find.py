"""``evsched find``: one JSON document in, one out, nothing stored."""

from typing import Annotated

import typer

from evsched.cli.files import read_source
from evsched.cli.session import PLAIN, session_of

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

    document = load_json(read_source(file, _LARGEST_DOCUMENT))
    session_of(context).print_json(find_times(document))
