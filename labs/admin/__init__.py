"""The administration is for looking."""

from . import companies, enrolments, feeds, learning, plan, practice, research, rooms, sessions  # noqa: F401
