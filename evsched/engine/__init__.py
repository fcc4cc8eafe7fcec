"""The pure part: intervals, time zones, typed text and the matching itself.

Nothing here opens a file of its own, reads a clock or knows a setting.
"""
