"""The administration is for looking."""

from . import board, favourites, placements, rounds  # noqa: F401
