"""Write ``docs/cli.md`` from the help of every command, or check that it is fresh."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from evsched.cli.app import app

REFERENCE = Path(__file__).parent / "cli.md"
_WIDTH = 100
_PREFACE = """# The command line

Generated from the commands' own help by `make docs`.
"""


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command and its help, the program itself first."""
    root = get_command(app)
    yield from _with_subcommands("evsched", root, None)


def _with_subcommands(path: str, command: Any, parent: Any) -> Iterator[tuple[str, str]]:
    context = command.context_class(
        command, info_name=path.rsplit(" ", 1)[-1], parent=parent, terminal_width=_WIDTH, **command.context_settings
    )
    yield path, command.get_help(context)
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            yield from _with_subcommands(f"{path} {name}", command.get_command(context, name), context)


def reference() -> str:
    """Return the whole document."""
    parts = [_PREFACE]
    parts += [f"## `{path}`\n\n```text\n{text.strip()}\n```\n" for path, text in commands()]
    return "\n".join(parts)


if __name__ == "__main__":
    if "--write" in sys.argv:
        REFERENCE.write_text(reference(), encoding="utf-8")
    elif REFERENCE.read_text(encoding="utf-8") != reference():
        sys.exit("docs/cli.md is stale: run make docs")
