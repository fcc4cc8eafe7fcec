"""Where events and answers are kept: one protocol, a module for each database."""
