"""Sending mail: the row is the truth, the task only does the work."""
