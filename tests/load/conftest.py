from __future__ import annotations

import sys
from pathlib import Path

BENCHMARKS = str(Path(__file__).parents[2] / "benchmarks")
if BENCHMARKS not in sys.path:  # where programs stand that import each other
    sys.path.append(BENCHMARKS)
