"""Run the examples of the documentation: check that their output is real, or write it.

A ``console`` block holds commands after ``$`` and what they print; those of one document run one after the
other in an environment of their own. A ``json`` block is their file ``event.json``. A ``python`` block holds a
session for :mod:`doctest`.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "usage.md")

_RUNNABLE = re.compile(r"^```(console|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"(?<=^```python\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*\n", re.MULTILINE)
_ID = re.compile(r"\b[0-9a-hjkmnp-tv-z]{26}\b")
_SHOWN_ID = "3v7k9x2m5q8r1t4w6y0a2b4c6d"


def as_printed(document: Path) -> str:
    """Return a document with the real output of its examples in place of what it says."""
    with tempfile.TemporaryDirectory() as home:
        tools = str(Path(sys.executable).parent)
        environment = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": home, "TZ": "UTC", "LC_ALL": "C.UTF-8"}

        def real(block: re.Match[str]) -> str:
            if block[1] == "json":
                Path(home, "event.json").write_text(block[2], encoding="utf-8")
                return block[0]
            return f"```console\n{_run(block[2], environment, home)}```"

        return _RUNNABLE.sub(real, document.read_text(encoding="utf-8"))


def failures_in_sessions(document: Path) -> int:
    """Return how many examples of a document's Python sessions print something else."""
    source = "\n".join(_PYTHON.findall(document.read_text(encoding="utf-8")))
    session = doctest.DocTestParser().get_doctest(source, {}, document.name, str(document), 0)
    with tempfile.TemporaryDirectory() as folder:
        before = Path.cwd()
        os.chdir(folder)
        try:
            return doctest.DocTestRunner().run(session).failed
        finally:
            os.chdir(before)


def _run(block: str, environment: Mapping[str, str], folder: str) -> str:
    printed = ""
    for command in _COMMAND.findall(block):
        done = subprocess.run(
            ["/bin/sh", "-c", command[2:]],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        printed += command + _ID.sub(_SHOWN_ID, done.stdout)
    return printed


if __name__ == "__main__":
    for path in DOCUMENTS:
        real = as_printed(path)
        if "--write" in sys.argv:
            path.write_text(real, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != real:
            sys.exit(f"{path.name}: an example prints something else now: run make docs")
