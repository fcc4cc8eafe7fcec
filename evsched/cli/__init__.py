"""The command line: a thin door over the scheduler.

Modules of commands do without ``from __future__ import annotations``: Typer would evaluate the text of every option of
every command in the module, three times a run.
"""
