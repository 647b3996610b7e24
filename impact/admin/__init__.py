"""The administration is for looking; single answers and addresses are not looked at here."""

from . import campaigns, reports  # noqa: F401
