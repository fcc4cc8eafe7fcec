"""``evsched demo``: the main job on an example, by the commands that a person would type."""

import shlex
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import typer

from evsched.cli.session import PLAIN, Session, session_of

app = typer.Typer(**PLAIN)

_COMMANDS = (
    (
        *("event", "create", "Brainstorming meeting", "--duration", "1h", "--tz", "America/New_York"),
        *("--slot", "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025 6-9 PM EST"),
        *("--participant", "alice@America/New_York", "--participant", "bob@Europe/Berlin"),
        *("--participant", "chen@Asia/Shanghai", "--participant", "dana@America/Los_Angeles"),
        *("--participant", "emi@Asia/Tokyo"),
    ),
    ("availability", "set", "last", "alice", "--slot", "12 Jan 2025, 2 - 4PM, 14 Jan 2025, 6 - 9PM"),
    ("availability", "set", "last", "bob", "--slot", "12 Jan 2025, 20:00 - 22:00"),
    ("availability", "set", "last", "chen", "--slot", "15 Jan 2025, 7AM - noon"),
    ("availability", "set", "last", "dana", "--slot", "12 Jan 2025 11AM-1PM PST, 14 Jan 2025 3-6PM PST"),
    ("availability", "set", "last", "emi", "--slot", "2025-01-15T08:00+09:00/PT3H"),
    ("recommend", "last"),
)
_WIDTH = 100


@app.command(epilog="Example: evsched demo")
def demo(context: typer.Context) -> None:
    """Show the main job on an example.

    Five people on three continents; nothing is kept.
    """
    program = context.find_root().command
    session = session_of(context)
    with tempfile.TemporaryDirectory(prefix="evsched-demo-") as folder:
        for number, command in enumerate(_COMMANDS):
            session.print_lines(([""] if number else []) + _typed(command))
            arguments = [*command, "--db", str(Path(folder) / "demo.db")]
            with closing(Session(session.zone_data)) as run:
                program.main(arguments, prog_name="evsched", standalone_mode=False, obj=run)


def _typed(command: Sequence[str]) -> list[str]:
    """Return a command as it is typed, over as many lines as it needs."""
    lines = ["$ evsched"]
    for word in command:
        quoted = word if word.isidentifier() or word.startswith("--") else shlex.quote(word)
        starts_option = word.startswith("--") and len(lines[-1]) > _WIDTH // 2
        if starts_option:
            lines[-1] += " \\"
            lines.append("     ")
        lines[-1] += f" {quoted}"
    return lines
