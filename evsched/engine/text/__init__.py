"""What people type: slots and durations."""

from evsched.engine.text.durations import parse_duration
from evsched.engine.text.slots import parse_slots

__all__ = ["parse_duration", "parse_slots"]
