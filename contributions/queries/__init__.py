"""Sums and lists over several models, as frozen dataclasses for pages, reports and commands."""
