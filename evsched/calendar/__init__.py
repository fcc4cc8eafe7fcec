"""Calendars in and out: iCalendar (RFC 5545, RFC 5546)."""
