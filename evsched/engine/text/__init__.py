"""What people type: slots, weekly hours, one point in time, and durations."""

from evsched.engine.text.durations import parse_duration
from evsched.engine.text.moments import parse_moment
from evsched.engine.text.slots import parse_slots
from evsched.engine.text.weekly import parse_weekly

__all__ = ["parse_duration", "parse_moment", "parse_slots", "parse_weekly"]
