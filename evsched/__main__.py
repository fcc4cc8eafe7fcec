"""``python -m evsched`` is the command line."""

from evsched.cli.main import main

main()
