"""The command line: a thin door over the scheduler."""
