"""The command line's way in and out: signals first, then the command, then the exit code."""

import gc
import io
import os
import signal
import sys
from collections.abc import Sequence

INTERRUPTED = 130
_SELDOM = 50_000
"""How many more objects there are between two searches for garbage."""


def main() -> None:
    """Run the command line and exit."""
    # A short run makes no garbage that is worth a search, and a long one is searched now and then.
    gc.set_threshold(_SELDOM)
    # While modules load, and at the very end, nothing is open that a Ctrl-C could tear.
    if _minds_interrupts():
        signal.signal(signal.SIGINT, _quit)
    sys.unraisablehook = _quit_unraisable
    code = run(sys.argv[1:])
    # All output is flushed and every transaction ended. What is left is to free memory, which the system does
    # in no time and Python in a tenth of the whole run, with a Ctrl-C still able to print a traceback.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what went wrong is one line on standard error."""
    from typer.main import get_command

    from evsched.cli.app import app
    from evsched.cli.failures import report
    from evsched.cli.session import Session
    from evsched.config import use_newest_zone_data

    _steady_streams()
    session = Session(use_newest_zone_data())
    try:
        command = get_command(app)
        interrupted = signal.getsignal(signal.SIGINT)
        if _minds_interrupts():
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            code: int = command(list(arguments), prog_name="evsched", standalone_mode=False, obj=session) or 0
            sys.stdout.flush()
            return code
        finally:
            session.close()
            signal.signal(signal.SIGINT, interrupted)
    except BaseException as error:  # noqa: BLE001 - every error ends here, as a line and an exit code
        return report(error, debug=session.debug)


def _minds_interrupts() -> bool:
    """Tell whether an interrupt is for this process: a script's background commands are told to ignore it."""
    return signal.getsignal(signal.SIGINT) != signal.SIG_IGN


def _steady_streams() -> None:
    """Have output that never fails on a character, and nothing in place of a stream that was closed at the start."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open for good
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - open for good


def _quit(_number: int, _frame: object) -> None:
    os._exit(INTERRUPTED)


def _quit_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    """End quietly on a Ctrl-C that came where Python cannot raise it, as in a destructor."""
    if unraisable.exc_type is KeyboardInterrupt:
        os._exit(INTERRUPTED)
    sys.__unraisablehook__(unraisable)
