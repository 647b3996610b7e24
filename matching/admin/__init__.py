"""The administration is for looking."""

from . import bank, board, favourites, placements, rounds  # noqa: F401
