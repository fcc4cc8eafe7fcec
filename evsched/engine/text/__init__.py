"""What people type: slots and durations."""

from evsched.engine.text.durations import duration_text, parse_duration
from evsched.engine.text.slots import parse_slots

__all__ = ["duration_text", "parse_duration", "parse_slots"]
