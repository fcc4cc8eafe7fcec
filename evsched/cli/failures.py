"""From an error to one line on standard error and an exit code."""

from __future__ import annotations

import errno
import sys
import traceback
from contextlib import suppress

import typer

from evsched.cli.main import INTERRUPTED
from evsched.errors import (
    Conflict,
    EvschedError,
    Forbidden,
    InvalidInput,
    NotFound,
    ServerUnreachable,
    StoreUnavailable,
    UnreadableText,
    shown,
)

BUG = 70
_EXIT_CODES = {InvalidInput: 2, NotFound: 3, Conflict: 4, StoreUnavailable: 5, ServerUnreachable: 6, Forbidden: 7}
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
_LONGEST_LINE = 900


class OutputClosed(Exception):
    """Whoever reads the output has seen enough; not an error."""


def report(error: BaseException, *, debug: bool) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return INTERRUPTED
    if isinstance(error, OutputClosed | BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        return 0
    if isinstance(error, SystemExit):  # how the parser ends after it has served a shell's completion
        return error.code if isinstance(error.code, int) else 0
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, EvschedError):
        _print_line(error.message)
        if isinstance(error, UnreadableText) and sys.stderr.isatty():
            _point_at(error)
        return next(code for kind, code in _EXIT_CODES.items() if isinstance(error, kind))
    if isinstance(error, typer.TyperException):
        _print_line(_usage(error))
        return _EXIT_CODES[InvalidInput]
    if isinstance(error, OSError) and error.errno in _UNWRITABLE:
        _print_line(f"the output cannot be written: {error.strerror}")
        return _EXIT_CODES[StoreUnavailable]
    name = type(error).__name__
    _print_line(f"a bug in evsched ({name}: {error}); please report it, with what --debug before the command prints")
    return BUG


def _usage(error: typer.TyperException) -> str:
    """Return what the parser says about a command line, and where help is."""
    context = getattr(error, "ctx", None)
    message = " ".join(error.format_message().split()).rstrip(".")
    return f"{message}; see {context.command_path} --help" if context else message


def _print_line(message: str) -> None:
    with suppress(OSError):  # where not even that can be written, the exit code must do
        print(f"Error: {shown(message, _LONGEST_LINE)}", file=sys.stderr, flush=True)


def _point_at(error: UnreadableText) -> None:
    """Draw the text with the wrong part underlined, where a person looks at a terminal."""
    if error.text.isprintable() and len(error.text) < 200:
        print(f"  {error.text}\n  {' ' * error.start}{'^' * max(error.end - error.start, 1)}", file=sys.stderr)
