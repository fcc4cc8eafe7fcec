"""Run the examples of the documentation: check that their output is real, or write it.

A ``console`` block holds commands after ``$`` and what they print; they run in one shell, and the blocks of one
document in one environment. Where a document speaks of the server at 127.0.0.1:8080, there is one. A ``json`` block is
the file ``event.json``. A ``python`` block holds a session for :mod:`doctest`.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENTS = (ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("usage", "api", "operations")))

_RUNNABLE = re.compile(r"^```(console|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"(?<=^```python\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*\n", re.MULTILINE)
_SERVER = "127.0.0.1:8080"
_TOOLS = ("curl", "jq")
_SHOWN_HOME = "/home/ann"
_ALIKE = (
    (re.compile(r"\b[0-9a-hjkmnp-tv-z]{26}\b"), "3v7k9x2m5q8r1t4w6y0a2b4c6d"),
    (re.compile(r"\b(ev[op]_)[\w-]{43}"), r"\1AtKkrZ0FJ9yLJ2CQm4nDLoZ6xSAVdgGFbRQy0fWBpXs"),
    (re.compile(r"(?<=urn:evsched:request:)[0-9a-f]{24}"), "5e0c8ad0a4bb4a0f9e2d7c11"),
)
"""What differs from run to run, and what stands for it."""


def missing_tools(document: Path) -> list[str]:
    """Return the programs that a document's examples need and this machine lacks."""
    text = document.read_text(encoding="utf-8")
    return [tool for tool in _TOOLS if _SERVER in text and shutil.which(tool) is None]


def as_printed(document: Path) -> str:
    """Return a document with the real output of its examples in place of what it says."""
    text = document.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as home, _server(home, is_needed=_SERVER in text) as address:
        Path(home, "tests").symlink_to(ROOT / "tests")
        tools = str(Path(sys.executable).parent)
        environment = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": home, "TZ": "UTC", "LC_ALL": "C.UTF-8"}

        def real(block: re.Match[str]) -> str:
            if block[1] == "json":
                Path(home, "event.json").write_text(block[2], encoding="utf-8")
                return block[0]
            printed = _run(block[2].replace(_SERVER, address), environment, home)
            printed = printed.replace(address, _SERVER).replace(home, _SHOWN_HOME)
            return f"```console\n{printed}```"

        return _RUNNABLE.sub(real, text)


@contextmanager
def _server(home: str, *, is_needed: bool) -> Iterator[str]:
    """Run a server in open mode, and give its host and port."""
    if not is_needed:
        yield _SERVER
        return
    environment = {**os.environ, "EVSCHED_PORT": "0", "EVSCHED_DATABASE_URL": f"sqlite:///{home}/served.db"}
    with subprocess.Popen(
        [sys.executable, "-m", "evsched.api"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as server:
        assert server.stderr is not None  # noqa: S101 - it is a pipe
        first_line = server.stderr.readline()
        found = re.search(r"http://(\S+)", first_line)
        if found is None:
            sys.exit(f"the server did not start: {first_line}{server.stderr.read()}")
        try:
            yield found[1]
        finally:
            server.terminate()


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
    """Run the commands of a block in one shell, so that one may set what another uses."""
    commands = _COMMAND.findall(block)
    done = subprocess.run(
        ["/bin/sh", "-c", "".join(f"{command[2:]}printf '\\036'\n" for command in commands)],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    outputs = done.stdout.split("\036")
    printed = "".join(command + output for command, output in zip(commands, outputs, strict=False))
    for pattern, shown in _ALIKE:
        printed = pattern.sub(shown, printed)
    return printed


if __name__ == "__main__":
    for path in DOCUMENTS:
        if missing := missing_tools(path):
            sys.exit(f"the examples of {path.name} need {' and '.join(missing)}")
        real = as_printed(path)
        if "--write" in sys.argv:
            path.write_text(real, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != real:
            sys.exit(f"{path.name}: an example prints something else now: run make docs")
