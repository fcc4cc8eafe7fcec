"""Why targets are missed, where they are: what was found by measuring parts of what is measured as a whole."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "Start of a command": """\
An empty Typer command alone takes more than five times bare Python: two thirds of what a command costs above that.
What is a little above its target in one run is a little below it in the next.
""",
    "API": """\
Few people: the seed's times are of calls inside its process, ours are over HTTP. For 5 and 50 people bare Falcon on
waitress alone takes longer than the target of the unchanged event. Of many people, half of an unchanged answer is
sending its body, some 700 kB at 10,000; the first answer after a change reads every participant and every answer again.
A POST waits for a commit that survives a power cut, which alone takes longer than the target leaves for the whole
request. Inside the process a third of it is strict reading, an eighth keeping, and the rest a dozen small things.
""",
    "Engine": """\
NumPy by the scan's time: our answer names everyone in ten windows, with the reason and the longest stretch of whoever
cannot, and each of these is an object of Python's; the scan names who has time in a slot, and no windows. At 50 people
the calls of NumPy alone take longer than the target; evsched does not use it below 1,000 intervals. By sorting alone:
the same names; and on some processors sorting is fastest with a feature of NumPy turned off, which is compared with.
Pure Python at any second: instants of 1,000 people are sorted, and each list of them takes 40 bytes an integer.
""",
    "Store": """\
Rows an interval lie in the order of their key here, and are read fast. SQLite and psycopg alone take some 200 ms to
hand over 100,000 participants and answers as they are.
""",
}
"""By part, in Markdown."""
