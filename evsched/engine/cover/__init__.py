"""The fewest of some sets that hold all that any of them holds; sets are integers, a bit an element."""

from evsched.engine.cover.search import Steps
from evsched.engine.cover.smallest import Cover, smallest_cover

__all__ = ["Cover", "Steps", "smallest_cover"]
