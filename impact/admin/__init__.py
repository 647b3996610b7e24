"""The administration is for looking; single answers and addresses are not looked at here."""

from . import campaigns, indicators, reports, stories  # noqa: F401
