"""Find the times that work for everyone in a team spread over the globe, or for the most people."""

__version__ = "0.1.0"
