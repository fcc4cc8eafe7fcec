"""Why targets are missed, where they are: what was found by measuring parts of what is measured as a whole."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "API": """The unchanged and the changed event of few people: the times of the seed are of calls inside its process, ours
are over HTTP, where bare Falcon on waitress alone takes longer than the target for 5 and 50 people (see the column beside ours).
Larger events: half of an unchanged one is sending its body, some 700 kB at 10,000 people; the first answer after a change
reads every participant and answer again. A POST waits for a commit that survives a power cut, which alone takes two to three times
what the target leaves for a whole request; in the process its time goes to strict reading (a third), keeping (an eighth), and a dozen
small things. A newcomer's answer counts the participants, because of their limit.""",
    "Engine": """NumPy against the scan: our answer names everyone in ten windows, with the reason and the longest stretch of
whoever cannot, and Python makes these names one by one; the scan names who can, and no windows. At 50 people the fixed cost of NumPy's
calls is more than the target; evsched does not use it below 1,000 intervals. Against sorting alone: the same names, and on this processor
sorting is fastest with a feature of NumPy turned off, which is what is compared with. Instants at any second in pure Python: nothing can
be counted, a list of integers takes 40 bytes for each of them, and `sorted` alone grows with an exponent of 1.2, since what it
compares lies ever farther apart in memory; np.sort too is above 1.1 in several rows. Three slots: hundreds of thousands of people have some, too short, time in each
window, and each is told how long.""",
    "Store": """Rows an interval lie in the order of their key and are read fast here; and SQLite or psycopg alone take 130 to 190 ms to hand
over 100,000 answers as they are, of the 250 ms that there are for all.""",
}
"""By part, in Markdown."""
